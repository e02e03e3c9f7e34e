#include "nail/report/days.h"

#include <algorithm>
#include <cmath>

#include "nail/case/model.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

std::string point(double day, double value, int days, double top, double width, double height) {
  const double part = top > 0 ? std::clamp(value / top, 0.0, 1.0) : 0;
  return fixed(at_day(day, days, width), 1) + " " + fixed(height * (1 - part), 1);
}

}  // namespace

std::string days_text(double days) {
  if (!is_known(days)) return std::string(kDash);
  if (days > 0 && days < 0.005) return std::string("\u22640.01").append(kSpace).append("days");
  const double parts = days < 1 ? 100 : days < 100 ? 10 : 1;
  const double shown = std::round(days * parts) / parts;
  return number(shown).append(kSpace).append(shown == 1 ? "day" : "days");
}

std::string day_text(int day) { return day < 0 ? std::string(kDash) : std::to_string(day); }

double round_top(double value) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (value <= step * power * (1 + 1e-12)) return step * power;
  }
  return 10 * power;
}

double at_day(double day, int days, double width) {
  return days > 1 ? width * std::clamp(day / (days - 1), 0.0, 1.0) : 0;
}

std::string week_line(const std::vector<double>& weeks, int days, double top, double width,
                      double height) {
  std::string path;
  for (std::size_t week = 0; week < weeks.size(); ++week) {
    if (!is_known(weeks[week])) break;
    path += week == 0 ? "M" : "L";
    path += point(7.0 * static_cast<double>(week), weeks[week], days, top, width, height);
  }
  return path;
}

std::string week_band(const std::vector<double>& low, const std::vector<double>& high, int days,
                      double top, double width, double height) {
  const std::size_t weeks = std::min(low.size(), high.size());
  std::string path;
  for (std::size_t week = 0; week < weeks; ++week) {
    path += week == 0 ? "M" : "L";
    path += point(7.0 * static_cast<double>(week), high[week], days, top, width, height);
  }
  for (std::size_t week = weeks; week-- > 0;) {
    path += "L" + point(7.0 * static_cast<double>(week), low[week], days, top, width, height);
  }
  if (!path.empty()) path += "z";
  return path;
}

void write_day_axis(std::string& out, int days) {
  out += "<p class=\"ends days\" aria-hidden=\"true\">";
  const int last = std::max(0, days - 1);
  for (int quarter = 0; quarter <= 4; ++quarter) {
    out += "<span>" + std::string(quarter == 0 ? "day" : "") +
           (quarter == 0 ? std::string(kSpace) : "") + std::to_string(last * quarter / 4) +
           "</span>";
  }
  out += "</p>";
}

}  // namespace nail::report
