#include "nail/dynamics/shock_plan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// No run is longer than this, and sums of days stay far from the end of int.
constexpr double kMostDays = 1e6;

double value_of(const Ranged& number) {
  return is_known(number.value) ? number.value : 0.5 * (number.low + number.high);
}

int whole_days(const Ranged& number) {
  const double days = value_of(number);
  return is_known(days) ? static_cast<int>(std::lround(std::clamp(days, 0.0, kMostDays))) : 0;
}

// Who a name of a place or bloc means; everybody where it is empty.
struct Where {
  bool all = true;
  std::vector<UserId> users;  // in order: places, then the bloc itself
  bool holds(UserId user) const {
    return all || std::binary_search(users.begin(), users.end(), user);
  }
  bool holds(const StressNetwork& network, PlaceId place) const {
    return holds(network.base->user_of(place));
  }
};

class Planner {
 public:
  Planner(const StressNetwork& network, const Scenario& scenario)
      : network_(network), data_(*network.base->data), scenario_(scenario) {
    for (const Shock& shock : scenario.shocks) {
      if (shock.kind == ShockKind::transport) straits_.push_back(shock.target);
    }
    std::sort(straits_.begin(), straits_.end());
    straits_.erase(std::unique(straits_.begin(), straits_.end()), straits_.end());
  }

  Result<ShockPlan> plan() {
    for (std::size_t i = 0; i < scenario_.shocks.size(); ++i) {
      const Shock& shock = scenario_.shocks[i];
      const std::size_t before = effects();
      if (const auto added = add(shock); !added) return tl::unexpected(added.error());
      if (effects() == before) ++plan_.without_effect;
      const Window window = window_of(shock);
      const int over =
          shock.kind == ShockKind::stock_loss ? window.start + 1 : window.end + window.recovery;
      plan_.first_day = i == 0 ? window.start : std::min(plan_.first_day, window.start);
      plan_.last_day = std::max(plan_.last_day, over);
    }
    std::stable_sort(plan_.holds.begin(), plan_.holds.end(),
                     [](const ShockPlan::Hold& a, const ShockPlan::Hold& b) {
                       return std::tuple(a.from, a.to, a.series, a.strait) <
                              std::tuple(b.from, b.to, b.series, b.strait);
                     });
    return std::move(plan_);
  }

 private:
  std::size_t effects() const {
    return plan_.outages.size() + plan_.bans.size() + plan_.holds.size() + plan_.surges.size() +
           plan_.stock_losses.size();
  }

  tl::unexpected<Error> unknown(const char* what, const std::string& name) const {
    return fail(ExitCode::usage,
                fmt::format("scenario {}: the case has no {} {}", scenario_.id, what, name));
  }

  static Window window_of(const Shock& shock) {
    Window window;
    window.start = std::clamp(shock.start_day, 0, static_cast<int>(kMostDays));
    window.end = window.start + whole_days(shock.days);
    window.recovery = whole_days(shock.recovery_days);
    return window;
  }

  Result<Where> where(const std::string& name) const {
    Where out;
    if (name.empty()) return out;
    out.all = false;
    if (const PlaceId place = data_.find_place(name)) {
      out.users.push_back(network_.base->user_of(place));
    } else if (const BlocId bloc = data_.find_bloc(name)) {
      for (const PlaceId member : data_[bloc].members) {
        out.users.push_back(network_.base->user_of(member));
      }
      out.users.push_back(network_.base->user_of(bloc));
    } else {
      return unknown("place or bloc", name);
    }
    std::sort(out.users.begin(), out.users.end());
    return out;
  }

  Result<void> add(const Shock& shock) {
    ProductId product;
    if (!shock.product.empty()) {
      product = data_.find_product(shock.product);
      if (!product) return unknown("product", shock.product);
    }
    const Result<Where> place = where(shock.place);
    if (!place) return tl::unexpected(place.error());
    const Window window = window_of(shock);
    const double size = value_of(shock.size);
    switch (shock.kind) {
      case ShockKind::outage:
      case ShockKind::recall:
        for_nodes(product, *place, [&](NodeId node) {
          plan_.outages.push_back({node, size, window});
        });
        break;
      case ShockKind::export_ban: {
        const Result<Where> target = where(shock.target);
        if (!target) return tl::unexpected(target.error());
        const std::vector<UserId> targets = banned(*place, *target);
        if (targets.empty() && !target->all) break;
        for_nodes(product, *place, [&](NodeId node) {
          plan_.bans.push_back({node, size, window, targets});
        });
        break;
      }
      case ShockKind::transport:
        return add_holds(shock, product, *place, window, size);
      case ShockKind::demand_surge:
        for (std::size_t i = 0; i < network_.demands(); ++i) {
          const StressUse& use = network_.demand(i);
          if (NAIL_MUTANT(surge_reaches_makers, use.unknown_makers, false)) continue;
          if ((product && use.product != product) || !place->holds(use.buyer)) continue;
          plan_.surges.push_back({i, size, window});
        }
        break;
      case ShockKind::stock_loss:
        for (std::size_t i = 0; i < network_.uses.size(); ++i) {
          const StressUse& use = network_.uses[i];
          if ((product && use.product != product) || !place->holds(use.buyer)) continue;
          if (use.stock_days > 0) plan_.stock_losses.push_back({UseId(i), size, window.start});
        }
        break;
      case ShockKind::capital_loss:
        return fail(
            ExitCode::usage,
            fmt::format("scenario {}: capital_loss is a shock of cases of kind io", scenario_.id));
    }
    return {};
  }

  // Whom a ban of exports from these places reaches; empty: everybody elsewhere. What members of a
  // bloc that bans send each other is no export.
  std::vector<UserId> banned(const Where& place, const Where& target) const {
    if (place.users.size() < 2) return target.users;
    std::vector<UserId> out = target.users;
    if (target.all) {
      for (std::size_t u = 0; u < network_.base->users; ++u) out.emplace_back(u);
      out.emplace_back();
    }
    std::erase_if(out, [&](UserId user) { return place.holds(user); });
    return out;
  }

  template <class Visit>
  void for_nodes(ProductId product, const Where& place, const Visit& visit) const {
    const std::size_t begin = product ? network_.node_begin[product.index()] : 0;
    const std::size_t end =
        product ? network_.node_begin[product.index() + 1] : network_.nodes.size();
    for (std::size_t n = begin; n < end; ++n) {
      if (place.holds(network_, network_.nodes[n].place)) visit(NodeId(n));
    }
  }

  Result<void> add_holds(const Shock& shock, ProductId product, const Where& place, Window window,
                         double size) {
    bool known = false;
    for (const RouteRow& route : data_.routes) {
      if (route.chokepoint != shock.target) continue;
      known = true;
      if (!place.holds(network_, route.from_place) || !(route.share * size > 0)) continue;
      const auto strait = std::lower_bound(straits_.begin(), straits_.end(), shock.target);
      plan_.holds.push_back({route.from_place, route.to_place, product, size, window,
                             NAIL_MUTANT(hold_forgets_route_share, route.share, 1), route.series,
                             static_cast<std::uint32_t>(strait - straits_.begin())});
    }
    if (!known) return unknown("chokepoint", shock.target);
    return {};
  }

  const StressNetwork& network_;
  const Case& data_;
  const Scenario& scenario_;
  std::vector<std::string> straits_;  // of the scenario, sorted, each once
  ShockPlan plan_;
};

}  // namespace

double Window::at(int day) const {
  if (day < start || is_over(day)) return 0;
  if (NAIL_MUTANT(window_ends_a_day_early, day < end, day + 1 < end)) return 1;
  return 1 - static_cast<double>(day - end) / static_cast<double>(recovery);
}

bool ShockPlan::Ban::reaches(const StressNetwork& network, UserId buyer) const {
  const auto places = network.places_of(buyer);
  const PlaceId own = network.nodes[supplier.index()].place;
  if (NAIL_MUTANT(ban_reaches_own_place,
                  std::find(places.begin(), places.end(), own) != places.end(), false)) {
    return false;
  }
  return targets.empty() || std::binary_search(targets.begin(), targets.end(), buyer);
}

void StraitPassage::add(const ShockPlan::Hold& hold) {
  const double size = hold.size * hold.window.at(day_);
  if (!(size > 0)) return;
  if (any_ && series_ != hold.series) end_series();
  if (any_ && strait_ != hold.strait) end_strait();
  any_ = true;
  series_ = hold.series;
  strait_ = hold.strait;
  share_ = hold.share;
  open_ *= 1 - size;
  const int opens =
      day_ < hold.window.end ? hold.window.end : hold.window.end + hold.window.recovery;
  leaves_ = NAIL_MUTANT(stress_first_strait_frees, std::max(leaves_, opens), opens);
}

double StraitPassage::held() {
  end_series();
  return 1 - free_;
}

void StraitPassage::end_strait() {
  if (!any_) return;
  closed_ += share_ * (1 - open_);
  open_ = 1;
  any_ = false;
}

void StraitPassage::end_series() {
  end_strait();
  free_ *= 1 - std::min(1.0, closed_);
  closed_ = 0;
}

Result<ShockPlan> plan_shocks(const StressNetwork& network, const Scenario& scenario) {
  return Planner(network, scenario).plan();
}

ShockPlan plan_outage(std::span<const NodeId> nodes, int days) {
  ShockPlan plan;
  plan.last_day = days;
  for (const NodeId node : nodes) plan.outages.push_back({node, 1, {0, days, 0}});
  return plan;
}

ShockPlan plan_export_stop(const StressNetwork& network, std::span<const PlaceId> places,
                           int days) {
  ShockPlan plan;
  plan.last_day = days;
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    const PlaceId place = network.nodes[n].place;
    if (std::find(places.begin(), places.end(), place) == places.end()) continue;
    plan.bans.push_back({NodeId(n), 1, {0, days, 0}, {}});
  }
  return plan;
}

}  // namespace nail
