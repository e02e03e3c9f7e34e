#include <algorithm>
#include <array>
#include <cmath>

#include "nail/base/text.h"
#include "nail/report/format.h"
#include "nail/report/rank_report.h"

namespace nail::report {
namespace {

// The drawing is stretched to its box, its lines keep their width; the text of the axes stands
// beside it in reading size.
constexpr double kWidth = 1000, kHeight = 400;
constexpr int kMostDecades = 7;

struct CurveStyle {
  std::string_view name, style, words;
};
constexpr std::array<CurveStyle, 4> kCurves{{{"esri", "l-esri", "index"},
                                             {"down", "l-down", "from suppliers to buyers"},
                                             {"up", "l-up", "from buyers to suppliers"},
                                             {"own", "l-own", "own weight"}}};

// Exponents of ten that bound the drawing.
struct Decades {
  int low = -1, high = 0, right = 1;

  double x(double rank) const { return kWidth * std::log10(rank) / right; }
  double y(double value) const {
    const double part = (high - std::log10(value)) / (high - low);
    return kHeight * std::clamp(part, 0.0, 1.0);
  }
};

Decades decades_of(const RankReview& review) {
  double least = 1, most = 0;
  for (const RankCurve& curve : review.curves) {
    for (const auto& [rank, value] : curve.points) {
      least = std::min(least, value);
      most = std::max(most, value);
    }
  }
  Decades d;
  d.high = most > 0 ? static_cast<int>(std::ceil(std::log10(most) - 1e-12)) : 0;
  d.low = static_cast<int>(std::floor(std::log10(least)));
  d.low = std::clamp(d.low, d.high - kMostDecades, d.high - 1);
  const auto ranked = static_cast<double>(std::max<std::uint64_t>(2, review.ranked));
  d.right = std::max(1, static_cast<int>(std::ceil(std::log10(ranked) - 1e-12)));
  return d;
}

// `10 %`, `0.001 %`: a power of ten in per cent.
std::string decade_percent(int exponent) {
  const int shown = exponent + 2;
  if (shown >= 0) return fixed(std::pow(10.0, shown), 0) + std::string(kSpace) + "%";
  return fixed(std::pow(10.0, shown), -shown) + std::string(kSpace) + "%";
}

std::string decade_rank(int exponent) {
  std::string digits = "1" + std::string(static_cast<std::size_t>(exponent), '0');
  for (int at = exponent + 1; at > 3; at -= 3) digits.insert(static_cast<std::size_t>(at - 3), ",");
  return digits;
}

void write_curve(std::string& out, const RankCurve& curve, const Decades& d,
                 std::string_view style) {
  if (curve.points.empty()) return;
  out += "<path class=\"";
  out += style;
  out += "\" d=\"";
  bool first = true;
  for (const auto& [rank, value] : curve.points) {
    if (std::log10(value) < d.low) break;  // the rest is smaller still
    out += first ? "M" : "L";
    out += fixed(d.x(rank), 1) + " " + fixed(d.y(value), 1);
    first = false;
  }
  if (first) out += "M0 400";
  out += "\"/>";
}

}  // namespace

void draw_risk_profile(std::string& out, const RankReview& review) {
  bool any = false;
  for (const RankCurve& curve : review.curves) any = any || !curve.points.empty();
  if (!any) {
    out += "<p class=\"empty\">No shock takes anything with it.</p>";
    return;
  }
  const Decades d = decades_of(review);
  out += "<figure class=\"loglog\"><p class=\"key\" aria-hidden=\"true\">";
  for (const CurveStyle& style : kCurves) {
    out += "<span><svg width=\"26\" height=\"14\"><line class=\"";
    out += style.style;
    out += "\" x1=\"1\" x2=\"25\" y1=\"7\" y2=\"7\"/></svg> ";
    out += style.words;
    out += "</span>";
  }
  out += "</p><div class=\"frame\"><div class=\"ticks\" aria-hidden=\"true\">";
  for (int e = d.high; e >= d.low; --e) {
    out += "<span style=\"top:" + fixed(100.0 * (d.high - e) / (d.high - d.low), 2) + "%\">" +
           decade_percent(e) + "</span>";
  }
  out +=
      "</div><svg role=\"img\" class=\"plot\" viewBox=\"0 0 1000 400\" "
      "preserveAspectRatio=\"none\"><title>" +
      html_escape(review.lead) + "</title>";
  for (int e = d.high; e >= d.low; --e) {
    out += "<path class=\"grid\" d=\"M0 " + fixed(kHeight * (d.high - e) / (d.high - d.low), 1) +
           "H1000\"/>";
  }
  for (int e = 0; e <= d.right; ++e) {
    out += "<path class=\"grid\" d=\"M" + fixed(kWidth * e / d.right, 1) + " 0V400\"/>";
  }
  for (std::size_t k = kCurves.size(); k-- > 0;) {
    for (const RankCurve& curve : review.curves) {
      if (curve.name == kCurves[k].name) write_curve(out, curve, d, kCurves[k].style);
    }
  }
  out += "<path class=\"axis\" d=\"M0 400H1000\"/></svg><div class=\"ranks\" aria-hidden=\"true\">";
  for (int e = 0; e <= d.right; ++e) {
    out +=
        "<span style=\"left:" + fixed(100.0 * e / d.right, 2) + "%\">" + decade_rank(e) + "</span>";
  }
  out +=
      "</div></div><figcaption>" + html_escape(review.profile_caption) + "</figcaption></figure>";
}

}  // namespace nail::report
