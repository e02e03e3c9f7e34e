// Files of the source tree that the program carries with it; CMake writes their texts.
#pragma once

#include <string_view>

namespace nail::cli {

// schemas/assessment.schema.json
extern const std::string_view kAssessmentSchema;

}  // namespace nail::cli
