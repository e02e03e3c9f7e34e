#include "nail/cascade/down_engine.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/cascade/down_lanes.h"
#include "nail/cascade/down_markets.h"
#include "nail/cascade/down_push.h"
#include "nail/numeric/aligned.h"

namespace nail {
namespace {

constexpr double kPending = 1e-16;  // of the loss so far: changes below it wait
// Sums that lose digits are made again: from here on, and in small markets always.
constexpr double kDeepLoss = 0.01;
constexpr std::uint32_t kFewMembers = 16;
constexpr double kFewDigits = 1e-2;
// Roundings of sums of changes add up; a market that tips makes them larger from step to step.
constexpr std::uint32_t kMostSteps = 256, kManySteps = 32;

// A list of pushes of more links than this is heavy: then sites and slots are gone through in their
// order, which memory likes, rather than picked.
constexpr std::uint64_t kHeavyLinks = 20000;
// A step that pushes along more than this part of all links: the cascade goes to dense lanes. They
// cost more a link where a line a site is more than caches hold.
std::uint64_t dense_from(std::uint64_t links) {
  constexpr std::uint64_t kMany = 2'000'000;
  return links < kMany ? links / 64 : links / 16;
}

// What shocks that wait may hold on to, a worker; and those that are kept to be used again, whose
// room has the size of the largest that they ever were.
constexpr std::uint64_t kWaitingBytes = 64ULL << 20, kSpareBytes = 16ULL << 20;
constexpr std::uint32_t kLineSlots = 8;  // of a cache line

struct SiteState {
  double loss = 0;
  double pushed = 0;  // what of its loss its buyers know: the y that was last pushed
  double size = 0;
  float weight = 0;  // the least of all weights
  std::uint32_t market = 0;
};

struct MarketState {
  double alive = 0;         // A
  std::uint32_t lost = 0;   // members with a loss, listed from the market's begin
  bool is_met = false;      // in this shock
  bool is_touched = false;  // in this step
};

struct Raised {
  std::uint32_t site = 0;
  double before = 0;
};

// Adds the time it lives.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds)
      : seconds_(seconds), started_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace

struct DownEngine::Shared {
  const CascadeSystem& system;
  DownMarkets markets;
};

DownEngine::DownEngine(const CascadeSystem& system)
    : shared_(new Shared{system, make_down_markets(system)}) {}
DownEngine::~DownEngine() = default;

struct DownWorker::State {
  const CascadeSystem& system;
  const DownMarkets& net;
  AlignedVector<double> sums;            // L of each slot
  AlignedVector<SiteState> sites;        // of each site
  std::vector<std::uint64_t> lines;      // a bit a line of slots: touched in this step
  std::vector<std::uint32_t> line_list;  // the same, listed
  std::uint32_t line_count = 0;
  std::vector<std::uint64_t> queued;  // a bit a site: raised in this step
  std::vector<Raised> raised;
  std::uint32_t raised_count = 0;
  std::vector<DownPush> pushes;
  std::uint32_t push_count = 0;
  std::uint64_t push_links = 0;
  std::vector<MarketState> markets;
  std::vector<std::uint32_t> members;  // with a loss, of market m from begin[m]
  std::vector<std::uint32_t> met, touched;
  std::vector<std::uint32_t> lost_site;
  std::vector<double> lost_loss;
  double lost_weight = 0;  // sum of the least weight times loss
  double growth = 0;
  bool is_unsure = false;
  DownCounts counts;

  DownSink sink;
  DownLanes lanes;
  // By steps that are open: those end together.
  std::map<std::uint32_t, std::vector<std::unique_ptr<DownJob>>> waiting;
  std::vector<std::unique_ptr<DownJob>> spare;
  std::uint64_t spare_bytes = 0;
  std::uint64_t waiting_bytes = 0;
  std::uint64_t dense_links = 0;
  std::vector<double> esri;

  State(const CascadeSystem& of, const DownMarkets& made, LaneScratch& scratch, DownSink to)
      : system(of),
        net(made),
        sums((of.slots + kLineSlots - 1) / kLineSlots * kLineSlots, 0.0),
        sites(of.sites),
        lines(sums.size() / kLineSlots / 64 + 1, 0),
        line_list(sums.size() / kLineSlots + 1),
        queued(of.sites / 64 + 1, 0),
        raised(std::size_t{of.sites} + 1),
        pushes(std::size_t{of.sites} + 1),
        markets(std::size_t{made.markets} + 1),
        members(of.sites),
        sink(std::move(to)),
        lanes(of, lane_kernels(), scratch),
        dense_links(dense_from(of.down_slot.size())),
        esri(of.weights.size()) {
    for (std::uint32_t j = 0; j < of.sites; ++j) {
      double weight = of.weights[0][j];
      for (const auto& other : of.weights) weight = std::min(weight, other[j]);
      sites[j] = {0, 0, of.size[j], static_cast<float>(weight), made.of[j]};
    }
    lost_site.reserve(of.sites);
    lost_loss.reserve(of.sites);
    met.reserve(markets.size());
    touched.reserve(markets.size());
  }

  // The loss of site is what its state says; it was less before this step.
  void settle(std::uint32_t number, double before) {
    SiteState& site = sites[number];
    const double change = site.loss - before;
    growth = std::max(growth, change);
    lost_weight += static_cast<double>(site.weight) * change;
    MarketState& market = markets[site.market];
    if (before == 0) {
      lost_site.push_back(number);
      if (!market.is_met) {
        market = {net.size[site.market], 0, true, false};
        met.push_back(site.market);
      }
      members[net.begin[site.market] + market.lost++] = number;
    }
    if (site.market == net.markets) {
      look_at(number, site, site.loss);
      return;
    }
    market.alive -= NAIL_MUTANT(down_market_keeps_whole, site.size * change, 0);
    if (!market.is_touched) {
      market.is_touched = true;
      touched.push_back(site.market);
    }
  }

  void settle_all() {
    constexpr std::uint32_t kAhead = 8;
    growth = 0;
    for (std::uint32_t k = 0; k < raised_count; ++k) {
      if (k + kAhead < raised_count) __builtin_prefetch(&sites[raised[k + kAhead].site], 1);
      const Raised now = raised[k];
      queued[now.site / 64] &= ~(std::uint64_t{1} << now.site % 64);
      settle(now.site, now.before);
    }
    raised_count = 0;
  }

  // Pushes what a site delivers less, where that has changed enough.
  void look_at(std::uint32_t number, SiteState& site, double lack) {
    const double change = lack - site.pushed;
    if (!(change > kPending * lost_weight)) return;
    site.pushed = NAIL_MUTANT(down_pushes_again, lack, site.pushed);
    const auto first = static_cast<std::uint32_t>(system.down_begin[number]);
    const auto last = static_cast<std::uint32_t>(system.down_begin[number + 1]);
    pushes[push_count] = {first, last, change};
    push_count += static_cast<std::uint32_t>(first != last);
    push_links += last - first;
  }

  // A by its definition. Where next to nothing is left of sites that lose nearly all, that little
  // has few digits, and it decides how much of their losses the smaller sites pass on: then only
  // the general engine's sums are the same as the general engine's.
  double alive_again(std::uint32_t market) {
    double alive = 0, open = 0, least = 0;
    for (std::uint32_t k = net.begin[market]; k < net.begin[market + 1]; ++k) {
      const SiteState& member = sites[net.member[k]];
      const double left = 1 - member.loss;
      alive += member.size * left;
      if (left > 0) open += member.size;
      if (member.size > 0 && (least == 0 || member.size < least)) least = member.size;
    }
    if (alive < kFewDigits * open && alive > least) is_unsure = true;
    return alive;
  }

  // Nobody replaces a site whose market is not larger.
  static double part_of(const SiteState& site, double alive) {
    return NAIL_MUTANT(down_nobody_replaced, alive <= site.size, true) ? 1 : site.size / alive;
  }

  void look_at_markets() {
    std::uint64_t lost = 0;
    for (const std::uint32_t m : touched) {
      MarketState& market = markets[m];
      market.is_touched = false;
      lost += market.lost;
      if (market.alive < kDeepLoss * net.size[m] ||
          net.begin[m + 1] - net.begin[m] <= kFewMembers) {
        market.alive = alive_again(m);
      }
    }
    if (lost > system.sites / 8) {
      for (std::uint32_t j = 0; j < system.sites; ++j) {
        SiteState& site = sites[j];
        if (!(site.loss > site.pushed) || site.market == net.markets) continue;
        look_at(j, site, part_of(site, markets[site.market].alive) * site.loss);
      }
      touched.clear();
      return;
    }
    constexpr std::uint32_t kAhead = 8;
    for (const std::uint32_t m : touched) {
      const double alive = markets[m].alive;
      const std::uint32_t first = net.begin[m], last = first + markets[m].lost;
      for (std::uint32_t p = first; p < last; ++p) {
        if (p + kAhead < last) __builtin_prefetch(&sites[members[p + kAhead]], 1);
        SiteState& site = sites[members[p]];
        look_at(members[p], site, part_of(site, alive) * site.loss);
      }
    }
    touched.clear();
  }

  // Adds to the sums of slots, and notes the lines of slots that changed.
  template <bool kListed>
  void push_all() {
    const std::uint32_t* slots = system.down_slot.data();
    const double* shares = system.down_share.data();
    double* sum = sums.data();
    std::uint64_t* map = lines.data();
    std::uint32_t* list = line_list.data();
    std::uint32_t count = 0;
    DownFetcher fetcher(pushes.data(), pushes.data() + push_count, system, sum);
    for (std::uint32_t p = 0; p < push_count; ++p) {
      const DownPush push = pushes[p];
      for (std::uint32_t k = push.first_link; k < push.last_link; ++k) {
        fetcher.advance();
        const std::uint32_t slot = slots[k];
        sum[slot] += shares[k] * push.change;
        const std::uint32_t line = slot / kLineSlots;
        std::uint64_t& word = map[line / 64];
        if constexpr (kListed) {
          list[count] = line;
          count += static_cast<std::uint32_t>(~(word >> line % 64) & 1);
        }
        word |= std::uint64_t{1} << line % 64;
      }
    }
    line_count = count;
    counts.links += push_links;
  }

  // Raises the losses of buyers to the sums of a line's slots.
  void raise_line(std::uint32_t line) {
    const std::uint32_t first = line * kLineSlots;
    const std::uint32_t last = std::min(first + kLineSlots, system.slots);
    for (std::uint32_t s = first; s < last; ++s) {
      const std::uint32_t j = system.slot_buyer[s];
      SiteState& buyer = sites[j];
      const double loss = std::min(sums[s], 1.0);
      if (!(loss > buyer.loss)) continue;
      std::uint64_t& word = queued[j / 64];
      const std::uint64_t bit = std::uint64_t{1} << j % 64;
      raised[raised_count] = {j, buyer.loss};
      raised_count += static_cast<std::uint32_t>((word & bit) == 0);
      word |= bit;
      buyer.loss = loss;
    }
  }

  // One step from the pushes that are listed: new losses, in `raised`.
  void step() {
    const bool is_heavy = push_links > kHeavyLinks;
    if (is_heavy) {
      push_all<false>();
      for (std::size_t w = 0; w < lines.size(); ++w) {
        for (std::uint64_t word = lines[w]; word != 0; word &= word - 1) {
          raise_line(static_cast<std::uint32_t>(w * 64 + std::countr_zero(word)));
        }
        lines[w] = 0;
      }
    } else {
      push_all<true>();
      constexpr std::uint32_t kAhead = 4, kFar = 8;
      for (std::uint32_t n = 0; n < line_count; ++n) {
        if (n + kFar < line_count) {
          __builtin_prefetch(&system.slot_buyer[line_list[n + kFar] * kLineSlots]);
        }
        if (n + kAhead < line_count) {
          const std::uint32_t buyer = system.slot_buyer[line_list[n + kAhead] * kLineSlots];
          __builtin_prefetch(&sites[buyer], 1);
          __builtin_prefetch(&sites[std::min(buyer + 2, system.sites - 1)], 1);
        }
        raise_line(line_list[n]);
        lines[line_list[n] / 64] = 0;
      }
    }
    push_count = 0;
    push_links = 0;
  }

  void clear() {
    constexpr std::uint32_t kAhead = 8;
    const std::size_t count = lost_site.size();
    for (std::size_t k = 0; k < count; ++k) {
      if (k + kAhead < count) {
        __builtin_prefetch(&sites[lost_site[k + kAhead]], 1);
        __builtin_prefetch(&system.slot_begin[lost_site[k + kAhead]]);
      }
      const std::uint32_t j = lost_site[k];
      sites[j].loss = sites[j].pushed = 0;
      for (std::uint32_t s = system.slot_begin[j]; s < system.slot_begin[j + 1]; ++s) sums[s] = 0;
    }
    for (const std::uint32_t m : met) markets[m].is_met = markets[m].is_touched = false;
    met.clear();
    touched.clear();
    push_count = 0;
    push_links = 0;
    lost_site.clear();
    lost_loss.clear();
    lost_weight = 0;
    is_unsure = false;
  }

  // The sink's time is its own.
  void send(const DownResult& result) {
    double elsewhere = 0;
    {
      const Stopwatch watch(elsewhere);
      sink(result);
    }
    counts.seconds -= elsewhere;
  }

  void report(const DownShock& shock, std::uint32_t steps) {
    for (const std::uint32_t j : lost_site) lost_loss.push_back(sites[j].loss);
    for (std::size_t w = 0; w < system.weights.size(); ++w) {
      const double* weight = system.weights[w].data();
      double sum = 0;
      for (std::size_t k = 0; k < lost_site.size(); ++k) {
        sum += weight[lost_site[k]] * lost_loss[k];
      }
      esri[w] = sum;
    }
    send({shock, steps, false, lost_site, lost_loss, nullptr, esri});
  }

  void give_up(const DownShock& shock) {
    ++counts.near;
    DownResult result;
    result.shock = shock;
    result.near = true;
    send(result);
  }

  // Sets a cascade aside for the dense lanes.
  void set_aside(const DownShock& shock, std::uint32_t steps) {
    std::unique_ptr<DownJob> job;
    if (spare.empty()) {
      job = std::make_unique<DownJob>();
    } else {
      job = std::move(spare.back());
      spare.pop_back();
      spare_bytes -= room_of(*job);
    }
    job->site = shock.site;
    job->tag = shock.tag;
    job->steps = steps;
    job->least_steps = shock.least_steps;
    job->lost_sites.assign(lost_site.begin(), lost_site.end());
    job->lost.clear();
    for (const std::uint32_t j : lost_site) job->lost.push_back(sites[j].loss);
    waiting_bytes += bytes_of(*job);
    auto& kind = waiting[shock.least_steps > steps ? shock.least_steps - steps : 0];
    kind.push_back(std::move(job));
    if (kind.size() == kShockLanes) run_dense(kind);
    while (waiting_bytes > kWaitingBytes) run_fullest();
  }

  static std::uint64_t bytes_of(const DownJob& job) { return 12 * job.lost_sites.size(); }
  static std::uint64_t room_of(const DownJob& job) {
    return 4 * job.lost_sites.capacity() + 8 * job.lost.capacity();
  }

  void run_fullest() {
    run_dense(std::max_element(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) {
                return a.second.size() < b.second.size();
              })->second);
  }

  void run_dense(std::vector<std::unique_ptr<DownJob>>& jobs) {
    if (jobs.empty()) return;
    const std::uint64_t before = lanes.links();
    for (const auto& job : jobs) waiting_bytes -= bytes_of(*job);
    lanes.run(jobs, [&](const DownLanes::End& end) {
      const DownJob& job = *jobs[end.job];
      const DownShock shock{job.site, job.least_steps, job.tag};
      if (end.near) {
        give_up(shock);
      } else {
        send({shock, end.steps, false, end.lost_sites, end.lost, end.lost_at, end.weighed});
      }
    });
    counts.links += lanes.links() - before;
    counts.batched_shocks += jobs.size();
    for (auto& job : jobs) {
      const std::uint64_t room = room_of(*job);
      if (spare_bytes + room > kSpareBytes) continue;
      spare_bytes += room;
      spare.push_back(std::move(job));
    }
    jobs.clear();
  }

  void run(const DownShock& shock);
};

void DownWorker::State::run(const DownShock& shock) {
  clear();
  const double eps = system.options.eps;
  sites[shock.site].loss = 1;
  settle(shock.site, 0);
  for (std::uint32_t steps = 1;; ++steps) {
    look_at_markets();
    if (push_links > dense_links) return set_aside(shock, steps - 1);
    if (is_unsure || steps > (net.markets > 0 ? kManySteps : kMostSteps)) return give_up(shock);
    step();
    const bool is_still = raised_count == 0;
    settle_all();
    // Nothing changes any more.
    if (is_still) return report(shock, std::max(steps, shock.least_steps));
    if (NAIL_MUTANT(down_stops_before_upstream, steps < shock.least_steps, false)) continue;
    if (std::abs(growth - eps) <= kNearEps) return give_up(shock);
    if (growth <= eps) return report(shock, steps);
  }
}

DownWorker::DownWorker(const DownEngine& engine, LaneScratch& scratch, DownSink sink)
    : state_(new State(engine.shared_->system, engine.shared_->markets, scratch, std::move(sink))) {
}
DownWorker::~DownWorker() = default;

const DownCounts& DownWorker::counts() const { return state_->counts; }

void DownWorker::run(const DownShock& shock) {
  const Stopwatch watch(state_->counts.seconds);
  state_->run(shock);
}

void DownWorker::flush() {
  const Stopwatch watch(state_->counts.seconds);
  for (auto& [open, jobs] : state_->waiting) state_->run_dense(jobs);
}

}  // namespace nail
