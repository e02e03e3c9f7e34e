#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nail/report/rank_report.h"
#include "tests/report/page_check.h"

namespace nail {
namespace {

using ::testing::IsEmpty;

constexpr const char* kHostile = "<script>alert('x')</script>&\"";

RankReview sample_review() {
  RankReview r;
  r.title = "Systemic importance in Testland";
  r.lead = "The failure of A takes 40 %.";
  r.version = "1";
  r.case_hash = "abcdef";
  r.facts = {{"Sites", "3"}, {"Left out", ""}};
  r.ranked = 3;
  r.curves = {{"esri", {{1, 0.4}, {2, 0.3}, {3, 1e-5}}},
              {"down", {{1, 0.3}}},
              {"up", {}},
              {"own", {{1, 0.1}, {3, 1e-30}}}};
  r.iterations = {{2, 1}, {3, 2}};
  r.heat_products = {"steel", kHostile};
  RankRow row;
  row.shock = kHostile;
  row.product = kHostile;
  row.esri = 0.4;
  row.path = {{kHostile, "steel", 1}, {"B", kHostile, 0.5}};
  row.products = {{kHostile, 0.25}};
  row.heat = {0.25, 1};
  r.rows = {row, row};
  r.rows[1].path.clear();
  for (int i = 0; i < 12; ++i) {
    r.rows[1].path.push_back({"S" + std::to_string(i), "steel", 0.5});
  }
  r.profile_caption = r.iterations_caption = r.heat_caption = r.rows_caption = "A caption.";
  r.findings = {"A finding."};
  r.method = {"A <method>."};
  return r;
}

TEST(RankPage, IsWellFormedAndEscapesWhatComesFromACase) {
  const std::string page = render_rank_html(sample_review());
  sample::PageFacts facts = sample::read_page(page);
  EXPECT_THAT(facts.faults, IsEmpty());
  EXPECT_EQ(facts.tags["script"], 0);
  EXPECT_EQ(facts.tags["h1"], 1);
  EXPECT_EQ(facts.tags["main"], 1);
  EXPECT_EQ(facts.tags["table"], facts.tags["caption"]);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(sample::unescape(facts.text).find(kHostile), std::string::npos);
  EXPECT_NE(sample::unescape(facts.text).find("A <method>."), std::string::npos);
}

TEST(RankPage, LinksLeadToPlacesOnThePage) {
  const sample::PageFacts facts = sample::read_page(render_rank_html(sample_review()));
  for (const std::string& link : facts.links) {
    ASSERT_TRUE(link.starts_with("#")) << link;
    EXPECT_TRUE(facts.ids.contains(link.substr(1))) << link;
  }
}

TEST(RankPage, CutsTheMiddleOfALongWay) {
  const std::string text = sample::read_page(render_rank_html(sample_review())).text;
  EXPECT_NE(text.find("5 more"), std::string::npos);
  EXPECT_NE(text.find("S0"), std::string::npos);
  EXPECT_NE(text.find("S11"), std::string::npos);
  EXPECT_EQ(text.find("S6"), std::string::npos);
}

TEST(RankPage, SaysSoWhereNothingIsLost) {
  RankReview empty;
  empty.curves = {{"esri", {}}};
  const sample::PageFacts facts = sample::read_page(render_rank_html(empty));
  EXPECT_THAT(facts.faults, IsEmpty());
  EXPECT_NE(facts.text.find("No shock takes anything with it."), std::string::npos);
  EXPECT_NE(facts.text.find("There is no shock."), std::string::npos);
}

}  // namespace
}  // namespace nail
