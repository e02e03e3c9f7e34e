#include "nail/table/csv.h"

#include <random>

#include <gtest/gtest.h>

#include "nail/base/text.h"
#include "tests/oracle/naive_csv.h"

namespace nail {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read(const std::string& text, Diagnostics& diagnostics) {
  Rows rows;
  CsvReader reader(text, "t.csv", diagnostics);
  CsvRow row;
  while (reader.next(row)) {
    auto& cells = rows.emplace_back();
    for (const CsvCell& cell : row.cells) cells.emplace_back(cell.text);
  }
  return rows;
}

std::string faults(const std::string& text) {
  Diagnostics diagnostics;
  read(text, diagnostics);
  std::string out;
  for (const Diagnostic& d : diagnostics.sorted()) {
    out +=
        std::to_string(d.where.line) + ":" + std::to_string(d.where.column) + " " + d.code + "\n";
  }
  return out;
}

TEST(CsvReader, ReadsWhatANaiveParserReads) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{"a",    "b c",      ",",  "\"", "\n",
                                        "\r\n", "\xC3\xA9", "\r", "",   "1.5"};
  for (int trial = 0; trial < 20000; ++trial) {
    // A random table, written with quotes where they are needed and sometimes where they are not.
    std::string text = trial % 7 == 0 ? "\xEF\xBB\xBF" : "";
    const std::string line_end = trial % 2 == 0 ? "\n" : "\r\n";
    const std::size_t rows = random() % 5;
    for (std::size_t r = 0; r < rows; ++r) {
      const std::size_t cells = 1 + random() % 4;
      for (std::size_t c = 0; c < cells; ++c) {
        std::string cell;
        for (std::size_t n = random() % 4; n > 0; --n) cell += pieces[random() % pieces.size()];
        if (c > 0) text += ',';
        if (random() % 4 == 0 && cell.find_first_of("\"\r\n,") == std::string::npos) {
          text += '"' + cell + '"';
        } else {
          text += csv_cell(cell);
        }
      }
      if (r + 1 < rows || random() % 2 == 0) text += line_end;
      if (random() % 5 == 0) text += line_end;
    }
    Diagnostics diagnostics;
    const Rows got = read(text, diagnostics);
    const std::string plain = text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
    ASSERT_FALSE(diagnostics.has_faults()) << text;
    ASSERT_EQ(got, oracle::parse_csv(plain)) << text;
  }
}

TEST(CsvReader, AcceptsTheCornersOfTheFormat) {
  Diagnostics d;
  EXPECT_EQ(read("a,b\n1,2", d), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("a\r\n\r\n\n1\r\n", d), (Rows{{"a"}, {"1"}}));
  EXPECT_EQ(read("\"\"\n,\n", d), (Rows{{""}, {"", ""}}));
  EXPECT_EQ(read("\"a\"\"b\",\"c\r\nd\"\n", d), (Rows{{"a\"b", "c\r\nd"}}));
  EXPECT_EQ(read("", d), Rows{});
  EXPECT_EQ(read("\xEF\xBB\xBF", d), Rows{});
  EXPECT_FALSE(d.has_faults());
}

TEST(CsvReader, TellsWhereAFaultIs) {
  EXPECT_EQ(faults("a,b\n1,\"2\n3"), "2:3 csv-unclosed-quote\n");
  EXPECT_EQ(faults("a,\xC3\xA9\"b\n"), "1:4 csv-quote\n");
  EXPECT_EQ(faults("a,\"b\"c\n"), "1:6 csv-quote\n");
  EXPECT_EQ(faults("a\rb\n"), "1:2 csv-bare-cr\n");
  EXPECT_EQ(faults("a,b\r"), "1:4 csv-bare-cr\n");
  EXPECT_EQ(faults(std::string("a,b\0c\n", 6)), "1:4 csv-nul\n");
  EXPECT_EQ(faults(std::string("\"a\n\0\"\n", 6)), "2:1 csv-nul\n");
  EXPECT_EQ(faults("a,\xC3\xA9\xFF\n"), "1:4 csv-encoding\n");
  EXPECT_EQ(faults("a,\"b\nc\xFF\"\n"), "2:2 csv-encoding\n");
  EXPECT_EQ(faults("\xFF\xFE"
                   "a"),
            "1:1 csv-encoding\n");
}

TEST(CsvReader, GoesOnAfterAFault) {
  EXPECT_EQ(faults("\"a\"x,b\n\xFF,\"c\"y\n"), "1:4 csv-quote\n2:1 csv-encoding\n2:6 csv-quote\n");
}

TEST(CsvReader, PositionsCountCharacters) {
  Diagnostics d;
  const std::string text = "\xEF\xBB\xBF\xC3\xA9,\"x\ny\",z\n1,2,3\n";
  CsvReader reader(text, "t.csv", d);
  CsvRow row;
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.cells[1].column, 3u);
  EXPECT_EQ(row.cells[1].line, 1u);
  EXPECT_EQ(row.cells[2].line, 2u);
  EXPECT_EQ(row.cells[2].column, 4u);
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.line, 3u);
  EXPECT_EQ(row.cells[2].column, 5u);
  EXPECT_FALSE(reader.next(row));
}

}  // namespace
}  // namespace nail
