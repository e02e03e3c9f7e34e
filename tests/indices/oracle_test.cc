// measure() on random cases, written as folders and read back, against the naive second
// implementation; and what must change nothing.
#include <cmath>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>
#include <unistd.h>

#include "nail/indices/indices.h"
#include "tests/oracle/naive_indices.h"

namespace nail {
namespace {

using oracle::kMissing;
using oracle::NaiveIndex;
using oracle::PlainCase;
using Key = std::pair<std::string, std::string>;

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("nail-indices-" + std::to_string(::getpid()))) {}
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& empty() {
    std::filesystem::remove_all(path_);
    return path_;
  }

 private:
  std::filesystem::path path_;
};

std::map<Key, Ranged> measured(const PlainCase& plain, const std::string& home_id,
                               const std::set<std::string>& ally_ids, Folder& folder) {
  const auto& path = folder.empty();
  oracle::write_case(plain, path);
  Diagnostics diagnostics;
  const auto loaded = load_case(path, diagnostics);
  for (const Diagnostic& d : diagnostics.sorted()) {
    if (d.severity == Severity::fault) ADD_FAILURE() << to_text(d);
  }
  std::map<Key, Ranged> out;
  if (!loaded || diagnostics.has_faults()) return out;
  const Case& data = loaded->data;
  const ProductNetwork site = compile_network(*loaded, Lens::site);
  const ProductNetwork owner = compile_network(*loaded, Lens::owner);
  const auto home = find_home(data, home_id);
  std::vector<PlaceId> allies;
  for (const std::string& ally : ally_ids) allies.push_back(data.find_place(ally));
  std::vector<ProductId> products;
  for (std::size_t i = data.products.size(); i > 0; --i) products.emplace_back(i - 1);
  const IndexReport report = measure(*loaded, site, owner, *home, allies, products);
  for (const IndexValue& row : report.values) {
    const Key key{data[row.product].id, row.index};
    EXPECT_TRUE(out.emplace(key, row.value).second) << "twice: " << key.first << key.second;
    EXPECT_TRUE(row.place == (find_index_kind(row.index)->depends_on_home ? home_id : ""));
    if (row.source != "s1") {
      EXPECT_TRUE(row.index == "economic_importance") << row.index << " has source " << row.source;
    }
  }
  // What is not there is said to be missing, and only that.
  std::set<Key> missing;
  for (const MissingIndex& row : report.missing) {
    EXPECT_TRUE(missing.emplace(data[row.product].id, row.index).second);
    EXPECT_FALSE(row.what.empty() || row.remedy.empty());
  }
  for (const Product& product : data.products) {
    for (const IndexKind& kind : index_kinds()) {
      if (kind.name == "ally_share" && allies.empty()) continue;
      const Key key{product.id, std::string(kind.name)};
      EXPECT_NE(out.count(key), missing.count(key)) << key.first << ' ' << key.second;
    }
  }
  return out;
}

bool close(double a, double naive) {
  if (naive == kMissing || std::isnan(a)) return naive == kMissing && std::isnan(a);
  return std::abs(a - naive) <= 1e-10 * std::max(1.0, std::abs(naive));
}

void expect_same(const std::map<Key, Ranged>& got, const std::map<Key, NaiveIndex>& naive) {
  for (const auto& [key, value] : naive) {
    const auto found = got.find(key);
    if (found == got.end()) {
      ADD_FAILURE() << key.first << ' ' << key.second << " is missing";
      continue;
    }
    const Ranged& r = found->second;
    EXPECT_TRUE(close(r.value, value.value) && close(r.low, value.low) && close(r.high, value.high))
        << key.first << ' ' << key.second << ": " << r.value << " [" << r.low << ", " << r.high
        << "], naive " << value.value << " [" << value.low << ", " << value.high << "]";
  }
  for (const auto& [key, value] : got) {
    EXPECT_TRUE(naive.count(key) != 0) << key.first << ' ' << key.second << " should be absent";
    if (is_known(value.value)) {
      EXPECT_FALSE(value.low > value.value) << key.second;
      EXPECT_FALSE(value.high < value.value) << key.second;
    }
    EXPECT_FALSE(value.low > value.high) << key.second;
  }
}

TEST(IndicesOracle, ThousandRandomCases) {
  Folder folder;
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const PlainCase plain = oracle::random_plain_case(seed);
    const std::string home = seed % 2 == 0 ? "P0" : "BLOC";
    std::set<std::string> allies;
    if (plain.places.size() > 2) allies.insert("P2");
    if (plain.places.size() > 4) allies.insert("P4");
    const auto got = measured(plain, home, allies, folder);
    expect_same(got, oracle::naive_indices(plain, home, allies));
    for (const auto& [key, value] : got) ++seen[key.second];
    if (HasFailure()) return;
  }
  // Every index was really tried.
  for (const IndexKind& kind : index_kinds()) {
    EXPECT_GT(seen[std::string(kind.name)], 100) << kind.name;
  }
}

TEST(IndicesMetamorphic, OrderOfRowsChangesNothing) {
  Folder folder;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PlainCase plain = oracle::random_plain_case(seed);
    const auto before = measured(plain, "BLOC", {}, folder);
    std::reverse(plain.supply.begin(), plain.supply.end());
    std::reverse(plain.sourcing.begin(), plain.sourcing.end());
    std::reverse(plain.trade.begin(), plain.trade.end());
    std::reverse(plain.rules.begin(), plain.rules.end());
    std::reverse(plain.uses.begin(), plain.uses.end());
    std::reverse(plain.reported.begin(), plain.reported.end());
    std::reverse(plain.events.begin(), plain.events.end());
    const auto after = measured(plain, "BLOC", {}, folder);
    ASSERT_EQ(before.size(), after.size());
    for (const auto& [key, r] : before) {
      const Ranged& other = after.at(key);
      EXPECT_TRUE(r.value == other.value || (std::isnan(r.value) && std::isnan(other.value)))
          << key.first << ' ' << key.second;
      EXPECT_TRUE(r.high == other.high || (std::isnan(r.high) && std::isnan(other.high)))
          << key.first << ' ' << key.second;
    }
  }
}

TEST(IndicesMetamorphic, UnitsAndUnrelatedProductsChangeNothing) {
  Folder folder;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PlainCase plain = oracle::random_plain_case(seed);
    const auto before = measured(plain, "P0", {}, folder);
    for (auto& row : plain.supply) {
      if (row.is_quantity) row.amount *= 1000;
    }
    for (auto& row : plain.trade) {
      if (row.quantity != kMissing) row.quantity *= 1000;
      if (row.value != kMissing) row.value *= 7;
    }
    for (auto& [sector, value] : plain.sectors) {
      if (value != kMissing) value *= 7;
    }
    plain.products["a-new-one"] = {};
    plain.supply.push_back({"a-new-one", "P0", "site", "production", 2022, false, false, 0.5});
    const auto after = measured(plain, "P0", {}, folder);
    for (const auto& [key, r] : before) {
      const Ranged& other = after.at(key);
      EXPECT_TRUE(close(other.value, is_known(r.value) ? r.value : kMissing))
          << key.first << ' ' << key.second << ' ' << r.value << ' ' << other.value;
      EXPECT_TRUE(close(other.low, is_known(r.low) ? r.low : kMissing)) << key.second;
      EXPECT_TRUE(close(other.high, is_known(r.high) ? r.high : kMissing)) << key.second;
    }
  }
}

}  // namespace
}  // namespace nail
