// Takes an UpJob to its end by whichever way visits fewest links: by pushes from the failing site
// alone, or meeting them with levels of buyers of the sites that are asked for. A job whose every
// next step would visit more than a lane of a dense step costs is left open, for UpLanes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/up_engine.h"
#include "nail/cascade/up_job.h"

namespace nail {

class UpMeet {
 public:
  explicit UpMeet(const CascadeSystem& system);

  // Fills the job. True: it is complete, `settled` is the overlap and all r_t are known. False:
  // open_steps() of it remain, and its state is written down.
  bool start(UpJob& job, const UpShock& shock);
  // As start, to the end and by pushes alone, and sums up w xu(T) too: where V does not reach to T.
  void run_whole(UpJob& job, const UpShock& shock);

  // Completes a job of whose last level xu(steps - levels + 1) stands in end_values(), by site.
  void finish(UpJob& job);
  double* end_values() { return values_.data(); }

  // Takes sites from level 0, where no other level stands, whose loss is at most at_least(site), a
  // lower bound of xu(T): there the smaller of both losses is known.
  template <class LowerBound>
  void settle(UpJob& job, const LowerBound& at_least) const {
    std::uint64_t kept = 1;
    for (std::uint64_t s = 1; s < job.level_site.size(); ++s) {
      const std::uint32_t i = job.level_site[s];
      const double lost = job.lost[s];
      if (at_least(i) >= lost) {
        add_overlap(job, i, lost);
      } else {
        job.level_site[kept] = i;
        job.lost[kept++] = lost;
      }
    }
    job.level_site.resize(kept);
    job.lost.resize(kept);
    job.level_begin[1] = kept;
  }

  std::uint64_t links = 0;

 private:
  void begin(UpJob& job, const UpShock& shock);
  void ask(UpJob& job, const UpShock& shock);
  bool advance(UpJob& job, const UpShock& shock);
  bool leave_open(UpJob& job, const UpShock& shock);
  void push(UpJob& job);
  void push_last(UpJob& job, const UpShock& shock);
  static void add_return(UpJob& job, double back);
  void add_level(UpJob& job);
  std::uint64_t sell_links(const UpJob& job, std::uint32_t level) const;
  void pull(UpJob& job, std::uint32_t level, const double* from, double* to);
  // From values_ of a level down to level 0.
  void pull_down(UpJob& job, std::uint32_t level);
  void end(UpJob& job, const double* losses);
  void clear(const UpShock& shock);
  void add_overlap(UpJob& job, std::uint32_t site, double lost) const {
    for (std::size_t w = 0; w < job.settled.size(); ++w) {
      job.settled[w] += system_.weights[w][site] * lost;
    }
  }

  const CascadeSystem& system_;
  AlignedVector<double> state_;         // xu(b), per site; zero between jobs
  std::vector<std::uint32_t> reached_;  // where it is not
  AlignedVector<double> growth_;        // of the step being pushed; zero between steps
  std::vector<std::uint32_t> touched_, front_;
  std::vector<double> front_growth_;
  std::size_t reached_count_ = 0, fronts_ = 0;
  std::vector<double> scattered_;  // lost_at of a shock that comes without
  double lost_of(std::uint32_t i) const { return lost_at_[i * stride_]; }

  std::size_t stride_ = 1;
  const double* lost_at_ = nullptr;             // of the shock at hand
  std::vector<double> least_;                   // one a weight: losses that are not asked for
  std::uint64_t push_links_ = 0;                // that pushing front_ would visit
  AlignedVector<double> values_, next_values_;  // of levels, by site
  std::vector<std::uint32_t> stamp_;            // of the level that a site was last put into
  std::uint32_t stamps_ = 0;
};

}  // namespace nail
