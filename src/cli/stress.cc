#include "stress.h"

#include "nail/numeric/parallel.h"
#include "output_place.h"
#include "output_run.h"
#include "session.h"
#include "work_sharing.h"

namespace nail::cli {
namespace {

// That the checkpoint of an ensemble takes nobody's place.
Result<void> check_places(const StressOptions& o) {
  if (o.ensemble == 0) return {};
  const CheckpointOptions checkpoint =
      checkpoint_options(o.out, o.checkpoint, o.resume, o.common.quiet);
  const NamedFile files[] = {{"--out", o.out},
                             {"--checkpoint", checkpoint.path},
                             {"--inventory-days", o.inventory_days},
                             {"--input-classes", o.input_classes}};
  if (auto distinct = check_distinct(files); !distinct) return distinct;
  return check_checkpoint(checkpoint);
}

}  // namespace

ExitCode run_stress(const StressOptions& options) {
  const int questions = (options.scenarios.empty() ? 0 : 1) + (options.ensemble > 0 ? 1 : 0) +
                        (options.worst > 0 ? 1 : 0);
  if (questions != 1) {
    return report({ExitCode::usage, "give one of --scenario, --ensemble and --worst"});
  }
  const auto loaded = load_or_explain(options.folder, options.common);
  if (!loaded) return ExitCode::input;
  if (auto fits = check_fit(loaded->data.kind, options); !fits) return report(fits.error());
  if (auto fits = check_places(options); !fits) return report(fits.error());
  set_threads(options.common.threads);
  catch_interrupts();
  if (loaded->data.kind == CaseKind::io) {
    return options.ensemble > 0 ? run_stress_io_ensemble(*loaded, options)
                                : run_stress_io(*loaded, options);
  }
  if (auto wrong = require_products(*loaded, "stress"); !wrong) return report(wrong.error());
  if (options.ensemble > 0) return run_stress_ensemble(*loaded, options);
  if (options.worst > 0) return run_stress_worst(*loaded, options);
  return run_stress_scenarios(*loaded, options);
}

}  // namespace nail::cli
