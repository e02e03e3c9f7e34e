// The network in parts of the world's use of each product, as rerouting needs it: what one buyer
// leaves, another can take.
//
// Where mixes and shares contradict each other (a user is said to buy half of its needs from a
// place that makes a hundredth of the world's), what a node ships at baseline is what its buyers
// take from it by their mixes: at baseline everybody gets what it uses, whatever the data.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/network/stress_network.h"

namespace nail {

struct FlowWeights {
  // Per use: what it takes on a day at baseline; above 0 for every use that can matter. Observers,
  // whose weight is 0, stand for a hundredth of the product's use, all of them together: enough to
  // share in what there is, too little to change what others get. Inputs of a node of which only
  // sourcing knows follow from what the node ships.
  std::vector<double> use;
  std::vector<double> shipped;  // per node: to all its buyers on a day at baseline
  std::vector<double> pool;     // per product: what buyers take from the pool on a day at baseline
};
// counted: per use, whether it exists; what others take of a supplier is theirs, and what it ships
// to them no part of the network. Empty: all do.
FlowWeights flow_weights(const StressNetwork& network, std::span<const std::uint8_t> counted = {});

// Weight of a day of a final demand's unmet demand in what a plan minimises: its part of the use of
// its product, halved with each class of priority below the first.
double unmet_weight(const StressNetwork& network, const FlowWeights& weights, std::size_t demand);

}  // namespace nail
