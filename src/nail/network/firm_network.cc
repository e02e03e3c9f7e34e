#include "nail/network/firm_network.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "nail/case/firm_counts.h"
#include "nail/case/share_sets.h"
#include "nail/network/firm_conversion.h"

namespace nail {
namespace {

// Up to this many products the classes of all pairs stand in a table: 64 MiB at most.
constexpr std::uint32_t kDenseProducts = 8192;

std::uint64_t pair_of(std::uint32_t supplier_product, std::uint32_t buyer_product) {
  return std::uint64_t{supplier_product} << 32 | buyer_product;
}

// Positions of links by supplier, and within a supplier as they were given.
std::vector<std::uint64_t> begins_by(const std::vector<std::uint32_t>& key, std::size_t keys) {
  std::vector<std::uint64_t> begin(keys + 1, 0);
  for (const std::uint32_t k : key) ++begin[k + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  return begin;
}

struct Sale {
  std::uint32_t buyer = 0, product = 0;
  double value = 0;
};

void take_links(FirmLinks&& links, FirmNetwork& network) {
  const std::size_t sites = network.site_count();
  const std::vector<std::uint64_t> begin = begins_by(links.supplier, sites);
  const bool has_product = !links.product.empty();
  std::vector<Sale> sales(links.value.size());
  std::vector<std::uint64_t> at(begin.begin(), begin.end() - 1);
  for (std::size_t k = 0; k < links.value.size(); ++k) {
    const std::uint32_t supplier = links.supplier[k];
    sales[at[supplier]++] = {
        links.buyer[k], has_product ? links.product[k] : network.product[supplier], links.value[k]};
  }
  links = FirmLinks();
  network.sales_begin.assign(sites + 1, 0);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < sites; ++i) {
    const auto first = sales.begin() + static_cast<std::ptrdiff_t>(begin[i]);
    const auto last = sales.begin() + static_cast<std::ptrdiff_t>(begin[i + 1]);
    // Stable: repeated rows add up in the order of input.
    std::stable_sort(first, last, [](const Sale& a, const Sale& b) {
      return std::pair(a.buyer, a.product) < std::pair(b.buyer, b.product);
    });
    for (auto sale = first; sale != last;) {
      Sale sum = *sale;
      for (++sale; sale != last && sale->buyer == sum.buyer && sale->product == sum.product;
           ++sale) {
        sum.value += sale->value;
        ++network.repeated_links;
      }
      if (sum.value <= 0) continue;
      if (sum.buyer == i) ++network.self_links;
      sales[kept++] = sum;
    }
    network.sales_begin[i + 1] = kept;
  }
  network.buyer.resize(kept);
  network.value.resize(kept);
  if (has_product) network.link_product.resize(kept);
  for (std::size_t k = 0; k < kept; ++k) {
    network.buyer[k] = sales[k].buyer;
    network.value[k] = sales[k].value;
    if (has_product) network.link_product[k] = sales[k].product;
  }
}

void take_classes(const FirmData& firms, FirmNetwork& network) {
  const auto products = static_cast<std::uint32_t>(network.products.size());
  constexpr std::uint8_t kUnclassed = 255;
  NecessityTable known(products, kUnclassed);
  const auto fallback = static_cast<std::uint8_t>(firms.default_class.value_or(1));
  network.necessity = NecessityTable(products, fallback);
  for (const FirmClass& row : firms.classes) {
    const auto necessity = static_cast<std::uint8_t>(row.necessity);
    known.set(row.supplier_product, row.buyer_product, necessity);
    network.necessity.set(row.supplier_product, row.buyer_product, necessity);
  }
  for (std::size_t i = 0; i < network.site_count(); ++i) {
    for (std::uint64_t k = network.sales_begin[i]; k < network.sales_begin[i + 1]; ++k) {
      const std::uint32_t of =
          network.link_product.empty() ? network.product[i] : network.link_product[k];
      if (known.at(of, network.product[network.buyer[k]]) == kUnclassed) {
        ++network.unclassed_links;
      }
    }
  }
}

}  // namespace

NecessityTable::NecessityTable(std::uint32_t products, std::uint8_t default_class)
    : products_(products), default_(default_class) {
  if (products <= kDenseProducts) dense_.assign(std::size_t{products} * products, default_class);
}

std::uint8_t NecessityTable::at(std::uint32_t supplier_product, std::uint32_t buyer_product) const {
  if (!dense_.empty()) return dense_[std::size_t{supplier_product} * products_ + buyer_product];
  const auto found = pairs_.find(pair_of(supplier_product, buyer_product));
  return found == pairs_.end() ? default_ : found->second;
}

void NecessityTable::set(std::uint32_t supplier_product, std::uint32_t buyer_product,
                         std::uint8_t necessity) {
  if (!dense_.empty()) {
    dense_[std::size_t{supplier_product} * products_ + buyer_product] = necessity;
  } else {
    pairs_[pair_of(supplier_product, buyer_product)] = necessity;
  }
}

Result<FirmNetwork> make_firm_network(Case&& data) {
  const CaseKind kind = data.kind;
  FirmData firms = std::move(data.firms);
  if (kind == CaseKind::products) {
    Diagnostics told;  // when the case was loaded
    ShareSets sets = make_share_sets(data, "supply.csv", told);
    firms = firms_of_products({std::move(data), std::move(sets)});
  } else if (kind == CaseKind::io) {
    firms = firms_of_io(data.io);
    data.io = {};
  }
  if (firms.sites.empty()) {
    return fail(ExitCode::input, "the case has no sites: there is nothing to rank");
  }
  FirmNetwork network;
  network.sites = std::move(firms.sites);
  network.products = std::move(firms.products);
  network.product = std::move(firms.product);
  network.output = std::move(firms.output);
  network.columns = std::move(firms.columns);
  // Of firms the check of the case tells; of other cases the conversion may multiply as it adds.
  const FirmSums sums = sums_are_numbers(firms.links.value, network.output);
  if (!sums.links || !sums.outputs) {
    return fail(ExitCode::input,
                "the money of the case adds up to more than a number can hold: give it in a larger "
                "unit");
  }
  take_links(std::move(firms.links), network);
  take_classes(firms, network);
  // Of other cases the conversion gives every pair its class, and one buyer several links to what
  // it buys by itself and from the pool: nothing to tell of a table.
  if (kind != CaseKind::firms) network.unclassed_links = network.repeated_links = 0;
  return network;
}

}  // namespace nail
