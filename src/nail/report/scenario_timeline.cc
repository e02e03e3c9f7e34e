#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

// The drawing is stretched to its box, its lines keep their width (vector-effect): so the text
// beside it stays at reading size on a phone.
constexpr double kWidth = 1000, kHeight = 160;

void key(std::string& out, const ScenarioView& s, bool has_band) {
  out +=
      "<p class=\"key\" aria-hidden=\"true\"><span><svg width=\"26\" height=\"14\"><line "
      "class=\"l-pessimist\" x1=\"1\" x2=\"25\" y1=\"7\" y2=\"7\"/></svg> pessimist</span>";
  if (has_band) {
    out +=
        "<span><svg width=\"26\" height=\"14\"><line class=\"l-optimist\" x1=\"1\" x2=\"25\" "
        "y1=\"7\" y2=\"7\"/></svg> optimist</span><span><svg width=\"26\" height=\"14\"><rect "
        "class=\"band\" width=\"26\" height=\"14\"/></svg> between the bounds</span>";
  }
  if (!s.weeks_adaptive.empty()) {
    out +=
        "<span><svg width=\"26\" height=\"14\"><line class=\"l-adaptive\" x1=\"1\" x2=\"25\" "
        "y1=\"7\" y2=\"7\"/></svg> orders that follow use</span>";
  }
  out +=
      "<span><svg width=\"26\" height=\"14\"><rect class=\"shock\" width=\"26\" "
      "height=\"14\"/></svg> the shock lasts</span></p>";
}

void line(std::string& out, const char* kind, const std::string& path) {
  if (path.empty()) return;
  out += "<path class=\"";
  out += kind;
  out += "\" d=\"" + path + "\"/>";
}

}  // namespace

void draw_timeline(std::string& out, const ScenarioView& s, int days) {
  if (s.weeks_pessimist.empty()) {
    out += "<p class=\"empty\">No run of this scenario is at hand.</p>";
    return;
  }
  double most = 0;
  for (const auto* weeks : {&s.weeks_pessimist, &s.weeks_adaptive, &s.weeks_optimist}) {
    for (const double value : *weeks) {
      if (is_known(value)) most = std::max(most, value);
    }
  }
  const double top = round_top(most);
  const bool has_band = !s.weeks_optimist.empty();
  out += "<figure class=\"timeline\">";
  key(out, s, has_band);
  out += "<p class=\"top\" aria-hidden=\"true\">" + percent(top) + " of demand unmet</p>";
  out +=
      "<svg role=\"img\" class=\"plot\" viewBox=\"0 0 1000 160\" preserveAspectRatio=\"none\">"
      "<title>" +
      html_escape(s.name) + ": demand unmet by week; " + html_escape(s.headline) + "</title>";
  const double begin = at_day(s.shock_begin, days, kWidth);
  const double end = at_day(s.shock_end, days, kWidth);
  out += "<rect class=\"shock\" x=\"" + fixed(begin, 1) + "\" y=\"0\" width=\"" +
         fixed(std::max(2.0, end - begin), 1) + "\" height=\"160\"/>";
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const std::string x = fixed(kWidth * quarter / 4, 0);
    out += "<path class=\"grid\" d=\"M" + x + " 0V160\"/>";
  }
  for (const char* y : {"0", "80"}) {
    out += std::string("<path class=\"grid\" d=\"M0 ") + y + "H1000\"/>";
  }
  // Where no optimist is known the area below the pessimist stays empty: nothing says where in it.
  if (has_band) {
    line(out, "band", week_band(s.weeks_optimist, s.weeks_pessimist, days, top, kWidth, kHeight));
    line(out, "l-optimist", week_line(s.weeks_optimist, days, top, kWidth, kHeight));
  }
  line(out, "l-adaptive", week_line(s.weeks_adaptive, days, top, kWidth, kHeight));
  line(out, "l-pessimist", week_line(s.weeks_pessimist, days, top, kWidth, kHeight));
  out += "<path class=\"axis\" d=\"M0 160H1000\"/></svg>";
  write_day_axis(out, days);
  out += "</figure>";
}

}  // namespace nail::report
