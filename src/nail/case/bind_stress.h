// Binds the tables of stress: routes, scenarios with their shocks, back-tests. Places, products
// and sources of the case are bound before.
#pragma once

#include "nail/case/bind.h"

namespace nail {

// Scenarios and shocks, of a case of any kind.
void bind_scenarios(const TypedTables& tables, Case& data);

// Routes and back-tests of a case of kind products.
void bind_routes(const TypedTables& tables, Case& data);
void bind_backtests(const TypedTables& tables, Case& data);

}  // namespace nail
