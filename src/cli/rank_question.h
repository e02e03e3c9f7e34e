// What `nail rank` is asked: a network, a rule on it, and shocks.
#pragma once

#include <string>
#include <vector>

#include "column_output.h"
#include "commands.h"
#include "nail/base/result.h"
#include "nail/cascade/cascade_system.h"
#include "nail/cascade/rank.h"
#include "nail/network/firm_network.h"

namespace nail::cli {

struct RankQuestion {
  std::string case_name, case_title, case_hash;
  CaseKind kind = CaseKind::firms;
  FirmNetwork network;
  CascadeSystem system;
  CascadeShocks shocks;
  double reading = 0;  // milliseconds until the case was in memory

  std::uint64_t shock_count() const;
  const std::string& shock_name(std::size_t shock) const;
  // The name of the column that names shocks: shock, or site where every site fails by itself.
  const char* shock_column() const { return shocks.is_single_failures() ? "site" : "shock"; }
  // ExitCode::usage, with the nearest name, where there is none of that name.
  Result<std::uint64_t> find_shock(const std::string& name) const;
};

// Loads the case, its network and the shocks. An error without message was printed already.
Result<RankQuestion> ask_rank(const RankOptions& options);

// What a reader must know of the network and the rule, a line each.
std::vector<std::string> network_facts(const RankQuestion& question);

// --by product: rows shock, product, before, after, after_down, after_up. Returns how many shocks
// were ended before their end.
Result<std::uint64_t> write_products(const RankQuestion& question, ColumnOutput& output,
                                     const RankProgress& progress);

// ExitCode::tolerance where shocks were ended before their end.
Result<void> all_ended(const RankQuestion& question, std::uint64_t given_up, std::uint64_t shocks);

// --report. Prints what goes wrong.
ExitCode write_rank_report(const RankQuestion& question, const RankResults& results,
                           const CommonOptions& common, TextOutput& page);

}  // namespace nail::cli
