#include "nail/case/firm_counts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr std::size_t kPartSites = 4096;
// Up to this many products pairs are looked at as a square of bits.
constexpr std::size_t kSquareProducts = 8192;

class PairSet {
 public:
  explicit PairSet(std::size_t products)
      : products_(products), square_(products <= kSquareProducts ? products * products : 0) {}
  void add(std::uint32_t supplier, std::uint32_t buyer) {
    const std::uint64_t key = std::uint64_t{supplier} * products_ + buyer;
    if (square_.empty()) {
      some_.insert(key);
    } else if (!square_[key]) {
      square_[key] = true;
      ++count_;
    }
  }
  void remove(std::uint32_t supplier, std::uint32_t buyer) {
    const std::uint64_t key = std::uint64_t{supplier} * products_ + buyer;
    if (square_.empty()) {
      some_.erase(key);
    } else if (square_[key]) {
      square_[key] = false;
      --count_;
    }
  }
  std::size_t size() const { return square_.empty() ? some_.size() : count_; }

 private:
  std::size_t products_;
  std::vector<bool> square_;
  std::size_t count_ = 0;
  std::unordered_set<std::uint64_t> some_;
};

std::uint32_t product_of(const FirmLinks& links, std::size_t k) {
  return links.product.empty() ? 0 : links.product[k];
}

}  // namespace

FirmSums sums_are_numbers(const std::vector<double>& links, const std::vector<double>& outputs) {
  double sum = 0;
  for (const double value : links) sum += is_known(value) ? value : 0;
  FirmSums sums;
  sums.links = !std::isinf(sum);
  for (const double output : outputs) sum += is_known(output) ? output : 0;
  sums.outputs = !sums.links || !std::isinf(sum);
  return sums;
}

std::vector<std::uint32_t> links_in_order(const FirmLinks& links, std::size_t sites) {
  const std::size_t rows = links.value.size();
  std::vector<std::uint64_t> end(sites + 1, 0);
  for (const std::uint32_t supplier : links.supplier) ++end[supplier + 1];
  std::partial_sum(end.begin(), end.end(), end.begin());
  std::vector<std::uint32_t> order(rows);
  // Moves the end of each supplier's rows from where they begin to where they end.
  for (std::size_t k = 0; k < rows; ++k) {
    order[end[links.supplier[k]]++] = static_cast<std::uint32_t>(k);
  }
  parallel_parts((sites + kPartSites - 1) / kPartSites, [&](std::size_t part) {
    // What is compared is gathered once, so that sorting does not reach all over the table.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> rows_of_site;
    for (std::size_t i = part * kPartSites; i < std::min(sites, (part + 1) * kPartSites); ++i) {
      const std::uint64_t begin = i == 0 ? 0 : end[i - 1];
      rows_of_site.clear();
      for (std::uint64_t at = begin; at < end[i]; ++at) {
        const std::uint32_t k = order[at];
        rows_of_site.emplace_back(std::uint64_t{links.buyer[k]} << 32 | product_of(links, k), k);
      }
      std::sort(rows_of_site.begin(), rows_of_site.end());
      for (std::size_t r = 0; r < rows_of_site.size(); ++r) {
        order[begin + r] = rows_of_site[r].second;
      }
    }
  });
  return order;
}

LinkedPairs count_linked_pairs(const FirmLinks& links,
                               const std::vector<std::uint32_t>& product_of_site,
                               const std::vector<FirmClass>& classes, std::size_t products) {
  PairSet pairs(products);
  for (std::size_t k = 0; k < links.value.size(); ++k) {
    const std::uint32_t sold =
        links.product.empty() ? product_of_site[links.supplier[k]] : links.product[k];
    pairs.add(sold, product_of_site[links.buyer[k]]);
  }
  LinkedPairs out;
  out.linked = pairs.size();
  for (const FirmClass& one : classes) {
    if (NAIL_MUTANT(pair_counts_swap_products, true, false)) {
      pairs.remove(one.supplier_product, one.buyer_product);
    } else {
      pairs.remove(one.buyer_product, one.supplier_product);
    }
  }
  out.unclassed = pairs.size();
  return out;
}

FirmCounts count_firms(const FirmData& firms) {
  const FirmLinks& links = firms.links;
  FirmCounts counts;
  counts.without_output = firms.sites.size();
  for (const double output : firms.output) counts.without_output -= is_known(output) ? 1 : 0;
  std::vector<bool> has_link(firms.sites.size(), false);
  for (std::size_t k = 0; k < links.value.size(); ++k) {
    if (links.value[k] == 0) {
      ++counts.empty_links;
      continue;
    }
    has_link[links.supplier[k]] = has_link[links.buyer[k]] = true;
    counts.self_links += links.supplier[k] == links.buyer[k] ? 1 : 0;
  }
  counts.without_link =
      static_cast<std::size_t>(std::count(has_link.begin(), has_link.end(), false));
  const std::vector<std::uint32_t> order = links_in_order(links, firms.sites.size());
  for (std::size_t k = 1; k < order.size(); ++k) {
    const std::uint32_t a = order[k - 1];
    const std::uint32_t b = order[k];
    counts.repeated_links += links.supplier[a] == links.supplier[b] &&
                             links.buyer[a] == links.buyer[b] &&
                             product_of(links, a) == product_of(links, b);
  }
  const LinkedPairs pairs =
      count_linked_pairs(links, firms.product, firms.classes, firms.products.size());
  counts.linked_pairs = pairs.linked;
  counts.unclassed_pairs = pairs.unclassed;
  return counts;
}

}  // namespace nail
