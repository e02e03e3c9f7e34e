#include "nail/assess/assess.h"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "commands.h"
#include "nail/assess/json.h"
#include "nail/base/atomic_output.h"
#include "nail/base/text.h"
#include "nail/numeric/parallel.h"
#include "nail/report/report.h"
#include "output_run.h"
#include "session.h"

namespace nail::cli {
namespace {

struct Timing {
  double reading = 0, computing = 0, writing = 0;
};

std::string percent_range(const Figure& figure) {
  const bool share = figure.unit == "share" || figure.unit.empty();
  const auto show = [&](double x) {
    if (!is_known(x)) return std::string("?");
    return share ? fmt::format("{:.0f} %", 100 * x) : fmt::format("{:.3g}", x);
  };
  if (!figure.range.has_range()) return show(figure.range.value);
  return fmt::format("{} ({} to {})", show(figure.range.value), show(figure.range.low),
                     show(figure.range.high));
}

void print_headlines(const Assessment& a, const std::string& out) {
  fmt::print("{}\n\n", printable(a.title));
  std::size_t rank = 0;
  for (const Finding& finding : a.findings) {
    if (++rank > 5) break;
    fmt::print("{}. {}\n", rank, printable(finding.headline));
    if (!finding.evidence.empty()) {
      fmt::print("   {}: {}, grade {}\n", finding.evidence.front().index,
                 percent_range(finding.evidence.front()), to_string(finding.grade));
    }
  }
  if (a.findings.empty()) fmt::print("No findings.\n");
  fmt::print("\n{} findings, {} claims checked, {} gaps\n", a.findings.size(), a.claims.size(),
             a.gaps.size());
  fmt::print("report: {}/report.html\n", printable(out));
}

}  // namespace

ExitCode run_assess(const AssessOptions& options) {
  Stopwatch watch;
  Timing timing;
  const auto loaded = load_or_explain(options.seat.folder, options.common);
  if (!loaded) return ExitCode::input;
  if (auto wrong = require_products(*loaded, "assess"); !wrong) return report(wrong.error());
  const Case& data = loaded->data;
  const auto home = home_or_error(data, options.seat.home);
  if (!home) return report(home.error());
  auto allies = allies_or_error(data, options.seat.allies, *home);
  if (!allies) return report(allies.error());
  auto products = products_or_error(data, options.seat.products);
  if (!products) return report(products.error());
  // Before the work: a folder that may not be replaced is told at once.
  auto folder = output_folder(options.out, options.seat.folder, options.force);
  if (!folder) return report(folder.error());
  timing.reading = watch.lap();

  set_threads(options.common.threads);
  catch_interrupts();
  AssessRequest request{*home,        *allies,       options.seat.allies, *products,
                        options.seed, options.draws, !options.no_stress,  {}};
  // A bar for each part of the work in turn.
  std::string part;
  std::optional<Progress> progress;
  request.progress = [&](std::string_view what, double done) {
    if (what != part) {
      if (progress) progress->clear();
      part = what;
      progress.emplace(part, options.common);
    }
    return progress->show(done);
  };
  auto outcome = assess(*loaded, request);
  if (progress) progress->clear();
  if (!outcome) return report(outcome.error());
  timing.computing = watch.lap();

  const Assessment& a = outcome->assessment;
  const auto put = [&](const std::string& path, std::string_view bytes) {
    return folder->write(path, bytes);
  };
  for (const WrittenTable& table : outcome->tables) {
    if (auto written = put(table.path, table.bytes); !written) return report(written.error());
  }
  if (auto written = put("assessment.json", to_json(a)); !written) return report(written.error());
  if (auto written = put("report.html", render_html(a)); !written) return report(written.error());
  if (options.xlsx) {
    auto workbook = render_xlsx(a);
    if (!workbook) return report(workbook.error());
    if (auto written = put("assessment.xlsx", *workbook); !written) {
      return report(written.error());
    }
  }
  if (options.pdf) {
    auto printed = print_pdf(folder->path() / "report.html", folder->path() / "report.pdf");
    if (!printed) return report(printed.error());
  }
  timing.writing = watch.lap();
  const std::string run = run_json(
      options.common, options.seat.folder,
      {{"home", json_quote(home->id)},
       {"allies", json_quote(options.seat.allies)},
       {"draws", std::to_string(options.draws)},
       {"seed", std::to_string(options.seed)},
       {"stress", options.no_stress ? "false" : "true"}},
      {{"reading", timing.reading}, {"computing", timing.computing}, {"writing", timing.writing}});
  if (auto written = put("run.json", run); !written) {
    return report(written.error());
  }
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) print_headlines(a, options.out);
  if (!outcome->settled) {
    print_error("a cycle of recipes is too large to settle; its exposures are lower bounds");
    return ExitCode::tolerance;
  }
  return ExitCode::done;
}

}  // namespace nail::cli
