// A line of a million cells is read in one pass. Counting each cell's column from the start of the
// line took minutes: the time limit that every test has is the judge.
#include <string>

#include <gtest/gtest.h>

#include "nail/base/diagnostics.h"
#include "nail/table/csv.h"

namespace nail {
namespace {

TEST(CsvLongLine, ColumnsAreCountedOnce) {
  constexpr std::size_t kCells = 2'000'000;
  std::string text;
  for (std::size_t i = 0; i < kCells; ++i) text += "\xC3\xA4,";  // one character of two bytes
  Diagnostics diagnostics;
  CsvReader reader(text, "long.csv", diagnostics);
  CsvRow row;
  ASSERT_TRUE(reader.next(row));
  ASSERT_EQ(row.cells.size(), kCells + 1);
  EXPECT_EQ(row.cells[1].column, 3u);
  EXPECT_EQ(row.cells.back().column, 2 * kCells + 1);
}

TEST(CsvLongLine, CountingStartsAnewOnEachLine) {
  Diagnostics diagnostics;
  CsvReader reader("\xC3\xA4\xC3\xA4,b\n\"x\ny\",c\nd,e\n", "lines.csv", diagnostics);
  CsvRow row;
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.cells[1].column, 4u);
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.cells[1].line, 3u);
  EXPECT_EQ(row.cells[1].column, 4u);
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.cells[1].column, 3u);
}

}  // namespace
}  // namespace nail
