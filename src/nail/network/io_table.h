// An input-output table: what every sector (a product made at a place) sells to every other and to
// final demand in a year.
//
// Rows are sectors sorted by product, then place (both in order of id), whatever their order in the
// case: what buys or sells one product stands together. Money is in the table's own unit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nail/case/model.h"

namespace nail {

// Z: flows from row to row, money a year. Dense where a quarter of it or more is not zero.
struct IoFlows {
  std::size_t size = 0;  // rows and columns
  bool dense = false;
  std::vector<double> values;         // dense: size x size, row after row; sparse: not zeros
  std::vector<std::uint64_t> begin;   // sparse: the values of row i stand at [begin[i], begin[i+1])
  std::vector<std::uint32_t> column;  // sparse: beside values, rising within a row

  // Calls visit(column, value) for what row i sells, columns rising, zeros left out.
  template <class Visit>
  void for_each(std::size_t row, Visit&& visit) const {
    if (dense) {
      const double* of_row = values.data() + row * size;
      for (std::size_t j = 0; j < size; ++j) {
        if (of_row[j] != 0) visit(j, of_row[j]);
      }
    } else {
      for (std::uint64_t k = begin[row]; k < begin[row + 1]; ++k) {
        if (values[k] != 0) visit(column[k], values[k]);
      }
    }
  }
};

// What final demand buys of a row, money a year; negative where inventories are drawn down.
struct IoFinal {
  static constexpr std::uint32_t kElsewhere = 0xFFFFFFFFU;
  std::uint32_t row = 0;
  std::uint32_t place = kElsewhere;  // of IoTable::places; kElsewhere: what balances the table
  std::string category;
  double value = 0;
};

struct IoTable {
  std::vector<std::string> places, products;  // ids, in order
  std::vector<std::uint32_t> place, product;  // per row
  std::vector<std::uint32_t> row_begin;       // rows of product p: [row_begin[p], row_begin[p+1])
  std::vector<std::uint32_t> case_sector;     // per row: its position in IoData::sectors
  IoFlows flows;
  std::vector<IoFinal> final_demand;  // by row
  std::vector<double> final_sum;      // per row, over places and categories
  std::vector<double> output;         // x; where not given, what the row sells in all
  std::vector<double> value_added;    // where not given, output less what the column buys
  int year = kNoYear;
  // Largest part of an output that sales left unexplained. It stands in final_demand, elsewhere,
  // so that every row sells what it makes.
  double worst_balance = 0;

  std::size_t rows() const { return product.size(); }
  // The row of a product at a place; rows() where there is none.
  std::size_t find(std::uint32_t product_index, std::uint32_t place_index) const;
};

enum class IoStorage { by_density, dense, sparse };

// Sales to a sector without output are final demand, since nothing is made from them; a sector
// without output sells nothing, whatever its row says. Flows of the same pair are added.
IoTable compile_io_table(const IoData& data, IoStorage storage = IoStorage::by_density);

}  // namespace nail
