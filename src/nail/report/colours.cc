#include "nail/report/colours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace nail::report {
namespace {

struct Rgb {
  double red, green, blue;
};

// Five stops at 0, 1/4, 1/2, 3/4, 1; lightness falls by nearly equal steps.
constexpr std::array<Rgb, 5> kExposure{
    {{251, 243, 235}, {243, 209, 176}, {226, 158, 106}, {186, 91, 37}, {117, 42, 8}}};
constexpr std::array<Rgb, 5> kShare{
    {{243, 246, 249}, {200, 217, 230}, {136, 174, 201}, {62, 118, 158}, {17, 60, 96}}};

Rgb at(const std::array<Rgb, 5>& stops, double part) {
  const double position = std::clamp(part, 0.0, 1.0) * 4;
  const std::size_t low = std::min<std::size_t>(3, static_cast<std::size_t>(position));
  const double t = position - static_cast<double>(low);
  const Rgb& a = stops[low];
  const Rgb& b = stops[low + 1];
  return {a.red + t * (b.red - a.red), a.green + t * (b.green - a.green),
          a.blue + t * (b.blue - a.blue)};
}

Rgb rgb(Scale scale, double part) {
  if (std::isnan(part)) return {236, 238, 239};
  return at(scale == Scale::exposure ? kExposure : kShare, part);
}

// Relative luminance as the accessibility guidelines (WCAG 2) define it.
double luminance(const Rgb& c) {
  const auto linear = [](double channel) {
    const double v = channel / 255;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

}  // namespace

std::string colour(Scale scale, double part) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const Rgb c = rgb(scale, part);
  std::string text = "#";
  for (const double channel : {c.red, c.green, c.blue}) {
    const int byte = std::clamp(static_cast<int>(std::lround(channel)), 0, 255);
    text += kDigits[byte / 16];
    text += kDigits[byte % 16];
  }
  return text;
}

const char* text_on(Scale scale, double part) {
  // White and black contrast equally near this luminance.
  return luminance(rgb(scale, part)) < 0.205 ? "#fff" : "#18222c";
}

}  // namespace nail::report
