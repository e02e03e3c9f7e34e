// A list of changes to be pushed along links, and who walks it ahead of the work so that memory is
// there when it is needed: links of a site lie together, what they touch does not.
#pragma once

#include <algorithm>
#include <cstdint>

#include "nail/cascade/cascade_system.h"

namespace nail {

struct DownPush {
  std::uint32_t first_link = 0, last_link = 0;  // at least one
  double change = 0;
};

// Walks the links of a list of pushes ahead of who visits them, and fetches what they will touch.
class DownFetcher {
 public:
  DownFetcher(const DownPush* first, const DownPush* last, const CascadeSystem& system,
              const double* sums)
      : push_(first),
        last_(last),
        slots_(system.down_slot.data()),
        shares_(system.down_share.data()),
        sums_(sums) {
    for (const DownPush* p = push_; p < last_ && p < push_ + kPushesAhead; ++p) fetch_links(*p);
    if (push_ < last_) at_ = push_->first_link;
    for (std::uint32_t k = 0; k < kLinksAhead; ++k) advance();
  }
  void advance() {
    if (push_ == last_) return;
    __builtin_prefetch(sums_ + slots_[at_], 1);
    if (++at_ < push_->last_link) return;
    if (++push_ == last_) return;
    at_ = push_->first_link;
    if (push_ + kPushesAhead < last_) fetch_links(push_[kPushesAhead]);
  }

 private:
  void fetch_links(const DownPush& push) {
    const std::uint32_t last = std::min(push.last_link, push.first_link + kLinksFetched);
    for (std::uint32_t k = push.first_link; k < last; k += 16) __builtin_prefetch(slots_ + k);
    for (std::uint32_t k = push.first_link; k < last; k += 8) __builtin_prefetch(shares_ + k);
  }
  static constexpr std::uint32_t kLinksAhead = 16, kPushesAhead = 6, kLinksFetched = 32;
  const DownPush* push_;
  const DownPush* last_;
  const std::uint32_t* slots_;
  const double* shares_;
  const double* sums_;
  std::uint32_t at_ = 0;
};

}  // namespace nail
