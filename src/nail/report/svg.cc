#include "nail/report/svg.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "nail/base/text.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

// Advance widths of the printable ASCII characters, thousandths of the font size.
constexpr short kAdvance[95] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // space to /
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // @ to O
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // P to _
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // ` to o
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};      // p to ~

std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return std::min(length, text.size());
}

double advance(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) {
    return first >= 0x20 && first < 0x7f ? kAdvance[first - 0x20] : 556;
  }
  // Latin, Greek and Cyrillic letters are about as wide as ours; three bytes begin with dashes and
  // quotes and soon reach scripts with square characters.
  if (first < 0xe0) return 600;
  return first == 0xe2 ? 700 : 1000;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double sum = 0;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    sum += advance(text.substr(0, length));
    text.remove_prefix(length);
  }
  return sum * size / 1000;
}

std::string shorten(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width) return std::string(text);
  const double room = width - size * 0.7;
  double used = 0;
  std::size_t kept = 0;
  while (kept < text.size()) {
    const std::size_t length = character_length(text.substr(kept));
    used += advance(text.substr(kept, length)) * size / 1000;
    if (used > room) break;
    kept += length;
  }
  return std::string(trim(text.substr(0, kept))) + "\u2026";
}

std::vector<std::string> wrap(std::string_view text, double size, double width, int max_lines) {
  std::vector<std::string> lines;
  text = trim(text);
  while (!text.empty()) {
    if (static_cast<int>(lines.size()) + 1 == max_lines || text_width(text, size) <= width) {
      lines.push_back(shorten(text, size, width));
      break;
    }
    // The last space (or the end of a joined word's first part) that still fits.
    std::size_t fits = 0, at = 0;
    double used = 0;
    while (at < text.size()) {
      const std::size_t length = character_length(text.substr(at));
      const double next = advance(text.substr(at, length)) * size / 1000;
      if (text[at] == ' ' && used <= width) fits = at;
      if (used + next > width) break;
      used += next;
      at += length;
      if (text[at - 1] == '-' || text[at - 1] == '/') fits = at;
    }
    if (fits == 0) fits = std::max(at, character_length(text));
    lines.emplace_back(trim(text.substr(0, fits)));
    text = trim(text.substr(fits));
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

std::string along(double part) { return fixed(2 + 96 * std::clamp(part, 0.0, 1.0), 1) + "%"; }

std::string stretch(double from, double to) {
  return fixed(std::max(0.0, 96 * (std::clamp(to, 0.0, 1.0) - std::clamp(from, 0.0, 1.0))), 1) +
         "%";
}

void open_strip(std::string& out, std::string_view name, int height) {
  out += "<svg class=\"strip\" role=\"img\" width=\"100%\" height=\"";
  out += std::to_string(height);
  out += "\"><title>";
  out += html_escape(name);
  out += "</title>";
}

void close_strip(std::string& out) { out += "</svg>"; }

void strip_grid(std::string& out, int height) {
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const std::string x = along(quarter / 4.0);
    out += "<line class=\"grid\" x1=\"" + x + "\" x2=\"" + x + "\" y1=\"0\" y2=\"" +
           std::to_string(height) + "\"/>";
  }
}

void open_circle(std::string& out, double part, int y) {
  out += "<circle class=\"m-direct\" cx=\"" + along(part) + "\" cy=\"" + std::to_string(y) +
         "\" r=\"4.5\"/>";
}

void ring(std::string& out, double part, int y) {
  out += "<circle class=\"m-ring\" cx=\"" + along(part) + "\" cy=\"" + std::to_string(y) +
         "\" r=\"6\"/>";
}

void filled_circle(std::string& out, double part, int y) {
  out += "<circle class=\"m-any\" cx=\"" + along(part) + "\" cy=\"" + std::to_string(y) +
         "\" r=\"5.5\"/>";
}

void diamond(std::string& out, double part, int y) {
  // A path knows no per cent: it stands in a drawing of its own that is placed in per cent.
  out += "<svg class=\"spot\" x=\"" + along(part) + "\" y=\"" + std::to_string(y) +
         "\"><path class=\"m-rerouted\" d=\"M-5.5 0L0-5.5 5.5 0 0 5.5z\"/></svg>";
}

void strip_line(std::string& out, double from, double to, int y, std::string_view kind) {
  out += "<line class=\"";
  out += kind;
  out += "\" x1=\"" + along(from) + "\" x2=\"" + along(to) + "\" y1=\"" + std::to_string(y) +
         "\" y2=\"" + std::to_string(y) + "\"/>";
}

}  // namespace nail::report
