#include <algorithm>
#include <cmath>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

constexpr std::size_t kRows = 15;
constexpr int kHeight = 22;

struct Row {
  const ProductView* product;
  const ExposureView* exposure;
};

// The sets of shares that the number was computed from: the product's own and those on its path.
std::vector<std::string> sources_of(const View& view, const Row& row) {
  std::vector<std::string> sources;
  const auto add = [&](const ProductView* product) {
    if (!product || product->set_source.empty()) return;
    if (std::find(sources.begin(), sources.end(), product->set_source) == sources.end()) {
      sources.push_back(product->set_source);
    }
  };
  add(row.product);
  for (const StepView& step : row.exposure->path) add(view.product(step.product));
  return sources;
}

void draw_row(std::string& out, const Row& row) {
  const ExposureView& e = *row.exposure;
  const double any = e.any_tier.value;
  const int y = kHeight / 2;
  open_strip(out,
             row.product->name + ", without " + e.source_name + ": direct " + percent(e.direct) +
                 ", any-tier " + percent(any) + ", rerouted " + percent(e.rerouted),
             kHeight);
  strip_grid(out, kHeight);
  if (is_known(any)) {
    strip_line(out, std::min(e.direct, any), std::max(e.direct, any), y, "gap");
    if (e.any_tier.has_range()) strip_line(out, e.any_tier.lower(), e.any_tier.upper(), y, "range");
  }
  if (is_known(any)) filled_circle(out, any, y);
  if (is_known(e.rerouted)) diamond(out, e.rerouted, y);
  if (is_known(e.direct)) {
    // Where all of it is direct, a ring lets the any-tier mark show through.
    const bool covers = is_known(any) && std::abs(any - e.direct) < 0.02;
    if (covers)
      ring(out, e.direct, y);
    else
      open_circle(out, e.direct, y);
  }
  close_strip(out);
}

void key(std::string& out) {
  out +=
      "<p class=\"key\" aria-hidden=\"true\"><span><svg width=\"14\" height=\"14\"><circle "
      "class=\"m-direct\" cx=\"7\" cy=\"7\" r=\"4.5\"/></svg> direct</span><span><svg "
      "width=\"14\" height=\"14\"><circle class=\"m-any\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg> "
      "any-tier</span><span><svg width=\"14\" height=\"14\"><path class=\"m-rerouted\" "
      "d=\"M1.5 7L7 1.5 12.5 7 7 12.5z\"/></svg> rerouted</span><span><svg width=\"26\" "
      "height=\"14\"><line class=\"range\" x1=\"1\" x2=\"25\" y1=\"7\" y2=\"7\"/></svg> range of "
      "any-tier</span><span><svg width=\"26\" height=\"14\"><line class=\"gap\" x1=\"3\" "
      "x2=\"23\" y1=\"7\" y2=\"7\"/></svg> hidden in the tiers</span></p>";
}

}  // namespace

void draw_exposure(std::string& out, const View& view, const ChainView& chain) {
  std::vector<Row> rows;
  for (const ProductView* product : products_of(view, chain)) {
    const ExposureView* exposure = largest_foreign(*product);
    if (exposure && exposure->any_tier.value > 0) rows.push_back({product, exposure});
  }
  if (rows.empty()) {
    out +=
        "<p class=\"empty\">No product of this chain has a known exposure to a foreign place.</p>";
    return;
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.exposure->any_tier.value > b.exposure->any_tier.value;
  });
  const std::size_t all = rows.size();
  if (rows.size() > kRows) rows.resize(kRows);

  out += "<figure>";
  key(out);
  out +=
      "<table class=\"chart\"><caption>What would be missing without the place named, part of "
      "supply";
  if (rows.size() < all) {
    out += " (first " + std::to_string(rows.size()) + " of " + std::to_string(all) + " products)";
  }
  out +=
      "</caption><thead><tr><th scope=\"col\">Product</th><th scope=\"col\">Without</th>"
      "<th scope=\"col\" class=\"plot\"><span class=\"scale\"><span>0</span><span>25</span>"
      "<span>50</span><span>75</span><span>100" +
      std::string(kSpace) +
      "%</span></span></th><th scope=\"col\" class=\"num\">Direct</th><th scope=\"col\" "
      "class=\"num\">Any-tier</th><th scope=\"col\" class=\"num\">Range</th><th scope=\"col\" "
      "class=\"num\">Rerouted</th><th scope=\"col\">Source</th></tr></thead><tbody>";
  for (const Row& row : rows) {
    const ExposureView& e = *row.exposure;
    out += "<tr><th scope=\"row\">";
    out += html_escape(row.product->name);
    out += "</th><td class=\"where\">";
    out += html_escape(e.source_name);
    if (e.is_ally) out += " <small>ally</small>";
    out += "</td><td class=\"plot\">";
    draw_row(out, row);
    out += "</td><td class=\"num\" data-label=\"Direct\">" + percent(e.direct) +
           "</td><td class=\"num strong\" data-label=\"Any-tier\">" + percent(e.any_tier.value) +
           "</td><td class=\"num\" data-label=\"Range\">" + percent_range(e.any_tier) +
           "</td><td class=\"num\" data-label=\"Rerouted\">" + percent(e.rerouted) +
           "</td><td class=\"src\" data-label=\"Source\">";
    cite(out, view, sources_of(view, row));
    out += "</td></tr>";
  }
  out += "</tbody></table></figure>";
}

}  // namespace nail::report
