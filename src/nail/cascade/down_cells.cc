#include "nail/cascade/down_cells.h"

#include <algorithm>
#include <numeric>

namespace nail {
namespace {

constexpr std::uint32_t kLineCells = 8;

// First cell of each slot.
std::vector<std::uint32_t> place_sites(const CascadeSystem& system, DownCells& made) {
  std::vector<std::uint32_t> slot_cell(system.slots);
  std::uint32_t at = 0;
  for (std::uint32_t j = 0; j < system.sites; ++j) {
    const std::uint32_t slots = system.slot_begin[j + 1] - system.slot_begin[j];
    const std::uint32_t cells = kHeadCells + slots;
    const std::uint32_t room = kLineCells - at % kLineCells;
    if (cells > room && room < kLineCells && (cells <= kLineCells || room < kHeadCells + 1)) {
      at += room;
    }
    made.sites[j].head = at;
    made.sites[j].slots = slots;
    for (std::uint32_t s = 0; s < slots; ++s) {
      slot_cell[system.slot_begin[j] + s] = at + kHeadCells + s;
    }
    at += cells;
  }
  made.cells = (at + kLineCells - 1) / kLineCells * kLineCells;
  return slot_cell;
}

void gather_markets(const CascadeSystem& system, DownCells& made) {
  made.markets = system.markets;
  made.market_size.assign(std::size_t{made.markets} + 1, 0);
  made.member_begin.assign(std::size_t{made.markets} + 2, 0);
  for (const DownSite& site : made.sites) {
    made.market_size[site.market] += site.size;
    ++made.member_begin[site.market + 1];
  }
  std::partial_sum(made.member_begin.begin(), made.member_begin.end(), made.member_begin.begin());
  made.member.resize(system.sites);
  std::vector<std::uint32_t> at(made.member_begin.begin(), made.member_begin.end() - 1);
  for (std::uint32_t i = 0; i < system.sites; ++i) made.member[at[made.sites[i].market]++] = i;
}

}  // namespace

DownCells make_down_cells(const CascadeSystem& system) {
  DownCells made;
  made.sites.resize(system.sites);
  const std::vector<std::uint32_t> slot_cell = place_sites(system, made);
  made.links.resize(system.down_slot.size() + kLinksAhead);  // fetched past the end
  for (std::size_t k = 0; k < system.down_slot.size(); ++k) {
    const std::uint32_t slot = system.down_slot[k];
    made.links[k] = {slot_cell[slot], made.sites[system.slot_buyer[slot]].head,
                     system.down_share[k]};
  }
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    DownSite& site = made.sites[i];
    site.size = system.size[i];
    double weight = system.weights[0][i];
    for (const auto& other : system.weights) weight = std::min(weight, other[i]);
    site.weight = static_cast<float>(weight);
    const bool has_market = !system.market.empty() && system.market[i] != kNoMarket;
    site.market = has_market ? system.market[i] : system.markets;
    site.first_link = static_cast<std::uint32_t>(system.down_begin[i]);
    site.last_link = static_cast<std::uint32_t>(system.down_begin[i + 1]);
  }
  gather_markets(system, made);
  return made;
}

}  // namespace nail
