#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "nail/report/report.h"
#include "tests/report/sample.h"

namespace nail {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Printing : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "nail print \u00e4 XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    std::ofstream(folder / "report.html") << render_html(sample::assessment());
    path_before = std::getenv("PATH") ? std::getenv("PATH") : "";
  }
  void TearDown() override {
    ::setenv("PATH", path_before.c_str(), 1);
    fs::remove_all(folder);
  }
  // A browser of our own that does what the script says.
  void install(const std::string& script) {
    fs::create_directory(folder / "bin");
    std::ofstream(folder / "bin/chromium") << "#!/bin/sh\n" << script;
    fs::permissions(folder / "bin/chromium", fs::perms::owner_all);
    ::setenv("PATH", ((folder / "bin").string() + ":/usr/bin:/bin").c_str(), 1);
  }
  fs::path folder;
  std::string path_before;
};

TEST_F(Printing, MakesAPdfWithChromium) {
  if (std::system("command -v chromium >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "Chromium is not installed";
  }
  const auto printed = print_pdf(folder / "report.html", folder / "report.pdf");
  ASSERT_TRUE(printed.has_value()) << printed.error().message;
  std::ifstream in(folder / "report.pdf", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_TRUE(bytes.starts_with("%PDF-"));
  EXPECT_GT(bytes.size(), 50000u);
}

TEST_F(Printing, NamesTheRemedyWithoutChromium) {
  ::setenv("PATH", folder.c_str(), 1);
  const auto printed = print_pdf(folder / "report.html", folder / "report.pdf");
  ASSERT_FALSE(printed.has_value());
  EXPECT_THAT(printed.error().message, HasSubstr("apt-get install chromium"));
  EXPECT_FALSE(fs::exists(folder / "report.pdf"));
}

TEST_F(Printing, SaysWhatABrokenBrowserSaid) {
  install("echo 'cannot open display' >&2\nexit 7\n");
  const auto printed = print_pdf(folder / "report.html", folder / "report.pdf");
  ASSERT_FALSE(printed.has_value());
  EXPECT_THAT(printed.error().message, HasSubstr("cannot open display"));
  EXPECT_FALSE(fs::exists(folder / "report.pdf"));
}

TEST_F(Printing, GivesTheBrowserAnUnfoldedPageAsOneArgument) {
  install(
      "for last in \"$@\"; do\n"
      "  case $last in --print-to-pdf=*) out=${last#--print-to-pdf=} ;; esac\n"
      "done\n"
      "page=${last#file://}\n"
      "grep -q '<details open>' \"$page\" && ! grep -q '<details>' \"$page\" && "
      "printf '%%PDF-1.4 made up' > \"$out\"\n");
  const auto printed = print_pdf(folder / "report.html", folder / "report.pdf");
  ASSERT_TRUE(printed.has_value()) << printed.error().message;
  EXPECT_TRUE(fs::exists(folder / "report.pdf"));
}

TEST_F(Printing, MissingPageIsAnError) {
  install("exit 0\n");
  EXPECT_FALSE(print_pdf(folder / "none.html", folder / "report.pdf").has_value());
}

}  // namespace
}  // namespace nail
