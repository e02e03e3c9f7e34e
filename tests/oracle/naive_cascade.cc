#include "tests/oracle/naive_cascade.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

namespace nail::oracle {
namespace {

using Real = long double;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

int class_of(const NaiveFirms& firms, NaiveRule rule, const NaiveLink& link) {
  if (rule == NaiveRule::linear) return 1;
  if (rule == NaiveRule::leontief) return 2;
  return firms.necessity[at(link.product)][at(firms.product[at(link.buyer)])];
}

std::vector<Real> sizes(const NaiveFirms& firms) {
  std::vector<Real> size(firms.product.size(), 0);
  for (const NaiveLink& link : firms.links) size[at(link.supplier)] += link.value;
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (!std::isnan(firms.output[i])) size[i] = std::max<Real>(size[i], firms.output[i]);
  }
  return size;
}

}  // namespace

std::vector<double> naive_sizes(const NaiveFirms& firms) {
  const std::vector<Real> size = sizes(firms);
  std::vector<double> out;
  for (const Real s : size) out.push_back(static_cast<double>(s));
  return out;
}

NaiveOutcome naive_cascade(const NaiveFirms& firms, const NaiveCascade& question,
                           const std::vector<double>& down, const std::vector<double>& up) {
  const std::size_t n = firms.product.size();
  const std::vector<Real> size = sizes(firms);
  std::vector<Real> bought(n, 0);
  std::vector<std::vector<Real>> bought_of(n, std::vector<Real>(at(firms.products), 0));
  for (const NaiveLink& link : firms.links) {
    bought[at(link.buyer)] += link.value;
    bought_of[at(link.buyer)][at(link.product)] += link.value;
  }
  const auto part = [](Real value, Real of) { return value / (of == 0 ? 1 : of); };

  NaiveOutcome x;
  x.down.assign(down.begin(), down.end());
  x.up.assign(up.begin(), up.end());
  for (Real growth = 1; !question.compat || x.iterations < question.most_steps;) {
    std::vector<Real> sigma(n, 1);
    if (!question.market.empty()) {
      std::map<int, Real> alive;
      for (std::size_t j = 0; j < n; ++j) alive[question.market[j]] += size[j] * (1 - x.down[j]);
      for (std::size_t i = 0; i < n; ++i) {
        if (question.market[i] < 0) continue;
        Real left = alive[question.market[i]];
        if (question.compat) {
          if (left < 1e-10L) left = 1;
          sigma[i] = std::min<Real>(1, size[i] / left);
        } else {
          sigma[i] = left <= size[i] ? 1 : size[i] / left;
        }
      }
    }

    // Lost input by product, as parts of what is bought of the product or of everything.
    std::vector<std::vector<Real>> essential(n, std::vector<Real>(at(firms.products), 0));
    std::vector<Real> important(n, 0), orders(n, 0);
    for (const NaiveLink& link : firms.links) {
      const std::size_t i = at(link.supplier), j = at(link.buyer);
      const int e = class_of(firms, question.rule, link);
      const Real lost = sigma[i] * x.down[i];
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
      Real loss = std::max<Real>(down[j], important[j]);
      for (const Real lack : essential[j]) loss = std::max(loss, lack);
      next.down.push_back(std::min<Real>(1, loss));
      next.up.push_back(std::min(Real(1), std::max<Real>(up[j], orders[j])));
      growth = std::max({growth, next.down[j] - x.down[j], next.up[j] - x.up[j]});
    }
    x = next;
    if (growth <= question.eps) break;
  }
  return x;
}

}  // namespace nail::oracle
