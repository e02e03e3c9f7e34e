// `nail rank --report`.
#include "nail/report/rank_report.h"

#include <algorithm>
#include "nail/base/version.h"
#include "output_run.h"
#include "rank_question.h"
#include "session.h"

namespace nail::cli {

ExitCode write_rank_report(const RankQuestion& question, const RankResults& results,
                           const CommonOptions& common, TextOutput& page) {
  Progress progress("reporting", common);
  const double rows = static_cast<double>(std::min<std::uint64_t>(kRankRows, results.count()));
  const RankReview review = review_rank(
      {question.network, question.system, question.shocks, results, question.case_name,
       question.case_title, question.case_hash, kVersion, question.kind},
      [&](std::size_t done) { return progress.show(static_cast<double>(done) / rows); });
  progress.clear();
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  return page.write(render_rank_html(review));
}

}  // namespace nail::cli
