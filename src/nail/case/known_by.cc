#include "nail/case/known_by.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// Of each key the years that are kept: up to the year asked for, else the earliest.
template <class Key>
class Years {
 public:
  explicit Years(int last) : last_(last) {}
  void add(const Key& key, int year) {
    const auto [found, added] = earliest_.emplace(key, year);
    if (!added) {
      found->second = NAIL_MUTANT(known_by_takes_latest, std::min(found->second, year),
                                  std::max(found->second, year));
    }
  }
  bool keeps(const Key& key, int year) const {
    return NAIL_MUTANT(known_by_is_exclusive, year <= last_, year < last_) || is_late(key, year);
  }
  // Whether the year is kept only for want of an older one.
  bool is_late(const Key& key, int year) const { return year > last_ && earliest_.at(key) == year; }

 private:
  int last_;
  std::map<Key, int> earliest_;
};

}  // namespace

KnownCase known_by(const LoadedCase& loaded, int year) {
  KnownCase out{loaded, {}};
  Case& data = out.loaded.data;
  std::set<std::tuple<ProductId, std::string, int>> late;

  // Reserves are not supply: they stand in for none.
  using SupplyKey = std::tuple<ProductId, Lens, bool>;
  Years<SupplyKey> supply(year);
  const auto supply_key = [](const auto& row) {
    return SupplyKey{row.product, row.lens, row.basis == Basis::reserves};
  };
  std::vector<ShareSet>& sets = out.loaded.sets.all;
  for (const ShareSet& set : sets) supply.add(supply_key(set), set.year);
  for (const ShareSet& set : sets) {
    if (set.basis != Basis::reserves && supply.is_late(supply_key(set), set.year)) {
      late.emplace(set.product, "supply", set.year);
    }
  }
  std::erase_if(sets,
                [&](const ShareSet& set) { return !supply.keeps(supply_key(set), set.year); });
  std::erase_if(out.loaded.sets.conflicts, [&](const Conflict& conflict) {
    return !supply.keeps(supply_key(conflict), conflict.year);
  });
  // A row may stand in no set, where nothing of its set is known.
  for (const SupplyRow& row : data.supply) supply.add(supply_key(row), row.from.year);
  std::erase_if(data.supply, [&](const SupplyRow& row) {
    return !supply.keeps(supply_key(row), row.from.year);
  });

  using MixKey = std::pair<std::string, ProductId>;
  Years<MixKey> sourcing(year);
  for (const SourcingRow& row : data.sourcing) {
    sourcing.add({row.user, row.product}, row.from.year);
  }
  for (const SourcingRow& row : data.sourcing) {
    if (sourcing.is_late({row.user, row.product}, row.from.year)) {
      late.emplace(row.product, "sourcing", row.from.year);
    }
  }
  std::erase_if(data.sourcing, [&](const SourcingRow& row) {
    return !sourcing.keeps({row.user, row.product}, row.from.year);
  });

  for (const DemandRow& row : data.demand) {
    if (row.from.year > year) late.emplace(row.product, "demand", row.from.year);
  }
  for (const StockRow& row : data.stocks) {
    if (row.from.year > year) late.emplace(row.product, "stocks", row.from.year);
  }
  for (const auto& [product, table, when] : late) out.hindsight.push_back({table, product, when});
  return out;
}

}  // namespace nail
