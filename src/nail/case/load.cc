#include "nail/case/load.h"

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "nail/base/sha256.h"
#include "nail/base/text.h"
#include "nail/case/bind.h"
#include "nail/case/bind_firms.h"
#include "nail/case/bind_io.h"
#include "nail/case/bind_stress.h"
#include "nail/case/check.h"
#include "nail/case/check_firms.h"
#include "nail/case/check_stress.h"
#include "nail/case/descriptor.h"
#include "nail/case/firm_links.h"
#include "nail/case/io_flows.h"
#include "nail/case/typed_table.h"
#include "nail/table/data_file.h"

namespace nail {
namespace fs = std::filesystem;
namespace {

// A file of a table that is not read yet.
struct TableFile {
  const ResourceEntry* resource = nullptr;
  const TableSpec* spec = nullptr;
  DataFile file;
  std::size_t position = 0;  // in Case::tables
};

// Columns that the descriptor tells of and the table has not.
void warn_of_missing_columns(const ResourceEntry& resource, const TableSpec& spec,
                             const std::function<bool(const std::string&)>& has,
                             Diagnostics& diagnostics) {
  for (const std::string& column : resource.declared) {
    if (has(column)) continue;
    // Of a column that must be there the table itself tells.
    const FieldSpec* field = spec.find(column);
    if (field != nullptr && field->required) continue;
    diagnostics.warning(resource.where, "missing-declared-column",
                        fmt::format("the descriptor tells of {}.{}, which the table has not",
                                    resource.name, column),
                        "add the column, or take it out of the descriptor");
  }
}

// Reads a table into tables and returns the number of its rows.
std::size_t add_table(TableFile from, const std::string& path, TypedTables& tables,
                      std::set<std::string>& unread, Diagnostics& diagnostics) {
  const ResourceEntry& resource = *from.resource;
  TypedTable table = TypedTable::read(*from.spec, path, std::move(from.file.text),
                                      resource.declared, diagnostics, from.file.rows_only);
  if (!table.is_whole()) unread.insert(resource.name);
  if (table.is_whole()) {
    warn_of_missing_columns(
        resource, *from.spec, [&](const std::string& column) { return table.has(column); },
        diagnostics);
  }
  const std::size_t rows = table.rows();
  tables.emplace(resource.name, std::move(table));
  return rows;
}

// The bytes of a table, or why they cannot be had.
std::optional<DataFile> read_file(const fs::path& folder, const ResourceEntry& resource,
                                  std::set<std::string>& unread, Diagnostics& diagnostics) {
  auto file = read_data_file(folder / resource.path);
  if (file) return std::move(*file);
  std::error_code ignored;
  const bool there = fs::exists(folder / resource.path, ignored);
  unread.insert(resource.name);
  diagnostics.fault(resource.path_where, there ? "unreadable-file" : "missing-file",
                    file.error().message,
                    there ? "" : "put the file there, or take the resource out");
  return std::nullopt;
}

// Binds the sites and classes that were read, then reads links (null: the case has none).
void read_firms(const fs::path& folder, const Descriptor& descriptor, const ResourceEntry* links,
                TypedTables& tables, Case& data, std::set<std::string>& unread,
                Diagnostics& diagnostics) {
  FirmData& firms = data.firms;
  firms.default_class = descriptor.default_class;
  ProductNames products(firms.products);
  bind_firm_sites(tables, products, firms);
  if (links == nullptr) return;
  const SiteIndex index(firms.sites);
  const TableSpec& spec = *find_table(CaseKind::firms, "links");
  const fs::path file = folder / links->path;
  const std::string path = fs::path(links->path).lexically_normal().string();
  const auto sites = tables.find("sites");
  if (sites != tables.end() && sites->second.is_whole()) {
    auto plain = read_plain_links({file, path, links->declared}, index, firms.product, products,
                                  diagnostics);
    if (plain) {
      data.tables.push_back({links->name, path, std::move(plain->sha256), plain->rows});
      firms.links = std::move(plain->links);
      warn_of_missing_columns(
          *links, spec, [&](const std::string& column) { return plain->columns.contains(column); },
          diagnostics);
      return;
    }
  }
  auto bytes = read_file(folder, *links, unread, diagnostics);
  if (!bytes) return;
  data.tables.push_back({links->name, path, bytes->sha256, 0});
  data.tables.back().rows =
      add_table({links, &spec, std::move(*bytes), 0}, path, tables, unread, diagnostics);
  bind_firm_links(tables, index, products, firms);
}

// Reads the tables the descriptor names; faults leave a table out. unread: tables of which rows may
// be missing, though the case has them.
TypedTables read_tables(const fs::path& folder, const Descriptor& descriptor, Case& data,
                        std::set<std::string>& unread, Diagnostics& diagnostics) {
  TypedTables tables;
  std::optional<TableFile> flows;
  const ResourceEntry* links = nullptr;
  std::size_t links_position = 0;
  for (const ResourceEntry& resource : descriptor.resources) {
    if (const auto why = unsafe_path(folder, resource.path)) {
      unread.insert(resource.name);
      diagnostics.fault(resource.path_where, "unsafe-path",
                        fmt::format("the path of {} cannot be used: {}", resource.name, *why),
                        "give a relative path inside the case's folder");
      continue;
    }
    const TableSpec* spec = find_table(descriptor.kind, resource.name);
    if (spec == nullptr) {
      std::vector<std::string> known;
      for (const TableSpec& table : tables_of(descriptor.kind)) known.push_back(table.name);
      const std::string near = closest(resource.name, known);
      diagnostics.warning(resource.where, "unknown-table",
                          fmt::format("a case of kind {} has no table {}",
                                      to_string(descriptor.kind), resource.name),
                          near.empty() ? "it is kept and not used"
                                       : fmt::format("it is kept and not used; is it {}?", near));
      continue;
    }
    // ./x.csv and x.csv are the same file and are shown as one.
    const std::string path = fs::path(resource.path).lexically_normal().string();
    if (descriptor.kind == CaseKind::firms && resource.name == "links") {
      // Sites may stand after them in the descriptor.
      links = &resource;
      links_position = data.tables.size();
      continue;
    }
    auto file = read_file(folder, resource, unread, diagnostics);
    if (!file) continue;
    data.tables.push_back({resource.name, path, file->sha256, 0});
    if (descriptor.kind == CaseKind::io && resource.name == "flows") {
      // Sectors may stand after them in the descriptor.
      flows = TableFile{&resource, spec, std::move(*file), data.tables.size() - 1};
      continue;
    }
    data.tables.back().rows =
        add_table({&resource, spec, std::move(*file), 0}, path, tables, unread, diagnostics);
  }
  if (flows) {
    const std::string path = data.tables[flows->position].path;
    const auto sectors = tables.find("sectors");
    std::optional<PlainFlows> plain;
    if (sectors != tables.end() && sectors->second.is_whole()) {
      plain = read_plain_flows(flows->file.text, sectors->second);
    }
    // Of a column that the descriptor tells of and the table has not, the general way tells.
    for (const std::string& column : flows->resource->declared) {
      const FieldSpec* field = flows->spec->find(column);
      const bool is_there =
          field != nullptr && (field->required || (plain && plain->has_year && column == "year"));
      if (!is_there) plain.reset();
    }
    std::size_t& rows = data.tables[flows->position].rows;
    if (plain) {
      rows = plain->rows;
      data.io.flows = std::move(plain->flows);
      data.io.year = plain->year;
    } else {
      rows = add_table(std::move(*flows), path, tables, unread, diagnostics);
    }
  }
  if (descriptor.kind == CaseKind::firms) {
    read_firms(folder, descriptor, links, tables, data, unread, diagnostics);
    // In the descriptor's order.
    if (links != nullptr && !data.tables.empty() && data.tables.back().name == links->name) {
      std::rotate(data.tables.begin() + static_cast<std::ptrdiff_t>(links_position),
                  data.tables.end() - 1, data.tables.end());
    }
  }
  for (const TableSpec& spec : tables_of(descriptor.kind)) {
    if (!spec.required) continue;
    const bool named =
        std::any_of(descriptor.resources.begin(), descriptor.resources.end(),
                    [&](const ResourceEntry& resource) { return resource.name == spec.name; });
    if (!named) {
      unread.insert(spec.name);
      diagnostics.fault({"datapackage.json", 1, 1}, "missing-table",
                        fmt::format("a case of kind {} needs the table {}",
                                    to_string(descriptor.kind), spec.name),
                        "add it to the resources");
    }
  }
  return tables;
}

// The digits as a claim's number was written: they say how exactly it was stated.
void keep_stated_text(const TypedTables& tables, Case& data) {
  const auto found = tables.find("claims");
  if (found == tables.end()) return;
  for (std::size_t row = 0; row < found->second.rows() && row < data.claims.size(); ++row) {
    data.claims[row].stated_text = found->second.raw("stated", row);
  }
}

}  // namespace

std::optional<LoadedCase> load_case(const fs::path& folder, Diagnostics& diagnostics) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    std::string what = "there is no such folder";
    if (error && error.value() != ENOENT) {
      what = fmt::format("cannot be read: {}", error.message());
    } else if (fs::exists(folder, error)) {
      what = "it is not a folder";
    }
    diagnostics.fault({folder.string(), 0, 0}, "no-case", what,
                      "give the folder that holds the case's datapackage.json");
    return std::nullopt;
  }
  const std::string file = "datapackage.json";
  auto text = read_bytes(folder / file);
  if (!text) {
    const bool there = fs::exists(folder / file, error);
    diagnostics.fault({file, 0, 0}, "no-descriptor", text.error().message,
                      there ? "put a descriptor in its place: nail init writes one"
                            : fmt::format("run nail init {}", folder.string()));
    return std::nullopt;
  }
  if (text->size() > (std::size_t{16} << 20)) {
    diagnostics.fault({file, 1, 1}, "bad-descriptor", "the descriptor is larger than 16 MiB",
                      "run nail init to write one");
    return std::nullopt;
  }
  auto descriptor = parse_descriptor(*text, file, diagnostics);
  if (!descriptor) return std::nullopt;
  LoadedCase loaded;
  Case& data = loaded.data;
  data.kind = descriptor->kind;
  data.folder = folder.string();
  data.title = descriptor->title;
  data.description = descriptor->description;
  data.name = !descriptor->name.empty() ? descriptor->name
                                        : fs::absolute(folder, error).filename().string();
  std::set<std::string> unread;
  const TypedTables tables = read_tables(folder, *descriptor, data, unread, diagnostics);
  std::string hashes = std::string(to_string(data.kind)) + '\n';
  std::vector<TableInfo> by_name = data.tables;
  std::sort(by_name.begin(), by_name.end(),
            [](const TableInfo& a, const TableInfo& b) { return a.name < b.name; });
  for (const TableInfo& table : by_name) {
    hashes += fmt::format("{} {}\n", table.name, table.sha256);
  }
  data.content_hash = sha256_hex(hashes);
  check_references(data.kind, tables, diagnostics, unread);
  check_scenarios(tables, diagnostics);
  if (data.kind == CaseKind::io) {
    bind_io(tables, data);
    bind_scenarios(tables, data);
    check_io_case(tables, data, diagnostics);
  }
  if (data.kind == CaseKind::firms) {
    check_firms_case(tables, data, diagnostics);
  }
  if (data.kind != CaseKind::products) return loaded;
  bind_tables(tables, data);
  keep_stated_text(tables, data);
  check_products_case(tables, data, diagnostics, unread);
  const auto supply = tables.find("supply");
  loaded.sets = make_share_sets(data, supply == tables.end() ? "supply.csv" : supply->second.file(),
                                diagnostics);
  return loaded;
}

}  // namespace nail
