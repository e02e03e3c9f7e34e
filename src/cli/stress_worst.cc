#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/exposure/exposure.h"
#include "nail/reroute/leverage.h"
#include "nail/reroute/worst.h"
#include "output_run.h"
#include "session.h"
#include "stress.h"

namespace nail::cli {
namespace {

// Sets of other seats than home's are looked for up to this many removals.
constexpr std::size_t kSeatRemovals = 3;

RemovalUnit unit_of(const std::string& by) {
  if (by == "sites") return RemovalUnit::sites;
  return by == "organisations" ? RemovalUnit::organisations : RemovalUnit::places;
}

// JSON knows neither an unknown number nor an infinite one.
std::string number(double x) { return std::isfinite(x) ? format_number(x) : "null"; }

std::string day_cell(int day) { return day < 0 ? "" : fmt::format("{}", day); }

std::vector<std::string> ids_of(const WorstResult& result, const WorstSet& set) {
  std::vector<std::string> ids;
  for (const std::uint32_t member : set.members) ids.push_back(result.candidates[member].id);
  return ids;
}

std::string joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ";") + id;
  return out;
}

// worst.csv: the sets of home, by days lost; then those of the other seats, by static loss.
TextTable worst_table(const Case& data, const Home& home, const StressOptions& options,
                      const std::vector<WorstResult>& results, const Leverage& leverage) {
  TextTable table{{"seat", "by", "removals", "rank", "removed", "lost_days", "static_loss",
                   "first_shortage_day", "hardest", "hardest_loss", "path", "ranked_by", "proven"},
                  {},
                  {}};
  for (std::size_t k = 0; k < results.size(); ++k) {
    const WorstResult& result = results[k];
    for (std::size_t i = 0; i < result.sets.size(); ++i) {
      const WorstSet& set = result.sets[i];
      table.rows.push_back({home.id, options.by, fmt::format("{}", k + 1), fmt::format("{}", i + 1),
                            joined(ids_of(result, set)), format_number(set.lost_days),
                            format_number(set.static_loss), day_cell(set.first_shortage),
                            set.hardest ? data[set.hardest].id : "",
                            format_number(set.hardest_loss), path_text(data, set.path), "lost_days",
                            i < result.proven ? "true" : "false"});
    }
  }
  for (const LeverageSet& set : leverage.sets) {
    const Home& seat = leverage.seats[set.seat].seat;
    if (seat.id == home.id || set.sources.empty()) continue;
    table.rows.push_back({seat.id, "places", fmt::format("{}", set.removals), "1",
                          joined(set.sources), format_number(set.lost_days),
                          format_number(set.any_tier), "", "", "", "", "static_loss",
                          set.exact ? "true" : "false"});
  }
  return table;
}

TextTable leverage_table(const Case& data, const Leverage& leverage) {
  TextTable table{
      {"seat", "source", "any_tier", "rerouted", "product", "product_loss", "path"}, {}, {}};
  for (std::size_t s = 0; s < leverage.seats.size(); ++s) {
    for (std::size_t i = 0; i < leverage.sources.size(); ++i) {
      const LeverageCell& cell = leverage.cell(s, i);
      if (!cell.applies || !(cell.any_tier > 0)) continue;
      table.rows.push_back(
          {leverage.seats[s].seat.id, leverage.sources[i].id, format_number(cell.any_tier),
           format_number(cell.rerouted), cell.hardest ? data[cell.hardest].id : "",
           cell.hardest ? format_number(cell.hardest_loss) : "", path_text(data, cell.path)});
    }
  }
  return table;
}

std::string summary_json(const Case& data, const Home& home, const StressOptions& options,
                         const HomeDemand& demand, const std::vector<WorstResult>& results,
                         const Leverage& leverage) {
  std::string out = "{\n \"schema\": \"nail.stress_worst/1\",\n";
  const auto field = [&](std::string_view key, const std::string& value) {
    out += fmt::format(" \"{}\": {},\n", key, value);
  };
  field("version", json_quote(kVersion));
  field("case", fmt::format("{{\"name\": {}, \"hash\": {}}}", json_quote(data.name),
                            json_quote(data.content_hash)));
  field("home",
        fmt::format("{{\"id\": {}, \"name\": {}}}", json_quote(home.id), json_quote(home.name)));
  field("model", "\"cascade\"");
  field("days", fmt::format("{}", options.days));
  field("by", json_quote(options.by));
  field("demand_from_case", demand.from_case ? "true" : "false");
  out += " \"worst\": [";
  for (std::size_t k = 0; k < results.size(); ++k) {
    const WorstResult& result = results[k];
    out += fmt::format(
        "{}\n  {{\"removals\": {}, \"candidates\": {}, \"sets\": {}, \"bounded\": {}, \"run\": {}, "
        "\"exact\": {}, \"method\": \"{}\", \"bound_days\": {}, \"listed\": [",
        k == 0 ? "" : ",", k + 1, result.candidates.size(), number(result.all_sets), result.bounded,
        result.run, result.exact,
        result.exact ? "enumeration with bounds" : "greedy search with exchange, bounded",
        number(result.bound_days));
    for (std::size_t i = 0; i < result.sets.size(); ++i) {
      const WorstSet& set = result.sets[i];
      out += i == 0 ? "\n" : ",\n";
      out += "   {\"removed\": [";
      const std::vector<std::string> ids = ids_of(result, set);
      for (std::size_t m = 0; m < ids.size(); ++m) out += (m == 0 ? "" : ", ") + json_quote(ids[m]);
      out += fmt::format(
          "], \"lost_days\": {}, \"static_loss\": {}, \"first_shortage_day\": {}, \"hardest\": {}, "
          "\"hardest_loss\": {}, \"path\": {}, \"proven\": {}}}",
          number(set.lost_days), number(set.static_loss),
          set.first_shortage < 0 ? "null" : day_cell(set.first_shortage),
          set.hardest ? json_quote(data[set.hardest].id) : "null", number(set.hardest_loss),
          json_quote(path_text(data, set.path)), i < result.proven);
    }
    out += "]}";
  }
  out += "],\n \"seats\": [";
  for (std::size_t s = 0; s < leverage.seats.size(); ++s) {
    const LeverageSeat& seat = leverage.seats[s];
    out += fmt::format("{}\n  {{\"id\": {}, \"name\": {}, \"demand_from_case\": {}, \"size\": {}}}",
                       s == 0 ? "" : ",", json_quote(seat.seat.id), json_quote(seat.seat.name),
                       seat.own_demand, number(seat.size));
  }
  out += "],\n \"sources\": [";
  for (std::size_t i = 0; i < leverage.sources.size(); ++i) {
    out += (i == 0 ? "" : ", ") + json_quote(leverage.sources[i].id);
  }
  return out + "]\n}\n";
}

void print_sets(const std::vector<WorstResult>& results, const Home& home,
                const StressOptions& options) {
  fmt::print("What hurts {} most, over {} days\n", printable(home.name), options.days);
  for (std::size_t k = 0; k < results.size(); ++k) {
    const WorstResult& result = results[k];
    if (result.sets.empty()) {
      fmt::print("{}: nothing does\n", k + 1);
      continue;
    }
    const WorstSet& set = result.sets.front();
    fmt::print(
        "{}: {}: {:.1f} days of demand, first shortage on day {} ({})\n", k + 1,
        printable(join_words(ids_of(result, set))), set.lost_days, set.first_shortage,
        result.exact
            ? fmt::format("exact: {} of {:.0f} sets run", result.run, result.all_sets)
            : fmt::format("greedy search; no set loses more than {:.1f} days", result.bound_days));
  }
}

}  // namespace

ExitCode run_stress_worst(const LoadedCase& loaded, const StressOptions& options) {
  Stopwatch watch;
  if (auto wrong = require_products(loaded, "stress --worst"); !wrong) {
    return report(wrong.error());
  }
  const Case& data = loaded.data;
  if (!options.model.empty() && options.model != "cascade") {
    return report({ExitCode::usage, "--worst looks for the worst case of the cascade only"});
  }
  const auto home = home_or_error(data, options.home);
  if (!home) return report(home.error());
  auto folder = output_folder(options.out, options.folder, options.force);
  if (!folder) return report(folder.error());

  const ProductNetwork network = compile_network(loaded);
  const Shares shares = shares_at_values(network);
  StressNetworkOptions observed;
  observed.observers.push_back(network.user_of(*home));
  const StressNetwork stress = compile_stress_network(network, shares, observed);
  const HomeDemand demand = home_demand(stress, *home);
  Progress progress("searching", options.common);
  const auto steps = static_cast<double>(options.worst + 1);
  std::vector<WorstResult> results;
  for (std::size_t k = 1; k <= options.worst; ++k) {
    WorstOptions how;
    how.removals = k;
    how.by = unit_of(options.by);
    how.days = options.days;
    how.progress = [&](double done) {
      return progress.show((static_cast<double>(k - 1) + done) / steps);
    };
    auto result = worst_removals(stress, shares, *home, demand, how);
    if (!result) {
      progress.clear();
      return report(result.error());
    }
    // Fewer candidates than removals: the sets of one size more are the same.
    if (k > 1 && k > result->candidates.size()) break;
    results.push_back(std::move(*result));
  }
  nail::LeverageOptions how;
  how.days = options.days;
  how.most_removals = std::min(options.worst, kSeatRemovals);
  how.progress = [&](double done) { return progress.show((steps - 1 + done) / steps); };
  const auto over_seats = leverage(network, shares, *home, how);
  progress.clear();
  if (!over_seats) return report(over_seats.error());
  const double computing = watch.lap();

  const auto put = [&](const std::string& path, const std::string& bytes) {
    return folder->write(path, bytes);
  };
  const std::pair<const char*, std::string> files[] = {
      {"worst.csv", format_table(worst_table(data, *home, options, results, *over_seats), "csv")},
      {"leverage.csv", format_table(leverage_table(data, *over_seats), "csv")},
      {"summary.json", summary_json(data, *home, options, demand, results, *over_seats)},
      {"run.json", run_json(options.common, options.folder,
                            {{"home", json_quote(home->id)},
                             {"worst", fmt::format("{}", options.worst)},
                             {"by", json_quote(options.by)},
                             {"days", fmt::format("{}", options.days)}},
                            {{"computing", computing}})},
  };
  for (const auto& [path, bytes] : files) {
    if (auto written = put(path, bytes); !written) return report(written.error());
  }
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) print_sets(results, *home, options);
  const bool settled = over_seats->settled && std::all_of(results.begin(), results.end(),
                                                          [](const auto& r) { return r.settled; });
  if (!settled) {
    print_error("a cycle of recipes is too large to settle; what was found is no more than likely");
    return ExitCode::tolerance;
  }
  return ExitCode::done;
}

}  // namespace nail::cli
