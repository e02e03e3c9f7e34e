#include "nail/case/row_reader.h"

#include <algorithm>

#include "nail/base/mutant.h"
#include "nail/base/text.h"

namespace nail {
namespace {

SourceId find_source(const Case& data, std::string_view id) {
  const auto found = data.source_ids.find(std::string(id));
  return found == data.source_ids.end() ? SourceId{} : found->second;
}

}  // namespace

SourceId RowView::source() const { return find_source(data_, table_.text("source", row_)); }

RangedColumn::RangedColumn(const TypedTable& table, const std::string& name)
    : value_(table.numbers(name)),
      low_(table.numbers(name + "_low")),
      high_(table.numbers(name + "_high")),
      plain_low_(table.numbers("low")),
      plain_high_(table.numbers("high")),
      kind_(table.texts("range")) {
  const auto& ranged = table.spec().ranged;
  takes_plain_ = std::find(ranged.begin(), ranged.end(), name) != ranged.end();
  is_default_ = table.plain_range_column() == name;
}

Ranged RangedColumn::at(std::size_t row, bool taken) const {
  Ranged out;
  out.value = value_[row];
  out.low = low_[row];
  out.high = high_[row];
  const bool plain =
      takes_plain_ && NAIL_MUTANT(range_belongs_to_every_column,
                                  (is_known(out.value) || (is_default_ && !taken)), true);
  if (plain && !out.has_range()) {
    out.low = plain_low_[row];
    out.high = plain_high_[row];
  }
  out.kind = kind_[row] == "bounds" ? RangeKind::bounds : RangeKind::p90;
  return out;
}

ProvenanceReader::ProvenanceReader(const TypedTable& table, const Case& data)
    : table_(table),
      data_(data),
      source_(table.texts("source")),
      note_(table.texts("note")),
      year_(table.numbers("year")) {
  start_.add(table.spec().name);
  // Without a key, a row is what all its columns say.
  std::vector<std::string> fields = table.spec().key;
  if (fields.empty()) {
    for (const FieldSpec& field : table.spec().fields) fields.push_back(field.name);
  }
  for (const std::string& field : fields) {
    const FieldSpec* spec = table.spec().find(field);
    const bool numeric =
        spec != nullptr && (spec->type == FieldType::number || spec->type == FieldType::integer);
    fields_.push_back({numeric, table.texts(field), table.numbers(field)});
  }
}

Provenance ProvenanceReader::at(std::size_t row) const {
  Provenance out;
  out.source = source(row);
  out.year = is_known(year_[row]) ? static_cast<int>(year_[row]) : kNoYear;
  out.line = table_.line(row);
  out.note = note_[row];
  KeyHash hash = start_;
  for (const Field& field : fields_) {
    if (field.numeric) {
      hash.add(format_number(field.numbers[row]));
    } else {
      hash.add(field.texts[row]);
    }
  }
  out.row_key = hash.value();
  return out;
}

SourceId ProvenanceReader::source(std::size_t row) const {
  return find_source(data_, source_[row]);
}

}  // namespace nail
