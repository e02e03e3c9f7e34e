// Finds sites by id, millions of times: an open hash table of positions. A lookup misses the cache
// twice, so many are begun at once: hash all, prefetch all, then find all.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nail {

class SiteIndex {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  SiteIndex() = default;
  // ids must outlive the index and stay where they are. Of equal ids the first is found.
  explicit SiteIndex(std::span<const std::string> ids);

  // Whether no two ids are equal.
  bool is_unique() const { return is_unique_; }
  static std::uint64_t hash(std::string_view id);
  // Brings the slot of a hash near.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }
  // Brings the id that probably has the hash near; after prefetch() has had its time.
  void prefetch_id(std::uint64_t hash) const;
  // The position of id, or kNone.
  std::uint32_t find(std::string_view id, std::uint64_t hash) const;
  std::uint32_t find(std::string_view id) const { return find(id, hash(id)); }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // high half of the hash
    std::uint32_t position = kNone;
  };
  std::span<const std::string> ids_;
  std::vector<Slot> slots_ = std::vector<Slot>(1);  // a power of two, at most half full
  std::uint64_t mask_ = 0;
  bool is_unique_ = true;
};

}  // namespace nail
