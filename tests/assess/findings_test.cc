#include "nail/assess/findings.h"

#include <algorithm>

#include <gmock/gmock.h>

#include "nail/assess/coverage.h"
#include "nail/assess/gaps.h"
#include "tests/assess/small_case.h"

namespace nail {
namespace {

using testing::HasSubstr;

const Finding* find(const std::vector<Finding>& findings, const std::string& id) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.id == id; });
  return found == findings.end() ? nullptr : &*found;
}

TEST(Findings, AHiddenDependenceGivesNumberPathAndSources) {
  const auto made = small::make(small::small_case());
  const auto findings = find_findings(small::inputs_of(*made, "USA"));
  // Chips (0.8, none directly) and phones (0.82, 0.1 directly) are on one path: one names the
  // other.
  const Finding* chips = find(findings, "hidden_dependence:chip:CHN");
  const Finding* phones = find(findings, "hidden_dependence:phone:CHN");
  ASSERT_TRUE((chips == nullptr) != (phones == nullptr));
  const Finding& f = phones != nullptr ? *phones : *chips;
  EXPECT_EQ(f.evidence[0].index, "exposure_any_tier");
  EXPECT_EQ(f.evidence[1].index, "exposure_direct");
  EXPECT_EQ(f.evidence[2].index, "exposure_rerouted");
  EXPECT_NEAR(f.evidence[0].range.value, phones != nullptr ? 0.82 : 0.8, 1e-12);
  EXPECT_NEAR(f.evidence[1].range.value, phones != nullptr ? 0.1 : 0, 1e-12);
  EXPECT_NEAR(f.evidence[2].range.value, 0.8, 1e-12);
  EXPECT_THAT(f.headline, HasSubstr("Without China, the United States would lose"));
  EXPECT_THAT(f.text, HasSubstr("The same place stands behind 1 more product of this chain"));
  EXPECT_THAT(f.text, HasSubstr("wafers from China (80 %)"));
  EXPECT_THAT(f.text, HasSubstr("[yearbook]"));
  EXPECT_NEAR(f.score, f.consequence * f.certainty, 1e-12);
}

// Without China 0.9 of the screens are gone, and 0.8 of the wafers for the other 0.1: 0.98, of
// which 0.9 is plain to see. That is one place's grip on a product, not a hidden one.
TEST(Findings, AGapTooSmallToHideAnythingIsNoHiddenDependence) {
  Case c = small::small_case();
  small::add_product(c, "screen", "Screens", "2 chips", Inputs::complete);
  small::add_supply(c, "screen", "CHN", 0.9);
  small::add_supply(c, "screen", "DEU", 0.1);
  small::add_recipe(c, "screen", "wafer");
  const auto made = small::make(std::move(c));
  const auto findings = find_findings(small::inputs_of(*made, "USA"));
  EXPECT_EQ(find(findings, "hidden_dependence:screen:CHN"), nullptr);
  const Finding* screens = find(findings, "single_point:screen:CHN");
  ASSERT_NE(screens, nullptr);
  EXPECT_NEAR(screens->evidence[0].range.value, 0.98, 1e-12);
}

TEST(Findings, HomeIsNeverForeign) {
  const auto made = small::make(small::small_case());
  for (const char* home : {"USA", "CHN", "DEU", "DT"}) {
    const AssessInputs in = small::inputs_of(*made, home);
    for (const Finding& f : find_findings(in)) {
      if (f.kind == "import_reliance" || f.kind == "declining" || f.kind == "home_strength")
        continue;
      EXPECT_NE(f.place, home) << f.id;
      if (std::string(home) == "DT") {
        EXPECT_NE(f.place, "DEU") << f.id;
        EXPECT_NE(f.place, "TWN") << f.id;
      }
    }
  }
}

// From China's seat Taiwan's half of chips is the exposure, and China's wafers are a strength.
TEST(Findings, TrueFromAnotherSeat) {
  const auto made = small::make(small::small_case());
  const auto findings = find_findings(small::inputs_of(*made, "CHN"));
  const Finding* strength = find(findings, "home_strength:wafer:CHN");
  ASSERT_NE(strength, nullptr);
  EXPECT_THAT(strength->text, HasSubstr("China itself supplies 80 %"));
  const Finding* taiwan = nullptr;
  for (const Finding& f : findings) {
    if (f.place == "TWN" && f.kind != "concentration") taiwan = &f;
  }
  ASSERT_NE(taiwan, nullptr);
  EXPECT_THAT(taiwan->text, HasSubstr("China would lose 50 %"));
}

TEST(Findings, AlliesAreNamedAndCountLess) {
  const auto made = small::make(small::small_case());
  const auto alone = find_findings(small::inputs_of(*made, "CHN"));
  const auto allied = find_findings(small::inputs_of(*made, "CHN", {"TWN"}));
  for (const Finding& f : allied) {
    if (f.place != "TWN") continue;
    EXPECT_THAT(f.text, HasSubstr("Taiwan is an ally.")) << f.id;
    const Finding* other = find(alone, f.id);
    ASSERT_NE(other, nullptr);
    EXPECT_LT(f.score, other->score);
  }
}

TEST(Findings, TheRankingDiscountsWhatWasSaid) {
  std::vector<Finding> findings(3);
  const auto fill = [](Finding& f, const char* id, const char* kind, const char* place) {
    f.id = id;
    f.kind = kind;
    f.chain = "x";
    f.place = place;
  };
  fill(findings[0], "a", "single_point", "CHN");
  fill(findings[1], "b", "single_point", "CHN");
  fill(findings[2], "c", "single_point", "JPN");
  // After a: b counts 0.9 x 0.4 = 0.36, c 0.5 x 0.85 = 0.425.
  const std::vector<double> scores = {1, 0.9, 0.5};
  EXPECT_THAT(rank_findings(findings, scores, "USA"), testing::ElementsAre(0, 2, 1));
}

TEST(Findings, TheOrderOfRowsDoesNotMatter) {
  Case c = small::small_case();
  small::add_reported(c, "import_reliance", "chip", "USA", 1, 2020);
  small::add_claim(c, "a", "exposure_direct", "chip", "CHN", 1, "1");
  small::add_claim(c, "b", "hhi", "wafer", "", 0.5, "0.5");
  Case turned = c;
  std::reverse(turned.supply.begin(), turned.supply.end());
  std::reverse(turned.recipes.begin(), turned.recipes.end());
  std::reverse(turned.claims.begin(), turned.claims.end());
  const auto one = small::make(std::move(c));
  const auto two = small::make(std::move(turned));
  Assessment a;
  Assessment b;
  compose(small::inputs_of(*one, "USA"), a);
  compose(small::inputs_of(*two, "USA"), b);
  ASSERT_EQ(a.findings.size(), b.findings.size());
  for (std::size_t i = 0; i < a.findings.size(); ++i) {
    EXPECT_EQ(a.findings[i].id, b.findings[i].id);
    EXPECT_EQ(a.findings[i].text, b.findings[i].text);
  }
  ASSERT_EQ(a.claims.size(), b.claims.size());
  for (std::size_t i = 0; i < a.claims.size(); ++i) EXPECT_EQ(a.claims[i].why, b.claims[i].why);
  EXPECT_EQ(a.lead, b.lead);
}

TEST(Gaps, BlindIsExactlyWhatHasUnknownInputsItself) {
  const auto made = small::make(small::small_case());
  const auto gaps = find_gaps(small::inputs_of(*made, "USA"));
  std::vector<std::string> blind;
  for (const Gap& gap : gaps) {
    if (gap.kind == "blind") blind.push_back(gap.product);
    EXPECT_FALSE(gap.what.empty());
    EXPECT_FALSE(gap.remedy.empty());
  }
  EXPECT_THAT(blind, testing::ElementsAre("phone"));
}

TEST(Gaps, KindsThatTheDataShow) {
  Case c = small::small_case();
  small::add_product(c, "laser", "Lasers", "1 wafers", Inputs::none);
  small::add_supply(c, "laser", "DEU", 0.7, 2014);
  small::add_product(c, "lens", "Lenses", "1 wafers", Inputs::none);
  small::add_supply(c, "lens", "DEU", 0.7, 2015);
  c.places[c.find_place("DEU").index()].governance = kUnknown;
  const auto made = small::make(std::move(c));
  const auto gaps = find_gaps(small::inputs_of(*made, "USA"));
  const auto has = [&](const char* kind, const char* product, const char* place) {
    return std::any_of(gaps.begin(), gaps.end(), [&](const Gap& g) {
      return g.kind == kind && g.product == product && g.place == place;
    });
  };
  EXPECT_TRUE(has("unknown_supply", "laser", ""));
  EXPECT_TRUE(has("stale", "laser", "")) << "2014 is older than five years before 2020";
  EXPECT_FALSE(has("stale", "lens", "")) << "2015 is five years before 2020, not more";
  EXPECT_FALSE(has("stale", "wafer", ""));
  EXPECT_TRUE(has("no_governance", "", "DEU"));
  EXPECT_TRUE(has("no_owner", "wafer", ""));
  EXPECT_FALSE(has("no_owner", "chip", ""));
  EXPECT_TRUE(has("no_sourcing", "", "USA"));
}

TEST(Coverage, EveryItemIsFilledOrSaysWhatIsMissing) {
  const auto made = small::make(small::small_case());
  Assessment a;
  compose(small::inputs_of(*made, "USA"), a);
  std::vector<std::string> ids;
  for (const CoverageItem& item : a.coverage) {
    ids.push_back(item.id);
    EXPECT_EQ(item.filled, !item.text.starts_with("No data: ")) << item.text;
  }
  EXPECT_THAT(ids, testing::ElementsAre("capability_nonexistent", "capability_extinct",
                                        "capability_threatened", "single_point_of_failure",
                                        "single_and_dual_sources", "location_of_supply",
                                        "unfriendly_dominance", "substitutes", "workforce",
                                        "research_and_development", "transport", "climate",
                                        "allies_actions", "prioritisation"));
  EXPECT_FALSE(a.coverage[6].filled) << "no allies, no word on unfriendly places";
  Assessment allied;
  compose(small::inputs_of(*made, "USA", {"DEU"}), allied);
  EXPECT_TRUE(allied.coverage[6].filled);
  EXPECT_THAT(allied.coverage[6].text, HasSubstr("China for"));
}

TEST(Words, NumbersWithoutFalsePrecision) {
  EXPECT_EQ(percent(0.714), "71 %");
  EXPECT_EQ(percent(0.0441), "4.4 %");
  EXPECT_EQ(percent(0.02), "2 %");
  EXPECT_EQ(percent(0.996), "99.6 %");
  EXPECT_EQ(percent(1), "100 %");
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(0.0001), "less than 0.1 %");
  EXPECT_EQ(percent_with_range({0.71, 0.64, 0.8}), "71 % (64 to 80 %)");
  EXPECT_EQ(percent_with_range({0.71, 0.711, 0.712}), "71 %");
  EXPECT_EQ(percent_with_range({kUnknown, 0.95, 1}), "between 95 and 100 %");
  EXPECT_EQ(amount(110e9, "USD", ""), "110 billion US dollars");
  EXPECT_EQ(amount(2410000, "t", ""), "2 410 000 t");
  EXPECT_EQ(amount(kUnknown, "t", ""), "unknown");
}

TEST(Words, NamesReadWell) {
  EXPECT_EQ(place_phrase("United States"), "the United States");
  EXPECT_EQ(place_phrase("Netherlands"), "the Netherlands");
  EXPECT_EQ(place_phrase("Czechia"), "Czechia");
  EXPECT_EQ(possessive("the United States"), "the United States'");
  EXPECT_EQ(possessive("China"), "China's");
  EXPECT_EQ(bloc_phrase("EU27"), "the EU27");
  EXPECT_EQ(bloc_phrase("NATO"), "NATO");
  EXPECT_EQ(product_phrase("Lithium-ion cells"), "lithium-ion cells");
  EXPECT_EQ(product_phrase("EUV lithography"), "EUV lithography");
  EXPECT_EQ(stage_phrase("5 cells"), "cells");
  EXPECT_EQ(list_of({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(list_of({"a, x", "b"}), "a, x; and b");
  EXPECT_EQ(list_of({"a", "b", "c", "d"}, 2), "a, b and 2 more");
}

}  // namespace
}  // namespace nail
