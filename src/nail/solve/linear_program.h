// Linear programs: minimise cost times x over column bounds and row bounds, by the simplex method
// of CLP. A program is built column by column and row by row, solved, changed and solved again from
// where the last solution ended.
//
// One object belongs to one thread; the same calls give the same answer. Rows hold to 1e-9 (in
// their units), reduced costs to 1e-7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string_view>

namespace nail {

inline constexpr double kNoBound = std::numeric_limits<double>::infinity();

enum class LpStatus : std::uint8_t {
  optimal,
  infeasible,   // no x satisfies rows and bounds
  unbounded,    // the cost falls without end
  limit,        // stopped at the limit of iterations
  interrupted,  // go_on said no
  failed,       // the solver gave up on the numbers
};
std::string_view to_string(LpStatus status);

class LinearProgram {
 public:
  using Column = std::int32_t;
  using Row = std::int32_t;

  LinearProgram();
  ~LinearProgram();
  LinearProgram(LinearProgram&&) noexcept;
  LinearProgram& operator=(LinearProgram&&) noexcept;

  // Bounds may be infinite (kNoBound, -kNoBound).
  Column add_column(double lower, double upper, double cost);
  // lower <= sum of values times columns <= upper. A column that is named twice counts twice.
  Row add_row(double lower, double upper, std::span<const Column> columns,
              std::span<const double> values);
  std::size_t columns() const;
  std::size_t rows() const;
  std::size_t entries() const;

  void set_cost(Column column, double cost);
  void set_column_bounds(Column column, double lower, double upper);
  void set_row_bounds(Row row, double lower, double upper);
  // Limit of simplex iterations of one solve; none by default.
  void set_most_iterations(int iterations);

  // Asked every few iterations of a solve, on the thread that solves; where it says no the solve
  // ends there, and interrupted is what it comes to. The next solve starts from nothing.
  void set_go_on(std::function<bool()> go_on);

  // The first solve starts from nothing; later ones from the last basis, which stays dual feasible
  // where only bounds changed.
  LpStatus solve();

  // Of the last solve; meaningful where it was optimal. dual: what the objective gains for each
  // unit that a binding bound of the row moves up.
  double objective() const;
  double value(Column column) const;
  double dual(Row row) const;
  double reduced_cost(Column column) const;
  double activity(Row row) const;
  int iterations() const;

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace nail
