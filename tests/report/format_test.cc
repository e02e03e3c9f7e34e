#include "nail/report/format.h"

#include <gtest/gtest.h>

#include "nail/report/colours.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

TEST(Percent, NeverHidesADifferenceThatMatters) {
  EXPECT_EQ(percent(0.93), "93\u00a0%");
  EXPECT_EQ(percent(0.042), "4.2\u00a0%");
  EXPECT_EQ(percent(0.08), "8\u00a0%");
  EXPECT_EQ(percent(0.995), "99.5\u00a0%");
  EXPECT_EQ(percent(0.99), "99\u00a0%");
  EXPECT_EQ(percent(1), "100\u00a0%");
  EXPECT_EQ(percent(0.9999), "\u226599.9\u00a0%");
  EXPECT_EQ(percent(0.0001), "\u22640.1\u00a0%");
  EXPECT_EQ(percent(0), "0\u00a0%");
  EXPECT_EQ(percent(kUnknown), "\u2013");
}

TEST(Percent, RangesAreRoundedOutwardsAtTheirEnds) {
  EXPECT_EQ(percent_range({0.9, 0.88, 0.9999}), "88\u2013100\u00a0%");
  EXPECT_EQ(percent_range({0.9, 0.0001, 0.2}), "0\u201320\u00a0%");
  EXPECT_EQ(percent_range({0.9}), "");
  EXPECT_EQ(percent_range({kUnknown, 0.95, 1}), "95\u2013100\u00a0%");
}

TEST(Number, GroupsThousandsAndKeepsThreeDigits) {
  EXPECT_EQ(number(1234567), "1\u00a0234\u00a0567");
  EXPECT_EQ(number(-1234), "-1\u00a0234");
  EXPECT_EQ(number(999), "999");
  EXPECT_EQ(number(5.2), "5.2");
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(fixed(-0.001, 1), "0.0");
}

TEST(WebLink, OnlyHttpAndHttps) {
  EXPECT_TRUE(is_web_link("https://example.org/a"));
  EXPECT_TRUE(is_web_link("HTTP://example.org"));
  for (const char* url :
       {"javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org",
        "https://a b", "java\nscript:x", " https://example.org", ""}) {
    EXPECT_FALSE(is_web_link(url)) << url;
  }
}

TEST(Text, IsWrappedAndShortenedToItsBox) {
  const auto lines = wrap("Fluorspar and hydrofluoric acid, electronic grade", 11, 116, 2);
  ASSERT_EQ(lines.size(), 2u);
  for (const std::string& line : lines) EXPECT_LE(text_width(line, 11), 116) << line;
  EXPECT_TRUE(lines[1].ends_with("\u2026"));
  EXPECT_EQ(wrap("", 11, 116, 2).size(), 1u);
  EXPECT_EQ(wrap("Tin", 11, 116, 2).front(), "Tin");
  // A word wider than the box is cut, not looped over.
  EXPECT_EQ(wrap("abcdefghijklmnopqrstuvwxyz", 11, 1, 3).size(), 3u);
}

TEST(Colours, DarkenWithTheNumber) {
  EXPECT_EQ(colour(Scale::exposure, -1), colour(Scale::exposure, 0));
  EXPECT_EQ(colour(Scale::exposure, 2), colour(Scale::exposure, 1));
  EXPECT_EQ(colour(Scale::share, kUnknown), "#eceeef");
  EXPECT_STREQ(text_on(Scale::exposure, 1), "#fff");
  EXPECT_STREQ(text_on(Scale::share, 0), "#18222c");
}

}  // namespace
}  // namespace nail::report
