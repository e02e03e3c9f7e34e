// Switchable faults, so that the strength of the tests can be measured: see "Mutants" in
// CONTRIBUTING.md.
//
//   const double product = NAIL_MUTANT(geopolrisk_drop_square, u * u, u);
//
// is `u * u` in every normal build. In the programs of the target `mutants` it is `u` while the
// environment variable NAIL_MUTANT is `geopolrisk_drop_square`, and scripts/mutate demands that a
// test then fails. An id is snake_case, unique, and says what is broken.
#pragma once

#ifdef NAIL_MUTANTS

#include <cstdlib>
#include <cstring>

namespace nail {

inline bool mutant_is_awake(const char* id) {
  const char* awake = std::getenv("NAIL_MUTANT");
  return awake != nullptr && std::strcmp(awake, id) == 0;
}

}  // namespace nail

// The environment is read once a place, not once an evaluation: the place may be in a hot loop.
#define NAIL_MUTANT(id, original, mutated)                     \
  ([] {                                                        \
    static const bool is_awake = ::nail::mutant_is_awake(#id); \
    return is_awake;                                           \
  }()                                                          \
       ? (mutated)                                             \
       : (original))

#else

#define NAIL_MUTANT(id, original, mutated) (original)

#endif
