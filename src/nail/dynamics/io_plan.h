// The shocks of a scenario, resolved to the sectors of an input-output table and to days.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/dynamics/shock_plan.h"
#include "nail/network/io_table.h"

namespace nail {

// How a shock fades between its end and its recovery, in terms of the part w of its window that a
// straight line leaves: linear w; convex w^2 (fast at first); concave 1 - (1 - w)^2 (slow at
// first).
enum class RecoveryCurve { linear, convex, concave };

double remaining(const Window& window, RecoveryCurve curve, int day);

struct IoPlan {
  struct Outage {  // outage, recall: capacity times 1 - size
    std::vector<std::uint32_t> rows;
    double size = 0;
    Window window;
    bool rounded = false;  // the remaining loss is rounded to six decimals, as the peer does
  };
  // Capital destroyed: each row loses this part of its capital, and of its capacity with it.
  // With rebuilding, what was destroyed is ordered from the suppliers in equal parts a day over
  // rebuild_days from the end of the window on, and what they deliver is back the next day.
  // Otherwise it comes back along the recovery curve.
  struct CapitalLoss {
    std::vector<std::uint32_t> rows;
    std::vector<double> size;  // beside rows: part of the row's capital
    double money = 0;          // in all, in the table's unit
    Window window;
    double rebuild_days = 0;  // 0: no rebuilding demand
    std::vector<std::uint32_t> suppliers;
    std::vector<double> share;  // beside suppliers, of the rebuilding demand; sums to 1
  };
  struct Surge {  // additional final demand, money a year at full size; negative where it falls
    std::vector<std::uint32_t> rows;
    std::vector<double> amount;  // beside rows
    Window window;
  };
  std::vector<Outage> outages;
  std::vector<CapitalLoss> capital_losses;
  std::vector<Surge> surges;
  RecoveryCurve curve = RecoveryCurve::linear;
  int last_day = 0;                // the first day on which every window is over
  int last_full_day = 0;           // the first day on which none is in full force any more
  std::size_t without_effect = 0;  // shocks of kinds that a table of sectors does not know
};

struct IoPlanOptions {
  RecoveryCurve curve = RecoveryCurve::linear;
  double capital_ratio = 4;  // capital of a sector over its value added of a year
  double money_unit = 1;     // USD that one unit of the table stands for
  // The peer's calendar: a capital loss fades from the second day after its window on, an outage
  // starts and fades one day later than that.
  bool compat = false;
};

// ExitCode::usage where a shock names a product or place without a sector, or destroys more capital
// than there is. What rebuilding is bought of stands in data.rebuilding; a product's suppliers
// share it as they share final demand of the place that was hit.
Result<IoPlan> plan_io(const IoTable& table, const IoData& data, const Scenario& scenario,
                       const IoPlanOptions& options = {});

}  // namespace nail
