#include "nail/base/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail {

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::fault) ++faults_;
  if (diagnostic.severity == Severity::warning) ++warnings_;
  if (++count_by_code_[diagnostic.code] <= kMostPerCode) items_.push_back(std::move(diagnostic));
}

void Diagnostics::fault(Location where, std::string code, std::string what, std::string remedy) {
  add({Severity::fault, std::move(where), std::move(code), std::move(what), std::move(remedy)});
}

void Diagnostics::warning(Location where, std::string code, std::string what, std::string remedy) {
  add({Severity::warning, std::move(where), std::move(code), std::move(what), std::move(remedy)});
}

void Diagnostics::note(Location where, std::string code, std::string what, std::string remedy) {
  add({Severity::note, std::move(where), std::move(code), std::move(what), std::move(remedy)});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> out = items_;
  std::stable_sort(out.begin(), out.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.where.file, a.where.line, a.where.column, a.code) <
           std::tie(b.where.file, b.where.line, b.where.column, b.code);
  });
  return out;
}

bool Diagnostics::is_full(const std::string& code) const {
  const auto found = count_by_code_.find(code);
  return found != count_by_code_.end() && found->second >= kMostPerCode;
}

std::map<std::string, std::size_t> Diagnostics::left_out() const {
  std::map<std::string, std::size_t> out;
  for (const auto& [code, count] : count_by_code_) {
    if (count > kMostPerCode) out[code] = count - kMostPerCode;
  }
  return out;
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::fault:
      return "fault";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "fault";
}

std::string to_text(const Diagnostic& d) {
  const std::string mark =
      d.severity == Severity::fault ? "" : fmt::format("{}: ", to_string(d.severity));
  return fmt::format("{}:{}:{}: {}{}: {}{}{}", printable(d.where.file), d.where.line,
                     d.where.column, mark, d.code, printable(d.what), d.remedy.empty() ? "" : "; ",
                     printable(d.remedy));
}

std::string to_json_line(const Diagnostic& d) {
  return fmt::format(
      R"({{"severity":"{}","file":{},"line":{},"column":{},"code":{},"what":{},"remedy":{}}})",
      to_string(d.severity), json_quote(d.where.file), d.where.line, d.where.column,
      json_quote(d.code), json_quote(d.what), json_quote(d.remedy));
}

}  // namespace nail
