// How much of what a home uses comes from elsewhere: import_reliance, from quantities that cross
// the border; and import_share, from where the home gets the product.
#pragma once

#include "nail/case/model.h"

namespace nail {

// Net import reliance (as the US Geological Survey's Mineral Commodity Summaries define it):
// (imports - exports + stock draw) / (production + imports - exports + stock draw), all in one unit
// of quantity a year; flows inside a home bloc are left out before. Not clamped: below 0 for a net
// exporter. NaN where apparent consumption (the denominator) is not above 0. production may be a
// range; an end at which there is no apparent consumption is NaN.
double import_reliance(double imports, double exports, double production, double stock_draw = 0);
Ranged import_reliance(double imports, double exports, const Ranged& production,
                       double stock_draw = 0);

// What a home's own sourcing rows for a product add up to, as shares of what it uses.
struct OwnSourcing {
  double home = 0;       // from places of the home
  double elsewhere = 0;  // from other places
  double unnamed = 0;    // from `other`, where the home may be part of it
};

// import_share = 1 - m[home,home] of the sourcing mix: the home's own rows, and for what they leave
// the pool, of which pool_home_share is the home's. low, high: of the rows' ranges. Unknown supply
// of the pool is not the home's for the value, and is for the low end.
Ranged import_share(const OwnSourcing& value, const OwnSourcing& low, const OwnSourcing& high,
                    const Ranged& pool_home_share);

}  // namespace nail
