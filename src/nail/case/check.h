// The checks of a case that look at several rows or tables at once.
#pragma once

#include <set>
#include <string>

#include "nail/base/diagnostics.h"
#include "nail/case/bind.h"
#include "nail/case/model.h"

namespace nail {

// Every reference of every table to a row of another: fault `unknown-reference` at its cell.
// References to the tables in unread are not checked: their rows are not all known.
void check_references(CaseKind kind, const TypedTables& tables, Diagnostics& diagnostics,
                      const std::set<std::string>& unread = {});

// Sums of sourcing, cost_share, use_share, uses, routes (1.03 rule), stocks without an amount,
// reserved and double names, shocks and back-tests, recipe cycles (noted, allowed). Divides the
// sums between 1 and 1.03 in data.
void check_products_case(const TypedTables& tables, Case& data, Diagnostics& diagnostics,
                         const std::set<std::string>& unread = {});

}  // namespace nail
