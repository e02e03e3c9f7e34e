#include "nail/solve/linear_program.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <ClpEventHandler.hpp>
#include <ClpSimplex.hpp>
#include <ClpSolve.hpp>
#include <CoinError.hpp>
#include <CoinPackedMatrix.hpp>

#include "nail/base/mutant.h"

// g++ says so by a macro, clang by a feature.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NAIL_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define NAIL_ADDRESS_SANITIZER
#endif

#ifdef NAIL_ADDRESS_SANITIZER
// CLP's presolve (CoinUtils 2.11) now and then loses a few bytes, and it is not ours to mend. The
// sanitizer looks for these names.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions() { return "leak:libCoinUtils\n"; }
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
#endif

namespace nail {
namespace {

double to_clp(double bound) {
  if (std::isinf(bound)) return bound > 0 ? COIN_DBL_MAX : -COIN_DBL_MAX;
  return bound;
}

LpStatus status_of(int clp) {
  switch (clp) {
    case 0:
      return LpStatus::optimal;
    case 1:
      return LpStatus::infeasible;
    case 2:
      return LpStatus::unbounded;
    case 3:
      return LpStatus::limit;
    default:
      return LpStatus::failed;
  }
}

constexpr double kPrimalTolerance = 1e-9;

// Asks whether to go on. CLP copies its handler where presolve copies the program.
class Interruption final : public ClpEventHandler {
 public:
  explicit Interruption(const std::function<bool()>* go_on) : go_on_(go_on) {}
  ClpEventHandler* clone() const override { return new Interruption(*this); }
  // Only between iterations: to presolve an answer means other things.
  int event(Event which) override {
    const bool may_stop = which == endOfIteration || which == endOfFactorization;
    return may_stop && !(*go_on_)() ? 0 : -1;
  }

 private:
  const std::function<bool()>* go_on_;
};

}  // namespace

// Columns and rows stand here until the first solve hands them over; what is added later goes to
// CLP directly.
struct LinearProgram::Model {
  std::vector<double> lower, upper, cost;
  std::vector<double> row_lower, row_upper;
  std::vector<CoinBigIndex> row_begin{0};
  std::vector<int> row_column;
  std::vector<double> row_value;
  ClpSimplex clp;
  bool loaded = false;
  bool has_basis = false;
  std::function<bool()> go_on;
  std::vector<std::pair<int, double>> merged;

  Model() {
    clp.setLogLevel(0);
    clp.setPrimalTolerance(kPrimalTolerance);
  }
  void merge(std::span<const Column> columns, std::span<const double> values);
  void load();
};

void LinearProgram::Model::merge(std::span<const Column> columns, std::span<const double> values) {
  merged.clear();
  for (std::size_t i = 0; i < columns.size(); ++i) merged.emplace_back(columns[i], values[i]);
  std::stable_sort(merged.begin(), merged.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (const auto& [column, value] : merged) {
    if (kept > 0 && merged[kept - 1].first == column) {
      merged[kept - 1].second += NAIL_MUTANT(lp_first_entry_counts, value, 0.0);
    } else {
      merged[kept++] = {column, value};
    }
  }
  merged.resize(kept);
}

void LinearProgram::Model::load() {
  CoinPackedMatrix matrix(false, 0, 0);
  matrix.setDimensions(0, static_cast<int>(cost.size()));
  if (!row_lower.empty()) {
    matrix.appendRows(static_cast<int>(row_lower.size()), row_begin.data(), row_column.data(),
                      row_value.data());
  }
  clp.loadProblem(matrix, lower.data(), upper.data(), cost.data(), row_lower.data(),
                  row_upper.data());
  loaded = true;
}

LinearProgram::LinearProgram() : model_(std::make_unique<Model>()) {}
LinearProgram::~LinearProgram() = default;
LinearProgram::LinearProgram(LinearProgram&&) noexcept = default;
LinearProgram& LinearProgram::operator=(LinearProgram&&) noexcept = default;

LinearProgram::Column LinearProgram::add_column(double lower, double upper, double cost) {
  Model& m = *model_;
  m.lower.push_back(to_clp(lower));
  m.upper.push_back(to_clp(upper));
  m.cost.push_back(cost);
  if (m.loaded) {
    const CoinBigIndex starts[2] = {0, 0};
    const int no_row = 0;
    const double no_value = 0;
    m.clp.addColumns(1, &m.lower.back(), &m.upper.back(), &m.cost.back(), starts, &no_row,
                     &no_value);
  }
  return static_cast<Column>(m.cost.size() - 1);
}

LinearProgram::Row LinearProgram::add_row(double lower, double upper,
                                          std::span<const Column> columns,
                                          std::span<const double> values) {
  Model& m = *model_;
  m.merge(columns, values);
  m.row_lower.push_back(to_clp(lower));
  m.row_upper.push_back(to_clp(upper));
  for (const auto& [column, value] : m.merged) {
    m.row_column.push_back(column);
    m.row_value.push_back(value);
  }
  const CoinBigIndex begin = m.row_begin.back();
  m.row_begin.push_back(static_cast<CoinBigIndex>(m.row_column.size()));
  if (m.loaded) {
    const CoinBigIndex starts[2] = {0, m.row_begin.back() - begin};
    m.clp.addRows(1, &m.row_lower.back(), &m.row_upper.back(), starts, m.row_column.data() + begin,
                  m.row_value.data() + begin);
  }
  return static_cast<Row>(m.row_lower.size() - 1);
}

std::size_t LinearProgram::columns() const { return model_->cost.size(); }
std::size_t LinearProgram::rows() const { return model_->row_lower.size(); }
std::size_t LinearProgram::entries() const { return model_->row_column.size(); }

void LinearProgram::set_cost(Column column, double cost) {
  model_->cost[column] = cost;
  if (model_->loaded) model_->clp.setObjectiveCoefficient(column, cost);
}

void LinearProgram::set_column_bounds(Column column, double lower, double upper) {
  Model& m = *model_;
  m.lower[column] = to_clp(lower);
  m.upper[column] = to_clp(upper);
  if (m.loaded) m.clp.setColumnBounds(column, m.lower[column], m.upper[column]);
}

void LinearProgram::set_row_bounds(Row row, double lower, double upper) {
  Model& m = *model_;
  m.row_lower[row] = to_clp(lower);
  m.row_upper[row] = to_clp(upper);
  if (m.loaded) m.clp.setRowBounds(row, m.row_lower[row], m.row_upper[row]);
}

void LinearProgram::set_most_iterations(int iterations) {
  model_->clp.setMaximumIterations(iterations);
}

void LinearProgram::set_go_on(std::function<bool()> go_on) {
  model_->go_on = std::move(go_on);
  const Interruption handler(&model_->go_on);
  model_->clp.passInEventHandler(&handler);
}

LpStatus LinearProgram::solve() {
  Model& m = *model_;
  const auto stopped = [&] {
    if (!m.go_on || NAIL_MUTANT(lp_never_stops, m.go_on(), true)) return false;
    m.has_basis = false;
    return true;
  };
  if (stopped()) return LpStatus::interrupted;
  try {
    if (!m.loaded) m.load();
    if (m.has_basis) {
      m.clp.dual();
    } else {
      ClpSolve how;
      how.setSolveType(ClpSolve::useDual);
      how.setPresolveType(ClpSolve::presolveOn);
      // No handler of its own for SIGINT: it would take the program's, and reach one thread only.
      constexpr int kInterrupts = 2;
      constexpr int kNotCaught = 1;
      how.setSpecialOption(kInterrupts, kNotCaught);
      m.clp.initialSolve(how);
    }
    if (stopped()) return LpStatus::interrupted;
    // Presolve may call unbounded what is infeasible, or give up on numbers that the simplex
    // method alone can handle.
    if (m.clp.problemStatus() != 0 && m.clp.problemStatus() != 3) m.clp.primal();
    if (stopped()) return LpStatus::interrupted;
    m.has_basis = m.clp.problemStatus() == 0;
    return status_of(m.clp.problemStatus());
  } catch (const CoinError&) {
    return stopped() ? LpStatus::interrupted : LpStatus::failed;
  }
}

double LinearProgram::objective() const { return model_->clp.objectiveValue(); }
double LinearProgram::value(Column column) const {
  return model_->clp.primalColumnSolution()[column];
}
double LinearProgram::dual(Row row) const {
  return NAIL_MUTANT(lp_dual_sign, 1.0, -1.0) * model_->clp.dualRowSolution()[row];
}
double LinearProgram::reduced_cost(Column column) const {
  return model_->clp.dualColumnSolution()[column];
}
double LinearProgram::activity(Row row) const { return model_->clp.primalRowSolution()[row]; }
int LinearProgram::iterations() const { return model_->clp.numberIterations(); }

std::string_view to_string(LpStatus status) {
  switch (status) {
    case LpStatus::optimal:
      return "optimal";
    case LpStatus::infeasible:
      return "infeasible";
    case LpStatus::unbounded:
      return "unbounded";
    case LpStatus::limit:
      return "limit";
    case LpStatus::interrupted:
      return "interrupted";
    case LpStatus::failed:
      break;
  }
  return "failed";
}

}  // namespace nail
