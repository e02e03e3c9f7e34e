// Cases of kind products and io as firm networks, by hand.
#include "nail/network/firm_conversion.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nail/network/firm_network.h"
#include "tests/case/small_case.h"

namespace nail {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// Links by the ids of their ends.
std::map<std::string, double> links_of(const FirmNetwork& network) {
  std::map<std::string, double> out;
  for (std::size_t i = 0; i < network.site_count(); ++i) {
    for (std::uint64_t k = network.sales_begin[i]; k < network.sales_begin[i + 1]; ++k) {
      out[network.sites[i] + " > " + network.sites[network.buyer[k]]] += network.value[k];
    }
  }
  return out;
}

void expect_links(const FirmNetwork& network, const std::map<std::string, double>& expected) {
  const auto links = links_of(network);
  EXPECT_EQ(links.size(), expected.size());
  for (const auto& [ends, value] : expected) {
    ASSERT_TRUE(links.contains(ends)) << ends;
    EXPECT_NEAR(links.at(ends), value, 1e-12 * std::max(1.0, value)) << ends;
  }
}

// Chips of wafers. 80 % of wafers go into chips; the USA buys half of its wafers in Japan, the rest
// from the pool (China 0.6, Japan 0.3, unknown 0.1), China all from the pool.
SmallCase& chips(SmallCase& small) {
  small.table["supply"] =
      "product,place,share,source\nwafer,CHN,0.6,good\nwafer,JPN,0.3,good\nchip,USA,0.5,good\n"
      "chip,CHN,0.5,good\n";
  small.table["recipes"] =
      "output,input,necessity,use_share,source\nchip,wafer,essential,0.8,good\n";
  small.table["sourcing"] = "user,product,supplier,share,source\nUSA,wafer,JPN,0.5,good\n";
  return small;
}

// chip@USA takes 0.8 * 0.5 = 0.4 of the world's wafers: of Japan 0.4 * (0.5 + 0.5 * 0.3) = 0.26, of
// China 0.4 * 0.5 * 0.6 = 0.12, of nobody knows whom 0.4 * 0.5 * 0.1 = 0.02.
const std::map<std::string, double>& chip_links() {
  static const std::map<std::string, double> links = {
      {"wafer@JPN > chip@USA", 0.26},      {"wafer@CHN > chip@USA", 0.12},
      {"wafer@_unknown > chip@USA", 0.02}, {"wafer@CHN > chip@CHN", 0.24},
      {"wafer@JPN > chip@CHN", 0.12},      {"wafer@_unknown > chip@CHN", 0.04}};
  return links;
}

TEST(FirmConversion, ProductsWithoutMoneyCountAsPartsOfWorldSupply) {
  SmallCase small;
  const auto network = make_firm_network(std::move(chips(small).load().data));
  ASSERT_TRUE(network);
  EXPECT_THAT(network->sites,
              ElementsAre("chip@USA", "chip@CHN", "wafer@CHN", "wafer@JPN", "wafer@_unknown"));
  EXPECT_THAT(network->products, ElementsAre("chip", "wafer"));
  EXPECT_THAT(network->output,
              ElementsAre(DoubleNear(0.5, 1e-15), DoubleNear(0.5, 1e-15), DoubleNear(0.6, 1e-15),
                          DoubleNear(0.3, 1e-15), DoubleNear(0.1, 1e-12)));
  expect_links(*network, chip_links());
  EXPECT_EQ(network->necessity.at(1, 0), 2);
  EXPECT_EQ(network->necessity.at(0, 1), 0);
  EXPECT_EQ(network->unclassed_links, 0u);
  ASSERT_EQ(network->columns.size(), 2u);
  EXPECT_EQ(network->columns[0].name, "place");
  EXPECT_EQ(network->columns[0].dictionary[network->columns[0].words[2]], "CHN");
  EXPECT_THAT(network->columns[1].numbers[3], DoubleNear(0.3, 1e-15));
}

TEST(FirmConversion, MoneyWhereAllOfItIsKnown) {
  SmallCase small;
  chips(small).table["products"] =
      "product,name,chain,price_usd,total_quantity\nchip,Chip,e,5,400\nwafer,Wafer,e,10,100\n";
  const auto network = make_firm_network(std::move(small.load().data));
  std::map<std::string, double> expected = chip_links();
  for (auto& [ends, value] : expected) value *= 1000;
  expect_links(*network, expected);
  EXPECT_DOUBLE_EQ(network->output[0], 1000);
  EXPECT_DOUBLE_EQ(network->output[2], 600);
  // One price is missing: nothing is money.
  small.table["products"] =
      "product,name,chain,price_usd,total_quantity\nchip,Chip,e,,400\nwafer,Wafer,e,10,100\n";
  expect_links(*make_firm_network(std::move(small.load().data)), chip_links());
}

TEST(FirmConversion, ClassesAreThoseOfTheRecipes) {
  SmallCase small;
  chips(small).table["products"] +=
      "gas,Gas,electronics\noil,Oil,electronics\nlathe,Lathe,electronics\nink,Ink,electronics\n";
  for (const char* input : {"gas", "oil", "lathe", "ink"}) {
    small.table["supply"] += std::string(input) + ",JPN,1,good\n";
  }
  small.table["recipes"] =
      "output,input,necessity,kind,alternative,source\nchip,wafer,important,,,good\n"
      "chip,gas,essential,energy,heat,good\nchip,oil,essential,energy,heat,good\n"
      "chip,lathe,essential,equipment,,good\nchip,ink,optional,,,good\n";
  const auto network = make_firm_network(std::move(small.load().data));
  const auto product = [&](const std::string& name) {
    return static_cast<std::uint32_t>(
        std::find(network->products.begin(), network->products.end(), name) -
        network->products.begin());
  };
  const auto class_of = [&](const char* input) {
    return network->necessity.at(product(input), product("chip"));
  };
  EXPECT_EQ(class_of("wafer"), 1);
  EXPECT_EQ(class_of("gas"), 1);  // oil can stand in
  EXPECT_EQ(class_of("lathe"), 0);
  const auto links = links_of(*network);
  // A use share that is missing: chips and final demand take a half each, the USA half of that.
  EXPECT_NEAR(links.at("gas@JPN > chip@USA"), 0.25, 1e-12);
  EXPECT_FALSE(links.contains("lathe@JPN > chip@USA"));
  EXPECT_FALSE(links.contains("ink@JPN > chip@USA"));
}

TEST(FirmConversion, AMixMayNameAPlaceWithoutSupplyAndOther) {
  SmallCase small;
  chips(small).table["sourcing"] =
      "user,product,supplier,share,source\nUSA,wafer,USA,0.25,good\nUSA,wafer,other,0.75,good\n";
  small.table["supply"] = "product,place,share,source\nwafer,CHN,1,good\nchip,USA,1,good\n";
  const auto network = make_firm_network(std::move(small.load().data));
  expect_links(*network, {{"wafer@USA > chip@USA", 0.2}, {"wafer@_unknown > chip@USA", 0.6}});
  EXPECT_THAT(network->sites, ElementsAre("chip@USA", "wafer@USA", "wafer@CHN", "wafer@_unknown"));
  EXPECT_DOUBLE_EQ(network->output[1], 0);
}

TEST(FirmConversion, SectorsAreSitesAndFlowsLinks) {
  SmallCase small;
  small.table.clear();
  small.table["sectors"] = "sector,place,product\na,AUT,steel\nb,HUN,steel\nc,AUT,cars\n";
  small.table["flows"] = "from,to,value\na,c,3\nc,c,1\nb,c,2\na,b,0\n";
  small.table["final_demand"] =
      "from,to_place,category,value\nc,AUT,households,9\nb,AUT,stocks,-1\n";
  small.table["output"] = "sector,value\na,5\n";
  const auto network = make_firm_network(std::move(small.load().data));
  ASSERT_TRUE(network);
  EXPECT_THAT(network->sites, ElementsAre("a", "b", "c"));
  EXPECT_THAT(network->products, ElementsAre("steel", "cars"));
  EXPECT_THAT(network->product, ElementsAre(0, 0, 1));
  EXPECT_THAT(network->output, ElementsAre(5, 1, 10));
  expect_links(*network, {{"a > c", 3}, {"c > c", 1}, {"b > c", 2}});
  EXPECT_EQ(network->necessity.at(0, 1), 1);
  EXPECT_EQ(network->columns[0].dictionary[network->columns[0].words[1]], "HUN");
}

}  // namespace
}  // namespace nail
