// How the downstream engine lays out a network in memory: what one visit of a link touches shares a
// cache line.
//
// A buyer is a run of cells of 8 bytes: a head of two (its loss, and marks), then an accumulator
// for each slot. Runs of up to eight cells do not cross a cache line. A link names its slot's cell
// and its buyer's head.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/numeric/aligned.h"

namespace nail {

struct DownLink {
  std::uint32_t slot = 0, head = 0;  // cells
  double share = 0;
};

struct DownHead {
  double loss = 0;
  std::uint32_t site = 0;
  std::uint32_t mark = 0;  // kQueued, and 1 + the position of its record where it has lost
};
inline constexpr std::uint32_t kQueued = 0x80000000U;
inline constexpr std::uint32_t kHeadCells = 2;
inline constexpr std::uint32_t kLinksAhead = 16;  // that are fetched before they are visited

// What is read of a site when a loss first reaches it.
struct DownSite {
  double size = 0;
  float weight = 0;          // the least of all weights
  std::uint32_t market = 0;  // DownCells::markets: none
  std::uint32_t head = 0, slots = 0;
  std::uint32_t first_link = 0, last_link = 0;
};

struct DownCells {
  std::uint32_t cells = 0;        // with the heads, padded to a cache line
  AlignedVector<DownLink> links;  // by supplier
  std::vector<DownSite> sites;
  // Markets, and one more for the sites without: sizes added up in the order of sites, and members,
  // ascending.
  std::uint32_t markets = 0;
  std::vector<double> market_size;
  std::vector<std::uint32_t> member_begin, member;
};

DownCells make_down_cells(const CascadeSystem& system);

}  // namespace nail
