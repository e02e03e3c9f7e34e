#include "nail/assess/assess.h"

#include <sys/utsname.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "commands.h"
#include "nail/assess/json.h"
#include "nail/base/atomic_output.h"
#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/numeric/parallel.h"
#include "nail/report/report.h"
#include "session.h"

namespace nail::cli {
namespace {

std::atomic<bool> g_interrupted{false};

void on_interrupt(int) { g_interrupted = true; }

// Whether the folder out is the case's folder or one it lies in: replacing it would take the case.
bool holds_case(const std::string& out, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path target = fs::weakly_canonical(out, error);
  const fs::path data = fs::weakly_canonical(folder, error);
  const auto [end, rest] = std::mismatch(target.begin(), target.end(), data.begin(), data.end());
  // A path that ends in a slash has an empty last part.
  return end == target.end() || (std::next(end) == target.end() && end->empty());
}

class Stopwatch {
 public:
  // Milliseconds since the last call, or since the start.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double ms = std::chrono::duration<double, std::milli>(now - last_).count();
    last_ = now;
    return ms;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

struct Timing {
  double reading = 0, computing = 0, writing = 0;
};

// What differs from run to run, kept apart from what must not.
std::string run_json(const AssessOptions& options, const Home& home, const Timing& timing) {
  struct utsname host {};
  uname(&host);
  std::string out = "{\n \"schema\": \"nail.run/1\",\n";
  const auto text = [&](std::string_view key, std::string_view value) {
    out += fmt::format(" \"{}\": {},\n", key, json_quote(value));
  };
  text("version", kVersion);
  text("command", options.common.command_line);
  text("case", options.seat.folder);
  text("finished", now_utc());
  text("host", host.nodename);
  text("system", fmt::format("{} {} {}", host.sysname, host.release, host.machine));
  out += fmt::format(" \"threads\": {},\n", threads_in_use());
  out += fmt::format(
      " \"options\": {{\"home\": {}, \"allies\": {}, \"draws\": {}, \"seed\": {}}},\n",
      json_quote(home.id), json_quote(options.seat.allies), options.draws, options.seed);
  out += fmt::format(
      " \"milliseconds\": {{\"reading\": {:.1f}, \"computing\": {:.1f}, \"writing\": "
      "{:.1f}}}\n}}\n",
      timing.reading, timing.computing, timing.writing);
  return out;
}

std::string percent_range(const Figure& figure) {
  const bool share = figure.unit == "share" || figure.unit.empty();
  const auto show = [&](double x) {
    if (!is_known(x)) return std::string("?");
    return share ? fmt::format("{:.0f} %", 100 * x) : fmt::format("{:.3g}", x);
  };
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
  if (holds_case(options.out, options.seat.folder)) {
    return report(
        {ExitCode::usage, fmt::format("--out {} would replace the case itself; give another folder",
                                      printable(options.out))});
  }
  // Before the work: a folder that may not be replaced is told at once.
  auto folder = AtomicFolder::create(options.out, options.force);
  if (!folder) return report(folder.error());
  timing.reading = watch.lap();

  set_threads(options.common.threads);
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  AssessRequest request{*home,         *allies, options.seat.allies, *products, options.seed,
                        options.draws, {}};
  const bool bar = !options.common.quiet && isatty(STDERR_FILENO) != 0;
  request.progress = [bar](double done) {
    if (bar) {
      const int width = static_cast<int>(done * 40);
      fmt::print(stderr, "\rdrawing [{:#<{}}{: <{}}] {:3.0f} %", "", width, "", 40 - width,
                 100 * done);
    }
    return !g_interrupted.load();
  };
  auto outcome = assess(*loaded, request);
  if (bar) fmt::print(stderr, "\r{: <60}\r", "");
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
  if (auto written = put("run.json", run_json(options, *home, timing)); !written) {
    return report(written.error());
  }
  if (g_interrupted) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) print_headlines(a, options.out);
  if (!outcome->settled) {
    print_error("a cycle of recipes is too large to settle; its exposures are lower bounds");
    return ExitCode::tolerance;
  }
  return ExitCode::done;
}

}  // namespace nail::cli
