// Which options of `nail stress` fit which case and question. An option that would be ignored is
// refused: whoever gave it believes that it counts.
#include <algorithm>

#include <fmt/format.h>

#include "stress.h"

namespace nail::cli {
namespace {

// Bits, since an option may go with several questions.
constexpr unsigned kScenario = 1, kEnsemble = 2, kWorst = 4;

struct Fit {
  const char* name;
  std::optional<CaseKind> kind;  // none: any
  unsigned questions;
};

constexpr Fit kFits[] = {
    {"--bounds", CaseKind::products, kScenario},
    {"--worst", CaseKind::products, kWorst},
    {"--by", CaseKind::products, kWorst},
    {"--restock-days", std::nullopt, kScenario | kEnsemble},
    {"--psi", CaseKind::io, kScenario | kEnsemble},
    {"--inventory-days", CaseKind::io, kScenario | kEnsemble},
    {"--alpha-base", CaseKind::io, kScenario | kEnsemble},
    {"--alpha-max", CaseKind::io, kScenario | kEnsemble},
    {"--alpha-days", CaseKind::io, kScenario | kEnsemble},
    {"--orders", CaseKind::io, kScenario | kEnsemble},
    {"--step-days", CaseKind::io, kScenario | kEnsemble},
    {"--compat", CaseKind::io, kScenario},
    {"--recovery", CaseKind::io, kScenario | kEnsemble},
    {"--input-classes", CaseKind::io, kScenario | kEnsemble},
    {"--money-unit", CaseKind::io, kScenario | kEnsemble},
    {"--capital-ratio", CaseKind::io, kScenario | kEnsemble},
    {"--precision", CaseKind::io, kEnsemble},
    {"--checkpoint", std::nullopt, kEnsemble},
    {"--resume", std::nullopt, kEnsemble},
};

std::string questions_text(unsigned questions) {
  std::string out;
  const auto add = [&](unsigned question, const char* name) {
    if ((questions & question) == 0) return;
    out += (out.empty() ? "" : " and ") + std::string(name);
  };
  add(kScenario, "--scenario");
  add(kEnsemble, "--ensemble");
  add(kWorst, "--worst");
  return out;
}

}  // namespace

Result<void> check_fit(CaseKind kind, const StressOptions& options) {
  const unsigned asked = options.ensemble > 0 ? kEnsemble : options.worst > 0 ? kWorst : kScenario;
  const auto is_given = [&](const char* name) {
    return std::find(options.given.begin(), options.given.end(), name) != options.given.end();
  };
  for (const Fit& fit : kFits) {
    if (!is_given(fit.name)) continue;
    if (fit.kind && *fit.kind != kind) {
      return fail(ExitCode::usage, fmt::format("{} is for cases of kind {}; this one is of kind {}",
                                               fit.name, to_string(*fit.kind), to_string(kind)));
    }
    if ((fit.questions & asked) == 0) {
      return fail(ExitCode::usage,
                  fmt::format("{} goes with {}, not with {}", fit.name,
                              questions_text(fit.questions), questions_text(asked)));
    }
  }
  if (kind == CaseKind::products && is_given("--restock-days") && options.model != "ario") {
    return fail(ExitCode::usage, "--restock-days goes with --model ario");
  }
  if (kind == CaseKind::io && asked == kEnsemble && is_given("--home")) {
    return fail(ExitCode::usage, "--home goes with --scenario on cases of kind io");
  }
  return {};
}

}  // namespace nail::cli
