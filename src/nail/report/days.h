// Days and weeks as the drawings of stress place and name them.
#pragma once

#include <string>
#include <vector>

namespace nail::report {

// "12.3 days", "1 day"; a dash where unknown.
std::string days_text(double days);
// "42"; a dash for a day that does not come.
std::string day_text(int day);

// A round number at or a little above a value: 1, 2 or 5 times a power of ten; 1 for 0.
double round_top(double value);

// Where a day stands on a drawing of `width` units that runs over `days` days.
double at_day(double day, int days, double width);

// A line through one value a week, in a drawing of width x height units whose top is `top`; values
// that are not known end it. "M0 10L19.2 8": for the d of a path.
std::string week_line(const std::vector<double>& weeks, int days, double top, double width,
                      double height);
// The area between two such lines; beyond the end of the shorter there is none.
std::string week_band(const std::vector<double>& low, const std::vector<double>& high, int days,
                      double top, double width, double height);

// The names of days below a drawing: 0, quarters, the last.
void write_day_axis(std::string& out, int days);

}  // namespace nail::report
