// Eight cascades downstream in dense lanes: against the general engine, and however few are taken
// out of their lanes at a time.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "nail/cascade/down_lanes.h"
#include "nail/cascade/firm_generate.h"
#include "nail/cascade/lane_rank.h"

namespace nail {
namespace {

constexpr std::uint32_t kSites = 300, kFirst = 40;

struct Taken {
  std::uint32_t steps = 0;
  std::vector<std::uint32_t> lost_sites;
  std::vector<double> lost, lost_at, weighed;
  bool operator==(const Taken&) const = default;
};

CascadeSystem generated(const char* market) {
  Case data;
  data.kind = CaseKind::firms;
  data.firms = *generate_firms({kSites, 2400, 12, 0.7, 0.1, 5});
  CascadeOptions options;
  options.market = market;
  return *make_cascade_system(*make_firm_network(std::move(data)), options);
}

// Shock n fails the site at position kFirst + n of the network.
std::vector<Taken> run(const CascadeSystem& system, const std::vector<std::uint32_t>& least,
                       std::size_t taken_bytes) {
  LaneScratch scratch;
  DownLanes lanes(system, lane_kernels(), scratch, taken_bytes);
  std::vector<std::unique_ptr<DownJob>> jobs;
  for (std::uint32_t n = 0; n < kShockLanes; ++n) {
    auto job = std::make_unique<DownJob>();
    job->site = system.number[kFirst + n];
    job->least_steps = least[n];
    job->lost_sites = {job->site};
    job->lost = {1};
    jobs.push_back(std::move(job));
  }
  std::vector<Taken> all(kShockLanes);
  std::size_t told = 0;
  lanes.run(jobs, [&](const DownLanes::End& end) {
    ++told;
    EXPECT_FALSE(end.near);
    all[end.job] = {end.steps,
                    {end.lost_sites.begin(), end.lost_sites.end()},
                    {end.lost.begin(), end.lost.end()},
                    {end.lost_at, end.lost_at + system.sites},
                    {end.weighed.begin(), end.weighed.end()}};
    // Whoever is told may use the room of others.
    scratch.first.assign(scratch.first.size(), 0.5);
    scratch.second.assign(scratch.second.size(), 0.5);
  });
  EXPECT_EQ(told, kShockLanes);
  return all;
}

TEST(DownLanes, AreTheGeneralEngineHoweverFewAreTakenOut) {
  for (const char* market : {"none", "product"}) {
    SCOPED_TRACE(market);
    const CascadeSystem system = generated(market);
    const RankProgress progress;
    RankMeter meter(progress);
    const RankResults expected = lane_rank(system, {}, kFirst, kShockLanes, meter);
    const std::vector<Taken> all = run(system, expected.iterations, DownLanes::kTakenBytes);
    for (std::size_t n = 0; n < kShockLanes; ++n) {
      const Taken& one = all[n];
      EXPECT_EQ(one.steps, expected.iterations[n]);
      EXPECT_NEAR(one.weighed[0], expected.esri_down[n], 1e-13 * expected.esri_down[n]);
      EXPECT_EQ(one.lost_sites.size(), expected.counts.reached[n]);
      double sum = 0;
      for (std::size_t k = 0; k < one.lost.size(); ++k) {
        EXPECT_EQ(one.lost[k], one.lost_at[one.lost_sites[k]]);
        sum += system.weights[0][one.lost_sites[k]] * one.lost[k];
      }
      EXPECT_NEAR(sum, one.weighed[0], 1e-13 * sum);
    }
    for (const std::size_t lanes : {0U, 1U, 3U}) {
      EXPECT_EQ(run(system, expected.iterations, lanes * (kSites * sizeof(double) + 1)), all)
          << lanes;
    }
  }
}

}  // namespace
}  // namespace nail
