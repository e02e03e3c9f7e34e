// The report's style sheet: screen from 360 pixels up, and A4 in print.
#pragma once

#include <string_view>

namespace nail::report {

std::string_view style_sheet();

}  // namespace nail::report
