#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "commands.h"
#include "embedded.h"
#include "nail/base/text.h"
#include "nail/case/schema.h"
#include "session.h"

namespace nail::cli {
namespace {

std::string limits(const FieldSpec& field) {
  if (!field.values.empty()) return fmt::format("{}", fmt::join(field.values, ", "));
  const bool low = std::isfinite(field.minimum);
  const bool high = std::isfinite(field.maximum);
  if (low && high) {
    return fmt::format("{} to {}", format_number(field.minimum), format_number(field.maximum));
  }
  if (low) return fmt::format("{} or more", format_number(field.minimum));
  return "";
}

std::string names(Refers refers) {
  switch (refers) {
    case Refers::nothing:
      return "";
    case Refers::place:
      return "a place";
    case Refers::place_or_bloc:
      return "a place or bloc";
    case Refers::place_or_other:
      return "a place, or other";
    case Refers::product:
      return "a product";
    case Refers::source:
      return "a source";
    case Refers::sector:
    case Refers::io_sector:
      return "a sector";
    case Refers::scenario:
      return "a scenario";
    case Refers::measure:
      return "a measure";
    case Refers::site:
      return "a site";
  }
  return "";
}

std::string table_text(const TableSpec& table) {
  std::string text = fmt::format("{} (kind {}{}): {}\n", table.name, to_string(table.kind),
                                 table.required ? ", required" : "", table.about);
  if (!table.key.empty()) text += fmt::format("key: {}\n", fmt::join(table.key, ", "));
  TextTable out{
      {"column", "type", "required", "limits", "default"}, {false, false, false, false, false}, {}};
  for (const FieldSpec& field : table.fields) {
    const bool ranged =
        std::find(table.ranged.begin(), table.ranged.end(), field.name) != table.ranged.end();
    std::string limit = limits(field);
    if (field.refers != Refers::nothing) limit = names(field.refers);
    if (ranged) limit += limit.empty() ? "ranged by low, high" : "; ranged by low, high";
    out.rows.push_back({field.name, std::string(to_string(field.type)), field.required ? "yes" : "",
                        limit, field.default_value});
  }
  return text + format_table(out, "table");
}

}  // namespace

ExitCode run_schema(const SchemaOptions& options) {
  std::vector<std::string> known;
  for (const EmbeddedSchema& schema : json_schemas()) {
    if (options.name == schema.name) return write_output("-", schema.text);
    known.emplace_back(schema.name);
  }
  std::string out;
  for (const CaseKind kind : {CaseKind::products, CaseKind::firms, CaseKind::io}) {
    for (const TableSpec& table : tables_of(kind)) {
      known.push_back(table.name);
      if (!options.name.empty() && table.name != options.name) continue;
      if (!out.empty()) out += '\n';
      out += table_text(table);
    }
  }
  if (!out.empty()) return write_output("-", out);
  const std::string near = closest(options.name, known);
  print_error(fmt::format("there is no schema of '{}'{}", printable(options.name),
                          near.empty() ? "" : fmt::format("; is it {}?", near)));
  return ExitCode::usage;
}

}  // namespace nail::cli
