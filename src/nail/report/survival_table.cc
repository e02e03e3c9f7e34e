#include <algorithm>
#include <cmath>

#include "nail/assess/words.h"
#include "nail/base/text.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

constexpr std::size_t kRows = 20;
constexpr int kHeight = 22;

// Whole days; what outlasts the horizon says so.
std::string time_text(double days, int horizon) {
  if (!is_known(days)) return std::string(kDash);
  if (days >= horizon) return "\u2265" + std::to_string(horizon);
  return number(days);
}

void draw_row(std::string& out, const SurvivalView& s, int horizon, double top) {
  const int y = kHeight / 2;
  open_strip(out,
             s.product_name + ", " + s.place_name + ": survives " +
                 time_text(s.tts_cascade, horizon) + " days, recovers in " +
                 time_text(s.ttr, horizon + 1),
             kHeight);
  strip_grid(out, kHeight);
  if (is_known(s.ttr) && is_known(s.tts_cascade)) {
    strip_line(out, std::min(s.tts_cascade, s.ttr) / top, s.ttr / top, y, "gap");
  }
  if (is_known(s.tts_time_indexed)) {
    strip_line(out, s.tts_cascade / top, s.tts_time_indexed / top, y, "range");
    diamond(out, s.tts_time_indexed / top, y);
  }
  if (is_known(s.tts_cascade)) filled_circle(out, s.tts_cascade / top, y);
  if (is_known(s.ttr)) ring(out, s.ttr / top, y);
  close_strip(out);
}

}  // namespace

void draw_survival(std::string& out, const View& view) {
  const StressReview& stress = view.data.stress;
  if (stress.survival.empty()) {
    out += "<p class=\"empty\">No site was found whose failure could matter.</p>";
    return;
  }
  double top = stress.days;
  const std::size_t shown = std::min(kRows, stress.survival.size());
  bool money = false;
  bool optimist = false;  // some time-indexed program was solved
  for (std::size_t i = 0; i < shown; ++i) {
    const SurvivalView& s = stress.survival[i];
    if (is_known(s.ttr)) top = std::max(top, s.ttr);
    money = money || is_known(s.impact_usd);
    optimist = optimist || is_known(s.tts_time_indexed);
  }
  out +=
      "<figure class=\"breaks\"><p class=\"key\" aria-hidden=\"true\"><span><svg width=\"14\" "
      "height=\"14\"><circle class=\"m-any\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg> survives, "
      "pessimist</span>";
  if (optimist) {
    out +=
        "<span><svg width=\"14\" height=\"14\"><path class=\"m-rerouted\" d=\"M1.5 7L7 1.5 12.5 7 "
        "7 12.5z\"/></svg> survives, optimist</span>";
  }
  out +=
      "<span><svg width=\"14\" "
      "height=\"14\"><circle class=\"m-ring\" cx=\"7\" cy=\"7\" r=\"6\"/></svg> recovers</span>"
      "<span><svg width=\"26\" height=\"14\"><line class=\"gap\" x1=\"3\" x2=\"23\" y1=\"7\" "
      "y2=\"7\"/></svg> without supply</span></p><table class=\"chart survival\"><caption>Time to "
      "survive against time to recover, in days";
  if (shown < stress.survival.size()) {
    out += " (first " + std::to_string(shown) + " of " + std::to_string(stress.survival.size()) +
           " sites)";
  }
  out +=
      "</caption><thead><tr><th scope=\"col\">Site</th><th scope=\"col\">Place</th><th "
      "scope=\"col\" class=\"plot\"><span class=\"scale\"><span>0</span><span>" +
      number(std::round(top / 4)) + "</span><span>" + number(std::round(top / 2)) +
      "</span><span>" + number(std::round(top * 3 / 4)) + "</span><span>" + number(top) +
      "</span></span></th><th scope=\"col\" class=\"num\">Survives</th>";
  if (optimist) out += "<th scope=\"col\" class=\"num\">Optimist</th>";
  out +=
      "<th scope=\"col\" class=\"num\">Recovers</th><th scope=\"col\" class=\"num\">Demand "
      "lost</th>";
  if (money) out += "<th scope=\"col\" class=\"num\">Money lost</th>";
  out += "<th scope=\"col\" class=\"num\">Risk exposure</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < shown; ++i) {
    const SurvivalView& s = stress.survival[i];
    out += "<tr";
    if (s.late) out += " class=\"short\"";
    out += "><th scope=\"row\">" +
           html_escape(s.product_name.empty() ? s.product : s.product_name) +
           "</th><td class=\"where\">" +
           html_escape(s.place_name.empty() ? s.place : s.place_name) + "</td><td class=\"plot\">";
    draw_row(out, s, stress.days, top);
    out += "</td><td class=\"num strong\" data-label=\"Survives\">" +
           time_text(s.tts_cascade, stress.days) + "</td>";
    if (optimist) {
      out += "<td class=\"num\" data-label=\"Optimist\">" +
             time_text(s.tts_time_indexed, stress.days) + "</td>";
    }
    out += "<td class=\"num\" data-label=\"Recovers\">" + number(s.ttr);
    if (!s.ttr_known) {
      out += " ";
      badge(out, "assumption", "assumed");
    }
    out +=
        "</td><td class=\"num\" data-label=\"Demand lost\">" + days_text(s.impact_days) + "</td>";
    if (money) {
      out += "<td class=\"num\" data-label=\"Money lost\">" +
             html_escape(is_known(s.impact_usd) ? amount(s.impact_usd, "USD", "")
                                                : std::string(kDash)) +
             "</td>";
    }
    out += "<td class=\"num\" data-label=\"Risk exposure\">" +
           (is_known(s.rei) ? fixed(s.rei, 2) : std::string(kDash)) + "</td></tr>";
  }
  out += "</tbody></table></figure>";
}

}  // namespace nail::report
