// What is wrong, or worth knowing, about an input. Readers and checks add every fault they find to
// one sink and go on; nothing stops at the first fault, nothing prints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nail {

enum class Severity { fault, warning, note };

// A place in an input file. line and column count from 1 (column in characters); 0 is unknown.
struct Location {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

struct Diagnostic {
  Severity severity = Severity::fault;
  Location where;
  std::string code;    // kebab-case, stable: scripts match on it
  std::string what;    // what is wrong
  std::string remedy;  // what to do
};

// Collects diagnostics. Of one code at most kMostPerCode are kept in full; the rest are counted, so
// that a broken file of ten million rows does not fill the memory.
class Diagnostics {
 public:
  static constexpr std::size_t kMostPerCode = 1000;

  void add(Diagnostic diagnostic);
  void fault(Location where, std::string code, std::string what, std::string remedy);
  void warning(Location where, std::string code, std::string what, std::string remedy);
  void note(Location where, std::string code, std::string what, std::string remedy);

  bool has_faults() const { return faults_ > 0; }
  std::size_t faults() const { return faults_; }
  std::size_t warnings() const { return warnings_; }
  // In order of file, line, column, code.
  std::vector<Diagnostic> sorted() const;
  // Whether no more of this code are kept: a caller may spare itself a costly message.
  bool is_full(const std::string& code) const;
  // Codes of which more than kMostPerCode came, with how many were left out.
  std::map<std::string, std::size_t> left_out() const;

 private:
  std::vector<Diagnostic> items_;
  std::map<std::string, std::size_t> count_by_code_;
  std::size_t faults_ = 0;
  std::size_t warnings_ = 0;
};

std::string_view to_string(Severity severity);
// `file:line:column: code: what; remedy`, with `warning: ` or `note: ` before the code where it is
// no fault.
std::string to_text(const Diagnostic& diagnostic);
// One JSON object on one line, without a line end.
std::string to_json_line(const Diagnostic& diagnostic);

}  // namespace nail
