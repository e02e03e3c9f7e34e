#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "nail/base/text.h"
#include "nail/table/column_table.h"
#include "nail/table/csv.h"
#include "nail/table/data_file.h"

namespace nail {
namespace {

namespace fs = std::filesystem;

class ColumnFiles : public ::testing::Test {
 protected:
  ColumnFiles() {
    std::string name = (fs::temp_directory_path() / "nail-columns-XXXXXX").string();
    folder = ::mkdtemp(name.data());
  }
  ~ColumnFiles() override { fs::remove_all(folder); }

  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
  fs::path folder;
};

ColumnTable block(std::size_t rows) {
  WordColumn words;
  NumberColumn numbers;
  CountColumn counts;
  for (std::size_t i = 0; i < rows; ++i) {
    words.push_back(i % 3 == 0 ? "a,\"b\"\n" + std::to_string(i) : "site" + std::to_string(i));
    numbers.push_back(i % 5 == 4 ? std::nan("") : 0.1 * static_cast<double>(i));
    counts.push_back(i);
  }
  return {{{"na,me", words}, {"loss", numbers}, {"steps", counts}}};
}

// The table written out in full.
std::string csv_of(const ColumnTable& table) {
  std::string out = csv_header(table);
  append_csv(table, 0, table.rows(), out);
  return out;
}

// Cells as numbers are read: Parquet comes back with 1.0 for 1.
std::vector<std::string> cells_of(const std::string& text) {
  Diagnostics diagnostics;
  CsvReader reader(text, "a", diagnostics);
  CsvRow row;
  std::vector<std::string> cells;
  while (reader.next(row)) {
    for (const CsvCell& cell : row.cells) {
      const auto number = parse_number(cell.text);
      cells.push_back(number ? format_number(*number) : std::string(cell.text));
    }
  }
  EXPECT_FALSE(diagnostics.has_faults());
  return cells;
}

TEST(ColumnTables, AreCsvWithQuotesAndEmptyCells) {
  EXPECT_EQ(
      csv_of(block(5)),
      "\"na,me\",loss,steps\n\"a,\"\"b\"\"\n0\",0,0\nsite1,0.1,1\nsite2,0.2,2\n\"a,\"\"b\"\"\n"
      "3\",0.30000000000000004,3\nsite4,,4\n");
}

TEST_F(ColumnFiles, HoldWhatWasAppendedInEveryForm) {
  const ColumnTable first = block(5000), second = block(3);
  std::string expected = csv_of(first);
  append_csv(second, 0, 3, expected);
  for (const auto& [name, form] : {std::pair{"a.csv", ColumnForm::csv},
                                   {"a.csv.gz", ColumnForm::csv_gz},
                                   {"a.parquet", ColumnForm::parquet}}) {
    if (form == ColumnForm::parquet && !has_parquet()) continue;
    auto file = ColumnFile::create(folder / name, form);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->append(first));
    ASSERT_TRUE(file->append(second));
    EXPECT_FALSE(fs::exists(folder / name)) << name;
    const auto done = file->commit();
    ASSERT_TRUE(done) << done.error().message;
    const auto read = read_data_file(folder / name);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(cells_of(read->text) == cells_of(expected)) << name;
  }
}

TEST_F(ColumnFiles, MayHaveNoRow) {
  for (const auto& [name, form] :
       {std::pair{"a.csv", ColumnForm::csv}, {"a.parquet", ColumnForm::parquet}}) {
    if (form == ColumnForm::parquet && !has_parquet()) continue;
    auto file = ColumnFile::create(folder / name, form);
    ASSERT_TRUE(file && file->append(block(0)) && file->commit());
    const auto read = read_data_file(folder / name);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->text, "\"na,me\",loss,steps\n");
  }
}

TEST_F(ColumnFiles, AreTheSameBytesEachTime) {
  std::string bytes[2];
  for (std::string& one : bytes) {
    const auto form = has_parquet() ? ColumnForm::parquet : ColumnForm::csv_gz;
    auto file = ColumnFile::create(folder / "same", form);
    ASSERT_TRUE(file && file->append(block(20000)) && file->commit());
    std::ifstream in(folder / "same", std::ios::binary);
    one.assign(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_TRUE(bytes[0] == bytes[1]);
}

TEST_F(ColumnFiles, LeaveNothingWhereTheyAreNotCommitted) {
  {
    auto file = ColumnFile::create(folder / "a.csv", ColumnForm::csv);
    ASSERT_TRUE(file && file->append(block(10)));
    EXPECT_EQ(entries(), 1U);
  }
  EXPECT_EQ(entries(), 0U);
}

TEST_F(ColumnFiles, KeepTheOldFileUntilTheyAreCommitted) {
  std::ofstream(folder / "a.csv") << "old";
  {
    auto file = ColumnFile::create(folder / "a.csv", ColumnForm::csv);
    ASSERT_TRUE(file && file->append(block(10)));
  }
  std::ifstream in(folder / "a.csv");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "old");
}

TEST_F(ColumnFiles, SayWhereTheyCannotBeWritten) {
  const auto nowhere = ColumnFile::create(folder / "no" / "a.csv", ColumnForm::csv);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ExitCode::internal);
  EXPECT_FALSE(ColumnFile::create(folder, ColumnForm::csv));
  auto full = ColumnFile::create("/dev/full", ColumnForm::csv);
  ASSERT_TRUE(full);
  const bool appended = full->append(block(5000)).has_value();
  EXPECT_FALSE(appended && full->commit());
}

}  // namespace
}  // namespace nail
