#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

constexpr int kHeight = 22;

void draw_row(std::string& out, const ScenarioView& s, double top) {
  const int y = kHeight / 2;
  std::string name = s.name + ": " + days_text(s.pessimist) + " lost";
  if (is_known(s.optimist)) name += ", " + days_text(s.optimist) + " if all is reallocated";
  open_strip(out, name, kHeight);
  strip_grid(out, kHeight);
  if (is_known(s.optimist)) strip_line(out, s.optimist / top, s.pessimist / top, y, "gap");
  if (is_known(s.adaptive)) open_circle(out, s.adaptive / top, y);
  filled_circle(out, s.pessimist / top, y);
  if (is_known(s.optimist)) diamond(out, s.optimist / top, y);
  close_strip(out);
}

void key(std::string& out) {
  out +=
      "<p class=\"key\" aria-hidden=\"true\"><span><svg width=\"14\" height=\"14\"><path "
      "class=\"m-rerouted\" d=\"M1.5 7L7 1.5 12.5 7 7 12.5z\"/></svg> optimist</span><span><svg "
      "width=\"14\" height=\"14\"><circle class=\"m-any\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg> "
      "pessimist</span><span><svg width=\"26\" height=\"14\"><line class=\"gap\" x1=\"3\" "
      "x2=\"23\" y1=\"7\" y2=\"7\"/></svg> between the bounds</span><span><svg width=\"14\" "
      "height=\"14\"><circle class=\"m-direct\" cx=\"7\" cy=\"7\" r=\"4.5\"/></svg> orders that "
      "follow use</span></p>";
}

}  // namespace

void draw_scenario_ranking(std::string& out, const View& view) {
  const StressReview& stress = view.data.stress;
  if (stress.scenarios.empty()) {
    out += "<p class=\"empty\">No scenario was run.</p>";
    return;
  }
  double most = 0;
  for (const ScenarioView& s : stress.scenarios) {
    most = std::max({most, s.pessimist, is_known(s.adaptive) ? s.adaptive : 0});
  }
  const double top = round_top(most);
  out += "<figure class=\"breaks\">";
  key(out);
  out +=
      "<table class=\"chart scenarios\"><caption>Scenarios by expected loss: days of demand that "
      "the home would lose within " +
      std::to_string(stress.days) +
      " days</caption><thead><tr><th scope=\"col\">Scenario</th><th scope=\"col\">Probability a "
      "year</th><th scope=\"col\" class=\"plot\"><span class=\"scale\"><span>0</span><span>" +
      number(top / 4) + "</span><span>" + number(top / 2) + "</span><span>" + number(top * 3 / 4) +
      "</span><span>" + number(top) + std::string(kSpace) +
      "days</span></span></th><th scope=\"col\" class=\"num\">Expected a year</th><th "
      "scope=\"col\" class=\"num\">Pessimist</th><th scope=\"col\" class=\"num\">Optimist</th><th "
      "scope=\"col\" class=\"num\">First shortage</th><th scope=\"col\">Source</th></tr></thead>"
      "<tbody>";
  std::size_t harmless = 0;
  for (const ScenarioView& s : stress.scenarios) {
    if (!(s.pessimist > 0) && !(s.adaptive > 0)) {
      ++harmless;
      continue;
    }
    out += "<tr><th scope=\"row\">" + html_escape(s.name.empty() ? s.id : s.name) +
           "</th><td class=\"where\">";
    out += percent(s.probability.value);
    if (const std::string range = percent_range(s.probability); !range.empty()) {
      out += " <small>" + range + "</small>";
    }
    out += " ";
    badge(out, to_string(s.grade), to_string(s.grade));
    out += "</td><td class=\"plot\">";
    draw_row(out, s, top);
    out += "</td><td class=\"num strong\" data-label=\"Expected a year\">" +
           days_text(s.expected.value) + "</td><td class=\"num\" data-label=\"Pessimist\">" +
           days_text(s.pessimist) + "</td><td class=\"num\" data-label=\"Optimist\">" +
           days_text(s.optimist) + "</td><td class=\"num\" data-label=\"First shortage\">" +
           (s.first_shortage < 0 ? std::string("none")
                                 : "day" + std::string(kSpace) + day_text(s.first_shortage)) +
           "</td><td class=\"src\">";
    cite(out, view, s.sources);
    out += "</td></tr>";
  }
  out += "</tbody></table>";
  if (harmless > 0) {
    out += "<figcaption>Not shown: " + std::to_string(harmless) +
           (harmless == 1 ? " scenario" : " scenarios") +
           " without a loss from this seat; told below.</figcaption>";
  }
  out += "</figure>";
}

}  // namespace nail::report
