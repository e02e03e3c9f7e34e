// Static losses of many sets of removals (or bounds of what they lose over time), eight at a time
// and on several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nail/reroute/worst_bound.h"
#include "nail/reroute/worst_candidates.h"

namespace nail {

class SetLosses {
 public:
  // All are kept by reference.
  SetLosses(const ProductNetwork& network, const Shares& shares, std::span<const LossPart> parts,
            std::span<const Removal> candidates, const OverTime& over_time);
  ~SetLosses();

  // members: sets of `size` candidates each, one set after the other; loss beside the sets.
  void losses(std::span<const std::uint32_t> members, std::size_t size, std::span<double> loss);
  // The product that the home loses most of with the set (weight times loss), and how.
  struct Hardest {
    ProductId product;
    double loss = 0;
    std::vector<PathStep> path;
  };
  Hardest hardest(std::span<const std::uint32_t> members);
  bool settled() const;

 private:
  struct Worker;
  ExposureStructure structure_;
  const Shares* shares_;
  std::span<const LossPart> parts_;
  std::span<const Removal> candidates_;
  const OverTime* over_time_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

// What bounds a day of a run over time with any of the candidates out; without curves.
OverTime over_time(const ProductNetwork& network, const Shares& shares, RemovalUnit unit,
                   std::span<const Removal> candidates);

// The losses of each candidate alone.
std::vector<double> losses_alone(const ProductNetwork& network, const Shares& shares,
                                 std::span<const LossPart> parts,
                                 std::span<const Removal> candidates, const OverTime& over_time);

// Those of the candidates that can take part in a loss at all, however they are combined: with
// every alternative needed they lose something alone.
std::vector<Removal> only_reaching(const ProductNetwork& network, const Shares& shares,
                                   std::span<const LossPart> parts,
                                   std::vector<Removal> candidates);

}  // namespace nail
