#include "nail/network/io_table.h"

#include <gtest/gtest.h>

namespace nail {
namespace {

// Two places, two products, out of order; P2 makes only steel.
IoData small() {
  IoData data;
  data.sectors = {{"b_steel", "b", "steel"}, {"a_steel", "a", "steel"}, {"a_coal", "a", "coal"}};
  data.flows = {{0, 1, 10}, {2, 0, 4}, {2, 1, 6}, {1, 1, 2}, {2, 1, 1}};
  data.final_demand = {{0, "b", "households", 30},
                       {0, "c", "households", 5},
                       {1, "a", "households", 20},
                       {1, "a", "inventories", -3},
                       {2, "b", "households", 1}};
  return data;
}

TEST(IoTable, SortsRowsByProductThenPlace) {
  const IoTable table = compile_io_table(small());
  EXPECT_EQ(table.products, (std::vector<std::string>{"coal", "steel"}));
  EXPECT_EQ(table.places, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(table.case_sector, (std::vector<std::uint32_t>{2, 1, 0}));
  EXPECT_EQ(table.row_begin, (std::vector<std::uint32_t>{0, 1, 3}));
  EXPECT_EQ(table.find(1, 1), 2U);
  EXPECT_EQ(table.find(0, 1), table.rows());
}

TEST(IoTable, OutputIsWhatARowSellsWhereItIsNotGiven) {
  for (const IoStorage storage : {IoStorage::dense, IoStorage::sparse}) {
    const IoTable table = compile_io_table(small(), storage);
    EXPECT_EQ(table.flows.dense, storage == IoStorage::dense);
    // coal at a: 4 + 6 + 1 + 1; steel at a: 2 + 20 - 3; steel at b: 10 + 30 + 5.
    EXPECT_EQ(table.output, (std::vector<double>{12, 19, 45}));
    EXPECT_EQ(table.final_sum, (std::vector<double>{1, 17, 35}));
    // Output less what the column buys: steel at a buys 6 + 1 of coal, 10 and 2 of steel.
    EXPECT_EQ(table.value_added, (std::vector<double>{12, 0, 41}));
    std::vector<std::pair<std::size_t, double>> coal;
    table.flows.for_each(0, [&](std::size_t j, double value) { coal.emplace_back(j, value); });
    EXPECT_EQ(coal, (std::vector<std::pair<std::size_t, double>>{{1, 7}, {2, 4}}));
    EXPECT_EQ(table.worst_balance, 0);
  }
}

TEST(IoTable, ChoosesStorageByDensity) {
  EXPECT_TRUE(compile_io_table(small()).flows.dense);  // 5 of 9
  IoData data;
  for (int i = 0; i < 10; ++i) {
    const std::string id(1, static_cast<char>('a' + i));
    data.sectors.push_back({id, "here", id});
  }
  data.flows = {{0, 1, 1}};
  EXPECT_FALSE(compile_io_table(data).flows.dense);
}

TEST(IoTable, WhatSalesLeaveOfAGivenOutputIsFinalDemandElsewhere) {
  IoData data = small();
  data.output = {50, kUnknown, 12};
  const IoTable table = compile_io_table(data);
  EXPECT_EQ(table.output, (std::vector<double>{12, 19, 50}));
  EXPECT_EQ(table.final_sum[2], 40);
  EXPECT_EQ(table.final_demand.back().place, IoFinal::kElsewhere);
  EXPECT_EQ(table.final_demand.back().value, 5);
  EXPECT_DOUBLE_EQ(table.worst_balance, 0.1);
}

TEST(IoTable, AnIdleSectorSellsNothingAndBuysAsFinalDemand) {
  for (const IoStorage storage : {IoStorage::dense, IoStorage::sparse}) {
    IoData data = small();
    data.output = {kUnknown, 0, kUnknown};  // steel at a
    const IoTable table = compile_io_table(data, storage);
    EXPECT_EQ(table.output, (std::vector<double>{12, 0, 45}));
    EXPECT_EQ(table.final_sum, (std::vector<double>{8, 0, 45}));
    table.flows.for_each(1, [](std::size_t, double) { FAIL() << "an idle row sells"; });
    for (std::size_t i = 0; i < 3; ++i) {
      table.flows.for_each(i, [](std::size_t j, double) { EXPECT_NE(j, 1U); });
    }
  }
}

}  // namespace
}  // namespace nail
