#include "nail/base/diagnostics.h"

#include <gtest/gtest.h>

namespace nail {
namespace {

TEST(Diagnostics, SortsByFileLineAndColumn) {
  Diagnostics d;
  d.fault({"b.csv", 1, 1}, "x", "", "");
  d.warning({"a.csv", 10, 1}, "x", "", "");
  d.note({"a.csv", 9, 7}, "x", "", "");
  d.fault({"a.csv", 9, 2}, "x", "", "");
  const auto sorted = d.sorted();
  ASSERT_EQ(sorted.size(), 4u);
  EXPECT_EQ(sorted[0].where.column, 2u);
  EXPECT_EQ(sorted[1].where.column, 7u);
  EXPECT_EQ(sorted[2].where.line, 10u);
  EXPECT_EQ(sorted[3].where.file, "b.csv");
  EXPECT_EQ(d.faults(), 2u);
  EXPECT_EQ(d.warnings(), 1u);
}

TEST(Diagnostics, KeepsAThousandOfACodeAndCountsTheRest) {
  Diagnostics d;
  for (int i = 0; i < 1500; ++i) d.fault({"a", 1, 1}, "many", "", "");
  d.fault({"a", 1, 1}, "one", "", "");
  EXPECT_EQ(d.sorted().size(), 1001u);
  EXPECT_EQ(d.faults(), 1501u);
  EXPECT_EQ(d.left_out().at("many"), 500u);
  EXPECT_TRUE(d.is_full("many"));
  EXPECT_FALSE(d.is_full("one"));
}

TEST(Diagnostics, PrintsOneLine) {
  const Diagnostic d{Severity::warning, {"a.csv", 2, 3}, "odd", "it\nis", "mend it"};
  EXPECT_EQ(to_text(d), "a.csv:2:3: warning: odd: it\\x0Ais; mend it");
  EXPECT_EQ(to_json_line(d),
            R"({"severity":"warning","file":"a.csv","line":2,"column":3,"code":"odd",)"
            R"("what":"it\nis","remedy":"mend it"})");
}

}  // namespace
}  // namespace nail
