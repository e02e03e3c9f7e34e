// Shocks as a table: shock, site, loss[, loss_up], a row a site that a shock hits. loss is the part
// (0 to 1) of what the site delivers that is lost from the start, loss_up the part of what it buys;
// where loss_up is empty or no such column is there, it is loss. Rows of one shock act together;
// several of one site too, each on what the others leave: 1 - (1 - a)(1 - b). Shocks stand in the
// order of their first row.
#pragma once

#include <filesystem>
#include <string>

#include "nail/base/diagnostics.h"
#include "nail/cascade/rank.h"
#include "nail/network/firm_network.h"

namespace nail {

// Reads the table from a CSV (packed or not) or Parquet file. Rows with faults go to diagnostics
// and are left out; a file that cannot be read, or has no shock, is a fault too. Columns of other
// names are warned of, but for note, source and year.
CascadeShocks read_shock_list(const std::filesystem::path& path, const FirmNetwork& network,
                              Diagnostics& diagnostics);

// The same of CSV text; file is its name in diagnostics.
CascadeShocks parse_shock_list(std::string_view text, const std::string& file,
                               const FirmNetwork& network, Diagnostics& diagnostics);

}  // namespace nail
