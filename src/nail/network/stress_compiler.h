// Compiles a network over time once, and puts other shares into it again and again: what an
// ensemble does for every draw. Nodes, uses, mixes, lead times and capacities do not depend on
// shares; weights, mixes' shares and stocks given as quantities do.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nail/network/stress_network.h"

namespace nail {

class StressCompiler {
 public:
  // The network must outlive the compiler and what it compiles.
  explicit StressCompiler(const ProductNetwork& network, const StressNetworkOptions& options = {});

  StressNetwork compile(const Shares& shares) const;
  // Brings a network that this compiler made to other shares. Allocates nothing. Returns how many
  // stock rows hold a quantity that could not be turned into days.
  std::size_t set_shares(const Shares& shares, StressNetwork& network) const;

  // Stocks whose days have a range, in order of product and place, and other days for them: one
  // number for each. Allocates nothing.
  std::span<const StockRow* const> ranged_stocks() const { return ranged_rows_; }
  void set_stock_days(std::span<const double> days, StressNetwork& network) const;

 private:
  static constexpr std::uint32_t kNoSupply = 0xFFFFFFFFU;
  // An input's part of the world's use that goes to makers of a product nobody knows the place of.
  struct MakersPart {
    ProductId output;
    double part = 0;
  };
  struct Makers {
    std::uint32_t use = 0;
    std::uint32_t begin = 0, end = 0;  // of makers_parts_
  };
  // A stock given as a quantity: days follow from what the uses at its place take.
  struct QuantityStock {
    double a_year = 0;  // quantity over the world's, in years of the world's use
    bool government = false;
    double otherwise = 0;              // days where nothing is used there
    std::uint32_t begin = 0, end = 0;  // of stock_uses_
  };

  struct UseRange {
    std::uint32_t begin = 0, end = 0;  // of stock_uses_
  };

  void assume(const std::string& key, std::size_t count = 1) { assumptions_[key] += count; }
  void add_nodes();
  void add_rates();
  double by_quantities(const StressNode& node) const;
  void add_mixes();
  void add_inputs();
  void add_final_demand();
  void add_makers();
  void add_stocks();
  StressUse use_of(ProductId product, UserId buyer) const;
  double use_share(const RecipeInput& input) const;
  double place_demand(ProductId product, const std::vector<const DemandRow*>& rows,
                      std::vector<StressUse>& list);

  const ProductNetwork* network_;
  const Case* data_;
  StressNetworkOptions options_;
  std::vector<double> final_part_;          // per product: of the world's use
  StressNetwork blank_;                     // what does not depend on shares
  std::vector<std::uint32_t> node_supply_;  // per node: entry of Shares::supply
  std::vector<double> use_part_;            // per use of a node: weight over the node's share
  std::vector<Makers> makers_;
  std::vector<MakersPart> makers_parts_;
  std::vector<QuantityStock> stocks_;
  std::vector<std::uint32_t> stock_uses_;
  std::vector<const StockRow*> ranged_rows_;
  std::vector<UseRange> ranged_uses_;  // beside ranged_rows_
  std::map<std::string, std::size_t> assumptions_;
};

}  // namespace nail
