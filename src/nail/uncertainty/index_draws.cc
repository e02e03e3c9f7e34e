#include "nail/uncertainty/index_draws.h"

#include <algorithm>
#include <cmath>

#include "nail/indices/concentration.h"
#include "nail/indices/reliance.h"
#include "nail/numeric/parallel.h"
#include "nail/numeric/statistics.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

// What the formulas need of one product besides its shares; the same in every draw.
struct Fixed {
  std::uint32_t begin = 0, end = 0;
  std::vector<double> governance;
  std::vector<std::uint8_t> home, ally;
  bool has_other = false, home_listed = false, allies_listed = false;
  bool governance_in_use = false;

  SupplyView view(const Shares& shares, std::size_t product) const {
    return {{shares.supply.data() + begin, shares.supply.data() + end},
            shares.unknown[product],
            has_other,
            governance,
            home,
            ally,
            home_listed,
            allies_listed,
            governance_in_use};
  }
};

Fixed fixed_of(const ProductNetwork& network, std::size_t product, const Home& home,
               std::span<const PlaceId> allies) {
  Fixed out;
  out.begin = network.supply_begin[product];
  out.end = network.supply_begin[product + 1];
  out.has_other = network.has_other[product] != 0;
  std::size_t homes = 0, friends = 0;
  for (std::uint32_t i = out.begin; i < out.end; ++i) {
    const PlaceId place = network.supply_place[i];
    out.governance.push_back((*network.data)[place].governance);
    const bool is_home = home.holds(place);
    const bool is_ally = std::binary_search(allies.begin(), allies.end(), place);
    out.home.push_back(is_home ? 1 : 0);
    out.ally.push_back(is_ally ? 1 : 0);
    homes += is_home ? 1 : 0;
    friends += is_ally ? 1 : 0;
  }
  out.home_listed = homes == home.members.size();
  out.allies_listed = friends == allies.size();
  for (const Place& place : network.data->places) {
    out.governance_in_use = out.governance_in_use || is_known(place.governance);
  }
  return out;
}

// The part of the home's use that comes from elsewhere in one draw.
Ranged import_share_in(const ProductNetwork& network, std::size_t product, const Home& home,
                       const Shares& shares, const Ranged& pool_home_share, bool home_listed) {
  OwnSourcing own;
  if (const SourcingMix* mix = network.mix(ProductId(product), network.user_of(home))) {
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      const PlaceId supplier = network.sourcing_supplier[i];
      double& into = !supplier && !home_listed          ? own.unnamed
                     : supplier && home.holds(supplier) ? own.home
                                                        : own.elsewhere;
      into += shares.sourcing_low[i];
    }
  }
  return import_share(own, own, own, pool_home_share);
}

// Reads one index out of what a draw gives; null where it is not drawn.
using Pick = const Ranged Concentration::*;
Pick pick_of(const std::string& index) {
  if (index == "hhi") return &Concentration::hhi;
  if (index == "effective_suppliers") return &Concentration::effective_suppliers;
  if (index == "hhi_governance") return &Concentration::hhi_governance;
  if (index == "top_share") return &Concentration::top_share;
  if (index == "home_share") return &Concentration::home_share;
  if (index == "ally_share") return &Concentration::ally_share;
  if (index == "unknown_share") return &Concentration::unknown_share;
  return nullptr;
}

struct Samples {
  std::vector<double> low, high;
  std::vector<float> value;
};

void settle(IndexValue& index, Samples& samples) {
  // Some draws may have no number (no upper end); the rest still say where it lies.
  const auto known_only = [](std::vector<double>& xs) {
    std::erase_if(xs, [](double x) { return std::isnan(x); });
  };
  known_only(samples.low);
  known_only(samples.high);
  const double low = quantile(samples.low, 0.05);
  const double high = quantile(samples.high, 0.95);
  Ranged& value = index.value;
  // The value is without draws; it stays inside its range.
  if (is_known(low)) value.low = is_known(value.value) ? std::min(value.value, low) : low;
  if (is_known(high)) value.high = is_known(value.value) ? std::max(value.value, high) : high;
}

}  // namespace

IndexDraws draw_indices(const ProductNetwork& site, const ProductNetwork& owner, const Home& home,
                        std::span<const PlaceId> allies, IndexReport& report,
                        const DrawOptions& options) {
  IndexDraws out;
  if (options.draws <= 0) return out;
  const bool vary = has_ranges(site) || has_ranges(owner);
  const std::size_t draws = vary ? static_cast<std::size_t>(options.draws) : 1;
  std::vector<Shares> site_shares(draws), owner_shares(draws);
  parallel_parts(draws, [&](std::size_t d) {
    draw_shares(site, options.seed, static_cast<std::uint32_t>(d), site_shares[d]);
    draw_shares(owner, options.seed, static_cast<std::uint32_t>(d), owner_shares[d]);
  });
  std::vector<Samples> samples(report.values.size());
  parallel_parts(report.values.size(), [&](std::size_t i) {
    IndexValue& index = report.values[i];
    const std::size_t product = index.product.index();
    const Pick pick = pick_of(index.index);
    const bool is_owner = index.index == "owner_home_share";
    const bool is_import = index.index == "import_share";
    if (pick == nullptr && !is_owner && !is_import) return;
    const ProductNetwork& network = is_owner ? owner : site;
    const Fixed fixed = fixed_of(network, product, home, allies);
    Samples& mine = samples[i];
    for (std::size_t d = 0; d < draws; ++d) {
      const Shares& shares = is_owner ? owner_shares[d] : site_shares[d];
      const Concentration c = concentration(fixed.view(shares, product));
      Ranged value = is_owner ? c.home_share : pick != nullptr ? c.*pick : Ranged{};
      if (is_import) {
        value = import_share_in(site, product, home, shares, c.home_share, fixed.home_listed);
      }
      mine.low.push_back(is_known(value.low) ? value.low : value.value);
      mine.high.push_back(is_known(value.high) ? value.high : value.value);
      mine.value.push_back(static_cast<float>(is_known(value.value) ? value.value : value.low));
    }
    settle(index, mine);
  });
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].value.empty()) continue;
    out.values[{report.values[i].product, report.values[i].index}] = std::move(samples[i].value);
  }
  return out;
}

}  // namespace nail
