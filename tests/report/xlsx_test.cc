#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nail/report/report.h"
#include "tests/report/sample.h"

namespace nail {
namespace {

using ::testing::HasSubstr;

TEST(Workbook, IsAnArchiveOfSixSheets) {
  const auto book = render_xlsx(sample::assessment());
  ASSERT_TRUE(book.has_value()) << book.error().message;
  EXPECT_TRUE(book->starts_with("PK\x03\x04"));
  // Names in the archive's directory are not compressed.
  for (int sheet = 1; sheet <= 6; ++sheet) {
    EXPECT_THAT(*book, HasSubstr("xl/worksheets/sheet" + std::to_string(sheet) + ".xml"));
  }
  EXPECT_EQ(book->find("xl/worksheets/sheet7.xml"), std::string::npos);
}

TEST(Workbook, OfNothingIsWhole) {
  const auto book = render_xlsx(Assessment{});
  ASSERT_TRUE(book.has_value()) << book.error().message;
  EXPECT_TRUE(book->starts_with("PK\x03\x04"));
}

TEST(Workbook, TakesTextThatNoCellCanHold) {
  Assessment assessment;
  assessment.title = std::string(3000, 't');
  Finding finding;
  finding.headline = std::string(40000, 'x');
  finding.text = "=HYPERLINK(\"a\")\x01 \xff broken";
  assessment.findings.push_back(finding);
  const auto book = render_xlsx(assessment);
  ASSERT_TRUE(book.has_value()) << book.error().message;
}

}  // namespace
}  // namespace nail
