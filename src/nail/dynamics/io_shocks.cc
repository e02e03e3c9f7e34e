#include "nail/dynamics/io_shocks.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kRebuilt = 1e-12;  // a smaller part left counts as none
constexpr double kDaysAYear = 365;

}  // namespace

IoShocks::IoShocks(const IoPlan& plan, double step_days) : plan_(&plan), step_days_(step_days) {
  const auto add = [this](const std::vector<std::uint32_t>& rows) {
    rows_.insert(rows_.end(), rows.begin(), rows.end());
  };
  for (const auto& outage : plan.outages) add(outage.rows);
  for (const auto& loss : plan.capital_losses) {
    add(loss.rows);
    add(loss.suppliers);
  }
  for (const auto& surge : plan.surges) add(surge.rows);
  std::sort(rows_.begin(), rows_.end());
  rows_.erase(std::unique(rows_.begin(), rows_.end()), rows_.end());
  const auto positions = [this](const std::vector<std::uint32_t>& rows) {
    std::vector<std::uint32_t> at;
    at.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      at.push_back(static_cast<std::uint32_t>(std::lower_bound(rows_.begin(), rows_.end(), row) -
                                              rows_.begin()));
    }
    return at;
  };
  for (const auto& outage : plan.outages) outages_.push_back(positions(outage.rows));
  for (const auto& loss : plan.capital_losses) {
    losses_.push_back(positions(loss.rows));
    suppliers_.push_back(positions(loss.suppliers));
  }
  for (const auto& surge : plan.surges) surges_.push_back(positions(surge.rows));
  remain_.resize(rows_.size());
  rebuilding_.resize(rows_.size());
  surge_.resize(rows_.size());
  left_.assign(plan.capital_losses.size(), 1);
  ordered_.assign(plan.capital_losses.size(), 0);
}

template <class T>
void IoShocks::apply(int step, T* remain, T* extra, std::size_t stride) {
  const int day = static_cast<int>(std::lround(step * step_days_));
  std::fill(remain_.begin(), remain_.end(), 1.0);
  std::fill(rebuilding_.begin(), rebuilding_.end(), 0.0);
  std::fill(surge_.begin(), surge_.end(), 0.0);
  for (std::size_t k = 0; k < plan_->outages.size(); ++k) {
    const IoPlan::Outage& outage = plan_->outages[k];
    double lost = outage.size * remaining(outage.window, plan_->curve, day);
    if (outage.rounded) lost = std::round(lost * 1e6) / 1e6;
    for (const std::uint32_t at : outages_[k]) remain_[at] *= 1 - lost;
  }
  for (std::size_t k = 0; k < plan_->capital_losses.size(); ++k) {
    const IoPlan::CapitalLoss& loss = plan_->capital_losses[k];
    const bool rebuilds = loss.rebuild_days > 0;
    double left = remaining(loss.window, plan_->curve, day);
    if (rebuilds) left = day >= loss.window.start ? left_[k] : 0;
    for (std::size_t i = 0; i < loss.rows.size(); ++i) {
      remain_[losses_[k][i]] *= 1 - loss.size[i] * left;
    }
    ordered_[k] = 0;
    if (!rebuilds || day < loss.window.end) continue;
    ordered_[k] = std::min(left * loss.money, loss.money * step_days_ / loss.rebuild_days);
    for (std::size_t i = 0; i < loss.suppliers.size(); ++i) {
      rebuilding_[suppliers_[k][i]] += loss.share[i] * ordered_[k];
    }
  }
  for (std::size_t k = 0; k < plan_->surges.size(); ++k) {
    const IoPlan::Surge& surge = plan_->surges[k];
    const double part = remaining(surge.window, plan_->curve, day) * step_days_ / kDaysAYear;
    for (std::size_t i = 0; i < surge.rows.size(); ++i) {
      surge_[surges_[k][i]] += surge.amount[i] * part;
    }
  }
  for (std::size_t at = 0; at < rows_.size(); ++at) {
    remain[rows_[at] * stride] = static_cast<T>(remain_[at]);
    extra[rows_[at] * stride] = static_cast<T>(rebuilding_[at] + surge_[at]);
  }
}

template <class T>
void IoShocks::repair(const T* served, std::size_t stride) {
  for (std::size_t k = 0; k < plan_->capital_losses.size(); ++k) {
    if (!(ordered_[k] > 0)) continue;
    const IoPlan::CapitalLoss& loss = plan_->capital_losses[k];
    double got = 0;
    for (std::size_t i = 0; i < loss.suppliers.size(); ++i) {
      got +=
          loss.share[i] * NAIL_MUTANT(io_rebuilding_always_served,
                                      static_cast<double>(served[loss.suppliers[i] * stride]), 1.0);
    }
    left_[k] -= got * ordered_[k] / loss.money;
    if (left_[k] < kRebuilt) left_[k] = 0;
  }
}

template void IoShocks::apply(int, double*, double*, std::size_t);
template void IoShocks::apply(int, float*, float*, std::size_t);
template void IoShocks::repair(const double*, std::size_t);
template void IoShocks::repair(const float*, std::size_t);

}  // namespace nail
