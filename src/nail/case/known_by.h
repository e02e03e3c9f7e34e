// A case as it was known by a year: what a back-test may use.
#pragma once

#include <string>
#include <vector>

#include "nail/case/load.h"

namespace nail {

// What stands in for knowledge of the time though it is of a later year.
struct Hindsight {
  std::string table;  // supply, sourcing, demand or stocks
  ProductId product;
  int year = kNoYear;
};

struct KnownCase {
  LoadedCase loaded;
  // In order of product, table, year; each once.
  std::vector<Hindsight> hindsight;
};

// The case without the supply and sourcing of years after year (a row without a year is the
// oldest). Where a product has no set at a lens, or a user no mix of a product, that is as old, the
// earliest one is kept and named in hindsight; so are stocks and demand of later years, of which
// the case holds one row each. What products are made from is no news and stays.
KnownCase known_by(const LoadedCase& loaded, int year);

}  // namespace nail
