// Colour scales of the figures. Each runs evenly from light to dark in one hue, so that it reads
// the same in greyscale and to colour-blind readers.
#pragma once

#include <string>

namespace nail::report {

enum class Scale {
  exposure,  // what would be lost: sand to rust
  share,     // what is made where: mist to navy
};

// "#rrggbb" for a part of 1; unknown (NaN) is the paper's grey.
std::string colour(Scale scale, double part);

// The colour of text that stays legible on colour(scale, part).
const char* text_on(Scale scale, double part);

}  // namespace nail::report
