#include "nail/cascade/firm_generate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "nail/numeric/philox.h"

namespace nail {
namespace {

// What the numbers are for, so that none is used twice.
enum Stream : std::uint32_t {
  seller,
  buyer_part,
  product_pick,
  product_size,
  pair_class,
  pick,
  worth
};

constexpr double kParetoExponent = 1.5;
constexpr double kLargestHub = 0.02, kLeastLargest = 20;
constexpr double kEssential = 0.17, kImportant = 0.12;
constexpr std::uint32_t kFewestProducts = 10, kMostProducts = 600, kSitesAProduct = 20;

// Two independent normals (Box and Muller) from one counter.
struct Normals {
  double first = 0, second = 0;
};
Normals normals(std::uint64_t seed, Stream stream, std::uint64_t key) {
  const double u = uniform_draw(seed, 0, key, stream), v = uniform_draw(seed, 1, key, stream);
  const double radius = std::sqrt(-2 * std::log(u));
  return {radius * std::cos(2 * std::numbers::pi * v), radius * std::sin(2 * std::numbers::pi * v)};
}

// Between 1 and the largest popularity, by its place in a normal distribution. least: the part of
// an unbounded Pareto that lies beyond the largest.
double pareto(double normal, double least) {
  const double beyond = 0.5 * std::erfc(normal / std::numbers::sqrt2);
  return std::pow(least + (1 - least) * beyond, -1 / kParetoExponent);
}

// The largest expects links with kLargestHub of all sites.
double least_beyond(const GeneratedFirms& size) {
  const double mean = kParetoExponent / (kParetoExponent - 1);
  const double sites = size.sites;
  const double links = std::max(1.0, static_cast<double>(size.links));
  const double largest = std::max(kLeastLargest, kLargestHub * sites * sites / links * mean);
  return std::pow(largest, -kParetoExponent);
}

// Picks positions in proportion to weights in constant time (Vose's alias method).
class AliasTable {
 public:
  explicit AliasTable(const std::vector<double>& weights)
      : keep_(weights.size()), other_(weights.size()) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> scaled(weights.size());
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
      scaled[i] = weights[i] / sum * static_cast<double>(weights.size());
      (scaled[i] < 1 ? small : large).push_back(i);
      other_[i] = i;
    }
    while (!small.empty() && !large.empty()) {
      const std::uint32_t low = small.back(), high = large.back();
      small.pop_back();
      keep_[low] = scaled[low];
      other_[low] = high;
      scaled[high] -= 1 - scaled[low];
      if (scaled[high] < 1) {
        large.pop_back();
        small.push_back(high);
      }
    }
    for (const std::uint32_t i : small) keep_[i] = 1;
    for (const std::uint32_t i : large) keep_[i] = 1;
  }
  std::uint32_t pick(double u) const {
    const double place = u * static_cast<double>(keep_.size());
    const auto i = std::min(static_cast<std::size_t>(place), keep_.size() - 1);
    return place - static_cast<double>(i) < keep_[i] ? static_cast<std::uint32_t>(i) : other_[i];
  }

 private:
  std::vector<double> keep_;
  std::vector<std::uint32_t> other_;
};

// Different pairs, in order of supplier, then buyer.
std::vector<std::uint64_t> draw_pairs(const GeneratedFirms& size, const AliasTable& sellers,
                                      const AliasTable& buyers) {
  std::vector<std::uint64_t> pairs;
  pairs.reserve(size.links + size.links / 8);
  std::uint64_t draw = 0;
  while (pairs.size() < size.links) {
    // A few more than what is missing, since some fall on pairs that are there.
    const std::uint64_t missing = size.links - pairs.size();
    const std::size_t kept = pairs.size();
    for (std::uint64_t k = 0; k < missing + missing / 8 + 8; ++k, ++draw) {
      const std::uint32_t from = sellers.pick(uniform_draw(size.seed, 0, draw, pick));
      const std::uint32_t to = buyers.pick(uniform_draw(size.seed, 1, draw, pick));
      if (from != to) pairs.push_back(std::uint64_t{from} << 32 | to);
    }
    std::sort(pairs.begin() + static_cast<std::ptrdiff_t>(kept), pairs.end());
    std::inplace_merge(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(kept),
                       pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  }
  // Leave out evenly, not the last sites' links.
  const std::uint64_t have = pairs.size();
  std::uint64_t to = 0;
  for (std::uint64_t k = 0; k < have; ++k) {
    if ((k + 1) * size.links / have != k * size.links / have) pairs[to++] = pairs[k];
  }
  pairs.resize(to);
  return pairs;
}

Result<void> check_size(const GeneratedFirms& size) {
  if (size.sites < 1) return fail(ExitCode::usage, "a network needs at least one site");
  const double pairs = static_cast<double>(size.sites) * (static_cast<double>(size.sites) - 1);
  if (static_cast<double>(size.links) > pairs / 10) {
    return fail(ExitCode::usage,
                fmt::format("{} links are more than a tenth of all pairs of {} sites: give fewer "
                            "links or more sites",
                            size.links, size.sites));
  }
  if (!(size.correlation >= -1 && size.correlation <= 1)) {
    return fail(ExitCode::usage, "a correlation lies between -1 and 1");
  }
  if (!(size.final_demand >= 0 && size.final_demand < 1)) {
    return fail(ExitCode::usage, "the part that goes to final demand is 0 or more and below 1");
  }
  return {};
}

}  // namespace

Result<FirmData> generate_firms(const GeneratedFirms& size) {
  if (auto checked = check_size(size); !checked) return tl::unexpected(checked.error());
  const std::uint32_t products =
      size.products != 0 ? size.products
                         : std::clamp(size.sites / kSitesAProduct, kFewestProducts, kMostProducts);
  const std::uint64_t seed = size.seed;
  FirmData firms;
  const auto width = fmt::formatted_size("{}", size.sites);
  const auto product_width = fmt::formatted_size("{}", products);
  std::vector<double> popularity(products);
  for (std::uint32_t p = 0; p < products; ++p) {
    firms.products.push_back(fmt::format("P{:0{}}", p + 1, product_width));
    popularity[p] = 1 + 3 * uniform_draw(seed, 0, p, product_size);
  }
  const AliasTable product_table(popularity);
  std::vector<double> sells(size.sites), buys(size.sites);
  const double least = least_beyond(size);
  const double rest = std::sqrt(1 - size.correlation * size.correlation);
  for (std::uint32_t i = 0; i < size.sites; ++i) {
    const Normals z = normals(seed, seller, i);
    sells[i] = pareto(z.first, least);
    buys[i] = pareto(size.correlation * z.first + rest * z.second, least);
    firms.sites.push_back(fmt::format("F{:0{}}", i + 1, width));
    firms.product.push_back(product_table.pick(uniform_draw(seed, 0, i, product_pick)));
  }
  if (size.links > 0) {
    const std::vector<std::uint64_t> pairs = draw_pairs(size, AliasTable(sells), AliasTable(buys));
    for (const std::uint64_t pair : pairs) {
      const auto from = static_cast<std::uint32_t>(pair >> 32);
      const auto to = static_cast<std::uint32_t>(pair);
      const double worth_of =
          std::exp(normals(seed, worth, pair).first) * std::sqrt(sells[from] * buys[to]) * 1000;
      firms.links.supplier.push_back(from);
      firms.links.buyer.push_back(to);
      firms.links.value.push_back(std::max(0.01, std::round(worth_of * 100) / 100));
    }
  }
  for (std::uint32_t k = 0; k < products; ++k) {
    for (std::uint32_t l = 0; l < products; ++l) {
      const double u = uniform_draw(seed, l, k, pair_class);
      firms.classes.push_back({k, l, u < kEssential ? 2 : u < kEssential + kImportant ? 1 : 0});
    }
  }
  if (size.final_demand > 0) {
    firms.output.assign(size.sites, 0);
    for (std::size_t k = 0; k < firms.links.value.size(); ++k) {
      firms.output[firms.links.supplier[k]] += firms.links.value[k];
    }
    for (double& output : firms.output) {
      output = std::round(output / (1 - size.final_demand) * 100) / 100;
    }
  }
  return firms;
}

}  // namespace nail
