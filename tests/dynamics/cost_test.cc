// What a run costs in numbers that do not depend on the machine (allocations), and what it must not
// depend on: lanes, threads, what is left out because no shock reaches it.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "bench/generated_case.h"
#include "nail/dynamics/io_generate.h"
#include "nail/dynamics/io_many.h"
#include "nail/dynamics/stress_run.h"
#include "nail/numeric/parallel.h"

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* counted(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto to = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(to, (size + to - 1) / to * to)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new(std::size_t size, std::align_val_t to) { return counted(size, to); }
// std::stable_sort asks this way. Left to the library, a sanitizer's own would answer, and its
// memory be freed by ours.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace nail {
namespace {

struct Subject {
  explicit Subject(std::size_t products = 160) {
    bench::GeneratedCase size;
    size.products = products;
    size.places = 40;
    size.most_makers = 25;
    loaded = bench::generated_case(size);
    for (Product& product : loaded.data.products) product.stock_days = 4;
    for (std::size_t i = 0; i < loaded.data.sourcing.size(); ++i) {
      loaded.data.sourcing[i].lead_days = static_cast<double>(i % 23);
    }
    base = compile_network(loaded);
    network = compile_stress_network(base, shares_at_values(base), {{UserId(0), UserId(5)}});
  }
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  // Shocks of every kind, other ones for each number.
  ShockPlan plan(std::size_t number) const {
    ShockPlan plan;
    const std::size_t nodes = network.nodes.size();
    const auto start = static_cast<int>(number % 3);
    for (std::size_t i = 0; i < 5; ++i) {
      plan.outages.push_back({NodeId((number * 37 + i * 101) % nodes),
                              0.3 + 0.1 * double(i),
                              {start, start + 9, static_cast<int>(i)}});
    }
    for (std::size_t i = 0; i < 4; ++i) {
      ShockPlan::Ban ban{NodeId((number * 53 + i * 211) % nodes), 0.9, {start, start + 12, 3}, {}};
      if (i % 2 == 1) ban.targets = {UserId(0), UserId(5), UserId(7 + number)};
      plan.bans.push_back(ban);
    }
    plan.holds.push_back({PlaceId(number), PlaceId(5), {}, 0.7, {start, start + 8, 4}});
    plan.holds.push_back({PlaceId(number), PlaceId(5), {}, 0.4, {start, start + 11, 0}});
    plan.surges.push_back({number % network.demands(), 1.4, {start, start + 5, 5}});
    plan.stock_losses.push_back({UseId(number * 17), 0.5, start + 1});
    plan.first_day = start;
    plan.last_day = start + 15;
    return plan;
  }

  LoadedCase loaded;
  ProductNetwork base;
  StressNetwork network;
};

constexpr StressMode kModes[] = {StressMode::cascade, StressMode::ario};

TEST(Cost, NothingIsAllocatedInsideADay) {
  const Subject s;
  std::vector<ShockPlan> plans;
  std::vector<const ShockPlan*> lanes;
  for (std::size_t k = 0; k < kLanes; ++k) plans.push_back(s.plan(k));
  for (const ShockPlan& plan : plans) lanes.push_back(&plan);
  StressSimulator simulator(s.network);
  for (const StressMode mode : kModes) {
    StressRunOptions options;
    options.days = 60;
    options.mode = mode;
    options.parallel = false;
    std::size_t before = 0;
    const auto visit = [&](const auto& day) {
      if (day.day == 0) before = allocations;
      EXPECT_EQ(allocations, before) << day.day;
      return true;
    };
    run_stress(s.network, plans[3], options, visit);
    simulator.run(lanes, options, visit);
  }
}

struct Days {
  std::vector<std::vector<double>> parts;
  void add(const DayView& day) {
    for (const auto part : {day.output, day.stock, day.demand, day.unmet}) {
      parts.emplace_back(part.begin(), part.end());
    }
  }
};

Days run(const StressNetwork& network, const ShockPlan& plan, const StressRunOptions& options) {
  Days out;
  run_stress(network, plan, options, [&](const DayView& day) {
    out.add(day);
    return true;
  });
  return out;
}

TEST(Lanes, EachHasTheBitsOfARunOfItsOwnOnEveryInstructionSet) {
  const Subject s;
  std::vector<ShockPlan> plans;
  std::vector<const ShockPlan*> lanes;
  for (std::size_t k = 0; k < 6; ++k) plans.push_back(s.plan(k));
  for (const ShockPlan& plan : plans) lanes.push_back(&plan);
  // As many networks as lanes, all the same, must give the same as one for all.
  StressSimulator shared(s.network);
  const std::vector<StressNetwork> networks(3, s.network);
  StressSimulator own(networks);
  const auto compare = [&](StressSimulator& simulator, const std::vector<Days>& alone,
                           const StressRunOptions& options) {
    simulator.run(lanes, options, [&](const LaneDayView& day) {
      const std::span<const Lanes> parts[] = {day.output, day.stock, day.demand, day.unmet};
      for (std::size_t k = 0; k < plans.size(); ++k) {
        for (std::size_t i = 0; i < 4; ++i) {
          const auto& single = alone[k].parts[static_cast<std::size_t>(day.day) * 4 + i];
          for (std::size_t at = 0; at < single.size(); ++at) {
            if (single[at] == parts[i][at][k]) continue;
            ADD_FAILURE() << options.instruction_set << ", lane " << k << ", day " << day.day
                          << ", part " << i;
            return false;
          }
        }
      }
      for (std::size_t at = 0; at < day.output.size(); ++at) EXPECT_EQ(day.output[at][7], 1);
      return true;
    });
  };
  for (const StressMode mode : kModes) {
    StressRunOptions options;
    options.days = 50;
    options.mode = mode;
    options.instruction_set = "baseline";
    std::vector<Days> alone;
    for (const ShockPlan& plan : plans) alone.push_back(run(s.network, plan, options));
    for (const char* set : {"baseline", "avx2", "avx512"}) {
      options.instruction_set = set;
      EXPECT_EQ(run(s.network, plans[2], options).parts, alone[2].parts) << set;
      compare(shared, alone, options);
      compare(own, alone, options);
    }
  }
}

TEST(Threads, GiveTheSameBytes) {
  const Subject s(1600);
  for (const StressMode mode : kModes) {
    StressRunOptions options;
    options.days = 25;
    options.mode = mode;
    set_threads(1);
    const Days one = run(s.network, s.plan(2), options);
    set_threads(3);
    const Days three = run(s.network, s.plan(2), options);
    set_threads(0);
    options.parallel = false;
    const Days alone = run(s.network, s.plan(2), options);
    EXPECT_EQ(one.parts, three.parts);
    EXPECT_EQ(one.parts, alone.parts);
  }
}

// Only what can reach the demand that is watched is computed, and it comes out the same.
TEST(Watched, DemandIsTheSame) {
  const Subject s;
  StressRunOptions all;
  all.days = 40;
  const ProductId product = s.network.demand(s.network.demands() - 1).product;
  StressRunOptions watched = all;
  watched.watched = {&product, 1};
  for (std::size_t k = 0; k < 4; ++k) {
    const Days full = run(s.network, s.plan(k), all);
    const Days part = run(s.network, s.plan(k), watched);
    for (std::size_t day = 0; day < 40; ++day) {
      for (std::size_t i = 0; i < s.network.demands(); ++i) {
        if (s.network.demand(i).product != product) continue;
        EXPECT_EQ(full.parts[day * 4 + 3][i], part.parts[day * 4 + 3][i]);
      }
    }
  }
}

TEST(Cost, ADayOfAnInputOutputTableAllocatesNothing) {
  for (const int places : {6, 25}) {  // 25 x 16 sectors run on several threads
    GeneratedIo size;
    size.places = places;
    size.products = 16;
    const IoData data = generate_io(size);
    const IoTable table = compile_io_table(data);
    const auto system = compile_io_system(table);
    ASSERT_TRUE(system.has_value());
    IoPlan plan;
    plan.outages.push_back({{3}, 0.5, {2, 9, 4}});
    const auto cost = [&](int steps) {
      double sum = 0;
      const std::size_t before = allocations;
      run_io(*system, plan, {steps, nullptr}, [&](const IoDay& day) {
        sum += day.production[3];
        return true;
      });
      EXPECT_GT(sum, 0);
      return allocations - before;
    };
    cost(3);  // threads start
    EXPECT_EQ(cost(10), cost(60)) << places;
    const auto many = IoMany::make(table, {}, Precision::twice);
    ASSERT_TRUE(many.has_value());
    const std::vector<IoPlan> plans(3, plan);
    const auto cost_of_many = [&](int steps) {
      IoManyOptions options;
      options.steps = steps;
      const std::size_t before = allocations;
      EXPECT_EQ(many->run(plans, options).size(), 3U);
      return allocations - before;
    };
    cost_of_many(3);
    EXPECT_EQ(cost_of_many(10), cost_of_many(60)) << places;
  }
}

}  // namespace
}  // namespace nail
