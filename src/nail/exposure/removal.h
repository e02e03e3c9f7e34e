// What is taken away: places, or organisations, all at once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/network/product_network.h"

namespace nail {

// The part of a product's supply at a place that goes with an organisation.
struct OrganisationPart {
  ProductId product;
  PlaceId place;
  double part = 0;  // of the place's share, 0 to 1
};

struct Removal {
  std::string id;  // as shown: a place, a bloc, an organisation, or several joined by +
  std::vector<PlaceId> places;          // in order of id: all they make is lost
  std::vector<OrganisationPart> parts;  // in order of product, place
};

// One removal a place that supplies anything or is named as a supplier, in order of id; for a home
// that is a bloc one more, all its members together.
std::vector<Removal> source_removals(const ProductNetwork& network, const Home& home);

// The removal of all the names together (places, blocs, organisations of the chosen share sets).
// ExitCode::usage where a name is none of these.
Result<Removal> removal_of(const ProductNetwork& network, std::span<const std::string> names);

}  // namespace nail
