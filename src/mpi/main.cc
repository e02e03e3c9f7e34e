// nail-mpi: the commands whose work many processes can share, over MPI. Everything else about them,
// options and results, is nail's.
#include <mpi.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "command_tree.h"
#include "mpi_sharing.h"
#include "session.h"

namespace {

int run_shared(int argc, char** argv) {
  nail::mpi::MpiSharing sharing;
  nail::cli::set_work_sharing(sharing);
  // Messages of all processes would be the same ones: the first speaks for all.
  if (!sharing.is_first()) {
    if (std::freopen("/dev/null", "w", stderr) == nullptr ||
        std::freopen("/dev/null", "w", stdout) == nullptr) {
      return static_cast<int>(nail::ExitCode::internal);
    }
  }
  return sharing.leave(static_cast<int>(nail::cli::run(argc, argv)));
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  int level = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  int code = static_cast<int>(nail::ExitCode::internal);
  try {
    code = run_shared(argc, argv);
    MPI_Finalize();
    return code;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "nail-mpi: out of memory\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "nail-mpi: internal error: {}; please report it\n", error.what());
  }
  // The others wait for this process: end them too.
  MPI_Abort(MPI_COMM_WORLD, code);
  return code;
}
