#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/svg.h"

namespace nail::report {

void draw_interval(std::string& out, const Figure& figure) {
  const Ranged& range = figure.range;
  const double high = is_known(range.upper()) ? range.upper() : range.lower();
  if (!is_known(high)) return;
  const double top = figure.unit == "0-10"                ? 10
                     : is_share(figure.unit) || high <= 1 ? 1
                                                          : high * 1.1;
  const double low = (is_known(range.lower()) ? range.lower() : high) / top;
  std::string name = label(figure.index) + ": " + quantity(range.value, figure.unit);
  const std::string spread = quantity_range(range, figure.unit);
  if (!spread.empty()) name += ", range " + spread;
  constexpr int kHeight = 20;
  open_strip(out, name, kHeight);
  strip_grid(out, kHeight);
  strip_line(out, 0, 1, kHeight / 2, "track");
  if (range.has_range()) strip_line(out, low, high / top, kHeight / 2, "range");
  if (is_known(range.value)) filled_circle(out, range.value / top, kHeight / 2);
  close_strip(out);
  out += "<div class=\"ends\" aria-hidden=\"true\"><span>0</span><span>";
  out += html_escape(is_share(figure.unit) ? percent(top) : number(top));
  out += "</span></div>";
}

}  // namespace nail::report
