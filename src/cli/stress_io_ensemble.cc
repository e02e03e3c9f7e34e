// `nail stress --ensemble` on an io case.
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "io_question.h"
#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/uncertainty/ensemble_statistics.h"
#include "nail/uncertainty/io_ensemble.h"
#include "output_run.h"
#include "session.h"
#include "shared_ensemble.h"

namespace nail::cli {
namespace {

// Single and double precision may differ by this part of a loss before it is called a failure.
constexpr double kMostDifference = 1e-2;

std::string statistics_json(std::span<const double> losses) {
  const Spread spread = spread_of(losses);
  std::string out = fmt::format(
      "{{\"mean\": {}, \"standard_error\": {}, \"p05\": {}, \"p50\": {}, \"p95\": {}, \"tails\": [",
      number_or_null(spread.mean), number_or_null(spread.standard_error),
      number_or_null(spread.p05), number_or_null(spread.p50), number_or_null(spread.p95));
  bool first = true;
  for (const double level : kTailLevels) {
    const Tail tail = tail_beyond(losses, level);
    out += fmt::format(
        "{}{{\"level\": {}, \"value_at_risk\": {}, \"expected_shortfall\": {}, "
        "\"standard_error\": {}}}",
        first ? "" : ", ", format_number(level), number_or_null(tail.value_at_risk),
        number_or_null(tail.expected_shortfall), number_or_null(tail.standard_error));
    first = false;
  }
  return out + "]}";
}

const Scenario& scenario_of(const IoEnsemble& ensemble, int position) {
  return *ensemble.deck.scenarios[static_cast<std::size_t>(position)];
}

std::string draws_csv(const IoEnsemble& ensemble, double step_days) {
  std::string out = "draw,scenario,production_loss,unmet_final,worst_day,worst_loss,collapse_day\n";
  const auto day = [&](int step) {
    return step < 0 ? std::string() : fmt::format("{:.0f}", step * step_days);
  };
  for (std::size_t d = 0; d < ensemble.totals.size(); ++d) {
    const IoTotals& totals = ensemble.totals[d];
    const int scenario = ensemble.scenarios[d];
    out +=
        fmt::format("{},{},{},{},{},{},{}\n", d,
                    scenario == kNoScenario ? "" : csv_cell(scenario_of(ensemble, scenario).id),
                    format_number(totals.production_loss), format_number(totals.unmet_final),
                    day(totals.worst_step), format_number(totals.worst_loss), day(totals.collapse));
  }
  return out;
}

std::string summary_json(const LoadedCase& loaded, const StressOptions& options,
                         const IoOptions& model, const IoEnsemble& ensemble) {
  const Case& data = loaded.data;
  std::vector<double> production, unmet;
  const auto& scenarios = ensemble.deck.scenarios;
  std::vector<std::size_t> drawn(scenarios.size(), 0);
  std::vector<double> lost(scenarios.size(), 0);
  std::size_t quiet = 0, collapses = 0;
  for (std::size_t d = 0; d < ensemble.totals.size(); ++d) {
    const IoTotals& totals = ensemble.totals[d];
    production.push_back(totals.production_loss);
    unmet.push_back(totals.unmet_final);
    collapses += totals.collapse >= 0 ? 1 : 0;
    if (ensemble.scenarios[d] == kNoScenario) {
      ++quiet;
    } else {
      const auto scenario = static_cast<std::size_t>(ensemble.scenarios[d]);
      ++drawn[scenario];
      lost[scenario] += totals.production_loss;
    }
  }
  std::string out = "{\n \"schema\": \"nail.stress_io_ensemble/1\",\n";
  out += fmt::format(" \"version\": {},\n", json_quote(kVersion));
  out += fmt::format(" \"case\": {{\"name\": {}, \"hash\": {}}},\n", json_quote(data.name),
                     json_quote(data.content_hash));
  out += fmt::format(" \"model\": \"ario\",\n \"seed\": {},\n \"options\": {{", options.seed);
  bool first = true;
  for (const auto& [key, value] : io_option_values(options, model)) {
    out += fmt::format("{}\"{}\": {}", first ? "" : ", ", key, value);
    first = false;
  }
  out += fmt::format("}},\n \"draws\": {}, \"without_shock\": {}, \"collapses\": {},\n",
                     ensemble.totals.size(), quiet, collapses);
  out += fmt::format(" \"production_loss\": {},\n", statistics_json(production));
  out += fmt::format(" \"unmet_final\": {},\n", statistics_json(unmet));
  out += " \"scenarios\": [";
  for (std::size_t k = 0; k < scenarios.size(); ++k) {
    const auto count = static_cast<double>(drawn[k]);
    out += fmt::format("{}\n  {{\"id\": {}, \"draws\": {}, \"mean_production_loss\": {}}}",
                       k == 0 ? "" : ",", json_quote(scenarios[k]->id), drawn[k],
                       drawn[k] == 0 ? "null" : number_or_null(lost[k] / count));
  }
  out += fmt::format("\n ],\n \"precision\": {}, ", json_quote(options.precision));
  if (options.precision == "single") {
    out += fmt::format("\"checked_runs\": {}, \"largest_difference\": {}\n", ensemble.checked,
                       number_or_null(ensemble.checked_difference));
  } else {
    out += "\"checked_runs\": null, \"largest_difference\": null\n";
  }
  return out + "}\n";
}

void print_summary(const StressOptions& options, const IoEnsemble& ensemble) {
  std::vector<double> production, unmet;
  for (const IoTotals& totals : ensemble.totals) {
    production.push_back(totals.production_loss);
    unmet.push_back(totals.unmet_final);
  }
  fmt::print("{} draws, {} runs of the model\n", ensemble.totals.size(), ensemble.runs);
  const auto line = [](std::string_view name, std::span<const double> losses) {
    const Spread spread = spread_of(losses);
    const Tail tail = tail_beyond(losses, kTailLevels[0]),
               far = tail_beyond(losses, kTailLevels[1]);
    fmt::print(
        "  {}: mean {:.4g} (standard error {:.2g}); worst 5 %: {:.4g} and more, {:.4g} on average; "
        "worst 1 %: {:.4g}, {:.4g}\n",
        name, spread.mean, spread.standard_error, tail.value_at_risk, tail.expected_shortfall,
        far.value_at_risk, far.expected_shortfall);
  };
  line("output lost", production);
  line("final demand unmet", unmet);
  if (options.precision == "single") {
    fmt::print("  single precision: {} runs again in double differ by {:.2g} of the loss at most\n",
               ensemble.checked, ensemble.checked_difference);
  }
  fmt::print("written: {}\n", printable(options.out));
}

// All that the totals of plans depend on.
std::string key_of(const Case& data,
                   const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string key = fmt::format("io ensemble {} {}", kVersion, data.content_hash);
  for (const auto& [name, value] : values) key += fmt::format(" {}={}", name, value);
  return key;
}

}  // namespace

ExitCode run_stress_io_ensemble(const LoadedCase& loaded, const StressOptions& options) {
  Stopwatch watch;
  const IoTable table = compile_io_table(loaded.data.io);
  const auto model = io_options(table, options);
  if (!model) return report(model.error());
  // Before the work: a folder that may not be replaced is told at once.
  std::optional<AtomicFolder> folder;
  if (work_sharing().is_first()) {
    auto made = output_folder(options.out, options.folder, options.force);
    if (!made) return report(made.error());
    folder.emplace(std::move(*made));
  }
  const auto system = compile_io_system(table, *model);
  if (!system) return report(system.error());
  if (work_sharing().is_first()) {
    warn_of_instability(*system, io_stability(*system), options.common);
  }
  const double preparing = watch.lap();

  Progress progress("running", options.common);
  std::mutex guard;
  IoEnsembleOptions how;
  how.draws = options.ensemble;
  how.seed = options.seed;
  how.precision = options.precision == "single" ? Precision::single : Precision::twice;
  how.plan = io_plan_options(options);
  how.run.steps = std::max(1, static_cast<int>(options.days / model->step_days));
  const auto show = [&](double done) {
    const std::lock_guard lock(guard);
    return progress.show(done);
  };
  how.run.progress = show;
  auto values = io_option_values(options, *model);
  values.emplace_back("ensemble", std::to_string(options.ensemble));
  values.emplace_back("seed", std::to_string(options.seed));
  values.emplace_back("precision", json_quote(options.precision));
  const auto draws = draw_io_ensemble(table, loaded.data, how);
  if (!draws) return report(draws.error());
  const auto many = IoMany::make(table, *model, how.precision);
  if (!many) return report(many.error());
  CheckpointedRun shared(
      checkpoint_options(options.out, options.checkpoint, options.resume, options.common.quiet),
      key_of(loaded.data, values));
  const auto totals = io_totals_shared(*many, *draws, how.run, shared, show);
  if (!totals) {
    progress.clear();
    return report(totals.error());
  }
  if (!folder) return ExitCode::done;
  const auto ensemble = finish_io_ensemble(table, *model, how, *draws, *totals);
  progress.clear();
  if (!ensemble) return report(ensemble.error());
  const std::string run = run_json(options.common, options.folder, values,
                                   {{"preparing", preparing}, {"running", watch.lap()}});
  for (const auto& [name, text] :
       {std::pair<const char*, std::string>{"ensemble.csv", draws_csv(*ensemble, model->step_days)},
        {"summary.json", summary_json(loaded, options, *model, *ensemble)},
        {"run.json", run}}) {
    if (auto written = folder->write(name, text); !written) return report(written.error());
  }
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  shared.done();
  if (!options.common.quiet) print_summary(options, *ensemble);
  if (ensemble->checked_difference > kMostDifference) {
    return report({ExitCode::tolerance,
                   fmt::format("single precision is off by {:.2g} of a loss; use --precision "
                               "double",
                               ensemble->checked_difference)});
  }
  return ExitCode::done;
}

}  // namespace nail::cli
