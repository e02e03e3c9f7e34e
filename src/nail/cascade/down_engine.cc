#include "nail/cascade/down_engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/cascade/down_cells.h"
#include "nail/numeric/aligned.h"

namespace nail {
namespace {

constexpr double kNear = 1e-11;     // of eps: there the order of sums may decide
constexpr double kPending = 1e-16;  // of the loss so far: changes below it wait
// Sums that lose digits are made again: from here on, and in small markets always.
constexpr double kDeepLoss = 0.01;
constexpr std::uint32_t kFewMembers = 16;
constexpr double kFewDigits = 1e-2;
// Roundings of sums of changes add up; a market that tips makes them larger from step to step.
constexpr std::uint32_t kMostSteps = 256, kManySteps = 32;

// A site with a loss. Records of one market lie together, in the order they were reached.
struct LostSite {
  double loss = 0;
  double pushed = 0;  // what of its loss its buyers know: the y that was last pushed
  double size = 0;
  float weight = 0;
  std::uint32_t market = 0;
  std::uint32_t site = 0, head = 0;
  std::uint32_t first_link = 0, last_link = 0;
  std::uint32_t slots = 0;
};

struct LostMarket {
  double alive = 0;         // A
  std::uint32_t lost = 0;   // records
  bool is_met = false;      // in this shock
  bool is_touched = false;  // in this step
};

struct Push {
  std::uint32_t first_link = 0, last_link = 0;
  double change = 0;
};

struct Raised {
  std::uint32_t head = 0;
  double before = 0;
};

// Walks the links of a list of pushes ahead of who visits them, and fetches what they will touch.
class Fetcher {
 public:
  Fetcher(const std::vector<Push>& pushes, const DownLink* links, const double* cells)
      : push_(pushes.data()), last_(push_ + pushes.size()), links_(links), cells_(cells) {
    for (const Push* p = push_; p < last_ && p < push_ + kPushesAhead; ++p) fetch_links(*p);
    if (push_ < last_) at_ = push_->first_link;
    for (std::uint32_t k = 0; k < kLinksAhead; ++k) advance();
  }
  void advance() {
    if (push_ == last_) return;
    __builtin_prefetch(cells_ + links_[at_].slot, 1);
    if (++at_ < push_->last_link) return;
    if (++push_ == last_) return;
    at_ = push_->first_link;
    if (push_ + kPushesAhead < last_) fetch_links(push_[kPushesAhead]);
  }

 private:
  void fetch_links(const Push& push) {
    const std::uint32_t last = std::min(push.last_link, push.first_link + kLinksFetched);
    for (std::uint32_t k = push.first_link; k < last; k += kLineLinks) {
      __builtin_prefetch(links_ + k);
    }
  }
  static constexpr std::uint32_t kPushesAhead = 6, kLinksFetched = 32, kLineLinks = 4;
  const Push* push_;
  const Push* last_;
  const DownLink* links_;
  const double* cells_;
  std::uint32_t at_ = 0;
};

}  // namespace

struct DownEngine::Shared {
  const CascadeSystem& system;
  DownCells cells;
};

DownEngine::DownEngine(const CascadeSystem& system)
    : shared_(new Shared{system, make_down_cells(system)}) {}
DownEngine::~DownEngine() = default;

struct DownWorker::State {
  const CascadeSystem& system;
  const DownCells& net;
  AlignedVector<double> cells;
  AlignedVector<LostSite> lost;  // of market m from member_begin[m]
  std::vector<LostMarket> markets;
  std::vector<std::uint32_t> met, touched;
  std::vector<Push> pushes;
  std::vector<Raised> raised;
  std::uint32_t raised_count = 0;
  double lost_weight = 0;  // sum of the least weight times loss
  double growth = 0;
  bool is_unsure = false;
  std::vector<std::uint32_t> lost_site;
  std::vector<double> lost_loss;
  DownCounts counts;

  State(const CascadeSystem& of, const DownCells& made)
      : system(of),
        net(made),
        cells(made.cells, 0.0),
        lost(of.sites),
        markets(std::size_t{made.markets} + 1) {
    for (std::uint32_t j = 0; j < of.sites; ++j) head(made.sites[j].head) = {0, j, 0};
    raised.resize(std::size_t{of.sites} + 1);
    lost_site.reserve(of.sites);
    lost_loss.reserve(of.sites);
    pushes.reserve(of.sites);
    met.reserve(markets.size());
    touched.reserve(markets.size());
  }

  DownHead& head(std::uint32_t cell) { return *reinterpret_cast<DownHead*>(&cells[cell]); }

  // The record of a site whose loss is new; its position.
  std::uint32_t add_record(DownHead& of) {
    const DownSite& site = net.sites[of.site];
    LostMarket& market = markets[site.market];
    if (!market.is_met) {
      market = {net.market_size[site.market], 0, true, false};
      met.push_back(site.market);
    }
    const std::uint32_t position = net.member_begin[site.market] + market.lost++;
    lost[position] = {0,       0,         site.size,       site.weight,    site.market,
                      of.site, site.head, site.first_link, site.last_link, site.slots};
    return position;
  }

  // The loss at `of` is now what its head says; it was less before.
  void settle(DownHead& of, double before) {
    const double change = of.loss - before;
    growth = std::max(growth, change);
    const std::uint32_t mark = of.mark & ~kQueued;
    const std::uint32_t position = mark != 0 ? mark - 1 : add_record(of);
    of.mark = position + 1;
    LostSite& site = lost[position];
    site.loss = of.loss;
    lost_weight += static_cast<double>(site.weight) * change;
    const std::uint32_t m = site.market;
    if (m == net.markets) {
      look_at(site, site.loss);
      return;
    }
    LostMarket& market = markets[m];
    market.alive -= site.size * change;
    if (!market.is_touched) {
      market.is_touched = true;
      touched.push_back(m);
    }
  }

  void settle_all() {
    constexpr std::uint32_t kHeadsAhead = 16, kRecordsAhead = 8;
    growth = 0;
    for (std::uint32_t k = 0; k < raised_count; ++k) {
      if (k + kHeadsAhead < raised_count)
        __builtin_prefetch(&cells[raised[k + kHeadsAhead].head], 1);
      if (k + kRecordsAhead < raised_count) {
        const DownHead& later = head(raised[k + kRecordsAhead].head);
        const std::uint32_t mark = later.mark & ~kQueued;
        if (mark != 0) {
          __builtin_prefetch(&lost[mark - 1], 1);
        } else {
          __builtin_prefetch(&net.sites[later.site]);
        }
      }
      settle(head(raised[k].head), raised[k].before);
    }
    raised_count = 0;
  }

  // Pushes what a site delivers less, where that has changed enough.
  void look_at(LostSite& site, double lack) {
    const double change = lack - site.pushed;
    if (!(change > kPending * lost_weight) || site.first_link == site.last_link) return;
    site.pushed = lack;
    pushes.push_back({site.first_link, site.last_link, change});
  }

  // A by its definition. Where next to nothing is left of sites that lose nearly all, that little
  // has few digits, and it decides how much of their losses the smaller sites pass on: then only
  // the general engine's sums are the same as the general engine's.
  double alive_again(std::uint32_t market) {
    double alive = 0, open = 0, least = 0;
    for (std::uint32_t k = net.member_begin[market]; k < net.member_begin[market + 1]; ++k) {
      const DownSite& member = net.sites[net.member[k]];
      const double left = 1 - head(member.head).loss;
      alive += member.size * left;
      if (left > 0) open += member.size;
      if (member.size > 0 && (least == 0 || member.size < least)) least = member.size;
    }
    if (alive < kFewDigits * open && alive > least) is_unsure = true;
    return alive;
  }

  void look_at_markets() {
    for (const std::uint32_t m : touched) {
      LostMarket& market = markets[m];
      market.is_touched = false;
      const std::uint32_t first = net.member_begin[m];
      if (market.alive < kDeepLoss * net.market_size[m] ||
          net.member_begin[m + 1] - first <= kFewMembers) {
        market.alive = alive_again(m);
      }
      counts.lookups += market.lost;
      for (std::uint32_t p = first; p < first + market.lost; ++p) {
        LostSite& site = lost[p];
        // Nobody replaces a site whose market is not larger.
        const double part = market.alive <= site.size ? 1 : site.size / market.alive;
        look_at(site, part * site.loss);
      }
    }
    touched.clear();
  }

  void push_all() {
    const DownLink* links = net.links.data();
    double* base = cells.data();
    std::uint32_t count = raised_count;
    Raised* list = raised.data();
    Fetcher fetcher(pushes, links, base);
    for (const Push& push : pushes) {
      counts.links += push.last_link - push.first_link;
      for (std::uint32_t k = push.first_link; k < push.last_link; ++k) {
        fetcher.advance();
        const DownLink link = links[k];
        double& sum = base[link.slot];
        sum += link.share * push.change;
        auto& buyer = *reinterpret_cast<DownHead*>(base + link.head);
        const double was = buyer.loss;
        const double now = std::min(sum, 1.0);
        const bool more = now > was;
        list[count] = {link.head, was};
        count += static_cast<std::uint32_t>(more && (buyer.mark & kQueued) == 0);
        buyer.mark |= more ? kQueued : 0;
        buyer.loss = more ? now : was;
      }
    }
    pushes.clear();
    raised_count = count;
  }

  void clear() {
    constexpr std::uint32_t kAhead = 16;
    for (const std::uint32_t m : met) {
      const std::uint32_t first = net.member_begin[m], last = first + markets[m].lost;
      for (std::uint32_t p = first; p < last; ++p) {
        if (p + kAhead < last) __builtin_prefetch(&cells[lost[p + kAhead].head], 1);
        const LostSite& site = lost[p];
        DownHead& of = head(site.head);
        of.loss = 0;
        of.mark = 0;
        double* slots = &cells[site.head + kHeadCells];
        for (std::uint32_t s = 0; s < site.slots; ++s) slots[s] = 0;
      }
      markets[m].is_met = markets[m].is_touched = false;
    }
    for (std::uint32_t k = 0; k < raised_count; ++k) head(raised[k].head).mark = 0;
    raised_count = 0;
    met.clear();
    touched.clear();
    pushes.clear();
    lost_site.clear();
    lost_loss.clear();
    lost_weight = 0;
    is_unsure = false;
  }

  void report(double* esri_down) {
    for (const std::uint32_t m : met) {
      const std::uint32_t first = net.member_begin[m];
      for (std::uint32_t p = first; p < first + markets[m].lost; ++p) {
        lost_site.push_back(lost[p].site);
        lost_loss.push_back(lost[p].loss);
      }
    }
    for (std::size_t w = 0; w < system.weights.size(); ++w) {
      const double* weight = system.weights[w].data();
      double sum = 0;
      for (std::size_t k = 0; k < lost_site.size(); ++k) {
        if (k + 16 < lost_site.size()) __builtin_prefetch(weight + lost_site[k + 16]);
        sum += weight[lost_site[k]] * lost_loss[k];
      }
      esri_down[w] = sum;
    }
  }
};

DownWorker::DownWorker(const DownEngine& engine)
    : state_(new State(engine.shared_->system, engine.shared_->cells)) {}
DownWorker::~DownWorker() = default;

const DownCounts& DownWorker::counts() const { return state_->counts; }

DownResult DownWorker::run(std::uint32_t site, std::uint32_t least_steps, double* esri_down) {
  const auto start = std::chrono::steady_clock::now();
  State& s = *state_;
  s.clear();
  const double eps = s.system.options.eps;
  DownResult result;
  {
    DownHead& head = s.head(s.net.sites[site].head);
    head.loss = 1;
    s.settle(head, 0);
  }
  for (std::uint32_t step = 1;; ++step) {
    s.look_at_markets();
    if (s.is_unsure || step > (s.net.markets > 0 ? kManySteps : kMostSteps)) {
      ++s.counts.near;
      result.near = true;
      break;
    }
    s.push_all();
    const bool is_still = s.raised_count == 0;
    s.settle_all();
    if (is_still) {  // for good: nothing changes any more
      result.steps = std::max(step, least_steps);
      break;
    }
    if (step < least_steps) continue;
    if (std::abs(s.growth - eps) <= kNear) {
      ++s.counts.near;
      result.near = true;
      break;
    }
    if (s.growth <= eps) {
      result.steps = step;
      break;
    }
  }
  s.report(esri_down);
  result.lost_sites = s.lost_site;
  result.lost = s.lost_loss;
  s.counts.seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace nail
