// A quick way into memory for the one table that may have tens of millions of rows: the flows of an
// input-output case. It reads plain rows only and says nothing about others: where anything at all
// is unusual, it gives up, and the table is read and checked in the general way.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "nail/case/model.h"
#include "nail/case/typed_table.h"

namespace nail {

struct PlainFlows {
  std::vector<IoFlow> flows;  // of the latest year; zeros left out
  int year = kNoYear;
  std::size_t rows = 0;   // of the table
  bool has_year = false;  // whether it has the column
};

// Reads text, the CSV of `flows`, with sectors at their positions in the table `sectors`. Nothing
// where a row or the header is not plain: a quote, a blank line, another column than from, to,
// value and year, an unknown sector, a number that is not a plain decimal, a repeated key.
std::optional<PlainFlows> read_plain_flows(std::string_view text, const TypedTable& sectors);

}  // namespace nail
