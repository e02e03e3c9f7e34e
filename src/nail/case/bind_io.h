// Binds the tables of an input-output case: of the latest year that its flows have.
#pragma once

#include "nail/case/bind.h"

namespace nail {

// Flows and final demand of 0 are left out. Rows of the other tables hold where they are of that
// year, or have no year and no row of that year stands beside them.
void bind_io(const TypedTables& tables, Case& data);

}  // namespace nail
