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

// Scenarios by expected loss: the band between the two bounds, with the probability and its grade.
void draw_scenario_ranking(std::string& out, const View& view);

// Unmet demand of the home by week between the bounds, with the days of the shock.
void draw_timeline(std::string& out, const ScenarioView& scenario, int days);

// The home's stocks of the products hit most, running out.
void draw_stock_runs(std::string& out, const ScenarioView& scenario, int days);

// Products by places: demand lost.
void draw_without(std::string& out, const ScenarioView& scenario);

// Sites by how much longer they take to recover than the home survives.
void draw_survival(std::string& out, const View& view);

// The worst removals of one, two, three at once.
void draw_worst(std::string& out, const View& view);

// Seats by sources: demand lost when the source's exports stop.
void draw_leverage(std::string& out, const View& view);

// The predicted band of each past event against what was observed.
void draw_backtests(std::string& out, const View& view);

}  // namespace nail::report
