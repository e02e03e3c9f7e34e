#include "tests/oracle/naive_cascade.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace nail::oracle {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

int class_of(const NaiveFirms& firms, NaiveRule rule, const NaiveLink& link) {
  if (rule == NaiveRule::linear) return 1;
  if (rule == NaiveRule::leontief) return 2;
  return firms.necessity[at(link.product)][at(firms.product[at(link.buyer)])];
}

}  // namespace

std::vector<double> naive_sizes(const NaiveFirms& firms) {
  std::vector<double> size(firms.product.size(), 0.0);
  for (const NaiveLink& link : firms.links) size[at(link.supplier)] += link.value;
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (!std::isnan(firms.output[i])) size[i] = std::max(size[i], firms.output[i]);
  }
  return size;
}

NaiveOutcome naive_cascade(const NaiveFirms& firms, const NaiveCascade& question,
                           const std::vector<double>& down, const std::vector<double>& up) {
  const std::size_t n = firms.product.size();
  const std::vector<double> size = naive_sizes(firms);
  std::vector<double> bought(n, 0.0);
  std::vector<std::vector<double>> bought_of(n, std::vector<double>(at(firms.products), 0.0));
  for (const NaiveLink& link : firms.links) {
    bought[at(link.buyer)] += link.value;
    bought_of[at(link.buyer)][at(link.product)] += link.value;
  }
  const auto part = [](double value, double of) { return value / (of == 0 ? 1.0 : of); };

  NaiveOutcome x;
  x.down = down;
  x.up = up;
  for (double growth = 1; !question.compat || x.iterations < question.most_steps;) {
    std::vector<double> sigma(n, 1.0);
    if (!question.market.empty()) {
      for (std::size_t i = 0; i < n; ++i) {
        if (question.market[i] < 0) continue;
        double alive = 0;
        for (std::size_t j = 0; j < n; ++j) {
          if (question.market[j] == question.market[i]) alive += size[j] * (1 - x.down[j]);
        }
        if (question.compat) {
          if (alive < 1e-10) alive = 1;
          sigma[i] = std::min(1.0, size[i] / alive);
        } else {
          sigma[i] = alive <= size[i] ? 1.0 : size[i] / alive;
        }
      }
    }

    // Lost input by product, as parts of what is bought of the product or of everything.
    std::vector<std::vector<double>> essential(n, std::vector<double>(at(firms.products), 0.0));
    std::vector<double> important(n, 0.0), orders(n, 0.0);
    for (const NaiveLink& link : firms.links) {
      const std::size_t i = at(link.supplier), j = at(link.buyer);
      const int e = class_of(firms, question.rule, link);
      const double lost = sigma[i] * x.down[i];
      if (e == 2) {
        essential[j][at(link.product)] += part(link.value, bought_of[j][at(link.product)]) * lost;
      }
      if (e == 1) important[j] += part(link.value, bought[j]) * lost;
      orders[i] += part(link.value, size[i]) * x.up[j];
    }

    growth = 0;
    NaiveOutcome next;
    next.iterations = x.iterations + 1;
    for (std::size_t j = 0; j < n; ++j) {
      double loss = std::max(down[j], important[j]);
      for (const double lack : essential[j]) loss = std::max(loss, lack);
      next.down.push_back(std::min(1.0, loss));
      next.up.push_back(std::min(1.0, std::max(up[j], orders[j])));
      growth = std::max({growth, next.down[j] - x.down[j], next.up[j] - x.up[j]});
    }
    x = next;
    if (growth <= question.eps) break;
  }
  return x;
}

}  // namespace nail::oracle
