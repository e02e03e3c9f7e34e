#include "nail/uncertainty/exposure_draws.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"
#include "nail/numeric/statistics.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

// Often enough that an interrupt is heeded at once, rarely enough to cost nothing.
constexpr std::size_t kDrawsBetweenProgress = 32;

// The rows of a report by block of removals.
std::vector<std::vector<std::size_t>> rows_by_block(const ExposureReport& report) {
  std::vector<std::vector<std::size_t>> blocks((report.removals.size() + kLanes - 1) / kLanes);
  for (std::size_t r = 0; r < report.rows.size(); ++r) {
    blocks[report.rows[r].removal / kLanes].push_back(r);
  }
  return blocks;
}

}  // namespace

ExposureDraws draw_exposure(const ProductNetwork& network, const Home& home, ExposureReport& report,
                            const ExposureOptions& how, const DrawOptions& options) {
  ExposureDraws out;
  out.any_tier.resize(report.rows.size());
  if (options.draws <= 0) return out;
  // Without ranges every draw is the same: one is enough for the bounds.
  const bool vary = has_ranges(network);
  const std::size_t draws = vary ? static_cast<std::size_t>(options.draws) : 1;
  std::vector<std::size_t> order(report.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return report.rows[a].any_tier > report.rows[b].any_tier;
  });
  for (std::size_t i = 0; i < std::min(kMostKept, order.size()); ++i) {
    out.any_tier[order[i]].resize(draws);
  }
  std::vector<Shares> shares(draws);
  parallel_parts(draws, [&](std::size_t d) {
    draw_shares(network, options.seed, static_cast<std::uint32_t>(d), shares[d]);
  });
  const ExposureStructure structure = make_structure(network, how.pooling, how.buildup);
  const UserId user = network.user_of(home);
  const auto blocks = rows_by_block(report);
  std::atomic<std::size_t> done{0};
  std::atomic<bool> stop{false};
  std::atomic<bool> settled{true};
  std::mutex progress_mutex;
  std::size_t work = 0;
  for (const auto& rows : blocks) work += rows.empty() ? 0 : draws;
  const auto tell_progress = [&] {
    if (!options.progress) return;
    const std::lock_guard<std::mutex> lock(progress_mutex);
    if (!options.progress(static_cast<double>(done.load()) / static_cast<double>(work))) {
      stop = true;
    }
  };
  parallel_parts(blocks.size(), [&](std::size_t block) {
    const std::vector<std::size_t>& rows = blocks[block];
    const std::size_t first = block * kLanes;
    const std::size_t count = std::min(kLanes, report.removals.size() - first);
    const std::span<const Removal> lanes(report.removals.data() + first, count);
    std::vector<double> lower(rows.size() * draws), upper(rows.size() * draws);
    ExposureSolver solver(structure);
    for (std::size_t d = 0; d < draws && !rows.empty() && !stop; ++d) {
      if (++done % kDrawsBetweenProgress == 0) tell_progress();
      solver.set_shares(shares[d]);
      for (const UnknownSupply unknown : {UnknownSupply::safe, UnknownSupply::lost}) {
        if (!solver.solve(lanes, unknown, false)) settled = false;
        std::vector<double>& into =
            NAIL_MUTANT(draws_bounds_swapped, unknown == UnknownSupply::safe,
                        unknown == UnknownSupply::lost)
                ? lower
                : upper;
        // Rows of a block are in order of product: one loss serves its lanes.
        ProductId product;
        Lanes loss = kLanesZero;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const ExposureRow& row = report.rows[rows[i]];
          if (row.product != product) {
            product = row.product;
            loss = solver.loss(product, user);
          }
          into[i * draws + d] = loss[row.removal - first];
        }
      }
    }
    for (std::size_t i = 0; i < rows.size() && !stop; ++i) {
      ExposureRow& row = report.rows[rows[i]];
      const std::span<double> low(lower.data() + i * draws, draws);
      const std::span<double> high(upper.data() + i * draws, draws);
      std::copy_n(low.begin(), out.any_tier[rows[i]].size(), out.any_tier[rows[i]].begin());
      // The value is without draws; it stays inside its range.
      row.low =
          std::min(row.any_tier, quantile(low, NAIL_MUTANT(draws_low_is_the_median, 0.05, 0.5)));
      row.high = std::max(row.any_tier,
                          quantile(NAIL_MUTANT(draws_high_of_lower_bounds, high, low), 0.95));
    }
  });
  out.settled = settled;
  out.interrupted = stop;
  return out;
}

}  // namespace nail
