// Sums of columns, for writing programs down as their formulas read.
#pragma once

#include <vector>

#include "nail/solve/linear_program.h"

namespace nail {

inline constexpr LinearProgram::Column kNoColumn = -1;  // counts as 0

struct Terms {
  std::vector<LinearProgram::Column> columns;
  std::vector<double> values;
  double constant = 0;

  void add(LinearProgram::Column column, double value) {
    if (column == kNoColumn || value == 0) return;
    columns.push_back(column);
    values.push_back(value);
  }
  void add(const Terms& other, double factor) {
    for (std::size_t i = 0; i < other.columns.size(); ++i) {
      add(other.columns[i], other.values[i] * factor);
    }
    constant += other.constant * factor;
  }
  bool is_nothing() const { return columns.empty() && constant == 0; }
};

// lower <= terms <= upper, the terms' constant included.
inline void add_row(LinearProgram& lp, double lower, double upper, const Terms& terms) {
  lp.add_row(lower - terms.constant, upper - terms.constant, terms.columns, terms.values);
}

}  // namespace nail
