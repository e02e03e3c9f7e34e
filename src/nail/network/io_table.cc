#include "nail/network/io_table.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace nail {
namespace {

constexpr double kDenseFrom = 0.25;  // of all pairs

std::vector<std::string> sorted_ids(const std::set<std::string>& ids) {
  return {ids.begin(), ids.end()};
}

std::uint32_t position(const std::vector<std::string>& ids, const std::string& id) {
  return static_cast<std::uint32_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
}

void make_rows(const IoData& data, IoTable& table) {
  std::set<std::string> places, products;
  for (const IoSector& sector : data.sectors) {
    places.insert(sector.place);
    products.insert(sector.product);
  }
  for (const IoFinalDemand& demand : data.final_demand) places.insert(demand.to_place);
  table.places = sorted_ids(places);
  table.products = sorted_ids(products);
  const std::size_t n = data.sectors.size();
  std::vector<std::uint32_t> place(n), product(n);
  for (std::size_t k = 0; k < n; ++k) {
    place[k] = position(table.places, data.sectors[k].place);
    product[k] = position(table.products, data.sectors[k].product);
  }
  table.case_sector.resize(n);
  std::iota(table.case_sector.begin(), table.case_sector.end(), 0U);
  std::stable_sort(
      table.case_sector.begin(), table.case_sector.end(), [&](std::uint32_t a, std::uint32_t b) {
        return product[a] != product[b] ? product[a] < product[b] : place[a] < place[b];
      });
  table.row_begin.assign(table.products.size() + 1, 0);
  for (const std::uint32_t k : table.case_sector) {
    table.place.push_back(place[k]);
    table.product.push_back(product[k]);
    ++table.row_begin[product[k] + 1];
  }
  std::partial_sum(table.row_begin.begin(), table.row_begin.end(), table.row_begin.begin());
}

void make_sparse(const std::vector<IoFlow>& flows, const std::vector<std::uint32_t>& row_of,
                 IoFlows& to) {
  std::vector<std::uint32_t> order(flows.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t k) {
    return std::uint64_t{row_of[flows[k].from]} << 32 | row_of[flows[k].to];
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  to.begin.assign(to.size + 1, 0);
  std::uint64_t last = ~std::uint64_t{0};
  for (const std::uint32_t k : order) {
    if (flows[k].value == 0) continue;
    if (key(k) == last) {
      to.values.back() += flows[k].value;
      continue;
    }
    last = key(k);
    to.values.push_back(flows[k].value);
    to.column.push_back(row_of[flows[k].to]);
    ++to.begin[row_of[flows[k].from] + 1];
  }
  std::partial_sum(to.begin.begin(), to.begin.end(), to.begin.begin());
}

// The row of each sector of the case.
std::vector<std::uint32_t> rows_of_sectors(const IoTable& table) {
  std::vector<std::uint32_t> row_of(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    row_of[table.case_sector[row]] = static_cast<std::uint32_t>(row);
  }
  return row_of;
}

void make_flows(const IoData& data, IoStorage storage, IoTable& table) {
  const std::size_t n = table.rows();
  const std::vector<std::uint32_t> row_of = rows_of_sectors(table);
  IoFlows& flows = table.flows;
  flows.size = n;
  const auto pairs = static_cast<double>(n) * static_cast<double>(n);
  flows.dense =
      storage == IoStorage::dense || (storage == IoStorage::by_density &&
                                      static_cast<double>(data.flows.size()) >= kDenseFrom * pairs);
  if (!flows.dense) {
    make_sparse(data.flows, row_of, flows);
    return;
  }
  flows.values.assign(n * n, 0);
  for (const IoFlow& flow : data.flows) {
    flows.values[row_of[flow.from] * n + row_of[flow.to]] += flow.value;
  }
}

void make_final(const IoData& data, IoTable& table) {
  const std::vector<std::uint32_t> row_of = rows_of_sectors(table);
  for (const IoFinalDemand& demand : data.final_demand) {
    if (demand.value == 0) continue;
    table.final_demand.push_back({row_of[demand.from], position(table.places, demand.to_place),
                                  demand.category, demand.value});
  }
  // Sums in an order of the rows' own, not of the file.
  std::sort(table.final_demand.begin(), table.final_demand.end(),
            [](const IoFinal& a, const IoFinal& b) {
              if (a.row != b.row) return a.row < b.row;
              if (a.place != b.place) return a.place < b.place;
              if (a.category != b.category) return a.category < b.category;
              return a.value < b.value;
            });
}

std::vector<double> sums_of_rows(const IoTable& table) {
  std::vector<double> sums(table.rows(), 0);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    table.flows.for_each(row, [&](std::size_t, double value) { sums[row] += value; });
  }
  for (const IoFinal& demand : table.final_demand) sums[demand.row] += demand.value;
  return sums;
}

// Flows into a column that makes nothing leave Z for final demand of its place; a row that makes
// nothing sells nothing.
void settle_the_idle(IoTable& table) {
  const std::size_t n = table.rows();
  bool any = false;
  for (const double x : table.output) any = any || !(x > 0);
  if (!any) return;
  std::erase_if(table.final_demand,
                [&](const IoFinal& demand) { return !(table.output[demand.row] > 0); });
  std::vector<IoFinal> moved;
  for (std::size_t row = 0; row < n; ++row) {
    const bool idle = !(table.output[row] > 0);
    const auto settle = [&](std::size_t column, double& value) {
      if (value == 0 || (!idle && table.output[column] > 0)) return;
      if (!idle) moved.push_back({static_cast<std::uint32_t>(row), table.place[column], "", value});
      value = 0;
    };
    if (table.flows.dense) {
      for (std::size_t j = 0; j < n; ++j) settle(j, table.flows.values[row * n + j]);
    } else {
      for (std::uint64_t k = table.flows.begin[row]; k < table.flows.begin[row + 1]; ++k) {
        settle(table.flows.column[k], table.flows.values[k]);
      }
    }
  }
  table.final_demand.insert(table.final_demand.end(), moved.begin(), moved.end());
  std::stable_sort(table.final_demand.begin(), table.final_demand.end(),
                   [](const IoFinal& a, const IoFinal& b) { return a.row < b.row; });
}

void balance(IoTable& table) {
  const std::vector<double> sold = sums_of_rows(table);
  std::vector<IoFinal> rest;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double gap = table.output[row] - sold[row];
    const double scale = std::max(std::abs(table.output[row]), std::abs(sold[row]));
    if (!(std::abs(gap) > 1e-9 * scale)) continue;
    table.worst_balance = std::max(table.worst_balance, std::abs(gap) / scale);
    rest.push_back({static_cast<std::uint32_t>(row), IoFinal::kElsewhere, "", gap});
  }
  table.final_demand.insert(table.final_demand.end(), rest.begin(), rest.end());
  std::stable_sort(table.final_demand.begin(), table.final_demand.end(),
                   [](const IoFinal& a, const IoFinal& b) { return a.row < b.row; });
}

}  // namespace

std::size_t IoTable::find(std::uint32_t product_index, std::uint32_t place_index) const {
  const auto from = place.begin() + row_begin[product_index];
  const auto to = place.begin() + row_begin[product_index + 1];
  const auto at = std::lower_bound(from, to, place_index);
  return at != to && *at == place_index ? static_cast<std::size_t>(at - place.begin()) : rows();
}

IoTable compile_io_table(const IoData& data, IoStorage storage) {
  IoTable table;
  table.year = data.year;
  make_rows(data, table);
  make_flows(data, storage, table);
  make_final(data, table);
  const std::size_t n = table.rows();
  const std::vector<double> sold = sums_of_rows(table);
  table.output = sold;
  for (std::size_t row = 0; row < n; ++row) {
    const std::size_t k = table.case_sector[row];
    if (k < data.output.size() && is_known(data.output[k])) table.output[row] = data.output[k];
    table.output[row] = std::max(table.output[row], 0.0);
  }
  settle_the_idle(table);
  balance(table);
  table.final_sum.assign(n, 0);
  for (const IoFinal& demand : table.final_demand) table.final_sum[demand.row] += demand.value;
  std::vector<double> bought(n, 0);
  for (std::size_t row = 0; row < n; ++row) {
    table.flows.for_each(row, [&](std::size_t column, double value) { bought[column] += value; });
  }
  table.value_added.resize(n);
  for (std::size_t row = 0; row < n; ++row) {
    const std::size_t k = table.case_sector[row];
    table.value_added[row] = k < data.value_added.size() && is_known(data.value_added[k])
                                 ? data.value_added[k]
                                 : table.output[row] - bought[row];
  }
  return table;
}

}  // namespace nail
