// `nail stress --scenario` on a products case.
#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/dynamics/scenario_run.h"
#include "nail/dynamics/timeline.h"
#include "nail/reroute/attribution.h"
#include "output_run.h"
#include "session.h"
#include "stress.h"

namespace nail::cli {
namespace {

constexpr std::size_t kMostRowsInFull = 2'000'000;
constexpr std::size_t kMostRows = 20'000'000;

struct Question {
  const LoadedCase* loaded;
  const StressOptions* options;
  std::optional<Home> home;
  const StressStructure* structure;
  HomeDemand home_demand;
  StressRunOptions run;
  std::string model;
};

// What one scenario came to. The days may be gone through again.
struct Answer {
  ShockPlan plan;
  ScenarioOutcome outcome;
  std::optional<StressBounds> bounds;
  std::function<bool(const DayVisit&)> days;
};

std::string day_or_null(int day) { return day < 0 ? "null" : fmt::format("{}", day); }
std::string number(double x) { return is_known(x) ? format_number(x) : "null"; }

std::string outcome_json(const DemandOutcome& o) {
  return fmt::format(
      "\"first_shortage_day\": {}, \"depth\": {}, \"depth_day\": {}, \"shortage_days\": {}, "
      "\"lost_days\": {}, \"recovered_day\": {}",
      day_or_null(o.first_shortage), number(o.depth), day_or_null(o.depth_day), o.shortage_days,
      number(o.lost_days), day_or_null(o.recovered));
}

// The optimist's periods are the longer, the larger the program would be.
int longest_period(const OperatingPlan& plan) {
  int longest = 0;
  for (const Period& period : plan.periods) longest = std::max(longest, period.end - period.begin);
  return longest;
}

std::string bounds_json(const std::optional<StressBounds>& bounds) {
  if (!bounds) return "null";
  const StressBounds& b = *bounds;
  return fmt::format(
      "{{\"pessimist\": {}, \"optimist\": {}, \"gap\": {}, \"pessimist_first_shortage_day\": {}, "
      "\"optimist_first_shortage_day\": {}, \"due_to\": {{\"stocks\": {}, \"spare_capacity\": {}, "
      "\"switching\": {}, \"allocation\": {}}}, \"longest_period_days\": {}}}",
      number(b.pessimist), number(b.optimist), number(b.gap()), day_or_null(b.pessimist_first),
      day_or_null(b.optimist_first), number(b.stocks), number(b.spare_capacity),
      number(b.switching), number(b.allocation), longest_period(b.plan));
}

std::string summary_json(const Question& q, const Scenario& scenario, const Answer& answer,
                         const Timeline& timeline) {
  const ShockPlan& plan = answer.plan;
  const ScenarioOutcome& outcome = answer.outcome;
  const StressNetwork& network = *q.structure->network;
  const Case& data = q.loaded->data;
  std::string out = "{\n \"schema\": \"nail.stress/1\",\n";
  out += fmt::format(" \"version\": {},\n", json_quote(kVersion));
  out += fmt::format(" \"case\": {{\"name\": {}, \"hash\": {}}},\n", json_quote(data.name),
                     json_quote(data.content_hash));
  out += fmt::format(
      " \"scenario\": {{\"id\": {}, \"name\": {}, \"probability_per_year\": {}, \"first_day\": {}, "
      "\"last_day\": {}, \"shocks\": {}, \"shocks_without_effect\": {}}},\n",
      json_quote(scenario.id), json_quote(scenario.name),
      number(scenario.probability_per_year.value), plan.first_day, plan.last_day,
      scenario.shocks.size(), plan.without_effect);
  out += fmt::format(" \"model\": {},\n \"days\": {},\n \"seed\": {},\n", json_quote(q.model),
                     q.run.days, q.options->seed);
  if (q.home) {
    out += fmt::format(
        " \"home\": {{\"id\": {}, \"name\": {}, \"demand_from_case\": {}}},\n \"totals\": "
        "{{\"unmet_days\": {}, {}}},\n",
        json_quote(q.home->id), json_quote(q.home->name), q.home_demand.from_case,
        number(outcome.home.lost_days), outcome_json(outcome.home));
  } else {
    out += " \"home\": null,\n \"totals\": null,\n";
  }
  out += fmt::format(" \"bounds\": {},\n", q.home ? bounds_json(answer.bounds) : "null");
  std::vector<double> weight(network.demands(), 0);
  for (const HomeDemand::Part& part : q.home_demand.parts) weight[part.demand] = part.weight;
  out += " \"demand\": [";
  bool first = true;
  std::size_t whole = 0;
  for (std::size_t i = 0; i < network.demands(); ++i) {
    const StressUse& use = network.demand(i);
    if (use.unknown_makers) continue;
    const DemandOutcome& o = outcome.demands[i];
    if (o.first_shortage < 0 && weight[i] == 0) {
      ++whole;
      continue;
    }
    out += fmt::format(
        "{}\n  {{\"product\": {}, \"place\": {}, \"priority\": {}, \"weight\": {}, {}, \"path\": "
        "{}}}",
        first ? "" : ",", json_quote(data[use.product].id),
        json_quote(user_name(network, use.buyer)), use.priority, number(weight[i]), outcome_json(o),
        json_quote(path_text(network, outcome.paths[i])));
    first = false;
  }
  out += fmt::format("{}],\n \"demand_without_shortage\": {},\n", first ? "" : "\n ", whole);
  out += fmt::format(" \"timeline\": {{\"pairs\": {}, \"rows\": {}, \"pairs_left_out\": {}}},\n",
                     timeline.pairs(), timeline.pairs() * static_cast<std::size_t>(q.run.days),
                     timeline.left_out());
  out += " \"assumptions\": [";
  for (std::size_t i = 0; i < network.assumptions.size(); ++i) {
    const auto& assumption = network.assumptions[i];
    out += fmt::format("{}{{\"key\": {}, \"count\": {}}}", i == 0 ? "" : ", ",
                       json_quote(assumption.key), assumption.count);
  }
  return out + "]\n}\n";
}

// Goes through the days again and writes them as they come.
Result<void> write_timeline(const Answer& answer, const Timeline& timeline,
                            const std::filesystem::path& path,
                            const std::function<bool(int)>& progress) {
  std::ofstream file(path, std::ios::binary);
  std::string rows = Timeline::kHeader;
  const auto flush = [&] {
    file.write(rows.data(), static_cast<std::streamsize>(rows.size()));
    rows.clear();
    return file.good();
  };
  bool good = file.good();
  const bool done = answer.days([&](const DayView& day) {
    timeline.append(day, rows);
    if (rows.size() > (std::size_t{1} << 20)) good = flush();
    return good && progress(day.day);
  });
  if (good) good = flush();
  file.close();
  if (!good || !file) return fail(ExitCode::internal, "timeline.csv cannot be written");
  if (!done) return fail(ExitCode::interrupted, "interrupted");
  return {};
}

// The optimist's days, and with a home both bounds.
Result<void> find_bounds(const Question& q, const Scenario& scenario, Answer& answer) {
  const StressNetwork& network = *q.structure->network;
  OperatingOptions options;
  options.days = q.run.days;
  options.go_on = [] { return !interrupted(); };
  StressBounds bounds;
  if (q.home) {
    bounds = stress_bounds(network, answer.plan, q.home_demand, options);
  } else {
    const CascadeOutcome cascade = cascade_outcome(network, answer.plan, q.run.days, nullptr);
    bounds.plan = operating_plan(network, answer.plan, &cascade, options);
    bounds.status = bounds.plan.status;
  }
  if (bounds.status == LpStatus::interrupted) return fail(ExitCode::interrupted, "interrupted");
  if (bounds.status != LpStatus::optimal) {
    return fail(ExitCode::tolerance,
                fmt::format("the optimist's plan of {} was not solved to optimality; give fewer "
                            "--days",
                            printable(scenario.id)));
  }
  answer.bounds = std::move(bounds);
  return {};
}

// One scenario into a folder below the output. progress: 0 to 1 of this scenario.
Result<Answer> answer_scenario(const Question& q, const Scenario& scenario, AtomicFolder& folder,
                               const std::string& below,
                               const std::function<bool(double)>& progress) {
  const StressNetwork& network = *q.structure->network;
  auto plan = plan_shocks(network, scenario);
  if (!plan) return tl::unexpected(plan.error());
  Answer answer;
  answer.plan = std::move(*plan);
  const bool reroute = q.model == "reroute";
  if (reroute || q.options->bounds) {
    if (auto found = find_bounds(q, scenario, answer); !found) return tl::unexpected(found.error());
  }
  answer.days = [&](const DayVisit& visit) {
    return reroute ? visit_days(answer.bounds->plan, network, answer.plan, q.run.days, visit)
                   : nail::run_stress(network, answer.plan, q.run, visit);
  };
  Timeline timeline(network);
  const auto days = static_cast<std::size_t>(q.run.days);
  const bool in_full = timeline.pairs() * days <= kMostRowsInFull;
  const auto part = [&](int day, double from) {
    return progress(from + 0.5 * (day + 1) / static_cast<double>(days));
  };
  const bool done = sum_up_days(
      *q.structure, reroute ? nullptr : &answer.plan, q.home_demand, answer.days,
      [&](const DayView& day) {
        if (!in_full) timeline.note(day);
        return part(day.day, 0);
      },
      answer.outcome);
  if (!done) return fail(ExitCode::interrupted, "interrupted");
  if (!in_full) timeline.keep_what_moved();
  if (timeline.pairs() * days > kMostRows) {
    return fail(ExitCode::usage,
                fmt::format("the timeline of {} would have {} rows, more than {}; give fewer "
                            "--days",
                            printable(scenario.id), timeline.pairs() * days, kMostRows));
  }
  const auto summary =
      folder.write(below + "summary.json", summary_json(q, scenario, answer, timeline));
  if (!summary) return tl::unexpected(summary.error());
  const auto written = write_timeline(answer, timeline, folder.path() / (below + "timeline.csv"),
                                      [&](int day) { return part(day, 0.5); });
  if (!written) return tl::unexpected(written.error());
  answer.days = nullptr;  // refers to what is here
  if (answer.bounds) answer.bounds->plan = {};
  return answer;
}

void print_bounds(const StressBounds& b) {
  fmt::print(
      "  between {:.3g} days (pessimist) and {:.3g} (optimist); of the gap stocks make {:.3g}, "
      "spare capacity {:.3g}, switching {:.3g}, allocation {:.3g}\n",
      b.pessimist, b.optimist, b.stocks, b.spare_capacity, b.switching, b.allocation);
}

void print_outcome(const Question& q, const Scenario& scenario, const Answer& answer) {
  const ScenarioOutcome& outcome = answer.outcome;
  fmt::print("{}: {}\n", printable(scenario.id), printable(scenario.name));
  const StressNetwork& network = *q.structure->network;
  if (q.home) {
    const DemandOutcome& home = outcome.home;
    if (home.first_shortage < 0) {
      fmt::print("  {} is not short of what it demands\n", printable(q.home->name));
    } else {
      fmt::print("  {} loses {:.3g} days of demand from day {} on; {}\n", printable(q.home->name),
                 home.lost_days, home.first_shortage,
                 home.recovered < 0 ? fmt::format("not whole again by day {}", q.run.days)
                                    : fmt::format("whole again on day {}", home.recovered));
    }
  }
  if (q.home && answer.bounds) print_bounds(*answer.bounds);
  // The products short first, of the home or of anyone.
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < network.demands(); ++i) {
    const StressUse& use = network.demand(i);
    if (outcome.demands[i].first_shortage < 0 || use.unknown_makers) continue;
    if (q.home && use.buyer != network.base->user_of(*q.home)) continue;
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::make_pair(-outcome.demands[a].lost_days, a) <
           std::make_pair(-outcome.demands[b].lost_days, b);
  });
  for (std::size_t k = 0; k < std::min<std::size_t>(order.size(), 3); ++k) {
    const DemandOutcome& o = outcome.demands[order[k]];
    const StressUse& use = network.demand(order[k]);
    fmt::print("  {} at {}: short from day {} on {} days, at most {:.0f} %, {:.3g} days lost\n",
               printable(q.loaded->data[use.product].name),
               printable(user_name(network, use.buyer)), o.first_shortage, o.shortage_days,
               100 * o.depth, o.lost_days);
    if (!outcome.paths[order[k]].empty()) {
      fmt::print("    {}\n", printable(path_text(network, outcome.paths[order[k]])));
    }
  }
}

}  // namespace

Result<std::vector<const Scenario*>> scenarios_or_error(const Case& data,
                                                        const std::vector<std::string>& texts) {
  std::vector<const Scenario*> out;
  std::vector<std::string> known;
  for (const Scenario& scenario : data.scenarios) known.push_back(scenario.id);
  std::vector<std::string> ids;
  for (const std::string& text : texts) {
    if (std::find(known.begin(), known.end(), text) != known.end()) {
      ids.push_back(text);
      continue;
    }
    for (const std::string& part : split(text, ',')) {
      if (!part.empty()) ids.push_back(part);
    }
  }
  if (ids.empty() && !texts.empty()) {
    return fail(ExitCode::usage, "--scenario names no scenario; give an id, or all");
  }
  for (const std::string& id : ids) {
    if (id == "all") {
      out.clear();
      for (const Scenario& scenario : data.scenarios) out.push_back(&scenario);
      if (out.empty()) return fail(ExitCode::usage, "this case has no scenarios");
      return out;
    }
    const auto found = std::find(known.begin(), known.end(), id);
    if (found == known.end()) {
      const std::string near = closest(id, known);
      return fail(ExitCode::usage,
                  fmt::format("this case has no scenario '{}'{}", printable(id),
                              near.empty() ? "" : fmt::format("; is it {}?", near)));
    }
    const Scenario* scenario = &data.scenarios[static_cast<std::size_t>(found - known.begin())];
    if (std::find(out.begin(), out.end(), scenario) == out.end()) out.push_back(scenario);
  }
  return out;
}

std::vector<UserId> observers_of(const ProductNetwork& network, const Home* home) {
  if (home != nullptr) return {network.user_of(*home)};
  constexpr std::size_t kMostPairs = 20'000;
  std::vector<UserId> out;
  if (network.products * network.users > kMostPairs) return out;
  for (std::size_t u = 0; u < network.users; ++u) out.emplace_back(u);
  return out;
}

ExitCode run_stress_scenarios(const LoadedCase& loaded, const StressOptions& options) {
  Stopwatch watch;
  const Case& data = loaded.data;
  const auto scenarios = scenarios_or_error(data, options.scenarios);
  if (!scenarios) return report(scenarios.error());
  Question q{&loaded, &options, {}, nullptr, {}, {}};
  if (!options.home.empty()) {
    const auto home = home_or_error(data, options.home);
    if (!home) return report(home.error());
    q.home = *home;
  }
  if (options.bounds && !q.home) {
    return report({ExitCode::usage, "--bounds speaks of what a home loses: give --home"});
  }
  // Before the work: a folder that may not be replaced is told at once.
  auto folder = output_folder(options.out, options.folder, options.force);
  if (!folder) return report(folder.error());

  const ProductNetwork base = compile_network(loaded);
  const StressNetwork network = compile_stress_network(
      base, shares_at_values(base), {observers_of(base, q.home ? &*q.home : nullptr)});
  const StressStructure structure(network);
  q.structure = &structure;
  if (q.home) q.home_demand = home_demand(network, *q.home);
  q.model = options.model.empty() ? "cascade" : options.model;
  q.run.days = options.days;
  q.run.mode = options.model == "ario" ? StressMode::ario : StressMode::cascade;
  if (options.restock_days > 0) q.run.restock_days = options.restock_days;
  const double preparing = watch.lap();

  const bool several = scenarios->size() > 1;
  std::string table =
      "scenario,probability_per_year,lost_days,first_shortage_day,recovered_day,expected_loss,"
      "pessimist,optimist\n";
  Progress progress("running", options.common);
  std::vector<Answer> answers;
  ScenarioFolders folders;
  for (std::size_t i = 0; i < scenarios->size(); ++i) {
    const Scenario& scenario = *(*scenarios)[i];
    const std::string below = several ? folders.next(scenario.id) : "";
    auto answer = answer_scenario(q, scenario, *folder, below, [&](double done) {
      return progress.show((static_cast<double>(i) + done) /
                           static_cast<double>(scenarios->size()));
    });
    if (!answer) {
      progress.clear();
      return report(answer.error());
    }
    const double probability = scenario.probability_per_year.value;
    const DemandOutcome& home = answer->outcome.home;
    const auto day = [](int d) { return d < 0 ? std::string() : fmt::format("{}", d); };
    table += csv_cell(scenario.id) + "," + format_number(probability) + ",";
    if (q.home) {
      table += fmt::format("{},{},{},{}", format_number(home.lost_days), day(home.first_shortage),
                           day(home.recovered), format_number(probability * home.lost_days));
    } else {
      table += ",,,";
    }
    if (q.home && answer->bounds) {
      table += fmt::format(",{},{}\n", format_number(answer->bounds->pessimist),
                           format_number(answer->bounds->optimist));
    } else {
      table += ",,\n";
    }
    answers.push_back(std::move(*answer));
  }
  progress.clear();
  if (several) {
    if (auto written = folder->write("summary.csv", table); !written) {
      return report(written.error());
    }
  }
  const std::string run = run_json(options.common, options.folder,
                                   {{"home", json_quote(options.home)},
                                    {"model", json_quote(q.model)},
                                    {"bounds", options.bounds ? "true" : "false"},
                                    {"days", std::to_string(options.days)},
                                    {"restock_days", format_number(q.run.restock_days)}},
                                   {{"preparing", preparing}, {"running", watch.lap()}});
  if (auto written = folder->write("run.json", run); !written) return report(written.error());
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
      print_outcome(q, *(*scenarios)[i], answers[i]);
    }
    fmt::print("written: {}\n", printable(options.out));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
