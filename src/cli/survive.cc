#include "nail/reroute/survival.h"

#include <fmt/format.h>

#include "commands.h"
#include "nail/base/text.h"
#include "nail/numeric/parallel.h"
#include "output_place.h"
#include "output_run.h"
#include "session.h"
#include "text_output.h"

namespace nail::cli {
namespace {

std::string days_cell(const SurvivalTime& time) {
  return time.state == SurvivalTime::State::known ? format_number(time.days) : "";
}

std::string beyond(const SurvivalSite& site) {
  std::string out;
  const auto add = [&](const SurvivalTime& time, std::string_view name) {
    if (time.state != SurvivalTime::State::beyond_horizon) return;
    if (!out.empty()) out += ';';
    out += name;
  };
  add(site.cascade, "cascade");
  add(site.time_indexed, "time_indexed");
  add(site.aggregate, "aggregate");
  return out;
}

TextTable table_of(const Case& data, const Survival& survival) {
  TextTable table{
      {"product", "place", "tts_cascade", "tts_time_indexed", "tts_aggregate", "ttr", "ttr_known",
       "impact_days", "impact_usd", "rei", "recovers_late", "first_short", "horizon",
       "beyond_horizon"},
      // JSON has words of its own for true and false.
      {false, false, true, true, true, true, true, true, true, true, true, false, true, false},
      {}};
  for (const SurvivalSite& site : survival.sites) {
    table.rows.push_back({data[site.product].id, data[site.place].id, days_cell(site.cascade),
                          days_cell(site.time_indexed), days_cell(site.aggregate),
                          format_number(site.ttr), site.ttr_known ? "true" : "false",
                          format_number(site.impact_days), format_number(site.impact_usd),
                          format_number(site.rei), site.recovers_late() ? "true" : "false",
                          site.first_short ? data[site.first_short].id : "",
                          fmt::format("{}", survival.horizon), beyond(site)});
  }
  return table;
}

}  // namespace

ExitCode run_survive(const SurviveOptions& options) {
  if (auto kept = check_case_is_kept(options.folder, options.out); !kept) {
    return report(kept.error());
  }
  const auto loaded = load_or_explain(options.folder, options.common);
  if (!loaded) return ExitCode::input;
  if (auto wrong = require_products(*loaded, "survive"); !wrong) return report(wrong.error());
  const Case& data = loaded->data;
  const ProductNetwork network = compile_network(*loaded);
  const Shares shares = shares_at_values(network);
  StressNetworkOptions observed;
  std::optional<Home> home;
  if (!options.home.empty()) {
    auto found = home_or_error(data, options.home);
    if (!found) return report(found.error());
    home = *found;
    observed.observers.push_back(network.user_of(*home));
  }
  set_threads(options.common.threads);
  catch_interrupts();
  // Before the work, so that a place that cannot be written to is told at once.
  auto output = TextOutput::create(options.out);
  if (!output) return report(output.error());
  const StressNetwork stress = compile_stress_network(network, shares, observed);
  const HomeDemand demand = home ? home_demand(stress, *home) : everyones_demand(stress);
  Progress progress("running", options.common);
  nail::SurvivalOptions how;
  how.days = options.days;
  how.top = options.top;
  how.progress = [&](double done) { return progress.show(done); };
  const auto result = survival(stress, shares, demand, how);
  progress.clear();
  if (!result) return report(result.error());
  if (const ExitCode code = output->write(format_table(table_of(data, *result), options.format));
      code != ExitCode::done) {
    return code;
  }
  if (!options.common.quiet) {
    print_line(fmt::format("{} sites matter; {} of them take longer to recover than {} survives",
                           result->sites.size(), result->late,
                           home ? printable(home->id) : "everybody"));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
