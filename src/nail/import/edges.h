// Firm networks as statistical offices and central banks hold them, made into cases of kind firms.
//
//   LINKS         supplier,buyer,value[,product]; a pair may stand in several rows, which add up
//   SITES         site (or firm), product (or sector), then place, output, weight and columns of
//   any
//                 other name, all of which are kept as they are written
//   ESSENTIALITY  a matrix, whose first column names the supplier's products and whose header the
//                 buyer's, or the long form supplier_product,buyer_product,class; 2 essential, 1
//                 important, 0 not at all; an empty cell is unknown
//
// Each as .csv, .csv.gz or .parquet, columns in any order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nail/base/atomic_output.h"
#include "nail/base/diagnostics.h"
#include "nail/base/result.h"
#include "nail/case/model.h"
#include "nail/import/edge_sites.h"

namespace nail {

struct EdgesSources {
  std::filesystem::path links, sites;
  std::filesystem::path essentiality;  // empty: none
  std::string output;                  // the column of SITES that is output; empty: `output`
  std::optional<int> default_class;    // of pairs of products without a class
};

// Called now and then with what is done, 0 to 1; false ends the work.
using ImportProgress = std::function<bool(double)>;

struct EdgesImport {
  EdgeSites sites;
  std::vector<std::string> products;  // of sites, then of classes, then of links
  FirmLinks links;                    // repeated rows added up, in the order of their first
  std::vector<FirmClass> classes;
  std::optional<int> default_class;
  // What is said about the tables.
  std::uint64_t link_rows = 0, repeated_rows = 0, self_links = 0;
  std::uint64_t linked_pairs = 0, unclassed_pairs = 0;  // of products that a link joins
};

// Reads all three tables. Faults, warnings and notes go to diagnostics, at the files' paths; with
// faults the import must not be written. Nothing where progress ended it, or a file cannot be read
// (a fault too).
std::optional<EdgesImport> read_edges(const EdgesSources& sources, Diagnostics& diagnostics,
                                      const ImportProgress& progress = {});

// Writes sites.csv, links.csv, essentiality.csv and the descriptor below folder. Fails with
// ExitCode::internal where a file cannot be written, ExitCode::interrupted where progress ended it.
Result<void> write_edges(const EdgesImport& edges, const std::string& name, AtomicFolder& folder,
                         const ImportProgress& progress = {});

// Adds up links of the same supplier, buyer and product, in the order of the first of each; how
// many rows went into others.
std::uint64_t add_up_links(FirmLinks& links, std::size_t sites);

}  // namespace nail
