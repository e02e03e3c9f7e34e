#include "nail/exposure/all_homes.h"

#include <algorithm>
#include <atomic>

#include "nail/numeric/parallel.h"

namespace nail {

bool for_each_exposure(const ProductNetwork& network, std::span<const UserId> homes,
                       std::span<const Removal> removals, const ExposureOptions& options,
                       const std::function<void(const ExposureSlice&)>& visit) {
  const ExposureStructure structure = make_structure(network, options.pooling, options.buildup);
  const Shares shares = shares_at_values(network);
  const std::size_t blocks = (removals.size() + kLanes - 1) / kLanes;
  // A solver is worth keeping: each part takes every so many blocks.
  const std::size_t parts = std::min(blocks, static_cast<std::size_t>(threads_in_use()) * 4);
  std::atomic<bool> settled{true};
  parallel_parts(parts, [&](std::size_t part) {
    ExposureSolver solver(structure);
    solver.set_shares(shares);
    std::vector<Lanes> loss(homes.size());
    for (std::size_t block = part; block < blocks; block += parts) {
      ExposureSlice slice;
      slice.first_removal = block * kLanes;
      slice.removals = std::min(kLanes, removals.size() - slice.first_removal);
      slice.loss = loss;
      if (!solver.solve(removals.subspan(slice.first_removal, slice.removals), UnknownSupply::safe,
                        false)) {
        settled = false;
      }
      for (std::size_t p = 0; p < network.products; ++p) {
        slice.product = ProductId(p);
        solver.losses(slice.product, homes, loss);
        visit(slice);
      }
    }
  });
  return settled;
}

}  // namespace nail
