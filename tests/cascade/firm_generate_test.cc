#include "nail/cascade/firm_generate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

namespace nail {
namespace {

GeneratedFirms size_of(std::uint32_t sites, std::uint64_t links, double correlation) {
  GeneratedFirms size;
  size.sites = sites;
  size.links = links;
  size.correlation = correlation;
  return size;
}

// Pearson's correlation.
double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

// Numbers of customers and of suppliers of each site.
struct Degrees {
  std::vector<double> out, in;
};
Degrees degrees(const FirmData& firms) {
  Degrees d{std::vector<double>(firms.sites.size(), 0), std::vector<double>(firms.sites.size(), 0)};
  for (std::size_t k = 0; k < firms.links.value.size(); ++k) {
    ++d.out[firms.links.supplier[k]];
    ++d.in[firms.links.buyer[k]];
  }
  return d;
}

// Of the logarithms, over the sites that have many links of both sorts: few links say little about
// a popularity.
double strength_correlation(const FirmData& firms) {
  const Degrees d = degrees(firms);
  std::vector<double> out, in;
  for (std::size_t i = 0; i < d.out.size(); ++i) {
    if (d.out[i] < 1 || d.in[i] < 1) continue;
    out.push_back(std::log(d.out[i]));
    in.push_back(std::log(d.in[i]));
  }
  return correlation(out, in);
}

// Hill's estimate of the exponent of the tail P(X > x) ~ x^-a from the largest values.
double tail_exponent(std::vector<double> values, std::size_t largest) {
  std::sort(values.begin(), values.end(), std::greater<>());
  double sum = 0;
  for (std::size_t i = 0; i < largest; ++i) sum += std::log(values[i] / values[largest]);
  return static_cast<double>(largest) / sum;
}

bool same(const FirmData& a, const FirmData& b) {
  return a.sites == b.sites && a.product == b.product && a.links.supplier == b.links.supplier &&
         a.links.buyer == b.links.buyer && a.links.value == b.links.value && a.output == b.output;
}

TEST(GeneratedFirms, AreTheSameForTheSameSeedOnly) {
  GeneratedFirms size = size_of(500, 3000, 0.5);
  const auto first = generate_firms(size), second = generate_firms(size);
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(same(*first, *second));
  size.seed = 2;
  EXPECT_FALSE(same(*first, *generate_firms(size)));
}

TEST(GeneratedFirms, HaveTheLinksThatWereAskedForOnceEach) {
  const auto firms = generate_firms(size_of(300, 2000, 0));
  ASSERT_TRUE(firms);
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::size_t k = 0; k < firms->links.value.size(); ++k) {
    EXPECT_NE(firms->links.supplier[k], firms->links.buyer[k]);
    EXPECT_GT(firms->links.value[k], 0);
    pairs.emplace(firms->links.supplier[k], firms->links.buyer[k]);
  }
  EXPECT_EQ(pairs.size(), 2000U);
}

TEST(GeneratedFirms, TieSellingToBuyingAsAskedFor) {
  // A link is a draw: what is seen of a popularity is blurred, the more the fewer links there are.
  const auto loose = generate_firms(size_of(20000, 400000, 0));
  const auto tied = generate_firms(size_of(20000, 400000, 0.7));
  const auto opposed = generate_firms(size_of(20000, 400000, -0.7));
  ASSERT_TRUE(loose && tied && opposed);
  EXPECT_NEAR(strength_correlation(*loose), 0, 0.03);
  EXPECT_NEAR(strength_correlation(*tied), 0.7, 0.15);
  EXPECT_LT(strength_correlation(*opposed), -0.3);
}

TEST(GeneratedFirms, HaveDegreesWithAHeavyTail) {
  const auto firms = generate_firms(size_of(50000, 500000, 0));
  ASSERT_TRUE(firms);
  const Degrees d = degrees(*firms);
  // Below the cut-off, which bends the tail's end.
  EXPECT_NEAR(tail_exponent(d.out, 2500), 1.5, 0.25);
  EXPECT_NEAR(tail_exponent(d.in, 2500), 1.5, 0.25);
  EXPECT_LT(*std::max_element(d.out.begin(), d.out.end()), 0.03 * 50000);
  EXPECT_LT(*std::max_element(d.in.begin(), d.in.end()), 0.03 * 50000);
}

TEST(GeneratedFirms, SellTheAskedPartToFinalDemand) {
  GeneratedFirms size = size_of(2000, 14000, 0);
  EXPECT_TRUE(generate_firms(size)->output.empty());
  size.final_demand = 0.4;
  const auto firms = generate_firms(size);
  std::vector<double> sales(firms->sites.size(), 0);
  for (std::size_t k = 0; k < firms->links.value.size(); ++k) {
    sales[firms->links.supplier[k]] += firms->links.value[k];
  }
  for (std::size_t i = 0; i < sales.size(); ++i) {
    if (sales[i] < 1) continue;  // cents
    EXPECT_NEAR(1 - sales[i] / firms->output[i], 0.4, 0.01);
  }
}

TEST(GeneratedFirms, HaveClassesAsThePublishedMatrix) {
  GeneratedFirms size = size_of(1000, 1000, 0);
  size.products = 200;
  const auto firms = generate_firms(size);
  double count[3] = {};
  for (const FirmClass& row : firms->classes) count[row.necessity] += 1;
  EXPECT_EQ(firms->classes.size(), 40000U);
  EXPECT_NEAR(count[2] / 40000, 0.17, 0.01);
  EXPECT_NEAR(count[1] / 40000, 0.12, 0.01);
}

TEST(GeneratedFirms, RefuseWhatCannotBe) {
  for (const GeneratedFirms& size :
       {size_of(10, 10, 0), size_of(100, 10, 1.5), size_of(100, 10, std::nan(""))}) {
    const auto firms = generate_firms(size);
    ASSERT_FALSE(firms);
    EXPECT_EQ(firms.error().code, ExitCode::usage);
  }
}

}  // namespace
}  // namespace nail
