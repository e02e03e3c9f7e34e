#include "nail/cascade/shock_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nail {
namespace {

using ::testing::ElementsAre;

FirmNetwork three_sites() {
  FirmNetwork network;
  network.sites = {"a", "b,\"c\"", "d"};
  network.products = {"steel"};
  network.product = {0, 0, 0};
  return network;
}

struct Parsed {
  CascadeShocks shocks;
  std::vector<std::string> messages;
};

Parsed parse(const std::string& text) {
  Diagnostics diagnostics;
  Parsed out;
  out.shocks = parse_shock_list(text, "s.csv", three_sites(), diagnostics);
  for (const Diagnostic& d : diagnostics.sorted()) out.messages.push_back(to_text(d));
  return out;
}

TEST(ShockList, GathersRowsOfOneShockWhereverTheyStand) {
  const Parsed p = parse("shock,site,loss\nx,a,1\ny,d,0.25\nx,\"b,\"\"c\"\"\",0.5\n");
  EXPECT_THAT(p.messages, ElementsAre());
  EXPECT_THAT(p.shocks.names, ElementsAre("x", "y"));
  EXPECT_THAT(p.shocks.begin, ElementsAre(0, 2, 3));
  EXPECT_THAT(p.shocks.site, ElementsAre(0, 1, 2));
  EXPECT_THAT(p.shocks.down, ElementsAre(1, 0.5, 0.25));
  EXPECT_THAT(p.shocks.up, ElementsAre(1, 0.5, 0.25));
}

TEST(ShockList, TakesColumnsInAnyOrderAndAnEmptyLossUpAsLoss) {
  const Parsed p = parse("loss_up,note,loss,site,shock\n,k,0.5,a,x\n0,k,0.5,d,x\n");
  EXPECT_THAT(p.messages, ElementsAre());
  EXPECT_THAT(p.shocks.down, ElementsAre(0.5, 0.5));
  EXPECT_THAT(p.shocks.up, ElementsAre(0.5, 0));
}

// 1 - (1 - 0.5)(1 - 0.75) = 0.875; upstream 1 - (1 - 0.5)(1 - 0) = 0.5.
TEST(ShockList, HitsASiteTwiceOnWhatIsLeft) {
  const Parsed p = parse("shock,site,loss,loss_up\nx,a,0.5,\nx,a,0.75,0\n");
  EXPECT_THAT(p.shocks.site, ElementsAre(0));
  EXPECT_THAT(p.shocks.down, ElementsAre(0.875));
  EXPECT_THAT(p.shocks.up, ElementsAre(0.5));
}

TEST(ShockList, KeepsAShockThatDoesNothing) {
  const Parsed p = parse("shock,site,loss\nx,a,0\ny,d,1\n");
  EXPECT_THAT(p.shocks.names, ElementsAre("x", "y"));
  EXPECT_THAT(p.shocks.begin, ElementsAre(0, 0, 1));
}

TEST(ShockList, NamesEveryFaultWithItsPlace) {
  const Parsed p = parse("shock,site,loss\nx,e,1\nx,a,1.5\nx,a,-1\nx,a,nan\n,a,1\nx,a\n");
  EXPECT_THAT(p.messages,
              ElementsAre("s.csv:2:3: unknown-reference: the network has no site 'e'; name a site "
                          "of the case",
                          "s.csv:3:5: out-of-range: loss is 1.5, outside 0 to 1; give the part "
                          "that is lost, 0 to 1",
                          "s.csv:4:5: out-of-range: loss is -1, outside 0 to 1; give the part "
                          "that is lost, 0 to 1",
                          "s.csv:5:5: bad-number: loss is no number: 'nan'; give the part that is "
                          "lost, 0 to 1",
                          "s.csv:6:1: missing-value: shock is empty; name the shock that the row "
                          "belongs to",
                          "s.csv:7:1: row-width: the row has 2 cells, the file 3 columns; give a "
                          "cell a column"));
}

TEST(ShockList, NeedsItsColumns) {
  EXPECT_EQ(parse("shock,loss\n").messages.size(), 1U);
  EXPECT_EQ(parse("").messages.size(), 1U);
  EXPECT_EQ(parse("a\n").messages.size(), 4U);  // and a is unknown
}

TEST(ShockList, WarnsOfOtherColumnsAndTakesNoneTwice) {
  EXPECT_THAT(
      parse("shock,site,loss,los_up,note,source,year\nx,a,1,0,,,\n").messages,
      ElementsAre("s.csv:1:17: warning: unknown-column: shocks have no column los_up; it is "
                  "not used; is it loss_up?"));
  const Parsed twice = parse("shock,site,loss,loss\nx,a,1,0\n");
  EXPECT_THAT(twice.messages,
              ElementsAre("s.csv:1:17: duplicate-column: the column loss stands twice; keep one"));
  EXPECT_TRUE(twice.shocks.names.empty());
}

TEST(ShockList, SaysWhatPartsTheCells) {
  EXPECT_THAT(parse("shock;site;loss\nx;a;1\n").messages,
              ElementsAre("s.csv:1:6: csv-delimiter: the cells are parted by ';'; save the table "
                          "with commas"));
}

}  // namespace
}  // namespace nail
