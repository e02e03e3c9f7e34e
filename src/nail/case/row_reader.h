// How rows of a typed table become rows of a case: cells by column, a value with its range, and
// where a row stands (its provenance).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nail/case/model.h"
#include "nail/case/typed_table.h"

namespace nail {

// FNV-1a, 64 bits: small, fixed for ever, the same on every machine.
class KeyHash {
 public:
  void add(std::string_view text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0x1F);
  }
  std::uint64_t value() const { return value_; }

 private:
  void step(unsigned char byte) {
    value_ ^= byte;
    value_ *= 0x100000001B3ULL;
  }
  std::uint64_t value_ = 0xCBF29CE484222325ULL;
};

// One row of a table, read by column name: for tables of moderate size.
class RowView {
 public:
  RowView(const TypedTable& table, std::size_t row, const Case& data)
      : table_(table), row_(row), data_(data) {}

  std::string text(std::string_view column) const { return std::string(table_.text(column, row_)); }
  double number(std::string_view column) const { return table_.number(column, row_); }
  int integer(std::string_view column, int fallback) const {
    const double value = number(column);
    return is_known(value) ? static_cast<int>(value) : fallback;
  }
  PlaceId place(std::string_view column) const {
    return data_.find_place(table_.text(column, row_));
  }
  ProductId product(std::string_view column) const {
    return data_.find_product(table_.text(column, row_));
  }
  SourceId source() const;
  std::size_t row() const { return row_; }

 private:
  const TypedTable& table_;
  std::size_t row_;
  const Case& data_;
};

// A value with its range: `x_low` and `x_high`, and for the columns that plain `low` and `high`
// belong to also these.
class RangedColumn {
 public:
  RangedColumn(const TypedTable& table, const std::string& name);

  // taken: whether another column of the row is the one that plain low and high belong to.
  Ranged at(std::size_t row, bool taken = false) const;

 private:
  TypedTable::Numbers value_, low_, high_, plain_low_, plain_high_;
  TypedTable::Texts kind_;
  bool takes_plain_ = false, is_default_ = false;
};

// Provenance of a table's rows.
class ProvenanceReader {
 public:
  ProvenanceReader(const TypedTable& table, const Case& data);

  Provenance at(std::size_t row) const;

 private:
  struct Field {
    bool numeric;
    TypedTable::Texts texts;
    TypedTable::Numbers numbers;
  };
  SourceId source(std::size_t row) const;

  const TypedTable& table_;
  const Case& data_;
  TypedTable::Texts source_, note_;
  TypedTable::Numbers year_;
  KeyHash start_;
  std::vector<Field> fields_;
};

// What a word of a column means.
template <class Enum>
Enum word(std::string_view text, std::initializer_list<std::pair<std::string_view, Enum>> words,
          Enum fallback) {
  for (const auto& [name, value] : words) {
    if (text == name) return value;
  }
  return fallback;
}

}  // namespace nail
