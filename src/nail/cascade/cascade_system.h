// What a rule makes of a firm network: shares of loss that each link passes on, downstream to
// buyers and upstream to suppliers (methods 3; Diem, Borsos, Reisch, Kertesz, Thurner 2022,
// "Quantifying firm-level economic systemic risk from nation-wide supply networks").
//
//   downstream  xd_j <- min(1, max(psi_j, max over slots of j of L_slot)),
//               L_slot = sum over links into the slot of share * sigma_i * xd_i
//   upstream    xu_i <- min(1, max(psi_i, sum over buyers j of share_ij * xu_j))
//
// A buyer's essential products have a slot each, in which the share is value over the buyer's
// purchases of that product (class 2); all its important products share one slot, in which the
// share is value over all its purchases, those of class 0 included (class 1); links of class 0 pass
// nothing downstream. Upstream the share is value over size s_i = max(output, sales). The product
// of a link is its own where the table names one, else its supplier's.
//
// sigma_i = min(1, s_i / A_m), A_m = sum over j of market m of s_j (1 - xd_j); 1 without markets,
// and where nothing is left of a market, so that answers do not depend on the unit of money. With
// compat an A_m below 1e-10 becomes 1, as in the published implementation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/network/firm_network.h"
#include "nail/numeric/aligned.h"

namespace nail {

enum class CascadeRule { glpf, linear, leontief };  // classes as given, all 1, all 2
// What computes: the fastest that is exact for a shock; or dense lanes for all, to compare with.
enum class CascadeEngine { fastest, lanes };

inline constexpr std::uint32_t kNoMarket = 0xffffffffU;
inline constexpr std::uint32_t kManyProducts = 0xffffffffU;  // the slot of important products
inline constexpr double kDeadMarket = 1e-10;                 // with compat, money

struct CascadeOptions {
  CascadeRule rule = CascadeRule::glpf;
  std::string market = "none";       // none, product, or a column of sites
  std::vector<std::string> weights;  // columns of sites; empty: size
  double eps = 1e-2;                 // a parameter of the model: growth at which a cascade stops
  bool converged = false;            // the fixed point instead; eps is not used
  bool compat = false;
  CascadeEngine engine = CascadeEngine::fastest;
};

// Sites are numbered by position in `order`: internal number -> position in the network. All arrays
// below are by internal number, chosen so that what is visited often lies together.
struct CascadeSystem {
  std::uint32_t sites = 0, slots = 0, markets = 0;
  std::vector<std::uint32_t> order, number;  // internal -> network, network -> internal

  // Downstream, by supplier (push): links [down_begin[i], down_begin[i+1]) into slots.
  AlignedVector<std::uint64_t> down_begin;
  AlignedVector<std::uint32_t> down_slot;
  AlignedVector<double> down_share;
  // Slots of buyer j: [slot_begin[j], slot_begin[j+1]).
  std::vector<std::uint32_t> slot_begin, slot_buyer, slot_product;
  // Downstream, by slot (pull): links [slot_link_begin[s], slot_link_begin[s+1]), suppliers
  // ascending.
  AlignedVector<std::uint64_t> slot_link_begin;
  AlignedVector<std::uint32_t> slot_supplier;
  AlignedVector<double> slot_share;

  // Upstream, by supplier (pull): links [sell_begin[i], sell_begin[i+1]), buyers ascending; links
  // to one buyer in several products are one here.
  AlignedVector<std::uint64_t> sell_begin;
  AlignedVector<std::uint32_t> sell_buyer;
  AlignedVector<double> sell_share;
  // Upstream, by buyer (push): links [buy_begin[j], buy_begin[j+1]), suppliers ascending.
  AlignedVector<std::uint64_t> buy_begin;
  AlignedVector<std::uint32_t> buy_supplier;
  AlignedVector<double> buy_share;

  std::vector<double> size;                  // s_i, money a year
  std::vector<std::uint32_t> market;         // of each site, kNoMarket: none; empty without markets
  std::vector<std::vector<double>> weights;  // one a weight, each adding up to 1
  std::vector<std::string> weight_names;
  CascadeOptions options;
};

// Fails with ExitCode::usage where the market or a weight is no column of sites, or a weight is
// negative or adds up to nothing.
Result<CascadeSystem> make_cascade_system(const FirmNetwork& network,
                                          const CascadeOptions& options);

// Whether no loss ever falls back from step to step. With compat a dead market counts as 1 unit of
// money: a loss that its suppliers pass on in full (as by default) only where they sell that much.
bool losses_only_grow(const CascadeSystem& system);

}  // namespace nail
