#include "nail/case/descriptor.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "nail/base/text.h"
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

// Where each value of a JSON text starts, by its path (`/resources/3/name`): the library that
// parses it does not say. For JSON that was parsed before; of other text it finds what it can.
class Positions {
 public:
  explicit Positions(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    value("");
  }

  // The byte where a bracket opens that is nested deeper than this; nothing where none is.
  std::optional<std::size_t> too_deep() const { return too_deep_; }
  // The byte of the value, or of the nearest that holds it.
  std::size_t find(std::string path) const {
    while (true) {
      if (const auto found = starts_.find(path); found != starts_.end()) return found->second;
      const std::size_t slash = path.rfind('/');
      if (slash == std::string::npos) return 0;
      path.resize(slash);
    }
  }

  static constexpr int kMostDepth = 64;

 private:
  void skip_space() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view string() {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const std::string_view inside = text_.substr(start, at_ - start);
    if (at_ < text_.size()) ++at_;
    return inside;
  }
  void value(const std::string& path) {
    skip_space();
    if (at_ >= text_.size()) return;
    starts_[path] = at_;
    const char c = text_[at_];
    if (c == '"') {
      string();
      return;
    }
    if (c != '{' && c != '[') {
      while (at_ < text_.size() &&
             std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) {
        ++at_;
      }
      return;
    }
    if (depth_ == kMostDepth) {
      if (!too_deep_) too_deep_ = at_;
      at_ = text_.size();
      return;
    }
    ++depth_;
    ++at_;
    const char close = c == '{' ? '}' : ']';
    for (std::size_t index = 0; !take(close) && at_ < text_.size(); ++index) {
      const std::size_t before = at_;
      if (c == '{') {
        skip_space();
        const std::string key(at_ < text_.size() && text_[at_] == '"' ? string() : "");
        take(':');
        value(path + '/' + key);
      } else {
        value(path + '/' + std::to_string(index));
      }
      take(',');
      if (at_ == before) break;  // not JSON
    }
    --depth_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<std::size_t> too_deep_;
  std::map<std::string, std::size_t> starts_;
};

std::string string_member(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

class Reader {
 public:
  Reader(const std::string& text, const std::string& file, Diagnostics& diagnostics)
      : text_(text), file_(file), diagnostics_(diagnostics), positions_(text) {}

  std::optional<Descriptor> read();

 private:
  Location at(const std::string& path) const {
    return location_of_byte(text_, file_, positions_.find(path));
  }
  void fault(Location where, std::string code, std::string what, std::string remedy) {
    diagnostics_.fault(std::move(where), std::move(code), std::move(what), std::move(remedy));
  }
  std::optional<Json> parse();
  void read_resource(const Json& json, const std::string& path, Descriptor& out);
  void read_dialect(const Json& dialect, const std::string& path, const ResourceEntry& entry);
  void read_schema(const Json& schema, const std::string& path, const TableSpec* spec,
                   ResourceEntry& entry);
  void read_field(const Json& field, const std::string& path, const TableSpec* spec,
                  ResourceEntry& entry);

  const std::string& text_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  Positions positions_;
};

// The library's message without its own name and position, which are told otherwise.
std::string reason(std::string text) {
  for (const std::string_view start : {"syntax error while parsing ", "parse error: "}) {
    if (const auto at = text.find(start); at != std::string::npos) {
      text = text.substr(at + start.size());
      break;
    }
  }
  if (text.starts_with('[')) {
    if (const auto at = text.find("] "); at != std::string::npos) text = text.substr(at + 2);
  }
  // What it read last may be long.
  if (text.size() > 200) text = text.substr(0, text.rfind(' ', 200)) + " ...";
  return text;
}

std::optional<Json> Reader::parse() {
  const std::size_t start = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const std::string remedy = "correct it, or run nail init again";
  if (text_.find_first_not_of(" \t\r\n", start) == std::string::npos) {
    fault({file_, 1, 1}, "bad-json", "the descriptor is empty", remedy);
    return std::nullopt;
  }
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    fault({file_, 1, 1}, "bad-json", "the descriptor is UTF-16", "save it as UTF-8");
    return std::nullopt;
  }
  // Nested this deep it is an attack, not a list of tables.
  if (const auto deep = positions_.too_deep()) {
    fault(location_of_byte(text_, file_, *deep), "bad-json",
          fmt::format("nested more than {} deep", Positions::kMostDepth), remedy);
    return std::nullopt;
  }
  try {
    return Json::parse(text_.begin() + static_cast<std::ptrdiff_t>(start), text_.end());
  } catch (const Json::parse_error& error) {
    fault(location_of_byte(text_, file_, start + (error.byte > 0 ? error.byte - 1 : 0)), "bad-json",
          fmt::format("not JSON: {}", reason(error.what())), remedy);
  } catch (const Json::exception& error) {
    fault({file_, 1, 1}, "bad-json", fmt::format("not usable JSON: {}", reason(error.what())),
          remedy);
  }
  return std::nullopt;
}

std::optional<Descriptor> Reader::read() {
  const auto parsed = parse();
  if (!parsed) return std::nullopt;
  const Json& json = *parsed;
  if (!json.is_object()) {
    fault(at(""), "bad-descriptor", "the descriptor is not a JSON object",
          "run nail init to write one");
    return std::nullopt;
  }
  Descriptor out;
  out.name = string_member(json, "name");
  out.title = string_member(json, "title");
  out.description = string_member(json, "description");
  const auto nail = json.find("nail");
  if (nail == json.end() || !nail->is_object()) {
    fault(at("/nail"), "not-a-case", "the descriptor has no \"nail\" object",
          "add \"nail\": {\"version\": 1, \"kind\": \"products\"}");
    return std::nullopt;
  }
  const auto version = nail->find("version");
  if (version == nail->end() || !version->is_number_integer() || *version != 1) {
    fault(at("/nail/version"), "unknown-version", "the case's version is not 1",
          "write \"version\": 1, or use a newer nail");
  }
  const std::string kind = string_member(*nail, "kind");
  if (const auto known = parse_case_kind(kind)) {
    out.kind = *known;
  } else {
    fault(at("/nail/kind"), "unknown-kind", fmt::format("the case's kind is '{}'", kind),
          "write one of: products, firms, io");
    return std::nullopt;
  }
  if (const auto given = nail->find("default_class"); given != nail->end()) {
    if (given->is_number_integer() && *given >= 0 && *given <= 2) {
      out.default_class = given->get<int>();
    } else {
      fault(at("/nail/default_class"), "bad-descriptor", "default_class is not 0, 1 or 2",
            "write the class of pairs of products that essentiality does not tell of");
    }
  }
  const auto resources = json.find("resources");
  if (resources == json.end() || !resources->is_array()) {
    fault(at("/resources"), "bad-descriptor", "the descriptor has no list of resources",
          "run nail init to write one");
    return std::nullopt;
  }
  for (std::size_t i = 0; i < resources->size(); ++i) {
    read_resource((*resources)[i], fmt::format("/resources/{}", i), out);
  }
  return out;
}

void Reader::read_resource(const Json& json, const std::string& path, Descriptor& out) {
  if (!json.is_object()) {
    fault(at(path), "bad-resource", "the resource is not an object", "correct it");
    return;
  }
  ResourceEntry entry;
  entry.name = string_member(json, "name");
  entry.where = at(path + "/name");
  if (entry.name.empty()) {
    fault(entry.where, "bad-resource", "the resource has no name", "name it after its table");
    return;
  }
  entry.path = string_member(json, "path");
  entry.path_where = at(path + "/path");
  if (entry.path.empty()) {
    fault(entry.path_where, "bad-resource",
          fmt::format("the resource {} has no path, or more than one", entry.name),
          "give one relative path");
    return;
  }
  for (const ResourceEntry& other : out.resources) {
    if (other.name == entry.name) {
      fault(entry.where, "duplicate-resource",
            fmt::format("the resource {} stands twice", entry.name), "keep one");
      return;
    }
  }
  const std::string encoding = string_member(json, "encoding");
  if (!encoding.empty() && encoding != "utf-8" && encoding != "UTF-8" && encoding != "utf8") {
    fault(at(path + "/encoding"), "bad-encoding",
          fmt::format("the resource {} has the encoding {}", entry.name, encoding),
          "save the table as UTF-8");
  }
  if (const auto dialect = json.find("dialect"); dialect != json.end() && dialect->is_object()) {
    read_dialect(*dialect, path + "/dialect", entry);
  }
  const TableSpec* spec = find_table(out.kind, entry.name);
  if (const auto schema = json.find("schema"); schema != json.end() && schema->is_object()) {
    read_schema(*schema, path + "/schema", spec, entry);
  }
  out.resources.push_back(std::move(entry));
}

void Reader::read_dialect(const Json& dialect, const std::string& path,
                          const ResourceEntry& entry) {
  const std::string delimiter = string_member(dialect, "delimiter");
  if (!delimiter.empty() && delimiter != ",") {
    fault(at(path + "/delimiter"), "bad-dialect",
          fmt::format("the resource {} is delimited by '{}'", entry.name, delimiter),
          "save the table with commas");
  }
  const std::string quote = string_member(dialect, "quoteChar");
  if (!quote.empty() && quote != "\"") {
    fault(at(path + "/quoteChar"), "bad-dialect",
          fmt::format("the resource {} is quoted by '{}'", entry.name, quote),
          "save the table with double quotes");
  }
  if (const auto header = dialect.find("header"); header != dialect.end() && *header == false) {
    fault(at(path + "/header"), "bad-dialect",
          fmt::format("the resource {} has no header", entry.name),
          "write the column names in the first line");
  }
}

void Reader::read_schema(const Json& schema, const std::string& path, const TableSpec* spec,
                         ResourceEntry& entry) {
  if (const auto missing = schema.find("missingValues");
      missing != schema.end() && *missing != Json::array({""}) && *missing != Json::array()) {
    fault(at(path + "/missingValues"), "schema-contradiction",
          fmt::format("the resource {} has missing values other than the empty cell", entry.name),
          "leave unknown cells empty and write \"missingValues\": [\"\"]");
  }
  if (const auto key = schema.find("primaryKey");
      key != schema.end() && spec != nullptr && !spec->key.empty()) {
    std::set<std::string> named;
    if (key->is_string()) named.insert(key->get<std::string>());
    if (key->is_array()) {
      for (const Json& field : *key) {
        if (field.is_string()) named.insert(field.get<std::string>());
      }
    }
    if (named != std::set<std::string>(spec->key.begin(), spec->key.end())) {
      fault(at(path + "/primaryKey"), "schema-contradiction",
            fmt::format("the key of {} is {}", entry.name, join_words(spec->key)),
            "correct primaryKey, or leave it out");
    }
  }
  const auto fields = schema.find("fields");
  if (fields == schema.end() || !fields->is_array()) return;
  for (std::size_t i = 0; i < fields->size(); ++i) {
    if ((*fields)[i].is_object()) {
      read_field((*fields)[i], fmt::format("{}/fields/{}", path, i), spec, entry);
    }
  }
}

void Reader::read_field(const Json& field, const std::string& path, const TableSpec* spec,
                        ResourceEntry& entry) {
  const std::string name = string_member(field, "name");
  const std::string type = string_member(field, "type");
  if (name.empty()) return;
  entry.declared.insert(name);
  const FieldSpec* known = spec == nullptr ? nullptr : spec->find(name);
  if (known == nullptr) return;
  const std::string_view wanted = to_string(known->type);
  const bool year_like = known->type == FieldType::integer && (type == "year" || type == "number");
  const bool number_like = known->type == FieldType::number && type == "integer";
  const bool date_like =
      known->type == FieldType::date && (type == "string" || type == "yearmonth" || type == "year");
  if (!type.empty() && type != "any" && type != wanted && !year_like && !number_like &&
      !date_like) {
    fault(
        at(path + "/type"), "schema-contradiction",
        fmt::format("the descriptor calls {}.{} a {}; it is a {}", entry.name, name, type, wanted),
        "correct the type: a descriptor may add, never contradict");
  }
  const auto constraints = field.find("constraints");
  if (constraints == field.end() || !constraints->is_object()) return;
  const auto required = constraints->find("required");
  if (known->required && required != constraints->end() && *required == false) {
    fault(at(path + "/constraints/required"), "schema-contradiction",
          fmt::format("the descriptor calls {}.{} optional; it is required", entry.name, name),
          "correct it: a descriptor may add, never contradict");
  }
  const auto words = constraints->find("enum");
  if (known->values.empty() || words == constraints->end() || !words->is_array()) return;
  for (const Json& word : *words) {
    if (word.is_string() && std::find(known->values.begin(), known->values.end(),
                                      word.get<std::string>()) != known->values.end()) {
      continue;
    }
    fault(at(path + "/constraints/enum"), "schema-contradiction",
          fmt::format("the descriptor allows {}.{} a word that it does not take", entry.name, name),
          fmt::format("write some of: {}", join_words(known->values)));
    break;
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
    if (table.empty()) continue;
    // Of several files of one table the first by name is taken: .csv before .csv.gz and .parquet.
    const fs::path file = it->path().filename();
    const auto [entry, added] = found.emplace(table, file);
    if (!added && file < entry->second) entry->second = file;
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
  NewDescriptor out{name, name, {}, kind, {}, {}};
  const auto add = [&](const std::string& table, const fs::path& path) -> Result<void> {
    auto columns = read_header(folder / path);
    if (!columns) return tl::unexpected(columns.error());
    out.tables.push_back({table, path.string(), std::move(*columns)});
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
  return write_descriptor(out);
}

std::string write_descriptor(const NewDescriptor& descriptor) {
  OrderedJson json;
  json["name"] = descriptor.name;
  json["title"] = descriptor.title;
  if (!descriptor.description.empty()) json["description"] = descriptor.description;
  json["nail"] = {{"version", 1}, {"kind", std::string(to_string(descriptor.kind))}};
  if (descriptor.default_class) json["nail"]["default_class"] = *descriptor.default_class;
  json["resources"] = OrderedJson::array();
  for (const NewTable& table : descriptor.tables) {
    const TableSpec* spec = find_table(descriptor.kind, table.name);
    // Only what the schema adds or repeats: a column it does not know keeps its warning.
    OrderedJson fields = OrderedJson::array();
    for (const std::string& column : table.columns) {
      const FieldSpec* field = spec == nullptr ? nullptr : spec->find(column);
      if (spec != nullptr && field == nullptr) continue;
      fields.push_back(
          {{"name", column},
           {"type", std::string(field ? to_string(field->type) : to_string(FieldType::text))}});
    }
    OrderedJson resource;
    resource["name"] = table.name;
    resource["path"] = table.path;
    resource["encoding"] = "utf-8";
    resource["schema"]["fields"] = fields;
    resource["schema"]["missingValues"] = {""};
    if (spec != nullptr && !spec->key.empty()) resource["schema"]["primaryKey"] = spec->key;
    json["resources"].push_back(resource);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nail
