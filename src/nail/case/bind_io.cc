#include "nail/case/bind_io.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "nail/base/mutant.h"

namespace nail {
namespace {

const TypedTable* find(const TypedTables& tables, const char* name) {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : &found->second;
}

int year_of(const TypedTable::Numbers& years, std::size_t row) {
  return is_known(years[row]) ? static_cast<int>(years[row]) : kNoYear;
}

class IoBinder {
 public:
  IoBinder(const TypedTables& tables, IoData& io) : tables_(tables), io_(io) {}

  void run() {
    sectors();
    flows();
    final_demand();
    by_sector("output", io_.output);
    by_sector("value_added", io_.value_added);
    if (const TypedTable* table = find(tables_, "rebuilding")) {
      for (std::size_t row = 0; row < table->rows(); ++row) {
        const double share = table->number("share", row);
        if (is_known(share)) io_.rebuilding.emplace_back(table->text("product", row), share);
      }
    }
  }

 private:
  void sectors() {
    const TypedTable* table = find(tables_, "sectors");
    if (table == nullptr) return;
    const auto ids = table->texts("sector");
    const auto places = table->texts("place");
    const auto products = table->texts("product");
    for (std::size_t row = 0; row < table->rows(); ++row) {
      if (!positions_.emplace(ids[row], static_cast<std::uint32_t>(io_.sectors.size())).second) {
        continue;
      }
      io_.sectors.push_back(
          {std::string(ids[row]), std::string(places[row]), std::string(products[row])});
    }
  }

  void flows() {
    const TypedTable* table = find(tables_, "flows");
    if (table == nullptr) return;  // read already, or absent
    const auto from = table->texts("from");
    const auto to = table->texts("to");
    const auto value = table->numbers("value");
    const auto years = table->numbers("year");
    for (std::size_t row = 0; row < table->rows(); ++row) {
      io_.year = std::max(io_.year, year_of(years, row));
    }
    const auto is_flow = [&](std::size_t row) {
      return value[row] > 0 &&
             NAIL_MUTANT(io_flows_of_all_years, year_of(years, row) == io_.year, true);
    };
    // Counted first, so that the largest table is not copied while it grows.
    std::size_t count = 0;
    for (std::size_t row = 0; row < table->rows(); ++row) count += is_flow(row) ? 1 : 0;
    io_.flows.reserve(count);
    Position last_from, last_to;
    for (std::size_t row = 0; row < table->rows(); ++row) {
      if (!is_flow(row) || !find_sector(from[row], last_from) || !find_sector(to[row], last_to)) {
        continue;
      }
      io_.flows.push_back({last_from.index, last_to.index, value[row]});
    }
  }

  void final_demand() {
    const TypedTable* table = find(tables_, "final_demand");
    if (table == nullptr) return;
    const auto from = table->texts("from");
    const auto to_place = table->texts("to_place");
    const auto category = table->texts("category");
    const auto value = table->numbers("value");
    const auto years = table->numbers("year");
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
    std::set<Key> dated;
    if (io_.year != kNoYear) {
      for (std::size_t row = 0; row < table->rows(); ++row) {
        if (year_of(years, row) == io_.year) dated.emplace(from[row], to_place[row], category[row]);
      }
    }
    Position last;
    for (std::size_t row = 0; row < table->rows(); ++row) {
      const int year = year_of(years, row);
      const bool holds =
          year == io_.year ||
          (year == kNoYear && !dated.contains(Key{from[row], to_place[row], category[row]}));
      if (!holds || !is_known(value[row]) || value[row] == 0 || !find_sector(from[row], last)) {
        continue;
      }
      io_.final_demand.push_back(
          {last.index, std::string(to_place[row]), std::string(category[row]), value[row]});
    }
  }

  // A number of each sector.
  void by_sector(const char* name, std::vector<double>& out) {
    out.assign(io_.sectors.size(), kUnknown);
    const TypedTable* table = find(tables_, name);
    if (table == nullptr) return;
    const auto sector = table->texts("sector");
    const auto value = table->numbers("value");
    const auto years = table->numbers("year");
    Position last;
    // Rows without a year first: those of the year stand above them.
    for (const int year : {kNoYear, io_.year}) {
      for (std::size_t row = 0; row < table->rows(); ++row) {
        if (year_of(years, row) != year || !find_sector(sector[row], last)) continue;
        if (is_known(value[row])) out[last.index] = value[row];
      }
    }
  }

  // Rows often repeat the sector of the row before.
  struct Position {
    std::string_view id;
    std::uint32_t index = 0;
  };
  bool find_sector(std::string_view id, Position& last) const {
    if (!last.id.empty() && id == last.id) return true;
    const auto found = positions_.find(id);
    if (found == positions_.end()) return false;
    last = {id, found->second};
    return true;
  }

  const TypedTables& tables_;
  IoData& io_;
  std::unordered_map<std::string_view, std::uint32_t> positions_;
};

}  // namespace

void bind_io(const TypedTables& tables, Case& data) { IoBinder(tables, data.io).run(); }

}  // namespace nail
