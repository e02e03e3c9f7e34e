#include "nail/dynamics/stress_run.h"

#include <vector>

#include "nail/dynamics/stress_engine.h"

namespace nail {

bool run_stress(const StressNetwork& network, const ShockPlan& plan,
                const StressRunOptions& options, const std::function<bool(const DayView&)>& visit) {
  const StressStructure structure(network);
  const StressNumbers<double> numbers(structure, {&network, 1});
  StressEngine<double, double> engine(structure, numbers);
  const ShockPlan* const plans[] = {&plan};
  return engine.run(plans, options, visit);
}

// One network for all lanes, or one for each.
struct StressSimulator::Parts {
  explicit Parts(std::span<const StressNetwork> networks) : structure(networks.front()) {
    if (networks.size() == 1) {
      shared = std::make_unique<StressNumbers<double>>(structure, networks);
      shared_engine = std::make_unique<StressEngine<Lanes, double>>(structure, *shared);
    } else {
      own = std::make_unique<StressNumbers<Lanes>>(structure, networks);
      own_engine = std::make_unique<StressEngine<Lanes, Lanes>>(structure, *own);
    }
  }
  StressStructure structure;
  std::unique_ptr<StressNumbers<double>> shared;
  std::unique_ptr<StressNumbers<Lanes>> own;
  std::unique_ptr<StressEngine<Lanes, double>> shared_engine;
  std::unique_ptr<StressEngine<Lanes, Lanes>> own_engine;
};

StressSimulator::StressSimulator(const StressNetwork& network)
    : StressSimulator(std::span<const StressNetwork>(&network, 1)) {}
StressSimulator::StressSimulator(std::span<const StressNetwork> networks)
    : parts_(std::make_unique<Parts>(networks)) {}
StressSimulator::~StressSimulator() = default;
StressSimulator::StressSimulator(StressSimulator&&) noexcept = default;
StressSimulator& StressSimulator::operator=(StressSimulator&&) noexcept = default;

bool StressSimulator::run(std::span<const ShockPlan* const> plans, const StressRunOptions& options,
                          const std::function<bool(const LaneDayView&)>& visit) {
  return parts_->shared_engine ? parts_->shared_engine->run(plans, options, visit)
                               : parts_->own_engine->run(plans, options, visit);
}

}  // namespace nail
