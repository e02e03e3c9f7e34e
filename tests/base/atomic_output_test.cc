#include "nail/base/atomic_output.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace nail {
namespace {
namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class AtomicOutput : public testing::Test {
 protected:
  AtomicOutput() {
    std::string pattern = (fs::temp_directory_path() / "nail-test-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~AtomicOutput() override {
    std::error_code ignored;
    fs::permissions(root_, fs::perms::owner_all, ignored);
    fs::remove_all(root_, ignored);
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(root_), fs::directory_iterator()));
  }
  void write(const fs::path& name, const std::string& text) { std::ofstream(root_ / name) << text; }

  fs::path root_;
};

// Runs act in a process of its own, as a user without rights where the tests run as root.
template <class Act>
int status_of_child(Act act) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(99);
    ::_exit(act());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

TEST_F(AtomicOutput, WritesAndReplacesAFile) {
  ASSERT_TRUE(write_file_atomically(root_ / "a", "one"));
  ASSERT_TRUE(write_file_atomically(root_ / "a", "two"));
  EXPECT_EQ(read(root_ / "a"), "two");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicOutput, RefusesAMissingFolderAndAFolder) {
  const auto missing = write_file_atomically(root_ / "no" / "a", "x");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ExitCode::internal);
  EXPECT_NE(missing.error().message.find("No such file"), std::string::npos);
  EXPECT_EQ(missing.error().message.find("partial"), std::string::npos);
  EXPECT_FALSE(write_file_atomically(root_, "x"));
}

TEST_F(AtomicOutput, ReplacesTheFileBehindALink) {
  write("real", "old");
  fs::create_symlink("real", root_ / "link");
  ASSERT_TRUE(write_file_atomically(root_ / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(root_ / "link"));
  EXPECT_EQ(read(root_ / "real"), "new");
}

TEST_F(AtomicOutput, AFullDiskIsTold) {
  const auto full = write_file_atomically("/dev/full", "x");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ExitCode::internal);
  EXPECT_NE(full.error().message.find("No space left"), std::string::npos);
  // Once, the device was removed as if it were a half-written file.
  EXPECT_TRUE(fs::exists("/dev/full"));
  // The same by way of a link of our own.
  fs::create_symlink("/dev/full", root_ / "full");
  EXPECT_FALSE(write_file_atomically(root_ / "full", "x"));
  EXPECT_TRUE(fs::is_symlink(root_ / "full"));
  EXPECT_TRUE(fs::exists("/dev/full"));
}

TEST_F(AtomicOutput, AFullDiskLeavesTheOldFile) {
  write("a", "old");
  fs::permissions(root_, fs::perms::all);
  // A limit on file size stands for a full disk: the write fails in its middle.
  const int status = status_of_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return write_file_atomically(root_ / "a", std::string(5000, 'x')) ? 1 : 0;
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read(root_ / "a"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicOutput, AnUnwritableFolderIsTold) {
  fs::permissions(root_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                             fs::perms::others_exec);
  const int status = status_of_child([&] {
    const auto file = write_file_atomically(root_ / "a", "x");
    const auto folder = AtomicFolder::create(root_ / "out", false);
    return !file && file.error().code == ExitCode::internal && !folder &&
                   folder.error().code == ExitCode::internal
               ? 0
               : 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(AtomicOutput, AFolderAppearsWhole) {
  {
    auto folder = AtomicFolder::create(root_ / "out" / "", false);
    ASSERT_TRUE(folder) << folder.error().message;
    ASSERT_TRUE(folder->write("tables/a.csv", "1"));
    EXPECT_FALSE(fs::exists(root_ / "out"));
    ASSERT_TRUE(folder->commit());
  }
  EXPECT_EQ(read(root_ / "out/tables/a.csv"), "1");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicOutput, AFolderOfOursIsReplaced) {
  for (const char* text : {"1", "2"}) {
    auto folder = AtomicFolder::create(root_ / "out", false);
    ASSERT_TRUE(folder);
    ASSERT_TRUE(folder->write(text, text));
    ASSERT_TRUE(folder->commit());
  }
  EXPECT_FALSE(fs::exists(root_ / "out/1"));
  EXPECT_EQ(read(root_ / "out/2"), "2");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicOutput, WithoutCommitNothingChanges) {
  {
    auto folder = AtomicFolder::create(root_ / "out", false);
    ASSERT_TRUE(folder);
    ASSERT_TRUE(folder->write("a", "1"));
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(AtomicOutput, AFolderOfOthersIsNotReplaced) {
  fs::create_directory(root_ / "out");
  write("out/mine", "x");
  const auto refused = AtomicFolder::create(root_ / "out", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ExitCode::usage);
  EXPECT_NE(refused.error().message.find("--force"), std::string::npos);
  auto forced = AtomicFolder::create(root_ / "out", true);
  ASSERT_TRUE(forced);
  EXPECT_TRUE(fs::exists(root_ / "out/mine"));
  ASSERT_TRUE(forced->commit());
  EXPECT_FALSE(fs::exists(root_ / "out/mine"));
}

TEST_F(AtomicOutput, AnEmptyFolderIsTakenAndAFileIsNot) {
  fs::create_directory(root_ / "empty");
  EXPECT_TRUE(AtomicFolder::create(root_ / "empty", false));
  write("file", "x");
  const auto file = AtomicFolder::create(root_ / "file", true);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ExitCode::usage);
  EXPECT_EQ(read(root_ / "file"), "x");
}

TEST_F(AtomicOutput, AFolderNeedsANameOfItsOwn) {
  for (const char* name : {"", ".", "..", "/", "./"}) {
    const auto folder = AtomicFolder::create(name, true);
    ASSERT_FALSE(folder) << name;
    EXPECT_EQ(folder.error().code, ExitCode::usage);
  }
}

TEST_F(AtomicOutput, AKilledRunLeavesTheOldFolderAndTheNextCleansUp) {
  {
    auto folder = AtomicFolder::create(root_ / "out", false);
    ASSERT_TRUE(folder->write("a", "old"));
    ASSERT_TRUE(folder->commit());
  }
  const pid_t child = ::fork();
  if (child == 0) {
    auto folder = AtomicFolder::create(root_ / "out", false);
    if (!folder->write("a", "new")) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(read(root_ / "out/a"), "old");
  EXPECT_EQ(entries(), 2u);  // and what it was building
  {
    auto folder = AtomicFolder::create(root_ / "out", false);
    ASSERT_TRUE(folder->write("a", "newer"));
    ASSERT_TRUE(folder->commit());
  }
  EXPECT_EQ(read(root_ / "out/a"), "newer");
  EXPECT_EQ(entries(), 1u);
}

// The same of files; a process that nobody waits for has ended too, though it keeps its number.
TEST_F(AtomicOutput, WhatAKilledRunLeftBesideAFileIsCleanedUp) {
  write("a", "old");
  const pid_t child = ::fork();
  if (child == 0) {
    auto file = AtomicFile::create(root_ / "a");
    if (!file || !file->write("new")) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(info.si_code, CLD_KILLED);
  EXPECT_EQ(read(root_ / "a"), "old");
  EXPECT_EQ(entries(), 2u);
  EXPECT_TRUE(write_file_atomically(root_ / "a", "newer"));
  EXPECT_EQ(entries(), 1u);
  int status = 0;
  ::waitpid(child, &status, 0);
}

TEST_F(AtomicOutput, AFileUnderConstructionIsThereAtOnce) {
  {
    auto file = AtomicFile::create(root_ / "a");
    ASSERT_TRUE(file);
    EXPECT_TRUE(fs::exists(file->path()));
    EXPECT_FALSE(fs::exists(root_ / "a"));
    ASSERT_TRUE(file->write("one"));
    ASSERT_TRUE(file->write("two"));
    ASSERT_TRUE(file->commit());
    EXPECT_EQ(read(root_ / "a"), "two");
  }
  { ASSERT_TRUE(AtomicFile::create(root_ / "b")); }
  EXPECT_EQ(entries(), 1u);
  fs::permissions(root_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                             fs::perms::others_exec);
  EXPECT_EQ(status_of_child([&] { return AtomicFile::create(root_ / "c") ? 1 : 0; }), 0);
}

}  // namespace
}  // namespace nail
