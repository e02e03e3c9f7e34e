// Progress of many shocks on many threads: the callback is called by one thread at a time and a few
// times a second, whatever the number of threads.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "nail/cascade/rank.h"

namespace nail {

class RankMeter {
 public:
  explicit RankMeter(const RankProgress& progress) : progress_(&progress) {}

  // Shocks that are done now.
  void add(std::uint64_t shocks) { done_ += shocks; }
  // To be called often, between two pieces of work: false means stop.
  bool goes_on() {
    if (!*progress_) return true;
    if (const std::unique_lock lock(mutex_, std::try_to_lock); lock.owns_lock()) {
      const auto now = std::chrono::steady_clock::now();
      if (!stopped_ && now - last_ >= std::chrono::milliseconds(100)) {
        last_ = now;
        if (!(*progress_)(done_)) stopped_ = true;
      }
    }
    return !stopped_;
  }
  // At the end, from the thread that started: the last call.
  void finish() {
    if (*progress_ && !stopped_ && !(*progress_)(done_)) stopped_ = true;
  }
  bool was_stopped() const { return stopped_; }
  std::uint64_t done() const { return done_; }

 private:
  const RankProgress* progress_;
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace nail
