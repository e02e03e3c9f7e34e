#include "nail/case/load.h"

#include <gtest/gtest.h>

#include "nail/case/typed_table.h"
#include "tests/case/small_case.h"

namespace nail {
namespace {

TEST(LoadCase, BindsWhatTheTablesSay) {
  SmallCase small;
  small.table["supply"] =
      "product,place,lens,organisation,owner_place,year,share,low,high,range,source,note\n"
      "chip,USA,owner,Maker,JPN,2023,.5,0.4,0.6,bounds,good,\"a \"\"note\"\"\"\n";
  small.table["recipes"] = "output,input,necessity,source\nchip,wafer,important,good\n";
  const LoadedCase loaded = small.load();
  EXPECT_EQ(small.messages(), "");
  const Case& data = loaded.data;
  ASSERT_EQ(data.supply.size(), 1u);
  const SupplyRow& row = data.supply[0];
  EXPECT_EQ(data[row.product].id, "chip");
  EXPECT_EQ(data[row.place].id, "USA");
  EXPECT_EQ(data[row.owner_place].id, "JPN");
  EXPECT_EQ(row.lens, Lens::owner);
  EXPECT_EQ(row.basis, Basis::production);
  EXPECT_EQ(row.share.kind, RangeKind::bounds);
  EXPECT_DOUBLE_EQ(row.share.low, 0.4);
  EXPECT_FALSE(row.quantity.has_range());
  EXPECT_EQ(row.from.year, 2023);
  EXPECT_EQ(row.from.line, 2u);
  EXPECT_EQ(row.from.note, "a \"note\"");
  EXPECT_EQ(data.recipes[0].kind, InputKind::material);
  // Empty `inputs`: complete with recipe rows, else unknown.
  EXPECT_EQ(data.products[0].inputs, Inputs::complete);
  EXPECT_EQ(data.products[1].inputs, Inputs::unknown);
}

TEST(LoadCase, RowKeysNameRowsNotPositions) {
  SmallCase small;
  small.table["supply"] = "product,place,share,source\nchip,USA,0.5,good\nchip,CHN,0.2,good\n";
  const LoadedCase one = small.load();
  small.table["supply"] =
      "product,place,lens,share,source\nchip,CHN,site,0.3,good\nchip,USA,,0.5,good\n";
  const LoadedCase two = small.load();
  EXPECT_EQ(one.data.supply[0].from.row_key, two.data.supply[1].from.row_key);
  EXPECT_EQ(one.data.supply[1].from.row_key, two.data.supply[0].from.row_key);
  EXPECT_NE(one.data.supply[0].from.row_key, one.data.supply[1].from.row_key);
}

TEST(LoadCase, TheContentHashIsOfTheTables) {
  SmallCase small;
  const std::string first = small.load().data.content_hash;
  EXPECT_EQ(small.load().data.content_hash, first);
  small.table["supply"] += "chip,CHN,0.1,good\n";
  EXPECT_NE(small.load().data.content_hash, first);
}

TEST(LoadCase, SourcingMixesAreSummedByUserProductAndYear) {
  SmallCase small;
  small.table["sourcing"] =
      "user,product,supplier,share,year,source\n"
      "USA,chip,CHN,0.6,2022,good\nUSA,chip,JPN,0.41,2022,fair\n"  // 1.01: noted
      "USA,chip,CHN,0.6,2023,good\nUSA,chip,JPN,0.4,2023,good\n"
      "JPN,chip,CHN,0.6,2023,good\nJPN,chip,USA,0.5,2023,good\n";  // 1.1: a fault
  const LoadedCase loaded = small.load();
  EXPECT_EQ(small.messages(), "sourcing.csv:2:1 share-sum-rounded\nsourcing.csv:6:1 share-sum\n");
  EXPECT_DOUBLE_EQ(loaded.data.sourcing[0].share.value, 0.6 / 1.01);
}

TEST(LoadCase, AlternativesCountOnceInTheCost) {
  SmallCase small;
  small.table["products"] += "gas,Gas,electronics\n";
  small.table["recipes"] =
      "output,input,necessity,alternative,cost_share,source\n"
      "chip,wafer,essential,a,0.6,good\nchip,gas,essential,a,0.5,good\nchip,chip,optional,,0.4,"
      "good\n";
  small.load();
  EXPECT_FALSE(small.diagnostics.has_faults()) << small.messages();
}

TEST(LoadCase, StatedNumbersKeepTheirDigits) {
  SmallCase small;
  small.table["claims"] =
      "claim,text,index,stated,source\nc1,\"It is 0.50, they say\",hhi,0.50,good\n";
  EXPECT_EQ(small.load().data.claims[0].stated_text, "0.50");
}

TEST(LoadCase, TablesWithoutAKeyMayRepeatRows) {
  SmallCase small;
  small.table["reported"] =
      "index,product,year,value,unit,source\nloss,chip,2021,210,billion_usd,good\nloss,chip,2021,7."
      "7,million,good\n";
  const LoadedCase loaded = small.load();
  EXPECT_EQ(small.messages(), "");
  EXPECT_NE(loaded.data.reported[0].from.row_key, loaded.data.reported[1].from.row_key);
}

TEST(LoadCase, ABrokenRowIsReportedOnce) {
  SmallCase small;
  small.table["supply"] =
      "product,place,year,share,source\nchip,USA,2022,1.5,good\nchip,USA,x,0.5,good\nchip,USA,y,0."
      "5,good\n";
  small.load();
  EXPECT_EQ(small.messages(),
            "supply.csv:2:15 above-one\nsupply.csv:3:10 bad-number\nsupply.csv:4:10 bad-number\n");
}

TEST(LoadCase, ACellTheReaderRefusedIsNotReportedAgain) {
  SmallCase small;
  small.table["supply"] =
      std::string("product,place,share,source\nchip,\xFF,0.5,good\nchip,USA,0\0.5,good\n", 62);
  small.load();
  EXPECT_EQ(small.messages(), "supply.csv:2:6 csv-encoding\nsupply.csv:3:11 csv-nul\n");
}

TEST(UnsafePath, LetsNothingOut) {
  SmallCase small;
  const auto& folder = small.folder();
  EXPECT_FALSE(unsafe_path(folder, "x.csv"));
  EXPECT_FALSE(unsafe_path(folder, "./x.csv"));
  EXPECT_FALSE(unsafe_path(folder, "tables/x.csv"));
  EXPECT_FALSE(unsafe_path(folder, "a..b.csv"));
  for (const char* path : {"/etc/passwd", "../x.csv", "a/../../x.csv", "a/..", "http://a/x.csv",
                           "file:///etc/passwd", "..\\x.csv", "s3://bucket/x.csv"}) {
    EXPECT_TRUE(unsafe_path(folder, path)) << path;
  }
  EXPECT_TRUE(unsafe_path(folder, std::string("a\0b", 3)));
  std::filesystem::create_directory_symlink("/", folder / "root");
  EXPECT_TRUE(unsafe_path(folder, "root/etc/passwd"));
}

TEST(IsDate, KnowsTheCalendar) {
  for (const char* date : {"2024", "2024-02", "2024-02-29", "2000-02-29", "1999-12-31"}) {
    EXPECT_TRUE(is_date(date)) << date;
  }
  for (const char* date :
       {"2023-02-29", "1900-02-29", "2024-13", "2024-00-01", "2024-1-1", "24", "2024-01-32",
        "2024/01/01", "01.01.2024", "2024-01-01T00:00", "", "0000"}) {
    EXPECT_FALSE(is_date(date)) << date;
  }
}

TEST(ParseDescriptor, FindsTheValueItSpeaksOf) {
  // The word stands earlier in the text too: as a title and as a key.
  const std::string text =
      "{\"title\": \"supply\", \"sources\": [],\n"
      "\"nail\": {\"version\": 1, \"kind\": \"products\"},\n"
      "\"resources\": [{\"name\": \"sup\\u0070ly\",\n  \"path\": \"supply.csv\", \"encoding\": "
      "\"cp1252\"}]}";
  Diagnostics diagnostics;
  const auto descriptor = parse_descriptor(text, "d.json", diagnostics);
  ASSERT_TRUE(descriptor);
  EXPECT_EQ(descriptor->resources[0].name, "supply");
  EXPECT_EQ(descriptor->resources[0].where.line, 3u);
  EXPECT_EQ(descriptor->resources[0].where.column, 24u);
  const auto faults = diagnostics.sorted();
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].where.line, 4u);
  EXPECT_EQ(faults[0].where.column, 37u);
}

}  // namespace
}  // namespace nail
