#include "nail/dynamics/io_generate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/numeric/philox.h"

namespace nail {
namespace {

// What the numbers are for, so that none is used twice.
enum Stream : std::uint32_t { place_size, product_size, recipe, home_part, trade, wanted };

constexpr double kBoughtInputs = 0.5;  // of output
constexpr double kFinalAtHome = 0.8;
constexpr int kRounds = 60;  // each halves what is left to balance

}  // namespace

IoData generate_io(const GeneratedIo& size) {
  const auto places = static_cast<std::size_t>(std::max(1, size.places));
  const auto products = static_cast<std::size_t>(std::max(1, size.products));
  const std::size_t n = places * products;
  const auto draw = [&](Stream stream, std::size_t a, std::size_t b = 0) {
    return uniform_draw(size.seed, static_cast<std::uint32_t>(b), a, stream);
  };
  const auto log_size = [&](Stream stream, std::size_t a) {
    // A sum of uniforms is near enough to a normal here.
    return std::exp(2 * (draw(stream, a, 0) + draw(stream, a, 1) + draw(stream, a, 2) - 1.5));
  };
  std::vector<double> place(places), product(products);
  for (std::size_t d = 0; d < places; ++d) place[d] = log_size(place_size, d);
  for (std::size_t s = 0; s < products; ++s) product[s] = log_size(product_size, s);

  // Sector (d, s) stands at d*products + s. coefficient[s*n + j]: of product s in j's output.
  std::vector<double> coefficient(products * n);
  for (std::size_t j = 0; j < n; ++j) {
    const std::size_t of = j % products;
    double sum = 0;
    for (std::size_t s = 0; s < products; ++s) {
      const double u = draw(recipe, of * products + s, 0);
      coefficient[s * n + j] = u * u * product[s];
      sum += coefficient[s * n + j];
    }
    const double part = kBoughtInputs * (0.8 + 0.4 * draw(recipe, products * products + j, 1));
    for (std::size_t s = 0; s < products; ++s) coefficient[s * n + j] *= part / sum;
  }
  // A[i][j], column by column of suppliers.
  std::vector<double> a(n * n, 0);
  std::vector<double> weight(places);
  for (std::size_t j = 0; j < n; ++j) {
    const std::size_t home = j / products;
    for (std::size_t s = 0; s < products; ++s) {
      const double at_home = 0.55 + 0.4 * draw(home_part, j, static_cast<std::uint32_t>(s));
      double sum = 0;
      for (std::size_t d = 0; d < places; ++d) {
        weight[d] = 0;
        if (d == home) continue;
        const double u = draw(trade, j * n + d * products + s);
        if (u < NAIL_MUTANT(io_generate_always_dense, size.density, 1.0)) weight[d] = place[d] * u;
        sum += weight[d];
      }
      for (std::size_t d = 0; d < places; ++d) {
        const double abroad = sum > 0 ? (1 - at_home) * weight[d] / sum : 0;
        const double own = NAIL_MUTANT(io_generate_own_part_lost, sum > 0 ? at_home : 1, at_home);
        const double share = d == home ? own : abroad;
        a[(d * products + s) * n + j] = coefficient[s * n + j] * share;
      }
    }
  }
  std::vector<double> final_demand(n), output, next(n);
  for (std::size_t i = 0; i < n; ++i) {
    final_demand[i] = 1e9 * place[i / products] * product[i % products] * (0.5 + draw(wanted, i));
  }
  output = final_demand;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < n; ++i) {
      double sum = final_demand[i];
      for (std::size_t j = 0; j < n; ++j) sum += a[i * n + j] * output[j];
      next[i] = sum;
    }
    output.swap(next);
  }
  // Whole USD, so that a case of it is short and sums are exact.
  IoData data;
  data.year = 2024;
  for (std::size_t d = 0; d < places; ++d) {
    for (std::size_t s = 0; s < products; ++s) {
      const std::string at = fmt::format("P{:03}", d), of = fmt::format("S{:02}", s);
      data.sectors.push_back({at + "_" + of, at, of});
    }
  }
  double all_places = 0;
  for (const double one : place) all_places += one;
  data.output.assign(n, 0);
  std::vector<double> bought(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double value = std::round(a[i * n + j] * output[j]);
      if (value == 0) continue;
      data.output[i] += value;
      bought[j] += value;
      data.flows.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), value});
    }
    for (std::size_t d = 0; d < places; ++d) {
      const double abroad = (1 - kFinalAtHome) * place[d] / all_places;
      const double share =
          abroad + (d == NAIL_MUTANT(io_generate_final_demand_abroad, i / products, i % products)
                        ? kFinalAtHome
                        : 0);
      const double value = std::round(final_demand[i] * share);
      if (value == 0) continue;
      data.output[i] += value;
      data.final_demand.push_back(
          {static_cast<std::uint32_t>(i), fmt::format("P{:03}", d), "consumption", value});
    }
  }
  data.value_added.resize(n);
  for (std::size_t j = 0; j < n; ++j)
    data.value_added[j] =
        data.output[j] - NAIL_MUTANT(io_generate_inputs_for_nothing, bought[j], 0.0);
  data.rebuilding = {{data.sectors[0].product, 1.0}};
  if (products > 1) {
    data.rebuilding[0].second = 0.6;
    data.rebuilding.emplace_back(data.sectors[products - 1].product, 0.4);
  }
  return data;
}

}  // namespace nail
