// What commands that work for a while and write a folder share: interruption, progress, run.json.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands.h"
#include "nail/base/atomic_output.h"

namespace nail::cli {

// From now on SIGINT and SIGTERM are noted instead of ending the program.
void catch_interrupts();
bool interrupted();

// A bar on a terminal, nothing in a pipe or with --quiet.
class Progress {
 public:
  Progress(std::string label, const CommonOptions& options);
  // done: 0 to 1. False where the run was interrupted.
  bool show(double done);
  void clear();

 private:
  std::string label_;
  bool bar_;
  int shown_ = -1;
};

class Stopwatch {
 public:
  // Milliseconds since the last call, or since the start.
  double lap();

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// The folder to write. ExitCode::usage where it would replace the case's folder, or one that nail
// did not write without force.
Result<AtomicFolder> output_folder(const std::string& out, const std::string& case_folder,
                                   bool force);

// Folders below the output, one a scenario, each ending in /: its id, made a plain name, that no
// other scenario and no file beside them has. An id never leads out of the output.
class ScenarioFolders {
 public:
  std::string next(const std::string& id);

 private:
  std::set<std::string> taken_{"summary.csv", "run.json"};
};

// What differs from run to run, kept apart from what must not: times, host, threads, options.
// Values of options are JSON already.
std::string run_json(const CommonOptions& common, const std::string& case_folder,
                     const std::vector<std::pair<std::string_view, std::string>>& options,
                     const std::vector<std::pair<std::string_view, double>>& milliseconds);

}  // namespace nail::cli
