#include "nail/assess/rank_review.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <set>

#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr std::size_t kCurvePoints = 240;
constexpr double kPlateau = 0.9;
constexpr std::size_t kLongestPath = 64;

// Of the first weight, by shock.
double index_of(const RankRun& run, const std::vector<double>& values, std::size_t shock) {
  return values[shock * run.results.weights];
}

double weight_of(const RankRun& run, std::size_t site) {
  return run.system.weights[0][run.system.number[site]];
}

double own_weight(const RankRun& run, std::size_t shock) {
  const CascadeShocks& shocks = run.shocks;
  if (shocks.is_single_failures()) return weight_of(run, shock);
  double sum = 0;
  for (std::uint64_t e = shocks.begin[shock]; e < shocks.begin[shock + 1]; ++e) {
    sum += weight_of(run, shocks.site[e]) * std::max(shocks.down[e], shocks.up[e]);
  }
  return sum;
}

RankCurve curve_of(std::string name, std::vector<double> values) {
  RankCurve curve{std::move(name), {}};
  std::sort(values.begin(), values.end(), std::greater<>());
  const auto count = static_cast<double>(values.size());
  std::size_t last = 0;
  for (std::size_t k = 0; k <= kCurvePoints; ++k) {
    const double part = static_cast<double>(k) / kCurvePoints;
    const auto rank = static_cast<std::size_t>(std::llround(std::pow(count, part)));
    if (rank == last || rank > values.size() || !(values[rank - 1] > 0)) continue;
    last = rank;
    curve.points.emplace_back(static_cast<double>(rank), values[rank - 1]);
  }
  return curve;
}

void fill_profile(const RankRun& run, RankReview& review) {
  const RankResults& results = run.results;
  const std::size_t count = results.count();
  std::vector<double> esri(count), down(count), up(count), own(count);
  std::map<std::uint32_t, std::uint64_t> steps;
  for (std::size_t k = 0; k < count; ++k) {
    esri[k] = index_of(run, results.esri, k);
    down[k] = index_of(run, results.esri_down, k);
    up[k] = index_of(run, results.esri_up, k);
    own[k] = own_weight(run, k);
    ++steps[results.iterations[k]];
  }
  for (const auto& [iterations, shocks] : steps) review.iterations.push_back({iterations, shocks});
  review.ranked = count;
  review.curves = {curve_of("esri", esri), curve_of("down", std::move(down)),
                   curve_of("up", std::move(up)), curve_of("own", std::move(own))};
  std::sort(esri.begin(), esri.end(), std::greater<>());
  const double sum = std::accumulate(esri.begin(), esri.end(), 0.0);
  const std::size_t hundredth = (count + 99) / 100;
  const double first =
      std::accumulate(esri.begin(), esri.begin() + static_cast<std::ptrdiff_t>(hundredth), 0.0);
  review.largest = count == 0 ? 0 : esri.front();
  review.mean = count == 0 ? 0 : sum / static_cast<double>(count);
  review.median = count == 0 ? 0 : esri[count / 2];
  review.top_share = sum > 0 ? first / sum : 0;
  const auto reach = [&](double least) {
    return static_cast<std::uint64_t>(
        std::count_if(esri.begin(), esri.end(), [&](double x) { return x >= least; }));
  };
  review.above_tenth = reach(0.1);
  review.above_hundredth = reach(0.01);
  review.plateau = reach(kPlateau * review.largest);
}

std::vector<std::size_t> largest_shocks(const RankRun& run) {
  std::vector<std::size_t> order(run.results.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t shown = std::min(kRankRows, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      const double x = index_of(run, run.results.esri, a);
                      const double y = index_of(run, run.results.esri, b);
                      return x != y ? x > y : a < b;
                    });
  order.resize(shown);
  return order;
}

bool is_hit(const RankRun& run, std::size_t shock, std::uint32_t site) {
  const CascadeShocks& shocks = run.shocks;
  if (shocks.is_single_failures()) return site == shock;
  for (std::uint64_t e = shocks.begin[shock]; e < shocks.begin[shock + 1]; ++e) {
    if (shocks.site[e] == site) return true;
  }
  return false;
}

// The way from the shock to the site, outside it, whose loss weighs most.
void fill_path(const RankRun& run, std::size_t shock, const CascadeState& state, RankRow& row) {
  const FirmNetwork& network = run.network;
  double most = 0;
  std::uint32_t end = kNoCause;
  for (std::uint32_t i = 0; i < network.site_count(); ++i) {
    const double loss = weight_of(run, i) * std::max(state.down[i], state.up[i]);
    if (loss > most && !is_hit(run, shock, i)) {
      most = loss;
      end = i;
    }
  }
  if (end == kNoCause) return;
  row.is_upstream = state.up[end] > state.down[end];
  const std::vector<double>& loss = row.is_upstream ? state.up : state.down;
  const std::vector<std::uint32_t>& cause = row.is_upstream ? state.cause_up : state.cause_down;
  std::set<std::uint32_t> seen;  // the largest contributions may go round in a circle
  for (std::uint32_t at = end;
       at != kNoCause && seen.size() < kLongestPath && seen.insert(at).second; at = cause[at]) {
    row.path.push_back({network.sites[at], network.products[network.product[at]], loss[at]});
  }
  std::reverse(row.path.begin(), row.path.end());
}

// By product: weight lost.
std::vector<double> product_losses(const RankRun& run, const CascadeState& state) {
  std::vector<double> lost(run.network.products.size(), 0);
  for (std::size_t i = 0; i < run.network.site_count(); ++i) {
    lost[run.network.product[i]] += weight_of(run, i) * std::max(state.down[i], state.up[i]);
  }
  return lost;
}

std::vector<std::size_t> most_of(const std::vector<double>& values, std::size_t count) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  order.resize(std::min(count, order.size()));
  std::erase_if(order, [&](std::size_t p) { return !(values[p] > 0); });
  return order;
}

void fill_rows(const RankRun& run, const std::function<bool(std::size_t)>& progress,
               RankReview& review) {
  const FirmNetwork& network = run.network;
  std::vector<double> whole(network.products.size(), 0);
  for (std::size_t i = 0; i < network.site_count(); ++i) {
    whole[network.product[i]] += weight_of(run, i);
  }
  const std::vector<std::size_t> order = largest_shocks(run);
  review.rows.resize(order.size());
  std::vector<std::vector<double>> lost(order.size());
  std::mutex guard;
  std::size_t done = 0;
  std::atomic<bool> stopped = false;
  parallel_parts(order.size(), [&](std::size_t k) {
    if (stopped) return;
    const std::size_t shock = order[k];
    const bool single = run.shocks.is_single_failures();
    RankRow& row = review.rows[k];
    row.shock = single ? network.sites[shock] : run.shocks.names[shock];
    if (single) row.product = network.products[network.product[shock]];
    row.own = own_weight(run, shock);
    row.esri = index_of(run, run.results.esri, shock);
    row.down = index_of(run, run.results.esri_down, shock);
    row.up = index_of(run, run.results.esri_up, shock);
    row.iterations = run.results.iterations[shock];
    const CascadeState state = run_cascade(run.system, run.shocks, shock);
    fill_path(run, shock, state, row);
    lost[k] = product_losses(run, state);
    for (const std::size_t p : most_of(lost[k], kRankRowProducts)) {
      row.products.push_back({network.products[p], lost[k][p] / whole[p]});
    }
    const std::lock_guard lock(guard);
    if (progress && !progress(++done)) stopped = true;
  });
  const std::size_t heat_rows = std::min(kRankHeatRows, order.size());
  std::vector<double> total(network.products.size(), 0);
  for (std::size_t k = 0; k < heat_rows; ++k) {
    for (std::size_t p = 0; p < lost[k].size(); ++p) total[p] += lost[k][p];
  }
  const std::vector<std::size_t> columns = most_of(total, kRankHeatColumns);
  for (const std::size_t p : columns) review.heat_products.push_back(network.products[p]);
  for (std::size_t k = 0; k < heat_rows; ++k) {
    if (lost[k].empty()) continue;
    for (const std::size_t p : columns) review.rows[k].heat.push_back(lost[k][p] / whole[p]);
  }
  const auto down = std::count_if(review.rows.begin(), review.rows.end(),
                                  [](const RankRow& row) { return row.down > row.up; });
  review.mostly_down =
      review.rows.empty() ? 0 : static_cast<double>(down) / static_cast<double>(review.rows.size());
}

}  // namespace

RankReview review_rank(const RankRun& run, const std::function<bool(std::size_t)>& progress) {
  RankReview review;
  review.case_hash = run.case_hash;
  review.version = run.version;
  review.is_single_failures = run.shocks.is_single_failures();
  review.weight_name = run.system.options.weights.empty() ? "size" : run.system.weight_names[0];
  fill_profile(run, review);
  fill_rows(run, progress, review);
  say_rank(run, review);
  return review;
}

}  // namespace nail
