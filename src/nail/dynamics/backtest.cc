#include "nail/dynamics/backtest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/dynamics/backtest_events.h"
#include "nail/dynamics/recipe_walk.h"
#include "nail/dynamics/stress_summary.h"
#include "nail/numeric/statistics.h"

namespace nail {

namespace {

constexpr int kDaysAYear = 365;
constexpr int kLongestHorizon = 20 * kDaysAYear;

bool is_of_output(const std::string& index) {
  return index == "peak_output_loss" || index == "lost_output_days";
}
bool is_part(const std::string& index) {
  return index == "peak_loss" || index == "peak_output_loss";
}

// What a question looks at on each day: some entries of unmet or of output, and their weights,
// which sum to 1.
struct Probe {
  const BacktestRow* row = nullptr;
  bool of_output = false;
  std::vector<std::pair<std::size_t, double>> entries;

  // The part of a day's baseline demand or output that is lost.
  double loss(const DayView& day) const {
    double sum = 0;
    for (const auto& [entry, weight] : entries) {
      sum +=
          weight * (of_output ? std::max(0.0, NAIL_MUTANT(backtest_output_is_its_loss,
                                                          1 - day.output[entry], day.output[entry]))
                              : day.unmet[entry]);
    }
    return sum < kShortage ? 0 : sum;  // rounding is no loss
  }
};

void set_equal_where_unknown(std::vector<std::pair<std::size_t, double>>& entries) {
  double sum = 0;
  for (const auto& [entry, weight] : entries) sum += weight;
  for (auto& [entry, weight] : entries) {
    weight = sum > 0 ? weight / sum : 1 / static_cast<double>(entries.size());
  }
}

Probe probe_of(const StressNetwork& network, const BacktestRow& row) {
  const Case& data = *network.base->data;
  Probe probe{&row, is_of_output(row.index), {}};
  const auto home = find_home(data, row.place);
  if (!home || !row.product) return probe;
  if (probe.of_output) {
    for (const PlaceId place : home->members) {
      const NodeId node = network.node(row.product, place);
      if (node) probe.entries.emplace_back(node.index(), network.nodes[node.index()].share);
    }
  } else {
    const UserId buyer = network.base->user_of(*home);
    for (std::size_t i = 0; i < network.demands(); ++i) {
      const StressUse& use = network.demand(i);
      if (use.product != row.product || use.buyer != buyer || use.unknown_makers) continue;
      probe.entries.emplace_back(i, use.weight);
    }
  }
  set_equal_where_unknown(probe.entries);
  return probe;
}

// An index over the days of a run.
class Index {
 public:
  void add(int day, double loss) {
    peak_ = std::max(peak_, loss);
    sum_ += loss;
    if (NAIL_MUTANT(backtest_notices_everything, loss < kNoticedShortage, loss <= 0)) return;
    ++shortage_days_;
    if (first_ < 0) first_ = day;
  }
  double value(const std::string& index) const {
    if (is_part(index)) return peak_;
    if (index == "lost_days" || index == "lost_output_days") return sum_;
    if (index == "shortage_days") return shortage_days_;
    return first_ < 0 ? kUnknown : first_;
  }

 private:
  double peak_ = 0, sum_ = 0;
  int shortage_days_ = 0, first_ = -1;
};

// A case and its network as they were known by a year.
struct KnownNetwork {
  KnownCase known;
  ProductNetwork base;
  StressNetwork network;
};

std::unique_ptr<KnownNetwork> network_by(const LoadedCase& loaded, int year,
                                         const std::vector<const Backtest*>& tests) {
  auto out = std::make_unique<KnownNetwork>();
  out->known = known_by(loaded, year == kNoYear ? std::numeric_limits<int>::max() : year);
  out->base = compile_network(out->known.loaded);
  StressNetworkOptions options;
  for (const Backtest* test : tests) {
    if (const auto home = find_home(loaded.data, test->row.place)) {
      options.observers.push_back(out->base.user_of(*home));
    }
  }
  std::sort(options.observers.begin(), options.observers.end());
  options.observers.erase(std::unique(options.observers.begin(), options.observers.end()),
                          options.observers.end());
  out->network = compile_stress_network(out->base, shares_at_values(out->base), options);
  return out;
}

// What of the hindsight touches a product between the shocks and the product asked for.
std::vector<Hindsight> hindsight_of(const KnownCase& known, const RecipeWalk& recipes,
                                    const Backtest& test) {
  std::vector<ProductId> shocked;
  for (const Shock& shock : test.scenario.shocks) {
    if (const ProductId product = known.loaded.data.find_product(shock.product)) {
      shocked.push_back(product);
    } else {
      for (std::size_t p = 0; p < known.loaded.data.products.size(); ++p) shocked.emplace_back(p);
    }
  }
  if (!test.row.product) return {};
  const std::vector<bool> below = recipes.made_from(shocked);
  const std::vector<bool> above = recipes.needed_for({test.row.product});
  std::vector<Hindsight> out;
  for (const Hindsight& item : known.hindsight) {
    if (below[item.product.index()] && above[item.product.index()]) out.push_back(item);
  }
  return out;
}

// The band between the models and how the observed range stands to it.
void judge(BacktestOutcome& outcome) {
  const BacktestRow& row = outcome.test.row;
  const BacktestPrediction& models = outcome.predicted;
  bool is_open = false;
  const auto add = [&](double value) {
    is_open = is_open || !is_known(value);
    // fmin and fmax pass over NaN.
    outcome.low = std::fmin(outcome.low, value);
    outcome.high = std::fmax(outcome.high, value);
  };
  add(models.ario);
  add(models.cascade);
  if (models.has_optimist) add(models.optimist);
  if (is_open) outcome.high = kUnknown;
  if (!is_known(outcome.low)) return;
  const double middle = is_open ? outcome.low : 0.5 * (outcome.low + outcome.high);
  outcome.error =
      NAIL_MUTANT(backtest_error_turned, middle - row.observed.value, row.observed.value - middle);
  // The ends of a band that is a single number are met to a rounding.
  const double leeway = 1e-9 * std::max(1.0, std::abs(middle));
  outcome.hit = row.observed.upper() >= outcome.low - leeway &&
                (is_open || NAIL_MUTANT(backtest_always_below,
                                        row.observed.lower() <= outcome.high + leeway, true));
}

BacktestScore score(const std::vector<BacktestOutcome>& outcomes, bool parts) {
  BacktestScore out;
  std::vector<double> errors, widths;
  for (const BacktestOutcome& outcome : outcomes) {
    if (!outcome.is_computed || is_part(outcome.test.row.index) != parts) continue;
    ++out.tests;
    if (is_known(outcome.error)) errors.push_back(std::abs(outcome.error));
    if (is_known(outcome.high)) widths.push_back(outcome.high - outcome.low);
  }
  out.median_error = quantile(errors, 0.5);
  out.median_width = quantile(widths, 0.5);
  return out;
}

// Runs one scenario in both modes and fills the outcomes of its questions.
Result<void> run_scenario(const KnownNetwork& known, const std::vector<BacktestOutcome*>& outcomes,
                          const BacktestOptions& options) {
  const auto plan = plan_shocks(known.network, outcomes.front()->test.scenario);
  if (!plan) return tl::unexpected(plan.error());
  StressRunOptions how;
  how.days = options.days > 0
                 ? options.days
                 : std::clamp(plan->last_day, 0, kLongestHorizon - kDaysAYear) + kDaysAYear;
  std::vector<Probe> probes;
  for (const BacktestOutcome* outcome : outcomes) {
    probes.push_back(probe_of(known.network, outcome->test.row));
  }
  for (std::size_t i = 0; i < probes.size(); ++i) {
    outcomes[i]->is_computed = !probes[i].entries.empty();
  }
  // The indices of one model's run.
  std::vector<Index> indices;
  const auto look = [&](const DayView& day) {
    for (std::size_t i = 0; i < probes.size(); ++i) indices[i].add(day.day, probes[i].loss(day));
    return true;
  };
  const auto keep = [&](double BacktestPrediction::*model) {
    for (std::size_t i = 0; i < probes.size(); ++i) {
      outcomes[i]->predicted.*model = indices[i].value(outcomes[i]->test.row.index);
    }
  };
  for (const StressMode mode : {StressMode::ario, StressMode::cascade}) {
    how.mode = mode;
    indices.assign(probes.size(), {});
    run_stress(known.network, *plan, how, look);
    keep(mode == StressMode::ario ? &BacktestPrediction::ario : &BacktestPrediction::cascade);
  }
  indices.assign(probes.size(), {});
  if (options.optimist && options.optimist(known.network, *plan, how.days, look)) {
    keep(&BacktestPrediction::optimist);
    for (BacktestOutcome* outcome : outcomes) outcome->predicted.has_optimist = true;
  }
  for (BacktestOutcome* outcome : outcomes) {
    if (outcome->is_computed) judge(*outcome);
  }
  return {};
}

}  // namespace

std::vector<Backtest> backtests_of(const Case& data) {
  if (data.backtests.empty()) return backtests_of_events(data);
  std::vector<Backtest> out;
  for (const BacktestRow& row : data.backtests) {
    const auto scenario =
        std::find_if(data.scenarios.begin(), data.scenarios.end(),
                     [&](const Scenario& other) { return other.id == row.scenario; });
    if (scenario != data.scenarios.end()) out.push_back({row, *scenario});
  }
  return out;
}

Result<BacktestReport> run_backtests(const LoadedCase& loaded, const std::vector<Backtest>& tests,
                                     const BacktestOptions& options) {
  BacktestReport report;
  report.outcomes.resize(tests.size());
  for (std::size_t i = 0; i < tests.size(); ++i) report.outcomes[i].test = tests[i];
  // One network a year, one run a scenario.
  std::map<int, std::map<std::string, std::vector<BacktestOutcome*>>> years;
  for (BacktestOutcome& outcome : report.outcomes) {
    years[outcome.test.row.as_of][outcome.test.scenario.id].push_back(&outcome);
  }
  const RecipeWalk recipes(loaded.data);
  for (const auto& [year, scenarios] : years) {
    std::vector<const Backtest*> asked;
    for (const auto& [id, outcomes] : scenarios) {
      for (const BacktestOutcome* outcome : outcomes) asked.push_back(&outcome->test);
    }
    const auto known = network_by(loaded, year, asked);
    for (const auto& [id, outcomes] : scenarios) {
      if (auto ran = run_scenario(*known, outcomes, options); !ran) {
        return tl::unexpected(ran.error());
      }
      for (BacktestOutcome* outcome : outcomes) {
        outcome->hindsight = hindsight_of(known->known, recipes, outcome->test);
      }
    }
  }
  for (const BacktestOutcome& outcome : report.outcomes) {
    if (!outcome.is_computed) {
      ++report.not_computed;
    } else {
      ++(outcome.hit ? report.hits : report.misses);
    }
  }
  report.parts = score(report.outcomes, true);
  report.days = score(report.outcomes, false);
  return report;
}

}  // namespace nail
