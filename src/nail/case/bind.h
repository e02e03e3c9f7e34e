// Turns typed tables into the rows of a Case. References were checked before: one that names
// nothing becomes a none id here, without a second report.
#pragma once

#include <map>
#include <string>

#include "nail/case/model.h"
#include "nail/case/typed_table.h"

namespace nail {

using TypedTables = std::map<std::string, TypedTable>;

void bind_tables(const TypedTables& tables, Case& data);

}  // namespace nail
