// Before a run: which buyers receive through a channel of their own, and what bans change in the
// orders that suppliers see.
#pragma once

#include "nail/dynamics/shipping.h"
#include "nail/dynamics/stress_numbers.h"
#include "nail/dynamics/stress_reach.h"
#include "nail/dynamics/stress_state.h"
#include "nail/dynamics/stress_structure.h"

namespace nail {

// Sets state's channels, rings and specials; those of government stocks must be there already.
// days: of the run.
template <class V, class P>
void set_channels(const StressStructure& structure, const Shipping<V>& shipping,
                  const StressReach& reach, bool is_ario, int days, StressState<V, P>& state);

// Orders leave out what a ban stops, in ario only: in cascade orders stay at baseline.
template <class V, class P>
void set_order_fixes(const StressStructure& structure, const StressNumbers<P>& numbers,
                     const Shipping<V>& shipping, bool is_ario, StressState<V, P>& state);

}  // namespace nail
