#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {

// Boxes of text rather than a drawing, so that a long path wraps on a narrow screen.
void draw_path(std::string& out, const std::vector<StepView>& path, std::string_view caption) {
  if (path.empty()) return;
  out += "<figure class=\"path\"><figcaption>";
  out += html_escape(caption);
  out += "</figcaption><ol>";
  for (const StepView& step : path) {
    out += "<li><span class=\"step-product\">";
    out += html_escape(step.product_name.empty() ? step.product : step.product_name);
    out += "</span><span class=\"step-place\">";
    out += html_escape(step.place_name.empty() ? step.place : step.place_name);
    out += " <b>" + percent(step.share) + "</b></span>";
    out += "<span class=\"step-bar\" aria-hidden=\"true\"><i style=\"width:" +
           fixed(100 * (step.share >= 0 && step.share <= 1 ? step.share : 0), 1) +
           "%\"></i></span>";
    out += "</li>";
  }
  out += "</ol></figure>";
}

}  // namespace nail::report
