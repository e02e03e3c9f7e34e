#include "nail/exposure/exposure.h"

#include <fmt/format.h>

#include "commands.h"
#include "nail/base/text.h"
#include "nail/numeric/parallel.h"
#include "output_place.h"
#include "session.h"

namespace nail::cli {

ExitCode run_exposure(const ExposureOptions& options) {
  if (auto kept = check_case_is_kept(options.seat.folder, options.out); !kept) {
    return report(kept.error());
  }
  const auto loaded = load_or_explain(options.seat.folder, options.common);
  if (!loaded) return ExitCode::input;
  if (auto wrong = require_products(*loaded, "exposure"); !wrong) return report(wrong.error());
  const Case& data = loaded->data;
  const auto home = home_or_error(data, options.seat.home);
  if (!home) return report(home.error());
  const auto products = products_or_error(data, options.seat.products);
  if (!products) return report(products.error());
  set_threads(options.common.threads);
  const ProductNetwork network =
      compile_network(*loaded, options.lens == "owner" ? Lens::owner : Lens::site);
  std::vector<Removal> removals;
  if (options.away.empty()) {
    removals = source_removals(network, *home);
  } else {
    std::vector<std::string> names;
    for (const std::string& name : split(options.away, ',')) names.emplace_back(trim(name));
    auto removal = removal_of(network, names);
    if (!removal) return report(removal.error());
    removals.push_back(std::move(*removal));
  }
  nail::ExposureOptions how;
  how.pooling = options.pool == "own-first" ? Pooling::own_first : Pooling::proportional;
  how.buildup = options.buildup;
  how.tiers = options.tiers;
  const ExposureReport result = exposure(network, *home, std::move(removals), *products, how);
  TextTable table{
      {"user", "product", "source_place", "direct", "any_tier", "rerouted", "low", "high", "path"},
      {false, false, false, true, true, true, true, true, false},
      {}};
  if (options.tiers) {
    table.header.emplace_back("tiers");
    table.numeric.push_back(false);
  }
  for (const ExposureRow& row : result.rows) {
    std::vector<std::string> cells{home->id,
                                   data[row.product].id,
                                   result.removals[row.removal].id,
                                   format_number(row.direct),
                                   format_number(row.any_tier),
                                   format_number(row.rerouted),
                                   format_number(row.low),
                                   format_number(row.high),
                                   path_text(data, row.path)};
    if (options.tiers) {
      std::string tiers;
      for (const double loss : row.tiers) tiers += (tiers.empty() ? "" : ";") + format_number(loss);
      cells.push_back(std::move(tiers));
    }
    table.rows.push_back(std::move(cells));
  }
  if (const ExitCode code = write_output(options.out, format_table(table, options.format));
      code != ExitCode::done) {
    return code;
  }
  if (!result.settled) {
    print_error("a cycle of recipes is too large to settle; its exposures are lower bounds");
    return ExitCode::tolerance;
  }
  return ExitCode::done;
}

}  // namespace nail::cli
