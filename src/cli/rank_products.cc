// `nail rank --by product`: what each shock takes of each product.
#include <algorithm>
#include <atomic>

#include "rank_question.h"

namespace nail::cli {
namespace {

// Shocks whose losses stand in memory together.
constexpr std::size_t kShocksAtOnce = 2048;

struct ProductLoss {
  double before = 0, after = 0, down = 0, up = 0;
};

// Sums over sites in their order, so that the bytes do not depend on the numbering.
std::vector<ProductLoss> losses_of(const RankQuestion& question, std::uint64_t shock,
                                   const CascadeLosses& state, const std::vector<double>& weight) {
  const FirmNetwork& network = question.network;
  std::vector<ProductLoss> losses(network.products.size());
  for (std::size_t i = 0; i < network.site_count(); ++i) {
    ProductLoss& loss = losses[network.product[i]];
    loss.after += weight[i] * std::max(state.down[i], state.up[i]);
    loss.down += weight[i] * state.down[i];
    loss.up += weight[i] * state.up[i];
  }
  const CascadeShocks& shocks = question.shocks;
  if (shocks.is_single_failures()) {
    losses[network.product[shock]].before += weight[shock];
  } else {
    for (std::uint64_t e = shocks.begin[shock]; e < shocks.begin[shock + 1]; ++e) {
      const std::uint32_t site = shocks.site[e];
      losses[network.product[site]].before += weight[site] * std::max(shocks.down[e], shocks.up[e]);
    }
  }
  return losses;
}

}  // namespace

Result<std::uint64_t> write_products(const RankQuestion& question, ColumnOutput& output,
                                     const RankProgress& progress) {
  const FirmNetwork& network = question.network;
  std::vector<double> weight(network.site_count());
  std::vector<double> whole(network.products.size(), 0);
  for (std::size_t i = 0; i < weight.size(); ++i) {
    weight[i] = question.system.weights[0][question.system.number[i]];
    whole[network.product[i]] += weight[i];
  }
  const std::uint64_t count = question.shock_count();
  std::uint64_t first = 0;
  std::atomic<std::uint64_t> given_up = 0;
  do {
    const std::size_t here = std::min<std::uint64_t>(kShocksAtOnce, count - first);
    std::vector<std::vector<ProductLoss>> losses(here);
    const bool whole_block = visit_losses(
        question.system, question.shocks, first, here,
        [&](std::uint64_t shock, const CascadeLosses& state) {
          losses[shock - first] = losses_of(question, shock, state, weight);
          if (state.has_given_up) ++given_up;
        },
        [&](std::uint64_t done) { return progress(first + done); });
    if (!whole_block) return fail(ExitCode::interrupted, "interrupted");
    WordColumn names, products;
    NumberColumn before, after, down, up;
    for (std::size_t k = 0; k < here; ++k) {
      for (std::size_t p = 0; p < whole.size(); ++p) {
        const ProductLoss& loss = losses[k][p];
        if (!(loss.after > 0)) continue;
        names.push_back(question.shock_name(first + k));
        products.push_back(network.products[p]);
        before.push_back(loss.before / whole[p]);
        after.push_back(loss.after / whole[p]);
        down.push_back(loss.down / whole[p]);
        up.push_back(loss.up / whole[p]);
      }
    }
    auto written = output.append({{{question.shock_column(), std::move(names)},
                                   {"product", std::move(products)},
                                   {"before", std::move(before)},
                                   {"after", std::move(after)},
                                   {"after_down", std::move(down)},
                                   {"after_up", std::move(up)}}});
    if (!written) return tl::unexpected(written.error());
    first += here;
  } while (first < count);
  return given_up.load();
}

}  // namespace nail::cli
