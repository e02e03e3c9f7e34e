#include "output_run.h"

#include <sys/utsname.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/numeric/parallel.h"

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

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
}

bool interrupted() { return g_interrupted.load(); }

Progress::Progress(std::string label, const CommonOptions& options)
    : label_(std::move(label)), bar_(!options.quiet && isatty(STDERR_FILENO) != 0) {}

bool Progress::show(double done) {
  const int percent = static_cast<int>(100 * done);
  if (bar_ && percent != shown_) {
    shown_ = percent;
    const int width = percent * 40 / 100;
    fmt::print(stderr, "\r{} [{:#<{}}{: <{}}] {:3} %", label_, "", width, "", 40 - width, percent);
  }
  return !interrupted();
}

void Progress::clear() {
  if (bar_) fmt::print(stderr, "\r{: <{}}\r", "", label_.size() + 50);
}

double Stopwatch::lap() {
  const auto now = std::chrono::steady_clock::now();
  const double ms = std::chrono::duration<double, std::milli>(now - last_).count();
  last_ = now;
  return ms;
}

Result<AtomicFolder> output_folder(const std::string& out, const std::string& case_folder,
                                   bool force) {
  if (holds_case(out, case_folder)) {
    return fail(
        ExitCode::usage,
        fmt::format("--out {} would replace the case itself; give another folder", printable(out)));
  }
  return AtomicFolder::create(out, force);
}

std::string ScenarioFolders::next(const std::string& id) {
  std::string out = id;
  for (char& c : out) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (!plain) c = '-';
  }
  if (out.empty() || out.front() == '.') out.insert(0, "-");
  while (!taken_.insert(out).second) out += '-';
  return out + "/";
}

std::string run_json(const CommonOptions& common, const std::string& case_folder,
                     const std::vector<std::pair<std::string_view, std::string>>& options,
                     const std::vector<std::pair<std::string_view, double>>& milliseconds) {
  struct utsname host {};
  uname(&host);
  std::string out = "{\n \"schema\": \"nail.run/1\",\n";
  const auto text = [&](std::string_view key, std::string_view value) {
    out += fmt::format(" \"{}\": {},\n", key, json_quote(value));
  };
  text("version", kVersion);
  text("command", common.command_line);
  text("case", case_folder);
  text("finished", now_utc());
  text("host", host.nodename);
  text("system", fmt::format("{} {} {}", host.sysname, host.release, host.machine));
  out += fmt::format(" \"threads\": {},\n \"options\": {{", threads_in_use());
  for (std::size_t i = 0; i < options.size(); ++i) {
    out += fmt::format("{}\"{}\": {}", i == 0 ? "" : ", ", options[i].first, options[i].second);
  }
  out += "},\n \"milliseconds\": {";
  for (std::size_t i = 0; i < milliseconds.size(); ++i) {
    out += fmt::format("{}\"{}\": {:.1f}", i == 0 ? "" : ", ", milliseconds[i].first,
                       milliseconds[i].second);
  }
  return out + "}\n}\n";
}

}  // namespace nail::cli
