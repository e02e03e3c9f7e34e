// The built-in schemas: which tables a case of each kind may hold, their columns, types, limits,
// keys and references. They are the truth; a descriptor may add columns and tables, never
// contradict these.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nail {

enum class CaseKind { products, firms, io };

enum class FieldType { text, number, integer, date };

// What a text field may name.
enum class Refers {
  nothing,
  place,           // places
  place_or_bloc,   // places or blocs
  place_or_other,  // places, or the word `other`: the rest outside the listed places
  product,
  source,
  sector,
  scenario,
  measure,
  site,       // kind firms
  io_sector,  // kind io
};

struct FieldSpec {
  std::string name;
  FieldType type = FieldType::text;
  bool required = false;
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> values;  // the words allowed, where only some are
  std::string default_value;        // what an empty cell means, where it means something
  Refers refers = Refers::nothing;
};

struct TableSpec {
  std::string name;
  CaseKind kind = CaseKind::products;
  bool required = false;
  std::vector<FieldSpec> fields;
  std::vector<std::string> key;
  // The value columns `low`, `high`, `range` belong to: one, or two of which a row gives one.
  std::vector<std::string> ranged;
  std::string about;  // one sentence for `nail schema` and the docs
  // Whether columns of any other name are of use: none is reported as unknown.
  bool is_open = false;

  const FieldSpec* find(std::string_view field) const;
};

// All tables of a kind, in the order of the case format's page.
const std::vector<TableSpec>& tables_of(CaseKind kind);
// Null where the kind has no such table.
const TableSpec* find_table(CaseKind kind, std::string_view name);

std::string_view to_string(CaseKind kind);
std::optional<CaseKind> parse_case_kind(std::string_view text);
std::string_view to_string(FieldType type);

}  // namespace nail
