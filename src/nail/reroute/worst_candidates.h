// What can be taken away in the question which K removals hurt a home most, and sets of it taken
// away together: for the static bounds, and as shocks of a run over time.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "nail/dynamics/shock_plan.h"
#include "nail/exposure/removal.h"

namespace nail {

// sites: what one place makes of one product. places: all that a place exports; as the home is
// never among them, nobody in question notices whether the place itself keeps what it makes.
// organisations: what they are known to make, everywhere.
enum class RemovalUnit { sites, places, organisations };
std::string_view to_string(RemovalUnit unit);

// Everything of the unit that makes or is named to supply one of the products (products: per
// product of the network, not 0 for those that count), in order of id. Places without the home's.
std::vector<Removal> removal_candidates(const ProductNetwork& network, RemovalUnit unit,
                                        const Home& home, std::span<const std::uint8_t> products);

// The removal of the members (positions in all) together, in `into`, whose memory is used again.
// Organisations in one place lose the sum of their parts. The id is that of the members, joined
// by ;.
void join_removals(std::span<const Removal> all, std::span<const std::uint32_t> members,
                   Removal& into);

// The removal over time: these nodes are out from day 0 for days, each by the part that is removed.
ShockPlan plan_removal(const StressNetwork& network, const Removal& removal, int days);

// Per product of the network: 1 where it is one of `products` or can be needed for one of them.
std::vector<std::uint8_t> needed_products(const ProductNetwork& network,
                                          std::span<const ProductId> products);

}  // namespace nail
