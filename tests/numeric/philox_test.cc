#include "nail/numeric/philox.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace nail {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The known answers that the authors publish with Random123 (tests/kat_vectors, philox4x32, 10).
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// All zeros: the first two words, 0x6627e8d5e169c, then a half, over 2^52.
TEST(Philox, UniformDrawIsItsFirstBits) {
  EXPECT_EQ(uniform_draw(0, 0, 0), (static_cast<double>(0x6627e8d5e169cULL) + 0.5) * 0x1p-52);
}

TEST(Philox, EveryPartOfTheNameCounts) {
  const std::set<double> draws{uniform_draw(1, 2, 3),
                               uniform_draw(2, 2, 3),
                               uniform_draw(1, 3, 3),
                               uniform_draw(1, 2, 4),
                               uniform_draw(1, 2, 3, 1),
                               uniform_draw(1 | 1ULL << 40, 2, 3),
                               uniform_draw(1, 2, 3 | 1ULL << 40)};
  EXPECT_EQ(draws.size(), 7U);
}

TEST(Philox, UniformDrawsFillTheUnitIntervalEvenly) {
  constexpr int kDraws = 100000;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    const double u = uniform_draw(7, i, 11);
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    squares += u * u;
  }
  // Five standard errors: 1/sqrt(12 n) and sqrt(4/45/n).
  EXPECT_NEAR(sum / kDraws, 1.0 / 2, 5 / std::sqrt(12.0 * kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / kDraws));
}

}  // namespace
}  // namespace nail
