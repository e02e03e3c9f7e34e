#include "nail/exposure/loss_game.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace nail {
namespace {

using Kind = LossGame::Kind;

// A random game of averages, worst and best states. Weights are multiples of 2^-16, so that what
// they leave to 1 is exact.
struct RandomGame {
  struct State {
    Kind kind = Kind::average;
    std::vector<int> to;  // -1: lost, -2: safe
    std::vector<double> weight;
  };
  std::vector<State> states;

  RandomGame(std::uint64_t seed, int size, bool tiny) {
    std::mt19937_64 engine(seed);
    const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine); };
    for (int i = 0; i < size; ++i) {
      State state;
      const int kind = below(4);
      state.kind = kind < 2 ? Kind::average : kind == 2 ? Kind::worst : Kind::best;
      const int terms = 1 + below(3);
      for (int t = 0; t < terms; ++t) state.to.push_back(below(size + 2) - 2);
      if (state.kind == Kind::average) {
        const std::int64_t whole = std::int64_t{1} << 16;
        std::int64_t left = whole;
        for (int t = 0; t < terms; ++t) {
          const bool last = t + 1 == terms;
          std::int64_t part = last ? left : left / 4 * below(4);
          // What is certain to be lost or safe is next to nothing: a cycle feeds itself.
          if (tiny && state.to[static_cast<std::size_t>(t)] < 0)
            part = std::min<std::int64_t>(part, 1 + below(3));
          state.weight.push_back(static_cast<double>(part) / static_cast<double>(whole));
          left -= part;
        }
        if (left > 0) {
          state.to.push_back(i);
          state.weight.push_back(static_cast<double>(left) / static_cast<double>(whole));
        }
      } else {
        state.weight.assign(state.to.size(), 1);
      }
      states.push_back(state);
    }
  }

  void write(LossGame& game) const {
    game.clear(states.size());
    for (std::uint32_t i = 0; i < states.size(); ++i) {
      game.define(i, states[i].kind);
      for (std::size_t t = 0; t < states[i].to.size(); ++t) {
        const int to = states[i].to[t];
        const LossGame::Loss loss = to >= 0 ? LossGame::Loss{static_cast<std::uint32_t>(to), 0}
                                            : LossGame::Loss{LossGame::kNone, to == -1 ? 1.0 : 0.0};
        game.term(loss, states[i].weight[t]);
      }
    }
  }

  // Losses where each state's choice is fixed: sum of M^k b over 2^70 steps, by squaring. Without
  // subtractions, and closed circles that lose nothing stay at 0.
  std::vector<long double> value(const std::vector<std::size_t>& choice) const {
    const std::size_t n = states.size();
    std::vector<std::vector<long double>> m(n, std::vector<long double>(n, 0));
    std::vector<long double> x(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t t = 0; t < states[i].to.size(); ++t) {
        if (states[i].kind != Kind::average && t != choice[i]) continue;
        const int to = states[i].to[t];
        if (to >= 0) m[i][static_cast<std::size_t>(to)] += states[i].weight[t];
        if (to == -1) x[i] += states[i].weight[t];
      }
    }
    for (int doubling = 0; doubling < 70; ++doubling) {
      std::vector<long double> next = x;
      auto square = m;
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          next[i] += m[i][j] * x[j];
          square[i][j] = 0;
          for (std::size_t k = 0; k < n; ++k) square[i][j] += m[i][k] * m[k][j];
        }
      }
      x = next;
      m = square;
    }
    return x;
  }

  // The game's value, by trying every choice of the worst states against every answer of the best.
  std::vector<double> brute_force() const {
    const std::size_t n = states.size();
    std::vector<double> worst(n, 0);
    std::vector<std::size_t> choice(n, 0);
    const auto next = [&](Kind kind) {
      for (std::size_t i = 0; i < n; ++i) {
        if (states[i].kind != kind) continue;
        if (++choice[i] < states[i].to.size()) return true;
        choice[i] = 0;
      }
      return false;
    };
    do {
      std::vector<double> best(n, 1);
      do {
        const auto x = value(choice);
        for (std::size_t i = 0; i < n; ++i) best[i] = std::min(best[i], static_cast<double>(x[i]));
      } while (next(Kind::best));
      for (std::size_t i = 0; i < n; ++i) worst[i] = std::max(worst[i], best[i]);
    } while (next(Kind::worst));
    return worst;
  }
};

TEST(LossGame, IsTheValueFoundByTryingEveryPolicy) {
  LossGame game;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const RandomGame random(seed, 2 + static_cast<int>(seed % 5), seed % 2 == 0);
    random.write(game);
    ASSERT_TRUE(game.solve()) << seed;
    const std::vector<double> expected = random.brute_force();
    for (std::uint32_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(game.loss(i), expected[i], 1e-12) << "seed " << seed << " state " << i;
    }
  }
}

// x = (1 - s) x + s is 1 however small s is; with a leak u beside it, x = s/(s + u).
TEST(LossGame, KeepsAllDigitsOfTinyLosses) {
  LossGame game;
  for (const double s : {1e-3, 1e-9, 1e-15, 1e-30, 1e-200}) {
    for (const double u : {0.0, s, 3 * s}) {
      game.clear(1);
      game.define(0, Kind::average, u);
      game.term({0, 0}, 1 - s);
      game.term({LossGame::kNone, 1}, s);
      ASSERT_TRUE(game.solve());
      EXPECT_NEAR(game.loss(0), s / (s + u), 1e-15);
    }
  }
}

TEST(LossGame, ACircleThatLosesNothingIsWhole) {
  LossGame game;
  game.clear(2);
  game.define(0, Kind::worst);
  game.term({1, 0});
  game.define(1, Kind::average);
  game.term({0, 0}, 1);
  ASSERT_TRUE(game.solve());
  EXPECT_EQ(game.loss(0), 0);
  EXPECT_EQ(game.loss(1), 0);
}

// A best state that could stand with a value of 0.5 (its other term) must find the circle with
// itself, which loses nothing.
TEST(LossGame, TheBestFindTheCircleThatLosesNothing) {
  LossGame game;
  game.clear(2);
  game.define(0, Kind::best);
  game.term({LossGame::kNone, 0.5});
  game.term({1, 0});
  game.define(1, Kind::worst);
  game.term({0, 0});
  ASSERT_TRUE(game.solve());
  EXPECT_EQ(game.loss(0), 0);
}

// What a best state first chose may turn bad only once a worst state, far away, sees its chance: it
// must then find the circle that loses nothing, although going there changes no value by itself.
TEST(LossGame, TheBestFindTheCircleAlsoLate) {
  LossGame game;
  game.clear(23);
  game.define(0, Kind::average);
  game.term({LossGame::kNone, 0.5});
  for (std::uint32_t i = 1; i < 20; ++i) {
    game.define(i, Kind::average);
    game.term({i - 1, 0});
  }
  game.define(20, Kind::worst);
  game.term({LossGame::kNone, 0});
  game.term({19, 0});
  game.define(21, Kind::average);
  game.term({22, 0});
  game.define(22, Kind::best);
  game.term({20, 0});
  game.term({21, 0});
  ASSERT_TRUE(game.solve());
  EXPECT_EQ(game.loss(20), 0.5);
  EXPECT_EQ(game.loss(22), 0);
}

// Of a mix 0.6 is fixed (loss 0.2), 0.4 may move from the base (loss 0.3) to terms that lose 0.9
// (at most 0.1 of it), 0.5 (at most 0.2) and 0.1 (at most 1).
TEST(LossGame, MixesMovePartsWithinTheirLimits) {
  const auto solved = [](Kind kind) {
    LossGame game;
    game.clear(1);
    game.define(0, kind);
    game.term({LossGame::kNone, 0.3}, 0.4);
    game.term({LossGame::kNone, 0.2}, 0.6);
    game.term({LossGame::kNone, 0.9}, 0, 0.1);
    game.term({LossGame::kNone, 0.5}, 0, 0.2);
    game.term({LossGame::kNone, 0.1}, 0, 1);
    EXPECT_TRUE(game.solve());
    return game.loss(0);
  };
  EXPECT_NEAR(solved(Kind::worst_mix), 0.6 * 0.2 + 0.1 * 0.9 + 0.2 * 0.5 + 0.1 * 0.3, 1e-15);
  EXPECT_NEAR(solved(Kind::best_mix), 0.6 * 0.2 + 0.4 * 0.1, 1e-15);
}

// A mix that can turn all that it moves to itself loses only what is fixed, for ever: 0 here.
TEST(LossGame, ABestMixFindsItsOwnCircle) {
  LossGame game;
  game.clear(2);
  game.define(0, Kind::best_mix);
  game.term({LossGame::kNone, 0.5}, 0.7);
  game.term({1, 0}, 0.3, 0.4);
  game.term({0, 0}, 0, 0.4);
  game.define(1, Kind::average);
  game.term({0, 0}, 1);
  ASSERT_TRUE(game.solve());
  EXPECT_EQ(game.loss(0), 0);
}

}  // namespace
}  // namespace nail
