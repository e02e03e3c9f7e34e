#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nail/report/days.h"
#include "nail/report/report.h"
#include "tests/report/page_check.h"
#include "tests/report/stress_sample.h"

namespace nail {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Assessment with_stress() {
  Assessment a = sample::assessment();
  a.stress = sample::stress();
  return a;
}

// From an anchor to the next section.
std::string part_of(const std::string& page, const std::string& id) {
  const std::size_t at = page.find("<section id=\"" + id + "\"");
  if (at == std::string::npos) return "";
  return page.substr(at, page.find("</section>", at) - at);
}

std::size_t count(const std::string& text, const std::string& words) {
  std::size_t n = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
    ++n;
  }
  return n;
}

class StressPage : public ::testing::Test {
 protected:
  Assessment assessment = with_stress();
  std::string page = render_html(assessment);
  sample::PageFacts facts = sample::read_page(page);
  std::string text = sample::unescape(facts.text);
  bool shows(const std::string& words) const { return text.find(words) != std::string::npos; }
};

TEST_F(StressPage, IsWellFormedAndHostileNamesStayText) {
  EXPECT_THAT(facts.faults, IsEmpty());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("A <b>place</b>"), std::string::npos);
  EXPECT_TRUE(shows("A <b>place</b>"));
}

TEST_F(StressPage, HeadingsCaptionsAndLinksHold) {
  for (std::size_t i = 1; i < facts.headings.size(); ++i) {
    EXPECT_LE(facts.headings[i], facts.headings[i - 1] + 1) << "heading " << i;
  }
  EXPECT_EQ(facts.tags["table"], facts.tags["caption"]);
  for (const std::string& link : facts.links) {
    if (link.starts_with("#")) {
      EXPECT_TRUE(facts.ids.contains(link.substr(1))) << link;
    }
  }
  for (const char* id : {"stress", "survival", "leverage", "backtests"}) {
    EXPECT_TRUE(facts.ids.contains(id)) << id;
  }
  for (std::size_t at = page.find("role=\"img\""); at != std::string::npos;
       at = page.find("role=\"img\"", at + 1)) {
    const std::size_t end = page.find('>', at);
    EXPECT_EQ(page.compare(end, 8, "><title>"), 0) << page.substr(at, 120);
  }
}

TEST_F(StressPage, EveryScenarioIsToldWithItsGrade) {
  const std::string part = part_of(page, "stress");
  for (const ScenarioView& s : assessment.stress.scenarios) {
    EXPECT_TRUE(shows(s.name)) << s.name;
    EXPECT_THAT(part, HasSubstr(">" + std::string(to_string(s.grade)) + "</span>"));
  }
  // Five are drawn; the one without a shortage and what is left are told in words.
  EXPECT_EQ(count(part, "<article class=\"scenario\">"), 5u);
  EXPECT_TRUE(shows("No demand is unmet."));
}

// A band is drawn only where both of its edges are known.
TEST_F(StressPage, TheBandIsDrawnBetweenTheBounds) {
  const std::string part = part_of(page, "stress");
  EXPECT_EQ(count(part, "<path class=\"band\""), 3u);
  EXPECT_EQ(count(part, "<path class=\"l-optimist\""), 3u);
  EXPECT_EQ(count(part, "<path class=\"l-pessimist\""), 5u);
  EXPECT_EQ(count(part, "class=\"shock\" x="), 5u);
}

TEST_F(StressPage, SitesThatRecoverTooLateComeMarkedAndTheRestIsCounted) {
  const std::string part = part_of(page, "survival");
  EXPECT_THAT(part, HasSubstr("(first 20 of 130 sites)"));
  EXPECT_THAT(part, HasSubstr("<tr class=\"short\">"));
  EXPECT_THAT(part, HasSubstr("assumed"));
}

TEST_F(StressPage, AHeuristicIsCalledOne) {
  const std::string part = part_of(page, "leverage");
  EXPECT_EQ(count(part, ">exact</span>"), 2u);
  EXPECT_EQ(count(part, ">heuristic</span>"), 1u);
}

TEST_F(StressPage, TheLeverageMatrixIsSquareAndMarksTheHome) {
  const std::string part = part_of(page, "leverage");
  EXPECT_EQ(count(part, "<abbr"), 12u);
  EXPECT_EQ(count(part, "<td class=\"none\">"), 12u);  // the diagonal
  EXPECT_EQ(count(part, "<tr class=\"home\">"), 1u);
}

TEST_F(StressPage, MissesAreInPlainSight) {
  const std::string part = part_of(page, "backtests");
  EXPECT_EQ(count(part, ">missed</span>"), 3u);
  EXPECT_EQ(count(part, ">hit</span>"), 1u);
}

TEST_F(StressPage, NumbersAreNeverWrittenAsNan) {
  for (const char* number : {"nan%", "nan ", "nan<", ">nan", "\"nan", "inf%", "inf ", "inf<"}) {
    EXPECT_EQ(page.find(number), std::string::npos) << number;
  }
}

TEST(StressOfNothing, SaysThatItWasLeftOut) {
  Assessment a = sample::assessment();
  a.stress.summary = "Stress was left out.";
  const std::string page = render_html(a);
  EXPECT_THAT(page, HasSubstr("Stress was left out."));
  EXPECT_EQ(page.find("href=\"#survival\""), std::string::npos);
}

TEST(StressOfNothing, ACaseWithoutScenariosSaysWhatIsMissing) {
  Assessment a = sample::assessment();
  a.stress.asked = true;
  a.stress.days = 365;
  a.stress.summary = "The case holds no scenarios.";
  const sample::PageFacts facts = sample::read_page(render_html(a));
  EXPECT_THAT(facts.faults, IsEmpty());
  EXPECT_THAT(facts.text, HasSubstr("The case holds no scenarios."));
  EXPECT_THAT(facts.text, HasSubstr("No site was found whose failure could matter."));
  EXPECT_THAT(facts.text, HasSubstr("no past event with an observed outcome"));
}

TEST(Days, RoundTopsHoldTheValue) {
  EXPECT_EQ(report::round_top(0), 1);
  EXPECT_EQ(report::round_top(0.42), 0.5);
  EXPECT_EQ(report::round_top(1), 1);
  EXPECT_EQ(report::round_top(45), 50);
  EXPECT_EQ(report::round_top(51), 100);
}

// Of eight days, week 0 stands at the left edge and week 1 at the right; half of the top is half
// way down.
TEST(Days, AWeekStandsAtItsFirstDay) {
  EXPECT_EQ(report::week_line({1, 0.5}, 8, 1, 100, 40), "M0.0 0.0L100.0 20.0");
  EXPECT_EQ(report::week_band({0, 0}, {1, 0.5}, 8, 1, 100, 40),
            "M0.0 0.0L100.0 20.0L100.0 40.0L0.0 40.0z");
  EXPECT_EQ(report::week_line({1, kUnknown, 1}, 15, 1, 100, 40), "M0.0 0.0");
}

TEST(Workbook, HoldsTheSheetsOfStressWhereItWasRun) {
  const auto book = render_xlsx(with_stress());
  ASSERT_TRUE(book.has_value()) << book.error().message;
  for (int sheet = 7; sheet <= 11; ++sheet) {
    EXPECT_THAT(*book, HasSubstr("xl/worksheets/sheet" + std::to_string(sheet) + ".xml"));
  }
  EXPECT_EQ(book->find("xl/worksheets/sheet12.xml"), std::string::npos);
}

}  // namespace
}  // namespace nail
