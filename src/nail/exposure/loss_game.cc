#include "nail/exposure/loss_game.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr int kFirstRounds = 8;
constexpr int kMostPolicies = 500;
// What rounding does to values must not make policies go round in a circle.
constexpr double kBetter = 1e-13;

}  // namespace

void LossGame::clear(std::size_t states) {
  kind_.assign(states, Kind::average);
  begin_.assign(states, 0);
  count_.assign(states, 0);
  choice_.assign(states, 0);
  leak_.assign(states, 0);
  terms_.clear();
  has_best_ = false;
}

std::uint32_t LossGame::add_state() {
  kind_.push_back(Kind::average);
  begin_.push_back(0);
  count_.push_back(0);
  choice_.push_back(0);
  leak_.push_back(0);
  return static_cast<std::uint32_t>(kind_.size() - 1);
}

void LossGame::define(std::uint32_t state, Kind kind, double leak) {
  kind_[state] = kind;
  begin_[state] = static_cast<std::uint32_t>(terms_.size());
  count_[state] = 0;
  leak_[state] = leak;
  defining_ = state;
  has_best_ = has_best_ || kind == Kind::best || kind == Kind::best_mix;
}

void LossGame::term(Loss loss, double weight, double more) {
  const bool is_base = count_[defining_] == 0 &&
                       (kind_[defining_] == Kind::worst_mix || kind_[defining_] == Kind::best_mix);
  if (!(weight > 0) && !(more > 0) && !is_base) return;
  terms_.push_back({loss, weight, more, 0});
  ++count_[defining_];
}

double LossGame::policy_value(std::uint32_t state) {
  const Term* terms = terms_of(state);
  const std::uint32_t count = count_[state];
  switch (kind_[state]) {
    case Kind::worst:
    case Kind::best:
      return count == 0 ? 0 : value_of(terms[choice_[state]].loss);
    case Kind::average:
    case Kind::worst_mix:
    case Kind::best_mix:
      break;
  }
  double sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    sum += (terms[i].weight + terms[i].moved) * value_of(terms[i].loss);
  }
  return sum;
}

// Parts go to the terms that lose most (or least) first, as long as that beats the first term.
void LossGame::move_parts(std::uint32_t state) {
  Term* terms = terms_of(state);
  const std::uint32_t count = count_[state];
  const bool worst = kind_[state] == Kind::worst_mix;
  for (std::uint32_t i = 0; i < count; ++i) terms[i].moved = 0;
  double left = terms[0].weight;
  const double base = value_of(terms[0].loss);
  while (left > 0) {
    std::uint32_t best = 0;
    for (std::uint32_t i = 1; i < count; ++i) {
      if (terms[i].moved > 0 || !(terms[i].more > 0)) continue;
      const double loss = value_of(terms[i].loss);
      const double beaten = best == 0 ? base : value_of(terms[best].loss);
      if (worst ? loss > beaten : loss < beaten) best = i;
    }
    if (best == 0) break;
    terms[best].moved = NAIL_MUTANT(game_mix_without_limit, std::min(left, terms[best].more), left);
    left -= terms[best].moved;
  }
  terms[0].moved = left - terms[0].weight;
}

double LossGame::choose(std::uint32_t state) {
  const Term* terms = terms_of(state);
  const Kind kind = kind_[state];
  if (kind == Kind::worst_mix || kind == Kind::best_mix) {
    move_parts(state);
  } else if (kind != Kind::average) {
    std::uint32_t best = 0;
    for (std::uint32_t i = 1; i < count_[state]; ++i) {
      const double loss = value_of(terms[i].loss);
      const double beaten = value_of(terms[best].loss);
      if (kind == Kind::worst ? loss > beaten : loss < beaten) best = i;
    }
    choice_[state] = best;
  }
  return policy_value(state);
}

bool LossGame::improve(std::uint32_t state, bool worst) {
  const Kind kind = kind_[state];
  if (worst ? kind != Kind::worst && kind != Kind::worst_mix
            : kind != Kind::best && kind != Kind::best_mix) {
    return false;
  }
  Term* terms = terms_of(state);
  const double before = policy_value(state);
  const std::uint32_t chosen = choice_[state];
  moved_.clear();
  for (std::uint32_t i = 0; i < count_[state]; ++i) moved_.push_back(terms[i].moved);
  const double after = choose(state);
  if (worst ? after > before * (1 + kBetter) : after < before * (1 - kBetter)) return true;
  choice_[state] = chosen;
  for (std::uint32_t i = 0; i < count_[state]; ++i) terms[i].moved = moved_[i];
  return false;
}

// Whether a best player can keep the state from ever being lost, if the states held safe so far
// are.
bool LossGame::stays_safe(std::uint32_t state) {
  Term* terms = terms_of(state);
  const std::uint32_t count = count_[state];
  switch (kind_[state]) {
    case Kind::worst:
      return count == 0 || is_safe(terms[choice_[state]].loss);
    case Kind::best:
      for (std::uint32_t i = 0; i < count; ++i) {
        if (!is_safe(terms[i].loss)) continue;
        choice_[state] = i;
        return true;
      }
      return count == 0;
    case Kind::average:
    case Kind::worst_mix:
      for (std::uint32_t i = 0; i < count; ++i) {
        if (terms[i].weight + terms[i].moved > 0 && !is_safe(terms[i].loss)) return false;
      }
      return true;
    case Kind::best_mix:
      break;
  }
  double room = is_safe(terms[0].loss) ? terms[0].weight : 0;
  for (std::uint32_t i = 1; i < count; ++i) {
    const bool safe = is_safe(terms[i].loss);
    if (terms[i].weight > 0 && !safe) return false;
    if (safe) room += terms[i].more;
  }
  if (room < terms[0].weight) return false;
  double left = is_safe(terms[0].loss) ? 0 : terms[0].weight;
  terms[0].moved = -left;
  for (std::uint32_t i = 1; i < count; ++i) {
    terms[i].moved = is_safe(terms[i].loss) ? std::min(left, terms[i].more) : 0;
    left -= terms[i].moved;
  }
  return true;
}

// The states that the best players keep from being lost for certain against the policy of the worst
// ones. Without this a best state could be left with a choice that is one solution, not the least.
void LossGame::find_safe() {
  safe_.assign(kind_.size(), 1);
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::uint32_t state = 0; state < kind_.size(); ++state) {
      if (safe_[state] == 0) continue;
      const std::uint32_t chosen = choice_[state];
      if (stays_safe(state)) continue;
      choice_[state] = chosen;
      safe_[state] = 0;
      changed = true;
    }
  }
}

void LossGame::touch(std::uint32_t state, std::uint32_t column, double weight) {
  if (touched_[column] == 0) {
    touched_[column] = 1;
    if (column > state) {
      done_.push_back(column);
      std::push_heap(done_.begin(), done_.end());
    } else {
      open_.push_back(column);
    }
  }
  work_[column] += weight;
}

// States are eliminated from the highest to the lowest, so a row refers to lower ones in the end.
bool LossGame::eliminate(std::uint32_t state) {
  double lost = 0;
  double leak = 0;
  const Term* terms = terms_of(state);
  const Kind kind = kind_[state];
  const auto add = [&](const Term& t, double weight) {
    if (!(weight > 0)) return;
    if (t.loss.state == kNone) {
      lost += weight * t.loss.value;
      leak += weight * (1 - t.loss.value);
    } else {
      touch(state, t.loss.state, weight);
    }
  };
  if (kind == Kind::worst || kind == Kind::best) {
    if (count_[state] > 0) add(terms[choice_[state]], 1);
  } else {
    leak += leak_[state];
    for (std::uint32_t i = 0; i < count_[state]; ++i)
      add(terms[i], terms[i].weight + terms[i].moved);
  }
  while (!done_.empty()) {
    std::pop_heap(done_.begin(), done_.end());
    const std::uint32_t k = done_.back();
    done_.pop_back();
    const double weight = work_[k];
    work_[k] = 0;
    touched_[k] = 0;
    lost += weight * row_lost_[k];
    leak += NAIL_MUTANT(game_drops_leaks, weight, 0.0) * row_leak_[k];
    for (std::uint32_t e = row_begin_[k]; e < row_end_[k]; ++e) {
      touch(state, column_[e], weight * part_[e]);
    }
    steps_ += row_end_[k] - row_begin_[k] + 1;
  }
  std::sort(open_.begin(), open_.end());
  // What a state keeps for itself comes round again: only what leaves it counts.
  double leaves = lost + leak;
  for (const std::uint32_t j : open_) {
    if (NAIL_MUTANT(game_stays_where_it_is, j != state, true)) leaves += work_[j];
  }
  row_begin_[state] = static_cast<std::uint32_t>(column_.size());
  for (const std::uint32_t j : open_) {
    if (j != state && leaves > 0) {
      column_.push_back(j);
      part_.push_back(work_[j] / leaves);
    }
    work_[j] = 0;
    touched_[j] = 0;
  }
  open_.clear();
  row_end_[state] = static_cast<std::uint32_t>(column_.size());
  row_lost_[state] = leaves > 0 ? lost / leaves : 0;
  row_leak_[state] = leaves > 0 ? leak / leaves : 1;
  return steps_ <= kMostWork;
}

bool LossGame::evaluate() {
  const std::size_t n = kind_.size();
  for (std::vector<std::uint32_t>* list : {&row_begin_, &row_end_}) list->assign(n, 0);
  for (std::vector<double>* list : {&row_lost_, &row_leak_, &work_}) list->assign(n, 0);
  touched_.assign(n, 0);
  column_.clear();
  part_.clear();
  for (std::size_t i = n; i-- > 0;) {
    if (!eliminate(static_cast<std::uint32_t>(i))) return false;
  }
  for (std::size_t i = 0; i < n; ++i) {
    double x = row_lost_[i];
    for (std::uint32_t e = row_begin_[i]; e < row_end_[i]; ++e) {
      x += part_[e] * value_[column_[e]];
    }
    value_[i] = std::min(x, 1.0);
  }
  return true;
}

bool LossGame::solve() {
  const auto n = static_cast<std::uint32_t>(kind_.size());
  value_.assign(n, 0);
  steps_ = 0;
  // A first policy: any will do, a good one saves improvements.
  for (int round = 0; round < kFirstRounds; ++round) {
    for (std::uint32_t i = n; i-- > 0;) value_[i] = choose(i);
  }
  for (int policy = 0; policy < kMostPolicies; ++policy) {
    safe_.assign(n, 0);
    if (has_best_ && NAIL_MUTANT(game_forgets_the_safe, true, false)) find_safe();
    bool answered = !has_best_;
    for (int answer = 0; answer < kMostPolicies; ++answer) {
      if (!evaluate()) return false;
      bool improved = false;
      for (std::uint32_t i = 0; i < n && has_best_; ++i) {
        if (safe_[i] == 0) improved = improve(i, false) || improved;
      }
      if (!improved) {
        answered = true;
        break;
      }
    }
    if (!answered) return false;
    bool improved = false;
    for (std::uint32_t i = 0; i < n; ++i) improved = improve(i, true) || improved;
    if (NAIL_MUTANT(game_first_policy_stays, !improved, true)) return true;
  }
  return false;
}

}  // namespace nail
