// The systemic importance of sites: what part of an economy a failure takes with it (ESRI). Each
// shock is by itself, so a range of shocks can be run anywhere, by any number of threads, and put
// together later: the bytes are the same.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/cascade/cascade_system.h"

namespace nail {

// Losses that start a cascade. Shock k takes entries [begin[k], begin[k+1]): part `down` of what a
// site delivers and part `up` of what it buys, each 0 to 1. Empty names: every site of the network
// fails by itself, one shock a site, in the order of input.
struct CascadeShocks {
  std::vector<std::string> names;
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> site;  // position in the network
  std::vector<double> down, up;

  bool is_single_failures() const { return names.empty(); }
};

// What a run cost, for benchmarks and docs/performance.md.
struct RankCounts {
  std::uint64_t shocks = 0;
  std::uint64_t batched_shocks = 0;            // whose downstream half ended in dense lanes
  std::uint64_t whole_shocks = 0;              // whose upstream half did
  std::uint64_t down_links = 0, up_links = 0;  // link visits, lanes counted one by one
  std::uint64_t refined = 0;                   // decisions near eps that were computed again
  std::uint64_t given_up = 0;                  // shocks that were ended before their end
  std::vector<std::uint32_t> reached;          // sites with a downstream loss, a shock
  // Of all threads: downstream; when upstream stops; upstream losses in dense lanes; those of the
  // other shocks, where they also lose downstream.
  double seconds_down = 0, seconds_stop = 0, seconds_up = 0, seconds_combine = 0;
};

struct RankResults {
  std::uint64_t first = 0;
  std::uint32_t weights = 1;
  std::vector<double> esri, esri_down, esri_up;  // [shock - first][weight]
  std::vector<std::uint32_t> iterations;
  RankCounts counts;
  bool interrupted = false;  // the progress callback said so; results are then not complete

  std::size_t count() const { return iterations.size(); }
};

// progress: called now and then with the shocks done in this range, from any thread, one at a time;
// returns false to stop.
using RankProgress = std::function<bool(std::uint64_t)>;

class FastRank;

// Shocks first, first + 1, ... of system.options.
RankResults rank_range(const CascadeSystem& system, const CascadeShocks& shocks,
                       std::uint64_t first, std::uint64_t count, const RankProgress& progress = {});

// For many ranges of the same shocks: what engines prepare for a system is done once. The system
// must outlive it. One range at a time.
class Ranker {
 public:
  Ranker(const CascadeSystem& system, const CascadeShocks& shocks);
  ~Ranker();
  Ranker(const Ranker&) = delete;
  Ranker& operator=(const Ranker&) = delete;
  RankResults range(std::uint64_t first, std::uint64_t count, const RankProgress& progress = {});

 private:
  const CascadeSystem* system_;
  const CascadeShocks* shocks_;
  std::unique_ptr<FastRank> fast_;  // none: the general engine's shocks
};

// The losses of all sites in one shock, by position in the network, when its cascade stops; and
// the way the loss came: for each site the site it came from downstream (kNoCause: the shock
// itself, or no loss), that is the supplier that contributes most to the slot that binds.
inline constexpr std::uint32_t kNoCause = 0xffffffffU;
struct CascadeState {
  std::vector<double> down, up;
  std::vector<std::uint32_t> cause_down, cause_up;
  std::uint32_t iterations = 0;
  bool has_given_up = false;  // ended before its end
};
// Nothing where goes_on, asked once a step, said no.
std::optional<CascadeState> run_cascade(const CascadeSystem& system, const CascadeShocks& shocks,
                                        std::uint64_t shock, const std::function<bool()>& goes_on);
CascadeState run_cascade(const CascadeSystem& system, const CascadeShocks& shocks,
                         std::uint64_t shock);

// The losses of all sites, by position in the network, in each shock of a range, eight shocks at a
// time: for what needs more than sums. visit is called once a shock, in any order, from any thread;
// what it is given lives as long as the call. False where progress said stop before the end.
struct CascadeLosses {
  std::span<const double> down, up;
  std::uint32_t iterations = 0;
  bool has_given_up = false;
};
using LossVisitor = std::function<void(std::uint64_t shock, const CascadeLosses&)>;
bool visit_losses(const CascadeSystem& system, const CascadeShocks& shocks, std::uint64_t first,
                  std::uint64_t count, const LossVisitor& visit, const RankProgress& progress = {});

// Puts ranges that follow one another together. ExitCode::internal where they leave a gap.
Result<RankResults> merge_ranks(std::span<const RankResults> ranges);

}  // namespace nail
