#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/sections.h"

namespace nail::report {
namespace {

// Scenarios drawn in full; the others are told in words.
constexpr std::size_t kDrawn = 5;
constexpr std::size_t kShocks = 4;

void write_paragraph(std::string& out, const View& view, const std::string& text,
                     const char* kind = nullptr) {
  if (text.empty()) return;
  out += kind == nullptr ? "<p>" : "<p class=\"" + std::string(kind) + "\">";
  write_text(out, view, text);
  out += "</p>";
}

// The first of a scenario's shocks, and how many more there are.
void write_shocks(std::string& out, const ScenarioView& s) {
  const std::size_t shown = s.shocks.size() > kShocks + 1 ? kShocks : s.shocks.size();
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += "; ";
    out += html_escape(s.shocks[i]);
  }
  if (shown < s.shocks.size()) {
    out += "; and " + std::to_string(s.shocks.size() - shown) + " more shocks";
  }
}

void write_scenario(std::string& out, const View& view, const ScenarioView& s) {
  const int days = view.data.stress.days;
  out += "<article class=\"scenario\"><h3>" + html_escape(s.name.empty() ? s.id : s.name) + " ";
  badge(out, to_string(s.grade), to_string(s.grade));
  out += "</h3>";
  if (!s.shocks.empty()) {
    out += "<p class=\"shocks\">";
    write_shocks(out, s);
    out += "</p>";
  }
  write_paragraph(out, view, s.text);
  draw_timeline(out, s, days);
  draw_stock_runs(out, s, days);
  draw_without(out, s);
  out += "</article>";
}

void write_scenarios(std::string& out, const View& view) {
  const StressReview& stress = view.data.stress;
  draw_scenario_ranking(out, view);
  write_paragraph(out, view, stress.years.text);
  std::vector<const ScenarioView*> rest;
  std::size_t drawn = 0;
  for (const ScenarioView& s : stress.scenarios) {
    if (drawn == kDrawn || s.first_shortage == kNever) {
      rest.push_back(&s);
      continue;
    }
    ++drawn;
    write_scenario(out, view, s);
  }
  if (rest.empty()) return;
  out += "<h3>" + std::string(drawn == 0 ? "The scenarios" : "The other scenarios") +
         "</h3><ul class=\"plain\">";
  for (const ScenarioView* s : rest) {
    out += "<li><b>" + html_escape(s->name.empty() ? s->id : s->name) + ".</b> ";
    write_shocks(out, *s);
    out += s->shocks.empty() ? "" : ". ";
    write_text(out, view, s->text);
    out += "</li>";
  }
  out += "</ul>";
}

}  // namespace

void write_stress(std::string& out, const View& view) {
  const StressReview& stress = view.data.stress;
  out += "<section id=\"stress\"><h2>Stress: what breaks, when, and for how long</h2>";
  if (!stress.asked) {
    out += "<p class=\"empty\">" +
           html_escape(stress.summary.empty() ? "Stress was not part of this assessment."
                                              : stress.summary) +
           "</p></section>";
    return;
  }
  write_paragraph(out, view, stress.summary, "summary");
  write_scenarios(out, view);
  out += "</section><section id=\"survival\"><h2>Time to survive, time to recover</h2>";
  write_paragraph(out, view, stress.survival_text, "summary");
  draw_survival(out, view);
  out += "</section><section id=\"leverage\"><h2>The worst removals, and leverage</h2>";
  write_paragraph(out, view, stress.worst_text, "summary");
  draw_worst(out, view);
  out += "<h3>Leverage</h3>";
  write_paragraph(out, view, stress.leverage_text);
  draw_leverage(out, view);
  out += "</section><section id=\"backtests\"><h2>Back-tests</h2>";
  write_paragraph(out, view, stress.backtest_text, "summary");
  draw_backtests(out, view);
  out += "</section>";
}

}  // namespace nail::report
