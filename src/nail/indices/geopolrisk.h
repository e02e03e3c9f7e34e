// GeoPolRisk: the geopolitical risk of importing a product, as the GeoPolRisk method for life cycle
// assessment computes it (E. Gemechu and others, J. Industrial Ecology 2016; A. Koyamparambath and
// others, 2024; checked against the method's published test workbook).
//   score = HHI of world production x WTA,  WTA = sum_c f_c g_c / (F + P_home)
// with f_c what home imports from c, F their sum and P_home what home makes, in one unit of
// quantity.
#pragma once

#include <span>

#include "nail/case/model.h"

namespace nail {

// g of a place from the Worldwide Governance Indicators' political stability (-2.5 to 2.5, better
// upwards): clamp((2.5 - PV)/5, 0, 1). NaN for NaN.
double instability(double political_stability);

// The method's g of a place whose political stability is not known.
inline constexpr double kUnknownInstability = 0.5;

// The weighted trade average, 0 to 1. quantities and stability (raw, NaN where not known) are
// parallel: one entry a partner; the home's own trade must not be among them. value takes 0.5 for
// partners without stability, low 0 and high 1. production: the home's. All NaN where home neither
// imports nor makes. No allocation.
Ranged weighted_trade_average(std::span<const double> quantities, std::span<const double> stability,
                              const Ranged& production);

// hhi x wta, end by end.
Ranged geopolrisk(const Ranged& hhi, const Ranged& trade_average);

// The characterisation factor: the score weighted with the price, in the price's unit.
double geopolrisk_factor(double score, double price);

}  // namespace nail
