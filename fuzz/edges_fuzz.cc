// An import of edges on any bytes: what is read without a fault is written as a case that loads
// without one and says the same. The input is LINKS, SITES and ESSENTIALITY with a byte 0x01
// between.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "nail/base/atomic_output.h"
#include "nail/base/diagnostics.h"
#include "nail/case/load.h"
#include "nail/import/edges.h"

namespace {

const std::filesystem::path& folder() {
  static const std::filesystem::path made = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "nail-fuzz-XXXXXX").string();
    return std::filesystem::path(::mkdtemp(pattern.data()));
  }();
  return made;
}

std::string_view take(std::string_view& text) {
  const std::size_t end = text.find('\x01');
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"links.csv", "sites.csv", "essentiality.csv"}) {
    const std::string_view part = take(text);
    std::ofstream(folder() / name, std::ios::binary)
        .write(part.data(), static_cast<std::streamsize>(part.size()));
  }
  nail::EdgesSources sources;
  sources.links = folder() / "links.csv";
  sources.sites = folder() / "sites.csv";
  if (std::filesystem::file_size(folder() / "essentiality.csv") > 0) {
    sources.essentiality = folder() / "essentiality.csv";
  }
  nail::Diagnostics diagnostics;
  const auto edges = nail::read_edges(sources, diagnostics);
  if (!edges || diagnostics.has_faults()) return 0;
  auto target = nail::AtomicFolder::create(folder() / "case", true);
  if (!target || !nail::write_edges(*edges, "fuzz", *target) || !target->commit()) std::abort();
  nail::Diagnostics again;
  const auto loaded = nail::load_case(folder() / "case", again);
  if (!loaded || again.has_faults()) std::abort();
  const nail::FirmData& firms = loaded->data.firms;
  if (firms.sites != edges->sites.ids || firms.links.supplier != edges->links.supplier ||
      firms.links.buyer != edges->links.buyer || firms.links.value != edges->links.value ||
      firms.classes.size() != edges->classes.size()) {
    std::abort();
  }
  return 0;
}
