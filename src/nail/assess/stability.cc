#include "nail/assess/stability.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "nail/assess/findings.h"
#include "nail/numeric/parallel.h"
#include "nail/numeric/philox.h"
#include "nail/numeric/statistics.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

constexpr std::size_t kTop = 10;

// The headline number of a finding in each draw; null where it is not drawn.
class DrawnNumbers {
 public:
  DrawnNumbers(const AssessInputs& inputs, const ExposureDraws& exposure_draws,
               const IndexDraws& index_draws)
      : data_(inputs.loaded->data), index_draws_(index_draws) {
    for (std::size_t r = 0; r < inputs.exposures.rows.size(); ++r) {
      if (r >= exposure_draws.any_tier.size() || exposure_draws.any_tier[r].empty()) continue;
      const ExposureRow& row = inputs.exposures.rows[r];
      by_exposure_[{row.product, inputs.exposures.removals[row.removal].id}] =
          &exposure_draws.any_tier[r];
    }
  }

  const std::vector<float>* of(const Finding& finding) const {
    if (finding.evidence.empty()) return nullptr;
    const Figure& figure = finding.evidence.front();
    const ProductId product = data_.find_product(figure.product);
    if (figure.index == "exposure_any_tier") {
      const auto found = by_exposure_.find({product, figure.place});
      return found == by_exposure_.end() ? nullptr : found->second;
    }
    const auto found = index_draws_.values.find({product, figure.index});
    return found == index_draws_.values.end() ? nullptr : &found->second;
  }

 private:
  const Case& data_;
  const IndexDraws& index_draws_;
  std::map<std::pair<ProductId, std::string>, const std::vector<float>*> by_exposure_;
};

// A ranged share, and its number in each draw as ranks.
struct Lever {
  std::string product, place, what;
  std::vector<double> ranked;
};

// The ranged shares of a product and all it needs.
std::vector<Lever> levers_of(const AssessInputs& inputs, ProductId product, std::size_t draws,
                             std::uint64_t seed) {
  const ProductNetwork& network = *inputs.site;
  const Case& data = inputs.loaded->data;
  std::vector<std::uint8_t> seen(network.products, 0);
  std::vector<ProductId> open{product};
  seen[product.index()] = 1;
  std::vector<Lever> levers;
  const auto add = [&](const Ranged& share, std::uint64_t key, ProductId p, PlaceId place,
                       const std::string& what) {
    if (!share.has_range()) return;
    std::vector<double> values(draws);
    for (std::size_t d = 0; d < draws; ++d) {
      values[d] = share_at(share, uniform_draw(seed, static_cast<std::uint32_t>(d), key));
    }
    levers.push_back({data[p].id, place ? data[place].id : "other", what, ranks(values)});
  };
  const UserId user = network.user_of(inputs.home);
  while (!open.empty()) {
    const ProductId p = open.back();
    open.pop_back();
    for (std::uint32_t i = network.supply_begin[p.index()]; i < network.supply_begin[p.index() + 1];
         ++i) {
      add(network.supply_share[i], network.supply_key[i], p, network.supply_place[i],
          "share of world supply");
    }
    if (const SourcingMix* mix = network.mix(p, user)) {
      for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
        add(network.sourcing_share[i], network.sourcing_key[i], p, network.sourcing_supplier[i],
            "share of the home's sourcing");
      }
    }
    for (const RecipeInput& input : network.inputs(p)) {
      if (seen[input.product.index()] != 0) continue;
      seen[input.product.index()] = 1;
      open.push_back(input.product);
    }
  }
  return levers;
}

}  // namespace

void judge_stability(const AssessInputs& inputs, const ExposureDraws& exposure_draws,
                     const IndexDraws& index_draws, const DrawOptions& options,
                     std::vector<Finding>& findings) {
  const std::size_t draws = static_cast<std::size_t>(std::max(0, options.draws));
  if (draws == 0 || findings.empty()) return;
  const DrawnNumbers drawn(inputs, exposure_draws, index_draws);
  std::vector<const std::vector<float>*> numbers;
  for (const Finding& finding : findings) numbers.push_back(drawn.of(finding));
  std::vector<std::size_t> in_top(findings.size(), 0);
  std::vector<double> scores(findings.size());
  for (std::size_t d = 0; d < draws; ++d) {
    for (std::size_t f = 0; f < findings.size(); ++f) {
      scores[f] = findings[f].score;
      const double value =
          findings[f].evidence.empty() ? kUnknown : findings[f].evidence.front().range.value;
      if (numbers[f] == nullptr || d >= numbers[f]->size() || !(value > 0)) continue;
      scores[f] *= static_cast<double>((*numbers[f])[d]) / value;
    }
    const std::vector<std::size_t> order = rank_findings(findings, scores, inputs.home.id);
    const std::size_t top = std::min(kTop, order.size());
    for (std::size_t i = 0; i < top; ++i) ++in_top[order[i]];
  }
  for (std::size_t f = 0; f < findings.size(); ++f) {
    findings[f].in_top_ten = static_cast<double>(in_top[f]) / static_cast<double>(draws);
  }
  // Only the findings a reader sees first get their drivers.
  const std::size_t shown = std::min<std::size_t>(2 * kTop, findings.size());
  parallel_parts(shown, [&](std::size_t f) {
    Finding& finding = findings[f];
    const ProductId product = inputs.loaded->data.find_product(finding.product);
    if (numbers[f] == nullptr || !product || numbers[f]->size() != draws) return;
    const std::vector<double> values(numbers[f]->begin(), numbers[f]->end());
    const std::vector<double> ranked = ranks(values);
    std::vector<FindingDriver> drivers;
    for (const Lever& lever : levers_of(inputs, product, draws, options.seed)) {
      const double rho = rank_correlation(ranked, lever.ranked);
      if (std::abs(rho) >= kLeastCorrelation) {
        drivers.push_back({lever.product, lever.place, lever.what, rho});
      }
    }
    std::stable_sort(
        drivers.begin(), drivers.end(), [](const FindingDriver& a, const FindingDriver& b) {
          const double x = std::abs(a.rank_correlation);
          const double y = std::abs(b.rank_correlation);
          if (x != y) return x > y;
          return std::tie(a.product, a.place, a.what) < std::tie(b.product, b.place, b.what);
        });
    if (drivers.size() > 3) drivers.resize(3);
    finding.drivers = std::move(drivers);
  });
}

}  // namespace nail
