// `nail stress --ensemble` on a products case.
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/dynamics/timeline.h"
#include "nail/uncertainty/ensemble_drivers.h"
#include "nail/uncertainty/ensemble_statistics.h"
#include "output_run.h"
#include "session.h"
#include "shared_ensemble.h"
#include "stress.h"

namespace nail::cli {
namespace {

constexpr std::size_t kMostYears = 10'000'000;

std::string number(double x) { return is_known(x) ? format_number(x) : "null"; }

std::string spread_json(const Spread& s) {
  return fmt::format(
      "{{\"mean\": {}, \"standard_error\": {}, \"deviation\": {}, \"p05\": {}, \"p25\": {}, "
      "\"p50\": {}, \"p75\": {}, \"p95\": {}}}",
      number(s.mean), number(s.standard_error), number(s.deviation), number(s.p05), number(s.p25),
      number(s.p50), number(s.p75), number(s.p95));
}

std::string tails_json(const std::vector<Tail>& tails) {
  std::string out = "[";
  for (const Tail& tail : tails) {
    out += fmt::format(
        "{}{{\"level\": {}, \"value_at_risk\": {}, \"expected_shortfall\": {}, "
        "\"standard_error\": {}}}",
        out.size() > 1 ? ", " : "", number(tail.level), number(tail.value_at_risk),
        number(tail.expected_shortfall), number(tail.standard_error));
  }
  return out + "]";
}

const char* name_of(DriverKind kind) {
  switch (kind) {
    case DriverKind::shock_size:
      return "shock_size";
    case DriverKind::shock_days:
      return "shock_days";
    case DriverKind::shock_recovery:
      return "shock_recovery";
    case DriverKind::supply:
      return "supply";
    case DriverKind::sourcing:
      return "sourcing";
    case DriverKind::stock:
      break;
  }
  return "stock";
}

// Where the number stands in the case: how many of the scenario's shocks have a range for it, or
// what its row speaks of.
std::string driver_json(const EnsembleSetup& setup, const Driver& driver) {
  const Case& data = *setup.network->data;
  std::string out = fmt::format("{{\"number\": \"{}\"", name_of(driver.kind));
  const auto text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) out += fmt::format(", \"{}\": {}", key, json_quote(value));
  };
  if (driver.product) {
    text("product", data[driver.product].id);
    if (driver.user) text("user", user_name(setup.values, driver.user));
    text("place", driver.place ? data[driver.place].id : "other");
    if (driver.government) text("holder", "government");
  } else {
    out += fmt::format(", \"shocks\": {}", driver.shocks);
  }
  return out + fmt::format(", \"rank_correlation\": {}, \"significant\": {}, \"first_order\": {}}}",
                           number(driver.correlation), driver.significant,
                           number(driver.first_order));
}

std::string scenario_json(const EnsembleSetup& setup, const ScenarioLoss& loss,
                          const ScenarioDrivers& drivers) {
  std::string out = fmt::format(
      "{{\"id\": {}, \"name\": {}, \"probability_per_year\": {}, \"years\": {}, "
      "\"expected_loss\": {}, \"shortage\": {}, \"first_shortage_day\": {},\n   \"loss\": {},\n   "
      "\"numbers\": {}, \"drivers\": [",
      json_quote(loss.scenario->id), json_quote(loss.scenario->name), number(loss.probability),
      loss.years, number(loss.expected_loss), number(loss.shortage), number(loss.first_shortage),
      spread_json(loss.loss), drivers.numbers);
  for (std::size_t i = 0; i < drivers.drivers.size(); ++i) {
    out += fmt::format("{}\n    {}", i == 0 ? "" : ",", driver_json(setup, drivers.drivers[i]));
  }
  return out + "]}";
}

std::string summary_json(const EnsembleSetup& setup, const Home& home,
                         const EnsembleStatistics& statistics,
                         const std::vector<ScenarioDrivers>& drivers,
                         const VarianceShares& variance) {
  const Case& data = *setup.network->data;
  const bool ario = setup.options.run.mode == StressMode::ario;
  std::string out = "{\n \"schema\": \"nail.stress_ensemble/1\",\n";
  out += fmt::format(" \"version\": {},\n \"case\": {{\"name\": {}, \"hash\": {}}},\n",
                     json_quote(kVersion), json_quote(data.name), json_quote(data.content_hash));
  out += fmt::format(
      " \"home\": {{\"id\": {}, \"name\": {}, \"demand_from_case\": {}}},\n \"model\": \"{}\",\n "
      "\"days\": {},\n \"seed\": {},\n \"years\": {},\n",
      json_quote(home.id), json_quote(home.name), setup.home.from_case, ario ? "ario" : "cascade",
      setup.options.run.days, setup.options.seed, statistics.years);
  out += fmt::format(" \"loss\": {},\n \"shortage\": {},\n \"tails\": {},\n",
                     spread_json(statistics.loss), number(statistics.shortage),
                     tails_json(statistics.tails));
  out += " \"convergence\": [";
  for (std::size_t i = 0; i < statistics.convergence.size(); ++i) {
    const ConvergencePoint& point = statistics.convergence[i];
    out +=
        fmt::format("{}\n  {{\"years\": {}, \"mean\": {}, \"standard_error\": {}, \"tails\": {}}}",
                    i == 0 ? "" : ",", point.years, number(point.mean),
                    number(point.standard_error), tails_json(point.tails));
  }
  out += fmt::format("],\n \"variance\": {{\"between_scenarios\": {}, \"rest\": {}",
                     number(statistics.between_scenarios), number(variance.rest));
  for (std::size_t k = 0; k < std::size(variance.by_kind); ++k) {
    out += fmt::format(", \"{}\": {}", name_of(static_cast<DriverKind>(k)),
                       number(variance.by_kind[k]));
  }
  out += "},\n \"scenarios\": [";
  for (std::size_t i = 0; i < statistics.scenarios.size(); ++i) {
    const ScenarioLoss& loss = statistics.scenarios[i];
    const auto at =
        std::find(setup.deck.scenarios.begin(), setup.deck.scenarios.end(), loss.scenario) -
        setup.deck.scenarios.begin();
    out += fmt::format("{}\n  {}", i == 0 ? "" : ",",
                       scenario_json(setup, loss, drivers[static_cast<std::size_t>(at)]));
  }
  out += "],\n \"never_drawn\": [";
  for (std::size_t i = 0; i < setup.deck.left_out.size(); ++i) {
    out += fmt::format("{}{}", i == 0 ? "" : ", ", json_quote(setup.deck.left_out[i]->id));
  }
  out += "],\n \"assumptions\": [";
  for (std::size_t i = 0; i < setup.values.assumptions.size(); ++i) {
    const auto& assumption = setup.values.assumptions[i];
    out += fmt::format("{}{{\"key\": {}, \"count\": {}}}", i == 0 ? "" : ", ",
                       json_quote(assumption.key), assumption.count);
  }
  return out + "]\n}\n";
}

std::string ensemble_csv(const EnsembleSetup& setup, const EnsembleDraws& draws) {
  std::string out = "draw,scenario,loss_days,first_shortage_day,depth\n";
  for (std::size_t i = 0; i < draws.years.size(); ++i) {
    const YearDraw& year = draws.years[i];
    const std::string scenario =
        year.scenario == kNoScenario
            ? ""
            : csv_cell(setup.deck.scenarios[static_cast<std::size_t>(year.scenario)]->id);
    out += fmt::format("{},{},{},{},{}\n", draws.first + i, scenario, format_number(year.loss),
                       year.first_shortage < 0 ? "" : fmt::format("{}", year.first_shortage),
                       format_number(year.depth));
  }
  return out;
}

void print_statistics(const EnsembleSetup& setup, const Home& home,
                      const EnsembleStatistics& statistics) {
  fmt::print(
      "{} loses {:.3g} (standard error {:.2g}) days of demand a year in the mean of {} years\n",
      printable(home.name), statistics.loss.mean, statistics.loss.standard_error, statistics.years);
  for (const Tail& tail : statistics.tails) {
    fmt::print(
        "  {:.0f} % of years lose at most {:.3g} days; the worst {:.0f} % lose {:.3g} in the "
        "mean (standard error {:.2g})\n",
        100 * tail.level, tail.value_at_risk, 100 * (1 - tail.level), tail.expected_shortfall,
        tail.standard_error);
  }
  fmt::print("  scenario                           a year  years  mean loss  expected loss\n");
  for (std::size_t i = 0; i < std::min<std::size_t>(5, statistics.scenarios.size()); ++i) {
    const ScenarioLoss& loss = statistics.scenarios[i];
    if (loss.years == 0) continue;
    fmt::print("  {:<34} {:>6.3g} {:>6} {:>10.3g} {:>14.3g}\n", printable(loss.scenario->id),
               loss.probability, loss.years, loss.loss.mean, loss.expected_loss);
  }
  for (const Scenario* scenario : setup.deck.left_out) {
    print_line(
        fmt::format("nail: {} has no probability and is never drawn", printable(scenario->id)));
  }
}

// Everything that the draws depend on.
std::string key_of(const Case& data, const Home& home, const EnsembleOptions& ensemble,
                   const StressOptions& options) {
  return fmt::format("ensemble {} {} {} {} {} {} {} {}", kVersion, data.content_hash, home.id,
                     options.ensemble, ensemble.seed, ensemble.run.days,
                     static_cast<int>(ensemble.run.mode), ensemble.run.restock_days);
}

}  // namespace

ExitCode run_stress_ensemble(const LoadedCase& loaded, const StressOptions& options) {
  Stopwatch watch;
  if (auto wrong = require_products(loaded, "stress --ensemble"); !wrong) {
    return report(wrong.error());
  }
  if (options.model == "reroute") {
    return report({ExitCode::usage, "ensembles run the models cascade and ario"});
  }
  if (options.ensemble > kMostYears) {
    return report({ExitCode::usage, fmt::format("--ensemble takes at most {} draws", kMostYears)});
  }
  const auto home = home_or_error(loaded.data, options.home);
  if (!home) return report(home.error());
  // Before the work: a folder that may not be replaced is told at once.
  std::optional<AtomicFolder> folder;
  if (work_sharing().is_first()) {
    auto made = output_folder(options.out, options.folder, options.force);
    if (!made) return report(made.error());
    folder.emplace(std::move(*made));
  }

  const ProductNetwork network = compile_network(loaded);
  EnsembleOptions ensemble;
  ensemble.seed = options.seed;
  ensemble.run.days = options.days;
  ensemble.run.mode = options.model == "ario" ? StressMode::ario : StressMode::cascade;
  if (options.restock_days > 0) ensemble.run.restock_days = options.restock_days;
  const auto setup = set_up_ensemble(network, *home, ensemble);
  if (!setup) return report(setup.error());
  const double preparing = watch.lap();

  Progress progress("drawing", options.common);
  CheckpointedRun shared(
      checkpoint_options(options.out, options.checkpoint, options.resume, options.common.quiet),
      key_of(loaded.data, *home, ensemble, options));
  const auto drawn = draws_shared(*setup, static_cast<std::uint32_t>(options.ensemble), shared,
                                  [&](double done) { return progress.show(done); });
  progress.clear();
  if (!drawn) return report(drawn.error());
  if (!folder) return ExitCode::done;
  const EnsembleDraws& draws = *drawn;
  const double drawing = watch.lap();
  const EnsembleStatistics statistics = ensemble_statistics(*setup, draws);
  const std::vector<ScenarioDrivers> drivers = ensemble_drivers(*setup, draws);
  const VarianceShares variance = variance_shares(draws, drivers, statistics.between_scenarios);
  const double summing = watch.lap();

  for (const auto& [name, bytes] :
       {std::pair<const char*, std::string>{"ensemble.csv", ensemble_csv(*setup, draws)},
        {"summary.json", summary_json(*setup, *home, statistics, drivers, variance)},
        {"run.json",
         run_json(options.common, options.folder,
                  {{"home", json_quote(home->id)},
                   {"model", json_quote(options.model == "ario" ? "ario" : "cascade")},
                   {"ensemble", std::to_string(options.ensemble)},
                   {"seed", std::to_string(options.seed)},
                   {"days", std::to_string(options.days)}},
                  {{"preparing", preparing}, {"drawing", drawing}, {"summing", summing}})}}) {
    if (auto written = folder->write(name, bytes); !written) return report(written.error());
  }
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  shared.done();
  if (!options.common.quiet) {
    print_statistics(*setup, *home, statistics);
    fmt::print("written: {}\n", printable(options.out));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
