#include "nail/exposure/exposure.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/numeric/parallel.h"

namespace nail {

ExposureReport exposure(const ProductNetwork& network, const Home& home,
                        std::vector<Removal> removals, std::span<const ProductId> products,
                        const ExposureOptions& options) {
  ExposureReport report;
  report.removals = std::move(removals);
  const ExposureStructure structure = make_structure(network, options.pooling, options.buildup);
  const Shares values = shares_at_values(network);
  const Shares bounds = shares_at_bounds(network);
  const UserId user = network.user_of(home);
  const std::size_t blocks = (report.removals.size() + kLanes - 1) / kLanes;
  std::vector<std::vector<ExposureRow>> found(blocks);
  std::vector<std::uint8_t> settled(blocks, 1);
  parallel_parts(blocks, [&](std::size_t block) {
    const std::size_t first = block * kLanes;
    const std::size_t count = std::min(kLanes, report.removals.size() - first);
    const std::span<const Removal> lanes(report.removals.data() + first, count);
    // Where in found[block] each product's rows begin, to fill in bounds and tiers later.
    std::vector<ExposureRow>& rows = found[block];
    ExposureSolver solver(structure);
    solver.set_shares(values);
    bool ok = solver.solve(lanes, UnknownSupply::safe);
    for (const ProductId product : products) {
      const Lanes loss = solver.loss(product, user);
      const Lanes direct = solver.direct(product, user);
      const Lanes world = solver.world_loss(product);
      for (std::size_t k = 0; k < count; ++k) {
        if (!(loss[k] > 0)) continue;
        ExposureRow row;
        row.product = product;
        row.removal = static_cast<std::uint32_t>(first + k);
        row.any_tier = loss[k];
        row.direct = std::min(direct[k], loss[k]);
        row.rerouted =
            NAIL_MUTANT(exposure_rerouted_above_any_tier, std::min(loss[k], world[k]), world[k]);
        if (options.paths) row.path = solver.path(product, user, k);
        rows.push_back(std::move(row));
      }
    }
    solver.set_shares(bounds);
    for (const UnknownSupply unknown : {UnknownSupply::safe, UnknownSupply::lost}) {
      ok = solver.solve(lanes, unknown, false) && ok;
      for (ExposureRow& row : rows) {
        const double loss = solver.loss(row.product, user)[row.removal - first];
        // Rounding must not put the value outside its own bounds.
        if (unknown ==
            NAIL_MUTANT(exposure_bounds_swapped, UnknownSupply::safe, UnknownSupply::lost))
          row.low = std::min(loss, row.any_tier);
        else
          row.high = std::max(loss, row.any_tier);
      }
    }
    if (options.tiers) {
      solver.set_shares(values);
      solver.start_tiers(lanes, UnknownSupply::safe);
      // A chain has at most as many tiers as products; a cycle may go on longer.
      for (std::size_t tier = 0; tier <= network.products; ++tier) {
        for (ExposureRow& row : rows) {
          const double loss = solver.loss(row.product, user)[row.removal - first];
          if (row.tiers.empty() || loss != row.tiers.back()) row.tiers.push_back(loss);
        }
        if (!solver.deepen()) break;
      }
    }
    settled[block] = ok ? 1 : 0;
  });
  for (std::vector<ExposureRow>& rows : found) {
    for (ExposureRow& row : rows) report.rows.push_back(std::move(row));
  }
  std::stable_sort(report.rows.begin(), report.rows.end(),
                   [](const ExposureRow& a, const ExposureRow& b) {
                     return a.product != b.product ? a.product < b.product : a.removal < b.removal;
                   });
  report.settled = std::all_of(settled.begin(), settled.end(), [](auto ok) { return ok != 0; });
  return report;
}

std::string path_text(const Case& data, std::span<const PathStep> path) {
  std::string text;
  for (const PathStep& step : path) {
    if (!text.empty()) text += " > ";
    text += fmt::format("{}@{}:{}", data[step.product].id, data[step.place].id,
                        format_number(std::round(step.share * 1e6) / 1e6));
  }
  return text;
}

std::vector<std::vector<ProductId>> blind_spots(const ProductNetwork& network) {
  std::vector<std::vector<ProductId>> out(network.products);
  for (std::size_t p = 0; p < network.products; ++p) {
    std::vector<std::uint8_t> seen(network.products, 0);
    std::vector<ProductId> open{ProductId(p)};
    seen[p] = 1;
    while (!open.empty()) {
      const ProductId product = open.back();
      open.pop_back();
      const Inputs inputs = network.data->products[product.index()].inputs;
      if (inputs == Inputs::partial || inputs == Inputs::unknown) out[p].push_back(product);
      for (const RecipeInput& input : network.inputs(product)) {
        if (seen[input.product.index()] != 0) continue;
        seen[input.product.index()] = 1;
        open.push_back(input.product);
      }
    }
    std::sort(out[p].begin(), out[p].end());
  }
  return out;
}

}  // namespace nail
