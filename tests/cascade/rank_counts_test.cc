// What a ranking touches, in counts that do not depend on the machine: the fast engines must stay
// far below the dense lanes. Results are the same on any number of threads.
#include <gtest/gtest.h>

#include "nail/cascade/firm_generate.h"
#include "nail/cascade/lane_rank.h"
#include "nail/cascade/rank.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

CascadeSystem made_up(double final_demand) {
  GeneratedFirms size;
  size.sites = 3000;
  size.links = 21000;
  size.final_demand = final_demand;
  Case data;
  data.kind = CaseKind::firms;
  data.firms = *generate_firms(size);
  CascadeOptions options;
  options.market = "product";
  return *make_cascade_system(*make_firm_network(std::move(data)), options);
}

std::uint64_t links(const RankCounts& counts) { return counts.down_links + counts.up_links; }

TEST(RankCounts, AreFarBelowThoseOfDenseLanes) {
  // Where sales leave for final demand upstream cascades die out sooner: less is touched. Without,
  // growth lingers near eps, and on a network as small as this deciding costs as much as lanes.
  for (const auto& [final_demand, least] : {std::pair{0.0, 0.5}, {0.4, 8.0}}) {
    const CascadeSystem system = made_up(final_demand);
    const RankProgress silent;
    RankMeter meter(silent);
    set_threads(1);  // which shocks share lanes may depend on who takes them
    const RankResults fast = rank_range(system, {}, 0, system.sites);
    set_threads(0);
    const RankResults dense = lane_rank(system, {}, 0, system.sites, meter);
    EXPECT_EQ(fast.iterations, dense.iterations);
    EXPECT_GT(static_cast<double>(links(dense.counts)),
              least * static_cast<double>(links(fast.counts)))
        << final_demand;
  }
}

TEST(RankCounts, DoNotDecideResults) {
  const CascadeSystem system = made_up(0);
  set_threads(1);
  const RankResults one = rank_range(system, {}, 0, system.sites);
  set_threads(2);
  const RankResults two = rank_range(system, {}, 0, system.sites);
  set_threads(0);
  EXPECT_EQ(one.esri, two.esri);
  EXPECT_EQ(one.counts.reached, two.counts.reached);
  EXPECT_EQ(one.iterations, two.iterations);
}

}  // namespace
}  // namespace nail
