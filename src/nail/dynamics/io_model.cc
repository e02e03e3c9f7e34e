#include "nail/dynamics/io_model.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nail/dynamics/io_shocks.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

// A tile (a product's rows of a chunk) is to stay in a core's second cache.
constexpr std::size_t kTileBytes = std::size_t{192} << 10;
constexpr std::uint32_t kWidest = 512;
// Below this many flows a thread's share of a day is shorter than its start.
constexpr std::uint32_t kParallelFrom = 300;

std::uint32_t chunk_width(const IoTable& table, std::size_t bytes_a_flow) {
  std::size_t rows = 1;
  for (std::size_t p = 0; p + 1 < table.row_begin.size(); ++p) {
    rows = std::max<std::size_t>(rows, table.row_begin[p + 1] - table.row_begin[p]);
  }
  return static_cast<std::uint32_t>(
      std::clamp<std::size_t>(kTileBytes / (rows * bytes_a_flow), kIoPanel, kWidest));
}

struct State {
  AlignedVector<double> numbers;
  IoStateView<double> view;
  std::size_t scratch = 0;

  explicit State(const IoArrays<double>& arrays) {
    const IoSystemView<double>& sizes = arrays.sizes;
    const std::size_t padded = sizes.padded;
    const std::size_t orders = padded * sizes.chunks;
    scratch = 3 * std::size_t{sizes.width};
    numbers.resize(2 * arrays.cells() + orders + 13 * padded + scratch * sizes.chunks);
    double* next = numbers.data();
    const auto take = [&next](std::size_t count) {
      double* at = next;
      next += count;
      return at;
    };
    view.stock = take(arrays.cells());
    view.order = take(arrays.cells());
    view.orders = take(orders);
    for (double** array : {&view.remain, &view.extra, &view.reach, &view.alpha, &view.before,
                           &view.demand, &view.capacity, &view.wanted, &view.made, &view.share,
                           &view.delivered, &view.least_stock, &view.lack}) {
      *array = take(padded);
    }
    view.scratch = take(scratch * sizes.chunks);
    std::copy(arrays.first_stock.begin(), arrays.first_stock.end(), view.stock);
    std::fill_n(view.order, arrays.cells(), 1.0);
    std::copy(arrays.first_orders.begin(), arrays.first_orders.end(), view.orders);
    std::fill_n(view.remain, padded, 1.0);
    std::fill_n(view.reach, padded, 1.0);
    std::fill_n(view.alpha, padded, std::max(1.0, sizes.alpha_base));
    std::copy(arrays.output.begin(), arrays.output.end(), view.before);
    std::fill_n(view.least_stock, padded, std::numeric_limits<double>::infinity());
    for (std::uint32_t j = 0; j < sizes.rows; ++j) {
      for (std::uint32_t s = 0; s < sizes.products; ++s) {
        const std::size_t cell = arrays.cell(s, j);
        if (!(arrays.stock_scale[cell] > 0)) continue;
        view.least_stock[j] =
            std::min(view.least_stock[j], arrays.first_stock[cell] * arrays.stock_scale[cell]);
      }
    }
  }
};

// numpy's allclose of two numbers.
bool is_close(double a, double b) { return std::abs(a - b) <= 1e-8 + 1e-5 * std::abs(b); }

// The published implementation leaves stocks alone on a day on which all deliveries are close to
// all use, and orders no restocking where all stocks are close to their goals.
class PeersSkips {
 public:
  explicit PeersSkips(const IoSystem& system)
      : system_(system), deliveries_(system.table->products.size() * system.table->rows()) {}

  void decide(IoStateView<double>& state) {
    const IoTable& table = *system_.table;
    const IoArrays<double>& arrays = system_.arrays;
    const std::size_t n = table.rows();
    std::fill(deliveries_.begin(), deliveries_.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      double* of_product = deliveries_.data() + table.product[i] * n;
      table.flows.for_each(
          i, [&](std::size_t j, double value) { of_product[j] += value * state.delivered[i]; });
    }
    bool keeps_stock = true;
    const double step = system_.options.step_days / 365;
    for (std::uint32_t s = 0; s < table.products.size(); ++s) {
      for (std::uint32_t j = 0; j < n; ++j) {
        const std::size_t cell = arrays.cell(s, j);
        if (!(arrays.use[cell] > 0)) continue;
        deliveries_[s * n + j] *= step * state.order[cell];
        keeps_stock =
            keeps_stock && is_close(deliveries_[s * n + j], arrays.use[cell] * state.made[j]);
      }
    }
    bool keeps_gap = true;
    for (std::uint32_t s = 0; s < table.products.size(); ++s) {
      if (!(arrays.restock[s] > 0)) continue;
      for (std::uint32_t j = 0; j < n; ++j) {
        const std::size_t cell = arrays.cell(s, j);
        const double use = arrays.use[cell];
        if (!(use > 0)) continue;
        double stock = state.stock[cell] * use;
        if (!keeps_stock) stock += deliveries_[s * n + j] - use * state.made[j];
        keeps_gap = keeps_gap && is_close(state.wanted[j] * arrays.inventory[s] * use, stock);
      }
    }
    state.keeps_stock = keeps_stock;
    state.keeps_gap = keeps_gap;
  }

 private:
  const IoSystem& system_;
  std::vector<double> deliveries_;  // money of the step, per product and sector
};

}  // namespace

Result<void> check_io_options(const IoTable& table, const IoOptions& options) {
  const auto wrong = [](std::string what) { return fail(ExitCode::usage, std::move(what)); };
  if (!(options.psi > 0 && options.psi <= 1)) return wrong("--psi lies above 0 and up to 1");
  if (!(options.step_days >= 1)) return wrong("--step-days is 1 at least");
  if (!(options.restock_days >= options.step_days)) {
    return wrong("--restock-days is one step at least");
  }
  if (!(options.alpha_base >= 1 && options.alpha_max >= options.alpha_base)) {
    return wrong("--alpha-base is 1 at least and --alpha-max no less than it");
  }
  if (options.alpha_max > kMostOverproduction) {
    return wrong(fmt::format("--alpha-max is {} at most", kMostOverproduction));
  }
  if (!(options.alpha_days >= options.step_days)) return wrong("--alpha-days is one step at least");
  const std::size_t given = options.inventory_days.size();
  if (given != 1 && given != table.products.size()) {
    return wrong(fmt::format("inventories are given for {} products; the table has {}", given,
                             table.products.size()));
  }
  for (const double days : options.inventory_days) {
    if (!(days >= 0)) return wrong("--inventory-days is not negative");
    if (days > kMostInventory && !std::isinf(days)) {
      return wrong(fmt::format(
          "--inventory-days is {} at most, or inf for stocks that never run out", kMostInventory));
    }
  }
  const std::size_t pairs = table.products.size() * table.products.size();
  if (!options.classes.empty() && options.classes.size() != pairs) {
    return wrong("input classes are given for other products than the table's");
  }
  return {};
}

Result<IoSystem> compile_io_system(const IoTable& table, IoOptions options) {
  if (auto checked = check_io_options(table, options); !checked) {
    return tl::unexpected(checked.error());
  }
  IoSystem system;
  system.table = &table;
  system.options = std::move(options);
  system.arrays = make_io_arrays<double>(table, system.options, chunk_width(table, sizeof(double)));
  return system;
}

bool run_io(const IoSystem& system, const IoPlan& plan, const IoRunOptions& options,
            const std::function<bool(const IoDay&)>& visit) {
  const IoKernels& kernels = options.kernels != nullptr ? *options.kernels : io_kernels();
  const IoShape<double>& kernel = kernels.single;
  const IoSystemView<double> view = system.arrays.view();
  State state(system.arrays);
  IoStateView<double>& now = state.view;
  IoShocks shocks(plan, system.options.step_days);
  std::unique_ptr<PeersSkips> skips;
  if (system.options.compat) skips = std::make_unique<PeersSkips>(system);
  const auto lack = [&](std::size_t chunk) {
    kernel.lack(view, now, static_cast<std::uint32_t>(chunk));
  };
  const auto trade = [&](std::size_t chunk) {
    IoStateView<double> mine = now;
    mine.scratch += chunk * state.scratch;
    kernel.trade(view, mine, static_cast<std::uint32_t>(chunk));
  };
  // Held as functions once: to make one a day could allocate.
  const std::function<void(std::size_t)> lack_part = lack, trade_part = trade;
  const bool threads = view.rows >= kParallelFrom && view.chunks > 1;
  const auto for_chunks = [&](const std::function<void(std::size_t)>& part) {
    if (threads) {
      parallel_parts(view.chunks, part);
    } else {
      for (std::uint32_t c = 0; c < view.chunks; ++c) part(c);
    }
  };
  const std::size_t rows = view.rows;
  IoDay day;
  day.production = {now.before, rows};
  day.demand = {now.demand, rows};
  day.capacity = {now.capacity, rows};
  day.wanted = {now.wanted, rows};
  day.made = {now.made, rows};
  day.overproduction = {now.alpha, rows};
  day.served = {now.share, rows};
  day.stock = {now.stock, system.arrays.cells()};
  day.surging = shocks.rows();
  day.surge = shocks.surge();
  for (int step = 0; step < options.steps; ++step) {
    shocks.apply(step, now.remain, now.extra, 1);
    now.adapts = step >= 2;
    kernel.want(view, now);
    if (view.weight != nullptr) for_chunks(lack_part);
    kernel.make(view, now);
    shocks.repair(now.share, 1);
    day.step = step;
    if (!visit(day)) return false;
    if (skips != nullptr) skips->decide(now);
    for_chunks(trade_part);
  }
  return true;
}

std::size_t limiting_product(const IoSystem& system, const IoDay& day, std::size_t row) {
  const IoArrays<double>& arrays = system.arrays;
  std::size_t found = arrays.sizes.products;
  if (!(day.made[row] < day.wanted[row])) return found;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t s = 0; s < arrays.sizes.products; ++s) {
    const std::size_t cell = arrays.cell(s, static_cast<std::uint32_t>(row));
    double reach = std::numeric_limits<double>::infinity();
    if (arrays.stock_scale[cell] > 0) reach = day.stock[cell] * arrays.stock_scale[cell];
    if (!arrays.weight.empty() && arrays.weight[cell] > 0) {
      // What production would be were this the only important input.
      reach =
          day.wanted[row] -
          arrays.weight[cell] * std::max(0.0, day.wanted[row] - day.stock[cell] * arrays.cover[s]);
    }
    if (reach < least) {
      least = reach;
      found = s;
    }
  }
  return found;
}

}  // namespace nail
