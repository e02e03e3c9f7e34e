// What the parts of the assessment look up again and again, built once: who is home, ally or
// foreign among the places taken away, rows by product, what a product is needed for, and which
// sources stand behind a number.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/inputs.h"

namespace nail {

// A place that is taken away, as the home sees it.
struct Taken {
  std::string id, name;    // name: as in the case
  std::string phrase;      // in a sentence: `the United States`
  PlaceId place;           // none where it is several places or organisations
  bool is_home = false;    // the home itself (a bloc as a whole)
  bool is_member = false;  // one place of a home that is a bloc
  bool is_ally = false;
  bool is_foreign() const { return !is_home && !is_member; }
};

// What rests on a product: by recipes of material and energy, at any tier, without optional inputs.
struct Reach {
  std::uint32_t below = 0;   // products it is made from
  std::uint32_t above = 0;   // products made with it
  std::uint32_t chains = 1;  // chains among it and those above
  bool is_final = false;     // nothing in the case is made with it, by any kind of input
};

class Lookup {
 public:
  explicit Lookup(const AssessInputs& inputs);

  const AssessInputs& in;
  const Case& data;
  const ShareSets& sets;

  // Products in scope in order of chain, stage, id: an order that does not depend on the tables'.
  std::vector<ProductId> scope;
  std::vector<std::uint8_t> in_scope;                   // by product
  std::vector<std::string> chains;                      // of the products in scope, in order
  std::vector<Taken> taken;                             // beside in.exposures.removals
  std::vector<Reach> reach;                             // by product
  std::vector<std::vector<const RecipeRow*>> recipe;    // by output
  std::vector<std::vector<ProductId>> used_in;          // by input: essential and important flows
  std::vector<std::vector<const IndexValue*>> indices;  // by product
  std::vector<std::vector<const Event*>> events;        // by product
  std::vector<std::vector<const Facility*>> facilities;
  int newest_year = kNoYear;  // of any supply or sourcing row
  std::string home_phrase, home_possessive;

  bool is_home(PlaceId place) const { return in.home.holds(place); }
  bool is_ally(PlaceId place) const;
  std::string name(PlaceId place) const { return place_phrase_of(place); }
  std::string product(ProductId id) const;  // in a sentence

  // A product's rows; the report's rows are in order of product, removal.
  std::span<const ExposureRow> exposures(const ExposureReport& report, ProductId product) const;
  // The row of the report for a product and a removal of in.exposures; null where nothing is lost
  // or the report does not know the removal.
  const ExposureRow* row(const ExposureReport& report, ProductId product,
                         std::uint32_t removal) const;
  // any_tier with own supply first; NaN where it was not computed.
  double own_first(ProductId product, std::uint32_t removal) const;
  // A product's foreign row with the largest any_tier; null where there is none.
  const ExposureRow* largest_foreign(ProductId product) const;

  // Null where the report has no such index.
  const IndexValue* index(ProductId product, std::string_view name) const;

  // Sets of a product at a lens, all bases and years, in the order of ShareSets.
  std::span<const ShareSet> sets_of(ProductId product) const;
  const ShareSet* set(ProductId product, Lens lens = Lens::site) const;
  // The share of a place in a set; NaN where the set does not name it.
  static double share_in(const ShareSet& set, PlaceId place);

  // Sources behind a user's mix for a product: its own sourcing rows, the pool's set where it buys
  // from the pool. Ids in the order of use, each once.
  void add_mix_sources(ProductId product, UserId user, std::vector<std::string>& sources) const;
  // A row of the user's own sourcing mix for a product; null where it buys from the pool alone.
  const SourcingRow* own_sourcing(ProductId product, UserId user) const;
  // Sources behind an exposure: the mix and the recipe of every tier of its path.
  std::vector<std::string> sources_of(const ExposureRow& row) const;
  std::vector<std::string> sources_of(const IndexValue& value) const;  // split at ';'
  Grade grade_of(const std::vector<std::string>& sources) const;       // the worst

  std::vector<StepView> steps(std::span<const PathStep> path) const;

 private:
  std::string place_phrase_of(PlaceId place) const;
  std::unordered_map<std::uint64_t, const SourcingRow*> sourcing_by_key_;
};

// Adds an id once.
void add_source(std::vector<std::string>& sources, const std::string& id);

Figure figure_of(const Lookup& lookup, const IndexValue& value);

}  // namespace nail
