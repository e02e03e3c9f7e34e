// datapackage.json on any bytes: parsed or refused with a reason, and no resource that is let
// through leaves the folder of the case.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "nail/base/diagnostics.h"
#include "nail/case/descriptor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  nail::Diagnostics diagnostics;
  const auto descriptor = nail::parse_descriptor(text, "datapackage.json", diagnostics);
  if (!descriptor && !diagnostics.has_faults()) std::abort();
  for (const nail::Diagnostic& diagnostic : diagnostics.sorted()) {
    // A message is one line that a terminal shows as it is, whatever the input held.
    for (const char c : nail::to_text(diagnostic)) {
      if (static_cast<unsigned char>(c) < 0x20) std::abort();
    }
  }
  return 0;
}
