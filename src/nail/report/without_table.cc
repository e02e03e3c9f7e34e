#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/days.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

constexpr std::size_t kProducts = 8, kPlaces = 8;

struct Axis {
  std::vector<std::string_view> ids, names;

  void add(std::string_view id, std::string_view name, std::size_t most) {
    if (ids.size() == most || std::find(ids.begin(), ids.end(), id) != ids.end()) return;
    ids.push_back(id);
    names.push_back(name.empty() ? id : name);
  }
};

}  // namespace

void draw_without(std::string& out, const ScenarioView& s) {
  if (s.without.empty()) {
    out += "<p class=\"empty\">Nobody who was looked at goes without.</p>";
    return;
  }
  Axis products, places;
  double most = 0;
  std::map<std::pair<std::string_view, std::string_view>, const WithoutView*> cells;
  for (const WithoutView& w : s.without) {
    products.add(w.product, w.product_name, kProducts);
    places.add(w.place, w.place_name, kPlaces);
    most = std::max(most, w.lost_days);
    const WithoutView*& cell = cells[{w.product, w.place}];
    if (cell == nullptr || w.lost_days > cell->lost_days) cell = &w;
  }
  out +=
      "<figure><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Who goes "
      "without\"><table class=\"heat without\"><caption><span>Who goes without: days of demand "
      "lost, the pessimist's run</span></caption><thead><tr><th scope=\"col\">Product</th>";
  for (const std::string_view name : places.names) {
    out += "<th scope=\"col\">" + html_escape(name) + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (std::size_t p = 0; p < products.ids.size(); ++p) {
    out += "<tr><th scope=\"row\">" + html_escape(products.names[p]) + "</th>";
    for (const std::string_view place : places.ids) {
      const auto at = cells.find({products.ids[p], place});
      if (at == cells.end()) {
        out += "<td class=\"none\">";
        out += kDash;
        out += "</td>";
        continue;
      }
      const WithoutView& w = *at->second;
      const double part = most > 0 ? w.lost_days / most : 0;
      out += "<td style=\"background:" + colour(Scale::exposure, part) +
             ";color:" + text_on(Scale::exposure, part) + "\" title=\"first shortage on day " +
             day_text(w.first_shortage) + "\"><b>" +
             (w.lost_days < 0.05 ? std::string("\u22640.1")
                                 : number(w.lost_days < 100 ? std::round(w.lost_days * 10) / 10
                                                            : std::round(w.lost_days))) +
             "</b><small>day" + std::string(kSpace) + day_text(w.first_shortage) + "</small></td>";
    }
    out += "</tr>";
  }
  out +=
      "</tbody></table></div><figcaption>Large: days of demand lost. Small: day of the first "
      "shortage.</figcaption></figure>";
}

}  // namespace nail::report
