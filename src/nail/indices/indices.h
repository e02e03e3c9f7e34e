// The indices of a case from a home: one number a product and index, with its bounds, unit, year,
// basis and sources; and for each index that the data do not allow, what lacks and what would help.
// The formulas stand in the other headers of this room, one subject each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nail/network/product_network.h"

namespace nail {

// Names and units of the indices, in the order in which a product's are listed.
struct IndexKind {
  std::string_view name;
  std::string_view unit;  // share, index, ratio, 0-10, count or 1/year
  bool depends_on_home = false;
};
std::span<const IndexKind> index_kinds();
// Null where no index has that name.
const IndexKind* find_index_kind(std::string_view name);

struct IndexValue {
  ProductId product;
  std::string place;  // the home's id for an index that depends on it, else empty
  std::string index;
  Ranged value;  // analytic bounds; NaN parts are not known
  std::string unit;
  std::string source;               // ids of the sources used, joined by ';'
  int year = kNoYear;               // the year it speaks of
  Basis basis = Basis::production;  // of the share set used
  std::string note;                 // assumptions behind this number
};

struct MissingIndex {
  ProductId product;
  std::string index;
  std::string what;    // what the data lack
  std::string remedy;  // what to add
};

struct IndexReport {
  std::vector<IndexValue> values;  // by product in the case's order, then in order of index_kinds()
  std::vector<MissingIndex> missing;  // in the same order
};

// All indices of the products, seen from home. site and owner are the case's networks at the two
// lenses (the owner's may be without rows). Without allies ally_share is left out, not missing.
IndexReport measure(const LoadedCase& loaded, const ProductNetwork& site,
                    const ProductNetwork& owner, const Home& home, std::span<const PlaceId> allies,
                    std::span<const ProductId> products);

}  // namespace nail
