// A table of a case on any bytes, read against its schema and bound to rows: the first byte
// chooses the table. Cells are wrong in every way that a CSV can hold; none may end in a number
// that is not finite.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "nail/base/diagnostics.h"
#include "nail/case/bind.h"
#include "nail/case/schema.h"
#include "nail/case/typed_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& specs = nail::tables_of(nail::CaseKind::products);
  const nail::TableSpec& spec = specs[data[0] % specs.size()];
  std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  nail::Diagnostics diagnostics;
  nail::TypedTable table =
      nail::TypedTable::read(spec, spec.name + ".csv", std::move(text), {}, diagnostics);
  for (const nail::FieldSpec& field : spec.fields) {
    if (!table.has(field.name)) continue;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (field.type == nail::FieldType::number || field.type == nail::FieldType::integer) {
        // NaN is how a table says unknown.
        if (std::isinf(table.number(field.name, row))) std::abort();
      } else {
        (void)table.text(field.name, row);
      }
      if (table.at(row, field.name).line < 2) std::abort();
    }
  }
  nail::TypedTables tables;
  tables.emplace(spec.name, std::move(table));
  nail::Case bound;
  nail::bind_tables(tables, bound);
  return 0;
}
