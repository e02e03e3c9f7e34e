#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {

void draw_stock_runs(std::string& out, const ScenarioView& s, int days) {
  if (s.stocks.empty()) {
    out += "<p class=\"empty\">No stocks of the products that are missing are known.</p>";
    return;
  }
  out +=
      "<table class=\"chart stocks\"><caption>Stocks running out: days of its own use that the "
      "home holds, the pessimist's run</caption><thead><tr><th scope=\"col\">Product</th><th "
      "scope=\"col\" class=\"plot\">Days left, over the horizon</th><th scope=\"col\" "
      "class=\"num\">At the start</th><th scope=\"col\" class=\"num\">Empty on day</th></tr>"
      "</thead><tbody>";
  for (const StockRunView& run : s.stocks) {
    double top = run.start_days;
    for (const double value : run.weeks) {
      if (is_known(value)) top = std::max(top, value);
    }
    if (!(top > 0)) top = 1;
    const std::string name = html_escape(run.product_name.empty() ? run.product : run.product_name);
    out += "<tr><th scope=\"row\">" + name +
           "</th><td class=\"plot\"><svg role=\"img\" "
           "class=\"spark\" viewBox=\"0 0 1000 40\" preserveAspectRatio=\"none\"><title>" +
           name + ": days of stock by week</title>";
    const std::vector<double> none(run.weeks.size(), 0.0);
    out += "<path class=\"stock\" d=\"" + week_band(none, run.weeks, days, top, 1000, 40) +
           "\"/><path class=\"l-stock\" d=\"" + week_line(run.weeks, days, top, 1000, 40) +
           "\"/><path class=\"axis\" d=\"M0 40H1000\"/></svg></td><td class=\"num\" "
           "data-label=\"At the start\">" +
           days_text(run.start_days) + "</td><td class=\"num\" data-label=\"Empty on day\">" +
           (run.empty_on < 0 ? std::string("not empty") : day_text(run.empty_on)) + "</td></tr>";
  }
  out += "</tbody></table>";
}

}  // namespace nail::report
