#include "nail/uncertainty/ensemble_drivers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nail/base/mutant.h"
#include "nail/dynamics/stress_reach.h"
#include "nail/numeric/parallel.h"
#include "nail/numeric/philox.h"
#include "nail/numeric/statistics.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

constexpr std::size_t kFewestYears = 50;
constexpr std::size_t kYearsABin = 25;
constexpr std::size_t kMostBins = 10;

// A driver with what its values are drawn from.
struct Candidate {
  Driver driver;
  const Ranged* share = nullptr;
  std::uint64_t key = 0;
  const StockRow* stock = nullptr;
};

bool is_of_shock(DriverKind kind) {
  return kind == DriverKind::shock_size || kind == DriverKind::shock_days ||
         kind == DriverKind::shock_recovery;
}

ShockNumber shock_number(DriverKind kind) {
  if (kind == DriverKind::shock_days) return ShockNumber::days;
  return kind == DriverKind::shock_recovery ? ShockNumber::recovery : ShockNumber::size;
}

class Screen {
 public:
  Screen(const EnsembleSetup& setup, const EnsembleDraws& draws, std::size_t scenario,
         const StressStructure& structure)
      : setup_(setup), scenario_(*setup.deck.scenarios[scenario]) {
    for (std::size_t i = 0; i < draws.years.size(); ++i) {
      if (draws.years[i].scenario != static_cast<int>(scenario)) continue;
      draws_.push_back(draws.first + static_cast<std::uint32_t>(i));
      losses_.push_back(draws.years[i].loss);
    }
    find_candidates(structure);
  }

  ScenarioDrivers result() {
    ScenarioDrivers out;
    out.years = losses_.size();
    out.numbers = candidates_.size();
    if (losses_.size() < 2) return out;
    const auto n = static_cast<double>(losses_.size());
    const double mean = std::accumulate(losses_.begin(), losses_.end(), 0.0) / n;
    double squares = 0;
    for (const double x : losses_) squares += (x - mean) * (x - mean);
    out.variance = squares / (n - 1);
    if (squares == 0) return out;
    const std::vector<double> of_loss = ranks(losses_);
    const auto of_shocks =
        std::count_if(candidates_.begin(), candidates_.end(),
                      [](const Candidate& c) { return is_of_shock(c.driver.kind); });
    const auto bar = [](double numbers) { return std::sqrt(2 * std::log(40 * numbers)); };
    const double shock_bar = bar(static_cast<double>(of_shocks));
    const double other_bar = bar(static_cast<double>(candidates_.size()));
    std::vector<double> values(losses_.size());
    for (Candidate& candidate : candidates_) {
      for (std::size_t i = 0; i < draws_.size(); ++i) values[i] = value(candidate, draws_[i]);
      Driver& driver = candidate.driver;
      driver.correlation = rank_correlation(ranks(values), of_loss);
      driver.significant =
          std::abs(driver.correlation) * std::sqrt(n - 1) >
          (is_of_shock(driver.kind) ? shock_bar
                                    : NAIL_MUTANT(drivers_without_bonferroni, other_bar, 1.0));
      if (!driver.significant && !is_of_shock(driver.kind)) continue;
      if (losses_.size() >= kFewestYears) driver.first_order = first_order(values, mean, squares);
      out.drivers.push_back(driver);
    }
    std::stable_sort(out.drivers.begin(), out.drivers.end(), [](const Driver& a, const Driver& b) {
      return std::abs(a.correlation) > std::abs(b.correlation);
    });
    std::size_t others = 0;
    std::erase_if(out.drivers, [&](const Driver& driver) {
      return !is_of_shock(driver.kind) && ++others > kMostDrivers;
    });
    return out;
  }

 private:
  // The numbers of the shocks, and of products that the scenario reaches on the way to the home.
  void find_candidates(const StressStructure& structure) {
    for (const DriverKind kind :
         {DriverKind::shock_size, DriverKind::shock_days, DriverKind::shock_recovery}) {
      Candidate candidate;
      candidate.driver.kind = kind;
      for (const Shock& shock : scenario_.shocks) {
        if (number_of(shock, shock_number(kind)).has_range()) ++candidate.driver.shocks;
      }
      if (candidate.driver.shocks > 0) candidates_.push_back(candidate);
    }
    const auto plan = plan_shocks(setup_.values, scenario_);
    const ShockPlan* const plans[] = {&*plan};
    StressReach reach;
    find_reach(structure, plans, StressMode::cascade, setup_.watched, reach);
    const ProductNetwork& network = *setup_.network;
    const auto reached = [&](std::size_t p) {
      return reach.nodes[p] != 0 || reach.demands[p] != 0;
    };
    for (std::size_t p = 0; p < network.products; ++p) {
      if (!reached(p)) continue;
      for (std::uint32_t i = network.supply_begin[p]; i < network.supply_begin[p + 1]; ++i) {
        if (!network.supply_share[i].has_range()) continue;
        Candidate candidate;
        candidate.driver.kind = DriverKind::supply;
        candidate.driver.product = ProductId(p);
        candidate.driver.place = network.supply_place[i];
        candidate.share = &network.supply_share[i];
        candidate.key = network.supply_key[i];
        candidates_.push_back(candidate);
      }
      for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
        for (std::uint32_t i = network.mixes[m].begin; i < network.mixes[m].end; ++i) {
          if (!network.sourcing_share[i].has_range()) continue;
          Candidate candidate;
          candidate.driver.kind = DriverKind::sourcing;
          candidate.driver.product = ProductId(p);
          candidate.driver.user = network.mixes[m].user;
          candidate.driver.place = network.sourcing_supplier[i];
          candidate.share = &network.sourcing_share[i];
          candidate.key = network.sourcing_key[i];
          candidates_.push_back(candidate);
        }
      }
    }
    for (const StockRow* row : setup_.compiler.ranged_stocks()) {
      if (!reached(row->product.index())) continue;
      Candidate candidate;
      candidate.driver.kind = DriverKind::stock;
      candidate.driver.product = row->product;
      candidate.driver.place = row->place;
      candidate.driver.government = row->holder == "government";
      candidate.stock = row;
      candidates_.push_back(candidate);
    }
  }

  double value(const Candidate& candidate, std::uint32_t draw) const {
    const std::uint64_t seed = setup_.options.seed;
    switch (candidate.driver.kind) {
      case DriverKind::shock_size:
      case DriverKind::shock_days:
      case DriverKind::shock_recovery:
        return draw_rank(scenario_, shock_number(candidate.driver.kind), seed, draw);
      case DriverKind::stock:
        return draw_stock_days(*candidate.stock, seed, draw);
      case DriverKind::supply:
      case DriverKind::sourcing:
        break;
    }
    return share_at(*candidate.share, uniform_draw(seed, draw, candidate.key));
  }

  double first_order(const std::vector<double>& values, double mean, double squares) const {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    const std::size_t n = values.size();
    const std::size_t bins = std::clamp<std::size_t>(n / kYearsABin, 2, kMostBins);
    double between = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      const std::size_t begin = b * n / bins;
      const std::size_t end = (b + 1) * n / bins;
      double sum = 0;
      for (std::size_t i = begin; i < end; ++i) sum += losses_[order[i]];
      const auto size = static_cast<double>(end - begin);
      between += size * (sum / size - mean) * (sum / size - mean);
    }
    const double within = (squares - between) / static_cast<double>(n - bins);
    const double by_chance = static_cast<double>(bins - 1) * within;
    return std::max(
        0.0, (between - NAIL_MUTANT(drivers_keep_what_chance_makes, by_chance, 0.0)) / squares);
  }

  const EnsembleSetup& setup_;
  const Scenario& scenario_;
  std::vector<std::uint32_t> draws_;
  std::vector<double> losses_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<ScenarioDrivers> ensemble_drivers(const EnsembleSetup& setup,
                                              const EnsembleDraws& draws) {
  std::vector<ScenarioDrivers> out(setup.deck.scenarios.size());
  const StressStructure structure(setup.values);
  parallel_parts(out.size(), [&](std::size_t s) {
    out[s] = Screen(setup, draws, s, structure).result();
    out[s].scenario = static_cast<int>(s);
  });
  return out;
}

VarianceShares variance_shares(const EnsembleDraws& draws,
                               const std::vector<ScenarioDrivers>& drivers,
                               double between_scenarios) {
  VarianceShares out;
  double mean = 0;
  for (const YearDraw& year : draws.years) mean += year.loss;
  mean /= std::max<double>(1, static_cast<double>(draws.years.size()));
  double squares = 0;
  for (const YearDraw& year : draws.years) squares += (year.loss - mean) * (year.loss - mean);
  if (!(squares > 0)) return out;
  double explained = between_scenarios;
  for (const ScenarioDrivers& scenario : drivers) {
    if (scenario.years < kFewestYears) continue;
    const double part = scenario.variance * static_cast<double>(scenario.years - 1) / squares;
    double sum = 0;
    for (const Driver& driver : scenario.drivers) {
      if (driver.significant) sum += driver.first_order;
    }
    // Chance may make parts add up to more than the whole.
    const double scale = part / std::max(1.0, sum);
    for (const Driver& driver : scenario.drivers) {
      if (!driver.significant) continue;
      out.by_kind[static_cast<std::size_t>(driver.kind)] += scale * driver.first_order;
      explained += scale * driver.first_order;
    }
  }
  out.rest = std::max(0.0, 1 - explained);
  return out;
}

}  // namespace nail
