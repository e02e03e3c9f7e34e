#include "work_sharing.h"

#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "nail/base/checkpoint.h"
#include "nail/base/text.h"
#include "session.h"

namespace nail::cli {
namespace {

WorkSharing g_alone;
WorkSharing* g_sharing = &g_alone;

}  // namespace

WorkSharing& work_sharing() { return *g_sharing; }
void set_work_sharing(WorkSharing& sharing) { g_sharing = &sharing; }

Result<void> WorkSharing::run(const SharedWork& work, const std::vector<std::uint64_t>& blocks) {
  const auto all = static_cast<double>(work.blocks);
  double finished = all - static_cast<double>(blocks.size());
  for (const std::uint64_t block : blocks) {
    const auto bytes =
        work.compute(block, [&](double part) { return work.progress((finished + part) / all); });
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto accepted = work.accept(block, *bytes); !accepted) return accepted;
    if (!work.progress(++finished / all)) return fail(ExitCode::interrupted, "interrupted");
  }
  return {};
}

CheckpointOptions checkpoint_options(const std::string& out, const std::string& checkpoint,
                                     bool resume, bool quiet) {
  std::string path = checkpoint;
  if (path.empty() && out != "-" && (resume || work_sharing().is_for_many())) {
    path = std::filesystem::path(out).lexically_normal().string();
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    path += ".checkpoint";
  }
  return {path, resume, quiet};
}

Result<void> check_checkpoint(const CheckpointOptions& options) {
  if (options.path.empty() || options.resume || !work_sharing().is_first()) return {};
  return Checkpoint::check_place(options.path);
}

Result<void> CheckpointedRun::run(const SharedWork& work) {
  std::optional<Checkpoint> checkpoint;
  std::vector<std::uint64_t> blocks;
  Result<void> prepared;
  if (work_sharing().is_first()) {
    std::vector<bool> is_done(work.blocks, false);
    if (!options_.path.empty()) {
      auto opened = options_.resume ? Checkpoint::resume(options_.path, key_)
                                    : Checkpoint::start(options_.path, key_);
      if (!opened) return tl::unexpected(opened.error());
      checkpoint.emplace(std::move(*opened));
      std::uint64_t resumed = 0;
      for (const auto& [block, bytes] : checkpoint->take_finished()) {
        if (block >= work.blocks || is_done[block]) continue;
        // What does not read back is computed again.
        if (!work.accept(block, bytes)) continue;
        is_done[block] = true;
        ++resumed;
      }
      if (options_.resume && !options_.quiet) {
        print_line(fmt::format("nail: went on from {} of {} blocks in {}", resumed, work.blocks,
                               printable(options_.path)));
      }
    }
    for (std::uint64_t block = 0; block < work.blocks; ++block) {
      if (!is_done[block]) blocks.push_back(block);
    }
  }
  SharedWork kept = work;
  kept.accept = [&](std::uint64_t block, std::string_view bytes) -> Result<void> {
    if (auto accepted = work.accept(block, bytes); !accepted) return accepted;
    return checkpoint ? checkpoint->add(block, bytes) : Result<void>();
  };
  return work_sharing().run(kept, blocks);
}

void CheckpointedRun::done() {
  if (options_.path.empty() || !work_sharing().is_first()) return;
  Checkpoint::remove(options_.path);
}

}  // namespace nail::cli
