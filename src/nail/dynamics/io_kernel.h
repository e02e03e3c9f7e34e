// What the day of an input-output model is made of, on flat arrays, in one version an instruction
// set. io_model.h is the door to it; the formulas and their source stand there.
//
// Two shapes share the formulas. `single`: one run, sectors in the lanes of a register. `many`: 128
// bytes of runs (16 in double, 32 in single precision) beside each other in all arrays, one run a
// lane. Every number is made by the same operations in the same order on all instruction sets.
//
// Columns are cut into chunks of `width` sectors (the last one may be shorter). A product's rows of
// a chunk are a tile, contiguous, panel after panel of 16 columns, row after row: it stays in cache
// between the sum over rows (deliveries) and the sum over columns (orders), so that Z comes from
// memory once a day.
#pragma once

#include <cstdint>

namespace nail {

inline constexpr unsigned kIoLaneBytes = 128;
inline constexpr unsigned kIoPanel = 16;
template <class T>
inline constexpr unsigned kIoLanes = kIoLaneBytes / sizeof(T);

// The model, compiled. Cells (a product used by a column) are laid out chunk after chunk, product
// after product: cell(chunk, product, column) = products*first + product*width(chunk) + column -
// first. Arrays of sectors are padded to whole panels with sectors that make nothing.
template <class T>
struct IoSystemView {
  std::uint32_t rows = 0, padded = 0, products = 0, width = 0, chunks = 0;
  const std::uint32_t* row_begin = nullptr;  // rows of product s: [row_begin[s], row_begin[s+1])
  // Z / (sum of the column over the product's rows): shares of suppliers. Dense: the tile of chunk
  // c and product s starts at rows*first + row_begin[s]*width(c). Sparse: entries of row i in chunk
  // c stand at [begin[c*rows+i], begin[c*rows+i+1]), columns count from the chunk's first.
  const T* shares = nullptr;
  const std::uint64_t* begin = nullptr;
  const std::uint32_t* column = nullptr;
  const T* use = nullptr;           // per cell: baseline use, money a step
  const T* stock_scale = nullptr;   // per cell: 1/(psi inventory); 0 where use does not wait for it
  const T* weight = nullptr;        // per cell: of an important input, else 0; none: no such input
  const T* inventory = nullptr;     // per product, steps
  const T* restock = nullptr;       // per product: 1/restocking time in steps; 0: unlimited stock
  const T* cover = nullptr;         // per product: 1/(psi inventory)
  const T* output = nullptr;        // per sector, money a step
  const T* per_output = nullptr;    // its reciprocal, 0 where there is none
  const T* final_demand = nullptr;  // per sector, money a step; negative: drawn from inventories
  const T* drawn = nullptr;         // what is, 0 or more
  T alpha_base = 1, alpha_max = 1, alpha_step = 0, no_scarcity = 0;
  bool alt = true;  // orders prefer suppliers with spare capacity
};

// State and scratch of one run, or of one register of runs.
template <class T>
struct IoStateView {
  // Per cell (times lanes).
  T* stock = nullptr;  // steps of baseline use; infinite where nothing is used
  T* order = nullptr;  // per unit of supply, over baseline
  // Per sector (times lanes).
  T* orders = nullptr;  // single: per chunk and sector; what orders of the day before ask of it
  T* remain = nullptr;  // part of capacity that no shock takes
  T* extra = nullptr;   // final demand on top of the baseline's, money a step
  T* reach = nullptr;   // r: capacity over baseline, by which orders were split
  T* alpha = nullptr;   // overproduction
  T* before = nullptr;  // production of the day before
  T* demand = nullptr;  // d
  T* capacity = nullptr;
  T* wanted = nullptr;       // min(d, capacity) over baseline output
  T* made = nullptr;         // production over baseline output
  T* share = nullptr;        // of demand that is served
  T* delivered = nullptr;    // share times r: what the suppliers' shares are delivered at
  T* least_stock = nullptr;  // min over inputs of stock * stock_scale
  T* lack = nullptr;         // what important inputs take from wanted
  T* scratch = nullptr;      // a thread's own: 3 * width (times lanes)
  bool adapts = false;       // overproduction starts with the third step
  bool keeps_stock = false;  // the peer skips updates that numpy calls close
  bool keeps_gap = false;
};

template <class T>
struct IoShape {
  // Demand, overproduction, capacity and what is wanted, from what the day before ordered.
  void (*want)(const IoSystemView<T>& system, const IoStateView<T>& state);
  // What important inputs lack, for the columns of a chunk.
  void (*lack)(const IoSystemView<T>& system, const IoStateView<T>& state, std::uint32_t chunk);
  // Production and the part of demand that is served.
  void (*make)(const IoSystemView<T>& system, const IoStateView<T>& state);
  // Deliveries, stocks and new orders of a chunk's columns.
  void (*trade)(const IoSystemView<T>& system, const IoStateView<T>& state, std::uint32_t chunk);
};

struct IoKernels {
  const char* name = nullptr;
  IoShape<double> single;
  IoShape<double> many;
  IoShape<float> many_float;
};

// The best set that the machine has; the environment variable NAIL_ISA (baseline, avx2, avx512)
// forces one.
const IoKernels& io_kernels();
// By name; nullptr where this build or machine lacks it.
const IoKernels* io_kernels(const char* name);

}  // namespace nail
