// Share sets: whole sets of supply rows (product, lens, basis, year, source) are chosen, never
// mixed; the others are kept, and where two of the same year disagree, that is said.
#pragma once

#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/case/model.h"

namespace nail {

// One place's known share of world supply in a set. share.low and share.high follow the row's
// range (in shares, also where the row gave a quantity).
struct SetShare {
  PlaceId place;
  Ranged share;
  std::uint64_t row_key = 0;
  std::uint64_t line = 0;
};

// An organisation's part of a place's share.
struct SetOrganisation {
  std::string organisation;
  PlaceId place;
  double share = kUnknown;  // of the world; NaN where not given
  PlaceId owner_place;      // where its headquarters are; none where not given
};

struct ShareSet {
  ProductId product;
  Lens lens = Lens::site;
  Basis basis = Basis::production;
  int year = kNoYear;
  SourceId source;
  std::vector<SetShare> shares;  // in order of place; without `other`
  std::vector<SetOrganisation> organisations;
  bool has_other = false;             // the set names the rest outside the listed places
  bool is_quantity = false;           // the rows gave quantities
  double total_quantity = kUnknown;   // of the set, in the product's unit, where quantities
  double listed_quantity = kUnknown;  // what its rows add up to, at most total_quantity
  std::vector<PlaceId> withheld;      // places that supply an amount that is not published
  double divided_by = 1;  // the sum that the shares were divided by, 1 where they were not

  // 1 - the known shares of listed places: unknown supply (with `other`: outside those places).
  double unknown_share() const;
  // The set with shares of what is listed instead of the world's stated total. A case states one
  // total, of the newest year: a series over years is comparable only as parts of what is listed.
  ShareSet as_listed() const;
};

// Two sets of the same product, lens, basis and year that differ.
struct Conflict {
  ProductId product;
  Lens lens = Lens::site;
  Basis basis = Basis::production;
  int year = kNoYear;
  SourceId used, other;
  PlaceId place;  // where they differ most
  double used_share = 0, other_share = 0;
};

struct ShareSets {
  std::vector<ShareSet> all;  // in order of product, lens, basis, year, rank (the chosen first)
  std::vector<Conflict> conflicts;

  // The set that speaks for a product at a lens and basis: the latest year's best; null if none.
  const ShareSet* latest(ProductId product, Lens lens, Basis basis) const;
  // The same over bases: production before capacity, sales, facilities. Reserves are not supply.
  const ShareSet* best(ProductId product, Lens lens) const;
  // The best set of each year, oldest first, at the lens and basis; sets without a year left out.
  std::vector<const ShareSet*> by_year(ProductId product, Lens lens, Basis basis) const;
};

// Shares that differ by more than this between two sets of one year are a conflict.
inline constexpr double kConflictGap = 0.05;
// Sums above this are an error; between 1 and this they are divided by the sum.
inline constexpr double kMostShareSum = 1.03;

// Groups the supply rows into sets, checks their sums (fault `share-sum` above 1.03, note between 1
// and 1.03) and that none mixes shares and quantities (fault `mixed-set`). file names supply's
// file.
ShareSets make_share_sets(const Case& data, const std::string& file, Diagnostics& diagnostics);

}  // namespace nail
