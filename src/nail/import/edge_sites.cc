#include "nail/import/edge_sites.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/table/csv.h"
#include "nail/table/data_file.h"

namespace nail {
namespace {

// The names of the columns as the table writes them.
std::vector<std::string> names_of(const std::string& text) {
  Diagnostics ignored;
  CsvReader reader(text, {}, ignored);
  CsvRow header;
  std::vector<std::string> names;
  if (reader.next(header)) {
    for (const CsvCell& cell : header.cells) names.emplace_back(cell.text);
  }
  return names;
}

// Which of two names a table uses; the first where it uses neither or both.
std::string either(const std::vector<std::string>& names, const std::string& one,
                   const std::string& other) {
  const auto has = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return !has(one) && has(other) ? other : one;
}

}  // namespace

std::optional<DataFile> read_import_file(const std::filesystem::path& path,
                                         Diagnostics& diagnostics) {
  auto file = read_data_file(path);
  if (file) return std::move(*file);
  std::error_code ignored;
  const bool is_there = std::filesystem::exists(path, ignored);
  diagnostics.fault({path.string(), 0, 0}, is_there ? "unreadable-file" : "missing-file",
                    file.error().message,
                    is_there ? "" : "give the path of a .csv, .csv.gz or .parquet file");
  return std::nullopt;
}

std::optional<EdgeSites> read_edge_sites(const std::filesystem::path& path,
                                         const std::string& output_column, ProductNames& products,
                                         Diagnostics& diagnostics) {
  auto file = read_import_file(path, diagnostics);
  if (!file) return std::nullopt;
  const std::vector<std::string> names = names_of(file->text);
  EdgeSites sites;
  sites.id_column = either(names, "site", "firm");
  sites.product_column = either(names, "product", "sector");
  sites.output_column = output_column.empty() ? "output" : output_column;
  const auto number = [](const std::string& name) {
    FieldSpec field;
    field.name = name;
    field.type = FieldType::number;
    field.minimum = 0;
    return field;
  };
  FieldSpec id, product, place;
  id.name = sites.id_column;
  product.name = sites.product_column;
  id.required = product.required = true;
  place.name = "place";
  TableSpec spec;
  spec.name = "SITES";
  spec.kind = CaseKind::firms;
  spec.required = true;
  spec.fields = {id, product, place, number(sites.output_column), number("weight")};
  // A column that was asked for must be there.
  spec.fields[3].required =
      !output_column.empty() && std::find(names.begin(), names.end(), output_column) == names.end();
  spec.key = {sites.id_column};
  spec.is_open = true;
  sites.spec = std::make_unique<TableSpec>(std::move(spec));
  sites.table = std::make_unique<TypedTable>(TypedTable::read(
      *sites.spec, path.string(), std::move(file->text), {}, diagnostics, file->rows_only));
  const TypedTable& table = *sites.table;
  if (table.is_whole() && table.rows() == 0) {
    diagnostics.fault({path.string(), 1, 1}, "empty-network", "there is no site",
                      "add a row for each site");
  }
  const auto ids = table.texts(sites.id_column);
  const auto made = table.texts(sites.product_column);
  sites.ids.reserve(table.rows());
  sites.product.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    sites.ids.emplace_back(ids[row]);
    sites.product.push_back(products.position(made[row]));
  }
  return sites;
}

}  // namespace nail
