// The 1.03 rule: shares that add up to more than 1 by rounding are divided by their sum, with a
// note; by more than that they are a fault.
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/case/bind.h"
#include "nail/case/share_sets.h"

namespace nail {

// Adds up value(row) by key and applies the 1.03 rule; divide(row, sum) is called where the sum
// lies between 1 and 1.03.
template <class Row>
void check_sums(std::vector<Row>& rows, const std::string& file, const std::string& what,
                const std::function<std::string(const Row&)>& key,
                const std::function<double(const Row&)>& value,
                const std::function<void(Row&, double)>& divide, Diagnostics& diagnostics) {
  std::map<std::string, std::vector<Row*>> groups;
  for (Row& row : rows) {
    const std::string name = key(row);
    if (!name.empty() && is_known(value(row))) groups[name].push_back(&row);
  }
  for (auto& [name, members] : groups) {
    double sum = 0;
    for (const Row* row : members) sum += value(*row);
    if (sum <= 1 + 1e-9) continue;
    const Location where{file, members.front()->from.line, 1};
    const std::string rounded = format_number(std::round(sum * 1e6) / 1e6);
    if (sum > kMostShareSum + 1e-9) {
      diagnostics.fault(where, "share-sum",
                        fmt::format("{} of {} add up to {}", what, name, rounded),
                        "they add up to 1 at most; correct them");
    } else {
      diagnostics.note(where, "share-sum-rounded",
                       fmt::format("{} of {} add up to {}", what, name, rounded),
                       "they are divided by the sum");
    }
    for (Row* row : members) divide(*row, sum);
  }
}

inline std::string file_of(const TypedTables& tables, const char* table) {
  const auto found = tables.find(table);
  return found == tables.end() ? table : found->second.file();
}

}  // namespace nail
