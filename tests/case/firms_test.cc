// What the tables of a firm network say, in memory.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/case/small_case.h"

namespace nail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::NanSensitiveDoubleEq;

class SmallFirms : public SmallCase {
 public:
  SmallFirms() {
    table.clear();
    table["sites"] = "site,product,place,output\na,steel,AUT,10\nb,cars,,\nc,steel,HUN,0\n";
    table["links"] = "supplier,buyer,value\na,b,2\nb,b,1\na,b,0.5\n";
  }
};

TEST(Firms, SitesLinksAndClasses) {
  SmallFirms small;
  small.table["essentiality"] =
      "supplier_product,buyer_product,class\nsteel,cars,2\ncars,steel,0\ngas,steel,1\n";
  const FirmData firms = small.load().data.firms;
  EXPECT_EQ(small.messages(), "");
  EXPECT_THAT(firms.sites, ElementsAre("a", "b", "c"));
  EXPECT_THAT(firms.products, ElementsAre("steel", "cars", "gas"));
  EXPECT_THAT(firms.product, ElementsAre(0, 1, 0));
  EXPECT_THAT(firms.output, ElementsAre(10, NanSensitiveDoubleEq(kUnknown), 0));
  EXPECT_THAT(firms.links.supplier, ElementsAre(0, 1, 0));
  EXPECT_THAT(firms.links.buyer, ElementsAre(1, 1, 1));
  EXPECT_THAT(firms.links.value, ElementsAre(2, 1, 0.5));
  EXPECT_THAT(firms.links.product, IsEmpty());
  ASSERT_EQ(firms.classes.size(), 3u);
  EXPECT_EQ(firms.classes[0].supplier_product, 0u);
  EXPECT_EQ(firms.classes[0].buyer_product, 1u);
  EXPECT_EQ(firms.classes[0].necessity, 2);
  EXPECT_EQ(firms.classes[2].supplier_product, 2u);
  EXPECT_FALSE(firms.default_class);
}

TEST(Firms, FurtherColumnsAreNumbersOrWords) {
  SmallFirms small;
  small.table["sites"] =
      "site,staff,weight,product,place,name,note\na,12,1,steel,1,One,x\nb,,,cars,2,One,y\n"
      "c,-3e1,0.5,steel,,\"Th,ree\",\n";
  const FirmData firms = small.load().data.firms;
  EXPECT_EQ(small.messages(), "");
  EXPECT_THAT(firms.output, IsEmpty());
  ASSERT_EQ(firms.columns.size(), 4u);
  EXPECT_EQ(firms.columns[0].name, "staff");
  EXPECT_THAT(firms.columns[0].numbers, ElementsAre(12, NanSensitiveDoubleEq(kUnknown), -30));
  EXPECT_THAT(firms.columns[1].numbers, ElementsAre(1, NanSensitiveDoubleEq(kUnknown), 0.5));
  // A place is a name, also where all of them are digits.
  EXPECT_THAT(firms.columns[2].numbers, IsEmpty());
  EXPECT_THAT(firms.columns[2].dictionary, ElementsAre("1", "2", ""));
  EXPECT_THAT(firms.columns[3].words, ElementsAre(0, 0, 1));
  EXPECT_THAT(firms.columns[3].dictionary, ElementsAre("One", "Th,ree"));
}

TEST(Firms, ProductsOfLinks) {
  SmallFirms small;
  small.table["links"] = "supplier,buyer,product,value\na,b,scrap,2\nb,a,,1\na,b,cars,3\n";
  const FirmData firms = small.load().data.firms;
  EXPECT_THAT(firms.products, ElementsAre("steel", "cars", "scrap"));
  EXPECT_THAT(firms.links.product, ElementsAre(2, 1, 1));
}

TEST(Firms, TheDescriptorTellsTheDefaultClass) {
  SmallFirms small;
  small.load();
  std::string text = describe_folder(small.folder(), "small").value();
  const std::string kind = "\"kind\": \"firms\"";
  text.replace(text.find(kind), kind.size(), kind + ", \"default_class\": 2");
  std::ofstream(small.folder() / "datapackage.json") << text;
  Diagnostics diagnostics;
  EXPECT_EQ(load_case(small.folder(), diagnostics)->data.firms.default_class, 2);
}

TEST(Firms, IdsOfAnyText) {
  SmallFirms small;
  const std::string longest(10000, 'x');
  small.table["sites"] = "site,product\n\"a,b\",p\n\"say \"\"hi\"\"\",p\n\"two\nlines\",q\n\"" +
                         longest + "\",\"q\"\"\"\n";
  small.table["links"] = "supplier,buyer,value\n\"a,b\",\"say \"\"hi\"\"\",1\n\"two\nlines\"," +
                         longest + ",2\n" + longest + ",\"two\nlines\",3\n";
  const FirmData firms = small.load().data.firms;
  EXPECT_EQ(small.messages(), "");
  EXPECT_THAT(firms.sites, ElementsAre("a,b", "say \"hi\"", "two\nlines", longest));
  EXPECT_THAT(firms.products, ElementsAre("p", "q", "q\""));
  EXPECT_THAT(firms.links.supplier, ElementsAre(0, 2, 3));
  EXPECT_THAT(firms.links.buyer, ElementsAre(1, 3, 2));
}

TEST(Firms, EveryFaultIsTold) {
  SmallFirms small;
  small.table["sites"] = "site,product,output\na,steel,-1\nb,,2\na,steel,3\n";
  small.table["links"] =
      "supplier,buyer,value\na,z,1\ny,b,1\na,b,-1\na,b,nan\na,b,\na,b\na,b,1e999\n";
  small.table["essentiality"] =
      "supplier_product,buyer_product,class\nsteel,steel,3\nsteel,steel,1.5\n,steel,1\n"
      "steel,cars,-1\n";
  small.load();
  EXPECT_EQ(small.messages(),
            "essentiality.csv:1:1 unclassed-product\n"
            "essentiality.csv:2:13 out-of-range\n"
            "essentiality.csv:3:1 duplicate-key\n"
            "essentiality.csv:3:13 bad-integer\n"
            "essentiality.csv:4:1 missing-value\n"
            "essentiality.csv:5:12 negative-number\n"
            "links.csv:2:3 unknown-reference\n"
            "links.csv:3:1 unknown-reference\n"
            "links.csv:4:5 negative-number\n"
            "links.csv:5:5 bad-number\n"
            "links.csv:6:5 missing-value\n"
            "links.csv:7:1 csv-width\n"
            "links.csv:8:5 bad-number\n"
            "sites.csv:2:9 negative-number\n"
            "sites.csv:3:3 missing-value\n"
            "sites.csv:4:1 duplicate-key\n");
}

TEST(Firms, EmptyNetworks) {
  SmallFirms small;
  small.table["links"] = "supplier,buyer,value\n";
  small.load();
  EXPECT_EQ(small.messages(), "links.csv:1:1 empty-network\n");
  EXPECT_FALSE(small.diagnostics.has_faults());
  small.table["sites"] = "site,product\n";
  small.load();
  EXPECT_EQ(small.messages(), "sites.csv:1:1 empty-network\n");
  EXPECT_TRUE(small.diagnostics.has_faults());
}

TEST(Firms, ProductsWithoutAClassAreNoted) {
  SmallFirms small;
  small.table["sites"] += "d,glass,,1\n";
  small.table["essentiality"] =
      "supplier_product,buyer_product,class\nsteel,cars,2\ncars,steel,0\n";
  small.load();
  EXPECT_EQ(small.messages(), "essentiality.csv:1:1 unclassed-product\n");
}

}  // namespace
}  // namespace nail
