// `nail stress --scenario` on an io case.
#include <cmath>
#include <fstream>
#include <numeric>

#include <fmt/format.h>

#include "io_question.h"
#include "nail/base/text.h"
#include "nail/base/version.h"
#include "output_run.h"
#include "session.h"

namespace nail::cli {
namespace {

constexpr std::size_t kMostRowsInFull = 2'000'000;
constexpr std::size_t kMostRows = 20'000'000;
constexpr double kMoved = 1e-9;  // of baseline output: a sector left baseline
constexpr std::size_t kMostSectors = 20;
constexpr double kWorthNaming = 1e-4;  // of output: a table this far from balance is told about

struct Question {
  const LoadedCase* loaded;
  const StressOptions* options;
  const IoTable* table;
  const IoSystem* system;
  IoStability stability;
  std::size_t home = ~std::size_t{0};  // of table->places
  int steps = 0;

  int day(int step) const {
    return static_cast<int>(std::lround(step * system->options.step_days));
  }
  std::string day_or_null(int step) const {
    return step < 0 ? "null" : fmt::format("{}", day(step));
  }
};

// The sectors of the timeline: all where that is not too much, else those that leave baseline.
struct TimelineRows {
  std::vector<bool> wanted;
  bool in_full = true;
  std::size_t count() const {
    return static_cast<std::size_t>(std::count(wanted.begin(), wanted.end(), true));
  }
};

std::string sums_json(const std::vector<std::string>& names, const std::vector<double>& production,
                      const std::vector<double>& unmet, std::string_view key) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return production[a] > production[b]; });
  std::string out = "[";
  bool first = true;
  for (const std::size_t k : order) {
    out += fmt::format("{}\n  {{\"{}\": {}, \"production_loss\": {}, \"unmet_final\": {}}}",
                       first ? "" : ",", key, json_quote(names[k]), number_or_null(production[k]),
                       number_or_null(unmet[k]));
    first = false;
  }
  return out + (first ? "]" : "\n ]");
}

std::string sector_json(const IoTable& table, std::size_t row) {
  return fmt::format("\"place\": {}, \"product\": {}", json_quote(table.places[table.place[row]]),
                     json_quote(table.products[table.product[row]]));
}

// What a sector lacked, as JSON; null where nothing did.
std::string limited_json(const Question& q, int step, std::uint32_t row, std::size_t product) {
  if (step < 0) return "null";
  const std::string lacks =
      product < q.table->products.size() ? json_quote(q.table->products[product]) : "null";
  return fmt::format("{{\"day\": {}, {}, \"lacks\": {}}}", q.day(step), sector_json(*q.table, row),
                     lacks);
}

std::string summary_json(const Question& q, const Scenario& scenario, const IoPlan& plan,
                         const IoOutcome& outcome, const TimelineRows& timeline) {
  const IoTable& table = *q.table;
  const Case& data = q.loaded->data;
  std::vector<double> place_loss(table.places.size() + 1, 0);
  std::vector<double> product_loss(table.products.size(), 0), product_unmet = product_loss;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    place_loss[table.place[i]] += outcome.production_loss[i];
    product_loss[table.product[i]] += outcome.production_loss[i];
    product_unmet[table.product[i]] += outcome.unmet_final[i];
  }
  std::vector<double> place_unmet = unmet_by_place(table, outcome.unmet_final);
  std::string out = "{\n \"schema\": \"nail.stress_io/1\",\n";
  out += fmt::format(" \"version\": {},\n", json_quote(kVersion));
  out += fmt::format(" \"case\": {{\"name\": {}, \"hash\": {}}},\n", json_quote(data.name),
                     json_quote(data.content_hash));
  out += fmt::format(
      " \"scenario\": {{\"id\": {}, \"name\": {}, \"probability_per_year\": {}, \"last_day\": {}, "
      "\"shocks\": {}, \"shocks_without_effect\": {}}},\n",
      json_quote(scenario.id), json_quote(scenario.name),
      number_or_null(scenario.probability_per_year.value), plan.last_day, scenario.shocks.size(),
      plan.without_effect);
  out += " \"model\": \"ario\",\n \"options\": {";
  bool first = true;
  for (const auto& [key, value] : io_option_values(*q.options, q.system->options)) {
    out += fmt::format("{}\"{}\": {}", first ? "" : ", ", key, value);
    first = false;
  }
  out += "},\n";
  const double a_day = outcome.baseline / q.system->options.step_days;
  out += fmt::format(
      " \"totals\": {{\"production_loss\": {}, \"production_loss_days\": {}, \"unmet_final\": {}, "
      "\"worst_day\": {}, \"worst_loss\": {}, \"recovered_day\": {}, \"had_shortage\": {}, "
      "\"first_shortage\": {}}},\n",
      number_or_null(outcome.total_production_loss),
      number_or_null(outcome.total_production_loss / a_day),
      number_or_null(outcome.total_unmet_final), q.day_or_null(outcome.worst_step),
      number_or_null(outcome.worst_loss), q.day_or_null(outcome.recovered_step),
      outcome.first_shortage >= 0,
      limited_json(q, outcome.first_shortage, outcome.shortage_row, outcome.shortage_product));
  out += fmt::format(
      " \"stability\": {{\"least\": {}, \"unstable_below\": {}, \"products_below\": {}, "
      "\"collapse\": {}}},\n",
      number_or_null(q.stability.least), format_number(kUnstableBelow), q.stability.unsafe.size(),
      limited_json(q, outcome.collapse, outcome.collapse_row, outcome.collapse_product));
  if (q.home < table.places.size()) {
    out += fmt::format(" \"home\": {{\"id\": {}, \"production_loss\": {}, \"unmet_final\": {}}},\n",
                       json_quote(table.places[q.home]), number_or_null(place_loss[q.home]),
                       number_or_null(place_unmet[q.home]));
  } else {
    out += " \"home\": null,\n";
  }
  std::vector<std::string> places = table.places;
  if (place_unmet.back() == 0) {
    place_unmet.pop_back();
    place_loss.pop_back();
  } else {
    places.emplace_back("other");
  }
  out += fmt::format(" \"places\": {},\n", sums_json(places, place_loss, place_unmet, "place"));
  out += fmt::format(" \"products\": {},\n",
                     sums_json(table.products, product_loss, product_unmet, "product"));
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return outcome.production_loss[a] > outcome.production_loss[b];
  });
  order.resize(std::min(order.size(), kMostSectors));
  out += " \"sectors\": [";
  for (std::size_t k = 0; k < order.size(); ++k) {
    out +=
        fmt::format("{}\n  {{{}, \"production_loss\": {}, \"unmet_final\": {}}}", k == 0 ? "" : ",",
                    sector_json(table, order[k]), number_or_null(outcome.production_loss[order[k]]),
                    number_or_null(outcome.unmet_final[order[k]]));
  }
  out += order.empty() ? "],\n" : "\n ],\n";
  out +=
      fmt::format(" \"timeline\": {{\"sectors\": {}, \"rows\": {}, \"sectors_left_out\": {}}},\n",
                  timeline.count(), timeline.count() * static_cast<std::size_t>(q.steps),
                  table.rows() - timeline.count());
  out += " \"assumptions\": [";
  if (table.worst_balance > kWorthNaming) {
    out += fmt::format("{{\"key\": \"balanced_by_final_demand_elsewhere\", \"worst\": {}}}",
                       format_number(table.worst_balance));
  }
  return out + "]\n}\n";
}

void append_rows(const Question& q, const TimelineRows& timeline, const IoDay& day,
                 std::string& out) {
  const IoTable& table = *q.table;
  const std::string number = fmt::format("{},", q.day(day.step));
  std::size_t next = 0;  // of the surging rows
  for (std::size_t i = 0; i < table.rows(); ++i) {
    double surge = 0;
    if (next < day.surging.size() && day.surging[next] == i) surge = day.surge[next++];
    if (!timeline.wanted[i]) continue;
    const double final_demand =
        std::max(0.0, q.system->arrays.final_demand[i]) + std::max(0.0, surge);
    out += number;
    out += csv_cell(table.places[table.place[i]]);
    out += ',';
    out += csv_cell(table.products[table.product[i]]);
    out += ',';
    out += format_number(day.production[i]);
    out += ',';
    out += format_number(day.demand[i]);
    out += ',';
    // What rounding leaves of a demand that was met is none.
    const double unmet = 1 - day.served[i] > 1e-12 ? final_demand * (1 - day.served[i]) : 0;
    out += format_number(unmet);
    out += '\n';
  }
}

Result<void> write_timeline(const Question& q, const IoPlan& plan, const TimelineRows& timeline,
                            const std::filesystem::path& path,
                            const std::function<bool(int)>& progress) {
  std::ofstream file(path, std::ios::binary);
  std::string rows = "day,place,product,production,demand,unmet_final\n";
  const auto flush = [&] {
    file.write(rows.data(), static_cast<std::streamsize>(rows.size()));
    rows.clear();
    return file.good();
  };
  bool good = file.good();
  const bool done = run_io(*q.system, plan, {q.steps, nullptr}, [&](const IoDay& day) {
    append_rows(q, timeline, day, rows);
    if (rows.size() > (std::size_t{1} << 20)) good = flush();
    return good && progress(day.step);
  });
  if (good) good = flush();
  file.close();
  if (!good || !file) return fail(ExitCode::internal, "timeline.csv cannot be written");
  if (!done) return fail(ExitCode::interrupted, "interrupted");
  return {};
}

Result<IoOutcome> answer(const Question& q, const Scenario& scenario, AtomicFolder& folder,
                         const std::string& below, const std::function<bool(double)>& progress) {
  const auto plan = plan_io(*q.table, q.loaded->data.io, scenario, io_plan_options(*q.options));
  if (!plan) return tl::unexpected(plan.error());
  const std::size_t rows = q.table->rows();
  TimelineRows timeline;
  timeline.in_full = rows * static_cast<std::size_t>(q.steps) <= kMostRowsInFull;
  timeline.wanted.assign(rows, timeline.in_full);
  IoSummary summary(*q.system, *plan);
  const auto part = [&](int step, double from) {
    return progress(from + 0.5 * (step + 1) / q.steps);
  };
  const bool done = run_io(*q.system, *plan, {q.steps, nullptr}, [&](const IoDay& day) {
    summary.add(day);
    for (std::size_t i = 0; !timeline.in_full && i < rows; ++i) {
      const double baseline = q.system->arrays.output[i];
      if (std::abs(day.production[i] - baseline) > kMoved * baseline) timeline.wanted[i] = true;
    }
    return part(day.step, 0);
  });
  if (!done) return fail(ExitCode::interrupted, "interrupted");
  if (timeline.count() * static_cast<std::size_t>(q.steps) > kMostRows) {
    return fail(ExitCode::usage,
                fmt::format("the timeline of {} would have {} rows, more than {}; give fewer "
                            "--days",
                            printable(scenario.id),
                            timeline.count() * static_cast<std::size_t>(q.steps), kMostRows));
  }
  IoOutcome outcome = summary.finish();
  if (auto written =
          folder.write(below + "summary.json", summary_json(q, scenario, *plan, outcome, timeline));
      !written) {
    return tl::unexpected(written.error());
  }
  if (auto written = write_timeline(q, *plan, timeline, folder.path() / (below + "timeline.csv"),
                                    [&](int step) { return part(step, 0.5); });
      !written) {
    return tl::unexpected(written.error());
  }
  return outcome;
}

std::string sector_text(const IoTable& table, std::size_t row) {
  return printable(table.products[table.product[row]]) + " at " +
         printable(table.places[table.place[row]]);
}

void print_outcome(const Question& q, const Scenario& scenario, const IoOutcome& outcome) {
  const double a_day = outcome.baseline / q.system->options.step_days;
  fmt::print("{}: {}\n", printable(scenario.id), printable(scenario.name));
  fmt::print("  output lost: {:.4g} ({:.3g} days of it); final demand unmet: {:.4g}\n",
             outcome.total_production_loss, a_day > 0 ? outcome.total_production_loss / a_day : 0.0,
             outcome.total_unmet_final);
  if (outcome.worst_step >= 0) {
    fmt::print("  worst on day {}: {:.3g} % of output missing; whole again: {}\n",
               q.day(outcome.worst_step), 100 * outcome.worst_loss,
               outcome.recovered_step < 0
                   ? (outcome.worst_loss > kIoRecovered ? "not within these days" : "at once")
                   : fmt::format("day {}", q.day(outcome.recovered_step)));
  }
  if (outcome.first_shortage >= 0) {
    fmt::print("  inputs ran short first on day {}: {} lacks {}\n", q.day(outcome.first_shortage),
               sector_text(*q.table, outcome.shortage_row),
               outcome.shortage_product < q.table->products.size()
                   ? printable(q.table->products[outcome.shortage_product])
                   : "an input");
  }
  if (outcome.collapse >= 0) {
    fmt::print(
        "  COLLAPSE: output falls for good from day {}, first at {}; this says more about the "
        "model's short stocks than about the shock (see stability in summary.json)\n",
        q.day(outcome.collapse), sector_text(*q.table, outcome.collapse_row));
  }
}

}  // namespace

ExitCode run_stress_io(const LoadedCase& loaded, const StressOptions& options) {
  Stopwatch watch;
  const auto scenarios = scenarios_or_error(loaded.data, options.scenarios);
  if (!scenarios) return report(scenarios.error());
  const IoTable table = compile_io_table(loaded.data.io);
  auto model = io_options(table, options);
  if (!model) return report(model.error());
  Question q{&loaded, &options, &table, nullptr, {}, ~std::size_t{0}, 0};
  if (!options.home.empty()) {
    const auto at = std::find(table.places.begin(), table.places.end(), options.home);
    if (at == table.places.end()) {
      const std::string near = closest(options.home, table.places);
      return report(
          {ExitCode::usage, fmt::format("the table has no place '{}'{}", printable(options.home),
                                        near.empty() ? "" : fmt::format("; is it {}?", near))});
    }
    q.home = static_cast<std::size_t>(at - table.places.begin());
  }
  auto folder = output_folder(options.out, options.folder, options.force);
  if (!folder) return report(folder.error());
  const auto system = compile_io_system(table, std::move(*model));
  if (!system) return report(system.error());
  q.system = &*system;
  q.steps = std::max(1, static_cast<int>(options.days / system->options.step_days));
  q.stability = io_stability(*system);
  warn_of_instability(*system, q.stability, options.common);
  const double preparing = watch.lap();

  const bool several = scenarios->size() > 1;
  std::string summary =
      "scenario,probability_per_year,production_loss,unmet_final,worst_day,worst_loss,"
      "recovered_day,collapse_day,expected_loss\n";
  Progress progress("running", options.common);
  std::vector<IoOutcome> outcomes;
  ScenarioFolders folders;
  for (std::size_t i = 0; i < scenarios->size(); ++i) {
    const Scenario& scenario = *(*scenarios)[i];
    auto outcome =
        answer(q, scenario, *folder, several ? folders.next(scenario.id) : "", [&](double done) {
          return progress.show((static_cast<double>(i) + done) /
                               static_cast<double>(scenarios->size()));
        });
    if (!outcome) {
      progress.clear();
      return report(outcome.error());
    }
    const double probability = scenario.probability_per_year.value;
    const auto day = [&](int step) { return step < 0 ? "" : std::to_string(q.day(step)); };
    summary += fmt::format(
        "{},{},{},{},{},{},{},{},{}\n", csv_cell(scenario.id), format_number(probability),
        format_number(outcome->total_production_loss), format_number(outcome->total_unmet_final),
        day(outcome->worst_step), format_number(outcome->worst_loss), day(outcome->recovered_step),
        day(outcome->collapse), format_number(probability * outcome->total_production_loss));
    outcomes.push_back(std::move(*outcome));
  }
  progress.clear();
  if (several) {
    if (auto written = folder->write("summary.csv", summary); !written) {
      return report(written.error());
    }
  }
  const std::string run =
      run_json(options.common, options.folder, io_option_values(options, system->options),
               {{"preparing", preparing}, {"running", watch.lap()}});
  if (auto written = folder->write("run.json", run); !written) return report(written.error());
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      print_outcome(q, *(*scenarios)[i], outcomes[i]);
    }
    fmt::print("written: {}\n", printable(options.out));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
