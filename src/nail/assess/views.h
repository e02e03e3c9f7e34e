// The views of an assessment: products with their suppliers, indices and exposures, chains, and the
// place-by-chain matrix, taken from the computed reports without a word of prose.
#pragma once

#include "nail/assess/assessment.h"
#include "nail/assess/lookup.h"

namespace nail {

// Exposures kept a product; the rest stand in tables/exposure.csv.
inline constexpr std::size_t kMostExposures = 12;
// Places of the matrix: those with the largest exposures.
inline constexpr std::size_t kMostMatrixPlaces = 20;

// Products in scope in order of chain, stage, id. could_expand is left empty.
std::vector<ProductView> product_views(const Lookup& lookup);
// Chains in order of id, products in order of stage; findings and summary are left empty.
std::vector<ChainView> chain_views(const Lookup& lookup);
// The home's largest exposure to each foreign place over each chain's products, for the places with
// the largest ones; cells with no exposure are left out.
std::vector<MatrixCell> matrix_cells(const Lookup& lookup);
// The home's own share of world supply by year, at the chosen set's basis; oldest first.
std::vector<std::pair<int, double>> home_share_by_year(const Lookup& lookup, ProductId product);
// Organisations of the chosen set, largest first, then those of working facilities.
std::vector<std::string> makers_of(const Lookup& lookup, ProductId product);

}  // namespace nail
