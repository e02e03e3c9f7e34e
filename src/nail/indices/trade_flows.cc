#include "nail/indices/trade_flows.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <tuple>

#include "nail/base/mutant.h"

namespace nail {
namespace {

struct Crossing {
  bool imported = false, exported = false;
};

Crossing crossing(const TradeRow& row, const Home& home) {
  const bool from_home = row.from_place && home.holds(row.from_place);
  const bool to_home = row.to_place && home.holds(row.to_place);
  return {to_home && NAIL_MUTANT(border_trade_internal_is_import, !from_home, true),
          from_home && !to_home};
}

bool is_internal(const TradeRow& row, const Home& home) {
  return row.from_place && row.to_place && row.from_place != row.to_place &&
         home.holds(row.from_place) && home.holds(row.to_place);
}

void count(TradeAmount& amount, const Crossing& way, double x) {
  ++amount.flows;
  amount.import_flows += way.imported ? 1 : 0;
  if (!is_known(x)) {
    ++amount.missing;
    amount.imports_missing += way.imported ? 1 : 0;
    return;
  }
  (way.imported ? amount.imports : amount.exports) += x;
}

void add(double& sum, double x) {
  if (is_known(x)) sum = is_known(sum) ? sum + x : x;
}

BorderTrade gather(std::span<const TradeRow* const> rows, const Home& home) {
  BorderTrade trade;
  trade.year = rows.front()->from.year;
  trade.source = rows.front()->from.source;
  std::map<PlaceId, PartnerImport> partners;
  for (const TradeRow* row : rows) {
    const Crossing way = crossing(*row, home);
    if (way.imported || way.exported) {
      count(trade.quantity, way, row->quantity);
      count(trade.value_usd, way, row->value_usd);
    } else if (is_internal(*row, home)) {
      add(trade.quantity.internal, row->quantity);
      add(trade.value_usd.internal, row->value_usd);
    }
    if (way.imported) {
      PartnerImport& partner = partners[row->from_place];
      partner.place = row->from_place;
      add(partner.quantity, row->quantity);
      add(partner.value_usd, row->value_usd);
    }
  }
  for (const auto& [place, partner] : partners) trade.imports.push_back(partner);
  return trade;
}

}  // namespace

std::vector<BorderTrade> border_trade(const Case& data, std::span<const TradeRow* const> rows,
                                      const Home& home) {
  struct Group {
    std::vector<const TradeRow*> rows;
    std::size_t crossings = 0;
  };
  std::map<int, std::map<SourceId, Group>, std::greater<>> years;
  for (const TradeRow* row : rows) {
    const Crossing way = crossing(*row, home);
    const bool crosses = way.imported || way.exported;
    if (!crosses && !is_internal(*row, home)) continue;
    Group& group = years[row->from.year][row->from.source];
    group.rows.push_back(row);
    group.crossings += crosses ? 1 : 0;
  }
  std::vector<BorderTrade> out;
  for (auto& [year, sources] : years) {
    const auto rank = [&](const std::pair<const SourceId, Group>& entry) {
      const Source& source = data[entry.first];
      return std::make_tuple(entry.second.crossings == 0, source.grade,
                             -static_cast<long>(entry.second.crossings),
                             std::string_view(source.id));
    };
    auto& [source, group] =
        *std::min_element(sources.begin(), sources.end(),
                          [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    if (group.crossings == 0) continue;
    // Sums in the order of the ends, so that the order of rows changes no last bit.
    std::sort(group.rows.begin(), group.rows.end(), [](const TradeRow* a, const TradeRow* b) {
      return std::tie(a->from_place, a->to_place) < std::tie(b->from_place, b->to_place);
    });
    out.push_back(gather(group.rows, home));
  }
  return out;
}

}  // namespace nail
