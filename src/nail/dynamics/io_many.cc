#include "nail/dynamics/io_many.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "nail/dynamics/io_shocks.h"
#include "nail/dynamics/io_summary.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

// The sums and orders of a tile's columns, 128 bytes each, are to stay in a core's second cache.
constexpr std::uint32_t kWidth = 256;

template <class T>
const IoShape<T>& shape_of(const IoKernels& kernels) {
  if constexpr (sizeof(T) == sizeof(double)) {
    return kernels.many;
  } else {
    return kernels.many_float;
  }
}

template <class T>
class Batch {
 public:
  Batch(const IoArrays<T>& arrays, const IoOptions& options, std::span<const IoPlan> plans,
        int steps)
      : arrays_(arrays), steps_(steps), output_(plans.size() * static_cast<std::size_t>(steps), 0) {
    for (const IoPlan& plan : plans) {
      shocks_.emplace_back(plan, options.step_days);
      over_.push_back(static_cast<int>(std::ceil(plan.last_full_day / options.step_days)));
    }
    make_state();
    totals_.resize(plans.size());
  }

  // False where it was stopped.
  bool run(const IoShape<T>& kernel, const std::function<bool(int)>& after_step) {
    const IoSystemView<T> view = arrays_.view();
    for (int step = 0; step < steps_; ++step) {
      for (std::size_t lane = 0; lane < shocks_.size(); ++lane) {
        shocks_[lane].apply(step, now_.remain + lane, now_.extra + lane, kLanes);
      }
      now_.adapts = step >= 2;
      kernel.want(view, now_);
      if (view.weight != nullptr) {
        for (std::uint32_t c = 0; c < view.chunks; ++c) kernel.lack(view, now_, c);
      }
      kernel.make(view, now_);
      for (std::size_t lane = 0; lane < shocks_.size(); ++lane) {
        shocks_[lane].repair(now_.share + lane, kLanes);
      }
      add(step);
      for (std::uint32_t c = 0; c < view.chunks; ++c) kernel.trade(view, now_, c);
      if (!after_step(step)) return false;
    }
    finish();
    return true;
  }

  const std::vector<IoTotals>& totals() const { return totals_; }

 private:
  static constexpr std::size_t kLanes = kIoLanes<T>;

  void make_state() {
    const IoSystemView<T>& sizes = arrays_.sizes;
    const std::size_t padded = sizes.padded, cells = arrays_.cells();
    numbers_.resize((2 * cells + 14 * padded + 3 * std::size_t{sizes.width}) * kLanes);
    T* next = numbers_.data();
    const auto take = [&next](std::size_t count) {
      T* at = next;
      next += count * kLanes;
      return at;
    };
    now_.stock = take(cells);
    now_.order = take(cells);
    for (T** array : {&now_.orders, &now_.remain, &now_.extra, &now_.reach, &now_.alpha,
                      &now_.before, &now_.demand, &now_.capacity, &now_.wanted, &now_.made,
                      &now_.share, &now_.delivered, &now_.least_stock, &now_.lack}) {
      *array = take(padded);
    }
    now_.scratch = take(3 * std::size_t{sizes.width});
    const auto fill = [](T* at, T value) { std::fill_n(at, kLanes, value); };
    for (std::size_t k = 0; k < cells; ++k) {
      fill(now_.stock + k * kLanes, arrays_.first_stock[k]);
      fill(now_.order + k * kLanes, T(1));
    }
    for (std::uint32_t j = 0; j < padded; ++j) {
      const std::size_t at = j * kLanes;
      double orders = 0;
      for (std::uint32_t c = 0; c < sizes.chunks; ++c) {
        orders += static_cast<double>(arrays_.first_orders[c * padded + j]);
      }
      fill(now_.orders + at, static_cast<T>(orders));
      fill(now_.remain + at, T(1));
      fill(now_.reach + at, T(1));
      fill(now_.alpha + at, std::max(T(1), sizes.alpha_base));
      fill(now_.before + at, arrays_.output[j]);
      T least = std::numeric_limits<T>::infinity();
      for (std::uint32_t s = 0; j < sizes.rows && s < sizes.products; ++s) {
        const std::size_t cell = arrays_.cell(s, j);
        if (!(arrays_.stock_scale[cell] > 0)) continue;
        least = std::min(least, arrays_.first_stock[cell] * arrays_.stock_scale[cell]);
      }
      fill(now_.least_stock + at, least);
    }
  }

  void add(int step) {
    double production[kLanes] = {}, loss[kLanes] = {}, unmet[kLanes] = {};
    for (std::size_t i = 0; i < arrays_.sizes.rows; ++i) {
      const auto output = static_cast<double>(arrays_.output[i]);
      const double final_demand = std::max(0.0, static_cast<double>(arrays_.final_demand[i]));
      const T* made = now_.before + i * kLanes;
      const T* share = now_.share + i * kLanes;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const auto of_lane = static_cast<double>(made[lane]);
        production[lane] += of_lane;
        loss[lane] += output - of_lane;
        unmet[lane] += final_demand * (1 - static_cast<double>(share[lane]));
      }
    }
    for (std::size_t lane = 0; lane < shocks_.size(); ++lane) {
      IoTotals& totals = totals_[lane];
      totals.production_loss += loss[lane];
      totals.unmet_final += unmet[lane];
      const auto rows = shocks_[lane].rows();
      const auto surge = shocks_[lane].surge();
      for (std::size_t k = 0; k < rows.size(); ++k) {
        totals.unmet_final += std::max(0.0, surge[k]) *
                              (1 - static_cast<double>(now_.share[rows[k] * kLanes + lane]));
      }
      output_[lane * static_cast<std::size_t>(steps_) + static_cast<std::size_t>(step)] =
          production[lane];
      const double baseline = production[lane] + loss[lane];
      if (loss[lane] > std::max(totals.worst_loss, kIoRecovered * 1e-6) * baseline) {
        totals.worst_loss = loss[lane] / baseline;
        totals.worst_step = step;
      }
    }
  }

  void finish() {
    double baseline = 0;
    for (std::size_t i = 0; i < arrays_.sizes.rows; ++i) {
      baseline += static_cast<double>(arrays_.output[i]);
    }
    for (std::size_t lane = 0; lane < totals_.size(); ++lane) {
      const auto steps = static_cast<std::size_t>(steps_);
      totals_[lane].collapse =
          collapse_start({output_.data() + lane * steps, steps}, baseline, over_[lane]);
    }
  }

  const IoArrays<T>& arrays_;
  int steps_;
  AlignedVector<T> numbers_;
  IoStateView<T> now_;
  std::vector<IoShocks> shocks_;  // one a lane in use
  std::vector<int> over_;
  std::vector<double> output_;  // per lane and step
  std::vector<IoTotals> totals_;
};

template <class T>
std::vector<IoTotals> run_batches(const IoArrays<T>& arrays, const IoOptions& model,
                                  std::span<const IoPlan> plans, const IoManyOptions& options) {
  constexpr std::size_t kLanes = kIoLanes<T>;
  const IoKernels& kernels = options.kernels != nullptr ? *options.kernels : io_kernels();
  const std::size_t batches = (plans.size() + kLanes - 1) / kLanes;
  std::vector<IoTotals> totals(plans.size());
  std::atomic<bool> stopped{false};
  std::atomic<std::size_t> steps_done{0};
  const double all = static_cast<double>(batches) * options.steps;
  parallel_parts(batches, [&](std::size_t b) {
    if (stopped) return;
    const auto mine = plans.subspan(b * kLanes, std::min(kLanes, plans.size() - b * kLanes));
    Batch<T> batch(arrays, model, mine, options.steps);
    batch.run(shape_of<T>(kernels), [&](int) {
      const std::size_t done = ++steps_done;
      if (options.progress && !options.progress(static_cast<double>(done) / all)) stopped = true;
      return !stopped;
    });
    std::copy(batch.totals().begin(), batch.totals().end(),
              totals.begin() + static_cast<std::ptrdiff_t>(b * kLanes));
  });
  if (stopped) totals.clear();
  return totals;
}

}  // namespace

Result<IoMany> IoMany::make(const IoTable& table, const IoOptions& options, Precision precision) {
  if (options.compat) {
    return fail(ExitCode::usage, "--compat is for single scenarios; leave it out");
  }
  if (auto wrong = check_io_options(table, options); !wrong) return tl::unexpected(wrong.error());
  IoMany many;
  many.options_ = options;
  if (precision == Precision::twice) {
    many.twice_ =
        std::make_unique<IoArrays<double>>(make_io_arrays<double>(table, options, kWidth));
  } else {
    many.single_ = std::make_unique<IoArrays<float>>(make_io_arrays<float>(table, options, kWidth));
  }
  return many;
}

std::vector<IoTotals> IoMany::run(std::span<const IoPlan> plans,
                                  const IoManyOptions& options) const {
  return twice_ ? run_batches(*twice_, options_, plans, options)
                : run_batches(*single_, options_, plans, options);
}

}  // namespace nail
