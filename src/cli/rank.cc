// `nail rank`: what part of an economy a failure takes with it.
#include "nail/cascade/rank.h"

#include <sys/resource.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "column_output.h"
#include "nail/base/sha256.h"
#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/cascade/shock_list.h"
#include "nail/numeric/parallel.h"
#include "nail/table/data_file.h"
#include "output_place.h"
#include "output_run.h"
#include "rank_question.h"
#include "session.h"
#include "shared_rank.h"
#include "text_output.h"

namespace nail::cli {
namespace {

// Checks what the parser cannot: options that exclude each other, or that nothing would read.
Result<void> check_options(const RankOptions& o) {
  const auto given = [&](std::string_view name) {
    return std::find(o.given.begin(), o.given.end(), name) != o.given.end();
  };
  const auto usage = [](std::string what) { return fail(ExitCode::usage, std::move(what)); };
  if (!(o.eps > 0 && o.eps <= 1)) {
    return usage(fmt::format("--eps is {}; give a number above 0, 1 at most", o.eps));
  }
  if (o.converged && given("--eps")) {
    return usage("--converged has no use for --eps; give one of them");
  }
  if (o.report == "-" && o.out == "-") {
    return usage("--report and --out cannot both go to standard output; give a file");
  }
  for (auto weight = o.weights.begin(); weight != o.weights.end(); ++weight) {
    if (std::find(o.weights.begin(), weight, *weight) != weight) {
      return usage(fmt::format("--weight {} stands twice; give it once", printable(*weight)));
    }
  }
  if (!o.by.empty() && !o.sites_of.empty()) {
    return usage("--by and --sites-of ask for different tables; give one of them");
  }
  if (o.resume && o.checkpoint.empty() && o.out == "-") {
    return usage("--resume needs the --checkpoint to go on from, or the --out it belongs to");
  }
  if (o.by.empty() && o.sites_of.empty()) return {};
  const std::string table = o.by.empty() ? "--sites-of" : "--by product";
  for (const std::string_view name : {"--top", "--report", "--checkpoint", "--resume"}) {
    if (given(name)) return usage(fmt::format("{} has no meaning with {}", name, table));
  }
  if (!o.sites_of.empty() && !o.weights.empty()) {
    return usage("--weight has no meaning with --sites-of: losses of sites are not weighted");
  }
  if (o.weights.size() > 1) return usage("--by product counts with one --weight");
  return {};
}

CheckpointOptions checkpoint_of(const RankOptions& o) {
  return checkpoint_options(o.out, o.checkpoint, o.resume, o.common.quiet);
}

// That nothing is written over what is read, or over what else is written.
Result<void> check_places(const RankOptions& o) {
  const bool keeps = o.by.empty() && o.sites_of.empty();
  const CheckpointOptions checkpoint = keeps ? checkpoint_of(o) : CheckpointOptions();
  const NamedFile files[] = {{"--out", o.out},
                             {"--report", o.report},
                             {"--checkpoint", checkpoint.path},
                             {"--shocks", o.shocks}};
  if (auto distinct = check_distinct(files); !distinct) return distinct;
  if (auto kept = check_case_is_kept(o.folder, std::span(files).first(3)); !kept) return kept;
  return check_checkpoint(checkpoint);
}

double megabytes_at_most() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void print_facts(const RankQuestion& question, const CommonOptions& common) {
  if (common.quiet) return;
  for (const std::string& line : network_facts(question)) print_line("nail: " + line);
}

void print_cost(const RankCounts& counts, const CommonOptions& common, double reading,
                double preparing, double running) {
  if (common.quiet || counts.shocks == 0) return;
  const auto shocks = static_cast<double>(counts.shocks);
  print_line(fmt::format(
      "nail: {:.3f} s reading, {:.3f} s preparing, {:.3f} s for {} {}; {:.0f} links downstream "
      "and {:.0f} upstream visited a shock; {:.0f} MB at most",
      reading / 1000, preparing / 1000, running / 1000, counts.shocks,
      counts.shocks == 1 ? "shock" : "shocks", static_cast<double>(counts.down_links) / shocks,
      static_cast<double>(counts.up_links) / shocks, megabytes_at_most()));
}

// The shocks to print: all in their order, or those of largest index, ties in their order.
std::vector<std::size_t> chosen(const RankResults& results, std::size_t top) {
  std::vector<std::size_t> order(results.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (top == 0) return order;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return results.esri[a * results.weights] > results.esri[b * results.weights];
  });
  order.resize(std::min(top, order.size()));
  return order;
}

ColumnTable rank_table(const RankQuestion& question, const RankResults& results, std::size_t top) {
  const std::vector<std::size_t> order = chosen(results, top);
  WordColumn names;
  names.reserve(order.size());
  for (const std::size_t k : order) names.push_back(question.shock_name(k));
  ColumnTable table;
  table.columns.push_back({question.shock_column(), std::move(names)});
  for (std::uint32_t w = 0; w < results.weights; ++w) {
    const std::string suffix = results.weights == 1 ? "" : "_" + question.system.weight_names[w];
    const auto add = [&](const char* name, const std::vector<double>& values) {
      NumberColumn cells;
      cells.reserve(order.size());
      for (const std::size_t k : order) cells.push_back(values[k * results.weights + w]);
      table.columns.push_back({name + suffix, std::move(cells)});
    };
    add("esri", results.esri);
    add("esri_down", results.esri_down);
    add("esri_up", results.esri_up);
  }
  CountColumn iterations;
  for (const std::size_t k : order) iterations.push_back(results.iterations[k]);
  table.columns.push_back({"iterations", std::move(iterations)});
  return table;
}

Result<ColumnTable> sites_table(const RankQuestion& question, const std::string& name,
                                std::uint64_t& given_up) {
  const auto shock = question.find_shock(name);
  if (!shock) return tl::unexpected<Error>(shock.error());
  const auto state =
      run_cascade(question.system, question.shocks, *shock, [] { return !interrupted(); });
  if (!state) return fail(ExitCode::interrupted, "interrupted");
  given_up = state->has_given_up ? 1 : 0;
  NumberColumn loss(state->down.size());
  for (std::size_t i = 0; i < loss.size(); ++i) loss[i] = std::max(state->down[i], state->up[i]);
  return ColumnTable{{{"site", question.network.sites},
                      {"loss", std::move(loss)},
                      {"loss_down", state->down},
                      {"loss_up", state->up}}};
}

// Everything that the numbers depend on.
Result<std::string> run_key(const RankQuestion& question, const RankOptions& options) {
  // The descriptor holds the default class; the hash of the case is that of its tables.
  const auto descriptor = read_bytes(std::filesystem::path(options.folder) / "datapackage.json");
  if (!descriptor) return tl::unexpected<Error>(descriptor.error());
  std::string shocks;
  if (!options.shocks.empty()) {
    const auto bytes = read_bytes(options.shocks);
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    shocks = sha256_hex(*bytes);
  }
  std::string key =
      fmt::format("rank {} {} {} {} {} {} {} {} {}", kVersion, question.case_hash,
                  sha256_hex(*descriptor), shocks, options.rule, json_quote(options.market),
                  format_number(options.eps), options.converged, options.compat);
  for (const std::string& weight : options.weights) key += " " + json_quote(weight);
  return key;
}

// All shocks, by this process or many. Empty on a process that is not the first.
Result<RankResults> rank_all(const RankQuestion& question, CheckpointedRun& run,
                             Progress& progress) {
  const std::uint64_t count = question.shock_count();
  if (work_sharing().processes() > 1 || run.keeps()) {
    return rank_shared(question.system, question.shocks, count, run,
                       [&](double done) { return progress.show(done); });
  }
  RankResults results =
      rank_range(question.system, question.shocks, 0, count, [&](std::uint64_t done) {
        return progress.show(static_cast<double>(done) / static_cast<double>(count));
      });
  if (results.interrupted || interrupted()) return fail(ExitCode::interrupted, "interrupted");
  return results;
}

ExitCode end_of(const RankQuestion& question, std::uint64_t given_up, std::uint64_t shocks) {
  const auto ended = all_ended(question, given_up, shocks);
  return ended ? ExitCode::done : report(ended.error());
}

ExitCode write_table(ColumnOutput& output, ColumnTable&& table) {
  auto done = output.append(std::move(table));
  if (done) done = output.finish();
  if (done) return ExitCode::done;
  return done.error().message.empty() ? done.error().code : report(done.error());
}

}  // namespace

ExitCode run_rank(const RankOptions& options) {
  if (auto fit = check_options(options); !fit) return report(fit.error());
  const bool format_given =
      std::find(options.given.begin(), options.given.end(), "--format") != options.given.end();
  const auto format = column_format(options.out, options.format, format_given);
  if (!format) return report(format.error());
  if (auto fit = check_places(options); !fit) return report(fit.error());
  set_threads(options.common.threads);
  Stopwatch watch;
  auto question = ask_rank(options);
  if (!question) {
    return question.error().message.empty() ? question.error().code : report(question.error());
  }
  print_facts(*question, options.common);
  const bool is_first = work_sharing().is_first();
  const bool ranks = options.by.empty() && options.sites_of.empty();
  if (!is_first && !ranks) return ExitCode::done;
  catch_interrupts();
  // Before the work, so that a place that cannot be written to is told at once.
  std::optional<ColumnOutput> output;
  std::optional<TextOutput> page;
  if (is_first) {
    auto made = ColumnOutput::create(options.out, *format);
    if (!made) return report(made.error());
    output.emplace(std::move(*made));
  }
  if (is_first && !options.report.empty()) {
    auto made = TextOutput::create(options.report);
    if (!made) return report(made.error());
    page.emplace(std::move(*made));
  }
  const double preparing = watch.lap() - question->reading;

  if (!options.sites_of.empty()) {
    std::uint64_t given_up = 0;
    auto table = sites_table(*question, options.sites_of, given_up);
    if (!table) return report(table.error());
    if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
    const ExitCode code = write_table(*output, std::move(*table));
    return code == ExitCode::done ? end_of(*question, given_up, 1) : code;
  }
  Progress progress("ranking", options.common);
  if (!options.by.empty()) {
    const auto count = static_cast<double>(question->shock_count());
    const auto written = write_products(*question, *output, [&](std::uint64_t done) {
      return progress.show(static_cast<double>(done) / count);
    });
    progress.clear();
    if (!written) return report(written.error());
    const auto done = output->finish();
    return done ? end_of(*question, *written, question->shock_count()) : report(done.error());
  }
  const auto key = run_key(*question, options);
  if (!key) return report(key.error());
  CheckpointedRun run(checkpoint_of(options), *key);
  const auto results = rank_all(*question, run, progress);
  progress.clear();
  if (!results) return report(results.error());
  if (!is_first) return ExitCode::done;
  const double running = watch.lap();
  // The table first: it is what the time went into.
  ExitCode code = write_table(*output, rank_table(*question, *results, options.top));
  if (code == ExitCode::done && page) {
    code = write_rank_report(*question, *results, options.common, *page);
  }
  if (code == ExitCode::done) {
    run.done();
    print_cost(results->counts, options.common, question->reading, preparing, running);
    return end_of(*question, results->counts.given_up, results->count());
  }
  return code;
}

}  // namespace nail::cli
