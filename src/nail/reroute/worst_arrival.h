// When a set of removals can be felt at the earliest, and so how much of a horizon it can spoil.
//
// A use whose supply lacks the part l a day at the most lives s / l days on a stock of s days. The
// static loss is such an l, so the first day on which anything is short spreads like
//   short(use)  = min over its suppliers c of (short(c) + lead) + floor(s / l)
//   short(node) = 0 where it is taken away, else min over its inputs (of alternatives the last)
// and a part of the demand whose supply is short from day a on lacks at most l (days - a) - s days
// in all. Government stocks only make it later.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/exposure/solver.h"
#include "nail/network/stress_network.h"

namespace nail {

struct LossPart;

class ArrivalBound {
 public:
  // needed: per product, not 0 for those that the demand can need. Both must outlive it.
  ArrivalBound(const StressNetwork& network, const ExposureStructure& structure,
               std::span<const std::uint8_t> needed, int days);

  // Spreads the removals that the solver was asked about last, a removal a lane.
  void spread(const ExposureSolver& solver, std::span<const Removal> removals);
  // What a part of the demand lacks at the most, in days of it, where its supply lacks `loss` a
  // day.
  Lanes days(const StressUse& part, const Lanes& loss) const;

 private:
  // What all uses of a product with the same mix (kPool: none of their own) see of it.
  struct Supply {
    std::uint32_t mix = StressUse::kPool;
    Lanes loss;
    Lanes arrival;  // first day on which a delivery can lack something
  };
  std::uint32_t supply_of(const StressUse& use) const;
  Lanes short_from(const StressUse& use) const;
  bool spread_product(ProductId product);
  void arrive(ProductId product);

  const StressNetwork* network_;
  const ExposureStructure* structure_;
  std::vector<std::uint8_t> needed_;
  double days_;
  std::vector<std::uint32_t> supply_begin_;  // per product: the pool, then its mixes
  std::vector<Supply> supply_;
  std::vector<Lanes> node_;  // first day short
  std::vector<std::uint32_t> removed_nodes_;
  std::vector<std::uint8_t> is_removed_;  // per node: a bit a lane
};

}  // namespace nail
