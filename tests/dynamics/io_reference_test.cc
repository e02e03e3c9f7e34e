// Equality with a published implementation of the adaptive input-output model, on the runs that
// stand in ../shared/reference/ario (produced by that program; not shipped).
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "nail/dynamics/io_model.h"

namespace nail {
namespace {

using Numbers = std::vector<std::vector<double>>;

struct Frame {
  std::vector<std::string> head, second;  // of the columns
  std::vector<std::vector<std::string>> labels;
  Numbers numbers;
};

// A table with head_lines lines of column labels and `labels` columns of row labels.
Frame read_frame(const std::filesystem::path& path, std::size_t head_lines, std::size_t labels) {
  Frame frame;
  std::ifstream in(path);
  std::string line;
  for (std::size_t number = 0; std::getline(in, line); ++number) {
    std::vector<std::string> cells;
    std::stringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (number < head_lines) {
      auto& to = number == 0 ? frame.head : frame.second;
      if (number < 2) {
        for (std::size_t k = labels; k < cells.size(); ++k) to.push_back(cells[k]);
      }
      continue;
    }
    frame.labels.emplace_back(cells);
    frame.labels.back().resize(labels);
    std::vector<double> row;
    for (std::size_t k = labels; k < cells.size(); ++k) row.push_back(std::stod(cells[k]));
    frame.numbers.push_back(std::move(row));
  }
  return frame;
}

struct Reference {
  IoData data;
  Frame final_demand;  // rows in the order of data.sectors
  Numbers production, capacity, unmet;
  std::vector<double> first_output, capital;
};

class IoReference : public testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::path(NAIL_SOURCE_DIR) / ".." / "shared" / "reference" / "ario";
    if (!std::filesystem::exists(root_)) {
      GTEST_SKIP() << "reference runs are not at ../shared/reference/ario";
    }
  }

  Reference read(const std::string& run) const {
    const auto folder = root_ / run;
    Reference reference;
    const Frame flows = read_frame(folder / "in_Z_sorted.csv", 3, 2);
    for (const auto& label : flows.labels) {
      reference.data.sectors.push_back({label[0] + "_" + label[1], label[0], label[1]});
    }
    for (std::uint32_t i = 0; i < flows.numbers.size(); ++i) {
      for (std::uint32_t j = 0; j < flows.numbers.size(); ++j) {
        if (flows.numbers[i][j] != 0) {
          reference.data.flows.push_back({i, j, flows.numbers[i][j]});
        }
      }
    }
    reference.final_demand = read_frame(folder / "in_Y_sorted.csv", 3, 2);
    for (std::uint32_t i = 0; i < flows.numbers.size(); ++i) {
      for (std::size_t k = 0; k < reference.final_demand.head.size(); ++k) {
        reference.data.final_demand.push_back({i, reference.final_demand.head[k],
                                               reference.final_demand.second[k],
                                               reference.final_demand.numbers[i][k]});
      }
    }
    for (const auto& row : read_frame(folder / "in_x_sorted.csv", 1, 2).numbers) {
      reference.data.output.push_back(row[0]);
    }
    for (const auto& row : read_frame(folder / "init_vectors.csv", 1, 2).numbers) {
      reference.first_output.push_back(row[0]);
      reference.capital.push_back(row[2]);
    }
    reference.production = read_frame(folder / "production_realised.csv", 3, 1).numbers;
    reference.capacity = read_frame(folder / "production_capacity.csv", 3, 1).numbers;
    reference.unmet = read_frame(folder / "final_demand_unmet.csv", 3, 1).numbers;
    return reference;
  }

  // The largest difference of production, capacity and unmet final demand over all steps, relative
  // to output and to the final demand of a column. Overproduction is checked as capacity over
  // output: the reference leaves its own file of it empty.
  static double worst_difference(const Reference& reference, const Scenario& scenario,
                                 const IoOptions& options, IoStorage storage) {
    const IoTable table = compile_io_table(reference.data, storage);
    IoPlanOptions how;
    how.compat = options.compat;
    const auto plan = plan_io(table, reference.data, scenario, how);
    EXPECT_TRUE(plan.has_value());
    const auto system = compile_io_system(table, options);
    EXPECT_TRUE(system.has_value());
    if (!plan || !system) return 1;
    std::vector<double> column(reference.final_demand.head.size(), 0);
    for (const auto& row : reference.final_demand.numbers) {
      for (std::size_t k = 0; k < row.size(); ++k) column[k] += row[k] / 365;
    }
    double worst = 0;
    std::size_t steps = 0;
    IoRunOptions run;
    run.steps = static_cast<int>(reference.production.size());
    run_io(*system, *plan, run, [&](const IoDay& day) {
      const auto t = static_cast<std::size_t>(day.step);
      std::vector<double> unmet(column.size(), 0);
      for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::size_t i = table.case_sector[row];
        const double scale = reference.first_output[i];
        worst = std::max(worst, std::abs(day.production[row] - reference.production[t][i]) / scale);
        worst = std::max(worst, std::abs(day.capacity[row] - reference.capacity[t][i]) / scale);
        for (std::size_t k = 0; k < unmet.size(); ++k) {
          unmet[k] += reference.final_demand.numbers[i][k] / 365 * (1 - day.served[row]);
        }
      }
      for (std::size_t k = 0; k < unmet.size(); ++k) {
        if (column[k] == 0) continue;
        worst = std::max(worst, std::abs(unmet[k] - reference.unmet[t][k]) / std::abs(column[k]));
      }
      ++steps;
      return true;
    });
    EXPECT_EQ(steps, reference.production.size());
    return worst;
  }

  std::filesystem::path root_;
};

Shock shock_of_manufacturing(ShockKind kind, double size, int start, double days, double recovery) {
  Shock shock;
  shock.kind = kind;
  shock.product = "manufactoring";  // as the reference spells it
  shock.place = "reg1";
  shock.size.value = size;
  shock.start_day = start;
  shock.days.value = days;
  shock.recovery_days.value = recovery;
  return shock;
}

IoOptions compat() {
  IoOptions options;
  options.compat = true;
  return options;
}

TEST_F(IoReference, NoShock) {
  const Reference reference = read("noshock");
  EXPECT_LT(worst_difference(reference, {}, compat(), IoStorage::dense), 1e-12);
}

TEST_F(IoReference, LossOfCapacity) {
  const Reference reference = read("arb50_reg1_manuf_inv90");
  Scenario scenario;
  scenario.shocks = {shock_of_manufacturing(ShockKind::outage, 0.5, 5, 60, 30)};
  EXPECT_LT(worst_difference(reference, scenario, compat(), IoStorage::dense), 1e-12);
  EXPECT_LT(worst_difference(reference, scenario, compat(), IoStorage::sparse), 1e-12);
}

TEST_F(IoReference, LossOfCapital) {
  const Reference reference = read("kaprecover30_reg1_manuf_inv15");
  Scenario scenario;
  scenario.shocks = {shock_of_manufacturing(ShockKind::capital_loss, kUnknown, 5, 10, 60)};
  scenario.shocks[0].amount_usd = 313421991.97610354;
  IoOptions options = compat();
  options.psi = 0.9;
  options.inventory_days = {15};
  options.restock_days = 30;
  EXPECT_LT(worst_difference(reference, scenario, options, IoStorage::dense), 1e-12);
  EXPECT_LT(worst_difference(reference, scenario, options, IoStorage::sparse), 1e-12);
}

// The default mode knows none of the quirks. What they do to these shocks is a shift by days, so
// the shifted shock gives the same path (the loss is of a size that the peer's rounding keeps).
TEST_F(IoReference, DefaultModeIsTheModelWithoutTheQuirks) {
  const Reference reference = read("kaprecover30_reg1_manuf_inv15");
  Scenario scenario;
  scenario.shocks = {shock_of_manufacturing(ShockKind::capital_loss, kUnknown, 5, 11, 60)};
  scenario.shocks[0].amount_usd = 313421991.97610354;
  IoOptions options;
  options.psi = 0.9;
  options.inventory_days = {15};
  options.restock_days = 30;
  EXPECT_LT(worst_difference(reference, scenario, options, IoStorage::dense), 1e-9);
}

}  // namespace
}  // namespace nail
