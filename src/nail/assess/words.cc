#include "nail/assess/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// A percentage without its sign.
std::string percent_digits(double share) {
  const double p = 100 * share;
  const double size = std::abs(p);
  if (size == 0) return "0";
  if (size < 0.05) return p < 0 ? "-0.1" : "less than 0.1";
  const bool whole = size >= 9.95 && !(size >= 99.5 && size < 99.95);
  std::string text = fmt::format("{:.{}f}", p, whole ? 0 : 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

bool ends_with_word(std::string_view name, std::string_view word) {
  if (!name.ends_with(word)) return false;
  return name.size() == word.size() || name[name.size() - word.size() - 1] == ' ';
}

}  // namespace

std::string percent(double share) {
  return is_known(share) ? percent_digits(share) + " %" : "unknown";
}

std::string percent_range(const Ranged& range) {
  if (!is_known(range.low) || !is_known(range.high)) return "";
  const std::string low = percent_digits(range.low);
  const std::string high = percent_digits(range.high);
  return low == high ? "" : fmt::format("{} to {} %", low, high);
}

std::string percent_with_range(const Ranged& range) {
  return amount_with_range(range, "share", "");
}

bool is_share(std::string_view unit, std::string_view index) {
  if (unit.starts_with("share")) return true;
  if (!unit.empty()) return false;
  return index.ends_with("_share") || index.ends_with("_reliance") ||
         index.starts_with("exposure_") || index.find("_share_") != std::string_view::npos;
}

std::string plain_number(double value) {
  if (!is_known(value)) return "unknown";
  const double size = std::abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return fmt::format("{:.3g}", value);
  if (size >= 1000) {
    // Whole numbers in groups of three.
    std::string digits = fmt::format("{:.0f}", size);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, " ");
    return (value < 0 ? "-" : "") + digits;
  }
  std::string text = fmt::format("{:.{}f}", value,
                                 size >= 100  ? 0
                                 : size >= 10 ? 1
                                 : size >= 1  ? 2
                                              : 3);
  if (text.find('.') != std::string::npos) {
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string amount(double value, std::string_view unit, std::string_view index) {
  if (!is_known(value)) return "unknown";
  if (is_share(unit, index)) return percent(value);
  std::string number;
  const double size = std::abs(value);
  const bool money = unit == "USD" || unit.find("dollar") != std::string_view::npos;
  if (size >= 1e6 && (money || size >= 1e9)) {
    static constexpr std::array<std::pair<double, std::string_view>, 3> kScales = {
        {{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}};
    for (const auto& [scale, name] : kScales) {
      if (size < scale) continue;
      number = fmt::format("{} {}", plain_number(value / scale), name);
      break;
    }
  } else {
    number = plain_number(value);
  }
  if (unit.empty() || unit == "index" || unit == "count" || unit == "ratio") return number;
  if (unit == "0-10") return number + " of 10";
  if (unit == "1/year") return fmt::format("{} points a year", plain_number(100 * value));
  if (unit == "USD") return number + " US dollars";
  return fmt::format("{} {}", number, unit);
}

std::string amount_with_range(const Ranged& given, std::string_view unit, std::string_view index) {
  Ranged range = given;
  if (index == "import_reliance") {
    // Kept as it is computed, shown within 0 to 1: a net exporter relies on imports for nothing.
    for (double* x : {&range.value, &range.low, &range.high}) {
      if (is_known(*x)) *x = std::clamp(*x, 0.0, 1.0);
    }
  }
  const bool share = is_share(unit, index);
  const auto bare = [&](double v) { return share ? percent_digits(v) : amount(v, "", ""); };
  if (is_known(range.value)) {
    std::string text = amount(range.value, unit, index);
    if (is_known(range.low) && is_known(range.high)) {
      const std::string low = bare(range.low);
      const std::string high = bare(range.high);
      if (low != high) text += fmt::format(" ({} to {}{})", low, high, share ? " %" : "");
    }
    return text;
  }
  if (is_known(range.low) && is_known(range.high)) {
    if (bare(range.low) == bare(range.high)) return amount(range.low, unit, index);
    return fmt::format("between {} and {}", bare(range.low), amount(range.high, unit, index));
  }
  if (is_known(range.low)) return "at least " + amount(range.low, unit, index);
  if (is_known(range.high)) return "at most " + amount(range.high, unit, index);
  return "unknown";
}

std::string place_phrase(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kEnds = {
      "Islands",   "Emirates",    "Republic", "Territories",
      "Territory", "Netherlands", "Union",    "Federation"};
  static constexpr std::array<std::string_view, 9> kWhole = {
      "Philippines", "Bahamas",  "Gambia",      "Maldives",    "Comoros",
      "Seychelles",  "DR Congo", "Isle of Man", "Vatican City"};
  static constexpr std::array<std::string_view, 6> kStarts = {
      "United ",        "Republic of ", "Democratic Republic ",
      "European Union", "Kingdom of ",  "Federated States "};
  if (name.starts_with("The ")) return "the " + std::string(name.substr(4));
  bool article = false;
  for (const std::string_view end : kEnds) article = article || ends_with_word(name, end);
  for (const std::string_view whole : kWhole) article = article || name == whole;
  for (const std::string_view start : kStarts) article = article || name.starts_with(start);
  return article ? "the " + std::string(name) : std::string(name);
}

std::string bloc_phrase(std::string_view id) {
  static constexpr std::array<std::string_view, 3> kNoArticle = {"NATO", "ASEAN", "BRICS"};
  for (const std::string_view name : kNoArticle) {
    if (id == name) return std::string(id);
  }
  const bool short_name = std::all_of(
      id.begin(), id.end(), [](char c) { return is_upper(c) || is_lower(c) || is_digit(c); });
  if (short_name && !id.empty() && is_upper(id.front())) return "the " + std::string(id);
  return "the bloc " + std::string(id);
}

std::string possessive(std::string_view phrase) {
  return std::string(phrase) + (phrase.ends_with('s') ? "'" : "'s");
}

std::string product_phrase(std::string_view name) {
  std::string out(name);
  // A capital of an acronym or of a single letter stays.
  if (out.size() > 1 && is_upper(out[0]) && is_lower(out[1])) {
    out[0] = static_cast<char>(out[0] - 'A' + 'a');
  }
  return out;
}

std::string sentence_start(std::string_view text) {
  std::string out(text);
  if (!out.empty() && is_lower(out[0])) out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string stage_phrase(std::string_view stage) {
  std::size_t i = 0;
  while (i < stage.size() && (is_digit(stage[i]) || stage[i] == '.')) ++i;
  std::string_view rest = trim(stage.substr(i));
  return std::string(rest.empty() ? stage : rest);
}

std::string id_phrase(std::string_view id) {
  std::string out(id);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string in_words(std::size_t count) {
  static constexpr std::array<std::string_view, 13> kWords = {
      "none",  "one",   "two",  "three", "four",   "five",  "six",
      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return count < kWords.size() ? std::string(kWords[count]) : fmt::format("{}", count);
}

std::string list_of(const std::vector<std::string>& members, std::size_t most) {
  std::vector<std::string> shown = members;
  // `and 1 more` would save nothing.
  if (shown.size() > most + 1) {
    const std::size_t left_out = shown.size() - most;
    shown.resize(most);
    shown.push_back(fmt::format("{} more", left_out));
  }
  const bool commas = std::any_of(shown.begin(), shown.end(), [](const std::string& s) {
    return s.find(',') != std::string::npos;
  });
  if (!commas || shown.size() < 2) return join_words(shown);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) out += i + 1 == shown.size() ? "; and " : "; ";
    out += shown[i];
  }
  return out;
}

std::string cited(const std::vector<std::string>& sources) {
  if (sources.empty()) return "";
  return fmt::format(" [{}]", fmt::join(sources, ", "));
}

}  // namespace nail
