// The report on systemic importance: one HTML file as report.h describes.
#pragma once

#include <string>

#include "nail/assess/rank_review.h"

namespace nail {

// The same review gives the same bytes.
std::string render_rank_html(const RankReview& review);

namespace report {

// ESRI, its two directions and the sites' own weight against rank, both axes logarithmic.
void draw_risk_profile(std::string& out, const RankReview& review);
// Shocks by the steps their cascades took.
void draw_iterations(std::string& out, const RankReview& review);
// The first shocks by the products that lose most.
void draw_rank_heat(std::string& out, const RankReview& review);
// The first hundred shocks with the ways of their losses.
void write_rank_rows(std::string& out, const RankReview& review);

}  // namespace report
}  // namespace nail
