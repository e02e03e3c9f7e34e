// The strict CSV reader on any bytes: it ends, reports what it refuses, and every cell it hands out
// lies inside the text or the row's own storage.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nail/base/diagnostics.h"
#include "nail/table/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  nail::Diagnostics diagnostics;
  nail::CsvReader reader(text, "input.csv", diagnostics);
  nail::CsvRow row;
  std::size_t bytes = 0;
  std::uint64_t last_line = 0;
  while (reader.next(row)) {
    if (row.line <= last_line || row.cells.empty()) std::abort();
    last_line = row.line;
    for (const nail::CsvCell& cell : row.cells) {
      if (cell.line < row.line || cell.column == 0) std::abort();
      // Every byte is read, so that the sanitizer sees a view that points astray.
      for (const char c : cell.text) bytes += static_cast<unsigned char>(c) != 0;
    }
  }
  // No text holds more cell bytes than it has bytes.
  if (bytes > size) std::abort();
  return 0;
}
