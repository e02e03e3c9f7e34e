#include <csignal>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "command_tree.h"
#include "session.h"

int main(int argc, char** argv) {
  // A closed pipe is told by the write that fails, not by a signal that kills.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return static_cast<int>(nail::cli::run(argc, argv));
  } catch (const std::bad_alloc&) {
    nail::cli::print_error("out of memory");
  } catch (const std::exception& error) {
    nail::cli::print_error(fmt::format("internal error: {}; please report it", error.what()));
  }
  return static_cast<int>(nail::ExitCode::internal);
}
