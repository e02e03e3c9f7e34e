#include "nail/case/site_index.h"

#include <bit>
#include <cstring>

namespace nail {
namespace {

std::uint64_t load8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The two halves of a product, folded: every bit of either factor moves bits in both halves.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15ULL;  // the golden ratio's digits
constexpr std::uint64_t kSecond = 0xC2B2AE3D27D4EB4FULL;

}  // namespace

std::uint64_t SiteIndex::hash(std::string_view id) {
  std::uint64_t state = id.size() * kSecond;
  while (id.size() > 8) {
    state = fold(state ^ load8(id.data()), kFirst);
    id.remove_prefix(8);
  }
  std::uint64_t last = 0;
  if (!id.empty()) std::memcpy(&last, id.data(), id.size());
  return fold(state ^ last ^ kSecond, kFirst);
}

SiteIndex::SiteIndex(std::span<const std::string> ids)
    : ids_(ids), slots_(std::bit_ceil(2 * ids.size() + 1)), mask_(slots_.size() - 1) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::uint64_t code = hash(ids[i]);
    const auto tag = static_cast<std::uint32_t>(code >> 32);
    std::uint64_t at = code & mask_;
    while (slots_[at].position != kNone &&
           (slots_[at].tag != tag || ids_[slots_[at].position] != ids[i])) {
      at = (at + 1) & mask_;
    }
    if (slots_[at].position != kNone) {
      is_unique_ = false;
    } else {
      slots_[at] = {tag, static_cast<std::uint32_t>(i)};
    }
  }
}

void SiteIndex::prefetch_id(std::uint64_t hash) const {
  const Slot& slot = slots_[hash & mask_];
  if (slot.position != kNone) __builtin_prefetch(&ids_[slot.position]);
}

std::uint32_t SiteIndex::find(std::string_view id, std::uint64_t hash) const {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  for (std::uint64_t at = hash & mask_; slots_[at].position != kNone; at = (at + 1) & mask_) {
    if (slots_[at].tag == tag && ids_[slots_[at].position] == id) return slots_[at].position;
  }
  return kNone;
}

}  // namespace nail
