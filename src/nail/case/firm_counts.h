// What is worth knowing of a firm network before it is computed with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nail/case/model.h"

namespace nail {

struct FirmCounts {
  std::size_t without_output = 0;   // sites
  std::size_t without_link = 0;     // sites that sell to nobody and buy from nobody
  std::size_t empty_links = 0;      // rows of value 0
  std::size_t repeated_links = 0;   // rows that repeat the supplier, buyer and product of another
  std::size_t self_links = 0;       // rows from a site to itself
  std::size_t linked_pairs = 0;     // pairs of products that links join
  std::size_t unclassed_pairs = 0;  // those of them without a class
};

FirmCounts count_firms(const FirmData& firms);

// Whether every sum over a network is a number: of links alone, and with the outputs beside them.
// Sums that a cascade divides by are parts of these.
struct FirmSums {
  bool links = true, outputs = true;
};
FirmSums sums_are_numbers(const std::vector<double>& links, const std::vector<double>& outputs);

// Rows of links by supplier, then buyer, then product, then as they came.
std::vector<std::uint32_t> links_in_order(const FirmLinks& links, std::size_t sites);

// Pairs of products that links join, and those of them without a class.
struct LinkedPairs {
  std::size_t linked = 0, unclassed = 0;
};
LinkedPairs count_linked_pairs(const FirmLinks& links,
                               const std::vector<std::uint32_t>& product_of_site,
                               const std::vector<FirmClass>& classes, std::size_t products);

}  // namespace nail
