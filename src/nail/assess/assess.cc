#include "nail/assess/assess.h"

#include "nail/assess/narrative.h"
#include "nail/assess/stability.h"
#include "nail/base/sha256.h"
#include "nail/base/version.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr int kHorizon = 365;  // days

}  // namespace

Result<AssessOutcome> assess(const LoadedCase& loaded, const AssessRequest& request) {
  const ProductNetwork site = compile_network(loaded, Lens::site);
  const ProductNetwork owner = compile_network(loaded, Lens::owner);
  AssessInputs inputs;
  inputs.loaded = &loaded;
  inputs.site = &site;
  inputs.owner = &owner;
  inputs.home = request.home;
  inputs.allies = request.allies;
  inputs.allies_text = request.allies_text;
  inputs.products = request.products;
  inputs.blind = blind_spots(site);
  inputs.missing_use_shares = use_weights(site, shares_at_values(site)).missing;
  inputs.indices = measure(loaded, site, owner, request.home, request.allies, request.products);
  const std::vector<Removal> removals = source_removals(site, request.home);
  ExposureOptions how;
  inputs.exposures = exposure(site, request.home, removals, request.products, how);
  how.paths = false;
  how.pooling = Pooling::own_first;
  inputs.own_first = exposure(site, request.home, removals, request.products, how);
  how.paths = true;
  how.pooling = Pooling::proportional;
  how.buildup = true;
  inputs.buildup = exposure(site, request.home, removals, request.products, how);
  bool settled = inputs.exposures.settled && inputs.own_first.settled && inputs.buildup.settled;

  DrawOptions draws;
  draws.seed = request.seed;
  draws.draws = request.draws;
  if (request.progress != nullptr) {
    draws.progress = [&](double done) { return request.progress("drawing", done); };
  }
  const ExposureDraws exposure_draws =
      draw_exposure(site, request.home, inputs.exposures, ExposureOptions{}, draws);
  if (exposure_draws.interrupted) return fail(ExitCode::interrupted, "interrupted");
  settled = settled && exposure_draws.settled;
  const IndexDraws index_draws =
      draw_indices(site, owner, request.home, request.allies, inputs.indices, draws);

  if (request.stress) {
    auto stress =
        review_stress(loaded, site, {request.home, kHorizon, request.progress, request.seed});
    if (!stress) return tl::unexpected(stress.error());
    inputs.stress = std::move(*stress);
  }

  AssessOutcome outcome;
  outcome.settled = settled;
  Assessment& a = outcome.assessment;
  a.case_name = loaded.data.name;
  a.case_title = loaded.data.title;
  a.case_hash = loaded.data.content_hash;
  a.seed = request.seed;
  a.draws = request.draws;
  a.version = kVersion;
  compose(inputs, a);
  judge_stability(inputs, exposure_draws, index_draws, draws, a.findings);
  outcome.tables = write_tables(inputs, a);
  for (const WrittenTable& table : outcome.tables) {
    a.tables.push_back({table.name, table.path, sha256_hex(table.bytes), table.rows});
  }
  return outcome;
}

}  // namespace nail
