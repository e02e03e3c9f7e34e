// The numbers that claims are checked against: computed from the claim's own seat and year, or
// reported. Seats other than the run's are computed when a claim asks for them, once each.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nail/assess/claims.h"

namespace nail {

class ClaimNumbers {
 public:
  explicit ClaimNumbers(const Lookup& lookup);

  struct Answer {
    std::optional<Evidence> evidence;
    std::string seat;     // id of the home the claim speaks from
    std::string missing;  // why there is no evidence: what is missing
  };
  Answer look_up(const Claim& claim);

  // Other numbers about the same product (and place or seat) as the claim's: what may have been
  // taken for it.
  std::vector<Evidence> others(const Claim& claim);

 private:
  struct ExposureNumbers {
    double direct = 0, any_tier = 0, rerouted = 0, low = 0, high = 0;
    Ranged direct_range;
  };

  const Home* home_of(const std::string& id);
  const IndexReport& measured(const Home& home);
  // Per product. Asked for one source, it computes all that claims from this seat name, in lanes.
  const std::vector<ExposureNumbers>& exposed(const Home& home, const Home& source, bool buildup);

  void solve(const Home& home, std::span<const Home* const> sources, bool buildup);
  Answer exposure_index(const Claim& claim, const std::string& index, const Home& home);
  Answer share_index(const Claim& claim, const std::string& index, const Home& home);
  Answer home_index(const Claim& claim, const std::string& index, const Home& home);
  Answer reported(const Claim& claim);
  // The share of the places in a set, with its bounds.
  Evidence share_of(const ShareSet& set, const Home& places, const std::string& index) const;
  std::optional<Evidence> index_of(const Home& home, ProductId product, const std::string& index);

  const Lookup& lookup_;
  const Case& data_;
  std::vector<ProductId> products_;  // that claims speak of
  std::map<std::string, std::optional<Home>> homes_;
  std::map<std::string, IndexReport> reports_;
  std::map<std::pair<std::string, std::string>, std::vector<ExposureNumbers>> exposed_[2];
  std::unique_ptr<ExposureStructure> structure_[2];
  std::unique_ptr<Shares> values_, bounds_;
  // Rows of `reported`, by index and by product.
  std::map<std::string, std::vector<const ReportedRow*>> reported_by_index_;
  std::map<std::uint32_t, std::vector<const ReportedRow*>> reported_by_product_;
};

}  // namespace nail
