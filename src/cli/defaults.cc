#include "defaults.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "nail/base/text.h"
#include "nail/case/descriptor.h"
#include "nail/table/data_file.h"

namespace nail::cli {
namespace {

constexpr const char* kFile = "nail.toml";
// A few keys fill a few lines; more is not a file of defaults.
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

enum class Kind { text, list, whole_number };

struct Key {
  const char* name;
  Kind kind;
};

constexpr Key kKeys[] = {{"home", Kind::text},         {"allies", Kind::list},
                         {"products", Kind::list},     {"draws", Kind::whole_number},
                         {"seed", Kind::whole_number}, {"threads", Kind::whole_number},
                         {"pool", Kind::text},         {"lens", Kind::text}};

Location location(const toml::source_region& region) {
  return {kFile, region.begin.line, region.begin.column};
}

// The value as it would be typed; nothing where it is of another type.
std::optional<std::string> typed(const toml::node& node, Kind kind) {
  if (kind == Kind::whole_number) {
    if (!node.is_integer() || **node.as_integer() < 0) return std::nullopt;
    return std::to_string(**node.as_integer());
  }
  if (node.is_string()) return **node.as_string();
  if (kind == Kind::text || !node.is_array()) return std::nullopt;
  std::string out;
  for (const toml::node& item : *node.as_array()) {
    if (!item.is_string()) return std::nullopt;
    out += (out.empty() ? "" : ",") + **item.as_string();
  }
  return out;
}

const char* wanted(Kind kind) {
  switch (kind) {
    case Kind::text:
      return "write a text in quotes";
    case Kind::list:
      return "write a text in quotes, or a list of them";
    case Kind::whole_number:
      return "write a whole number, 0 or more";
  }
  return "";
}

}  // namespace

const std::vector<std::string>& default_keys() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Key& key : kKeys) out.emplace_back(key.name);
    return out;
  }();
  return names;
}

std::vector<Default> read_defaults(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  namespace fs = std::filesystem;
  std::error_code error;
  // A link that leads nowhere is there too, and is a fault.
  if (!fs::exists(fs::symlink_status(folder / kFile, error))) return {};
  if (const auto why = unsafe_path(folder, kFile)) {
    diagnostics.fault({kFile, 0, 0}, "unsafe-path",
                      fmt::format("the defaults cannot be read: {}", *why),
                      "put a file there, or take it out");
    return {};
  }
  const auto text = read_bytes(folder / kFile);
  if (!text) {
    diagnostics.fault({kFile, 0, 0}, "unreadable-file", text.error().message, "");
    return {};
  }
  if (text->size() > kMostBytes) {
    diagnostics.fault({kFile, 1, 1}, "bad-toml", "the file is larger than 1 MiB",
                      "keep options only");
    return {};
  }
  toml::table table;
  try {
    table = toml::parse(*text, std::string_view(kFile));
  } catch (const toml::parse_error& wrong) {
    diagnostics.fault(location(wrong.source()), "bad-toml",
                      fmt::format("not TOML: {}", wrong.description()), "correct it");
    return {};
  }
  std::vector<Default> defaults;
  for (const auto& [name, node] : table) {
    const std::string key(name.str());
    const auto* known = std::find_if(std::begin(kKeys), std::end(kKeys),
                                     [&](const Key& k) { return key == k.name; });
    if (known == std::end(kKeys)) {
      const std::string near = closest(key, default_keys());
      diagnostics.warning(
          location(name.source()), "unknown-default",
          fmt::format("there is no default called {}", key),
          near.empty() ? fmt::format("it is not used; there are {}", join_words(default_keys()))
                       : fmt::format("it is not used; is it {}?", near));
      continue;
    }
    const auto value = typed(node, known->kind);
    if (!value) {
      diagnostics.fault(location(node.source()), "bad-default",
                        fmt::format("{} has a value of the wrong type", key), wanted(known->kind));
      continue;
    }
    defaults.push_back({key, *value, location(node.source())});
  }
  return defaults;
}

void check_defaults(const Case& data, const std::vector<Default>& defaults,
                    Diagnostics& diagnostics) {
  // Without its places or products (a case of another kind, a table not read) there is nothing to
  // hold the names against.
  if (data.places.empty() || data.products.empty()) return;
  std::vector<std::string> seats;
  for (const Place& place : data.places) seats.push_back(place.id);
  for (const Bloc& bloc : data.blocs) seats.push_back(bloc.id);
  std::vector<std::string> products;
  for (const Product& product : data.products) products.push_back(product.id);
  const auto fault = [&](const Default& entry, std::string_view name, const char* what,
                         const std::vector<std::string>& known) {
    const std::string near = closest(name, known);
    diagnostics.fault(
        entry.where, "unknown-reference",
        fmt::format("{} names '{}', which is no {} of this case", entry.key, name, what),
        near.empty() ? "correct it" : fmt::format("is it {}?", near));
  };
  for (const Default& entry : defaults) {
    if (entry.key == "home") {
      if (!entry.text.empty() && !find_home(data, entry.text)) {
        fault(entry, entry.text, "place or bloc", seats);
      }
    } else if (entry.key == "allies") {
      for (const std::string& part : split(entry.text, ',')) {
        const std::string_view name = trim(part);
        if (!find_home(data, name)) fault(entry, name, "place or bloc", seats);
      }
    } else if (entry.key == "products") {
      for (const std::string& part : split(entry.text, ',')) {
        const std::string_view glob = trim(part);
        const bool fits = std::any_of(products.begin(), products.end(),
                                      [&](const auto& id) { return glob_match(glob, id); });
        if (!fits) fault(entry, glob, "product", products);
      }
    }
  }
}

}  // namespace nail::cli
