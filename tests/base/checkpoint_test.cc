// Parts of a run survive a kill: what was written whole comes back, a torn end does not.
#include "nail/base/checkpoint.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "nail/base/byte_stream.h"

namespace nail {
namespace {

namespace fs = std::filesystem;

class CheckpointTest : public testing::Test {
 protected:
  CheckpointTest()
      : folder_(fs::temp_directory_path() / ("checkpoint_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~CheckpointTest() override { fs::remove_all(folder_); }
  fs::path path() const { return folder_ / "run.checkpoint"; }

  fs::path folder_;
};

TEST_F(CheckpointTest, PartsComeBack) {
  {
    auto first = Checkpoint::start(path(), "key");
    ASSERT_TRUE(first);
    ASSERT_TRUE(first->add(3, "three"));
    ASSERT_TRUE(first->add(0, ""));
  }
  auto again = Checkpoint::resume(path(), "key");
  ASSERT_TRUE(again);
  const std::map<std::uint64_t, std::string> parts = again->take_finished();
  EXPECT_EQ(parts, (std::map<std::uint64_t, std::string>{{0, ""}, {3, "three"}}));
}

// Cut at every byte: all parts that are whole come back, and the next ones are found too.
TEST_F(CheckpointTest, ATornEndIsCutOff) {
  const std::vector<std::string> parts = {"a", std::string(100, 'b'), "ccc"};
  {
    auto first = Checkpoint::start(path(), "key");
    ASSERT_TRUE(first);
    for (std::size_t k = 0; k < parts.size(); ++k) ASSERT_TRUE(first->add(k, parts[k]));
  }
  std::ifstream file(path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t header = bytes.find('\n') + 1;
  for (std::size_t length = header; length <= bytes.size(); ++length) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes.substr(0, length);
    std::size_t whole = 0, end = header;
    while (whole < parts.size() && end + 24 + parts[whole].size() <= length) {
      end += 24 + parts[whole++].size();
    }
    {
      auto torn = Checkpoint::resume(path(), "key");
      ASSERT_TRUE(torn) << length;
      ASSERT_EQ(torn->take_finished().size(), whole) << length;
      ASSERT_TRUE(torn->add(7, "later"));
    }
    auto again = Checkpoint::resume(path(), "key");
    ASSERT_TRUE(again);
    const auto found = again->take_finished();
    ASSERT_EQ(found.size(), whole + 1) << length;
    EXPECT_EQ(found.at(7), "later");
  }
}

TEST_F(CheckpointTest, AChangedByteEndsIt) {
  {
    auto first = Checkpoint::start(path(), "key");
    ASSERT_TRUE(first);
    ASSERT_TRUE(first->add(0, "zero"));
    ASSERT_TRUE(first->add(1, "one"));
  }
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(-1, std::ios::end);
    file.put('x');
  }
  auto again = Checkpoint::resume(path(), "key");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->take_finished().size(), 1U);
}

TEST_F(CheckpointTest, OfAnotherRunOrNoCheckpointIsRefused) {
  { ASSERT_TRUE(Checkpoint::start(path(), "key")); }
  const auto other = Checkpoint::resume(path(), "another key");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ExitCode::usage);
  std::ofstream(path(), std::ios::trunc) << "site,esri\n";
  const auto none = Checkpoint::resume(path(), "key");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ExitCode::usage);
}

TEST_F(CheckpointTest, WithoutAFileItStartsAndAnOldOneIsKept) {
  {
    auto first = Checkpoint::resume(path(), "key");
    ASSERT_TRUE(first);
    ASSERT_TRUE(first->add(1, "one"));
  }
  {
    auto second = Checkpoint::start(path(), "key");
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->take_finished().empty());
    Checkpoint::remove(path());
  }
  EXPECT_FALSE(fs::exists(path()));
  EXPECT_TRUE(fs::exists(path().string() + ".old"));
}

// What nail did not write is neither moved aside nor removed.
TEST_F(CheckpointTest, OtherFilesAreLeftAlone) {
  const auto read = [](const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  };
  std::ofstream(path()) << "site,esri\n";
  for (const fs::path& place : {path(), folder_, fs::path("/dev/null")}) {
    const auto started = Checkpoint::start(place, "key");
    ASSERT_FALSE(started) << place;
    EXPECT_EQ(started.error().code, ExitCode::usage);
    EXPECT_FALSE(Checkpoint::check_place(place));
    const auto resumed = Checkpoint::resume(place, "key");
    ASSERT_FALSE(resumed) << place;
    EXPECT_EQ(resumed.error().code, ExitCode::usage);
    Checkpoint::remove(place);
    EXPECT_TRUE(fs::exists(place));
  }
  EXPECT_EQ(read(path()), "site,esri\n");
  EXPECT_FALSE(fs::exists(path().string() + ".old"));

  // Neither is such a file in the place of an older checkpoint.
  fs::rename(path(), path().string() + ".old");
  EXPECT_TRUE(Checkpoint::check_place(path()));
  { ASSERT_TRUE(Checkpoint::start(path(), "key")); }
  EXPECT_FALSE(Checkpoint::start(path(), "key"));
  EXPECT_EQ(read(path().string() + ".old"), "site,esri\n");
}

TEST_F(CheckpointTest, AnEmptyFileIsTaken) {
  std::ofstream(path()).flush();
  { ASSERT_TRUE(Checkpoint::resume(path(), "key")); }
  EXPECT_FALSE(fs::exists(path().string() + ".old"));
  EXPECT_TRUE(Checkpoint::resume(path(), "key"));
}

TEST(ByteStreamTest, ReadsBackAndRefusesTheRest) {
  ByteWriter out;
  out.put<std::uint32_t>(7);
  out.put_all(std::vector<double>{1.5, -2});
  const std::string bytes = out.take();
  for (std::size_t length = 0; length <= bytes.size() + 1; ++length) {
    const std::string cut = length <= bytes.size() ? bytes.substr(0, length) : bytes + "x";
    ByteReader in(cut);
    std::uint32_t number = 0;
    std::vector<double> values;
    in.get(number);
    in.get_all(values);
    EXPECT_EQ(in.is_done(), length == bytes.size()) << length;
  }
  // A count that no memory could hold.
  ByteWriter huge;
  huge.put<std::uint64_t>(~std::uint64_t{0} / 8);
  const std::string lie = huge.take();
  ByteReader in(lie);
  std::vector<double> values;
  EXPECT_FALSE(in.get_all(values));
}

}  // namespace
}  // namespace nail
