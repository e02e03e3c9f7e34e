#include "nail/assess/stress.h"

#include <algorithm>

#include "nail/reroute/leverage.h"

namespace nail {
namespace {

// Who looks on: the home and the seats of the leverage matrix, in order of user.
std::vector<UserId> observers(const ProductNetwork& site, const Shares& shares, const Home& home) {
  std::vector<UserId> out{site.user_of(home)};
  const std::vector<LeverageSeat> seats = leverage_seats(site, shares, home, kMostSeats);
  for (std::size_t i = 0; i < seats.size() && i < kMostSeats; ++i) {
    out.push_back(site.user_of(seats[i].seat));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

std::pair<std::string, std::string> StressContext::buyer(UserId user) const {
  if (!user) return {"other", "Rest of the world"};
  if (user.index() < site->places) {
    const Place& place = data->places[user.index()];
    return {place.id, place.name};
  }
  const Bloc& bloc = data->blocs[user.index() - site->places];
  return {bloc.id, bloc.id};
}

Result<StressReview> review_stress(const LoadedCase& loaded, const ProductNetwork& site,
                                   const StressRequest& request) {
  const Shares shares = shares_at_values(site);
  StressNetworkOptions options;
  const std::vector<UserId> seats = observers(site, shares, request.home);
  options.observers = seats;
  const StressNetwork network = compile_stress_network(site, shares, options);
  options.observers = {site.user_of(request.home)};
  const StressNetwork home_network = compile_stress_network(site, shares, options);
  const StressStructure structure(network);
  StressContext context;
  context.loaded = &loaded;
  context.data = &loaded.data;
  context.site = &site;
  context.shares = &shares;
  context.network = &network;
  context.structure = &structure;
  context.seats = seats;
  context.home = request.home;
  context.home_user = site.user_of(request.home);
  context.demand = home_demand(network, request.home);
  context.home_network = &home_network;
  context.home_only = home_demand(home_network, request.home);
  context.days = request.days;
  context.progress = request.progress;
  context.seed = request.seed;

  StressReview review;
  review.asked = true;
  review.days = request.days;
  review.demand_from_case = context.demand.from_case;
  for (const auto& assumed : network.assumptions) {
    review.assumed.push_back({assumed.key, assumed.count});
  }
  const auto keep = [](auto part, auto& into) -> Result<void> {
    if (!part) return tl::unexpected(part.error());
    into = std::move(*part);
    return {};
  };
  return keep(run_scenarios(context), review.scenarios)
      .and_then([&] { return bound_scenarios(context, review.scenarios); })
      .and_then([&] { return keep(run_years(context), review.years); })
      .and_then([&] { return keep(run_survival(context), review.survival); })
      .and_then([&] { return keep(run_worst(context), review.worst); })
      .and_then([&] { return keep(run_leverage(context), review.leverage); })
      .and_then([&] { return keep(run_backtest_views(context), review.backtests); })
      .map([&] { return std::move(review); });
}

}  // namespace nail
