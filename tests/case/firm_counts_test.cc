// Counts of a firm network, by hand and by naive means.
#include "nail/case/firm_counts.h"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nail {
namespace {

TEST(FirmCounts, ByHand) {
  FirmData firms;
  firms.sites = {"a", "b", "c", "d"};
  firms.products = {"p", "q"};
  firms.product = {0, 1, 0, 1};
  firms.output = {1, kUnknown, 0, kUnknown};
  firms.links.supplier = {0, 0, 1, 0, 2};
  firms.links.buyer = {1, 1, 1, 2, 3};
  firms.links.value = {1, 2, 3, 4, 0};
  firms.classes = {{0, 1, 2}, {1, 0, 1}};
  const FirmCounts counts = count_firms(firms);
  EXPECT_EQ(counts.without_output, 2u);
  EXPECT_EQ(counts.without_link, 1u);  // d: its only link is of value 0
  EXPECT_EQ(counts.empty_links, 1u);
  EXPECT_EQ(counts.repeated_links, 1u);
  EXPECT_EQ(counts.self_links, 1u);
  // p-q (class 2), q-q and p-p (none).
  EXPECT_EQ(counts.linked_pairs, 3u);
  EXPECT_EQ(counts.unclassed_pairs, 2u);
}

TEST(FirmCounts, OrderAndPairsOfRandomNetworks) {
  std::mt19937 engine(5);
  const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t sites = 1 + random() % 9;
    const std::uint32_t products = round % 20 == 0 ? 9000 : 1 + random() % 5;
    FirmLinks links;
    const bool has_product = random() % 2 == 0;
    std::vector<std::uint32_t> product(sites);
    for (std::uint32_t& p : product) p = random() % products;
    for (std::uint32_t k = random() % 80; k > 0; --k) {
      links.supplier.push_back(random() % sites);
      links.buyer.push_back(random() % sites);
      links.value.push_back(1);
      if (has_product) links.product.push_back(random() % products);
    }
    const auto key = [&](std::uint32_t k) {
      return std::tuple(links.supplier[k], links.buyer[k], has_product ? links.product[k] : 0, k);
    };
    const std::vector<std::uint32_t> order = links_in_order(links, sites);
    ASSERT_EQ(order.size(), links.value.size());
    for (std::size_t k = 1; k < order.size(); ++k) EXPECT_LT(key(order[k - 1]), key(order[k]));

    std::vector<FirmClass> classes;
    std::set<std::pair<std::uint32_t, std::uint32_t>> classed, linked;
    for (int c = 0; c < 6; ++c) {
      classes.push_back({static_cast<std::uint32_t>(random() % products),
                         static_cast<std::uint32_t>(random() % products), 1});
      classed.emplace(classes.back().supplier_product, classes.back().buyer_product);
    }
    for (std::size_t k = 0; k < links.value.size(); ++k) {
      linked.emplace(has_product ? links.product[k] : product[links.supplier[k]],
                     product[links.buyer[k]]);
    }
    const LinkedPairs pairs = count_linked_pairs(links, product, classes, products);
    EXPECT_EQ(pairs.linked, linked.size());
    EXPECT_EQ(pairs.unclassed,
              static_cast<std::size_t>(std::count_if(linked.begin(), linked.end(), [&](auto pair) {
                return !classed.contains(pair);
              })));
  }
}

TEST(FirmCounts, SumsBeyondANumberAreTold) {
  const FirmSums large = sums_are_numbers({1e308, 1e308}, {});
  EXPECT_FALSE(large.links);
  EXPECT_TRUE(large.outputs);  // told once
  const FirmSums with_output = sums_are_numbers({1e308}, {kUnknown, 1e308});
  EXPECT_TRUE(with_output.links);
  EXPECT_FALSE(with_output.outputs);
  const FirmSums small = sums_are_numbers({1e308, kUnknown}, {kUnknown});
  EXPECT_TRUE(small.links && small.outputs);
}

}  // namespace
}  // namespace nail
