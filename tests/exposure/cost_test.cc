// What a solve costs, in numbers that do not depend on the machine: links gone through, and
// allocations.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "bench/generated_case.h"
#include "nail/exposure/all_homes.h"
#include "tests/oracle/random_case.h"

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

bench::GeneratedCase small_size() {
  bench::GeneratedCase size;
  size.products = 160;
  size.places = 40;
  size.most_makers = 25;
  return size;
}

TEST(Cost, ASolveGoesThroughEveryLinkOnceAndAllocatesNothing) {
  const LoadedCase loaded = bench::generated_case(small_size());
  const ProductNetwork network = compile_network(loaded);
  const std::vector<Removal> removals =
      source_removals(network, *find_home(loaded.data, loaded.data.places[0].id));
  for (const Pooling pooling : {Pooling::proportional, Pooling::own_first}) {
    const ExposureStructure structure = make_structure(network, pooling, false);
    const Shares shares = shares_at_values(network);
    ExposureSolver solver(structure);
    solver.set_shares(shares);
    solver.solve({removals.data(), kLanes}, UnknownSupply::safe);
    for (std::size_t first = 0; first + kLanes <= removals.size(); first += kLanes) {
      const std::size_t before = allocations;
      const std::size_t links = solver.links_visited();
      solver.solve({removals.data() + first, kLanes}, UnknownSupply::lost);
      EXPECT_EQ(solver.links_visited() - links, structure.links());
      // Other removals may take more nodes away than any before; that list grows once or twice.
      EXPECT_LE(allocations - before, first == 0 ? 0U : 2U);
    }
    const std::size_t before = allocations;
    for (std::size_t first = 0; first + kLanes <= removals.size(); first += kLanes) {
      solver.solve({removals.data() + first, kLanes}, UnknownSupply::safe);
    }
    EXPECT_EQ(allocations - before, 0U);
  }
}

// Buyers from the pool cost nothing each: users x suppliers are not gone through.
TEST(Cost, PooledBuyersAreComputedOnceAProduct) {
  bench::GeneratedCase size = small_size();
  size.own_mix = 0;
  const LoadedCase loaded = bench::generated_case(size);
  const ProductNetwork network = compile_network(loaded);
  const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
  EXPECT_EQ(structure.specials, 0U);
  EXPECT_EQ(structure.links(), network.flow_inputs.size());
}

TEST(Cost, ACycleAllocatesNothingAfterTheFirstCalls) {
  oracle::RandomCaseOptions options;
  options.places = 6;
  options.products = 6;
  options.back_inputs = 0.4;
  const LoadedCase loaded = oracle::random_case(3, options);
  const ProductNetwork network = compile_network(loaded);
  const std::vector<Removal> removals = source_removals(network, *find_home(loaded.data, "P0"));
  const ExposureStructure structure = make_structure(network, Pooling::own_first, false);
  const Shares shares = shares_at_values(network);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  const auto all = [&] {
    for (const UnknownSupply unknown : {UnknownSupply::safe, UnknownSupply::lost}) {
      solver.solve(removals, unknown);
    }
  };
  all();
  const std::size_t before = allocations;
  all();
  EXPECT_EQ(allocations - before, 0U);
}

TEST(AllHomes, AreTheNumbersOfEachHomesReport) {
  const LoadedCase loaded = bench::generated_case(small_size());
  const ProductNetwork network = compile_network(loaded);
  const Home first = *find_home(loaded.data, loaded.data.places[0].id);
  const std::vector<Removal> removals = source_removals(network, first);
  std::vector<ProductId> products;
  for (std::size_t p = 0; p < network.products; ++p) products.emplace_back(p);
  for (const Pooling pooling : {Pooling::proportional, Pooling::own_first}) {
    ExposureOptions how;
    how.pooling = pooling;
    how.paths = false;
    // Out of order, and one of them twice.
    const std::vector<UserId> homes{UserId(7), UserId(0), UserId(network.places), UserId(7)};
    std::vector<double> loss(network.products * removals.size() * homes.size(), -1);
    EXPECT_TRUE(for_each_exposure(network, homes, removals, how, [&](const ExposureSlice& slice) {
      for (std::size_t h = 0; h < homes.size(); ++h) {
        for (std::size_t k = 0; k < slice.removals; ++k) {
          loss[(slice.product.index() * removals.size() + slice.first_removal + k) * homes.size() +
               h] = slice.loss[h][k];
        }
      }
    }));
    EXPECT_EQ(std::count(loss.begin(), loss.end(), -1), 0);
    for (std::size_t h = 0; h < homes.size(); ++h) {
      const std::string id =
          homes[h].index() < network.places ? loaded.data.places[homes[h].index()].id : "BLOC";
      const ExposureReport report =
          exposure(network, *find_home(loaded.data, id), removals, products, how);
      double sum = 0;
      for (const ExposureRow& row : report.rows) {
        const std::size_t at =
            (row.product.index() * removals.size() + row.removal) * homes.size() + h;
        EXPECT_EQ(loss[at], row.any_tier);
        sum += row.any_tier;
      }
      double all = 0;
      for (std::size_t at = h; at < loss.size(); at += homes.size()) all += loss[at];
      EXPECT_NEAR(all, sum, 1e-9);
    }
  }
}

}  // namespace
}  // namespace nail
