// Files of the source tree that the program carries with it; CMake writes their texts.
#pragma once

#include <span>
#include <string_view>

namespace nail::cli {

// The JSON Schemas in schemas/, by the name of their file: NAME.schema.json.
struct EmbeddedSchema {
  std::string_view name, text;
};
std::span<const EmbeddedSchema> json_schemas();

}  // namespace nail::cli
