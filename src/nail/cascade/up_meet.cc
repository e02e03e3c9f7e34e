#include "nail/cascade/up_meet.h"

#include <algorithm>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/cascade/up_push.h"

namespace nail {
namespace {

// One sparse step is dropped for dense ones where it visits more than this part of the links of a
// dense step: a lane of that costs about a thirtieth of a push a link, a sixth of a pull.
constexpr std::uint64_t kPushPart = 28, kPullPart = 6;
// Sites with a downstream loss are not asked one by one where they are more than this part of all.
constexpr std::uint64_t kAskPart = 8;
// Sites whose downstream losses together are below this part of ESRI are not asked for.
constexpr double kTail = 1e-14;
// Sites between asking for what stands at one and using it.
constexpr std::size_t kSitesAhead = 16;

// Lists of sales are short and lie anywhere: those of the sites after s are asked for.
template <bool kShares>
void fetch_sales(const CascadeSystem& system, const std::uint32_t* sites, std::uint64_t s,
                 std::uint64_t last) {
  constexpr std::uint64_t kBeginAhead = 12, kListAhead = 6, kLinks = 8;
  const std::uint64_t* begin = system.sell_begin.data();
  if (s + kBeginAhead < last) __builtin_prefetch(begin + sites[s + kBeginAhead]);
  if (s + kListAhead >= last) return;
  const std::uint64_t at = begin[sites[s + kListAhead]];
  __builtin_prefetch(system.sell_buyer.data() + at);
  __builtin_prefetch(system.sell_buyer.data() + at + kLinks);
  if (kShares) {
    __builtin_prefetch(system.sell_share.data() + at);
    __builtin_prefetch(system.sell_share.data() + at + kLinks);
  }
}

}  // namespace

UpMeet::UpMeet(const CascadeSystem& system)
    : system_(system),
      state_(system.sites, 0.0),
      reached_(system.sites + 1),
      growth_(system.sites, 0.0),
      touched_(system.sites + 1),
      front_(system.sites + 1),
      front_growth_(system.sites + 1),
      values_(system.sites, 0.0),
      next_values_(system.sites, 0.0),
      stamp_(system.sites, 0) {}

void UpMeet::begin(UpJob& job, const UpShock& shock) {
  stride_ = shock.lost_at != nullptr ? shock.lost_stride : 1;
  if (shock.lost_at != nullptr) {
    lost_at_ = shock.lost_at;
  } else {
    if (scattered_.empty()) scattered_.assign(system_.sites, 0.0);
    for (std::size_t s = 0; s < shock.lost.size(); ++s) {
      scattered_[shock.lost_sites[s]] = shock.lost[s];
    }
    lost_at_ = scattered_.data();
  }
  job.pushed = 0;
  job.returned.clear();
  job.level_site.clear();
  job.level_begin.clear();
  job.lost.clear();
  job.settled.assign(system_.weights.size(), 0.0);
  add_overlap(job, job.site, 1);
  front_[0] = job.site;
  front_growth_[0] = 1;
  fronts_ = 1;
  push_links_ = system_.buy_begin[job.site + 1] - system_.buy_begin[job.site];
  state_[job.site] = 1;
  reached_[0] = job.site;
  reached_count_ = 1;
}

void UpMeet::run_whole(UpJob& job, const UpShock& shock) {
  begin(job, shock);
  while (job.pushed < job.steps && fronts_ > 0) push(job);
  for (std::size_t w = 0; w < job.settled.size(); ++w) {
    double up = 0;
    for (std::size_t s = 0; s < reached_count_; ++s) {
      const std::uint32_t i = reached_[s];
      up += system_.weights[w][i] * std::min(1.0, state_[i]);
      if (i != job.site) job.settled[w] += system_.weights[w][i] * std::min(lost_of(i), state_[i]);
    }
    job.esri_up[w] = up;
  }
  clear(shock);
}

bool UpMeet::start(UpJob& job, const UpShock& shock) {
  begin(job, shock);
  const bool is_complete = advance(job, shock);
  clear(shock);
  return is_complete;
}

bool UpMeet::advance(UpJob& job, const UpShock& shock) {
  const std::uint64_t links_of_all = system_.sell_buyer.size();
  const std::uint64_t asked = shock.lost_sites.size();
  // Whoever asks walks the list of sites, for half of all sales links of as many sites in the mean:
  // that much is pushed without asking.
  const bool asks_all = asked > system_.sites / kAskPart;
  const std::uint64_t most_pushed = links_of_all / kPushPart;
  const std::uint64_t push_anyway =
      asks_all ? most_pushed
               : std::min(most_pushed, asked * (1 + links_of_all / system_.sites / 2));
  while (job.open_steps() > 0) {
    if (fronts_ == 0 || (job.levels() <= 1 && push_links_ <= push_anyway)) {
      if (job.levels() == 0 && job.open_steps() == 1) {
        push_last(job, shock);
        return true;
      }
      push(job);
      continue;
    }
    if (asks_all) return leave_open(job, shock);
    if (job.levels() == 0) ask(job, shock);
    if (job.levels() == 1) settle(job, [&](std::uint32_t i) { return state_[i]; });
    const bool is_last = job.open_steps() == 1;
    const std::uint64_t pull_links = sell_links(job, job.levels() - 1);
    // A level is walked to find the next one, and again to pull; the last one only to pull. A link
    // of a push costs two thirds of one that is walked twice.
    if (push_links_ <= (is_last ? pull_links * 3 / 4 : pull_links * 3 / 2)) {
      if (push_links_ > most_pushed) return leave_open(job, shock);
      push(job);
    } else {
      if (pull_links > links_of_all / kPullPart) return leave_open(job, shock);
      if (is_last) {
        pull(job, job.levels() - 1, state_.data(), values_.data());
        finish(job);
        return true;
      }
      add_level(job);
    }
  }
  if (job.levels() == 1) {
    end(job, state_.data());
  } else {
    pull(job, job.levels() - 2, state_.data(), values_.data());
    pull_down(job, job.levels() - 2);
  }
  return true;
}

// What has been reached goes with the job, and where it is asked for.
bool UpMeet::leave_open(UpJob& job, const UpShock& shock) {
  job.state_site.assign(reached_.begin(),
                        reached_.begin() + static_cast<std::ptrdiff_t>(reached_count_));
  job.state.resize(reached_count_);
  for (std::size_t s = 0; s < reached_count_; ++s) job.state[s] = state_[reached_[s]];
  if (job.levels() == 0) {
    job.lost_at.resize(system_.sites);
    for (std::uint32_t i = 0; i < system_.sites; ++i) job.lost_at[i] = lost_of(i);
    job.lost_at[shock.site] = 0;
  }
  return false;
}

void UpMeet::ask(UpJob& job, const UpShock& shock) {
  const std::size_t weights = system_.weights.size();
  least_.assign(weights, 0.0);
  for (const std::uint32_t i : shock.lost_sites) {
    for (std::size_t w = 0; w < weights; ++w) least_[w] += system_.weights[w][i] * lost_of(i);
  }
  for (double& least : least_) least *= kTail / static_cast<double>(shock.lost_sites.size() + 1);
  job.level_site.push_back(job.site);
  job.lost.push_back(1);
  for (const std::uint32_t i : shock.lost_sites) {
    if (i == job.site) continue;
    bool is_tail = true;
    for (std::size_t w = 0; w < weights; ++w) {
      is_tail = is_tail && system_.weights[w][i] * lost_of(i) <= least_[w];
    }
    if (is_tail) continue;
    job.level_site.push_back(i);
    job.lost.push_back(lost_of(i));
  }
  job.level_begin.assign({0, job.level_site.size()});
}

void UpMeet::push(UpJob& job) {
  const std::size_t count = push_up(system_, front_.data(), front_growth_.data(), fronts_,
                                    growth_.data(), touched_.data());
  links += push_links_;
  // Nothing of these may seem to change by what is written in the loop.
  const std::uint64_t* begin = system_.buy_begin.data();
  const std::uint32_t* touched = touched_.data();
  double* growth = growth_.data();
  double* state = state_.data();
  std::uint32_t* reached = reached_.data();
  std::uint32_t* front = front_.data();
  double* front_growth = front_growth_.data();
  const std::uint32_t failing = job.site;
  std::size_t reached_count = reached_count_, fronts = 0;
  std::uint64_t push_links = 0;
  double back = 0;
  for (std::size_t c = 0; c < count; ++c) {
    if (c + kSitesAhead < count) {
      __builtin_prefetch(state + touched[c + kSitesAhead]);
      __builtin_prefetch(begin + touched[c + kSitesAhead]);
    }
    const std::uint32_t i = touched[c];
    const double now = growth[i];
    growth[i] = 0;
    if (i == failing) {
      back = now;
      continue;
    }
    const double before = state[i];
    reached[reached_count] = i;
    reached_count += before == 0 ? 1 : 0;
    state[i] = before + now;
    front[fronts] = i;
    front_growth[fronts++] = now;
    push_links += begin[i + 1] - begin[i];
  }
  reached_count_ = reached_count;
  fronts_ = fronts;
  push_links_ = push_links;
  add_return(job, back);
}

void UpMeet::add_return(UpJob& job, double back) {
  job.returned.push_back((job.returned.empty() ? 0.0 : job.returned.back()) + back);
  ++job.pushed;
}

// xu(T) is weighed as it comes, and never written.
void UpMeet::push_last(UpJob& job, const UpShock& shock) {
  const std::size_t count = push_up(system_, front_.data(), front_growth_.data(), fronts_,
                                    growth_.data(), touched_.data());
  links += push_links_;
  add_return(job, growth_[job.site]);
  growth_[job.site] = 0;
  const double* lost_at = lost_at_;
  const std::size_t stride = stride_;
  double* growth = growth_.data();
  double* state = state_.data();
  state[job.site] = 0;
  const bool by_reach = count + reached_count_ <= shock.lost_sites.size();
  const std::span<const std::uint32_t> touched(touched_.data(), count);
  const std::span<const std::uint32_t> reached(reached_.data(), reached_count_);
  for (std::size_t w = 0; w < job.settled.size(); ++w) {
    const double* weight = system_.weights[w].data();
    double sum = 0;
    const auto add = [&](std::span<const std::uint32_t> sites, const auto& loss) {
      const std::size_t size = sites.size();
      for (std::size_t s = 0; s < size; ++s) {
        if (s + kSitesAhead < size) {
          const std::uint32_t ahead = sites[s + kSitesAhead];
          __builtin_prefetch(lost_at + ahead * stride);
          __builtin_prefetch(weight + ahead);
          __builtin_prefetch(state + ahead);
        }
        const std::uint32_t i = sites[s];
        const double up = loss(i);
        sum += weight[i] * NAIL_MUTANT(up_overlap_takes_larger, std::min(lost_at[i * stride], up),
                                       std::max(lost_at[i * stride], up));
      }
    };
    if (by_reach) {
      add(touched, [&](std::uint32_t i) { return growth[i] + state[i]; });
      add(reached, [&](std::uint32_t i) { return growth[i] == 0 ? state[i] : 0.0; });
    } else {
      add(shock.lost_sites,
          [&](std::uint32_t i) { return i == job.site ? 0.0 : growth[i] + state[i]; });
    }
    job.settled[w] += sum;
  }
  for (const std::uint32_t i : touched) growth[i] = 0;
}

void UpMeet::add_level(UpJob& job) {
  if (++stamps_ == 0) {
    std::fill(stamp_.begin(), stamp_.end(), 0);
    stamps_ = 1;
  }
  const std::uint32_t level = job.levels() - 1;
  const std::uint64_t first = job.level_begin[level], last = job.level_begin[level + 1];
  const std::uint64_t visited = sell_links(job, level);
  links += visited;
  stamp_[job.site] = stamps_;
  job.level_site.push_back(job.site);
  // Whether a buyer is new is a guess that would often be wrong: written either way.
  const std::uint64_t begin = job.level_site.size();
  const std::uint64_t most = std::min<std::uint64_t>(visited, system_.sites);
  job.level_site.resize(begin + most + 1);
  std::uint32_t* site = job.level_site.data();
  std::uint64_t end = begin;
  for (std::uint64_t s = first; s < last; ++s) {
    fetch_sales<false>(system_, site, s, last);
    const std::uint64_t last_link = system_.sell_begin[site[s] + 1];
    for (std::uint64_t e = system_.sell_begin[site[s]]; e < last_link; ++e) {
      const std::uint32_t j = system_.sell_buyer[e];
      site[end] = j;
      end += stamp_[j] != stamps_ ? 1 : 0;
      stamp_[j] = stamps_;
    }
  }
  job.level_site.resize(end);
  job.level_begin.push_back(end);
}

std::uint64_t UpMeet::sell_links(const UpJob& job, std::uint32_t level) const {
  std::uint64_t sum = 0;
  for (std::uint64_t s = job.level_begin[level]; s < job.level_begin[level + 1]; ++s) {
    const std::uint32_t i = job.level_site[s];
    sum += system_.sell_begin[i + 1] - system_.sell_begin[i];
  }
  return sum;
}

void UpMeet::pull(UpJob& job, std::uint32_t level, const double* from, double* to) {
  const std::uint64_t last = job.level_begin[level + 1];
  for (std::uint64_t s = job.level_begin[level]; s < last; ++s) {
    fetch_sales<true>(system_, job.level_site.data(), s, last);
    const std::uint32_t i = job.level_site[s];
    const std::uint64_t end = system_.sell_begin[i + 1];
    double sum = 0;
    for (std::uint64_t e = system_.sell_begin[i]; e < end; ++e) {
      sum += system_.sell_share[e] * from[system_.sell_buyer[e]];
    }
    links += end - system_.sell_begin[i];
    to[i] = sum;
  }
  job.returned.push_back(to[job.site]);
  to[job.site] = 1;
}

void UpMeet::finish(UpJob& job) { pull_down(job, job.levels() - 1); }

void UpMeet::pull_down(UpJob& job, std::uint32_t level) {
  while (level > 0) {
    --level;
    pull(job, level, values_.data(), next_values_.data());
    values_.swap(next_values_);
  }
  end(job, values_.data());
}

void UpMeet::end(UpJob& job, const double* losses) {
  for (std::uint64_t s = 1; s < job.level_begin[1]; ++s) {
    const std::uint32_t i = job.level_site[s];
    add_overlap(job, i,
                NAIL_MUTANT(up_end_takes_larger, std::min(job.lost[s], losses[i]),
                            std::max(job.lost[s], losses[i])));
  }
}

void UpMeet::clear(const UpShock& shock) {
  if (lost_at_ == scattered_.data()) {
    for (const std::uint32_t i : shock.lost_sites) scattered_[i] = 0;
  }
  for (std::size_t s = 0; s < reached_count_; ++s) state_[reached_[s]] = 0;
  reached_count_ = 0;
}

}  // namespace nail
