// The least solution of the losses on a cycle of products. Every unknown (a state) is one of
//   an average   x = sum of weights times terms, the rest to 1 (its leak) being safe
//   a worst      x = the largest of its terms (an output loses what its scarcest input loses)
//   a best       x = the smallest of its terms (alternatives)
//   a mix        x = an average of which a part can be moved between terms, within limits, so as to
//                    lose most (worst_mix) or least (best_mix)
// where a term is a number or another state.
//
// Plain iteration from 0 needs 1/s rounds where a share s is lost a round, and where the system has
// several solutions no test of the last step tells which one it is near. The least solution is also
// the value of a stochastic game: the probability of being lost where the worst states play for it
// and the best states against it (A. Condon, "The complexity of stochastic games", Information and
// Computation 96, 1992). So policies are improved (R. Howard, "Dynamic programming and Markov
// processes", 1960): fix what each worst state chooses, let the best states answer, and switch
// only where that loses strictly more. Each policy's value is at most the least solution, so where
// none can be improved it is the least solution. A policy is one linear system, eliminated without
// a subtraction (W. Grassmann, M. Taksar, D. Heyman, "Regenerative analysis and steady state
// distributions for Markov chains", Operations Research 33, 1985): losses of 1e-12 a round come out
// with all their digits, and a cycle that feeds itself whole and loses nothing comes out as 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nail {

class LossGame {
 public:
  enum class Kind : std::uint8_t { average, worst, best, worst_mix, best_mix };
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  // A state's loss, or (state none) a known one.
  struct Loss {
    std::uint32_t state = kNone;
    double value = 0;
  };

  // Starts again with states 0 .. states-1, all of them averages of nothing: no loss.
  void clear(std::size_t states);
  std::uint32_t add_state();
  std::size_t states() const { return kind_.size(); }
  // Says what a state is; its terms follow. leak: the part of an average or a mix that is safe.
  void define(std::uint32_t state, Kind kind, double leak = 0);
  // A term of the state defined last. A mix's first term is the one that parts are moved from, its
  // weight the most that can be moved; each of the others can take up to `more`.
  void term(Loss loss, double weight = 1, double more = 0);

  // False where it gave up: more than kMostWork steps of elimination, or policies that rounding
  // keeps from settling. Low states are eliminated last: give them to what many others refer to.
  bool solve();
  double loss(std::uint32_t state) const { return value_[state]; }

  static constexpr std::size_t kMostWork = 100'000'000;

 private:
  struct Term {
    Loss loss;
    double weight = 1, more = 0, moved = 0;
  };

  double value_of(const Loss& loss) const {
    return loss.state == kNone ? loss.value : value_[loss.state];
  }
  bool is_safe(const Loss& loss) const {
    return loss.state == kNone ? !(loss.value > 0) : safe_[loss.state] != 0;
  }
  Term* terms_of(std::uint32_t state) { return terms_.data() + begin_[state]; }
  double policy_value(std::uint32_t state);
  // Chooses by the values of now; returns the value of the choice.
  double choose(std::uint32_t state);
  // As choose, where it is better than what was chosen; whether it was.
  bool improve(std::uint32_t state, bool worst);
  void move_parts(std::uint32_t state);
  bool stays_safe(std::uint32_t state);
  void find_safe();
  bool evaluate();
  bool eliminate(std::uint32_t state);
  void touch(std::uint32_t state, std::uint32_t column, double weight);

  std::vector<Kind> kind_;
  std::vector<std::uint32_t> begin_, count_, choice_;
  std::vector<double> leak_, value_, moved_;
  std::vector<Term> terms_;
  std::uint32_t defining_ = 0;
  bool has_best_ = false;

  std::vector<std::uint8_t> safe_;
  // Elimination: the rows that are done, the row at work, and where it is not zero.
  std::vector<std::uint32_t> row_begin_, row_end_, column_;
  std::vector<double> part_, row_lost_, row_leak_, work_;
  std::vector<std::uint8_t> touched_;
  std::vector<std::uint32_t> done_, open_;
  std::size_t steps_ = 0;
};

}  // namespace nail
