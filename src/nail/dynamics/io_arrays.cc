// An input-output model in the layout of its kernels.
#include <algorithm>
#include <cmath>
#include <limits>

#include "nail/base/mutant.h"
#include "nail/dynamics/io_model.h"

namespace nail {
namespace {

constexpr double kDaysAYear = 365;
constexpr double kPeersUse = 1e-5;

std::uint32_t whole_panels(std::uint32_t sectors) {
  return (sectors + kIoPanel - 1) / kIoPanel * kIoPanel;
}

template <class T>
class Maker {
 public:
  Maker(const IoTable& table, const IoOptions& options, std::uint32_t width)
      : table_(table), options_(options), step_(options.step_days / kDaysAYear) {
    IoSystemView<T>& sizes = arrays_.sizes;
    sizes.rows = static_cast<std::uint32_t>(table.rows());
    sizes.padded = std::max(kIoPanel, whole_panels(sizes.rows));
    sizes.products = static_cast<std::uint32_t>(table.products.size());
    // Chunks of equal width, so that threads get equal work.
    const std::uint32_t most = std::max(kIoPanel, whole_panels(width));
    sizes.chunks = (sizes.padded + most - 1) / most;
    sizes.width = whole_panels((sizes.padded + sizes.chunks - 1) / sizes.chunks);
    sizes.chunks = (sizes.padded + sizes.width - 1) / sizes.width;
    sizes.alpha_base = static_cast<T>(options.alpha_base);
    sizes.alpha_max = static_cast<T>(options.alpha_max);
    sizes.alpha_step = static_cast<T>(options.step_days / options.alpha_days);
    sizes.no_scarcity = static_cast<T>(options.compat ? 0 : kNoScarcity<T>);
    sizes.alt = options.alt;
  }

  IoArrays<T> make() {
    arrays_.row_begin = table_.row_begin;
    make_sectors();
    make_sums();
    make_products();
    make_cells();
    if (table_.flows.dense) {
      make_dense();
    } else {
      make_sparse();
    }
    return std::move(arrays_);
  }

 private:
  void make_sectors() {
    const std::uint32_t padded = arrays_.sizes.padded;
    arrays_.output.assign(padded, 0);
    arrays_.per_output.assign(padded, 0);
    arrays_.final_demand.assign(padded, 0);
    arrays_.drawn.assign(padded, 0);
    for (std::size_t i = 0; i < table_.rows(); ++i) {
      const double output = table_.output[i] * step_;
      arrays_.output[i] = static_cast<T>(output);
      arrays_.per_output[i] = static_cast<T>(output > 0 ? 1 / output : 0);
      arrays_.final_demand[i] = static_cast<T>(table_.final_sum[i] * step_);
      if (!options_.compat) {
        arrays_.drawn[i] = static_cast<T>(std::max(0.0, -table_.final_sum[i] * step_));
      }
    }
  }

  // What a column buys of a product in a year.
  void make_sums() {
    const std::size_t n = table_.rows();
    sums_.assign(table_.products.size() * n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      double* of_product = sums_.data() + table_.product[i] * n;
      table_.flows.for_each(i, [&](std::size_t j, double value) { of_product[j] += value; });
    }
  }

  void make_products() {
    for (std::size_t s = 0; s < table_.products.size(); ++s) {
      const std::vector<double>& days = options_.inventory_days;
      const double inventory = io_inventory_steps(days[days.size() == 1 ? 0 : s], options_);
      const bool unlimited = std::isinf(inventory);
      arrays_.inventory.push_back(static_cast<T>(unlimited ? 0 : inventory));
      arrays_.restock.push_back(
          static_cast<T>(unlimited ? 0 : options_.step_days / options_.restock_days));
      // With psi inventory below one step a stock could be drawn below nothing.
      const double waits =
          options_.compat ? options_.psi * inventory : std::max(1.0, options_.psi * inventory);
      arrays_.cover.push_back(static_cast<T>(unlimited ? 0 : 1 / waits));
    }
  }

  InputClass class_of(std::size_t s, std::size_t j) const {
    if (options_.classes.empty()) return InputClass::essential;
    return options_.classes[s * table_.products.size() + table_.product[j]];
  }

  void make_cells() {
    const IoSystemView<T>& sizes = arrays_.sizes;
    const std::size_t n = table_.rows();
    const std::size_t cells = std::size_t{sizes.products} * sizes.padded;
    arrays_.use.assign(cells, 0);
    arrays_.stock_scale.assign(cells, 0);
    arrays_.first_stock.assign(cells, std::numeric_limits<T>::infinity());
    const bool important = std::find(options_.classes.begin(), options_.classes.end(),
                                     InputClass::important) != options_.classes.end();
    if (important) arrays_.weight.assign(cells, 0);
    for (std::uint32_t j = 0; j < n; ++j) {
      double cost = 0;
      for (std::uint32_t s = 0; s < sizes.products; ++s) cost += sums_[s * n + j];
      for (std::uint32_t s = 0; s < sizes.products; ++s) {
        const double sum = sums_[s * n + j];
        if (!(sum > 0)) continue;
        const std::size_t cell = arrays_.cell(s, j);
        arrays_.use[cell] = static_cast<T>(sum * step_);
        const bool unlimited = !(arrays_.restock[s] > 0);
        if (!unlimited) arrays_.first_stock[cell] = arrays_.inventory[s];
        const bool used = !options_.compat || sum > kPeersUse * table_.output[j] * step_;
        const InputClass input = class_of(s, j);
        if (input == InputClass::essential && used && !unlimited)
          arrays_.stock_scale[cell] = arrays_.cover[s];
        if (input == InputClass::important && !unlimited) {
          arrays_.weight[cell] =
              static_cast<T>(NAIL_MUTANT(io_important_weighs_all, sum / cost, 1.0));
        }
      }
    }
  }

  double share(std::size_t i, std::size_t j, double value) const {
    const double sum = sums_[table_.product[i] * table_.rows() + j];
    return sum > 0 ? value / sum : 0;
  }

  void make_dense() {
    const IoSystemView<T>& sizes = arrays_.sizes;
    arrays_.shares.assign(std::size_t{sizes.rows} * sizes.padded, 0);
    arrays_.first_orders.assign(std::size_t{sizes.chunks} * sizes.padded, 0);
    for (std::uint32_t i = 0; i < sizes.rows; ++i) {
      const std::uint32_t from = table_.row_begin[table_.product[i]];
      const std::uint32_t rows = table_.row_begin[table_.product[i] + 1] - from;
      std::vector<double> orders(sizes.chunks, 0);
      table_.flows.for_each(i, [&](std::size_t j, double value) {
        const auto chunk = static_cast<std::uint32_t>(j / sizes.width);
        const std::size_t first = std::size_t{chunk} * sizes.width;
        const std::size_t width = std::min<std::size_t>(sizes.width, sizes.padded - first);
        const std::size_t panel = (j - first) / kIoPanel;
        arrays_.shares[sizes.rows * first + from * width + (panel * rows + i - from) * kIoPanel +
                       (j - first) % kIoPanel] = static_cast<T>(share(i, j, value));
        orders[chunk] += value * step_;
      });
      keep_orders(i, orders);
    }
  }

  void make_sparse() {
    const IoSystemView<T>& sizes = arrays_.sizes;
    arrays_.first_orders.assign(std::size_t{sizes.chunks} * sizes.padded, 0);
    arrays_.begin.assign(std::size_t{sizes.chunks} * sizes.rows + 1, 0);
    for (std::uint32_t i = 0; i < sizes.rows; ++i) {
      std::vector<double> orders(sizes.chunks, 0);
      table_.flows.for_each(i, [&](std::size_t j, double value) {
        ++arrays_.begin[j / sizes.width * sizes.rows + i + 1];
        orders[j / sizes.width] += value * step_;
      });
      keep_orders(i, orders);
    }
    for (std::size_t k = 1; k < arrays_.begin.size(); ++k) arrays_.begin[k] += arrays_.begin[k - 1];
    arrays_.shares.resize(arrays_.begin.back());
    arrays_.column.resize(arrays_.begin.back());
    std::vector<std::uint64_t> next(arrays_.begin.begin(), arrays_.begin.end() - 1);
    for (std::uint32_t i = 0; i < sizes.rows; ++i) {
      table_.flows.for_each(i, [&](std::size_t j, double value) {
        const std::uint64_t at = next[j / sizes.width * sizes.rows + i]++;
        arrays_.shares[at] = static_cast<T>(share(i, j, value));
        arrays_.column[at] = static_cast<std::uint32_t>(j % sizes.width);
      });
    }
  }

  void keep_orders(std::uint32_t row, const std::vector<double>& orders) {
    for (std::size_t c = 0; c < orders.size(); ++c) {
      arrays_.first_orders[c * arrays_.sizes.padded + row] = static_cast<T>(orders[c]);
    }
  }

  const IoTable& table_;
  const IoOptions& options_;
  double step_;
  std::vector<double> sums_;  // per product and column, money a year
  IoArrays<T> arrays_;
};

}  // namespace

double io_inventory_steps(double days, const IoOptions& options) {
  const double steps = days / options.step_days;
  return steps <= kShortInventory ? 2 : steps;
}

template <class T>
IoSystemView<T> IoArrays<T>::view() const {
  IoSystemView<T> view = sizes;
  view.row_begin = row_begin.data();
  view.shares = shares.data();
  view.begin = begin.empty() ? nullptr : begin.data();
  view.column = column.data();
  view.use = use.data();
  view.stock_scale = stock_scale.data();
  view.weight = weight.empty() ? nullptr : weight.data();
  view.inventory = inventory.data();
  view.restock = restock.data();
  view.cover = cover.data();
  view.output = output.data();
  view.per_output = per_output.data();
  view.final_demand = final_demand.data();
  view.drawn = drawn.data();
  return view;
}

template <class T>
std::size_t IoArrays<T>::cell(std::uint32_t product, std::uint32_t sector) const {
  const std::size_t first = std::size_t{sector / sizes.width} * sizes.width;
  const std::size_t width = std::min<std::size_t>(sizes.width, sizes.padded - first);
  return sizes.products * first + product * width + sector - first;
}

template <class T>
IoArrays<T> make_io_arrays(const IoTable& table, const IoOptions& options, std::uint32_t width) {
  return Maker<T>(table, options, width).make();
}

template struct IoArrays<double>;
template struct IoArrays<float>;
template IoArrays<double> make_io_arrays(const IoTable&, const IoOptions&, std::uint32_t);
template IoArrays<float> make_io_arrays(const IoTable&, const IoOptions&, std::uint32_t);

}  // namespace nail
