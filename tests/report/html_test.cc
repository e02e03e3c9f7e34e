#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nail/report/report.h"
#include "tests/report/page_check.h"
#include "tests/report/sample.h"

namespace nail {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ReportPage : public ::testing::Test {
 protected:
  Assessment assessment = sample::assessment();
  std::string page = render_html(assessment);
  sample::PageFacts facts = sample::read_page(page);
  std::string text = sample::unescape(facts.text);
  // Not a matcher: a failure would print the whole page.
  bool shows(const std::string& words) const { return text.find(words) != std::string::npos; }
};

TEST_F(ReportPage, IsWellFormed) { EXPECT_THAT(facts.faults, IsEmpty()); }

TEST_F(ReportPage, HasLanguageTitleAndOneMainHeading) {
  EXPECT_NE(page.find("<html lang=\"en\">"), std::string::npos);
  EXPECT_NE(page.find("<title>Supply chains of the European Union</title>"), std::string::npos);
  EXPECT_EQ(facts.tags["h1"], 1);
  EXPECT_EQ(facts.tags["main"], 1);
}

TEST_F(ReportPage, HeadingsDescendOneLevelAtATime) {
  ASSERT_FALSE(facts.headings.empty());
  EXPECT_EQ(facts.headings.front(), 1);
  for (std::size_t i = 1; i < facts.headings.size(); ++i) {
    EXPECT_LE(facts.headings[i], facts.headings[i - 1] + 1) << "heading " << i;
  }
}

TEST_F(ReportPage, EveryTableHasACaptionAndScopedHeads) {
  EXPECT_EQ(facts.tags["table"], facts.tags["caption"]);
  std::size_t heads = 0;
  for (std::size_t at = page.find("<th "); at != std::string::npos;
       at = page.find("<th ", at + 1)) {
    ++heads;
    EXPECT_EQ(page.compare(at, 11, "<th scope=\""), 0) << page.substr(at, 60);
  }
  EXPECT_EQ(static_cast<int>(heads), facts.tags["th"]);
}

TEST_F(ReportPage, LinksLeadToPlacesOnThePageOrToSources) {
  for (const std::string& link : facts.links) {
    if (link.starts_with("#")) {
      EXPECT_TRUE(facts.ids.contains(link.substr(1))) << link;
    } else {
      EXPECT_TRUE(link.starts_with("https://example.org/")) << link;
    }
  }
}

TEST_F(ReportPage, AsksForNothingFromANetwork) {
  for (const char* word : {"<script", "<link", "<img", "<iframe", "<object", "@import", "url(",
                           "xlink:", "srcset", "<base"}) {
    EXPECT_EQ(page.find(word), std::string::npos) << word;
  }
  for (const std::string& attribute : facts.attributes) {
    EXPECT_NE(attribute, "src");
    EXPECT_FALSE(attribute.starts_with("on")) << attribute;
  }
  // An address stands nowhere but in the links of the sources (the style sheet tests for one).
  for (std::size_t at = page.find("http"); at != std::string::npos;
       at = page.find("http", at + 1)) {
    const std::string before = page.substr(at - 6, 6);
    EXPECT_TRUE(before == "href=\"" || before == "href^=") << page.substr(at - 30, 60);
  }
}

TEST_F(ReportPage, HostileTextStaysText) {
  EXPECT_TRUE(shows(sample::kHostile));
  for (const std::string& link : facts.links) EXPECT_THAT(link, Not(HasSubstr("javascript")));
}

TEST_F(ReportPage, ShowsEveryFindingClaimGapAndSource) {
  for (std::size_t i = 0; i < assessment.findings.size(); ++i) {
    EXPECT_TRUE(facts.ids.contains("finding-" + std::to_string(i + 1))) << i;
    EXPECT_TRUE(shows(assessment.findings[i].text)) << assessment.findings[i].text;
    EXPECT_TRUE(shows(assessment.findings[i].headline)) << assessment.findings[i].headline;
  }
  for (const ClaimResult& claim : assessment.claims) {
    EXPECT_TRUE(shows(claim.text)) << claim.text;
    EXPECT_TRUE(shows(claim.why)) << claim.why;
  }
  for (const Gap& gap : assessment.gaps) EXPECT_TRUE(shows(gap.what)) << gap.what;
  for (std::size_t i = 0; i < assessment.sources.size(); ++i) {
    EXPECT_TRUE(facts.ids.contains("src-" + std::to_string(i + 1)));
    EXPECT_TRUE(shows(assessment.sources[i].title)) << assessment.sources[i].title;
  }
  for (const CoverageItem& item : assessment.coverage) EXPECT_TRUE(shows(item.title)) << item.title;
  for (const std::string& line : assessment.assumptions) EXPECT_TRUE(shows(line)) << line;
  for (const std::string& line : assessment.method) EXPECT_TRUE(shows(line)) << line;
}

TEST_F(ReportPage, DrawingsAreNamed) {
  std::size_t drawings = 0;
  for (std::size_t at = page.find("role=\"img\""); at != std::string::npos;
       at = page.find("role=\"img\"", at + 1)) {
    ++drawings;
    const std::size_t end = page.find('>', at);
    EXPECT_EQ(page.compare(end, 8, "><title>"), 0) << page.substr(at, 120);
  }
  EXPECT_GT(drawings, 40u);
}

TEST_F(ReportPage, IsTheSameEachTime) { EXPECT_TRUE(page == render_html(assessment)); }

TEST_F(ReportPage, NumbersAreNeverWrittenAsNan) {
  for (const char* number : {"nan%", "nan ", "nan<", ">nan", "\"nan", "inf%", "inf ", "inf<"}) {
    EXPECT_EQ(page.find(number), std::string::npos) << number;
  }
}

TEST_F(ReportPage, SourcesNamedInSentencesBecomeLinks) {
  assessment.findings[0].text =
      "Lost: 93 % [source-2, source-1], not [1] or [source-9] or [source-1";
  page = render_html(assessment);
  EXPECT_NE(page.find("93 % <span class=\"cite\"><a href=\"#src-2\">2</a>, <a href=\"#src-1\">1</a>"
                      "</span>, not [1] or [source-9] or [source-1<"),
            std::string::npos);
}

TEST_F(ReportPage, StaysSmallAndSaysEachGapOnceForProductsThatShareIt) {
  assessment.gaps.clear();
  for (const ProductView& product : assessment.products) {
    assessment.gaps.push_back(
        {"missing_index", product.id, "", "cdi1", "no trade known", "add trade"});
  }
  page = render_html(assessment);
  std::size_t said = 0;
  for (std::size_t at = page.find("no trade known"); at != std::string::npos;
       at = page.find("no trade known", at + 1)) {
    ++said;
  }
  EXPECT_EQ(said, assessment.chains.size());
  EXPECT_THAT(sample::read_page(page).text, HasSubstr("all 16 products of the chain"));
  EXPECT_LT(page.size(), 400'000u);
}

TEST_F(ReportPage, InputsAreDrawnByTheirNecessity) {
  // Within the drawing of a chain, not in the key beside it.
  const std::size_t edges = page.find("<g class=\"edges\">");
  ASSERT_NE(edges, std::string::npos);
  const std::string drawn = page.substr(edges, page.find("</g>", edges) - edges);
  for (const char* kind : {"e-essential\"", "e-important\"", "e-optional\""}) {
    EXPECT_NE(drawn.find(kind), std::string::npos) << kind;
  }
}

TEST(ReportOfNothing, SaysWhyItIsEmpty) {
  const std::string page = render_html(Assessment{});
  const sample::PageFacts facts = sample::read_page(page);
  EXPECT_THAT(facts.faults, IsEmpty());
  for (const std::string& link : facts.links) {
    EXPECT_TRUE(link.starts_with("#") && facts.ids.contains(link.substr(1))) << link;
  }
  EXPECT_THAT(facts.text, HasSubstr("The case holds no claims."));
}

TEST(ReportOfNothing, EmptyChainsAreExplained) {
  Assessment assessment;
  assessment.chains.push_back({"bare", {}, {}, {}, ""});
  const sample::PageFacts facts = sample::read_page(render_html(assessment));
  EXPECT_THAT(facts.faults, IsEmpty());
  EXPECT_THAT(facts.text, HasSubstr("No product of this chain is in scope."));
}

}  // namespace
}  // namespace nail
