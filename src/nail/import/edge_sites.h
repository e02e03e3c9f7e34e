// The table SITES of an import of edges.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nail/case/bind_firms.h"
#include "nail/case/typed_table.h"
#include "nail/table/data_file.h"

namespace nail {

struct EdgeSites {
  std::unique_ptr<TableSpec> spec;  // of the names that its columns have; the table refers to it
  std::unique_ptr<TypedTable> table;
  std::string id_column, product_column, output_column;
  std::vector<std::string> ids;
  std::vector<std::uint32_t> product;  // beside ids
};

// Reads and checks the table; nothing where it cannot be read (a fault).
std::optional<EdgeSites> read_edge_sites(const std::filesystem::path& path,
                                         const std::string& output_column, ProductNames& products,
                                         Diagnostics& diagnostics);

// The bytes of a table; where they cannot be had a fault and nothing.
std::optional<DataFile> read_import_file(const std::filesystem::path& path,
                                         Diagnostics& diagnostics);

}  // namespace nail
