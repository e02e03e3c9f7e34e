#include "text_output.h"

#include "session.h"

namespace nail::cli {

Result<TextOutput> TextOutput::create(const std::string& out) {
  if (out == "-") return TextOutput(std::nullopt);
  auto file = AtomicFile::create(out);
  if (!file) return tl::unexpected<Error>(file.error());
  return TextOutput(std::move(*file));
}

ExitCode TextOutput::write(std::string_view text) {
  if (!file_) return write_output("-", text);
  auto done = file_->write(text);
  if (done) done = file_->commit();
  return done ? ExitCode::done : report(done.error());
}

}  // namespace nail::cli
