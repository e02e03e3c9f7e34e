#include "tests/oracle/naive_ario.h"

#include <algorithm>
#include <cmath>

namespace nail::oracle {

std::vector<NaiveArio::Day> NaiveArio::run(int steps) const {
  const std::size_t n = product.size();
  const double year = step_days / 365;
  std::vector<double> x0(n), y0(n);
  Matrix z0(n, std::vector<double>(n)), a(products, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    x0[i] = output[i] * year;
    y0[i] = final_demand[i] * year;
    for (std::size_t j = 0; j < n; ++j) {
      z0[i][j] = flows[i][j] * year;
      if (output[j] > 0) a[product[i]][j] += flows[i][j] / output[j];
    }
  }
  std::vector<double> inventory(products);
  for (std::size_t s = 0; s < products; ++s) {
    inventory[s] = inventory_days[s] / step_days;
    if (inventory[s] <= 1) inventory[s] = 2;
  }
  const double restock = restock_days / step_days;
  Matrix stock(products, std::vector<double>(n, 0)), orders = z0;
  for (std::size_t s = 0; s < products; ++s) {
    for (std::size_t j = 0; j < n; ++j) {
      if (a[s][j] > 0) stock[s][j] = a[s][j] * x0[j] * inventory[s];
    }
  }
  std::vector<double> alpha(n, alpha_base), before = x0;
  std::vector<Day> days;
  for (int t = 0; t < steps; ++t) {
    Day day;
    day.demand = y0;
    const auto step = static_cast<std::size_t>(t);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) day.demand[i] += orders[i][j];
      if (step < extra.size()) day.demand[i] += extra[step][i];
      day.demand[i] = std::max(day.demand[i], 0.0);
    }
    std::vector<double> wanted(n);
    for (std::size_t i = 0; i < n; ++i) {
      if (t >= 2) {
        const double scarcity = day.demand[i] > 0 ? (day.demand[i] - before[i]) / day.demand[i] : 0;
        double change = (alpha_max - alpha[i]) * scarcity;
        if (std::abs(scarcity) <= no_scarcity) change += alpha_base - alpha[i];
        alpha[i] = std::max(1.0, alpha[i] + change * step_days / alpha_days);
      }
      const double lost_part = step < lost.size() ? lost[step][i] : 0;
      day.capacity.push_back(x0[i] * (1 - lost_part) * alpha[i]);
      wanted[i] = std::min(day.demand[i], day.capacity[i]);
    }
    for (std::size_t j = 0; j < n; ++j) {
      double made = wanted[j];
      double all_inputs = 0, important_lack = 0;
      for (std::size_t s = 0; s < products; ++s) all_inputs += a[s][j];
      for (std::size_t s = 0; s < products; ++s) {
        if (!(a[s][j] > 0) || std::isinf(inventory[s])) continue;
        const double need = std::max(psi * inventory[s], 1.0) * a[s][j] * wanted[j];
        const double covered = need > 0 ? std::min(1.0, stock[s][j] / need) : 1;
        const int kind = input_class.empty() ? 2 : input_class[s][product[j]];
        if (kind == 2) made = std::min(made, wanted[j] * covered);
        if (kind == 1) important_lack += a[s][j] / all_inputs * (1 - covered);
      }
      day.production.push_back(std::max(0.0, std::min(made, wanted[j] * (1 - important_lack))));
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double drawn = std::max(0.0, -y0[i]);
      const double asked = day.demand[i] + drawn;
      day.share.push_back(asked > 0 ? (day.production[i] + drawn) / asked : 1);
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        stock[product[i]][j] += day.share[i] * orders[i][j];
        day.ordered += orders[i][j];
        day.delivered += day.share[i] * orders[i][j];
      }
    }
    for (std::size_t s = 0; s < products; ++s) {
      for (std::size_t j = 0; j < n; ++j) {
        stock[s][j] = std::max(0.0, stock[s][j] - a[s][j] * day.production[j]);
        day.used += a[s][j] * day.production[j];
      }
    }
    Matrix wish(products, std::vector<double>(n, 0)), weight(products, std::vector<double>(n, 0));
    for (std::size_t s = 0; s < products; ++s) {
      for (std::size_t j = 0; j < n; ++j) {
        wish[s][j] = a[s][j] * day.production[j];
        if (std::isinf(inventory[s])) continue;
        const double goal = a[s][j] * wanted[j] * inventory[s];
        wish[s][j] += std::max(0.0, goal - stock[s][j]) / restock;
      }
    }
    const auto reach = [&](std::size_t i) {
      return alt && x0[i] > 0 ? day.capacity[i] / x0[i] : 1.0;
    };
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) weight[product[i]][j] += z0[i][j] * reach(i);
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double all = weight[product[i]][j];
        orders[i][j] = all > 0 ? wish[product[i]][j] * z0[i][j] * reach(i) / all : 0;
      }
    }
    before = day.production;
    day.overproduction = alpha;
    day.stock = stock;
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace nail::oracle
