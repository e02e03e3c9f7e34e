// The checks of a firm network that look at several rows or tables at once.
#pragma once

#include "nail/base/diagnostics.h"
#include "nail/case/bind.h"
#include "nail/case/model.h"

namespace nail {

// A network without a site (a fault), without a link (warned), whose money adds up to more than a
// number can hold (a fault), and products of sites that no class tells of, where there are classes
// (noted).
void check_firms_case(const TypedTables& tables, const Case& data, Diagnostics& diagnostics);

}  // namespace nail
