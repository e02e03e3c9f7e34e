#include "nail/base/mutant.h"

#include <gtest/gtest.h>

namespace {

int cube(int x) { return NAIL_MUTANT(mutant_self_test, x * x * x, x * x); }

// While every fault is dormant the macro is its original expression, in either kind of build.
TEST(Mutant, DormantIsTheOriginal) { EXPECT_EQ(cube(3), 27); }

}  // namespace
