#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

#include "nail/base/atomic_output.h"
#include "nail/base/text.h"
#include "nail/report/report.h"

extern char** environ;

namespace nail {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{120};

// The first of the names under which a Chromium is installed that stands on the search path.
std::string find_browser() {
  const char* search = std::getenv("PATH");
  for (const char* name :
       {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
    for (const std::string& folder : split(search ? search : "/usr/bin:/bin", ':')) {
      if (folder.empty()) continue;
      std::string path = folder + "/" + name;
      if (::access(path.c_str(), X_OK) == 0 && !fs::is_directory(path)) return path;
    }
  }
  return "";
}

std::string file_address(const fs::path& path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string address = "file://";
  for (const char c : path.string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      address += c;
    } else {
      address += '%';
      address += kHex[byte >> 4];
      address += kHex[byte & 15];
    }
  }
  return address;
}

// A fresh folder that goes with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    fs::path base = fs::temp_directory_path(error);
    if (error) base = "/tmp";
    std::string name = (base / "nail-print-XXXXXX").string();
    if (::mkdtemp(name.data())) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Folded parts are unfolded: paper cannot be clicked.
std::string unfolded(std::string html) {
  constexpr std::string_view kFolded = "<details>", kOpen = "<details open>";
  for (std::size_t at = html.find(kFolded); at != std::string::npos; at = html.find(kFolded, at)) {
    html.replace(at, kFolded.size(), kOpen);
    at += kOpen.size();
  }
  return html;
}

// Runs a program without a shell, its messages to a file; its exit status, or an error.
Result<int> run(const std::vector<std::string>& arguments, const fs::path& messages) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own: a browser starts helpers, and they must go with it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = 0;
  const int error = posix_spawn(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return fail(ExitCode::internal, "cannot start " + arguments[0] + ": " + std::strerror(error));
  }
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) break;
    if (ended < 0 && errno != EINTR) {
      return fail(ExitCode::internal,
                  std::string("cannot wait for Chromium: ") + std::strerror(errno));
    }
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      return fail(ExitCode::internal,
                  "Chromium did not finish printing in " + std::to_string(kPatience.count()) +
                      " seconds; open the HTML file in a browser and print it from there");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(-child, SIGKILL);  // whatever it left behind
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The last line that says something.
std::string last_line(const std::string& text) {
  std::string last;
  for (const std::string& line : split(text, '\n')) {
    if (!trim(line).empty()) last = std::string(trim(line));
  }
  return printable(std::string_view(last).substr(0, 300));
}

}  // namespace

Result<void> print_pdf(const fs::path& html, const fs::path& pdf) {
  const std::string browser = find_browser();
  if (browser.empty()) {
    return fail(
        ExitCode::internal,
        "printing to PDF needs Chromium, which is not installed: install it (Debian: apt-get "
        "install chromium), or open " +
            html.string() + " in a browser and print it from there");
  }
  std::error_code error;
  if (!fs::is_regular_file(html, error)) {
    return fail(ExitCode::internal, "cannot print " + html.string() + ": no such file");
  }
  const TemporaryFolder work;
  if (work.path().empty()) {
    return fail(ExitCode::internal,
                "cannot make a temporary folder for printing; is TMPDIR writable and not full?");
  }
  const fs::path page = work.path() / "report.html";
  {
    std::ofstream out(page, std::ios::binary);
    out << unfolded(read_file(html));
    if (!out.flush()) return fail(ExitCode::internal, "cannot write " + page.string());
  }
  const fs::path printed = work.path() / "report.pdf";
  const fs::path messages = work.path() / "messages";
  // --no-sandbox: inside containers and as root the browser has no sandbox to enter; the page is
  // ours, holds no script and asks for nothing from a network.
  const auto status = run(
      {browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
       "--disable-background-networking", "--disable-component-update", "--disable-sync",
       "--disable-dev-shm-usage", "--user-data-dir=" + (work.path() / "profile").string(),
       "--no-pdf-header-footer", "--print-to-pdf=" + printed.string(), file_address(page)},
      messages);
  if (!status) return tl::unexpected<Error>(status.error());
  const std::string bytes = read_file(printed);
  if (*status != 0 || !bytes.starts_with("%PDF-")) {
    const std::string said = last_line(read_file(messages));
    return fail(ExitCode::internal, "Chromium (" + browser + ") did not print the report" +
                                        (said.empty() ? "" : ": " + said) + "; open " +
                                        html.string() + " in a browser and print it from there");
  }
  return write_file_atomically(pdf, bytes);
}

}  // namespace nail
