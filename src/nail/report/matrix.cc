#include <algorithm>
#include <map>

#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

constexpr std::size_t kPlaces = 15;

struct Row {
  std::string_view place, name;
  double largest = 0;
  std::vector<const MatrixCell*> cells;  // beside the chains
};

}  // namespace

void draw_matrix(std::string& out, const View& view) {
  const auto& chains = view.data.chains;
  std::vector<Row> rows;
  std::map<std::string_view, std::size_t> row_of;
  for (const MatrixCell& cell : view.data.matrix) {
    const auto [at, is_new] = row_of.emplace(cell.place, rows.size());
    if (is_new) {
      rows.push_back({cell.place, cell.place_name.empty() ? cell.place : cell.place_name, 0,
                      std::vector<const MatrixCell*>(chains.size(), nullptr)});
    }
    Row& row = rows[at->second];
    for (std::size_t i = 0; i < chains.size(); ++i) {
      if (chains[i].id != cell.chain) continue;
      row.cells[i] = &cell;
      row.largest = std::max(row.largest, cell.any_tier);
    }
  }
  if (rows.empty() || chains.empty()) {
    out += "<p class=\"empty\">No exposure to any place was computed.</p>";
    return;
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.largest > b.largest; });
  const std::size_t shown = std::min(rows.size(), kPlaces);

  out +=
      "<figure><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Matrix of places "
      "by chains\"><table class=\"heat matrix\"><caption><span>Largest exposure of ";
  out += html_escape(view.data.home_name);
  out += " to each place, by chain";
  if (shown < rows.size()) {
    out += " (first " + std::to_string(shown) + " of " + std::to_string(rows.size()) + " places)";
  }
  out += "</span></caption><thead><tr><th scope=\"col\">Place</th>";
  for (std::size_t i = 0; i < chains.size(); ++i) {
    out += "<th scope=\"col\"><a href=\"#chain-" + std::to_string(i + 1) + "\">" +
           html_escape(label(chains[i].id)) + "</a></th>";
  }
  out += "</tr></thead><tbody>";
  for (std::size_t r = 0; r < shown; ++r) {
    const Row& row = rows[r];
    out += "<tr><th scope=\"row\">";
    out += html_escape(row.name);
    out += "</th>";
    for (const MatrixCell* cell : row.cells) {
      if (!cell) {
        out += "<td class=\"none\">";
        out += kDash;
        out += "</td>";
        continue;
      }
      const std::string_view product = view.product_name(cell->product);
      out += "<td style=\"background:" + colour(Scale::exposure, cell->any_tier) +
             ";color:" + text_on(Scale::exposure, cell->any_tier) + "\" title=\"" +
             html_escape(row.name) + ", " + html_escape(product) + ": any-tier " +
             percent(cell->any_tier) + ", direct " + percent(cell->direct) + ", rerouted " +
             percent(cell->rerouted) + "\"><b>" + percent(cell->any_tier) + "</b><small>";
      out += html_escape(product);
      out += "</small><small>direct " + percent(cell->direct) + " \u00b7 rerouted " +
             percent(cell->rerouted) + "</small></td>";
    }
    out += "</tr>";
  }
  out +=
      "</tbody></table></div><figcaption>Large: any-tier exposure of the product named below it, "
      "the chain's largest. Small: the same product's direct and rerouted exposure.";
  const auto table = std::find_if(view.data.tables.begin(), view.data.tables.end(),
                                  [](const TableFile& file) { return file.name == "exposure"; });
  if (table != view.data.tables.end()) {
    out += " Computed from the shares cited in each chain; every value: <a href=\"#table-" +
           std::to_string(table - view.data.tables.begin() + 1) + "\">" + html_escape(table->path) +
           "</a>.";
  }
  out += "</figcaption></figure>";
}

}  // namespace nail::report
