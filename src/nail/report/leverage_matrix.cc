#include <algorithm>
#include <map>

#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

struct Axis {
  std::vector<std::string_view> ids, names;
  std::map<std::string_view, std::size_t> at;

  void add(std::string_view id, std::string_view name) {
    if (!at.emplace(id, ids.size()).second) return;
    ids.push_back(id);
    names.push_back(name.empty() ? id : name);
  }
};

}  // namespace

void draw_leverage(std::string& out, const View& view) {
  const auto& leverage = view.data.stress.leverage;
  if (leverage.empty()) {
    out += "<p class=\"empty\">No seat's dependence on others was computed.</p>";
    return;
  }
  Axis seats, sources;
  std::map<std::pair<std::size_t, std::size_t>, const LeverageView*> cells;
  for (const LeverageView& cell : leverage) {
    seats.add(cell.seat, cell.seat_name);
    sources.add(cell.source, cell.source_name);
    cells[{seats.at[cell.seat], sources.at[cell.source]}] = &cell;
  }
  out +=
      "<figure><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Leverage of "
      "sources over seats\"><table class=\"heat leverage\"><caption><span>Who holds leverage over "
      "whom: part of the seat's demand lost when the source's exports stop</span></caption><thead>"
      "<tr><th scope=\"col\">Seat</th>";
  for (std::size_t i = 0; i < sources.ids.size(); ++i) {
    out += "<th scope=\"col\"><abbr title=\"" + html_escape(sources.names[i]) + "\">" +
           html_escape(sources.ids[i]) + "</abbr></th>";
  }
  out += "</tr></thead><tbody>";
  for (std::size_t s = 0; s < seats.ids.size(); ++s) {
    const bool is_home = seats.ids[s] == view.data.home;
    out += is_home ? "<tr class=\"home\">" : "<tr>";
    out += "<th scope=\"row\">" + html_escape(seats.names[s]) + "</th>";
    for (std::size_t c = 0; c < sources.ids.size(); ++c) {
      const auto at = cells.find({s, c});
      if (at == cells.end() || !is_known(at->second->any_tier)) {
        out += "<td class=\"none\">";
        out += kDash;
        out += "</td>";
        continue;
      }
      const LeverageView& cell = *at->second;
      out += "<td style=\"background:" + colour(Scale::exposure, cell.any_tier) +
             ";color:" + text_on(Scale::exposure, cell.any_tier) + "\" title=\"" +
             html_escape(seats.names[s]) + " without " + html_escape(sources.names[c]) + "\"><b>" +
             percent(cell.any_tier) + "</b><small>" + percent(cell.rerouted) + "</small></td>";
    }
    out += "</tr>";
  }
  out +=
      "</tbody></table></div><figcaption>Rows lose, columns stop. Large: through every tier, "
      "without stocks. Small: if what the rest of the world makes were shared out. Every number "
      "rests on the shares cited in the chains.</figcaption></figure>";
}

}  // namespace nail::report
