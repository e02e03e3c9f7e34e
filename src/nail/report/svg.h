// What every drawing needs: text that fits its box, scales, an axis. Figures that must keep their
// text at reading size on a phone place their marks in per cent of the width (along()); the tier
// diagram, which scrolls, uses plain units.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nail::report {

// Estimated width of a text at a font size, in the same unit as the size. From a table of the
// advance widths common to the usual sans-serif faces; other scripts count as wide.
double text_width(std::string_view text, double size);

// The text cut to fit a width, with an ellipsis where something was cut.
std::string shorten(std::string_view text, double size, double width);

// The text broken at spaces (or within a long word) into at most max_lines lines of a width; the
// last is shortened.
std::vector<std::string> wrap(std::string_view text, double size, double width, int max_lines);

// A part of 1 as a place along a strip's width, "12.3%": inset so that marks at 0 and 1 are whole.
std::string along(double part);
// The length of a stretch between two parts, in the same scale.
std::string stretch(double from, double to);

// Opens a strip: a drawing as wide as its box and height pixels tall, named for readers who hear
// it.
void open_strip(std::string& out, std::string_view name, int height);
void close_strip(std::string& out);

// Vertical lines at 0, 1/4, 1/2, 3/4 and 1 of a strip.
void strip_grid(std::string& out, int height);
// Marks at a part of a strip, centred at height y.
void open_circle(std::string& out, double part, int y);
void ring(std::string& out, double part, int y);
void filled_circle(std::string& out, double part, int y);
void diamond(std::string& out, double part, int y);
// A line from one part to another; kind is the class that styles it.
void strip_line(std::string& out, double from, double to, int y, std::string_view kind);

}  // namespace nail::report
