#include <algorithm>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"

namespace nail::report {
namespace {

constexpr double kWidth = 180, kHeight = 64;
constexpr std::size_t kMinYears = 3;

void draw_one(std::string& out, const View& view, const ProductView& product) {
  const auto& years = product.home_share_by_year;
  const int first = years.front().first, last = years.back().first;
  double top = 0;
  for (const auto& [year, share] : years) top = std::max(top, share);
  // A round top a little above the largest share keeps small shares visible.
  for (const double step : {0.02, 0.05, 0.1, 0.2, 0.5, 1.0}) {
    if (top <= step) {
      top = step;
      break;
    }
  }
  const auto x = [&](int year) {
    return 4 +
           (kWidth - 8) * (last > first ? static_cast<double>(year - first) / (last - first) : 0.5);
  };
  const auto y = [&](double share) { return kHeight - 4 - (kHeight - 8) * share / top; };
  out += "<figure class=\"small\"><figcaption><b>";
  out += html_escape(product.name);
  out += "</b> ";
  cite(out, view, product.set_source);
  out += "</figcaption><svg role=\"img\" viewBox=\"0 0 180 64\"><title>";
  out += html_escape(product.name);
  out += ": home share by year</title><desc>";
  for (const auto& [year, share] : years) {
    out += std::to_string(year) + ": " + percent(share) + "; ";
  }
  out +=
      "</desc><line class=\"base\" x1=\"0\" x2=\"180\" y1=\"60\" y2=\"60\"/><polyline "
      "class=\"trend\" points=\"";
  for (const auto& [year, share] : years) out += fixed(x(year), 1) + "," + fixed(y(share), 1) + " ";
  out += "\"/>";
  for (const auto& [year, share] : years) {
    out += "<circle class=\"m-trend\" cx=\"" + fixed(x(year), 1) + "\" cy=\"" + fixed(y(share), 1) +
           "\" r=\"2.6\"/>";
  }
  out += "</svg><p class=\"ends\"><span>" + std::to_string(first) + ": " +
         percent(years.front().second) + "</span><span>" + std::to_string(last) + ": " +
         percent(years.back().second) + "</span></p></figure>";
}

}  // namespace

void draw_trend(std::string& out, const View& view, const ChainView& chain) {
  bool any = false;
  std::string zero;
  for (const ProductView* product : products_of(view, chain)) {
    const auto& years = product->home_share_by_year;
    if (years.size() < kMinYears) continue;
    if (std::all_of(years.begin(), years.end(),
                    [](const auto& year) { return year.second == 0; })) {
      zero += (zero.empty() ? "" : ", ") + html_escape(product->name);
      continue;
    }
    if (!any) out += "<div class=\"multiples\">";
    any = true;
    draw_one(out, view, *product);
  }
  if (any) out += "</div>";
  if (!zero.empty()) out += "<p class=\"note\">Zero in every year: " + zero + ".</p>";
  if (!any && zero.empty()) {
    out +=
        "<p class=\"empty\">No product of this chain has shares of the home for three years or "
        "more.</p>";
  }
}

}  // namespace nail::report
