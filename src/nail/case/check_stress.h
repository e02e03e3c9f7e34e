// The checks of what stress reads: scenarios, shocks, routes, back-tests, and the tables of kind
// io.
#pragma once

#include <set>
#include <string>

#include "nail/base/diagnostics.h"
#include "nail/case/bind.h"
#include "nail/case/model.h"

namespace nail {

// Of any kind of case: probabilities of scenarios (together 1 at most), scenarios without a shock
// (noted), sizes of shocks (1 at most, but factors of demand), amounts of capital lost.
void check_scenarios(const TypedTables& tables, Diagnostics& diagnostics);

// Of kind products: what the targets of shocks name (but in unread tables), and that a transport
// shock has one.
void check_shocks(const TypedTables& tables, const Case& data, Diagnostics& diagnostics,
                  const std::set<std::string>& unread = {});

// Of kind products: shocks that nothing can come of are warned of.
void check_effects(const TypedTables& tables, const Case& data, Diagnostics& diagnostics);

// The 1.03 rule for each pair of places: over the rows with the same series.
void check_routes(const TypedTables& tables, Case& data, Diagnostics& diagnostics);

// What a place produces at a utilisation of 0 would make its capacity endless.
void check_utilisation(const TypedTables& tables, Diagnostics& diagnostics);

void check_backtests(const TypedTables& tables, Diagnostics& diagnostics);

// Of kind io: that shocks name products and places of sectors and are of a kind that an
// input-output table knows (warned), and the 1.03 rule for rebuilding.
void check_io_case(const TypedTables& tables, Case& data, Diagnostics& diagnostics);

}  // namespace nail
