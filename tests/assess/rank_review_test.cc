#include "nail/assess/rank_review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nail {
namespace {

using ::testing::DoubleEq;
using ::testing::HasSubstr;

// ore -> mill1 -> maker <- mill2, service: the text case `rank` has the same five sites and shows
// the arithmetic.
FirmNetwork five_firms() {
  Case data;
  data.kind = CaseKind::firms;
  FirmData& firms = data.firms;
  firms.sites = {"ore", "mill1", "mill2", "service", "maker"};
  firms.products = {"ore", "steel", "service", "cars"};
  firms.product = {0, 1, 1, 2, 3};
  firms.output = {kUnknown, kUnknown, kUnknown, kUnknown, 100};
  firms.links = {{0, 1, 2, 3}, {1, 4, 4, 4}, {20, 30, 10, 40}, {}};
  firms.classes = {{0, 1, 2}, {1, 3, 2}, {2, 3, 1}};
  return *make_firm_network(std::move(data));
}

class RankReviews : public ::testing::Test {
 protected:
  RankReview review(const CascadeShocks& shocks, std::uint64_t count) {
    const RankResults results = rank_range(system, shocks, 0, count);
    return review_rank({network, system, shocks, results, "five-firms", "", "abc", "1"});
  }
  FirmNetwork network = five_firms();
  CascadeSystem system = *make_cascade_system(network, {});
};

TEST_F(RankReviews, OrderShocksAndFollowTheirLosses) {
  const RankReview r = review({}, 5);
  ASSERT_EQ(r.rows.size(), 5U);
  EXPECT_EQ(r.rows[0].shock, "maker");
  EXPECT_THAT(r.rows[0].esri, DoubleEq(1));
  EXPECT_EQ(r.rows[0].product, "cars");
  EXPECT_TRUE(r.rows[0].is_upstream);
  // Of what maker's failure costs others the 40 of service weigh most.
  ASSERT_EQ(r.rows[0].path.size(), 2U);
  EXPECT_EQ(r.rows[0].path[0].site, "maker");
  EXPECT_EQ(r.rows[0].path[1].site, "service");
  // ore and mill1 both take 0.625; the first in the input comes first.
  EXPECT_EQ(r.rows[1].shock, "ore");
  EXPECT_FALSE(r.rows[1].is_upstream);
  ASSERT_EQ(r.rows[1].path.size(), 3U);
  EXPECT_EQ(r.rows[1].path[1].site, "mill1");
  EXPECT_EQ(r.rows[1].path[2].site, "maker");
  EXPECT_THAT(r.rows[1].path[2].loss, DoubleEq(0.75));
  EXPECT_THAT(r.rows[1].own, DoubleEq(0.1));
}

// ore fails: steel loses 30 of 40, cars 75 of 100, ore all of 20; services nothing.
TEST_F(RankReviews, SayWhatIsTakenOfEachProduct) {
  const RankReview r = review({}, 5);
  const RankRow& row = r.rows[1];
  ASSERT_EQ(row.products.size(), 3U);
  EXPECT_EQ(row.products[0].product, "cars");
  EXPECT_THAT(row.products[0].loss, DoubleEq(0.75));
  EXPECT_EQ(row.products[1].product, "steel");
  EXPECT_THAT(row.products[1].loss, DoubleEq(0.75));
  EXPECT_EQ(row.products[2].product, "ore");
  EXPECT_THAT(row.products[2].loss, DoubleEq(1));
  // Over all five failures cars lose 100 + 75 + 75 + 50 + 25, most of all.
  ASSERT_FALSE(r.heat_products.empty());
  EXPECT_EQ(r.heat_products[0], "cars");
  EXPECT_THAT(row.heat[0], DoubleEq(0.75));
}

TEST_F(RankReviews, CountWhatSentencesSpeakOf) {
  const RankReview r = review({}, 5);
  EXPECT_THAT(r.largest, DoubleEq(1));
  EXPECT_EQ(r.above_tenth, 5U);
  EXPECT_EQ(r.plateau, 1U);
  ASSERT_EQ(r.curves.size(), 4U);
  EXPECT_EQ(r.curves[0].points.size(), 5U);
  EXPECT_THAT(r.curves[0].points.front().second, DoubleEq(1));
  EXPECT_THAT(r.curves[3].points.front().second, DoubleEq(0.5));  // the size of maker
  std::uint64_t shocks = 0;
  for (const RankBar& bar : r.iterations) shocks += bar.shocks;
  EXPECT_EQ(shocks, 5U);
  EXPECT_THAT(r.lead, HasSubstr("The failure of maker takes 100 %"));
  EXPECT_THAT(r.lead, HasSubstr("is 50 % by itself"));
}

TEST_F(RankReviews, ShowShocksOfSeveralSites) {
  CascadeShocks shocks;
  shocks.names = {"mills", "nothing"};
  shocks.begin = {0, 2, 2};
  shocks.site = {1, 2};
  shocks.down = shocks.up = {1, 0.5};
  const RankReview r = review(shocks, 2);
  ASSERT_EQ(r.rows.size(), 2U);
  EXPECT_EQ(r.rows[0].shock, "mills");
  EXPECT_EQ(r.rows[0].product, "");
  EXPECT_THAT(r.rows[0].own, DoubleEq(0.175));  // (30 + 5) / 200
  EXPECT_EQ(r.rows[1].esri, 0);
  EXPECT_TRUE(r.rows[1].path.empty());
}

TEST_F(RankReviews, SayWhichOfSeveralWeightsTheySpeakOf) {
  network.columns.push_back({"workers", {1, 2, 3, 4, 5}, {}, {}});
  CascadeOptions how;
  how.weights = {"workers", "output"};
  system = *make_cascade_system(network, how);
  const RankReview r = review({}, 5);
  EXPECT_THAT(r.method, ::testing::Contains(HasSubstr(
                            "this page speaks of workers, the first of them; the table of the run "
                            "has output too")));
  EXPECT_THAT(r.facts,
              ::testing::Contains(::testing::Pair("Counts", "workers, the first of 2 weights")));
}

TEST_F(RankReviews, SpeakOfOneAsOfOne) {
  EXPECT_THAT(review({}, 5).findings,
              ::testing::Contains(HasSubstr("The site with the largest index holds ")));
  const CascadeShocks one{{"quake"}, {0, 1}, {0}, {1}, {1}};
  EXPECT_EQ(review(one, 1).rows_caption, "The shock and the way its losses take.");
  network.self_links = network.repeated_links = network.unclassed_links = 1;
  const RankReview r = review({}, 5);
  for (const char* sentence :
       {"1 link of a site with itself is kept.", "1 row of links repeated a pair and was added up.",
        "1 link joins products without a class of their own and takes the default."}) {
    EXPECT_THAT(r.method, ::testing::Contains(sentence));
  }
}

TEST_F(RankReviews, StopWhereTheyAreToldTo) {
  const CascadeShocks shocks;
  const RankResults results = rank_range(system, shocks, 0, 5);
  int calls = 0;
  review_rank({network, system, shocks, results, "", "", "", ""}, [&](std::size_t) {
    ++calls;
    return false;
  });
  EXPECT_GE(calls, 1);
  EXPECT_LE(calls, 5);
}

}  // namespace
}  // namespace nail
