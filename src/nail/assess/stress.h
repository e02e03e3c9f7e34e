// Runs what a review says of stress: every scenario by both models, the optimist's bound for those
// with the largest expected loss, survival, the worst removals, leverage and back-tests. Each part
// stands in a file of its own (stress_*.cc); names are filled, sentences are not.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "nail/assess/stress_views.h"
#include "nail/base/result.h"
#include "nail/dynamics/stress_structure.h"
#include "nail/dynamics/stress_summary.h"

namespace nail {

// Says what is being done and the part of it that is done, 0 to 1; false stops the work.
using StressProgress = std::function<bool(std::string_view, double)>;

struct StressRequest {
  Home home;
  int days = 365;  // the horizon
  StressProgress progress;
  std::uint64_t seed = 1;  // of the years
};

// ExitCode::interrupted where progress said stop.
Result<StressReview> review_stress(const LoadedCase& loaded, const ProductNetwork& site,
                                   const StressRequest& request);

// What the parts share.
struct StressContext {
  const LoadedCase* loaded = nullptr;
  const Case* data = nullptr;
  const ProductNetwork* site = nullptr;
  const Shares* shares = nullptr;
  const StressNetwork* network = nullptr;  // the home and other seats look on
  const StressStructure* structure = nullptr;
  std::vector<UserId> seats;  // who looks on, the home among them; in order
  Home home;
  UserId home_user;
  HomeDemand demand;
  // The same with nobody looking on but the home: for the questions that need no other seat.
  const StressNetwork* home_network = nullptr;
  HomeDemand home_only;
  int days = 0;
  StressProgress progress;
  std::uint64_t seed = 1;

  bool go_on(std::string_view what, double done) const {
    return progress == nullptr || progress(what, done);
  }
  // Id and name of who buys: a place, a bloc, or the rest of the world.
  std::pair<std::string, std::string> buyer(UserId user) const;
  std::string product_name(ProductId product) const { return (*data)[product].name; }
};

// Probability x loss a year: the pessimist's; the low end with the optimist's where it is known.
Ranged expected_loss(const Ranged& probability, double pessimist, double optimist);
// Largest expected loss first, unknown ones last; then the larger loss, then the id.
void order_scenarios(std::vector<ScenarioView>& scenarios);

// All scenarios by both models, in order.
Result<std::vector<ScenarioView>> run_scenarios(const StressContext& context);
// Fills the optimist's part of the first kMostBounds scenarios that cost anything.
Result<void> bound_scenarios(const StressContext& context, std::vector<ScenarioView>& scenarios);

// What kYears years cost together.
Result<YearsView> run_years(const StressContext& context);

// Every site that can matter to the home; those that recover too late first, then by impact.
Result<std::vector<SurvivalView>> run_survival(const StressContext& context);
// The worst removals of one, two and three places' exports.
Result<std::vector<WorstSetView>> run_worst(const StressContext& context);
// The home and the largest seats by the sources with the most leverage, row by row.
Result<std::vector<LeverageView>> run_leverage(const StressContext& context);
// The case's own back-tests, in its order; none where it has none.
Result<std::vector<BacktestView>> run_backtest_views(const StressContext& context);

}  // namespace nail
