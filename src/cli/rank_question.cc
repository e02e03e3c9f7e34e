#include "rank_question.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/cascade/shock_list.h"
#include "output_run.h"
#include "session.h"

namespace nail::cli {
namespace {

CascadeOptions cascade_options(const RankOptions& options) {
  CascadeOptions how;
  how.rule = options.rule == "linear"     ? CascadeRule::linear
             : options.rule == "leontief" ? CascadeRule::leontief
                                          : CascadeRule::glpf;
  how.market = options.market;
  how.weights = options.weights;
  how.eps = options.eps;
  how.converged = options.converged;
  how.compat = options.compat;
  return how;
}

std::string counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string_view rule_name(CascadeRule rule) {
  return rule == CascadeRule::linear     ? "linear"
         : rule == CascadeRule::leontief ? "leontief"
                                         : "glpf";
}

}  // namespace

std::uint64_t RankQuestion::shock_count() const {
  return shocks.is_single_failures() ? network.site_count() : shocks.names.size();
}

const std::string& RankQuestion::shock_name(std::size_t shock) const {
  return shocks.is_single_failures() ? network.sites[shock] : shocks.names[shock];
}

Result<std::uint64_t> RankQuestion::find_shock(const std::string& name) const {
  const std::vector<std::string>& names =
      shocks.is_single_failures() ? network.sites : shocks.names;
  const auto at = std::find(names.begin(), names.end(), name);
  if (at != names.end()) return static_cast<std::uint64_t>(at - names.begin());
  constexpr std::size_t kFew = 10000;  // comparing a million names would take a while
  const std::string near = names.size() <= kFew ? closest(name, names) : "";
  return fail(ExitCode::usage,
              fmt::format("there is no {} '{}'{}", shock_column(), printable(name),
                          near.empty() ? "" : fmt::format("; is it {}?", printable(near))));
}

Result<RankQuestion> ask_rank(const RankOptions& options) {
  Stopwatch watch;
  auto loaded = load_or_explain(options.folder, options.common);
  if (!loaded) return fail(ExitCode::input, "");
  RankQuestion question;
  question.case_name = loaded->data.name;
  question.case_title = loaded->data.title;
  question.case_hash = loaded->data.content_hash;
  question.kind = loaded->data.kind;
  question.reading = watch.lap();
  auto network = make_firm_network(std::move(loaded->data));
  if (!network) return tl::unexpected<Error>(network.error());
  loaded.reset();
  question.network = std::move(*network);
  if (!options.shocks.empty()) {
    Diagnostics diagnostics;
    question.shocks = read_shock_list(options.shocks, question.network, diagnostics);
    if (!accept_or_explain(diagnostics, options.shocks, options.common)) {
      return fail(ExitCode::input, "");
    }
  }
  auto system = make_cascade_system(question.network, cascade_options(options));
  if (!system) return tl::unexpected<Error>(system.error());
  question.system = std::move(*system);
  return question;
}

std::vector<std::string> network_facts(const RankQuestion& question) {
  const FirmNetwork& network = question.network;
  const CascadeOptions& how = question.system.options;
  std::vector<std::string> facts;
  facts.push_back(fmt::format(
      "{}, {}, {}; rule {}, market {}, {}{}", counted(network.site_count(), "site", "sites"),
      counted(network.link_count(), "link", "links"),
      counted(network.products.size(), "product", "products"), rule_name(how.rule),
      printable(how.market),
      how.converged ? std::string("converged") : "eps " + format_number(how.eps),
      how.compat ? ", compat" : ""));
  if (network.repeated_links > 0) {
    facts.push_back(
        fmt::format("{} a pair of sites and {} added up",
                    counted(network.repeated_links, "row of links repeats", "rows of links repeat"),
                    network.repeated_links == 1 ? "was" : "were"));
  }
  if (network.self_links > 0) {
    facts.push_back(counted(network.self_links, "link of a site with itself is kept",
                            "links of a site with itself are kept"));
  }
  if (network.unclassed_links > 0 && how.rule == CascadeRule::glpf) {
    facts.push_back(
        counted(network.unclassed_links,
                "link joins products without a class of their own and takes the default",
                "links join products without a class of their own and take the default"));
  }
  for (const std::string& weight : how.weights) {
    for (const FirmColumn& column : network.columns) {
      if (column.name != weight) continue;
      const auto empty = std::count_if(column.numbers.begin(), column.numbers.end(),
                                       [](double x) { return std::isnan(x); });
      if (empty > 0) {
        facts.push_back(fmt::format("{} without a {} {} nothing",
                                    counted(static_cast<std::uint64_t>(empty), "site", "sites"),
                                    printable(weight), empty == 1 ? "counts" : "count"));
      }
    }
  }
  return facts;
}

Result<void> all_ended(const RankQuestion& question, std::uint64_t given_up, std::uint64_t shocks) {
  if (given_up == 0) return {};
  if (losses_only_grow(question.system)) {
    return fail(ExitCode::tolerance,
                fmt::format("{} of {} shocks did not reach their fixed point: hardly anything "
                            "leaves the network; their losses are too small, use --eps",
                            given_up, shocks));
  }
  return fail(ExitCode::tolerance,
              fmt::format("{} of {} shocks did not come to an end: with --compat a dead market "
                          "counts as one unit of money, so that losses can fall and rise for ever; "
                          "leave --compat out, or give values in a smaller unit",
                          given_up, shocks));
}

}  // namespace nail::cli
