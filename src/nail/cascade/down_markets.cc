#include "nail/cascade/down_markets.h"

#include <numeric>

namespace nail {

DownMarkets make_down_markets(const CascadeSystem& system) {
  DownMarkets made;
  made.markets = system.markets;
  made.of.assign(system.sites, made.markets);
  made.size.assign(std::size_t{made.markets} + 1, 0);
  made.begin.assign(std::size_t{made.markets} + 2, 0);
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    if (!system.market.empty() && system.market[i] != kNoMarket) made.of[i] = system.market[i];
    made.size[made.of[i]] += system.size[i];
    ++made.begin[made.of[i] + 1];
  }
  std::partial_sum(made.begin.begin(), made.begin.end(), made.begin.begin());
  made.member.resize(system.sites);
  std::vector<std::uint32_t> at(made.begin.begin(), made.begin.end() - 1);
  for (std::uint32_t i = 0; i < system.sites; ++i) made.member[at[made.of[i]]++] = i;
  return made;
}

}  // namespace nail
