// Random firm networks with everything that makes cascades hard: cycles, links of a site to itself,
// repeated links, dead ends, sites without sales or purchases, products that nobody makes, one site
// alone, given outputs, links of their own product, markets that die, and shocks that are partial,
// of several sites, and different up and down.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/network/firm_network.h"
#include "tests/oracle/naive_cascade.h"

namespace nail::oracle {

// The network of a seed: 1 to 24 sites. Seeds of every kind are equally many.
NaiveFirms random_firms(std::uint64_t seed);

// Markets: none (empty), of the product, or drawn (some sites without).
enum class RandomMarket { none, product, drawn };
std::vector<int> random_market(std::uint64_t seed, const NaiveFirms& firms, RandomMarket kind);

struct RandomShock {
  std::vector<double> down, up;  // losses of the sites
};
// Every site by itself and in full, then as many partial ones of one or more sites.
std::vector<RandomShock> random_shocks(std::uint64_t seed, const NaiveFirms& firms);

// The network in the program's terms. Columns: `region` (market, words; empty: no market), then
// `weight_1` (jobs, some cells empty).
FirmNetwork firm_network_of(const NaiveFirms& firms, const std::vector<int>& market,
                            const std::vector<double>& weight);

}  // namespace nail::oracle
