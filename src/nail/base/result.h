// The outcome of something that can fail: a value, or a message fit to be shown to a person.
// Exceptions are kept for bugs and for lack of memory; main catches those.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace nail {

// Exit codes of the command line (the command reference states them).
enum class ExitCode {
  done = 0,
  input = 1,      // the input is wrong
  usage = 2,      // wrong usage, an unknown home or product too
  tolerance = 3,  // ran, but did not reach its tolerance
  internal = 4,   // internal or I/O failure
  interrupted = 130,
};

struct Error {
  ExitCode code = ExitCode::internal;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ExitCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace nail
