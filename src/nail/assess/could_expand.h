// Who could expand: places where more could be made than is made, in sentences. Signs of it:
// capacity above production, utilisation below 1, a larger share of reserves than of production,
// sites that are announced or being built. The home first, then allies, then others.
#pragma once

#include <string>
#include <vector>

#include "nail/assess/lookup.h"

namespace nail {

inline constexpr std::size_t kMostExpansions = 6;
// Differences of shares below this say nothing.
inline constexpr double kShareAbove = 0.03;

class Expansions {
 public:
  explicit Expansions(const Lookup& lookup);
  // At most kMostExpansions sentences.
  std::vector<std::string> of(ProductId product) const;

 private:
  const Lookup& lookup_;
  std::vector<std::vector<const SupplyRow*>> utilised_;  // rows with utilisation, by product
};

// Whether a site's status says that it does not work yet but will.
bool is_announced(std::string_view status);

}  // namespace nail
