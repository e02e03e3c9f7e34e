// What a report on systemic importance shows, of a run that is finished. Views arrange it: they
// compute nothing and write no sentences (those are composed in narrative_rank.cc).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/rank.h"
#include "nail/network/firm_network.h"

namespace nail {

inline constexpr std::size_t kRankRows = 100;     // shocks in the table
inline constexpr std::size_t kRankHeatRows = 20;  // shocks by products
inline constexpr std::size_t kRankHeatColumns = 8;
inline constexpr std::size_t kRankRowProducts = 3;  // products named in a row of the table

// Values in falling order by their rank, from 1, thinned evenly in the logarithm; none that is 0.
struct RankCurve {
  std::string name;
  std::vector<std::pair<double, double>> points;  // rank, value
};

// Shocks that took this many steps.
struct RankBar {
  std::uint32_t iterations = 0;
  std::uint64_t shocks = 0;
};

struct RankStep {
  std::string site, product;
  double loss = 0;  // part of the site's output, 0 to 1
};

// The part of a product's weight that is lost.
struct RankProductLoss {
  std::string product;
  double loss = 0;
};

struct RankRow {
  std::string shock, product;  // product: what the site makes; "" where a shock hits several
  double own = 0;              // weight that the shock takes by itself
  double esri = 0, down = 0, up = 0;
  std::uint32_t iterations = 0;
  // From the site that fails to the one whose loss weighs most, but for those the shock hits.
  std::vector<RankStep> path;
  bool is_upstream = false;               // from buyers to suppliers
  std::vector<RankProductLoss> products;  // those that lose most weight
  std::vector<double> heat;               // beside RankReview::heat_products; empty: not shown
};

struct RankReview {
  std::string case_hash, version;
  std::vector<std::pair<std::string, std::string>> facts;  // term, value
  bool is_single_failures = true;
  std::string weight_name;

  std::vector<RankCurve> curves;  // esri, downstream, upstream, own weight
  std::uint64_t ranked = 0;       // shocks
  std::vector<RankBar> iterations;
  std::vector<RankRow> rows;
  std::vector<std::string> heat_products;

  // Numbers that sentences speak of.
  double largest = 0, mean = 0, median = 0;
  std::uint64_t above_tenth = 0, above_hundredth = 0, plateau = 0;  // plateau: >= 0.9 largest
  double top_share = 0;    // of the sum of all indices, the part of the largest 1 % of shocks
  double mostly_down = 0;  // part of the rows whose losses pass more downstream

  // Composed.
  std::string title, lead, profile_caption, iterations_caption, heat_caption, rows_caption;
  std::vector<std::string> findings, method;
};

// What was run. All stay alive during the call.
struct RankRun {
  const FirmNetwork& network;
  const CascadeSystem& system;
  const CascadeShocks& shocks;
  const RankResults& results;  // of all shocks
  std::string case_name, case_title, case_hash, version;
  CaseKind kind = CaseKind::firms;
};

// Runs the cascades of the first kRankRows shocks again, for the ways their losses take. progress:
// called with the number of them done, one at a time; false stops, and the review is then not
// complete.
RankReview review_rank(const RankRun& run, const std::function<bool(std::size_t)>& progress = {});

// Fills what RankReview calls composed.
void say_rank(const RankRun& run, RankReview& review);

}  // namespace nail
