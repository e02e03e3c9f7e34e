// The kernels of io_kernel.h, to be included by one translation unit an instruction set, which
// defines NAIL_IO_VECTOR_BYTES (width of a register), NAIL_IO_COLUMNS and NAIL_IO_ROWS (tiles of
// sums that fit the registers), and exports one table of kernels. Everything here has internal
// linkage, and no header of the standard library is included: an inline function compiled for one
// machine could be linked into code for another.
#include "nail/base/mutant.h"
#include "nail/dynamics/io_kernel.h"

namespace nail {
namespace {

using Doubles = double __attribute__((vector_size(NAIL_IO_VECTOR_BYTES), may_alias));
using Floats = float __attribute__((vector_size(NAIL_IO_VECTOR_BYTES), may_alias));
template <class T>
struct Register {
  using Type = Doubles;
  static constexpr unsigned kSize = NAIL_IO_VECTOR_BYTES / sizeof(T);
};
template <>
struct Register<float> {
  using Type = Floats;
  static constexpr unsigned kSize = NAIL_IO_VECTOR_BYTES / sizeof(float);
};
template <class T>
using Vec = typename Register<T>::Type;

template <class T>
inline Vec<T> load(const T* from) {
  return *reinterpret_cast<const Vec<T>*>(from);
}
template <class T>
inline void store(T* to, Vec<T> value) {
  *reinterpret_cast<Vec<T>*>(to) = value;
}
template <class V>
inline V least(V a, V b) {
  return a < b ? a : b;
}
template <class V>
inline V most(V a, V b) {
  return a > b ? a : b;
}

// How constants of sectors meet state: vector by vector where sectors are lanes, one for a whole
// row of lanes where runs are.
template <class T, bool kMany>
struct Shape {
  static constexpr unsigned kLanes = kMany ? kIoLanes<T> : 1;
  static constexpr unsigned kStep = kMany ? 1 : Register<T>::kSize;             // sectors a turn
  static constexpr unsigned kGroups = kMany ? kLanes / Register<T>::kSize : 1;  // registers a turn
  static Vec<T> constant(const T* per_sector) {
    if constexpr (kMany) {
      return Vec<T>{} + *per_sector;
    } else {
      return load(per_sector);
    }
  }
};

template <class T>
std::uint32_t width_of(const IoSystemView<T>& system, std::uint32_t chunk) {
  const std::uint32_t first = chunk * system.width;
  return system.padded - first < system.width ? system.padded - first : system.width;
}

// A product's rows of a chunk, panel after panel of kIoPanel columns.
template <class T>
const T* tile_of(const IoSystemView<T>& system, std::uint32_t chunk, std::uint32_t first_row) {
  return system.shares + std::uint64_t{system.rows} * chunk * system.width +
         std::uint64_t{first_row} * width_of(system, chunk);
}

template <class T, bool kMany>
void want(const IoSystemView<T>& system, const IoStateView<T>& state) {
  using S = Shape<T, kMany>;
  const Vec<T> zero = Vec<T>{};
  const Vec<T> one = zero + T(1);
  const Vec<T> base = zero + system.alpha_base, top = zero + system.alpha_max;
  const Vec<T> pace = zero + system.alpha_step;
  const Vec<T> none = zero + system.no_scarcity;
  for (std::uint32_t i = 0; i < system.padded; i += S::kStep) {
    const Vec<T> output = S::constant(system.output + i);
    const Vec<T> per_output = S::constant(system.per_output + i);
    const Vec<T> final_demand = S::constant(system.final_demand + i);
    for (unsigned g = 0; g < S::kGroups; ++g) {
      const std::uint64_t at = std::uint64_t{i} * S::kLanes + g * Register<T>::kSize;
      Vec<T> orders = load(state.orders + at);
      if constexpr (!kMany) {
        for (std::uint32_t c = 1; c < system.chunks; ++c) {
          orders += load(state.orders + std::uint64_t{c} * system.padded + at);
        }
      }
      Vec<T> demand = load(state.reach + at) * orders + (final_demand + load(state.extra + at));
      demand = most(demand, zero);
      Vec<T> alpha = load(state.alpha + at);
      if (state.adapts) {
        const Vec<T> short_of = demand - load(state.before + at);
        const Vec<T> scarcity = demand > zero ? short_of / demand : zero;
        const Vec<T> size = most(scarcity, -scarcity);
        const Vec<T> back = size <= none ? base - alpha : zero;
        const Vec<T> pull =
            NAIL_MUTANT(io_overproduction_never_shrinks, scarcity, most(scarcity, zero));
        alpha += ((top - alpha) * pull + back) * pace;
        alpha = most(alpha, one);
        store(state.alpha + at, alpha);
      }
      const Vec<T> capacity = output * load(state.remain + at) * alpha;
      store(state.demand + at, demand);
      store(state.capacity + at, capacity);
      store(state.wanted + at, least(demand, capacity) * per_output);
    }
  }
}

template <class T, bool kMany>
void lack(const IoSystemView<T>& system, const IoStateView<T>& state, std::uint32_t chunk) {
  using S = Shape<T, kMany>;
  const std::uint32_t width = width_of(system, chunk);
  const std::uint32_t first = chunk * system.width;
  for (std::uint32_t j = 0; j < width; j += S::kStep) {
    for (unsigned lane = 0; lane < S::kLanes; lane += Register<T>::kSize) {
      const std::uint64_t sector = std::uint64_t{first + j} * S::kLanes + lane;
      const Vec<T> wanted = load(state.wanted + sector);
      Vec<T> sum = Vec<T>{};
      for (std::uint32_t s = 0; s < system.products; ++s) {
        const std::uint64_t cell =
            std::uint64_t{system.products} * first + std::uint64_t{s} * width + j;
        const Vec<T> weight = S::constant(system.weight + cell);
        const Vec<T> covered = load(state.stock + cell * S::kLanes + lane) * system.cover[s];
        sum += weight * NAIL_MUTANT(io_important_adds_surplus, most(wanted - covered, Vec<T>{}),
                                    wanted - covered);
      }
      store(state.lack + sector, sum);
    }
  }
}

template <class T, bool kMany>
void make(const IoSystemView<T>& system, const IoStateView<T>& state) {
  using S = Shape<T, kMany>;
  const Vec<T> zero = Vec<T>{};
  const Vec<T> one = zero + T(1);
  for (std::uint32_t i = 0; i < system.padded; i += S::kStep) {
    const Vec<T> output = S::constant(system.output + i);
    const Vec<T> drawn = S::constant(system.drawn + i);
    for (unsigned g = 0; g < S::kGroups; ++g) {
      const std::uint64_t at = std::uint64_t{i} * S::kLanes + g * Register<T>::kSize;
      const Vec<T> wanted = load(state.wanted + at);
      Vec<T> made = least(wanted, load(state.least_stock + at));
      if (system.weight != nullptr) made = least(made, wanted - load(state.lack + at));
      made = most(made, zero);
      const Vec<T> production = made * output;
      const Vec<T> asked = load(state.demand + at) + drawn;
      const Vec<T> served = NAIL_MUTANT(io_drawn_serves_nobody, production + drawn, production);
      const Vec<T> share = asked > zero ? served / asked : one;
      store(state.made + at, made);
      store(state.before + at, production);
      store(state.share + at, share);
      store(state.delivered + at, share * load(state.reach + at));
      if constexpr (kMany) store(state.orders + at, zero);
      if (system.alt) {
        store(state.reach + at, NAIL_MUTANT(io_reach_without_overproduction,
                                            load(state.remain + at) * load(state.alpha + at),
                                            load(state.remain + at)));
      }
    }
  }
}

// For the columns of (a part of) a panel: delivered = sum over the product's rows of share times
// d_i, reached = the same with r_i, both in the order of rows.
template <class T, bool kAlt, unsigned kRegisters>
inline void sum_rows_single(const T* panel, std::uint32_t rows, const T* d, const T* r,
                            T* delivered, T* reached) {
  constexpr unsigned kSize = Register<T>::kSize;
  Vec<T> sum_d[kRegisters] = {}, sum_r[kRegisters] = {};
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (unsigned k = 0; k < kRegisters; ++k) {
      const Vec<T> z = load(panel + i * kIoPanel + k * kSize);
      sum_d[k] += z * d[i];
      if constexpr (kAlt) sum_r[k] += z * r[i];
    }
  }
  for (unsigned k = 0; k < kRegisters; ++k) {
    store(delivered + k * kSize, sum_d[k]);
    if constexpr (kAlt) store(reached + k * kSize, sum_r[k]);
  }
}

// For kRows rows of a tile: the sum over its columns of share times q, in eight interleaved sums.
template <class T, unsigned kRows>
inline void sum_columns_single(const T* tile, std::uint32_t rows, std::uint32_t width, const T* q,
                               T* orders) {
  constexpr unsigned kSize = Register<T>::kSize;
  constexpr unsigned kParts = 8 / kSize;
  Vec<T> sums[kRows][kParts] = {};
  for (std::uint32_t j = 0; j < width; j += kIoPanel, tile += rows * kIoPanel) {
    for (unsigned k = 0; k < kIoPanel; k += kSize) {
      const Vec<T> of_q = load(q + j + k);
      for (unsigned i = 0; i < kRows; ++i) {
        sums[i][k / kSize % kParts] += load(tile + i * kIoPanel + k) * of_q;
      }
    }
  }
  for (unsigned i = 0; i < kRows; ++i) {
    alignas(64) T sum[8];
    for (unsigned p = 0; p < kParts; ++p) store(sum + p * kSize, sums[i][p]);
    orders[i] = ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
  }
}

// The same for registers of runs: kColumns columns and two registers of lanes at a time.
template <class T, bool kAlt, unsigned kColumns>
inline void sum_rows_many(const T* panel, std::uint32_t rows, const T* d, const T* r, T* delivered,
                          T* reached) {
  constexpr unsigned kSize = Register<T>::kSize;
  constexpr unsigned kLanes = kIoLanes<T>;
  Vec<T> sum_d[kColumns][2] = {}, sum_r[kColumns][2] = {};
  for (std::uint32_t i = 0; i < rows; ++i) {
    const Vec<T> d0 = load(d + i * kLanes), d1 = load(d + i * kLanes + kSize);
    const Vec<T> r0 = load(r + i * kLanes), r1 = load(r + i * kLanes + kSize);
    for (unsigned k = 0; k < kColumns; ++k) {
      const Vec<T> z = Vec<T>{} + panel[i * kIoPanel + k];
      sum_d[k][0] += z * d0;
      sum_d[k][1] += z * d1;
      if constexpr (kAlt) {
        sum_r[k][0] += z * r0;
        sum_r[k][1] += z * r1;
      }
    }
  }
  for (unsigned k = 0; k < kColumns; ++k) {
    store(delivered + k * kLanes, sum_d[k][0]);
    store(delivered + k * kLanes + kSize, sum_d[k][1]);
    if constexpr (kAlt) {
      store(reached + k * kLanes, sum_r[k][0]);
      store(reached + k * kLanes + kSize, sum_r[k][1]);
    }
  }
}

// Adds to orders, so that chunks follow each other in the order of columns.
template <class T, unsigned kRows>
inline void sum_columns_many(const T* tile, std::uint32_t rows, std::uint32_t width, const T* q,
                             T* orders) {
  constexpr unsigned kSize = Register<T>::kSize;
  constexpr unsigned kLanes = kIoLanes<T>;
  Vec<T> sums[kRows][2];
  for (unsigned i = 0; i < kRows; ++i) {
    sums[i][0] = load(orders + i * kLanes);
    sums[i][1] = load(orders + i * kLanes + kSize);
  }
  for (std::uint32_t j = 0; j < width; j += kIoPanel, tile += rows * kIoPanel) {
    for (unsigned k = 0; k < kIoPanel; ++k) {
      const Vec<T> q0 = load(q + (j + k) * kLanes), q1 = load(q + (j + k) * kLanes + kSize);
      for (unsigned i = 0; i < kRows; ++i) {
        const Vec<T> z = Vec<T>{} + tile[i * kIoPanel + k];
        sums[i][0] += z * q0;
        sums[i][1] += z * q1;
      }
    }
  }
  for (unsigned i = 0; i < kRows; ++i) {
    store(orders + i * kLanes, sums[i][0]);
    store(orders + i * kLanes + kSize, sums[i][1]);
  }
}

template <class T, bool kMany, bool kAlt>
void sum_rows_sparse(const IoSystemView<T>& system, std::uint32_t chunk, std::uint32_t from,
                     std::uint32_t to, const T* d, const T* r, T* delivered, T* reached) {
  constexpr std::uint64_t kLanes = Shape<T, kMany>::kLanes;
  const std::uint64_t size = width_of(system, chunk) * kLanes;
  for (std::uint64_t j = 0; j < size; ++j) delivered[j] = 0;
  if constexpr (kAlt) {
    for (std::uint64_t j = 0; j < size; ++j) reached[j] = 0;
  }
  for (std::uint32_t i = from; i < to; ++i) {
    const std::uint64_t* range = system.begin + std::uint64_t{chunk} * system.rows + i;
    for (std::uint64_t e = range[0]; e < range[1]; ++e) {
      const T z = system.shares[e];
      const std::uint64_t j = system.column[e] * kLanes, row = i * kLanes;
      if constexpr (kMany) {
        for (unsigned lane = 0; lane < kLanes; lane += Register<T>::kSize) {
          store(delivered + j + lane, load(delivered + j + lane) + load(d + row + lane) * z);
          if constexpr (kAlt) {
            store(reached + j + lane, load(reached + j + lane) + load(r + row + lane) * z);
          }
        }
      } else {
        delivered[j] += z * d[row];
        if constexpr (kAlt) reached[j] += z * r[row];
      }
    }
  }
}

template <class T, bool kMany>
void sum_columns_sparse(const IoSystemView<T>& system, std::uint32_t chunk, std::uint32_t from,
                        std::uint32_t to, const T* q, T* orders) {
  constexpr std::uint64_t kLanes = Shape<T, kMany>::kLanes;
  for (std::uint32_t i = from; i < to; ++i) {
    const std::uint64_t* range = system.begin + std::uint64_t{chunk} * system.rows + i;
    if constexpr (kMany) {
      for (unsigned lane = 0; lane < kLanes; lane += Register<T>::kSize) {
        Vec<T> sum = load(orders + i * kLanes + lane);
        for (std::uint64_t e = range[0]; e < range[1]; ++e) {
          sum += load(q + system.column[e] * kLanes + lane) * system.shares[e];
        }
        store(orders + i * kLanes + lane, sum);
      }
    } else {
      // In the order of the dense table's eight sums, so that storage changes no byte.
      T sum[8] = {};
      for (std::uint64_t e = range[0]; e < range[1]; ++e) {
        const std::uint32_t j = system.column[e];
        sum[j % 8] += system.shares[e] * q[j];
      }
      orders[i] = ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
    }
  }
}

template <class T, bool kMany, bool kAlt>
void sum_rows(const IoSystemView<T>& system, std::uint32_t chunk, std::uint32_t from,
              std::uint32_t to, const T* d, const T* r, T* delivered, T* reached) {
  if (system.begin != nullptr) {
    sum_rows_sparse<T, kMany, kAlt>(system, chunk, from, to, d, r, delivered, reached);
    return;
  }
  constexpr unsigned kSize = Register<T>::kSize;
  constexpr unsigned kLanes = Shape<T, kMany>::kLanes;
  const std::uint32_t width = width_of(system, chunk), rows = to - from;
  const T* tile = tile_of(system, chunk, from);
  const T* of_d = d + std::uint64_t{from} * kLanes;
  const T* of_r = r + std::uint64_t{from} * kLanes;
  for (std::uint32_t j = 0; j < width; j += kIoPanel, tile += rows * kIoPanel) {
    if constexpr (kMany) {
      for (unsigned lane = 0; lane < kLanes; lane += 2 * kSize) {
        for (unsigned k = 0; k < kIoPanel; k += NAIL_IO_COLUMNS) {
          sum_rows_many<T, kAlt, NAIL_IO_COLUMNS>(tile + k, rows, of_d + lane, of_r + lane,
                                                  delivered + (j + k) * kLanes + lane,
                                                  reached + (j + k) * kLanes + lane);
        }
      }
    } else {
      constexpr unsigned kAtOnce = kIoPanel / kSize < 4 ? kIoPanel / kSize : 4;
      for (unsigned k = 0; k < kIoPanel; k += kAtOnce * kSize) {
        sum_rows_single<T, kAlt, kAtOnce>(tile + k, rows, of_d, of_r, delivered + j + k,
                                          reached + j + k);
      }
    }
  }
}

template <class T, bool kMany>
void sum_columns(const IoSystemView<T>& system, std::uint32_t chunk, std::uint32_t from,
                 std::uint32_t to, const T* q, T* orders) {
  if (system.begin != nullptr) {
    sum_columns_sparse<T, kMany>(system, chunk, from, to, q, orders);
    return;
  }
  const std::uint32_t width = width_of(system, chunk), rows = to - from;
  const T* tile = tile_of(system, chunk, from);
  std::uint32_t i = 0;
  if constexpr (kMany) {
    constexpr unsigned kLanes = kIoLanes<T>;
    constexpr unsigned kTwo = 2 * Register<T>::kSize;
    T* of_rows = orders + std::uint64_t{from} * kLanes;
    for (; i + NAIL_IO_ROWS <= rows; i += NAIL_IO_ROWS) {
      for (unsigned lane = 0; lane < kLanes; lane += kTwo) {
        sum_columns_many<T, NAIL_IO_ROWS>(tile + i * kIoPanel, rows, width, q + lane,
                                          of_rows + i * kLanes + lane);
      }
    }
    for (; i < rows; ++i) {
      for (unsigned lane = 0; lane < kLanes; lane += kTwo) {
        sum_columns_many<T, 1>(tile + i * kIoPanel, rows, width, q + lane,
                               of_rows + i * kLanes + lane);
      }
    }
  } else {
    for (; i + 4 <= rows; i += 4) {
      sum_columns_single<T, 4>(tile + i * kIoPanel, rows, width, q, orders + from + i);
    }
    for (; i < rows; ++i) {
      sum_columns_single<T, 1>(tile + i * kIoPanel, rows, width, q, orders + from + i);
    }
  }
}

template <class T, bool kMany, bool kAlt>
void trade_as(const IoSystemView<T>& system, const IoStateView<T>& state, std::uint32_t chunk) {
  using S = Shape<T, kMany>;
  const std::uint32_t width = width_of(system, chunk);
  const std::uint32_t first = chunk * system.width;
  T* delivered = state.scratch;
  T* reached = delivered + std::uint64_t{system.width} * S::kLanes;
  T* ordered = reached + std::uint64_t{system.width} * S::kLanes;
  const Vec<T> zero = Vec<T>{};
  const Vec<T> keep = zero + (state.keeps_stock ? T(0) : T(1));
  const T infinite = static_cast<T>(__builtin_inf());
  const Vec<T> none = zero + infinite;
  T* least_stock = state.least_stock + std::uint64_t{first} * S::kLanes;
  const T* made = state.made + std::uint64_t{first} * S::kLanes;
  const T* wanted = state.wanted + std::uint64_t{first} * S::kLanes;
  for (std::uint32_t j = 0; j < width * S::kLanes; ++j) least_stock[j] = infinite;
  for (std::uint32_t s = 0; s < system.products; ++s) {
    const std::uint32_t from = system.row_begin[s], to = system.row_begin[s + 1];
    sum_rows<T, kMany, kAlt>(system, chunk, from, to, state.delivered, state.reach, delivered,
                             reached);
    const std::uint64_t cell = std::uint64_t{system.products} * first + std::uint64_t{s} * width;
    T* stock = state.stock + cell * S::kLanes;
    T* order = state.order + cell * S::kLanes;
    const T inventory = system.inventory[s];
    const T restock = state.keeps_gap ? T(0) : system.restock[s];
    const bool unlimited = !(system.restock[s] > T(0));
    for (std::uint32_t j = 0; j < width; j += S::kStep) {
      const Vec<T> use = S::constant(system.use + cell + j);
      const Vec<T> scale = S::constant(system.stock_scale + cell + j);
      for (unsigned g = 0; g < S::kGroups; ++g) {
        const std::uint64_t at = std::uint64_t{j} * S::kLanes + g * Register<T>::kSize;
        const Vec<T> now = load(made + at);
        Vec<T> next = now;
        if (!unlimited) {
          // An input that production does not wait for can run out, not below nothing.
          const Vec<T> held =
              most(load(stock + at) + keep * (load(order + at) * load(delivered + at) - now), zero);
          store(stock + at, held);
          const Vec<T> gap = most(load(wanted + at) * inventory - held, zero) * restock;
          next = NAIL_MUTANT(io_orders_no_restocking, gap + now, now);
          const Vec<T> limit = scale > zero ? held * scale : none;
          store(least_stock + at, least(load(least_stock + at), limit));
        }
        if constexpr (kAlt) {
          const Vec<T> reach = load(reached + at);
          next = reach > zero ? NAIL_MUTANT(io_orders_forget_reach, next / reach, next) : zero;
        }
        store(order + at, next);
        store(ordered + at, next * use);
      }
    }
    T* orders = state.orders;
    if constexpr (!kMany) orders += std::uint64_t{chunk} * system.padded;
    sum_columns<T, kMany>(system, chunk, from, to, ordered, orders);
  }
}

template <class T, bool kMany>
void trade(const IoSystemView<T>& system, const IoStateView<T>& state, std::uint32_t chunk) {
  if (system.alt) {
    trade_as<T, kMany, true>(system, state, chunk);
  } else {
    trade_as<T, kMany, false>(system, state, chunk);
  }
}

template <class T, bool kMany>
constexpr IoShape<T> shape() {
  return {want<T, kMany>, lack<T, kMany>, make<T, kMany>, trade<T, kMany>};
}

constexpr IoKernels kernels(const char* name) {
  return {name, shape<double, false>(), shape<double, true>(), shape<float, true>()};
}

}  // namespace
}  // namespace nail
