// The formulas of the indices on numbers worked out by hand, and the bounds on random shares.
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "nail/indices/cdi.h"
#include "nail/indices/concentration.h"
#include "nail/indices/economic_importance.h"
#include "nail/indices/eu_supply_risk.h"
#include "nail/indices/geopolrisk.h"
#include "nail/indices/medicines.h"
#include "nail/indices/reliance.h"
#include "nail/indices/square_sums.h"
#include "nail/indices/trend.h"

namespace nail {
namespace {

using Numbers = std::vector<double>;
using Mask = std::vector<std::uint8_t>;
constexpr double kTiny = 1e-12;

// A, B, C supply 0.5, 0.2 and 0.1; 0.2 is unknown. Governance 2, 5 and 8.
struct Three {
  Numbers shares{0.5, 0.2, 0.1};
  Numbers governance{2, 5, 8};
  Mask home{0, 1, 0};
  Mask ally{1, 0, 1};
  SupplyView view(bool has_other) const {
    return {shares, 0.2, has_other, governance, home, ally, true, false};
  }
};

TEST(Concentration, ByHand) {
  const Three three;
  const Concentration c = concentration(three.view(false));
  // 0.25 + 0.04 + 0.01 = 0.30; the unknown with A: 0.30 + 0.04 + 2 x 0.2 x 0.5 = 0.54.
  EXPECT_NEAR(c.hhi.value, 0.30, kTiny);
  EXPECT_NEAR(c.hhi.low, 0.30, kTiny);
  EXPECT_NEAR(c.hhi.high, 0.54, kTiny);
  EXPECT_NEAR(c.effective_suppliers.value, 1 / 0.30, kTiny);
  EXPECT_NEAR(c.effective_suppliers.low, 1 / 0.54, kTiny);
  EXPECT_NEAR(c.effective_suppliers.high, 1 / 0.30, kTiny);
  // 0.25 x 2 + 0.04 x 5 + 0.01 x 8 = 0.78. The unknown: alone 10 x 0.04 = 0.4; with A
  // (0.04 + 0.20) x 2 = 0.48; with B (0.04 + 0.08) x 5 = 0.6; with C (0.04 + 0.04) x 8 = 0.64.
  EXPECT_NEAR(c.hhi_governance.value, 0.78, kTiny);
  EXPECT_NEAR(c.hhi_governance.high, 0.78 + 0.64, kTiny);
  EXPECT_NEAR(c.top_share.value, 0.5, kTiny);
  EXPECT_NEAR(c.top_share.high, 0.7, kTiny);
  EXPECT_NEAR(c.home_share.value, 0.2, kTiny);
  EXPECT_NEAR(c.home_share.high, 0.4, kTiny);
  EXPECT_NEAR(c.ally_share.value, 0.6, kTiny);
  EXPECT_NEAR(c.ally_share.high, 0.8, kTiny);
  EXPECT_NEAR(c.unknown_share.value, 0.2, kTiny);
}

TEST(Concentration, OtherIsOutsideTheListedPlaces) {
  const Three three;
  const Concentration c = concentration(three.view(true));
  EXPECT_NEAR(c.hhi.high, 0.30 + 0.04, kTiny);
  EXPECT_NEAR(c.hhi_governance.high, 0.78 + 0.4, kTiny);
  EXPECT_NEAR(c.top_share.high, 0.5, kTiny);
  // All of the home is listed, not all allies are.
  EXPECT_NEAR(c.home_share.high, 0.2, kTiny);
  EXPECT_NEAR(c.ally_share.high, 0.8, kTiny);
  // Where `other` is larger than the largest place, it may be one place.
  EXPECT_NEAR(top_share_high(Numbers{0.3, 0.2}, 0.5, true), 0.5, kTiny);
}

TEST(Concentration, PlaceWithoutGovernanceGivesARange) {
  Three three;
  three.governance[1] = kUnknown;
  const Concentration c = concentration(three.view(false));
  EXPECT_FALSE(is_known(c.hhi_governance.value));
  // Without B: 0.5 + 0.08. With B at 10: 0.5 + 0.4 + 0.08 = 0.98, and the unknown with B
  // (0.04 + 0.08) x 10 = 1.2.
  EXPECT_NEAR(c.hhi_governance.low, 0.58, kTiny);
  EXPECT_NEAR(c.hhi_governance.high, 0.98 + 1.2, kTiny);
  // A place without supply does not matter.
  three.shares[1] = 0;
  EXPECT_NEAR(concentration(three.view(false)).hhi_governance.value, 0.58, kTiny);
  // No governance at all: nothing.
  three.governance = {kUnknown, kUnknown, kUnknown};
  EXPECT_FALSE(is_known(concentration(three.view(false)).hhi_governance.low));
}

TEST(Concentration, NothingKnown) {
  const SupplyView nothing{{}, 1, false, {}, {}, {}, false, false};
  const Concentration c = concentration(nothing);
  EXPECT_EQ(c.hhi.value, 0);
  EXPECT_EQ(c.hhi.high, 1);
  EXPECT_FALSE(is_known(c.effective_suppliers.value));
  EXPECT_FALSE(is_known(c.effective_suppliers.high));
  EXPECT_EQ(c.effective_suppliers.low, 1);
  EXPECT_EQ(c.home_share.high, 1);
}

TEST(Concentration, RangesByHand) {
  // A 0.5 (0.4 to 0.6), B 0.3 (exact), unknown 0.2 (at the low ends 0.3).
  const Numbers shares{0.5, 0.3};
  const Numbers lows{0.4, 0.3};
  const Numbers highs{0.6, 0.3};
  const Numbers governance{1, 1};
  const Mask home{1, 0};
  SupplyView view{shares, 0.2, false, governance, home, home, true, true};
  const Concentration c = concentration_over(view, lows, highs);
  // 0.16 + 0.09 = 0.25, and with all the rest at A: 0.7 x 0.7 + 0.09 = 0.58.
  EXPECT_NEAR(c.hhi.low, 0.25, kTiny);
  EXPECT_NEAR(c.hhi.value, 0.34, kTiny);
  EXPECT_NEAR(c.hhi.high, 0.58, kTiny);
  EXPECT_NEAR(c.home_share.low, 0.4, kTiny);
  EXPECT_NEAR(c.home_share.high, 0.7, kTiny);
  EXPECT_NEAR(c.unknown_share.low, 0.1, kTiny);
  EXPECT_NEAR(c.unknown_share.high, 0.3, kTiny);
  view.has_other = true;
  const Concentration listed = concentration_over(view, lows, highs);
  // A at 0.6 with 0.1 outside: 0.36 + 0.09 + 0.01 = 0.46 is more than A at 0.4: 0.25 + 0.09 = 0.34.
  EXPECT_NEAR(listed.hhi.high, 0.46, kTiny);
  EXPECT_NEAR(listed.home_share.high, 0.6, kTiny);
  EXPECT_NEAR(listed.top_share.high, 0.6, kTiny);
}

TEST(Concentration, BoundsHoldEveryDrawBetweenTheEnds) {
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int round = 0; round < 1000; ++round) {
    const std::size_t n = 1 + static_cast<std::size_t>(round % 6);
    Numbers shares(n);
    double sum = 0;
    for (double& s : shares) sum += s = unit(engine);
    const double known = round % 3 == 0 ? 1 : unit(engine);
    Numbers lows;
    Numbers highs;
    Numbers governance;
    Mask home;
    Mask ally;
    double total = 0;
    for (double& s : shares) {
      s *= known / sum;
      total += s;
      lows.push_back(s * unit(engine));
      highs.push_back(std::min(1.0, s + unit(engine) * 0.4));
      governance.push_back(unit(engine) < 0.2 ? kUnknown : 10 * unit(engine));
      home.push_back(unit(engine) < 0.4 ? 1 : 0);
      ally.push_back(unit(engine) < 0.4 ? 1 : 0);
    }
    SupplyView view{shares,         std::max(0.0, 1 - total),
                    round % 2 == 0, governance,
                    home,           ally,
                    round % 5 < 3,  round % 7 < 3};
    const Concentration all = concentration_over(view, lows, highs);
    const auto holds = [&](const Ranged& outer, const Ranged& inner, const char* what) {
      if (is_known(inner.low)) {
        EXPECT_LE(outer.low, inner.low + kTiny) << what << round;
      }
      if (is_known(inner.high) && is_known(outer.high)) {
        EXPECT_GE(outer.high, inner.high - kTiny) << what << round;
      }
    };
    for (int draw = 0; draw < 50; ++draw) {
      Numbers drawn(n);
      double drawn_sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double where = draw < 10 ? std::round(unit(engine)) : unit(engine);
        drawn_sum += drawn[i] = lows[i] + where * (highs[i] - lows[i]);
      }
      if (drawn_sum > 1) continue;
      SupplyView one = view;
      one.shares = drawn;
      one.unknown = 1 - drawn_sum;
      const Concentration c = concentration(one);
      holds(all.hhi, c.hhi, "hhi");
      holds(all.effective_suppliers, c.effective_suppliers, "effective_suppliers");
      holds(all.hhi_governance, c.hhi_governance, "hhi_governance");
      holds(all.top_share, c.top_share, "top_share");
      holds(all.home_share, c.home_share, "home_share");
      holds(all.ally_share, c.ally_share, "ally_share");
      holds(all.unknown_share, c.unknown_share, "unknown_share");
    }
    if (HasFailure()) return;
  }
}

TEST(Reliance, ByHand) {
  // (80 - 20)/(40 + 80 - 20) = 0.6; with a stock draw of 100: 160/200 = 0.8.
  EXPECT_NEAR(import_reliance(80, 20, 40), 0.6, kTiny);
  EXPECT_NEAR(import_reliance(80, 20, 40, 100), 0.8, kTiny);
  // A net exporter: (10 - 60)/(100 + 10 - 60) = -1, not clamped.
  EXPECT_NEAR(import_reliance(10, 60, 100), -1, kTiny);
  // No apparent consumption: 50 + 10 - 60 = 0.
  EXPECT_FALSE(is_known(import_reliance(10, 60, 50)));
  // Production 40, perhaps 90: 60/150 = 0.4.
  const Ranged r = import_reliance(80, 20, Ranged{40, 40, 90, RangeKind::bounds});
  EXPECT_NEAR(r.low, 0.4, kTiny);
  EXPECT_NEAR(r.high, 0.6, kTiny);
  // Net exporter, production 100 to 150: -50/50 = -1 to -50/100 = -0.5.
  const Ranged e = import_reliance(10, 60, Ranged{100, 100, 150, RangeKind::bounds});
  EXPECT_NEAR(e.low, -1, kTiny);
  EXPECT_NEAR(e.high, -0.5, kTiny);
}

TEST(Reliance, ImportShareByHand) {
  // Rows: 0.2 home, 0.5 elsewhere; 0.3 pooled, of which 0.4 is home's and another 0.1 may be.
  const OwnSourcing rows{0.2, 0.5, 0};
  const Ranged r = import_share(rows, rows, rows, {0.4, 0.4, 0.5, RangeKind::bounds});
  EXPECT_NEAR(r.value, 1 - (0.2 + 0.3 * 0.4), kTiny);
  EXPECT_NEAR(r.low, 1 - (0.2 + 0.3 * 0.5), kTiny);
  EXPECT_NEAR(r.high, r.value, kTiny);
  // Only the pool.
  const Ranged pool = import_share({}, {}, {}, {0.4, 0.4, 0.5, RangeKind::bounds});
  EXPECT_NEAR(pool.value, 0.6, kTiny);
  EXPECT_NEAR(pool.low, 0.5, kTiny);
  // Home 0.1 to 0.4, elsewhere 0.5 to 0.8, the pool makes nothing at home.
  const Ranged ends =
      import_share({0.2, 0.7, 0}, {0.1, 0.5, 0}, {0.4, 0.8, 0}, {0, 0, 0, RangeKind::bounds});
  EXPECT_NEAR(ends.low, 0.6, kTiny);
  EXPECT_NEAR(ends.value, 0.8, kTiny);
  EXPECT_NEAR(ends.high, 0.9, kTiny);
  // What comes from `other` may be from home.
  const OwnSourcing unnamed{0.2, 0.5, 0.3};
  EXPECT_NEAR(import_share(unnamed, unnamed, unnamed, {0, 0, 0}).low, 0.5, kTiny);
}

TEST(Trend, ByHand) {
  // Years 2018, 2020, 2025, mean 2021; deviations -3, -1, 4, squares 26. Shares 0.5, 0.4, 0.1:
  // (-1.5 - 0.4 + 0.4)/26.
  const std::vector<int> years{2018, 2020, 2025};
  const std::vector<Ranged> shares{{0.5, 0.5, 0.6}, {0.4, 0.4, 0.4}, {0.1, 0.0, 0.1}};
  const Ranged slope = trend_per_year(years, shares);
  EXPECT_NEAR(slope.value, -1.5 / 26, kTiny);
  // Steepest down: 0.6 first, 0 last: (-1.8 - 0.4 + 0)/26.
  EXPECT_NEAR(slope.low, -2.2 / 26, kTiny);
  EXPECT_NEAR(slope.high, -1.5 / 26, kTiny);
  EXPECT_FALSE(is_known(
      trend_per_year(std::vector<int>{2020, 2021}, std::vector<Ranged>(2, Ranged{0.5, 0.5, 0.5}))
          .value));
}

TEST(Cdi, ByHand) {
  // 60, 30 and 10 from `other`: 0.36 + 0.09 = 0.45, and 0.01 more if `other` is one place.
  const Ranged r = import_hhi(Numbers{60, 30}, 10);
  EXPECT_NEAR(r.value, 0.45, kTiny);
  EXPECT_NEAR(r.low, 0.45, kTiny);
  EXPECT_NEAR(r.high, 0.46, kTiny);
  EXPECT_FALSE(is_known(import_hhi(Numbers{0}, 0).value));
  EXPECT_NEAR(cdi2(30, 120), 0.25, kTiny);
  EXPECT_NEAR(cdi3(30, 20), 1.5, kTiny);
  EXPECT_FALSE(is_known(cdi3(30, 0)));
}

TEST(GeoPolRisk, ByHand) {
  EXPECT_NEAR(instability(0), 0.5, kTiny);
  EXPECT_NEAR(instability(1.5), 0.2, kTiny);
  EXPECT_EQ(instability(-3), 1);
  EXPECT_EQ(instability(2.6), 0);
  // 60 from a place with g 0.2, 20 from one not known; home makes 20:
  // (60 x 0.2 + 20 x 0.5)/100 = 0.22, from 12/100 to 32/100.
  const Ranged wta = weighted_trade_average(Numbers{60, 20}, Numbers{1.5, kUnknown},
                                            Ranged{20, 20, 20, RangeKind::bounds});
  EXPECT_NEAR(wta.value, 0.22, kTiny);
  EXPECT_NEAR(wta.low, 0.12, kTiny);
  EXPECT_NEAR(wta.high, 0.32, kTiny);
  const Ranged score = geopolrisk({0.5, 0.5, 0.6, RangeKind::bounds}, wta);
  EXPECT_NEAR(score.value, 0.11, kTiny);
  EXPECT_NEAR(score.low, 0.06, kTiny);
  EXPECT_NEAR(score.high, 0.192, kTiny);
  EXPECT_NEAR(geopolrisk_factor(0.11, 20), 2.2, kTiny);
}

TEST(EconomicImportance, ByHand) {
  // Sectors worth 50 and 200, the largest counts 10: 0.4 x 2.5 + 0.6 x 10 = 7, times 0.9.
  const Ranged r = economic_importance(Numbers{0.4, 0.6}, Numbers{50, 200}, 200, 0.9);
  EXPECT_NEAR(r.value, 6.3, kTiny);
  EXPECT_NEAR(r.high, 6.3, kTiny);
  // A tenth of the use not placed may be in the largest sector: + 0.1 x 10 x 0.9.
  const Ranged open = economic_importance(Numbers{0.4, 0.5}, Numbers{50, 200}, 200, 0.9);
  EXPECT_NEAR(open.value, 5.4, kTiny);
  EXPECT_NEAR(open.high, 6.3, kTiny);
  // A sector without value added: no value, 0 to 10 for it.
  const Ranged none = economic_importance(Numbers{0.4, 0.6}, Numbers{50, kUnknown}, 200, 0.9);
  EXPECT_FALSE(is_known(none.value));
  EXPECT_NEAR(none.low, 0.9, kTiny);
  EXPECT_NEAR(none.high, 6.3, kTiny);
}

TEST(EuSupplyRisk, ByHand) {
  // World: 0.6 with g 5, t 1.1, and 0.4 with g 2, t 0.8: 0.36 x 5.5 + 0.16 x 1.6 = 2.236.
  const Numbers shares{0.6, 0.4};
  const Numbers governance{5, 2};
  const Numbers trade{1.1, 0.8};
  const Ranged global = risk_concentration({shares, shares, shares, governance, trade, 1.1, false});
  EXPECT_NEAR(global.value, 2.236, kTiny);
  EXPECT_NEAR(global.high, 2.236, kTiny);
  // With sourcing 1.0, reliance 0.5: (2.236 x 0.25 + 1 x 0.75) x 0.8 x 0.9 = 0.94248.
  const Ranged sourcing{1, 1, 1, RangeKind::bounds};
  const Ranged sr = eu_supply_risk(global, sourcing, {0.5, 0.5, 0.5}, 0.2, 0.9);
  EXPECT_NEAR(sr.value, 0.94248, kTiny);
  // A net exporter counts as 0: sourcing alone.
  EXPECT_NEAR(eu_supply_risk(global, sourcing, {-1, -1, -1}, 0.2, 0.9).value, 0.72, kTiny);
  // Reliance not known: from 1 x 0.72 to (2.236 + 1)/2 x 0.72, no value.
  const Ranged open = eu_supply_risk(global, sourcing, {kUnknown, 0, 1}, 0.2, 0.9);
  EXPECT_FALSE(is_known(open.value));
  EXPECT_NEAR(open.low, 0.72, kTiny);
  EXPECT_NEAR(open.high, 1.618 * 0.72, kTiny);
  // Sourcing not known: global alone.
  EXPECT_NEAR(eu_supply_risk(global, {}, {kUnknown, 0, 1}, 0.2, 0.9).value, 2.236 * 0.72, kTiny);
}

// Table 18 and 19 of the EU's study of 2017 (European Commission, Study on the review of the list
// of critical raw materials, CC BY 4.0): HHI_GS, HHI_EU, reliance and recycling in %, SI_SR, and
// the published SR. All are rounded, so the published result must lie where the rounding of the
// inputs allows it.
TEST(EuSupplyRisk, PublishedResultsOf2017) {
  struct Row {
    const char* material;
    double global, sourcing, reliance, recycling, substitution, published;
  };
  const Row rows[] = {{"aluminium", 1.4, 0.3, 64, 12, 0.9, 0.5},
                      {"antimony", 7.1, 5.7, 100, 28, 0.9, 4.3},
                      {"baryte", 1.5, 1.8, 80, 1, 0.9, 1.6},
                      {"bauxite", 0.6, 3.1, 85, 0, 1.0, 2.0}};
  for (const Row& row : rows) {
    const auto at = [&](double step) {
      const Ranged ir{row.reliance / 100, row.reliance / 100 - 0.005, row.reliance / 100 + 0.005};
      const Ranged gs{row.global + 0.05 * step, row.global + 0.05 * step, row.global + 0.05 * step};
      const Ranged eu{row.sourcing + 0.05 * step, row.sourcing + 0.05 * step,
                      row.sourcing + 0.05 * step};
      return eu_supply_risk(gs, eu, ir, row.recycling / 100 - 0.005 * step,
                            row.substitution + 0.05 * step);
    };
    EXPECT_LE(at(-1).low, row.published + 0.05) << row.material;
    EXPECT_GE(at(1).high, row.published - 0.05) << row.material;
  }
}

TEST(Medicines, QualityFlags) {
  EXPECT_TRUE(
      is_quality_related("Requirements related to complying with Good Manufacturing "
                         "Practices"));
  EXPECT_TRUE(is_quality_related("lack of STERILity"));
  EXPECT_FALSE(is_quality_related("demand increase"));
  EXPECT_EQ(years_before("2024-08-07", 5), "2019-08-07");
  EXPECT_EQ(end_of("2024"), "2024-12-31");
  EXPECT_EQ(end_of("2024-02"), "2024-02-31");

  Event recall;
  recall.kind = "recall";
  recall.start = "2020-01-01";
  Event old = recall;
  old.start = "2015-01-01";
  Event ended_lately = old;
  ended_lately.end = "2021-05-05";
  Event demand;
  demand.kind = "shortage";
  demand.start = "2023-01-01";
  demand.reason = "demand increase";
  Event quality = demand;
  quality.reason = "Quality problem";
  Event noted = demand;
  noted.from.note = "contamination";
  const std::vector<const Event*> events{&recall, &old, &ended_lately, &demand, &quality, &noted};
  EXPECT_EQ(quality_flags(events, "2019-08-07"), 4);
  Facility facility;
  EXPECT_TRUE(is_working(facility));
  facility.status = "Planned";
  EXPECT_FALSE(is_working(facility));
}

}  // namespace
}  // namespace nail
