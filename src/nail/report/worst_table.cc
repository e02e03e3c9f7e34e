#include "nail/base/text.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {

void draw_worst(std::string& out, const View& view) {
  const StressReview& stress = view.data.stress;
  if (stress.worst.empty()) {
    out += "<p class=\"empty\">No removal was found that hurts.</p>";
    return;
  }
  out +=
      "<table class=\"cards worst\"><caption>The worst removals at once, for all " +
      std::to_string(stress.days) +
      " days</caption><thead><tr><th scope=\"col\">At once</th><th scope=\"col\">Removed</th><th "
      "scope=\"col\" class=\"num\">Demand lost</th><th scope=\"col\">Answer</th><th scope=\"col\" "
      "class=\"num\">No other loses more than</th><th scope=\"col\" class=\"num\">Choices</th>"
      "</tr></thead><tbody>";
  for (const WorstSetView& set : stress.worst) {
    out += "<tr><th scope=\"row\">" + std::to_string(set.k) + " " +
           html_escape(set.k == 1 && set.by.ends_with('s') ? set.by.substr(0, set.by.size() - 1)
                                                           : set.by) +
           "</th><td data-label=\"Removed\">";
    for (std::size_t i = 0; i < set.members.size(); ++i) {
      if (i > 0) out += ", ";
      out += html_escape(set.members[i].name.empty() ? set.members[i].id : set.members[i].name);
    }
    out += "</td><td class=\"num strong\" data-label=\"Demand lost\">" + days_text(set.loss) +
           "</td><td data-label=\"Answer\">";
    badge(out, set.exact ? "verified" : "estimate", set.exact ? "exact" : "heuristic");
    out += "</td><td class=\"num\" data-label=\"No other loses more than\">" +
           days_text(set.bound) + "</td><td class=\"num\" data-label=\"Choices\">" +
           number(set.sets) + "</td></tr>";
  }
  out += "</tbody></table>";
}

}  // namespace nail::report
