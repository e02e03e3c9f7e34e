// Cases of other kinds as firm networks, so that any case ranks (methods: conversions).
//
// A case of kind products: a site is a product made at a place, `product@place`. With s its share
// of the world's supply (the chosen share set), use the part of an input's supply that goes into an
// output (use_share; unknown ones take equal parts of what is left, final demand taking one), and m
// the buyer's mix (its sourcing rows, the rest pooled by supply shares), site (q,d) sells to (p,u)
//
//   value = V_q * use(q -> p) * s(p,u) * m(u,q,d),   output = V_q * s(q,d),
//
// V_q = price_usd * total_quantity, USD a year, where every product with a site has both; else 1:
// the world's supply of each product counts the same. What a site does not sell goes to final
// demand. Supply and sourcing whose place is not known are a site `product@_unknown` that buys
// nothing, so nothing stops it. Classes are those of the recipe rows (material and energy):
// essential 2, important 1; optional inputs are no links; inputs that stand in for one another are
// important, since a firm network knows no either-or.
//
// A case of kind io: a site is a sector, its product the sector's; links are flows; output is the
// given one, else all sales with those to final demand; every input is important.
#pragma once

#include "nail/case/load.h"
#include "nail/case/model.h"

namespace nail {

// The place of supply that nobody knows the place of.
inline constexpr const char* kUnknownPlace = "_unknown";

FirmData firms_of_products(const LoadedCase& loaded);
FirmData firms_of_io(const IoData& io);

}  // namespace nail
