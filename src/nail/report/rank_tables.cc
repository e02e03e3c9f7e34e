#include <algorithm>
#include <cmath>

#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/format.h"
#include "nail/report/rank_report.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

constexpr std::size_t kMostBars = 24;
constexpr std::size_t kMostSteps = 7;  // of a way: the first and the last ones

std::string counted(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// The first bars, and one for all that took longer.
std::vector<std::pair<std::string, std::uint64_t>> bars_of(const RankReview& review) {
  std::vector<std::pair<std::string, std::uint64_t>> bars;
  for (std::size_t k = 0; k < review.iterations.size(); ++k) {
    const RankBar& bar = review.iterations[k];
    if (bars.size() < kMostBars || review.iterations.size() == kMostBars + 1) {
      bars.emplace_back(std::to_string(bar.iterations), bar.shocks);
    } else if (bars.size() == kMostBars) {
      bars.emplace_back(std::to_string(bar.iterations) + " and more", bar.shocks);
    } else {
      bars.back().second += bar.shocks;
    }
  }
  return bars;
}

// Per cent with two digits also where little is lost: most sites are a tiny part of an economy.
std::string fine_percent(double part) {
  if (!(part > 0) || part >= 0.001) return percent(part);
  const int decimals = 1 - static_cast<int>(std::floor(std::log10(100 * part)));
  return decimals > 9 ? percent(part) : fixed(100 * part, decimals) + std::string(kSpace) + "%";
}

void write_step(std::string& out, const RankStep& step, bool is_first) {
  out +=
      "<li><b>" + html_escape(step.site) + "</b> <small>" + html_escape(step.product) + "</small>";
  if (!is_first) out += " " + fine_percent(step.loss);
  out += "</li>";
}

void write_way(std::string& out, const RankRow& row) {
  if (row.path.empty()) {
    out += "<span class=\"none\">nothing outside is lost</span>";
    return;
  }
  out += row.is_upstream ? "<span class=\"way\">buyers to suppliers</span>"
                         : "<span class=\"way\">suppliers to buyers</span>";
  out += "<ol class=\"steps\">";
  const std::size_t count = row.path.size();
  for (std::size_t k = 0; k < count; ++k) {
    if (count > kMostSteps && k == kMostSteps / 2 + 1) {
      const std::size_t skipped = count - kMostSteps;
      out += "<li><small>" + std::to_string(skipped) + " more</small></li>";
      k += skipped - 1;
      continue;
    }
    write_step(out, row.path[k], k == 0);
  }
  out += "</ol>";
}

}  // namespace

void draw_iterations(std::string& out, const RankReview& review) {
  const auto bars = bars_of(review);
  if (bars.empty()) return;
  std::uint64_t most = 1;
  for (const auto& [label, shocks] : bars) most = std::max(most, shocks);
  out += "<table class=\"chart steps\"><caption>" + html_escape(review.iterations_caption) +
         "</caption><thead><tr><th scope=\"col\">Steps</th><th scope=\"col\" class=\"plot\"></th>"
         "<th scope=\"col\" class=\"num\">Shocks</th></tr></thead><tbody>";
  for (const auto& [label, shocks] : bars) {
    const double part = static_cast<double>(shocks) / static_cast<double>(most);
    out += "<tr><th scope=\"row\">" + label +
           "</th><td class=\"plot\"><span class=\"step-bar\" aria-hidden=\"true\"><i "
           "style=\"width:" +
           fixed(100 * part, 1) + "%\"></i></span></td><td class=\"num\">" + counted(shocks) +
           "</td></tr>";
  }
  out += "</tbody></table>";
}

void draw_rank_heat(std::string& out, const RankReview& review) {
  if (review.heat_products.empty()) {
    out += "<p class=\"empty\">No product loses anything.</p>";
    return;
  }
  out +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Shocks by "
      "products\"><table "
      "class=\"heat rank-heat\"><caption><span>" +
      html_escape(review.heat_caption) + "</span></caption><thead><tr><th scope=\"col\">" +
      (review.is_single_failures ? "Site" : "Shock") + "</th>";
  for (const std::string& product : review.heat_products) {
    out += "<th scope=\"col\">" + html_escape(product) + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const RankRow& row : review.rows) {
    if (row.heat.empty()) continue;
    out += "<tr><th scope=\"row\">" + html_escape(row.shock) + "</th>";
    for (const double loss : row.heat) {
      out += "<td style=\"background:" + colour(Scale::exposure, loss) +
             ";color:" + text_on(Scale::exposure, loss) + "\">" + percent(loss) + "</td>";
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>";
}

void write_rank_rows(std::string& out, const RankReview& review) {
  if (review.rows.empty()) {
    out += "<p class=\"empty\">There is no shock.</p>";
    return;
  }
  out += "<table class=\"cards ranking\"><caption>" + html_escape(review.rows_caption) +
         "</caption><thead><tr><th scope=\"col\" class=\"num\">Rank</th><th scope=\"col\">" +
         (review.is_single_failures ? "Site" : "Shock") +
         "</th><th scope=\"col\" class=\"num\">Index</th><th scope=\"col\" class=\"num\">Own "
         "weight</th><th scope=\"col\" class=\"num\">To buyers</th><th scope=\"col\" "
         "class=\"num\">To suppliers</th><th scope=\"col\" class=\"num\">Steps</th><th "
         "scope=\"col\">Way of the loss that weighs most</th><th scope=\"col\">Takes of "
         "products</th></tr></thead><tbody>";
  for (std::size_t k = 0; k < review.rows.size(); ++k) {
    const RankRow& row = review.rows[k];
    out += "<tr><td class=\"num rank\" data-label=\"Rank\">" + std::to_string(k + 1) +
           "</td><th scope=\"row\">" + html_escape(row.shock);
    if (!row.product.empty()) out += " <small>" + html_escape(row.product) + "</small>";
    out += "</th><td class=\"num strong\" data-label=\"Index\">" + fine_percent(row.esri) +
           "</td><td class=\"num\" data-label=\"Own weight\">" + fine_percent(row.own) +
           "</td><td class=\"num\" data-label=\"To buyers\">" + fine_percent(row.down) +
           "</td><td class=\"num\" data-label=\"To suppliers\">" + fine_percent(row.up) +
           "</td><td class=\"num\" data-label=\"Steps\">" + std::to_string(row.iterations) +
           "</td><td class=\"ways\" data-label=\"Way\">";
    write_way(out, row);
    out += "</td><td class=\"takes\" data-label=\"Takes of\">";
    for (std::size_t p = 0; p < row.products.size(); ++p) {
      if (p > 0) out += "<br>";
      out += html_escape(row.products[p].product) + " <b>" + percent(row.products[p].loss) + "</b>";
    }
    out += "</td></tr>";
  }
  out += "</tbody></table>";
}

}  // namespace nail::report
