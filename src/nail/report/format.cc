#include "nail/report/format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "nail/base/text.h"

namespace nail::report {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string percent_digits(double part) {
  const double value = part * 100;
  if (value > 0 && value < 0.05) return "\u22640.1";
  if (value > 99.95 && value < 100) return "\u226599.9";
  // One decimal only where a whole number would hide the difference that matters.
  const double size = std::abs(value);
  if (size >= 9.95 && (size <= 99 || size >= 100)) return fixed(value, 0);
  std::string text = fixed(value, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

}  // namespace

std::string fixed(double value, int decimals) {
  std::array<char, 400> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 value == 0 ? 0.0 : value, std::chars_format::fixed, decimals);
  std::string text(digits.data(), end.ptr);
  // -0.04 to one decimal is 0.0, not -0.0.
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string number(double value) {
  if (!is_known(value)) return std::string(kDash);
  const double size = std::abs(value);
  if (!std::isfinite(size) || size >= 1e15) return format_number(value);
  if (size >= 1000) {
    std::string digits = fixed(value, 0);
    const std::size_t first = digits.front() == '-' ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
      at -= 3;
      digits.insert(at, kSpace);
    }
    return digits;
  }
  const int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
  std::string text = fixed(value, decimals);
  if (decimals > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

std::string percent(double part) {
  if (!is_known(part)) return std::string(kDash);
  return percent_digits(part).append(kSpace) + "%";
}

std::string percent_range(const Ranged& range) {
  if (!range.has_range() || !is_known(range.lower()) || !is_known(range.upper())) return "";
  // An end of a range is rounded outwards: 0 and 100 hold what lies next to them.
  const auto digits = [](double part) {
    return part > 0 && part < 0.0005   ? "0"
           : part > 0.9995 && part < 1 ? "100"
                                       : percent_digits(part);
  };
  const std::string low = digits(range.lower());
  const std::string high = digits(range.upper());
  std::string text = low;
  if (high != low) text.append(kDash).append(high);
  return text.append(kSpace) + "%";
}

bool is_share(std::string_view unit) {
  return unit.starts_with("share") || unit == "part" || unit == "fraction" || unit == "%";
}

std::string quantity(double value, std::string_view unit) {
  if (!is_known(value)) return std::string(kDash);
  if (is_share(unit)) return percent(value);
  std::string text = number(value);
  if (unit == "0-10") return text + " of 10";
  if (unit == "1/year") return number(value * 100).append(kSpace) + "points a year";
  const bool bare =
      unit.empty() || unit == "1" || unit == "index" || unit == "count" || unit == "ratio";
  if (!bare) text.append(kSpace).append(unit);
  return text;
}

std::string quantity_range(const Ranged& range, std::string_view unit) {
  if (is_share(unit)) return percent_range(range);
  if (!range.has_range() || !is_known(range.lower()) || !is_known(range.upper())) return "";
  const std::string low = number(range.lower());
  const std::string high = number(range.upper());
  return low == high ? low : low + std::string(kDash) + high;
}

std::string label(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  if (text.starts_with("hhi")) text.replace(0, 3, "HHI");
  if (text.starts_with("cdi")) text.replace(0, 3, "CDI");
  if (text.starts_with("eu ")) text.replace(0, 2, "EU");
  if (text == "geopolrisk") text = "GeoPolRisk";
  if (!text.empty()) text.front() = upper(text.front());
  return text;
}

std::string stage_label(std::string_view stage) {
  std::string_view rest = stage;
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') rest.remove_prefix(1);
  if (rest.size() == stage.size() || rest.empty() || rest.front() != ' ') rest = stage;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  std::string text(rest);
  if (!text.empty()) text.front() = upper(text.front());
  return text;
}

bool is_web_link(std::string_view url) {
  std::string start;
  for (const char c : url.substr(0, 8)) start += lower(c);
  if (!start.starts_with("http://") && !start.starts_with("https://")) return false;
  return std::none_of(url.begin(), url.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

}  // namespace nail::report
