#include "nail/reroute/survival.h"

#include <algorithm>

#include "nail/assess/stress.h"

namespace nail {
namespace {

double days_of(const SurvivalTime& time, int horizon) {
  switch (time.state) {
    case SurvivalTime::State::not_computed:
      return kUnknown;
    case SurvivalTime::State::known:
      return time.days;
    case SurvivalTime::State::beyond_horizon:
      return horizon;
  }
  return kUnknown;
}

}  // namespace

Result<std::vector<SurvivalView>> run_survival(const StressContext& c) {
  SurvivalOptions options;
  options.days = c.days;
  // The optimist takes minutes: nail survive is for that.
  options.optimist = false;
  options.progress = [&](double done) { return c.go_on("survival", done); };
  const auto found = survival(*c.home_network, *c.shares, c.home_only, options);
  if (!found) return tl::unexpected(found.error());
  std::vector<SurvivalView> views;
  for (const SurvivalSite& site : found->sites) {
    SurvivalView view;
    const Place& place = (*c.data)[site.place];
    view.product = (*c.data)[site.product].id;
    view.product_name = c.product_name(site.product);
    view.place = place.id;
    view.place_name = place.name;
    view.tts_cascade = days_of(site.cascade, c.days);
    view.tts_time_indexed = days_of(site.time_indexed, c.days);
    view.tts_aggregate = days_of(site.aggregate, c.days);
    view.ttr = site.ttr;
    view.ttr_known = site.ttr_known;
    view.late = site.recovers_late();
    view.impact_days = site.impact_days;
    view.impact_usd = site.impact_usd;
    view.rei = std::clamp(site.rei, 0.0, 1.0);
    views.push_back(std::move(view));
  }
  // Those that are missed before they are back come first, by impact.
  std::stable_partition(views.begin(), views.end(), [](const SurvivalView& v) { return v.late; });
  return views;
}

}  // namespace nail
