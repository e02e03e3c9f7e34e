#include "nail/import/edge_classes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/import/edge_sites.h"
#include "nail/table/csv.h"
#include "nail/table/data_file.h"

namespace nail {
namespace {

constexpr std::array<std::string_view, 3> kLongColumns{"supplier_product", "buyer_product",
                                                       "class"};

std::vector<FirmClass> read_long(const std::string& path, DataFile file, ProductNames& products,
                                 Diagnostics& diagnostics) {
  const TypedTable table = TypedTable::read(*find_table(CaseKind::firms, "essentiality"), path,
                                            std::move(file.text), {}, diagnostics, file.rows_only);
  const auto suppliers = table.texts("supplier_product");
  const auto buyers = table.texts("buyer_product");
  const auto classes = table.numbers("class");
  std::vector<FirmClass> out;
  out.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!is_known(classes[row])) continue;
    out.push_back({products.position(suppliers[row]), products.position(buyers[row]),
                   static_cast<int>(classes[row])});
  }
  return out;
}

class MatrixReader {
 public:
  MatrixReader(const std::string& path, const DataFile& file, ProductNames& products,
               Diagnostics& diagnostics)
      : path_(path),
        is_rows_only_(file.rows_only),
        products_(products),
        diagnostics_(diagnostics),
        reader_(file.text, path, diagnostics) {}

  std::vector<FirmClass> read() {
    CsvRow row;
    if (!reader_.next(row)) {
      if (!reader_.is_broken()) {
        diagnostics_.fault({path_, 1, 1}, "empty-file", "the table has no header",
                           "write the buyer's products in the first line");
      }
      return {};
    }
    if (!read_header(row)) return {};
    std::unordered_set<std::string> seen;
    while (reader_.next(row)) {
      ++rows_;
      read_row(row, seen);
    }
    return std::move(classes_);
  }

 private:
  Location at(const CsvRow& row, std::size_t column) const {
    if (is_rows_only_) return {path_, rows_ + 1, column + 1};
    if (column >= row.cells.size()) return {path_, row.line, 1};
    return {path_, row.cells[column].line, row.cells[column].column};
  }

  bool read_header(const CsvRow& header) {
    if (header.cells.size() < 2) {
      const std::string_view only = header.cells.front().text;
      if (only.find_first_of(";\t|") != std::string_view::npos) {
        diagnostics_.fault(at(header, 0), "csv-delimiter", "the cells are not parted by commas",
                           "save the table with commas");
      } else {
        diagnostics_.fault(at(header, 0), "missing-column", "the matrix has no buyer's product",
                           "write the buyer's products in the first line, or the columns "
                           "supplier_product, buyer_product and class");
      }
      return false;
    }
    std::unordered_set<std::string> seen;
    for (std::size_t c = 1; c < header.cells.size(); ++c) {
      const std::string name(header.cells[c].text);
      if (name.empty()) {
        diagnostics_.fault(at(header, c), "empty-column-name", "a column without a name",
                           "name the buyer's product");
      } else if (!seen.insert(name).second) {
        diagnostics_.fault(at(header, c), "duplicate-column",
                           fmt::format("the column {} stands twice", name), "keep one");
      }
      buyers_.push_back(products_.position(name));
    }
    return true;
  }

  void read_row(const CsvRow& row, std::unordered_set<std::string>& seen) {
    if (row.cells.size() != buyers_.size() + 1) {
      diagnostics_.fault(
          at(row, row.cells.size()), "csv-width",
          fmt::format("{} cells where the header has {}", row.cells.size(), buyers_.size() + 1),
          "give every row as many cells as the header; quote cells with commas");
      return;
    }
    const std::string name(row.cells.front().text);
    if (name.empty()) {
      if (!row.cells.front().is_refused) {
        diagnostics_.fault(at(row, 0), "missing-value", "the row names no supplier's product",
                           "fill it in, or take the row out");
      }
    } else if (!seen.insert(name).second) {
      diagnostics_.fault(at(row, 0), "duplicate-key",
                         fmt::format("the row of {} stands twice", name), "keep one of the two");
    }
    const std::uint32_t supplier = products_.position(name);
    for (std::size_t c = 1; c < row.cells.size(); ++c) {
      const CsvCell& cell = row.cells[c];
      if (cell.is_refused || cell.text.find_first_not_of(' ') == std::string_view::npos) continue;
      const auto number = parse_number(cell.text);
      if (!number || !(*number == 0 || *number == 1 || *number == 2)) {
        const bool is_off = number && *number == std::floor(*number);
        diagnostics_.fault(at(row, c),
                           !number  ? "bad-number"
                           : is_off ? "out-of-range"
                                    : "bad-integer",
                           fmt::format("the class is '{}'", cell.text.substr(0, 40)),
                           "write 2 (essential), 1 (important), 0 (not needed) or nothing");
        continue;
      }
      const std::uint32_t buyer = buyers_[c - 1];
      FirmClass one{supplier, buyer, static_cast<int>(*number)};
      if (NAIL_MUTANT(edge_matrix_transposed, false, true)) {
        std::swap(one.supplier_product, one.buyer_product);
      }
      classes_.push_back(one);
    }
  }

  const std::string& path_;
  bool is_rows_only_;
  ProductNames& products_;
  Diagnostics& diagnostics_;
  CsvReader reader_;
  std::uint64_t rows_ = 0;
  std::vector<std::uint32_t> buyers_;
  std::vector<FirmClass> classes_;
};

// Whether the header is the long form's, be it with a slip.
bool is_long(const std::string& text) {
  Diagnostics ignored;
  CsvReader reader(text, {}, ignored);
  CsvRow header;
  if (!reader.next(header)) return false;
  std::size_t found = 0;
  for (const CsvCell& cell : header.cells) {
    found += std::find(kLongColumns.begin(), kLongColumns.end(), cell.text) != kLongColumns.end();
  }
  return found >= 2;
}

}  // namespace

std::vector<FirmClass> read_edge_classes(const std::filesystem::path& path, ProductNames& products,
                                         Diagnostics& diagnostics) {
  auto file = read_import_file(path, diagnostics);
  if (!file) return {};
  const std::string shown = path.string();
  if (is_long(file->text)) return read_long(shown, std::move(*file), products, diagnostics);
  return MatrixReader(shown, *file, products, diagnostics).read();
}

}  // namespace nail
