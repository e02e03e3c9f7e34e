// Trade across a home's border: one product, one year, one source, flows inside the home apart.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nail/case/model.h"

namespace nail {

// An amount of trade in one unit: quantity, or value_usd.
struct TradeAmount {
  double imports = 0;   // from outside the home, of all partners
  double exports = 0;   // to outside the home
  double internal = 0;  // between places of a home that is a bloc
  // Flows over the border (of these imports), and how many of them give no such amount.
  std::size_t flows = 0, import_flows = 0, missing = 0, imports_missing = 0;
};

// What one partner sends home; NaN where it is not given.
struct PartnerImport {
  PlaceId place;  // none: `other`
  double quantity = kUnknown;
  double value_usd = kUnknown;
};

struct BorderTrade {
  int year = kNoYear;
  SourceId source;
  TradeAmount quantity, value_usd;
  std::vector<PartnerImport> imports;  // in order of place, `other` last
};

// One entry a year in which a flow crosses the home's border, newest first. rows are the product's;
// of the sources of a year the best graded speaks, then the one with the most such flows, then the
// first by name. A flow from a place to itself is no trade.
std::vector<BorderTrade> border_trade(const Case& data, std::span<const TradeRow* const> rows,
                                      const Home& home);

}  // namespace nail
