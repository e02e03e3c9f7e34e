// Numbers that others computed: cases with every expected index, through the library and through
// the program, and the GeoPolRisk workbook. They stand in a folder of their own, beside the sources
// or where NAIL_REFERENCE says; where there is none, the tests say so and skip.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "nail/base/text.h"
#include "nail/indices/concentration.h"
#include "nail/indices/geopolrisk.h"
#include "nail/indices/indices.h"

namespace nail {
namespace {

namespace fs = std::filesystem;
using Rows = std::vector<std::map<std::string, std::string>>;

fs::path reference() {
  if (const char* given = std::getenv("NAIL_REFERENCE")) return given;
  return fs::path(NAIL_SOURCE_DIR) / ".." / "shared" / "reference";
}

// Cells have no quotes here, but for one name that is not needed.
Rows rows_of(std::istream& in) {
  Rows rows;
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> header = split(trim(line), ',');
  while (std::getline(in, line)) {
    if (line.find('"') != std::string::npos) {
      const auto close = line.rfind('"');
      line = "quoted" + line.substr(close + 1);
    }
    const std::vector<std::string> cells = split(line, ',');
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < header.size() && i < cells.size(); ++i) {
      row[header[i]] = std::string(trim(cells[i]));
    }
    rows.push_back(row);
  }
  return rows;
}

Rows read(const fs::path& file) {
  std::ifstream in(file);
  return rows_of(in);
}

struct Expected {
  std::string name, home;
};

std::vector<Expected> seats() {
  return {{"a_pooled", "AAA"}, {"a_pooled", "CCC"}, {"e_diamond", "HOM"}, {"e_diamond", "YYY"}};
}

using Found = std::map<std::tuple<std::string, std::string, std::string>, double>;

void expect_indices(const Rows& expected, const Found& found) {
  for (auto row : expected) {
    const auto at = found.find({row["product"], row["place"], row["index"]});
    const std::string what = row["product"] + " " + row["index"];
    if (row["need"] == "absent") {
      EXPECT_TRUE(at == found.end()) << what;
    } else if (at == found.end()) {
      EXPECT_EQ(row["need"], "may") << what << " is missing";
    } else {
      EXPECT_NEAR(at->second, std::stod(row["value"]), 1e-12) << what;
    }
  }
}

TEST(Reference, CasesThroughTheLibrary) {
  const fs::path root = reference() / "cases";
  if (!fs::exists(root)) GTEST_SKIP() << "no reference cases in " << root;
  for (const auto& [name, home_id] : seats()) {
    SCOPED_TRACE(name + " " + home_id);
    Diagnostics diagnostics;
    const auto loaded = load_case(root / name / "case", diagnostics);
    ASSERT_TRUE(loaded && !diagnostics.has_faults());
    const Case& data = loaded->data;
    const ProductNetwork site = compile_network(*loaded, Lens::site);
    const ProductNetwork owner = compile_network(*loaded, Lens::owner);
    std::vector<ProductId> products;
    for (std::size_t i = 0; i < data.products.size(); ++i) products.emplace_back(i);
    const IndexReport report =
        measure(*loaded, site, owner, *find_home(data, home_id), {}, products);
    Found found;
    for (const IndexValue& row : report.values) {
      found[{data[row.product].id, row.place, row.index}] = row.value.value;
    }
    expect_indices(read(root / name / "expected" / home_id / "indices.csv"), found);
  }
}

#ifdef NAIL_PROGRAM
// Standard output of the program and its exit code.
std::pair<std::string, int> run(const std::string& arguments) {
  const std::string command = std::string(NAIL_PROGRAM) + " " + arguments;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
  const int status = ::pclose(pipe);
  return {out, status / 256};
}

TEST(Reference, CasesThroughTheProgram) {
  const fs::path root = reference() / "cases";
  if (!fs::exists(root)) GTEST_SKIP() << "no reference cases in " << root;
  for (const auto& [name, home_id] : seats()) {
    SCOPED_TRACE(name + " " + home_id);
    const auto [text, code] =
        run("measure '" + (root / name / "case").string() + "' --home " + home_id);
    EXPECT_EQ(code, 0);
    EXPECT_EQ(text.substr(0, text.find('\n')), "product,place,index,value,low,high,unit,source");
    std::istringstream in(text);
    Found found;
    for (auto row : rows_of(in)) {
      found[{row["product"], row["place"], row["index"]}] = std::stod(row["value"]);
      EXPECT_EQ(row["source"], "s1");
      EXPECT_LE(std::stod(row["low"]), std::stod(row["value"]));
      if (row["high"].empty()) continue;
      EXPECT_GE(std::stod(row["high"]), std::stod(row["value"]));
    }
    expect_indices(read(root / name / "expected" / home_id / "indices.csv"), found);
  }
}
#endif

// The workbook's partners are numbered; its numbers come with their g, from which PV is 2.5 - 5 g.
TEST(Reference, GeoPolRiskWorkbook) {
  const fs::path root = reference() / "criticality";
  if (!fs::exists(root)) GTEST_SKIP() << "no GeoPolRisk workbook in " << root;
  const Rows trade = read(root / "geopolrisk_test_trade_data.csv");
  int checked = 0;
  for (auto expected : read(root / "geopolrisk_test_expected.csv")) {
    const std::string material = expected["Raw Material"];
    SCOPED_TRACE(material);
    std::string file = material;
    file[0] = static_cast<char>(file[0] - 'A' + 'a');
    std::vector<double> production;
    double total = 0;
    double home = 0;
    for (auto row : read(root / ("geopolrisk_test_" + file + ".csv"))) {
      if (row["Country"] == "Total" || row["2022"].empty()) continue;
      production.push_back(std::stod(row["2022"]));
      total += production.back();
      if (row["Country_ISO"] == "USA") home = production.back();
    }
    for (double& p : production) p /= total;
    std::vector<double> quantities;
    std::vector<double> stability;
    for (auto row : trade) {
      if (row["rawMaterial"] != material || row["Year"] != "2022") continue;
      if (row["Importing Country"] != "842") continue;
      quantities.push_back(std::stod(row["Quantity (mTonnes)"]));
      stability.push_back(2.5 - 5 * std::stod(row["WGI"]));
    }
    const double h = hhi(production);
    EXPECT_NEAR(h, std::stod(expected["HHI"]), 1e-9);
    const Ranged wta =
        weighted_trade_average(quantities, stability, {home, home, home, RangeKind::bounds});
    EXPECT_NEAR(wta.value, std::stod(expected["Import Risk (WTA)"]), 1e-9);
    const Ranged score = geopolrisk({h, h, h, RangeKind::bounds}, wta);
    EXPECT_NEAR(score.value, std::stod(expected["GeoPolRisk Score"]), 1e-9);
    EXPECT_NEAR(geopolrisk_factor(score.value, std::stod(expected["Price"])),
                std::stod(expected["Midpoint"]), 1e-9);
    ++checked;
  }
  EXPECT_EQ(checked, 2);
}

}  // namespace
}  // namespace nail
