#include "tests/oracle/random_firms.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <utility>

namespace nail::oracle {
namespace {

constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return std::uniform_real_distribution<double>(0, 1)(engine_); }
  bool chance(double p) { return unit() < p; }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }

 private:
  std::mt19937_64 engine_;
};

// Values over four orders of magnitude, as those of firms are; or all in round numbers.
double draw_value(Dice& dice, bool round, double unit) {
  if (round) return unit * (1 + dice.below(4));
  return unit * std::pow(10.0, 4 * dice.unit() - 2);
}

}  // namespace

NaiveFirms random_firms(std::uint64_t seed) {
  Dice dice(seed);
  NaiveFirms firms;
  const int sites = seed % 20 == 0 ? 1 : 2 + dice.below(23);
  firms.products = 1 + dice.below(7);  // products may be made by nobody
  const bool round = seed % 4 == 1;
  const bool acyclic = seed % 5 == 2;
  const bool given_output = seed % 3 == 1;
  const bool own_products = seed % 7 < 2;
  const double units[] = {1, 1e-3, 1e6};
  const double unit = units[seed / 3 % 3];
  for (int i = 0; i < sites; ++i) {
    firms.product.push_back(dice.below(firms.products));
    // Below, at and above what is sold, nothing, or not said.
    firms.output.push_back(given_output && dice.chance(0.7)
                               ? (dice.chance(0.1) ? 0 : 3 * draw_value(dice, round, unit))
                               : kNotGiven);
  }
  const int links = seed % 11 == 3 ? 0 : dice.below(4 * sites + 1);
  for (int k = 0; k < links; ++k) {
    int supplier = dice.below(sites), buyer = dice.below(sites);
    if (dice.chance(0.3)) supplier = dice.below(1 + sites / 4);  // some sell to many
    if (acyclic && supplier >= buyer) {
      if (supplier == buyer) continue;
      std::swap(supplier, buyer);
    }
    const int product = own_products && dice.chance(0.5)
                            ? dice.below(firms.products)
                            : firms.product[static_cast<std::size_t>(supplier)];
    const double value = dice.chance(0.05) ? 0 : draw_value(dice, round, unit);
    firms.links.push_back({supplier, buyer, value, product});
    if (dice.chance(0.05)) firms.links.push_back({supplier, buyer, value / 3, product});
  }
  const double essential = dice.unit(), important = (1 - essential) * dice.unit();
  for (int k = 0; k < firms.products; ++k) {
    firms.necessity.emplace_back();
    for (int l = 0; l < firms.products; ++l) {
      const double u = dice.unit();
      firms.necessity.back().push_back(u < essential ? 2 : u < essential + important ? 1 : 0);
    }
  }
  return firms;
}

std::vector<int> random_market(std::uint64_t seed, const NaiveFirms& firms, RandomMarket kind) {
  if (kind == RandomMarket::none) return {};
  if (kind == RandomMarket::product) return firms.product;
  Dice dice(seed + 1'000'003);
  std::vector<int> market;
  for (int i = 0; i < firms.sites(); ++i) market.push_back(dice.below(5) - 1);
  return market;
}

std::vector<RandomShock> random_shocks(std::uint64_t seed, const NaiveFirms& firms) {
  Dice dice(seed + 2'000'003);
  const auto n = static_cast<std::size_t>(firms.sites());
  std::vector<RandomShock> shocks;
  for (std::size_t i = 0; i < n; ++i) {
    RandomShock shock{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
    shock.down[i] = shock.up[i] = 1;
    shocks.push_back(shock);
  }
  for (std::size_t k = 0; k < n; ++k) {
    RandomShock shock{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
    const int hit = 1 + dice.below(firms.sites());
    const bool same = dice.chance(0.4), full = dice.chance(0.3);
    for (int i = 0; i < hit; ++i) {
      const auto site = static_cast<std::size_t>(dice.below(firms.sites()));
      shock.down[site] = full ? 1 : dice.unit();
      shock.up[site] = same ? shock.down[site] : dice.chance(0.3) ? 0 : dice.unit();
    }
    shocks.push_back(shock);
  }
  return shocks;
}

FirmNetwork firm_network_of(const NaiveFirms& firms, const std::vector<int>& market,
                            const std::vector<double>& weight) {
  Case data;
  data.kind = CaseKind::firms;
  FirmData& to = data.firms;
  for (int i = 0; i < firms.sites(); ++i) to.sites.push_back("site " + std::to_string(i));
  for (int k = 0; k < firms.products; ++k) to.products.push_back("product " + std::to_string(k));
  to.product.assign(firms.product.begin(), firms.product.end());
  if (std::any_of(firms.output.begin(), firms.output.end(),
                  [](double output) { return !std::isnan(output); })) {
    to.output = firms.output;
  }
  const bool own_products =
      std::any_of(firms.links.begin(), firms.links.end(), [&](const NaiveLink& link) {
        return link.product != firms.product[static_cast<std::size_t>(link.supplier)];
      });
  for (const NaiveLink& link : firms.links) {
    to.links.supplier.push_back(static_cast<std::uint32_t>(link.supplier));
    to.links.buyer.push_back(static_cast<std::uint32_t>(link.buyer));
    to.links.value.push_back(link.value);
    if (own_products) to.links.product.push_back(static_cast<std::uint32_t>(link.product));
  }
  for (int k = 0; k < firms.products; ++k) {
    for (int l = 0; l < firms.products; ++l) {
      to.classes.push_back(
          {static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(l),
           firms.necessity[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)]});
    }
  }
  if (!market.empty()) {
    FirmColumn region;
    region.name = "region";
    region.dictionary = {"", "north", "east", "south", "west", "middle", "coast", "isles"};
    for (const int m : market) region.words.push_back(static_cast<std::uint32_t>(m + 1));
    to.columns.push_back(std::move(region));
  }
  if (!weight.empty()) {
    FirmColumn jobs;
    jobs.name = "weight_1";
    jobs.numbers = weight;
    to.columns.push_back(std::move(jobs));
  }
  return std::move(*make_firm_network(std::move(data)));
}

}  // namespace nail::oracle
