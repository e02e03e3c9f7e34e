// The assessment: everything a review concludes, as plain data. It is the one document all views
// (HTML, PDF, spreadsheet, JSON, dashboard) are drawn from; no view computes and none writes prose:
// every sentence is composed in narrative.cc. Ids are the case's own texts.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "nail/assess/stress_views.h"
#include "nail/case/model.h"

namespace nail {

// A number with its range and where it comes from.
struct Figure {
  std::string index;    // name of the index, as in the command reference
  std::string product;  // "" where it speaks of none
  std::string place;    // home for an index that depends on it; a source place for exposures
  Ranged range;         // value NaN: no point value
  std::string unit;
  std::vector<std::string> sources;
  Grade grade = Grade::assumption;  // the worst of its sources
  int year = kNoYear;
  std::string basis;  // production, capacity ...: what the shares count; "" where it does not apply
  std::string note;
};

struct SupplierView {
  std::string place, place_name;
  Ranged share;
  double governance = kUnknown;
  bool is_home = false, is_ally = false;
};

// One tier of a bottleneck path.
struct StepView {
  std::string product, product_name, place, place_name;
  double share = 0;
};

struct ExposureView {
  std::string source, source_name;  // the place taken away
  Ranged any_tier;                  // low, high: over draws, unknown supply safe and lost
  double direct = 0, rerouted = 0;
  double own_first = kUnknown;                               // any_tier under own-first pooling
  bool is_home = false, is_ally = false, is_member = false;  // member: of a home that is a bloc
  std::vector<StepView> path;
};

struct ProductView {
  std::string id, name, chain, stage, unit, inputs;
  std::vector<std::string> needs;        // product ids of its inputs
  std::vector<std::string> needs_kind;   // beside needs: essential, important, optional
  std::vector<std::string> blind_below;  // products at or below it whose inputs are not fully known
  // The chosen share set; source "" where nothing is known.
  std::string set_source, set_basis;
  int set_year = kNoYear;
  bool set_has_other = false;
  double unknown_share = 1;
  std::vector<SupplierView> suppliers;  // by share, largest first
  std::vector<SupplierView> owners;     // owner lens; empty where unknown
  std::vector<std::pair<int, double>> home_share_by_year;
  std::vector<std::string> makers;  // organisations, largest first where known
  std::vector<Figure> indices;
  std::vector<ExposureView> exposures;  // from the home's seat, largest first, at most 12
  std::vector<StepView> bottleneck;     // path of the largest foreign exposure
  // Who could expand: places with known capacity above production, reserves or announced sites.
  std::vector<std::string> could_expand;  // composed sentences
};

struct FindingDriver {
  std::string product, place, what;  // whose share
  double rank_correlation = 0;       // Spearman, -1 to 1
};

struct Finding {
  std::string id;    // kind, product and place joined: stable between runs
  std::string kind;  // e.g. hidden_dependence, single_point, concentration
  std::string chain, product, place;
  std::vector<std::pair<std::string, std::string>> args;  // what the sentence is composed of
  std::vector<Figure> evidence;                           // the first is the headline number
  std::vector<StepView> path;
  Grade grade = Grade::assumption;
  std::string headline;  // one short sentence
  std::string text;      // the full sentences: number, range, path, sources
  double consequence = 0, certainty = 0, score = 0;  // 0 to 1; score is their product
  double in_top_ten = kUnknown;        // part of the draws in which it stays among the first ten
  std::vector<FindingDriver> drivers;  // the inputs that move it most, at most 3
  bool depends_on_pooling = false;
  double own_first = kUnknown;  // the headline number under own-first pooling
};

struct ClaimResult {
  std::string id, text, index, product, place, home;
  double stated = kUnknown;
  std::string stated_text;
  Ranged computed;
  std::string verdict;               // supported, contradicted, not_checkable
  std::string why;                   // composed
  std::vector<std::string> sources;  // of the claim and of the numbers it is checked against
};

struct Gap {
  std::string kind;  // unknown_supply, blind, no_governance, conflict, stale, missing_index ...
  std::string product, place, index;
  std::string what, remedy;
};

// One line of the review's checklist.
struct CoverageItem {
  std::string id, title;
  bool filled = false;
  std::string text;                   // composed; "no data" with what is missing where not
  std::vector<std::string> findings;  // ids it rests on
};

struct ChainView {
  std::string id;
  std::vector<std::string> stages;    // in order
  std::vector<std::string> products;  // ids, in order of stage
  std::vector<std::string> findings;  // ids, ranked
  std::string summary;                // composed
};

// place by chain: the home's largest exposure to a place over the chain's products.
struct MatrixCell {
  std::string place, place_name, chain, product;
  double direct = 0, any_tier = 0, rerouted = 0;
};

struct TableFile {
  std::string name, path, sha256;
  std::size_t rows = 0;
};

struct Assessment {
  std::string case_name, case_title, case_hash;
  std::string home, home_name;
  std::vector<std::string> home_members;  // of a bloc
  std::string allies;                     // as asked for
  std::vector<std::string> ally_places;
  std::uint64_t seed = 0;
  int draws = 0;
  std::string version;
  std::vector<ChainView> chains;
  std::vector<ProductView> products;
  std::vector<Finding> findings;  // ranked
  std::vector<ClaimResult> claims;
  std::vector<Gap> gaps;
  std::vector<CoverageItem> coverage;
  std::vector<MatrixCell> matrix;
  StressReview stress;
  std::vector<Source> sources;
  std::vector<std::string> assumptions;  // composed: pooling, default trade parameters, ...
  std::vector<std::string> method;       // composed paragraphs: how the numbers are made
  std::vector<TableFile> tables;         // what lies beside, in tables/
  std::string title, lead;               // composed: the report's title and first paragraph
};

}  // namespace nail
