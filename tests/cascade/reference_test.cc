// Equality with the published implementation of the economic systemic risk index, on the networks
// that stand in ../shared/reference/esri (not shipped): every site, every rule and market that is
// given, to the last step.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "nail/base/text.h"
#include "nail/cascade/rank.h"
#include "nail/table/data_file.h"

namespace nail {
namespace {

namespace fs = std::filesystem;
using Cells = std::vector<std::vector<std::string>>;

// Rows of plain cells; some are quoted.
Cells rows_of(const std::string& text) {
  Cells rows;
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells = split(std::string(trim(line)), ',');
    for (std::string& cell : cells) {
      if (cell.size() >= 2 && cell.front() == '"') cell = cell.substr(1, cell.size() - 2);
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

Cells read(const fs::path& path) {
  const auto file = read_data_file(path);
  return file ? rows_of(file->text) : Cells();
}

class Reference : public testing::Test {
 protected:
  void SetUp() override {
    const char* given = std::getenv("NAIL_REFERENCE");
    const fs::path reference = given != nullptr
                                   ? fs::path(given)
                                   : fs::path(NAIL_SOURCE_DIR) / ".." / "shared" / "reference";
    root_ = reference / "esri";
    if (!fs::exists(root_)) GTEST_SKIP() << "no reference results at " << root_;
  }

  FirmNetwork network(const std::string& name, const std::string& classes) const {
    Case data;
    FirmData& firms = data.firms;
    std::unordered_map<std::string, std::uint32_t> sites, products;
    const auto product = [&](const std::string& id) {
      const auto [at, is_new] = products.emplace(id, firms.products.size());
      if (is_new) firms.products.push_back(id);
      return at->second;
    };
    Cells rows = read(root_ / (name + "_firms.csv"));
    for (std::size_t r = 1; r < rows.size(); ++r) {
      sites.emplace(rows[r][0], firms.sites.size());
      firms.sites.push_back(rows[r][0]);
      firms.product.push_back(product(rows[r][1]));
    }
    rows = read(root_ / (name + "_edges.csv"));
    for (std::size_t r = 1; r < rows.size(); ++r) {
      firms.links.supplier.push_back(sites.at(rows[r][0]));
      firms.links.buyer.push_back(sites.at(rows[r][1]));
      firms.links.value.push_back(std::stod(rows[r][2]));
    }
    if (!classes.empty()) {
      rows = read(root_ / classes);
      for (std::size_t r = 1; r < rows.size(); ++r) {
        for (std::size_t c = 1; c < rows[r].size(); ++c) {
          firms.classes.push_back(
              {product(rows[r][0]), product(rows[0][c]), std::stoi(rows[r][c])});
        }
      }
    }
    return std::move(*make_firm_network(std::move(data)));
  }

  void compare(const FirmNetwork& network, const std::string& results, CascadeRule rule,
               const std::string& market) const {
    SCOPED_TRACE(results);
    CascadeOptions options;
    options.rule = rule;
    options.market = market;
    options.compat = true;
    const auto system = make_cascade_system(network, options);
    ASSERT_TRUE(system);
    const RankResults found = rank_range(*system, {}, 0, network.site_count());
    const Cells rows = read(root_ / results);
    ASSERT_EQ(rows.size(), network.site_count() + 1);
    // The published program holds what is left of a site, 1 - loss, which leaves losses to 1e-16 of
    // a whole site: the second term.
    const auto near = [](double a, double b) {
      return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)) + 3e-14;
    };
    for (std::size_t i = 0; i < network.site_count(); ++i) {
      const auto& row = rows[i + 1];
      ASSERT_EQ(row[0], network.sites[i]);
      EXPECT_PRED2(near, found.esri[i], std::stod(row[1])) << row[0];
      EXPECT_PRED2(near, found.esri_down[i], std::stod(row[2])) << row[0];
      EXPECT_PRED2(near, found.esri_up[i], std::stod(row[3])) << row[0];
      EXPECT_EQ(found.iterations[i], std::stoul(row[4])) << row[0];
    }
  }

  fs::path root_;
};

TEST_F(Reference, AChainOfFive) {
  const FirmNetwork chain = network("tinyA", "");
  compare(chain, "tinyA_lin_s0_esri.csv", CascadeRule::linear, "none");
  compare(chain, "tinyA_lin_s1_esri.csv", CascadeRule::linear, "product");
  compare(chain, "tinyA_leo_s0_esri.csv", CascadeRule::leontief, "none");
  compare(chain, "tinyA_leo_s1_esri.csv", CascadeRule::leontief, "product");
}

TEST_F(Reference, EightFirmsInFiveSectors) {
  const FirmNetwork firms = network("tinyB", "tinyB_ess.csv");
  compare(firms, "tinyB_glpf_s0_rcpp0_esri.csv", CascadeRule::glpf, "none");
  compare(firms, "tinyB_glpf_s1_rcpp0_esri.csv", CascadeRule::glpf, "product");
  compare(firms, "tinyB_lin_s0_rcpp0_esri.csv", CascadeRule::linear, "none");
  compare(firms, "tinyB_lin_s1_rcpp0_esri.csv", CascadeRule::linear, "product");
  compare(firms, "tinyB_leo_s0_rcpp0_esri.csv", CascadeRule::leontief, "none");
  compare(firms, "tinyB_leo_s1_rcpp0_esri.csv", CascadeRule::leontief, "product");
}

TEST_F(Reference, AThousandFirms) {
  const FirmNetwork firms = network("sf1k", "essentiality_nace4.csv.gz");
  compare(firms, "sf1k_glpf_s1_eps1e-2_esri.csv", CascadeRule::glpf, "product");
  compare(firms, "sf1k_lin_s1_eps1e-2_esri.csv", CascadeRule::linear, "product");
  compare(firms, "sf1k_leo_s0_eps1e-2_esri.csv", CascadeRule::leontief, "none");
}

}  // namespace
}  // namespace nail
