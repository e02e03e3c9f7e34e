#include "nail/case/descriptor.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "nail/base/text.h"
#include "nail/table/csv.h"
#include "nail/table/data_file.h"

namespace nail {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

Location location_of_byte(const std::string& text, const std::string& file, std::size_t byte) {
  byte = std::min(byte, text.size());
  const std::string_view before(text.data(), byte);
  const std::size_t line_start = before.rfind('\n');
  const std::size_t start = line_start == std::string_view::npos ? 0 : line_start + 1;
  return {file, static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          utf8_length(before.substr(start)) + 1};
}

// The library gives no positions of values: find the value by its text. Good enough to lead a
// person to the line.
Location location_of_text(const std::string& text, const std::string& file,
                          const std::string& value) {
  const std::size_t at = text.find('"' + value + '"');
  if (at == std::string::npos) return {file, 1, 1};
  return location_of_byte(text, file, at);
}

std::string string_member(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

class Reader {
 public:
  Reader(const std::string& text, const std::string& file, Diagnostics& diagnostics)
      : text_(text), file_(file), diagnostics_(diagnostics) {}

  std::optional<Descriptor> read();

 private:
  Location find(const std::string& value) const { return location_of_text(text_, file_, value); }
  void fault(Location where, std::string code, std::string what, std::string remedy) {
    diagnostics_.fault(std::move(where), std::move(code), std::move(what), std::move(remedy));
  }
  void read_resource(const Json& json, std::size_t index, Descriptor& out);
  void read_schema(const Json& schema, const TableSpec* spec, ResourceEntry& entry);

  const std::string& text_;
  const std::string& file_;
  Diagnostics& diagnostics_;
};

std::optional<Descriptor> Reader::read() {
  const std::size_t start = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  // A descriptor nested deeper than this is an attack, not a table list.
  constexpr int kMostDepth = 64;
  Json json;
  try {
    json = Json::parse(text_.begin() + static_cast<std::ptrdiff_t>(start), text_.end(),
                       [&](int depth, Json::parse_event_t, Json&) {
                         if (depth > kMostDepth) throw std::length_error("nested too deep");
                         return true;
                       });
  } catch (const Json::parse_error& error) {
    std::string why = error.what();
    if (const auto colon = why.rfind(": "); colon != std::string::npos) why = why.substr(colon + 2);
    fault(location_of_byte(text_, file_, start + (error.byte > 0 ? error.byte - 1 : 0)), "bad-json",
          fmt::format("not JSON: {}", why), "correct it, or run nail init again");
    return std::nullopt;
  } catch (const std::exception& error) {
    fault({file_, 1, 1}, "bad-json", fmt::format("not usable JSON: {}", error.what()),
          "correct it, or run nail init again");
    return std::nullopt;
  }
  if (!json.is_object()) {
    fault({file_, 1, 1}, "bad-descriptor", "the descriptor is not a JSON object",
          "run nail init to write one");
    return std::nullopt;
  }
  Descriptor out;
  out.name = string_member(json, "name");
  out.title = string_member(json, "title");
  out.description = string_member(json, "description");
  const auto nail = json.find("nail");
  if (nail == json.end() || !nail->is_object()) {
    fault({file_, 1, 1}, "not-a-case", "the descriptor has no \"nail\" object",
          "add \"nail\": {\"version\": 1, \"kind\": \"products\"}");
    return std::nullopt;
  }
  const auto version = nail->find("version");
  if (version == nail->end() || !version->is_number_integer() || *version != 1) {
    fault(find("version"), "unknown-version", "the case's version is not 1",
          "write \"version\": 1, or use a newer nail");
  }
  const std::string kind = string_member(*nail, "kind");
  if (const auto known = parse_case_kind(kind)) {
    out.kind = *known;
  } else {
    fault(find("kind"), "unknown-kind", fmt::format("the case's kind is '{}'", kind),
          "write one of: products, firms, io");
    return std::nullopt;
  }
  const auto resources = json.find("resources");
  if (resources == json.end() || !resources->is_array()) {
    fault({file_, 1, 1}, "bad-descriptor", "the descriptor has no list of resources",
          "run nail init to write one");
    return std::nullopt;
  }
  for (std::size_t i = 0; i < resources->size(); ++i) read_resource((*resources)[i], i, out);
  return out;
}

void Reader::read_resource(const Json& json, std::size_t index, Descriptor& out) {
  if (!json.is_object()) {
    fault(find("resources"), "bad-resource", fmt::format("resource {} is not an object", index + 1),
          "correct it");
    return;
  }
  ResourceEntry entry;
  entry.name = string_member(json, "name");
  entry.where = find(entry.name);
  if (entry.name.empty()) {
    fault(find("resources"), "bad-resource", fmt::format("resource {} has no name", index + 1),
          "name it after its table");
    return;
  }
  const auto path = json.find("path");
  if (path == json.end() || !path->is_string() || path->get<std::string>().empty()) {
    fault(entry.where, "bad-resource",
          fmt::format("the resource {} has no path, or more than one", entry.name),
          "give one relative path");
    return;
  }
  entry.path = path->get<std::string>();
  for (const ResourceEntry& other : out.resources) {
    if (other.name == entry.name) {
      fault(entry.where, "duplicate-resource",
            fmt::format("the resource {} stands twice", entry.name), "keep one");
      return;
    }
  }
  const std::string encoding = string_member(json, "encoding");
  if (!encoding.empty() && encoding != "utf-8" && encoding != "UTF-8" && encoding != "utf8") {
    fault(find(encoding), "bad-encoding",
          fmt::format("the resource {} has the encoding {}", entry.name, encoding),
          "save the table as UTF-8");
  }
  if (const auto dialect = json.find("dialect"); dialect != json.end() && dialect->is_object()) {
    const std::string delimiter = string_member(*dialect, "delimiter");
    if (!delimiter.empty() && delimiter != ",") {
      fault(entry.where, "bad-dialect",
            fmt::format("the resource {} is delimited by '{}'", entry.name, delimiter),
            "save the table with commas");
    }
  }
  const TableSpec* spec = find_table(out.kind, entry.name);
  if (const auto schema = json.find("schema"); schema != json.end() && schema->is_object()) {
    read_schema(*schema, spec, entry);
  }
  out.resources.push_back(std::move(entry));
}

void Reader::read_schema(const Json& schema, const TableSpec* spec, ResourceEntry& entry) {
  if (const auto missing = schema.find("missingValues"); missing != schema.end()) {
    if (!missing->is_array() || *missing != Json::array({""})) {
      fault(entry.where, "schema-contradiction",
            fmt::format("the resource {} has missing values other than the empty cell", entry.name),
            "leave unknown cells empty and write \"missingValues\": [\"\"]");
    }
  }
  const auto fields = schema.find("fields");
  if (fields == schema.end() || !fields->is_array()) return;
  for (const Json& field : *fields) {
    if (!field.is_object()) continue;
    const std::string name = string_member(field, "name");
    const std::string type = string_member(field, "type");
    if (name.empty()) continue;
    entry.declared.insert(name);
    const FieldSpec* known = spec == nullptr ? nullptr : spec->find(name);
    if (known == nullptr || type.empty() || type == "any") continue;
    const std::string_view wanted = to_string(known->type);
    const bool year_like =
        known->type == FieldType::integer && (type == "year" || type == "number");
    const bool number_like = known->type == FieldType::number && type == "integer";
    const bool date_like = known->type == FieldType::date &&
                           (type == "string" || type == "yearmonth" || type == "year");
    if (type != wanted && !year_like && !number_like && !date_like) {
      fault(entry.where, "schema-contradiction",
            fmt::format("the descriptor calls {}.{} a {}; it is a {}", entry.name, name, type,
                        wanted),
            "correct the type: a descriptor may add, never contradict");
    }
  }
}

std::string table_of_file(const fs::path& path) {
  std::string name = path.filename().string();
  for (const std::string_view ending : {".csv.gz", ".csv", ".parquet"}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return {};
}

}  // namespace

std::optional<Descriptor> parse_descriptor(const std::string& text, const std::string& file,
                                           Diagnostics& diagnostics) {
  return Reader(text, file, diagnostics).read();
}

std::optional<std::string> unsafe_path(const fs::path& folder, const std::string& path) {
  if (path.find('\0') != std::string::npos) return "it holds a NUL byte";
  if (path.find("://") != std::string::npos) return "it is an address, not a path";
  if (path.find('\\') != std::string::npos) return "it holds a backslash";
  const fs::path relative(path);
  if (relative.is_absolute()) return "it is absolute";
  for (const fs::path& part : relative) {
    if (part == "..") return "it holds ..";
  }
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return "the case's folder cannot be read";
  const fs::path real = fs::weakly_canonical(root / relative, error);
  if (error) return fmt::format("its links lead nowhere ({})", error.message());
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (end != root.end()) return "a link leads out of the case's folder";
  return std::nullopt;
}

Result<std::string> describe_folder(const fs::path& folder, const std::string& name) {
  std::error_code error;
  std::map<std::string, fs::path> found;
  fs::directory_iterator it(folder, error);
  if (error) {
    return fail(ExitCode::input, fmt::format("cannot read the folder {}: {}",
                                             printable(folder.string()), error.message()));
  }
  for (; it != fs::directory_iterator(); it.increment(error)) {
    const std::string table = table_of_file(it->path());
    if (!table.empty()) found.emplace(table, it->path().filename());
  }
  CaseKind kind = CaseKind::products;
  std::size_t most = 0;
  for (const CaseKind candidate : {CaseKind::products, CaseKind::firms, CaseKind::io}) {
    const std::size_t known =
        static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [&](const auto& entry) {
          return find_table(candidate, entry.first) != nullptr;
        }));
    if (known > most) {
      most = known;
      kind = candidate;
    }
  }
  if (most == 0) {
    return fail(ExitCode::input,
                fmt::format("{} holds no table of a case (places.csv, products.csv, supply.csv, "
                            "sources.csv ...); see nail schema",
                            printable(folder.string())));
  }
  OrderedJson json;
  json["name"] = name;
  json["title"] = name;
  json["nail"] = {{"version", 1}, {"kind", std::string(to_string(kind))}};
  json["resources"] = OrderedJson::array();
  const auto add = [&](const std::string& table, const fs::path& path) -> Result<void> {
    OrderedJson resource;
    resource["name"] = table;
    resource["path"] = path.string();
    resource["encoding"] = "utf-8";
    auto file = read_data_file(folder / path);
    if (!file) return tl::unexpected(file.error());
    Diagnostics ignored;
    CsvReader reader(file->text, path.string(), ignored);
    CsvRow header;
    OrderedJson fields = OrderedJson::array();
    const TableSpec* spec = find_table(kind, table);
    if (reader.next(header)) {
      for (const CsvCell& cell : header.cells) {
        const FieldSpec* field = spec == nullptr ? nullptr : spec->find(cell.text);
        fields.push_back(
            {{"name", std::string(cell.text)},
             {"type", std::string(field ? to_string(field->type) : to_string(FieldType::text))}});
      }
    }
    // Only what the schema adds or repeats: a column it does not know keeps its warning.
    OrderedJson known = OrderedJson::array();
    for (const auto& field : fields) {
      if (spec == nullptr || spec->find(field["name"].get<std::string>()) != nullptr) {
        known.push_back(field);
      }
    }
    resource["schema"]["fields"] = known;
    resource["schema"]["missingValues"] = {""};
    if (spec != nullptr && !spec->key.empty()) resource["schema"]["primaryKey"] = spec->key;
    json["resources"].push_back(resource);
    return {};
  };
  for (const TableSpec& table : tables_of(kind)) {
    const auto entry = found.find(table.name);
    if (entry == found.end()) continue;
    if (auto added = add(table.name, entry->second); !added) return tl::unexpected(added.error());
  }
  for (const auto& [table, path] : found) {
    if (find_table(kind, table) != nullptr) continue;
    if (auto added = add(table, path); !added) return tl::unexpected(added.error());
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nail
