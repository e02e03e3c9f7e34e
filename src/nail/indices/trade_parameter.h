// The trade parameter t of the EU's supply risk: how trade rules between a home and a place make a
// product's supply from there riskier (above 1) or safer (below 1).
#pragma once

#include <span>

#include "nail/case/model.h"

namespace nail {

struct TradeParameter {
  double t = 1;
  const TradeRule* rule = nullptr;  // that gave it; null: the default
};

// t of a place for a home, of the product's rules. A rule speaks if its home is empty, the home, or
// a bloc that holds all of it, if its place is the place or a bloc that holds it, if its target is
// empty or meets the home, and unless it ended before `year` (kNoYear: none has ended). The rule
// that names home, then place, most closely wins; among equals the largest t. Rules without t: an
// agreement gives 0.8; others say nothing here. Without a rule: 0.8 for places of the home, else 1.
TradeParameter trade_parameter(const Case& data, std::span<const TradeRule* const> rules,
                               const Home& home, PlaceId place, int year);

}  // namespace nail
