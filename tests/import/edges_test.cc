// Firm networks in the layouts that offices publish, made into cases.
#include "nail/import/edges.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nail/base/text.h"
#include "nail/case/load.h"

namespace nail {
namespace {

using testing::ElementsAre;
namespace fs = std::filesystem;

class Edges : public testing::Test {
 protected:
  Edges() {
    std::string pattern = (fs::temp_directory_path() / "nail-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Edges() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::optional<EdgesImport> read(bool with_classes = false) {
    diagnostics_ = {};
    EdgesSources sources{folder_ / "links.csv", folder_ / "sites.csv", {}, output_, default_class_};
    if (with_classes) sources.essentiality = folder_ / "classes.csv";
    return read_edges(sources, diagnostics_);
  }
  // Reads, writes and loads what was written.
  Case round_trip(bool with_classes = false) {
    const auto edges = read(with_classes);
    EXPECT_TRUE(edges);
    EXPECT_EQ(messages(), "");
    auto target = AtomicFolder::create(folder_ / "case", false);
    EXPECT_TRUE(write_edges(*edges, "a name", *target));
    EXPECT_TRUE(target->commit());
    Diagnostics diagnostics;
    auto loaded = load_case(folder_ / "case", diagnostics);
    EXPECT_FALSE(diagnostics.has_faults());
    EXPECT_EQ(diagnostics.warnings(), 0u);
    return std::move(loaded->data);
  }
  std::string written(const std::string& name) const {
    std::ifstream file(folder_ / "case" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string messages() const {
    std::string out;
    for (const Diagnostic& d : diagnostics_.sorted()) {
      out += fs::path(d.where.file).filename().string() + ":" + std::to_string(d.where.line) + ":" +
             std::to_string(d.where.column) + " " + d.code + "\n";
    }
    return out;
  }

  fs::path folder_;
  Diagnostics diagnostics_;
  std::string output_;
  std::optional<int> default_class_;
};

TEST_F(Edges, FirmsAndSectorsBecomeSitesAndProducts) {
  write("sites.csv", "sector,firm,revenue,note,code\n01,a,5,x,007\n\"2,0\",b,,,1.50\n");
  write("links.csv", "value,buyer,supplier\n2.50,b,a\n1e3,a,a\n");
  default_class_ = 2;
  const Case data = round_trip();
  EXPECT_EQ(written("sites.csv"),
            "product,site,revenue,note,code\n01,a,5,x,007\n\"2,0\",b,,,1.50\n");
  EXPECT_EQ(written("links.csv"), "supplier,buyer,value\na,b,2.5\na,a,1000\n");
  EXPECT_EQ(data.name, "a name");
  EXPECT_EQ(data.firms.default_class, 2);
  EXPECT_THAT(data.firms.products, ElementsAre("01", "2,0"));
  EXPECT_TRUE(data.firms.output.empty());
}

TEST_F(Edges, AColumnIsTakenAsOutput) {
  write("sites.csv", "site,product,revenue,output\na,p,5,1\nb,p,,2\n");
  write("links.csv", "supplier,buyer,value\na,b,1\n");
  output_ = "revenue";
  const Case data = round_trip();
  EXPECT_EQ(written("sites.csv"), "site,product,output,output_2\na,p,5,1\nb,p,,2\n");
  EXPECT_EQ(data.firms.output[0], 5);
  EXPECT_FALSE(is_known(data.firms.output[1]));
  output_ = "turnover";
  read();
  EXPECT_EQ(messages(), "sites.csv:1:1 missing-column\n");
}

TEST_F(Edges, RepeatedLinksAddUpInTheOrderOfTheirFirst) {
  write("sites.csv", "site,product\na,p\nb,q\nc,p\n");
  write("links.csv",
        "supplier,buyer,value,product\nb,c,1,\na,b,0.25,p\nb,c,2,q\na,b,4,r\na,b,8,\nc,c,1,\n");
  const auto edges = read();
  ASSERT_TRUE(edges);
  EXPECT_EQ(edges->link_rows, 6u);
  EXPECT_EQ(edges->repeated_rows, 2u);
  EXPECT_EQ(edges->self_links, 1u);
  EXPECT_THAT(edges->links.supplier, ElementsAre(1, 0, 0, 2));
  EXPECT_THAT(edges->links.value, ElementsAre(3, 8.25, 4, 1));
  EXPECT_THAT(edges->products, ElementsAre("p", "q", "r"));
  EXPECT_THAT(edges->links.product, ElementsAre(1, 0, 2, 0));
  // q-p, p-q, r-q, p-p: none has a class.
  EXPECT_EQ(edges->linked_pairs, 4u);
  EXPECT_EQ(edges->unclassed_pairs, 4u);
}

TEST_F(Edges, TheMatrixNamesSuppliersInItsFirstColumn) {
  write("sites.csv", "site,product\na,A\nb,B\n");
  write("links.csv", "supplier,buyer,value\na,b,1\nb,a,1\n");
  write("classes.csv", "\"\",\"A\",\"B\"\n\"A\",0,2\n\"C\",,1\n");
  const Case data = round_trip(true);
  EXPECT_EQ(written("essentiality.csv"),
            "supplier_product,buyer_product,class\nA,A,0\nA,B,2\nC,B,1\n");
  ASSERT_EQ(data.firms.classes.size(), 3u);
  EXPECT_EQ(data.firms.classes[1].supplier_product, 0u);
  EXPECT_EQ(data.firms.classes[1].buyer_product, 1u);
  EXPECT_EQ(data.firms.classes[1].necessity, 2);
  // B sells to A and has no class.
  EXPECT_EQ(read(true)->unclassed_pairs, 1u);
}

TEST_F(Edges, TheLongFormSaysTheSameAsTheMatrix) {
  write("sites.csv", "site,product\na,A\nb,B\n");
  write("links.csv", "supplier,buyer,value\na,b,1\n");
  write("classes.csv", "x,A,B\nA,0,2\nB,1,\n");
  const auto matrix = read(true);
  write("classes.csv", "class,buyer_product,supplier_product\n0,A,A\n2,B,A\n1,A,B\n");
  const auto long_form = read(true);
  ASSERT_EQ(matrix->classes.size(), long_form->classes.size());
  for (std::size_t k = 0; k < matrix->classes.size(); ++k) {
    EXPECT_EQ(matrix->classes[k].supplier_product, long_form->classes[k].supplier_product);
    EXPECT_EQ(matrix->classes[k].buyer_product, long_form->classes[k].buyer_product);
    EXPECT_EQ(matrix->classes[k].necessity, long_form->classes[k].necessity);
  }
}

TEST_F(Edges, EveryFaultHasItsPlace) {
  write("sites.csv", "firm,sector,output\na,p,-1\nb,,2\na,p,3\n");
  write("links.csv",
        "supplier,buyer,value,colour\na,z,1,\ny,b,1,\na,b,-1,\na,b,NaN,\na,b,,\na,b\n,b,1,\n");
  write("classes.csv", "x,p,q,p,\np,3,0.5,x,1\n,1,1,1,1\np,0,0,0,0\nq,1\n");
  read(true);
  EXPECT_EQ(messages(),
            "classes.csv:1:7 duplicate-column\n"
            "classes.csv:1:9 empty-column-name\n"
            "classes.csv:2:3 out-of-range\n"
            "classes.csv:2:5 bad-integer\n"
            "classes.csv:2:9 bad-number\n"
            "classes.csv:3:1 missing-value\n"
            "classes.csv:4:1 duplicate-key\n"
            "classes.csv:5:1 csv-width\n"
            "links.csv:1:22 unknown-column\n"
            "links.csv:2:3 unknown-reference\n"
            "links.csv:3:1 unknown-reference\n"
            "links.csv:4:5 negative-number\n"
            "links.csv:5:5 bad-number\n"
            "links.csv:6:5 missing-value\n"
            "links.csv:7:1 csv-width\n"
            "links.csv:8:1 missing-value\n"
            "sites.csv:2:5 negative-number\n"
            "sites.csv:3:3 missing-value\n"
            "sites.csv:4:1 duplicate-key\n");
}

TEST_F(Edges, TablesThatAreNoTables) {
  write("sites.csv", "firm,sector\n");
  write("links.csv", "");
  write("classes.csv", "a;b;c\n");
  read(true);
  EXPECT_EQ(
      messages(),
      "classes.csv:1:1 csv-delimiter\nlinks.csv:1:1 empty-file\nsites.csv:1:1 empty-network\n");
  write("sites.csv", "name,sector\nx,y\n");
  write("classes.csv", "a\n");
  fs::remove(folder_ / "links.csv");
  EXPECT_FALSE(read(true));
  EXPECT_EQ(messages(),
            "classes.csv:1:1 missing-column\nlinks.csv:0:0 missing-file\n"
            "sites.csv:1:1 missing-column\n");
}

TEST_F(Edges, AnEndedImportWritesNothing) {
  write("sites.csv", "site,product\na,p\n");
  write("links.csv", "supplier,buyer,value\na,a,1\n");
  Diagnostics diagnostics;
  const EdgesSources sources{folder_ / "links.csv", folder_ / "sites.csv", {}, {}, {}};
  EXPECT_FALSE(read_edges(sources, diagnostics, [](double) { return false; }));
  const auto edges = read_edges(sources, diagnostics);
  auto target = AtomicFolder::create(folder_ / "case", false);
  const auto written = write_edges(*edges, "x", *target, [](double) { return false; });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ExitCode::interrupted);
  EXPECT_FALSE(fs::exists(folder_ / "case"));
}

// Random tables read by naive means: a table of strings, a map of sums.
TEST_F(Edges, RandomNetworksComeBackAsTheyAre) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> letters = {"a", "B", "7", ",", "\"", "\n", " ", "\xC3\xBC", "-"};
  for (int round = 0; round < 60; ++round) {
    fs::remove_all(folder_ / "case");
    std::vector<std::string> ids;
    std::string sites = "firm,extra,sector\n";
    const std::size_t n = 1 + pick(12);
    for (std::size_t i = 0; i < n; ++i) {
      std::string id = std::to_string(i);
      for (std::size_t k = pick(5); k > 0; --k) id += letters[pick(letters.size())];
      sites += csv_cell(id) + "," + csv_cell(letters[pick(letters.size())]) + ",s" +
               std::to_string(pick(4)) + "\n";
      ids.push_back(std::move(id));
    }
    std::string links = "supplier,buyer,value\n";
    std::map<std::pair<std::string, std::string>, double> sums;
    for (std::size_t k = pick(60); k > 0; --k) {
      const std::string& supplier = ids[pick(n)];
      const std::string& buyer = ids[pick(n)];
      // Quarters: sums are the same in any order.
      const double value = static_cast<double>(pick(100)) / 4;
      links += csv_cell(supplier) + "," + csv_cell(buyer) + "," + format_number(value) + "\n";
      sums[{supplier, buyer}] += value;
    }
    write("sites.csv", sites);
    write("links.csv", links);
    const auto edges = read();
    ASSERT_TRUE(edges) << messages();
    auto target = AtomicFolder::create(folder_ / "case", false);
    ASSERT_TRUE(write_edges(*edges, "random", *target));
    ASSERT_TRUE(target->commit());
    Diagnostics diagnostics;
    const FirmData firms = load_case(folder_ / "case", diagnostics)->data.firms;
    ASSERT_FALSE(diagnostics.has_faults());
    EXPECT_EQ(firms.sites, ids);
    std::map<std::pair<std::string, std::string>, double> read_back;
    for (std::size_t k = 0; k < firms.links.value.size(); ++k) {
      const auto [at, is_new] = read_back.emplace(
          std::pair(ids[firms.links.supplier[k]], ids[firms.links.buyer[k]]), firms.links.value[k]);
      EXPECT_TRUE(is_new);
    }
    EXPECT_EQ(read_back, sums);
    std::string expected = sites;
    expected.replace(0, expected.find('\n'), "site,extra,product");
    EXPECT_EQ(written("sites.csv"), expected);
  }
}

}  // namespace
}  // namespace nail
