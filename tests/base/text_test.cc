#include "nail/base/text.h"

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace nail {
namespace {

TEST(FormatNumber, ReadsBackToTheSameDouble) {
  std::mt19937_64 random(1);
  int tried = 0;
  while (tried < 100000) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    ++tried;
    const std::string text = format_number(value);
    const auto back = parse_number(text);
    ASSERT_TRUE(back) << text;
    ASSERT_EQ(*back, value) << text;
  }
}

TEST(FormatNumber, IsShort) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(-0.0), "0");
  EXPECT_EQ(format_number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()), "");
}

TEST(ParseNumber, AcceptsWhatPeopleWrite) {
  EXPECT_EQ(parse_number(" +1 "), 1.0);
  EXPECT_EQ(parse_number(".6"), 0.6);
  EXPECT_EQ(parse_number("-.6e1"), -6.0);
  EXPECT_EQ(parse_number("1."), 1.0);
  EXPECT_EQ(parse_number("007"), 7.0);
  EXPECT_EQ(parse_number("4.9e-324"), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(parse_number("1.7976931348623157e308"), std::numeric_limits<double>::max());
}

TEST(ParseNumber, TakesWhatIsTooSmallForZero) {
  EXPECT_EQ(parse_number("1e-400"), 0.0);
  EXPECT_EQ(parse_number("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(parse_number("1e-99999999999999999999"), 0.0);
}

TEST(ParseNumber, RefusesWhatIsTooLarge) {
  EXPECT_FALSE(parse_number("1e400"));
  EXPECT_FALSE(parse_number("-1e400"));
  EXPECT_FALSE(parse_number("1" + std::string(400, '0')));
  // A negative exponent does not make a number small.
  EXPECT_FALSE(parse_number("1" + std::string(500, '0') + "e-10"));
  EXPECT_FALSE(parse_number("1e99999999999999999999"));
}

TEST(ParseNumber, RefusesEverythingElse) {
  for (const char* text :
       {"",     " ",   "+",   "-",       ".",         "e5",  "+-1",   "++1", "- 1",
        "0x10", "nan", "NaN", "inf",     "-infinity", "1,5", "1 000", "1e",  "1e+",
        "1_0",  "50%", "1\t", "\u00A01", "1f",        "0b1", "1d5"}) {
    EXPECT_FALSE(parse_number(text)) << "'" << text << "'";
  }
  EXPECT_FALSE(parse_number(std::string_view("1\0", 2)));
}

TEST(CsvCell, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(csv_cell("a b"), "a b");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(JsonQuote, EscapesAndReplaces) {
  EXPECT_EQ(json_quote("a\"\\\n\t\r\x01"), R"("a\"\\\n\t\r\u0001")");
  EXPECT_EQ(json_quote("\xC3\xA9\xFF"), "\"\xC3\xA9\xEF\xBF\xBD\"");
  EXPECT_EQ(json_quote(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(HtmlEscape, LeavesNoMarkup) {
  EXPECT_EQ(html_escape("<script a=\"b\" c='d'>&"),
            "&lt;script a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;");
  EXPECT_EQ(html_escape("a\x01\x1B[31m\xFF"), "a[31m\xEF\xBF\xBD");
  EXPECT_EQ(html_escape("a\n\tb"), "a\n\tb");
}

TEST(SpreadsheetText, DefusesFormulas) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"}) {
    EXPECT_EQ(spreadsheet_text(text), std::string("'") + text);
  }
  EXPECT_EQ(spreadsheet_text("a=1"), "a=1");
  EXPECT_EQ(spreadsheet_text(""), "");
}

TEST(Printable, LetsNothingReachTheTerminal) {
  EXPECT_EQ(printable("a\x1B[31m\n\x7F"), "a\\x1B[31m\\x0A\\x7F");
  EXPECT_EQ(printable("\xFF"), "\\xFF");
  EXPECT_EQ(printable("\xC3\xA9"), "\xC3\xA9");
  // U+009B is a control sequence introducer; U+202E turns the direction of writing.
  EXPECT_EQ(printable("\xC2\x9B"), "\\xC2\\x9B");
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xE2\\x80\\xAE");
  EXPECT_EQ(printable("\xE2\x80\x93"), "\xE2\x80\x93");  // a dash
}

TEST(Utf8, KnowsWellFormedText) {
  EXPECT_TRUE(is_utf8("\xF0\x9F\x99\x82 \xE2\x82\xAC \xC3\xA9"));
  std::size_t at = 99;
  EXPECT_FALSE(is_utf8("ab\xC3", &at));
  EXPECT_EQ(at, 2u);
  for (const char* text : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                           "\xF0\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(text));
  }
  EXPECT_EQ(utf8_length("\xF0\x9F\x99\x82\xC3\xA9x"), 3u);
}

TEST(GlobMatch, StarsAndQuestionMarks) {
  EXPECT_TRUE(glob_match("gallium-*", "gallium-refined"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("a?c*e", "abcdde"));
  EXPECT_TRUE(glob_match("*a*b", "xaybab"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_FALSE(glob_match("abc", "abcd"));
  EXPECT_TRUE(glob_match("[a]", "[a]"));
  EXPECT_TRUE(glob_match("**", "*"));
  // Does not take exponential time.
  EXPECT_FALSE(glob_match("a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST(Closest, FindsTypingMistakesOnly) {
  EXPECT_EQ(closest("lithum", {"lithium", "cobalt"}), "lithium");
  EXPECT_EQ(closest("xyz", {"lithium", "cobalt"}), "");
  EXPECT_EQ(closest("c", {"a", "b"}), "");
  EXPECT_EQ(closest("", {"a"}), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string>{"a", "", "b", ""}));
  EXPECT_TRUE(split("", ',').empty());
  EXPECT_EQ(join_words({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(trim(" a \r\n"), "a");
}

}  // namespace
}  // namespace nail
