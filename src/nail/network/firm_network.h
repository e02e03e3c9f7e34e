// Who sells what to whom: the network on which failures of sites spread (methods: cascade on a firm
// network). Any kind of case has one: of kind firms a site is a site of the table; of kind products
// a (product, place) that supplies; of kind io a sector.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/base/result.h"
#include "nail/case/model.h"

namespace nail {

// How much a buyer's product needs a supplier's: 2 essential, 1 important, 0 not at all. Dense
// while that is small; else pairs that differ from the default.
class NecessityTable {
 public:
  NecessityTable() = default;
  NecessityTable(std::uint32_t products, std::uint8_t default_class);
  std::uint8_t at(std::uint32_t supplier_product, std::uint32_t buyer_product) const;
  void set(std::uint32_t supplier_product, std::uint32_t buyer_product, std::uint8_t necessity);

 private:
  std::uint32_t products_ = 0;
  std::uint8_t default_ = 1;
  std::vector<std::uint8_t> dense_;
  std::unordered_map<std::uint64_t, std::uint8_t> pairs_;
};

struct FirmNetwork {
  std::vector<std::string> sites;      // ids, in the order of input
  std::vector<std::string> products;   // names
  std::vector<std::uint32_t> product;  // of each site
  std::vector<double> output;          // money a year, NaN where not given; empty: none is given
  // Links by supplier, then buyer, then product: each triple once, repeated rows added up in the
  // order of input. A link of no value is left out.
  std::vector<std::uint64_t> sales_begin;   // sites + 1
  std::vector<std::uint32_t> buyer;         // beside links
  std::vector<double> value;                // beside links, money a year, above 0
  std::vector<std::uint32_t> link_product;  // beside links; empty: each of its supplier's product
  NecessityTable necessity;
  std::vector<FirmColumn> columns;  // weights and markets
  // What is said about the input.
  std::uint64_t repeated_links = 0, self_links = 0;
  std::uint64_t unclassed_links = 0;  // links whose pair of products has no class: the default's

  std::size_t site_count() const { return product.size(); }
  std::size_t link_count() const { return value.size(); }
};

// Fails with ExitCode::input where the case has nothing that sells to anything: no site at all.
// Takes what it can out of data.firms, so that ten million links do not stand in memory twice.
Result<FirmNetwork> make_firm_network(Case&& data);

}  // namespace nail
