#include "mpi_sharing.h"

#include <mpi.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace nail::mpi {
namespace {

// Messages to the first process: ask for a block; a block's result; a failure. From it: a block, or
// kNoMore.
enum Tag : int { ask = 1, result, failure, block };
constexpr std::uint64_t kNoMore = std::numeric_limits<std::uint64_t>::max();
constexpr auto kPause = std::chrono::microseconds(500);
// MPI counts in int; a result of more bytes goes in several messages of a type of its own size.
constexpr std::size_t kMostBytes = std::numeric_limits<int>::max();

struct ResultMessage {
  std::uint64_t block = 0;
  std::string bytes;
};

std::string pack(std::uint64_t number, std::string_view bytes) {
  std::string message(sizeof(number), '\0');
  std::memcpy(message.data(), &number, sizeof(number));
  message += bytes;
  return message;
}

ResultMessage unpack(const std::string& message) {
  ResultMessage out;
  std::memcpy(&out.block, message.data(), sizeof(out.block));
  out.bytes = message.substr(sizeof(out.block));
  return out;
}

void send(int to, Tag tag, const std::string& message) {
  MPI_Send(message.data(), static_cast<int>(message.size()), MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

std::string receive(const MPI_Status& from) {
  int size = 0;
  MPI_Get_count(&from, MPI_BYTE, &size);
  std::string message(static_cast<std::size_t>(size), '\0');
  MPI_Recv(message.data(), size, MPI_BYTE, from.MPI_SOURCE, from.MPI_TAG, MPI_COMM_WORLD,
           MPI_STATUS_IGNORE);
  return message;
}

// Blocks computed in a thread beside the one that speaks MPI.
class Worker {
 public:
  explicit Worker(const cli::SharedWork& work) : work_(&work), thread_([this] { loop(); }) {}
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    stop_ = true;
    wake_.notify_all();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void stop() { stop_ = true; }
  double part() const { return part_; }
  void give(std::uint64_t block) {
    {
      const std::lock_guard lock(mutex_);
      block_ = block;
      part_ = 0;
    }
    wake_.notify_all();
  }
  // Whether it has a block, computed or not.
  bool is_busy() {
    const std::lock_guard lock(mutex_);
    return block_.has_value() || finished_.has_value();
  }
  // The block it has finished, once.
  std::optional<std::pair<std::uint64_t, Result<std::string>>> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(finished_, std::nullopt);
  }

 private:
  void loop() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return is_over_ || block_.has_value(); });
      if (is_over_) return;
      const std::uint64_t block = *block_;
      lock.unlock();
      auto bytes = work_->compute(block, [this](double part) {
        part_ = part;
        return !stop_;
      });
      lock.lock();
      finished_.emplace(block, std::move(bytes));
      block_.reset();
    }
  }

  const cli::SharedWork* work_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<std::uint64_t> block_;
  std::optional<std::pair<std::uint64_t, Result<std::string>>> finished_;
  std::atomic<bool> stop_{false};
  std::atomic<double> part_{0};
  bool is_over_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace

MpiSharing::MpiSharing() {
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &processes_);
}

bool MpiSharing::meet(bool is_ready, int code) {
  has_met_ = true;
  int mine = is_ready ? 0 : code == 0 ? -1 : code;
  std::vector<int> all(static_cast<std::size_t>(processes_));
  MPI_Allgather(&mine, 1, MPI_INT, all.data(), 1, MPI_INT, MPI_COMM_WORLD);
  bool all_ready = true, any_ready = false;
  for (const int one : all) {
    all_ready = all_ready && one == 0;
    any_ready = any_ready || one == 0;
  }
  if (!all_ready && any_ready && rank_ == 0) {
    for (int k = 0; k < processes_; ++k) {
      const int one = all[static_cast<std::size_t>(k)];
      if (one != 0) {
        fmt::print(
            stderr,
            "nail-mpi: process {} of {} could not begin (exit code {}); does its machine see "
            "the same files?\n",
            k, processes_, one);
      }
    }
  }
  return all_ready;
}

int MpiSharing::leave(int code) {
  if (!has_met_) meet(false, code);
  int worst = code;
  MPI_Bcast(&worst, 1, MPI_INT, 0, MPI_COMM_WORLD);
  return worst;
}

Result<void> MpiSharing::run(const cli::SharedWork& work,
                             const std::vector<std::uint64_t>& blocks) {
  if (!meet(true, 0)) {
    return fail(ExitCode::internal, "not all processes could begin");
  }
  return is_first() ? lead(work, blocks) : follow(work);
}

Result<void> MpiSharing::lead(const cli::SharedWork& work,
                              const std::vector<std::uint64_t>& blocks) {
  Worker worker(work);
  std::deque<std::uint64_t> waiting(blocks.begin(), blocks.end());
  const auto all = static_cast<double>(work.blocks);
  double finished = all - static_cast<double>(blocks.size());
  int others = processes_ - 1;  // that have not been told kNoMore
  std::optional<Error> error;
  const auto stop = [&](Error why) {
    if (!error) error = std::move(why);
    waiting.clear();
    worker.stop();
  };
  const auto take_result = [&](std::uint64_t block, std::string_view bytes) {
    if (error) return;
    if (auto accepted = work.accept(block, bytes); !accepted) stop(accepted.error());
    ++finished;
  };
  while (true) {
    bool is_idle = true;
    int has_message = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &has_message, &status);
    if (has_message != 0) {
      is_idle = false;
      const std::string message = receive(status);
      if (status.MPI_TAG == result) {
        const ResultMessage came = unpack(message);
        take_result(came.block, came.bytes);
      } else if (status.MPI_TAG == failure) {
        ResultMessage came = unpack(message);
        stop({static_cast<ExitCode>(came.block), std::move(came.bytes)});
      } else {
        std::uint64_t next = kNoMore;
        if (!waiting.empty()) {
          next = waiting.front();
          waiting.pop_front();
        } else {
          --others;
        }
        send(status.MPI_SOURCE, block, pack(next, {}));
      }
    }
    if (auto done = worker.take()) {
      is_idle = false;
      if (done->second) {
        take_result(done->first, *done->second);
      } else {
        stop(done->second.error());
      }
    }
    if (!waiting.empty() && !worker.is_busy()) {
      worker.give(waiting.front());
      waiting.pop_front();
      is_idle = false;
    }
    if (!error && !work.progress(all > 0 ? std::min(1.0, (finished + worker.part()) / all) : 1)) {
      stop({ExitCode::interrupted, "interrupted"});
    }
    if (waiting.empty() && others == 0 && !worker.is_busy()) break;
    if (is_idle) std::this_thread::sleep_for(kPause);
  }
  if (error) return tl::unexpected(*error);
  return {};
}

Result<void> MpiSharing::follow(const cli::SharedWork& work) {
  std::optional<Error> error;
  while (true) {
    send(0, ask, std::string());
    MPI_Status status;
    MPI_Probe(0, block, MPI_COMM_WORLD, &status);
    const std::uint64_t next = unpack(receive(status)).block;
    if (next == kNoMore) break;
    auto bytes = work.compute(next, [&](double) { return work.progress(0); });
    if (bytes && bytes->size() + sizeof(std::uint64_t) > kMostBytes) {
      bytes = fail(ExitCode::internal, "a block's result is too large for one message");
    }
    if (bytes) {
      send(0, result, pack(next, *bytes));
    } else {
      error = bytes.error();
      send(0, failure, pack(static_cast<std::uint64_t>(error->code), error->message));
    }
  }
  if (error) return tl::unexpected(*error);
  return {};
}

}  // namespace nail::mpi
