// The quick way to read links says what the general way says, or nothing.
#include <cstdio>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "nail/base/sha256.h"
#include "nail/base/text.h"
#include "nail/case/bind_firms.h"
#include "nail/case/firm_links.h"
#include "nail/numeric/parallel.h"
#include "nail/table/data_file.h"
#include "tests/case/small_case.h"

namespace nail {
namespace {

// Ids with all that CSV must quote, and of ten thousand characters.
const std::vector<std::string>& ids() {
  static const std::vector<std::string> some = {"a",
                                                "b",
                                                "firm 3",
                                                "a,b",
                                                "say \"hi\"",
                                                "two\nlines",
                                                "\r\n",
                                                "\xC3\xA9t\xC3\xA9",
                                                "\"",
                                                "1e5",
                                                std::string(10000, 'x'),
                                                "-"};
  return some;
}

struct Read {
  FirmLinks links;
  std::vector<std::string> products{"p", "q"};
  std::size_t rows = 0;
  bool is_right = true;
};

class LinksFile {
 public:
  explicit LinksFile(const std::string& name = "links.csv") : path_(small_.folder() / name) {}
  void write(const std::string& text) const {
    if (path_.extension() == ".gz") {
      gzFile file = ::gzopen(path_.c_str(), "wb");
      ASSERT_EQ(::gzwrite(file, text.data(), static_cast<unsigned>(text.size())),
                static_cast<int>(text.size()));
      ASSERT_EQ(::gzclose(file), Z_OK);
    } else {
      std::ofstream(path_, std::ios::binary) << text;
    }
  }
  std::optional<Read> quick(std::size_t block = std::size_t{1} << 20) const {
    Read read;
    ProductNames products(read.products);
    products.position("p");
    const SiteIndex index(ids());
    Diagnostics diagnostics;
    auto plain = read_plain_links({path_, "links.csv", {}, block}, index, product_of_site(),
                                  products, diagnostics);
    EXPECT_FALSE(diagnostics.has_faults());
    if (!plain) return std::nullopt;
    read.links = std::move(plain->links);
    read.rows = plain->rows;
    return read;
  }
  static Read general(const std::string& text) {
    Read read;
    ProductNames products(read.products);
    products.position("p");
    Diagnostics diagnostics;
    TypedTables tables;
    tables.emplace("links", TypedTable::read(*find_table(CaseKind::firms, "links"), "links.csv",
                                             text, {}, diagnostics));
    FirmData firms;
    firms.product = product_of_site();
    bind_firm_links(tables, SiteIndex(ids()), products, firms);
    read.links = firms.links;
    read.rows = tables.at("links").rows();
    read.is_right = !diagnostics.has_faults() && firms.links.value.size() == read.rows;
    return read;
  }
  static std::vector<std::uint32_t> product_of_site() {
    std::vector<std::uint32_t> products;
    for (std::size_t i = 0; i < ids().size(); ++i) products.push_back(i % 2);
    return products;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  SmallCase small_;
  std::filesystem::path path_;
};

void expect_same(const Read& one, const Read& two) {
  EXPECT_EQ(one.rows, two.rows);
  EXPECT_EQ(one.products, two.products);
  EXPECT_EQ(one.links.supplier, two.links.supplier);
  EXPECT_EQ(one.links.buyer, two.links.buyer);
  EXPECT_EQ(one.links.value, two.links.value);
  EXPECT_EQ(one.links.product, two.links.product);
}

// A table with everything that is right; now and then with something that is not.
std::string random_table(std::mt19937& random, bool with_faults) {
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::vector<std::string> columns = {"supplier", "buyer", "value"};
  if (pick(2) == 0) columns.emplace_back("product");
  if (pick(3) == 0) columns.emplace_back("note");
  std::shuffle(columns.begin(), columns.end(), random);
  const std::string end = pick(3) == 0 ? "\r\n" : "\n";
  std::string text = pick(4) == 0 ? "\xEF\xBB\xBF" : "";
  for (std::size_t c = 0; c < columns.size(); ++c) text += (c == 0 ? "" : ",") + columns[c];
  text += end;
  const std::vector<std::string> values = {"0",  "1",  "2.50", "1e-3",
                                           " 7", "+3", ".5",   "12345678.9"};
  const std::vector<std::string> wrong = {"-1", "nan", "", "x", "1,2", "1e999", "inf"};
  const std::vector<std::string> products = {"", "p", "new", "a,b", "\"\""};
  const std::size_t rows = pick(60);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const bool is_wrong = with_faults && pick(150) == 0;
      std::string cell;
      if (columns[c] == "value") {
        cell = is_wrong ? wrong[pick(wrong.size())] : values[pick(values.size())];
        if (pick(9) == 0) cell = '"' + cell + '"';
      } else if (columns[c] == "product") {
        cell = csv_cell(products[pick(products.size())]);
      } else if (columns[c] == "note") {
        cell = pick(2) == 0 ? "" : "\"a \"\"note\"\"\n\"";
      } else {
        const std::string id = is_wrong ? "unknown" : ids()[pick(ids().size())];
        cell = csv_cell(id);
        if (cell == id && pick(3) == 0) cell = '"' + id + '"';
      }
      if (with_faults && pick(400) == 0) cell += pick(2) == 0 ? "\r" : "\"";
      text += (c == 0 ? "" : ",") + cell;
    }
    if (with_faults && pick(300) == 0) text += ",";
    if (r + 1 < rows || pick(2) == 0) text += end;
    if (pick(10) == 0) text += end;
  }
  return text;
}

TEST(FirmLinks, TheQuickWayReadsWhatTheGeneralWayReads) {
  std::mt19937 random(1);
  const LinksFile file;
  for (int round = 0; round < 500; ++round) {
    const std::string text = random_table(random, false);
    file.write(text);
    const Read general = LinksFile::general(text);
    ASSERT_TRUE(general.is_right) << text;
    // Blocks of every size, so that their ends fall everywhere.
    const auto quick = file.quick(100 + random() % 3000);
    ASSERT_TRUE(quick) << text;
    expect_same(*quick, general);
    if (testing::Test::HasFailure()) FAIL() << text;
  }
}

TEST(FirmLinks, TheQuickWayGivesUpWhereTheGeneralWayFindsAFault) {
  std::mt19937 random(2);
  const LinksFile file;
  int given_up = 0;
  for (int round = 0; round < 800; ++round) {
    const std::string text = random_table(random, true);
    file.write(text);
    const Read general = LinksFile::general(text);
    const auto quick = file.quick(100 + random() % 3000);
    ASSERT_EQ(quick.has_value(), general.is_right) << text;
    if (quick) expect_same(*quick, general);
    given_up += quick ? 0 : 1;
  }
  EXPECT_GT(given_up, 120);
  EXPECT_LT(given_up, 680);
}

TEST(FirmLinks, PackedTablesAreReadAndHashedAsStored) {
  std::mt19937 random(3);
  const LinksFile file("links.csv.gz");
  for (int round = 0; round < 50; ++round) {
    const std::string text = random_table(random, false);
    file.write(text);
    const auto quick = file.quick(1 + random() % 300);
    ASSERT_TRUE(quick);
    expect_same(*quick, LinksFile::general(text));
  }
  const auto whole = read_data_file(file.path());
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->sha256, sha256_hex(read_bytes(file.path()).value()));
}

TEST(FirmLinks, AnyNumberOfThreadsReadsTheSame) {
  std::mt19937 random(4);
  std::string text = "supplier,buyer,value,product\n";
  for (int row = 0; row < 20000; ++row) {
    text += csv_cell(ids()[random() % 10]) + "," + csv_cell(ids()[random() % 10]) + "," +
            std::to_string(random() % 1000) + ",x" + std::to_string(random() % 300) + "\n";
  }
  const LinksFile file;
  file.write(text);
  const Read general = LinksFile::general(text);
  for (const int threads : {1, 2, 8}) {
    set_threads(threads);
    const auto quick = file.quick(100000);
    ASSERT_TRUE(quick);
    expect_same(*quick, general);
  }
  set_threads(0);
}

TEST(FirmLinks, HeadersThatAreNotPlain) {
  const LinksFile file;
  for (const std::string header :
       {"supplier,buyer", "supplier,buyer,value,value", "supplier,buyer,value,year",
        "supplier,buyer,value,value_low", "supplier;buyer;value", "", "supplier,buyer,value,",
        "\"supplier,buyer,value"}) {
    file.write(header + "\n");
    EXPECT_FALSE(file.quick()) << header;
  }
  file.write("\"supplier\",\"buyer\",\"value\"");
  ASSERT_TRUE(file.quick());
  EXPECT_EQ(file.quick()->rows, 0u);
}

TEST(SiteIndex, FindsEachOfManyIds) {
  std::vector<std::string> many;
  for (int i = 0; i < 100000; ++i) many.push_back("site" + std::to_string(i * 7919));
  const SiteIndex index(many);
  EXPECT_TRUE(index.is_unique());
  for (std::uint32_t i = 0; i < many.size(); ++i) ASSERT_EQ(index.find(many[i]), i);
  EXPECT_EQ(index.find("site1"), SiteIndex::kNone);
  EXPECT_EQ(SiteIndex().find("a"), SiteIndex::kNone);
  const std::vector<std::string> twice = {"a", "b", "a"};
  const SiteIndex repeated(twice);
  EXPECT_FALSE(repeated.is_unique());
  EXPECT_EQ(repeated.find("a"), 0u);
}

}  // namespace
}  // namespace nail
