#include "nail/cascade/cascade_system.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// Links by buyer, in internal numbers, suppliers ascending.
struct Purchases {
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> supplier, product;
  std::vector<double> value;
};

// Hubs first: what is visited most often then lies together, and in cache. By sales before all
// links: rows of as many sales lie together then, and processors foresee where they end.
void number_sites(const FirmNetwork& network, CascadeSystem& system) {
  const auto sites = static_cast<std::uint32_t>(network.site_count());
  const auto sales = [&](std::uint32_t i) {
    return network.sales_begin[i + 1] - network.sales_begin[i];
  };
  std::vector<std::uint64_t> links(sites, 0);
  for (std::uint32_t i = 0; i < sites; ++i) links[i] = sales(i);
  for (const std::uint32_t j : network.buyer) ++links[j];
  system.sites = sites;
  system.order.resize(sites);
  std::iota(system.order.begin(), system.order.end(), 0U);
  std::sort(system.order.begin(), system.order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (sales(a) != sales(b)) return sales(a) > sales(b);
    return links[a] != links[b] ? links[a] > links[b] : a < b;
  });
  system.number.resize(sites);
  for (std::uint32_t k = 0; k < sites; ++k) system.number[system.order[k]] = k;
}

Purchases purchases_of(const FirmNetwork& network, const CascadeSystem& system) {
  Purchases made;
  made.begin.assign(std::size_t{system.sites} + 1, 0);
  for (const std::uint32_t j : network.buyer) ++made.begin[system.number[j] + 1];
  std::partial_sum(made.begin.begin(), made.begin.end(), made.begin.begin());
  made.supplier.resize(network.link_count());
  made.product.resize(network.link_count());
  made.value.resize(network.link_count());
  std::vector<std::uint64_t> at(made.begin.begin(), made.begin.end() - 1);
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    const std::uint32_t site = system.order[i];
    for (std::uint64_t k = network.sales_begin[site]; k < network.sales_begin[site + 1]; ++k) {
      const std::uint64_t to = at[system.number[network.buyer[k]]]++;
      made.supplier[to] = i;
      made.product[to] =
          network.link_product.empty() ? network.product[site] : network.link_product[k];
      made.value[to] = network.value[k];
    }
  }
  return made;
}

std::uint8_t class_of(const FirmNetwork& network, CascadeRule rule, std::uint32_t supplier_product,
                      std::uint32_t buyer_product) {
  switch (rule) {
    case CascadeRule::linear:
      return 1;
    case CascadeRule::leontief:
      return 2;
    case CascadeRule::glpf:
      break;
  }
  return network.necessity.at(supplier_product, buyer_product);
}

// An essential product of a buyer, and what it buys of it.
struct Essential {
  std::uint32_t product = 0;
  double purchases = 0;
};

double divisor(double sum) { return sum > 0 ? sum : 1; }

// Slots and the links into them, by slot, and their mirror by supplier.
void make_downstream(const FirmNetwork& network, const Purchases& made, CascadeSystem& system) {
  const CascadeRule rule = system.options.rule;
  system.slot_begin.assign(std::size_t{system.sites} + 1, 0);
  system.slot_link_begin.assign(1, 0);
  std::vector<Essential> essentials;
  for (std::uint32_t j = 0; j < system.sites; ++j) {
    const std::uint32_t of = network.product[system.order[j]];
    const std::uint64_t first = made.begin[j], last = made.begin[j + 1];
    essentials.clear();
    double all = 0;
    bool any_important = false;
    for (std::uint64_t k = first; k < last; ++k) {
      const std::uint8_t necessity = class_of(network, rule, made.product[k], of);
      all += NAIL_MUTANT(purchases_of_needed_inputs, made.value[k],
                         necessity == 0 ? 0 : made.value[k]);
      any_important = any_important || necessity == 1;
      if (necessity == 2) essentials.push_back({made.product[k], made.value[k]});
    }
    std::stable_sort(essentials.begin(), essentials.end(),
                     [](const Essential& a, const Essential& b) { return a.product < b.product; });
    std::size_t kinds = 0;
    for (std::size_t k = 0; k < essentials.size(); ++k) {
      if (kinds > 0 && essentials[kinds - 1].product == essentials[k].product) {
        essentials[kinds - 1].purchases += essentials[k].purchases;
      } else {
        essentials[kinds++] = essentials[k];
      }
    }
    essentials.resize(kinds);
    const auto add_slot = [&](std::uint32_t product) {
      system.slot_buyer.push_back(j);
      system.slot_product.push_back(product);
      system.slot_link_begin.push_back(system.slot_supplier.size());
    };
    if (any_important) {
      for (std::uint64_t k = first; k < last; ++k) {
        if (class_of(network, rule, made.product[k], of) != 1) continue;
        system.slot_supplier.push_back(made.supplier[k]);
        system.slot_share.push_back(made.value[k] / divisor(all));
      }
      add_slot(kManyProducts);
    }
    for (const Essential& essential : essentials) {
      for (std::uint64_t k = first; k < last; ++k) {
        if (made.product[k] != essential.product) continue;
        system.slot_supplier.push_back(made.supplier[k]);
        system.slot_share.push_back(
            made.value[k] /
            divisor(NAIL_MUTANT(essential_share_of_all_inputs, essential.purchases, all)));
      }
      add_slot(essential.product);
    }
    system.slot_begin[j + 1] = static_cast<std::uint32_t>(system.slot_buyer.size());
  }
  system.slots = static_cast<std::uint32_t>(system.slot_buyer.size());

  system.down_begin.assign(std::size_t{system.sites} + 1, 0);
  for (const std::uint32_t i : system.slot_supplier) ++system.down_begin[i + 1];
  std::partial_sum(system.down_begin.begin(), system.down_begin.end(), system.down_begin.begin());
  system.down_slot.resize(system.slot_supplier.size());
  system.down_share.resize(system.slot_supplier.size());
  std::vector<std::uint64_t> at(system.down_begin.begin(), system.down_begin.end() - 1);
  for (std::uint32_t s = 0; s < system.slots; ++s) {
    for (std::uint64_t k = system.slot_link_begin[s]; k < system.slot_link_begin[s + 1]; ++k) {
      const std::uint64_t to = at[system.slot_supplier[k]]++;
      system.down_slot[to] = s;
      system.down_share[to] = system.slot_share[k];
    }
  }
}

// Sizes first: money that each site sells, or its output where that is more.
void make_sizes(const FirmNetwork& network, const Purchases& made, CascadeSystem& system) {
  system.size.assign(system.sites, 0);
  for (std::uint32_t j = 0; j < system.sites; ++j) {
    for (std::uint64_t k = made.begin[j]; k < made.begin[j + 1]; ++k) {
      system.size[made.supplier[k]] += made.value[k];
    }
  }
  if (network.output.empty()) return;
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    const double output = network.output[system.order[i]];
    if (is_known(output)) {
      system.size[i] =
          NAIL_MUTANT(size_ignores_output, std::max(system.size[i], output), system.size[i]);
    }
  }
}

void make_upstream(const Purchases& made, CascadeSystem& system) {
  system.buy_begin.assign(std::size_t{system.sites} + 1, 0);
  system.buy_supplier.reserve(made.value.size());
  system.buy_share.reserve(made.value.size());
  for (std::uint32_t j = 0; j < system.sites; ++j) {
    for (std::uint64_t k = made.begin[j]; k < made.begin[j + 1];) {
      const std::uint32_t supplier = made.supplier[k];
      double value = 0;
      for (; k < made.begin[j + 1] && made.supplier[k] == supplier; ++k) value += made.value[k];
      system.buy_supplier.push_back(supplier);
      system.buy_share.push_back(value / divisor(system.size[supplier]));
    }
    system.buy_begin[j + 1] = system.buy_supplier.size();
  }
  system.sell_begin.assign(std::size_t{system.sites} + 1, 0);
  for (const std::uint32_t i : system.buy_supplier) ++system.sell_begin[i + 1];
  std::partial_sum(system.sell_begin.begin(), system.sell_begin.end(), system.sell_begin.begin());
  system.sell_buyer.resize(system.buy_supplier.size());
  system.sell_share.resize(system.buy_supplier.size());
  std::vector<std::uint64_t> at(system.sell_begin.begin(), system.sell_begin.end() - 1);
  for (std::uint32_t j = 0; j < system.sites; ++j) {
    for (std::uint64_t k = system.buy_begin[j]; k < system.buy_begin[j + 1]; ++k) {
      const std::uint64_t to = at[system.buy_supplier[k]]++;
      system.sell_buyer[to] = j;
      system.sell_share[to] = system.buy_share[k];
    }
  }
}

const FirmColumn* find_column(const FirmNetwork& network, const std::string& name) {
  for (const FirmColumn& column : network.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

std::string names_of(const FirmNetwork& network) {
  std::string names;
  for (const FirmColumn& column : network.columns) {
    names += (names.empty() ? "" : ", ") + column.name;
  }
  return names.empty() ? "none" : names;
}

std::string weight_names_of(const FirmNetwork& network) {
  std::string names = network.output.empty() ? "" : "output";
  for (const FirmColumn& column : network.columns) {
    if (column.numbers.empty() || column.name == "output") continue;
    names += (names.empty() ? "" : ", ") + column.name;
  }
  return names;
}

// Empty words, and numbers that are not given, belong to no market.
Result<void> make_markets(const FirmNetwork& network, CascadeSystem& system) {
  const std::string& name = system.options.market;
  if (name == "none") return {};
  system.market.assign(system.sites, kNoMarket);
  if (name == "product") {
    for (std::uint32_t i = 0; i < system.sites; ++i) {
      system.market[i] = network.product[system.order[i]];
    }
    system.markets = static_cast<std::uint32_t>(network.products.size());
    return {};
  }
  const FirmColumn* column = find_column(network, name);
  if (column == nullptr) {
    return fail(ExitCode::usage,
                fmt::format("market '{}' is no column of sites: give none, product or one of: {}",
                            name, names_of(network)));
  }
  std::map<double, std::uint32_t> by_number;
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    const std::uint32_t site = system.order[i];
    if (column->numbers.empty()) {
      const std::uint32_t word = column->words[site];
      if (!column->dictionary[word].empty()) system.market[i] = word;
    } else if (is_known(column->numbers[site])) {
      system.market[i] =
          by_number.emplace(column->numbers[site], static_cast<std::uint32_t>(by_number.size()))
              .first->second;
    }
  }
  system.markets = static_cast<std::uint32_t>(column->numbers.empty() ? column->dictionary.size()
                                                                      : by_number.size());
  return {};
}

// Parts of a whole: in the order of the network, so that they do not depend on numbering.
std::vector<double> parts_of(const std::vector<double>& by_number, const CascadeSystem& system) {
  double sum = 0;
  for (std::uint32_t site = 0; site < system.sites; ++site) sum += by_number[system.number[site]];
  std::vector<double> parts(by_number);
  for (double& part : parts) part /= divisor(sum);
  return parts;
}

Result<void> make_weights(const FirmNetwork& network, CascadeSystem& system) {
  if (system.options.weights.empty()) {
    system.weights.push_back(parts_of(system.size, system));
    system.weight_names.emplace_back("size");
    return {};
  }
  for (const std::string& name : system.options.weights) {
    const FirmColumn* column = find_column(network, name);
    std::vector<double> weight(system.sites, 0);
    if (column == nullptr && name == "output" && !network.output.empty()) {
      for (std::uint32_t i = 0; i < system.sites; ++i) weight[i] = network.output[system.order[i]];
    } else if (column != nullptr && !column->numbers.empty()) {
      for (std::uint32_t i = 0; i < system.sites; ++i) weight[i] = column->numbers[system.order[i]];
    } else {
      const std::string known = weight_names_of(network);
      return fail(
          ExitCode::usage,
          fmt::format("weight '{}' is no column of numbers of sites: {}", name,
                      known.empty() ? "there is none" : fmt::format("give one of: {}", known)));
    }
    double sum = 0;
    for (double& part : weight) {
      if (!is_known(part)) part = 0;  // not given: nothing to lose
      if (part < 0 || std::isinf(part)) {
        return fail(ExitCode::usage,
                    fmt::format("weight '{}' is {} for some site: weights are 0 or more", name,
                                part < 0 ? "below 0" : "infinite"));
      }
      sum += part;
    }
    if (!(sum > 0) || std::isinf(sum)) {
      return fail(ExitCode::usage,
                  fmt::format("weight '{}' adds up to {} over all sites: nothing can be weighed",
                              name, sum > 0 ? "infinity" : "0"));
    }
    system.weights.push_back(parts_of(weight, system));
    system.weight_names.push_back(name);
  }
  return {};
}

}  // namespace

Result<CascadeSystem> make_cascade_system(const FirmNetwork& network,
                                          const CascadeOptions& options) {
  CascadeSystem system;
  system.options = options;
  number_sites(network, system);
  {
    const Purchases made = purchases_of(network, system);
    make_sizes(network, made, system);
    make_downstream(network, made, system);
    make_upstream(made, system);
  }
  if (auto markets = make_markets(network, system); !markets) {
    return tl::unexpected(markets.error());
  }
  if (auto weights = make_weights(network, system); !weights) {
    return tl::unexpected(weights.error());
  }
  return system;
}

bool losses_only_grow(const CascadeSystem& system) {
  if (!system.options.compat || system.market.empty()) return true;
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    if (system.market[i] != kNoMarket && system.size[i] > 0 && system.size[i] < 1) return false;
  }
  return true;
}

}  // namespace nail
