// assessment.json: the assessment as one JSON document, schema nail.assessment/1 (schemas/ holds
// its JSON Schema). Unknown numbers are null; nothing in it depends on clock, host or threads.
#pragma once

#include <string>

#include "nail/assess/assessment.h"

namespace nail {

std::string to_json(const Assessment& assessment);

}  // namespace nail
