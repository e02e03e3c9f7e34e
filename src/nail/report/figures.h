// The report's figures. Each appends one complete element to the page and stands in a file of its
// own; a figure without data says in one line why it is empty.
#pragma once

#include <string>
#include <vector>

#include "nail/report/view.h"

namespace nail::report {

// A number on the line from 0 to 1 (or to the top of its range, for other units) with its range.
void draw_interval(std::string& out, const Figure& figure);

// A bottleneck path: a box a tier with product, place and share, from the home's purchase down to
// the place that would be lost.
void draw_path(std::string& out, const std::vector<StepView>& path, std::string_view caption);

// Places by chains: the largest any-tier exposure, with direct and rerouted below it.
void draw_matrix(std::string& out, const View& view);

// Stages as columns, products as boxes coloured by the exposure to the largest foreign place,
// inputs as lines.
void draw_tiers(std::string& out, const View& view, const ChainView& chain);

// Products by places: shares of world supply.
void draw_footprint(std::string& out, const View& view, const ChainView& chain);

// Direct, any-tier and rerouted exposure of the products that would lose most.
void draw_exposure(std::string& out, const View& view, const ChainView& chain);

// The home's share of world supply by year, a small drawing a product.
void draw_trend(std::string& out, const View& view, const ChainView& chain);

}  // namespace nail::report
