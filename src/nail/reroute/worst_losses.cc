#include "nail/reroute/worst_losses.h"

#include <algorithm>
#include <numeric>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"

namespace nail {

struct SetLosses::Worker {
  Worker(const ExposureStructure& structure, const Shares& shares, std::span<const LossPart> parts,
         const OverTime& over_time)
      : loss(structure, shares, parts, over_time), joined(kLanes) {}
  StaticLoss loss;
  std::vector<Removal> joined;
};

SetLosses::SetLosses(const ProductNetwork& network, const Shares& shares,
                     std::span<const LossPart> parts, std::span<const Removal> candidates,
                     const OverTime& over_time)
    : structure_(make_structure(network, Pooling::proportional, false)),
      shares_(&shares),
      parts_(parts),
      candidates_(candidates),
      over_time_(&over_time) {}

SetLosses::~SetLosses() = default;

void SetLosses::losses(std::span<const std::uint32_t> members, std::size_t size,
                       std::span<double> loss) {
  const std::size_t blocks = (loss.size() + kLanes - 1) / kLanes;
  // A solver is worth keeping: each part takes every so many blocks.
  const std::size_t parts = std::min(blocks, static_cast<std::size_t>(threads_in_use()));
  while (workers_.size() < parts) {
    workers_.push_back(std::make_unique<Worker>(structure_, *shares_, parts_, *over_time_));
  }
  parallel_parts(parts, [&](std::size_t part) {
    Worker& worker = *workers_[part];
    for (std::size_t block = part; block < blocks; block += parts) {
      const std::size_t first = block * kLanes;
      const std::size_t count = std::min(kLanes, loss.size() - first);
      for (std::size_t k = 0; k < count; ++k) {
        join_removals(candidates_, members.subspan((first + k) * size, size), worker.joined[k]);
        over_time_->widen(worker.joined[k]);
      }
      const Lanes lost = worker.loss.loss(std::span(worker.joined).first(count));
      for (std::size_t k = 0; k < count; ++k) loss[first + k] = lost[k];
    }
  });
}

SetLosses::Hardest SetLosses::hardest(std::span<const std::uint32_t> members) {
  static const OverTime kStatic;
  Worker worker(structure_, *shares_, parts_, kStatic);
  join_removals(candidates_, members, worker.joined[0]);
  worker.loss.loss(std::span(worker.joined).first(1));
  const ExposureSolver& solver = worker.loss.solver();
  Hardest hardest;
  double most = 0;
  UserId user;
  for (const LossPart& part : parts_) {
    const double lost = solver.loss(part.product, part.user)[0];
    const double weighed = NAIL_MUTANT(worst_hardest_without_weight, part.weight, 1.0) * lost;
    if (weighed <= most) continue;
    most = weighed;
    hardest.product = part.product;
    hardest.loss = lost;
    user = part.user;
  }
  if (hardest.product) hardest.path = solver.path(hardest.product, user, 0);
  return hardest;
}

bool SetLosses::settled() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->loss.settled(); });
}

OverTime over_time(const ProductNetwork& network, const Shares& shares, RemovalUnit unit,
                   std::span<const Removal> candidates) {
  OverTime out;
  out.later = true;
  if (unit != RemovalUnit::organisations) return out;
  out.places = network.places;
  Removal all;
  std::vector<std::uint32_t> members(candidates.size());
  std::iota(members.begin(), members.end(), 0U);
  join_removals(candidates, members, all);
  std::vector<OrganisationPart> touched;
  for (OrganisationPart& part : all.parts) {
    const auto inputs = network.inputs(part.product);
    const bool important = std::any_of(inputs.begin(), inputs.end(), [](const RecipeInput& input) {
      return input.necessity == Necessity::important;
    });
    if (!important || part.part >= 1) continue;
    touched.push_back(part);
    part.part = 1;
  }
  if (touched.empty()) return out;
  const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  solver.solve(std::span(&all, 1), UnknownSupply::safe, false);
  out.shortfall.assign(network.products * network.places, 0);
  for (const OrganisationPart& part : touched) {
    double short_by = 0;
    const auto inputs = network.inputs(part.product);
    for (std::size_t i = 0; i < inputs.size();) {
      const std::size_t first = i;
      double lost = 0;
      for (; i < inputs.size() && inputs[i].group == inputs[first].group; ++i) {
        lost = std::max(lost, solver.loss(inputs[i].product, network.user_of(part.place))[0]);
      }
      if (inputs[first].necessity == Necessity::important) short_by += inputs[first].weight * lost;
    }
    out.shortfall[part.product.index() * network.places + part.place.index()] =
        std::min(1.0, short_by);
  }
  return out;
}

std::vector<double> losses_alone(const ProductNetwork& network, const Shares& shares,
                                 std::span<const LossPart> parts,
                                 std::span<const Removal> candidates, const OverTime& over_time) {
  std::vector<std::uint32_t> members(candidates.size());
  std::iota(members.begin(), members.end(), 0U);
  std::vector<double> loss(candidates.size());
  SetLosses(network, shares, parts, candidates, over_time).losses(members, 1, loss);
  return loss;
}

std::vector<Removal> only_reaching(const ProductNetwork& network, const Shares& shares,
                                   std::span<const LossPart> parts,
                                   std::vector<Removal> candidates) {
  const std::vector<double> reach =
      NAIL_MUTANT(worst_candidates_by_loss_alone, has_alternatives(network), false)
          ? losses_alone(with_alternatives(network, Alternatives::all), shares, parts, candidates,
                         {})
          : losses_alone(network, shares, parts, candidates, {});
  std::vector<Removal> out;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (reach[i] > 0) out.push_back(std::move(candidates[i]));
  }
  return out;
}

}  // namespace nail
