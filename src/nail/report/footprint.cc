#include <algorithm>
#include <map>

#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

constexpr std::size_t kPlaces = 12;

struct Column {
  std::string_view place, name;
  double presence = 0;  // sum of shares: only orders the columns
};

std::vector<Column> columns_of(const std::vector<const ProductView*>& products) {
  std::vector<Column> columns;
  std::map<std::string_view, std::size_t> column_of;
  for (const ProductView* product : products) {
    for (const SupplierView& supplier : product->suppliers) {
      if (!is_known(supplier.share.value)) continue;
      const auto [at, is_new] = column_of.emplace(supplier.place, columns.size());
      if (is_new) columns.push_back({supplier.place, supplier.place_name, 0});
      columns[at->second].presence += supplier.share.value;
    }
  }
  std::stable_sort(columns.begin(), columns.end(),
                   [](const Column& a, const Column& b) { return a.presence > b.presence; });
  if (columns.size() > kPlaces) columns.resize(kPlaces);
  return columns;
}

void draw_cell(std::string& out, const ProductView& product, const Column& column) {
  for (const SupplierView& supplier : product.suppliers) {
    if (supplier.place != column.place) continue;
    const double share = supplier.share.value;
    const std::string range = percent_range(supplier.share);
    out += "<td style=\"background:" + colour(Scale::share, share) +
           ";color:" + text_on(Scale::share, share) + "\"";
    if (!range.empty()) out += " title=\"" + range + "\"";
    out += ">";
    if (!is_known(share)) {
      out += range.empty() ? "?" : range;
    } else {
      const double value = share * 100;
      out += value > 0 && value < 0.5 ? "&lt;1" : fixed(value, 0);
    }
    out += "</td>";
    return;
  }
  out += "<td></td>";
}

}  // namespace

void draw_footprint(std::string& out, const View& view, const ChainView& chain) {
  const std::vector<const ProductView*> products = products_of(view, chain);
  const std::vector<Column> columns = columns_of(products);
  if (columns.empty()) {
    out += "<p class=\"empty\">No product of this chain has a known supplier.</p>";
    return;
  }
  out +=
      "<figure><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Footprint\">"
      "<table class=\"heat footprint\"><caption><span>Share of world supply, per cent";
  out += ", the ";
  out += std::to_string(columns.size());
  out += " places with most</span></caption><thead><tr><th scope=\"col\">Product</th>";
  for (const Column& column : columns) {
    out += "<th scope=\"col\"><abbr title=\"";
    out += html_escape(column.name);
    out += "\">";
    out += html_escape(column.place);
    out += "</abbr></th>";
  }
  out +=
      "<th scope=\"col\">Rest</th><th scope=\"col\">Not known</th><th scope=\"col\">Counts</th>"
      "<th scope=\"col\">Source</th></tr></thead><tbody>";
  std::string missing;
  std::string_view stage;
  for (const ProductView* product : products) {
    const std::string name = html_escape(product->name.empty() ? product->id : product->name);
    if (product->suppliers.empty()) {
      missing += (missing.empty() ? "" : ", ") + name;
      continue;
    }
    if (product->stage != stage) {
      stage = product->stage;
      out += "<tr class=\"stage\"><th scope=\"rowgroup\" colspan=\"" +
             std::to_string(columns.size() + 5) + "\">" + html_escape(stage_label(stage)) +
             "</th></tr>";
    }
    out += "<tr><th scope=\"row\">" + name + "</th>";
    double rest = 0;
    for (const SupplierView& supplier : product->suppliers) {
      const bool has_column =
          std::any_of(columns.begin(), columns.end(),
                      [&](const Column& column) { return column.place == supplier.place; });
      if (!has_column && is_known(supplier.share.value)) rest += supplier.share.value;
    }
    for (const Column& column : columns) draw_cell(out, *product, column);
    out += "<td class=\"rest\">";
    if (rest > 0) out += rest < 0.005 ? "&lt;1" : fixed(rest * 100, 0);
    out += "</td><td class=\"rest\">";
    if (product->unknown_share > 0) {
      out += product->unknown_share < 0.005 ? "&lt;1" : fixed(product->unknown_share * 100, 0);
    }
    out += "</td><td class=\"basis\">";
    out += html_escape(product->set_basis);
    if (product->set_year != kNoYear) {
      out += kSpace;
      out += std::to_string(product->set_year);
    }
    out += "</td><td>";
    cite(out, view, product->set_source);
    out += "</td></tr>";
  }
  out +=
      "</tbody></table></div><figcaption>Rest: named places without a column. Counts: what the "
      "shares count, and their year. ";
  if (!missing.empty()) out += "No known supply: " + missing + ".";
  out += "</figcaption></figure>";
}

}  // namespace nail::report
