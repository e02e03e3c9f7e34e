#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

constexpr int kHeight = 24;

std::string unit_of(const BacktestView& b) {
  if (b.index.starts_with("peak_")) return "share";
  return b.index.ends_with("_days") ? "days" : "";
}

// The right end of a row's scale: all of a share, else a round number above what it holds.
double top_of(const BacktestView& b) {
  double most = 0;
  for (const Ranged* range : {&b.predicted, &b.observed}) {
    for (const double value : {range->value, range->lower(), range->upper()}) {
      if (is_known(value)) most = std::max(most, value);
    }
  }
  return b.index.starts_with("peak_") && most <= 1 ? 1 : round_top(most);
}

std::string with_range(const Ranged& range, const std::string& unit) {
  const std::string value = quantity(range.value, unit);
  const std::string spread = quantity_range(range, unit);
  if (!is_known(range.value)) return spread.empty() ? std::string(kDash) : spread;
  return spread.empty() || spread == value ? value : value + " (" + spread + ")";
}

void draw_row(std::string& out, const BacktestView& b) {
  const int y = kHeight / 2;
  const double top = top_of(b);
  const std::string unit = unit_of(b);
  open_strip(out,
             b.name + ": predicted " + with_range(b.predicted, unit) + ", observed " +
                 with_range(b.observed, unit),
             kHeight);
  strip_grid(out, kHeight);
  if (is_known(b.predicted.lower())) {
    // A band without an end (one of the models sees no shortage at all) goes on to the edge.
    const double end = is_known(b.predicted.upper()) ? b.predicted.upper() : top;
    strip_line(out, b.predicted.lower() / top, end / top, y, "predicted");
  }
  if (is_known(b.observed.lower()) && is_known(b.observed.upper()) && b.observed.has_range()) {
    strip_line(out, b.observed.lower() / top, b.observed.upper() / top, y, "range");
  }
  if (is_known(b.predicted.value)) diamond(out, b.predicted.value / top, y);
  if (is_known(b.observed.value)) {
    if (b.hit)
      filled_circle(out, b.observed.value / top, y);
    else
      ring(out, b.observed.value / top, y);
  }
  close_strip(out);
  out += "<div class=\"ends\" aria-hidden=\"true\"><span>0</span><span>" +
         html_escape(quantity(top, unit)) + "</span></div>";
}

}  // namespace

void draw_backtests(std::string& out, const View& view) {
  const auto& backtests = view.data.stress.backtests;
  if (backtests.empty()) {
    out +=
        "<p class=\"empty\">The case holds no past event with an observed outcome; nothing shows "
        "how far the predictions can be trusted.</p>";
    return;
  }
  out +=
      "<figure class=\"breaks\"><p class=\"key\" aria-hidden=\"true\"><span><svg width=\"26\" "
      "height=\"14\"><line "
      "class=\"predicted\" x1=\"3\" x2=\"23\" y1=\"7\" y2=\"7\"/></svg> predicted band</span>"
      "<span><svg width=\"14\" height=\"14\"><path class=\"m-rerouted\" d=\"M1.5 7L7 1.5 12.5 7 7 "
      "12.5z\"/></svg> predicted</span><span><svg width=\"14\" height=\"14\"><circle "
      "class=\"m-any\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg> observed, within</span><span><svg "
      "width=\"14\" height=\"14\"><circle class=\"m-ring\" cx=\"7\" cy=\"7\" r=\"6\"/></svg> "
      "observed, missed</span></p><table class=\"chart backtests\"><caption>Past events: predicted "
      "with what was known before, against what was observed</caption><thead><tr><th "
      "scope=\"col\">Event</th><th scope=\"col\">Result</th><th scope=\"col\" class=\"plot\">Each "
      "on its own scale</th><th scope=\"col\">In words</th></tr></thead><tbody>";
  for (const BacktestView& b : backtests) {
    out += "<tr><th scope=\"row\">" + html_escape(b.name.empty() ? b.id : b.name) +
           "</th><td class=\"where\">";
    badge(out,
          !b.computed ? "not_checkable"
          : b.hit     ? "supported"
                      : "contradicted",
          !b.computed ? "not computed"
          : b.hit     ? "hit"
                      : "missed");
    out += " ";
    badge(out, to_string(b.grade), to_string(b.grade));
    out += "</td><td class=\"plot\">";
    draw_row(out, b);
    out += "</td><td class=\"words\">";
    write_text(out, view, b.text);
    out += "</td></tr>";
  }
  out += "</tbody></table></figure>";
}

}  // namespace nail::report
