#include "nail/reroute/operating_plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "nail/base/mutant.h"
#include "nail/reroute/flow_classes.h"
#include "nail/reroute/flow_weights.h"
#include "nail/reroute/lp_terms.h"
#include "nail/reroute/shock_limits.h"

namespace nail {
namespace {

using Column = LinearProgram::Column;
constexpr std::uint32_t kNone = FlowClasses::kNone;

// Costs are in thousandths of a unit of weighted unmet demand, so that the tiny ones stand clear of
// the solver's tolerance: they choose between plans that are equally good.
constexpr double kCostScale = 1e3;
constexpr double kEarly = 1e-4;       // of a shortage on the first day, against the last
constexpr double kUneven = 1e-5;      // of the worst share of a product's demands
constexpr double kWorseAtHome = 100;  // a day that home is worse off than in the cascade
constexpr double kIdle = 1e-7;        // of output that could have been made
// Far more than any plan that is worth waiting for.
constexpr int kMostIterations = 2'000'000;
// A pool that a hold takes less of than this is not short for anybody.
constexpr double kHeldPool = 0.5;

// Days [begin, end) of a period for which `when` holds.
template <class When>
int count_days(const Period& period, const When& when) {
  int days = 0;
  for (int day = period.begin; day < period.end; ++day) days += when(day) ? 1 : 0;
  return days;
}

class Builder {
 public:
  Builder(const StressNetwork& network, const ShockPlan& plan, const CascadeOutcome* cascade,
          const OperatingOptions& options, const SurvivalGoal* goal)
      : network_(network),
        plan_(plan),
        cascade_(cascade),
        options_(options),
        goal_(goal),
        limits_(network, plan),
        weights_(goal == nullptr ? flow_weights(network) : flow_weights(network, goal->counted)) {}

  OperatingPlan run() {
    OperatingPlan out;
    out.spare_used = options_.spare_capacity;
    find_products();
    sort_classes();
    if (plan_.first_day >= options_.days || classes_.buyers.empty()) {
      out.status = LpStatus::optimal;
      out.classes = std::move(classes_);
      return out;
    }
    choose_grid();
    scale_products();
    add_demand_columns();
    add_producer_columns();
    for (std::size_t b = 0; b < classes_.buyers.size(); ++b) add_buyer_rows(b);
    add_markets();
    if (goal_ == nullptr) add_evenness();
    lp_.set_most_iterations(kMostIterations);
    out.status = lp_.solve();
    out.columns = lp_.columns();
    out.rows = lp_.rows();
    out.iterations = lp_.iterations();
    if (out.status == LpStatus::optimal) read(out);
    out.periods = periods_;
    out.classes = std::move(classes_);
    return out;
  }

 private:
  bool is_demand(std::size_t buyer) const { return classes_.buyers[buyer].producer == kNone; }
  bool takes_part(std::size_t product) const {
    return goal_ == nullptr || goal_->products[product] != 0;
  }
  std::size_t at(std::size_t item, std::size_t k) const { return item * periods_.size() + k; }

  // Which products take part: those that a shock reaches (by the cascade where it is known, else by
  // recipes), what is made of them, and what spare capacity for those needs.
  void find_products() {
    const ProductNetwork& base = *network_.base;
    std::vector<std::uint8_t> reached = limits_.shocked_products();
    if (cascade_ != nullptr) {
      for (std::size_t p = 0; p < base.products; ++p) reached[p] |= cascade_->touched[p];
    } else {
      for (bool grew = true; grew;) {
        grew = false;
        for (std::size_t q = 0; q < base.products; ++q) {
          if (reached[q] != 0 || !takes_part(q)) continue;
          for (const RecipeInput& input : base.inputs(ProductId(q))) {
            if (reached[input.product.index()] != 0) reached[q] = 1;
          }
          grew = grew || reached[q] != 0;
        }
      }
    }
    products_ = reached;
    for (std::size_t q = 0; q < base.products; ++q) {
      if (!takes_part(q)) {
        products_[q] = 0;
        continue;
      }
      for (const RecipeInput& input : base.inputs(ProductId(q))) {
        if (reached[input.product.index()] != 0) products_[q] = 1;
      }
    }
    if (!options_.spare_capacity) return;
    for (bool grew = true; grew;) {
      grew = false;
      for (const StressNode& node : network_.nodes) {
        if (products_[node.product.index()] == 0 || !(node.capacity > 1)) continue;
        for (const RecipeInput& input : base.inputs(node.product)) {
          std::uint8_t& part = products_[input.product.index()];
          grew = grew || part == 0;
          part = 1;
        }
      }
    }
  }

  void sort_classes() {
    for (const ShockPlan::Surge& surge : plan_.surges) {
      surges_[surge.demand].push_back(&surge);
    }
    for (const ShockPlan::StockLoss& loss : plan_.stock_losses) {
      losses_[loss.use].push_back(&loss);
    }
    if (cascade_ != nullptr) {
      for (std::size_t i = 0; i < cascade_->parts.size(); ++i) home_[cascade_->parts[i]] = i;
    }
    find_closed_pools();
    FlowClassOptions classing;
    classing.products = products_;
    classing.stocks = options_.stocks;
    classing.node_tag = [this](NodeId node, std::vector<double>& key) { tag(node, key); };
    classing.use_tag = [this](UseId use, std::vector<double>& key) { tag(use, key); };
    classes_ = make_flow_classes(network_, weights_, classing);
  }

  // Pools that a place can hardly be reached from: (product, place) with more than kHeldPool of the
  // product's supply held on its way there.
  void find_closed_pools() {
    if (limits_.holds().empty()) return;
    std::vector<std::uint8_t> ends(network_.base->places, 0);
    for (const ShockPlan::Hold& hold : limits_.holds()) ends[hold.to.index()] = 1;
    for (std::size_t p = 0; p < network_.base->products; ++p) {
      if (products_[p] == 0) continue;
      for (std::size_t d = 0; d < ends.size(); ++d) {
        if (ends[d] == 0) continue;
        double held = 0;
        for (std::uint32_t n = network_.node_begin[p]; n < network_.node_begin[p + 1]; ++n) {
          held += network_.nodes[n].share * limits_.most_held(NodeId(n), UserId(d));
        }
        if (held > kHeldPool) closed_[p].emplace_back(d);
      }
    }
  }

  void tag(NodeId id, std::vector<double>& key) const {
    const StressNode& node = network_.nodes[id.index()];
    if (limits_.has_ban(id)) key.push_back(static_cast<double>(id.index()));
    key.push_back(-1);
    const auto found = closed_.find(node.product.index());
    if (found == closed_.end()) return;
    for (const PlaceId place : found->second) {
      key.push_back(limits_.most_held(id, UserId(place.index())));
    }
  }

  void tag(UseId id, std::vector<double>& key) const {
    const StressUse& use = network_.uses[id.index()];
    if (goal_ != nullptr) key.push_back(goal_->required[id.index()]);
    for (const ShockLimits::BanGroup& group : limits_.ban_groups()) {
      if (group.product == use.product) key.push_back(group.reaches(use.buyer) ? 1 : 0);
    }
    const auto closed = closed_.find(use.product.index());
    if (closed != closed_.end() && use.buyer && use.buyer.index() < network_.base->places) {
      const auto& places = closed->second;
      const PlaceId place(use.buyer.index());
      if (std::find(places.begin(), places.end(), place) != places.end()) {
        key.push_back(static_cast<double>(place.index()));
      }
    }
    key.push_back(-1);
    if (const auto found = losses_.find(id); found != losses_.end()) {
      for (const ShockPlan::StockLoss* loss : found->second) {
        key.insert(key.end(), {static_cast<double>(loss->day), loss->size});
      }
    }
    key.push_back(-1);
    if (id.index() < network_.first_demand) return;
    const std::size_t demand = id.index() - network_.first_demand;
    if (const auto found = surges_.find(demand); found != surges_.end()) {
      for (const ShockPlan::Surge* surge : found->second) {
        const Window& window = surge->window;
        key.insert(key.end(),
                   {surge->factor, static_cast<double>(window.start),
                    static_cast<double>(window.end), static_cast<double>(window.recovery)});
      }
    }
    key.push_back(-1);
    if (const auto found = home_.find(demand); found != home_.end()) {
      key.push_back(static_cast<double>(found->second));
    }
  }

  // Columns a period takes, about.
  std::size_t columns_a_period() const {
    std::size_t columns = 2 * classes_.producers.size();
    std::vector<std::uint8_t> mixes(network_.mixes.size(), 0);
    for (const FlowClasses::Buyer& buyer : classes_.buyers) {
      if (buyer.producer == kNone) ++columns;
      if (buyer.stock_days > 0) columns += 2;
      if (buyer.mix != StressUse::kPool) mixes[buyer.mix] = 1;
    }
    for (std::size_t m = 0; m < mixes.size(); ++m) {
      if (mixes[m] != 0) columns += 1 + network_.mixes[m].end - network_.mixes[m].begin;
    }
    return columns;
  }

  void choose_grid() {
    const std::size_t a_period = columns_a_period();
    for (const Grid grid : {Grid::daily, Grid::mixed, Grid::weekly}) {
      if (options_.grid && *options_.grid != grid) continue;
      periods_ = make_periods(plan_, plan_.first_day, options_.days, grid);
      if (periods_.size() * a_period <= options_.most_columns) break;
    }
    shipped_for_.resize(periods_.size());
    for (std::size_t j = 0; j < periods_.size(); ++j) {
      const std::size_t k = arrival(j, 1);
      if (k < periods_.size()) shipped_for_[k].push_back(j);
    }
  }

  // Parts of the world's use are of all sizes; rows are in days of what takes part.
  void scale_products() {
    scale_.assign(network_.base->products, 0);
    for (const FlowClasses::Buyer& buyer : classes_.buyers) {
      scale_[buyer.product.index()] += buyer.weight;
    }
    for (double& scale : scale_) scale = scale > 0 ? 1 / scale : 1;
  }

  // Number of the first final demand of a buyer.
  std::size_t demand_of(std::size_t buyer) const {
    return classes_.buyers[buyer].uses.front().index() - network_.first_demand;
  }

  double demand_on(std::size_t buyer, int day) const {
    const std::size_t demand = demand_of(buyer);
    double out = 1;
    if (const auto found = surges_.find(demand); found != surges_.end()) {
      for (const ShockPlan::Surge* surge : found->second) {
        out *= 1 + (surge->factor - 1) * surge->window.at(day);
      }
    }
    return out;
  }

  double cost_weight(std::size_t buyer) const {
    double sum = 0;
    for (const UseId use : classes_.buyers[buyer].uses) {
      if (goal_ != nullptr) {
        sum += goal_->required[use.index()] * weights_.use[use.index()];
        continue;
      }
      sum += unmet_weight(network_, weights_, use.index() - network_.first_demand);
    }
    return sum;
  }

  void add_demand_columns() {
    const std::size_t all = classes_.buyers.size() * periods_.size();
    unmet_.assign(all, kNoColumn);
    worse_.assign(all, kNoColumn);
    draw_.resize(all);
    const double span = periods_.back().end - periods_.front().begin;
    for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
      if (!is_demand(b)) continue;
      const double weight = cost_weight(b) * kCostScale;
      const auto home = home_.find(demand_of(b));
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        const Period& period = periods_[k];
        double demand = 0;
        double most = 0;
        for (int day = period.begin; day < period.end; ++day) {
          demand += demand_on(b, day);
          if (home != home_.end()) most += cascade_->unmet[home->second][day];
        }
        const double early = (periods_.back().end - 0.5 * (period.begin + period.end)) / span;
        const double cost =
            weight * (1 + NAIL_MUTANT(plan_shortage_early, kEarly, -kEarly) * early);
        if (home == home_.end()) most = demand;
        unmet_[at(b, k)] = lp_.add_column(0, std::min(most, demand), cost);
        if (home != home_.end() && most < demand) {
          worse_[at(b, k)] = lp_.add_column(0, demand - most, cost + kWorseAtHome * kCostScale);
        }
        Terms& draw = draw_[at(b, k)];
        draw.constant = demand;
        draw.add(unmet_[at(b, k)], -1);
        draw.add(worse_[at(b, k)], -1);
      }
    }
  }

  // What a producer makes, and what it draws for it.
  void add_producer_columns() {
    const std::size_t all = classes_.producers.size() * periods_.size();
    output_.assign(all, kNoColumn);
    spare_.assign(all, kNoColumn);
    most_output_.assign(all, 0);
    most_spare_.assign(all, 0);
    for (std::size_t c = 0; c < classes_.producers.size(); ++c) {
      const FlowClasses::Producer& producer = classes_.producers[c];
      const double reward = kIdle * kCostScale * producer.shipped;
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        double most = 0;
        double spare = 0;
        for (const NodeId node : producer.nodes) {
          const double part = weights_.shipped[node.index()] / producer.shipped;
          for (int day = periods_[k].begin; day < periods_[k].end; ++day) {
            const double capacity = limits_.capacity(node, day, options_.spare_capacity);
            most += part * std::min(1.0, capacity);
            spare += part * std::max(0.0, capacity - 1);
          }
        }
        most_output_[at(c, k)] = most;
        most_spare_[at(c, k)] = spare;
        output_[at(c, k)] = lp_.add_column(0, most, -reward);
        if (spare > 0) spare_[at(c, k)] = lp_.add_column(0, spare, reward);
        add_needs(producer, c, k);
      }
    }
  }

  void add_needs(const FlowClasses::Producer& producer, std::size_t c, std::size_t k) {
    Terms made;
    made.add(output_[at(c, k)], 1);
    made.add(spare_[at(c, k)], 1);
    Column aim = kNoColumn;  // z
    Terms shorts;
    for (const FlowClasses::Group& group : producer.groups) {
      if (group.necessity == Necessity::essential && group.buyers.size() == 1) {
        draw_[at(group.buyers.front(), k)] = made;
        continue;
      }
      Terms drawn;
      for (const std::uint32_t buyer : group.buyers) {
        const Column draw = lp_.add_column(0, kNoBound, 0);
        draw_[at(buyer, k)].add(draw, 1);
        drawn.add(draw, 1);
      }
      if (group.necessity == Necessity::essential) {
        drawn.add(made, -1);
        add_row(lp_, 0, kNoBound, drawn);
        continue;
      }
      if (aim == kNoColumn) {
        aim = lp_.add_column(0, most_output_[at(c, k)] + most_spare_[at(c, k)], 0);
      }
      const Column missing = lp_.add_column(0, kNoBound, 0);
      shorts.add(missing, NAIL_MUTANT(plan_important_without_weight, group.weight, 1.0));
      drawn.add(missing, 1);
      drawn.add(aim, -1);
      add_row(lp_, 0, kNoBound, drawn);
    }
    if (aim == kNoColumn) return;
    shorts.add(made, 1);
    shorts.add(aim, -1);
    add_row(lp_, -kNoBound, 0, shorts);
  }

  // Days of a flow with this lead time that arrive in period k though they are due later.
  int early_days(std::uint32_t lead, std::size_t k) {
    std::vector<int>& early = early_[lead];
    if (early.empty()) {
      std::size_t j = 0;  // the first that arrives later
      for (std::size_t i = 0; i < periods_.size(); ++i) {
        while (j <= i && arrival(j, lead) <= i) ++j;
        const int due = j == 0 ? 0 : periods_[j - 1].end + static_cast<int>(lead);
        early.push_back(std::max(0, due - periods_[i].end));
      }
    }
    return early[k];
  }
  std::size_t arrival(std::size_t shipped, std::uint32_t lead) const {
    return period_of(periods_, periods_[shipped].begin + static_cast<int>(lead));
  }

  double stock_left(std::size_t b, std::size_t k) const {
    double left = 1;
    const auto found = losses_.find(classes_.buyers[b].uses.front());
    if (found == losses_.end()) return left;
    for (const ShockPlan::StockLoss* loss : found->second) {
      if (loss->day >= periods_[k].begin && loss->day < periods_[k].end) left *= 1 - loss->size;
    }
    return left;
  }

  // Receipts of each period, from the draws: the draws themselves where nothing can be kept.
  void add_buyer_rows(std::size_t b) {
    const FlowClasses::Buyer& buyer = classes_.buyers[b];
    const std::size_t periods = periods_.size();
    receipts_.resize(classes_.buyers.size() * periods);
    stock_.resize(classes_.buyers.size() * periods, kNoColumn);
    released_.resize(classes_.buyers.size() * periods, kNoColumn);
    if (draw_[at(b, 0)].columns.empty() && draw_[at(b, 0)].constant == 0) return;
    // Without switching nobody takes more from the pool than at baseline.
    const bool limited = !options_.switching && buyer.mix == StressUse::kPool;
    if (!(buyer.stock_days > 0) && !(buyer.government_days > 0) && !limited) {
      for (std::size_t k = 0; k < periods; ++k) receipts_[at(b, k)] = draw_[at(b, k)];
      return;
    }
    Terms all_released;
    for (std::size_t k = 0; k < periods; ++k) {
      const double most = limited ? periods_[k].days() : kNoBound;
      const Column received = lp_.add_column(0, most, 0);
      const Column stock = lp_.add_column(0, buyer.stock_days, 0);
      receipts_[at(b, k)].add(received, 1);
      stock_[at(b, k)] = stock;
      Terms balance;
      balance.add(received, 1);
      balance.add(stock, -1);
      balance.add(draw_[at(b, k)], -1);
      const double left = stock_left(b, k);
      if (k == 0) {
        balance.constant += left * buyer.stock_days;
      } else {
        balance.add(stock_[at(b, k - 1)], left);
      }
      if (buyer.government_days > 0) {
        released_[at(b, k)] = lp_.add_column(0, buyer.government_days, 0);
        balance.add(released_[at(b, k)], 1);
        all_released.add(released_[at(b, k)], 1);
      }
      add_row(lp_, 0, kNoBound, balance);
    }
    if (buyer.government_days > 0) {
      add_row(lp_, -kNoBound, NAIL_MUTANT(plan_government_refills, buyer.government_days, kNoBound),
              all_released);
    }
  }

  // Who buys a product from its pool, straight or as the rest of a mix: a term of each period.
  struct Taker {
    UserId user;
    double a_day = 0;          // at baseline
    std::vector<Terms> taken;  // per period, parts of the world's use times scale
  };

  void add_markets() {
    ship_.assign(classes_.producers.size() * periods_.size(), Terms());
    std::vector<std::vector<std::uint32_t>> producers(network_.base->products);
    std::vector<std::vector<std::uint32_t>> buyers(network_.base->products);
    for (std::uint32_t c = 0; c < classes_.producers.size(); ++c) {
      producers[classes_.producers[c].product.index()].push_back(c);
    }
    for (std::uint32_t b = 0; b < classes_.buyers.size(); ++b) {
      if (!receipts_[at(b, 0)].columns.empty() || receipts_[at(b, 0)].constant > 0) {
        buyers[classes_.buyers[b].product.index()].push_back(b);
      }
    }
    links_out_.assign(classes_.producers.size() * periods_.size(), Terms());
    for (std::size_t p = 0; p < network_.base->products; ++p) {
      if (products_[p] == 0 || buyers[p].empty()) continue;
      add_market(p, producers[p], buyers[p]);
    }
  }

  void add_market(std::size_t p, const std::vector<std::uint32_t>& producers,
                  const std::vector<std::uint32_t>& buyers) {
    std::vector<Taker> takers;
    std::map<std::uint32_t, std::vector<std::uint32_t>> mixes;
    double pool = 0;  // what takes part buys of it on a day at baseline
    for (const std::uint32_t b : buyers) {
      const FlowClasses::Buyer& buyer = classes_.buyers[b];
      if (buyer.mix != StressUse::kPool) {
        mixes[buyer.mix].push_back(b);
        continue;
      }
      Taker taker{buyer.user, buyer.weight * scale_[p], std::vector<Terms>(periods_.size())};
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        taker.taken[k].add(receipts_[at(b, k)], buyer.weight * scale_[p]);
      }
      pool += buyer.weight;
      takers.push_back(std::move(taker));
    }
    for (const auto& [mix, members] : mixes) {
      double weight = 0;
      for (const std::uint32_t b : members) weight += classes_.buyers[b].weight;
      pool += weight * network_.mixes[mix].pooled;
      takers.push_back(add_mix(p, mix, members, weight));
    }
    add_supply(p, producers);
    std::vector<Terms> rows;
    std::vector<double> early;
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      rows.push_back(pool_row(p, k, pool, producers, takers));
      early.push_back(pool * scale_[p] * early_days(1, k));
    }
    add_arrivals(rows, early);
    add_ban_rows(p, producers, takers);
    add_closed_rows(p, pool, producers, takers);
  }

  // A user's own mix: its links, and what it takes from the pool.
  Taker add_mix(std::size_t p, std::uint32_t number, const std::vector<std::uint32_t>& members,
                double weight) {
    const StressMix& mix = network_.mixes[number];
    const std::size_t periods = periods_.size();
    Taker taker{mix.user, weight * mix.pooled * scale_[p], std::vector<Terms>(periods)};
    std::vector<Terms> rows(periods);
    for (std::size_t k = 0; k < periods; ++k) {
      for (const std::uint32_t b : members) {
        rows[k].add(receipts_[at(b, k)], classes_.buyers[b].weight * scale_[p]);
      }
    }
    const int way = static_cast<int>(way_of(mix)) - 1;  // behind the pool's own day
    for (std::size_t k = 0; k < periods; ++k) {
      const double pooled = mix.pooled * pool_days(k);
      const double switched = most_switched(mix, k);
      const auto take = [&](double most, std::size_t arrives) {
        if (!(most > 0)) return;
        const Column taken = lp_.add_column(0, most * weight * scale_[p], 0);
        taker.taken[k].add(taken, 1);
        if (arrives < periods) rows[arrives].add(taken, -1);
      };
      if (way == 0) {
        take(pooled + switched, k);
      } else {
        take(pooled, k);
        take(switched, period_of(periods_, periods_[k].begin + way));
      }
    }
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      add_link(mix, network_.links[l], weight * network_.links[l].share * scale_[p], rows);
    }
    std::vector<double> early(periods);
    for (std::size_t k = 0; k < periods; ++k) {
      early[k] = mix.pooled * early_days(1, k);
      for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
        early[k] += network_.links[l].share * early_days(network_.links[l].lead_days, k);
      }
      early[k] *= weight * scale_[p];
    }
    add_arrivals(rows, early);
    return taker;
  }

  // Taken less arrived is at most 0 in each period; but what is counted as arrived though it is
  // still on its way can be taken later.
  void add_arrivals(std::vector<Terms>& rows, const std::vector<double>& early) {
    Column waiting = kNoColumn;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      rows[k].add(waiting, -1);
      waiting = NAIL_MUTANT(plan_early_goods_are_lost, early[k] > 0, false)
                    ? lp_.add_column(0, early[k], 0)
                    : kNoColumn;
      rows[k].add(waiting, 1);
      add_row(lp_, -kNoBound, 0, rows[k]);
    }
  }

  // Days that goods of a supplier new to the mix are on their way: as from the nearest of its
  // suppliers elsewhere. What comes from a place itself says nothing about other ways.
  std::uint32_t way_of(const StressMix& mix) const {
    std::uint32_t nearest = 0, own = 0;
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      const StressLink& link = network_.links[l];
      if (!link.supplier || !(link.share > 0)) continue;
      const bool is_own =
          network_.base->user_of(network_.nodes[link.supplier.index()].place) == mix.user;
      std::uint32_t& least = is_own ? own : nearest;
      least = least == 0 ? link.lead_days : std::min(least, link.lead_days);
    }
    const std::uint32_t way = nearest != 0 ? nearest : std::max(own, 1U);
    return NAIL_MUTANT(plan_new_suppliers_are_near, way, 1U);
  }

  // What a mix may take from the pool beyond its pooled part, in days of its use: the parts of the
  // links that may be left; any amount once all may.
  double most_switched(const StressMix& mix, std::size_t k) const {
    if (!options_.switching) return 0;
    double most = 0;
    for (const std::size_t j : shipped_for_[k]) {
      for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
        bool all = true;
        for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
          const StressLink& link = network_.links[l];
          if (!link.supplier) continue;
          if (can_leave(link, day)) {
            most += link.share;
          } else {
            all = false;
          }
        }
        if (all) return kNoBound;
      }
    }
    return most;
  }
  bool can_leave(const StressLink& link, int day) const {
    return !is_known(link.switch_days) ||
           NAIL_MUTANT(plan_switches_at_once, day - plan_.first_day >= link.switch_days, true);
  }
  // Days of the period in which the pool still brings what it shipped before the first shock.
  int pool_due(std::size_t k) const {
    return count_days(periods_[k], [&](int day) { return day - 1 < plan_.first_day; });
  }
  // Days of the pool's shipments that arrive in the period.
  int pool_days(std::size_t k) const {
    int days = pool_due(k);
    for (const std::size_t j : shipped_for_[k]) days += periods_[j].days();
    return days;
  }

  // a_day: what the link carries on a day at baseline. What arrives is taken from the rows.
  void add_link(const StressMix& mix, const StressLink& link, double a_day,
                std::vector<Terms>& rows) {
    if (!(a_day > 0)) return;
    const std::size_t periods = periods_.size();
    const int lead = static_cast<int>(link.lead_days);
    for (std::size_t k = 0; k < periods; ++k) {
      // On the way before the shock, or from a supplier that never fails.
      const int due = count_days(
          periods_[k], [&](int day) { return !link.supplier || day - lead < plan_.first_day; });
      rows[k].constant -= a_day * due;
    }
    if (!link.supplier) return;
    const std::uint32_t producer = classes_.producer_of[link.supplier.index()];
    if (producer == kNone) return;
    for (std::size_t j = 0; j < periods; ++j) {
      double most = 0;
      ShockLimits::Held held{1, 0};
      for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
        most += 1 - limits_.banned(link.supplier, mix.user, day);
        const ShockLimits::Held today = limits_.held(link.supplier, mix.user, day);
        held.part = std::min(held.part, today.part);
        held.until = std::max(held.until, today.until);
      }
      const Column flow = lp_.add_column(0, a_day * most, 0);
      links_out_[at(producer, j)].add(flow, 1);
      if (const std::size_t k = arrival(j, link.lead_days); k < periods) {
        rows[k].add(flow, -(1 - held.part));
      }
      if (held.part > 0) {
        const std::size_t k = period_of(periods_, held.until + lead);
        if (k < periods) rows[k].add(flow, -held.part);
      }
    }
  }

  // What each producer ships to the pool: all it makes, or what its links leave.
  void add_supply(std::size_t p, const std::vector<std::uint32_t>& producers) {
    for (const std::uint32_t c : producers) {
      const FlowClasses::Producer& producer = classes_.producers[c];
      double fixed = 0;  // to links of those that stay at baseline
      for (const NodeId node : producer.nodes) fixed += fixed_from(node);
      const bool free = limits_.has_ban(producer.nodes.front()) || fixed > 0;
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        Terms made;
        made.add(output_[at(c, k)], producer.shipped * scale_[p]);
        made.add(spare_[at(c, k)], producer.shipped * scale_[p]);
        if (!free && links_out_[at(c, k)].columns.empty()) {
          ship_[at(c, k)] = std::move(made);
          continue;
        }
        const Column ship = lp_.add_column(0, kNoBound, 0);
        ship_[at(c, k)].add(ship, 1);
        made.add(ship, -1);
        made.add(links_out_[at(c, k)], -1);
        made.constant -= fixed * periods_[k].days() * scale_[p];
        add_row(lp_, 0, kNoBound, made);
      }
    }
  }

  double fixed_from(NodeId node) {
    if (fixed_by_node_.empty()) {
      fixed_by_node_.assign(network_.nodes.size(), 0);
      for (std::size_t l = 0; l < network_.links.size(); ++l) {
        const NodeId supplier = network_.links[l].supplier;
        if (supplier) fixed_by_node_[supplier.index()] += classes_.fixed_link[l];
      }
    }
    return fixed_by_node_[node.index()];
  }

  // Taken from the pool in period k: no more than what was shipped to it a day before.
  Terms pool_row(std::size_t p, std::size_t k, double pool,
                 const std::vector<std::uint32_t>& producers,
                 const std::vector<Taker>& takers) const {
    Terms row;
    // Those that stay at baseline take their part of what is sent in the same days.
    const double fixed = classes_.fixed_pool[p] * scale_[p];
    for (const Taker& taker : takers) row.add(taker.taken[k], 1);
    for (const std::size_t j : shipped_for_[k]) {
      for (const std::uint32_t c : producers) row.add(ship_[at(c, j)], -1);
      row.constant += fixed * (1 - network_.unknown[p]) * periods_[j].days();
    }
    row.constant -= from_before(p, k, pool * scale_[p]);
    return row;
  }

  // What comes in period k from a pool that ships `a_day` at baseline: all of it where it was
  // shipped before the first shock, later what is not known to come from anywhere.
  double from_before(std::size_t p, std::size_t k, double a_day) const {
    const int due = pool_due(k);
    const double unknown = NAIL_MUTANT(plan_forgets_unknown_supply, network_.unknown[p], 0.0);
    return a_day * (due + unknown * (pool_days(k) - due));
  }

  // What a banned supplier makes goes to those the ban does not reach, but for what it lets
  // through.
  void add_ban_rows(std::size_t p, const std::vector<std::uint32_t>& producers,
                    const std::vector<Taker>& takers) {
    for (const ShockLimits::BanGroup& group : limits_.ban_groups()) {
      if (group.product != ProductId(p)) continue;
      for (std::size_t j = 0; j < periods_.size(); ++j) {
        const std::size_t k = arrival(j, 1);
        if (k >= periods_.size()) continue;
        Terms row;  // to those it does not reach
        for (const std::uint32_t c : producers) {
          const NodeId supplier = classes_.producers[c].nodes.front();
          if (!std::binary_search(group.suppliers.begin(), group.suppliers.end(), supplier)) {
            continue;
          }
          const double most = most_exports(group, supplier, periods_[j]) * scale_[p];
          if (std::isinf(most)) continue;
          const Column inside = lp_.add_column(0, kNoBound, 0);
          row.add(inside, 1);
          Terms exports = ship_[at(c, j)];
          exports.add(inside, -1);
          add_row(lp_, -kNoBound, most, exports);
        }
        if (row.columns.empty()) continue;
        for (const Taker& taker : takers) {
          if (!group.reaches(taker.user)) row.add(taker.taken[k], -1);
        }
        add_row(lp_, -kNoBound, 0, row);
      }
    }
  }

  // To the pool's buyers that a ban reaches; no limit where a day of the period is free.
  double most_exports(const ShockLimits::BanGroup& group, NodeId supplier,
                      const Period& period) const {
    const StressNode& node = network_.nodes[supplier.index()];
    double most = 0;
    for (const FlowClasses::Buyer& buyer : classes_.buyers) {
      if (buyer.product != node.product || !group.reaches(buyer.user)) continue;
      const double pooled = buyer.mix == StressUse::kPool ? 1 : network_.mixes[buyer.mix].pooled;
      for (int day = period.begin; day < period.end; ++day) {
        const double banned = limits_.banned(supplier, buyer.user, day);
        if (!(banned > 0)) return kNoBound;
        most += NAIL_MUTANT(plan_ban_lets_all_through, 1 - banned, 1.0) * buyer.weight * pooled;
      }
    }
    return most * node.share;
  }

  // A place that most of the supply cannot reach takes what can.
  void add_closed_rows(std::size_t p, double pool, const std::vector<std::uint32_t>& producers,
                       const std::vector<Taker>& takers) {
    const auto found = closed_.find(p);
    if (found == closed_.end()) return;
    const double all = pool * scale_[p];
    for (const PlaceId place : found->second) {
      const UserId user(place.index());
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        Terms row;
        double a_day = 0;
        for (const Taker& taker : takers) {
          if (taker.user != user) continue;
          row.add(taker.taken[k], 1);
          a_day += taker.a_day;
        }
        if (row.columns.empty()) continue;
        bool holds = false;
        for (const std::size_t j : shipped_for_[k]) {
          for (const std::uint32_t c : producers) {
            double held = 1;
            for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
              held =
                  std::min(held, limits_.held(classes_.producers[c].nodes.front(), user, day).part);
            }
            holds = holds || held > 0;
            row.add(ship_[at(c, j)], -(1 - held));
          }
        }
        if (!holds) continue;
        row.constant -= from_before(p, k, all);
        row.constant -= a_day * std::max(0, periods_[k].days() - pool_days(k));
        add_row(lp_, -kNoBound, 0, row);
      }
    }
  }

  // Between plans with the same total, the one in which the worst off of a product and priority is
  // best off.
  void add_evenness() {
    std::map<std::pair<ProductId, int>, std::vector<std::uint32_t>> groups;
    for (std::uint32_t b = 0; b < classes_.buyers.size(); ++b) {
      const FlowClasses::Buyer& buyer = classes_.buyers[b];
      if (is_demand(b)) groups[{buyer.product, buyer.priority}].push_back(b);
    }
    for (const auto& [key, members] : groups) {
      if (members.size() < 2) continue;
      double weight = 0;
      for (const std::uint32_t b : members) weight += cost_weight(b);
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        const Column worst = lp_.add_column(0, kNoBound, kUneven * kCostScale * weight);
        for (const std::uint32_t b : members) {
          Terms row;
          row.add(worst, 1);
          row.add(unmet_[at(b, k)], -1);
          row.add(worse_[at(b, k)], -1);
          add_row(lp_, 0, kNoBound, row);
        }
      }
    }
  }

  // What lies below the solver's tolerance says nothing.
  double value(Column column) const {
    return column == kNoColumn ? 0 : std::round(lp_.value(column) * 1e9) * 1e-9;
  }

  void read(OperatingPlan& out) const {
    const std::size_t periods = periods_.size();
    out.most_output = most_output_;
    out.most_spare = most_spare_;
    for (const Column column : output_) out.output.push_back(std::max(0.0, value(column)));
    for (const Column column : spare_) out.spare.push_back(std::max(0.0, value(column)));
    for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
      const FlowClasses::Buyer& buyer = classes_.buyers[b];
      const double weight = is_demand(b) ? cost_weight(b) : 0;
      double government = buyer.government_days;
      for (std::size_t k = 0; k < periods; ++k) {
        double unmet = std::max(0.0, value(unmet_[at(b, k)]) + value(worse_[at(b, k)]));
        if (weight == 0) unmet = 0;  // of those that do not count
        out.unmet.push_back(unmet);
        out.weighted_unmet += weight * unmet;
        government = std::max(0.0, government - value(released_[at(b, k)]));
        const Column stock = stock_[at(b, k)];
        const double kept = stock == kNoColumn ? buyer.stock_days : value(stock);
        out.stock.push_back(std::clamp(kept, 0.0, buyer.stock_days) + government);
      }
    }
  }

  const StressNetwork& network_;
  const ShockPlan& plan_;
  const CascadeOutcome* cascade_;
  const OperatingOptions& options_;
  const SurvivalGoal* goal_;
  ShockLimits limits_;
  FlowWeights weights_;
  std::vector<std::uint8_t> products_;
  std::map<std::size_t, std::vector<const ShockPlan::Surge*>> surges_;  // by final demand
  std::map<UseId, std::vector<const ShockPlan::StockLoss*>> losses_;
  std::map<std::size_t, std::size_t> home_;             // final demand to part of the cascade's
  std::map<std::size_t, std::vector<PlaceId>> closed_;  // by product
  FlowClasses classes_;
  std::vector<Period> periods_;
  std::vector<std::vector<std::size_t>>
      shipped_for_;            // whose shipments the pool brings in period k
  std::vector<double> scale_;  // per product
  std::vector<double> fixed_by_node_;
  // Per buyer or producer and period.
  std::vector<Column> unmet_, worse_, output_, spare_, stock_, released_;
  std::vector<double> most_output_, most_spare_;
  std::vector<Terms> draw_, receipts_, ship_, links_out_;
  std::map<std::uint32_t, std::vector<int>> early_;  // by lead time
  LinearProgram lp_;
};

}  // namespace

OperatingPlan operating_plan(const StressNetwork& network, const ShockPlan& plan,
                             const CascadeOutcome* cascade, const OperatingOptions& options) {
  return Builder(network, plan, cascade, options, nullptr).run();
}

OperatingPlan survival_plan(const StressNetwork& network, const ShockPlan& plan,
                            const SurvivalGoal& goal, const OperatingOptions& options) {
  return Builder(network, plan, nullptr, options, &goal).run();
}

}  // namespace nail
