// Flows of an input-output case on any bytes: the quick way in either gives up or reads what the
// general way reads, without a fault.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "nail/base/diagnostics.h"
#include "nail/case/bind_io.h"
#include "nail/case/io_flows.h"
#include "nail/case/schema.h"
#include "nail/case/typed_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  nail::Diagnostics diagnostics;
  const auto read = [&](const char* name, std::string csv) {
    return nail::TypedTable::read(*nail::find_table(nail::CaseKind::io, name),
                                  std::string(name) + ".csv", std::move(csv), {}, diagnostics);
  };
  nail::TypedTables tables;
  tables.emplace("sectors", read("sectors", "sector,place,product\na,X,p\nb,X,q\nc,Y,p\n"));
  const auto plain = nail::read_plain_flows(text, tables.at("sectors"));
  tables.emplace("flows", read("flows", text));
  nail::Case bound;
  nail::bind_io(tables, bound);
  if (!plain) return 0;
  const nail::IoData& io = bound.io;
  if (diagnostics.has_faults() || diagnostics.warnings() > 0) std::abort();
  if (plain->rows != tables.at("flows").rows() || plain->year != io.year) std::abort();
  if (plain->flows.size() != io.flows.size()) std::abort();
  for (std::size_t i = 0; i < io.flows.size(); ++i) {
    const nail::IoFlow& one = plain->flows[i];
    const nail::IoFlow& two = io.flows[i];
    if (one.from != two.from || one.to != two.to || one.value != two.value) std::abort();
  }
  return 0;
}
