// `nail generate io`: a made-up input-output case.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/case/descriptor.h"
#include "nail/dynamics/io_generate.h"
#include "output_run.h"
#include "session.h"
#include "table_file.h"

namespace nail::cli {
namespace {

constexpr std::size_t kScenarios = 10;
constexpr int kProducts = 8, kMostProducts = 1000;

// The largest sectors fail, one a scenario: nine lose capacity, the last capital.
bool write_scenarios(const IoData& data, const std::filesystem::path& folder) {
  std::vector<std::size_t> order(data.sectors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return data.output[a] > data.output[b]; });
  TableFile scenarios(folder / "scenarios.csv", "scenario,name,probability_per_year");
  TableFile shocks(folder / "shocks.csv",
                   "scenario,kind,product,place,size,low,high,start_day,days,recovery_days,"
                   "amount_usd,rebuild_days");
  const std::size_t count = std::min(kScenarios, order.size());
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = order[k];
    const IoSector& sector = data.sectors[i];
    scenarios.row("out_" + sector.id, "Failure of " + sector.id, "0.1");
    if (k + 1 == kScenarios) {
      const double amount = std::max(1.0, std::round(data.value_added[i]));
      shocks.row("out_" + sector.id, "capital_loss", sector.product, sector.place, "", "", "", "10",
                 "30", "0", format_number(amount), "180");
    } else {
      shocks.row("out_" + sector.id, "outage", sector.product, sector.place, "0.5", "0.3", "0.8",
                 "10", "60", "30", "", "");
    }
  }
  const bool first = scenarios.close();
  return shocks.close() && first;
}

bool write_tables(const IoData& data, const std::filesystem::path& folder) {
  const auto id = [&](std::size_t i) -> const std::string& { return data.sectors[i].id; };
  bool good = true;
  TableFile sectors(folder / "sectors.csv", "sector,place,product");
  for (const IoSector& sector : data.sectors) {
    sectors.row(sector.id, sector.place, sector.product);
  }
  good = sectors.close() && good;
  TableFile flows(folder / "flows.csv", "from,to,value,year");
  for (const IoFlow& flow : data.flows) {
    flows.row(id(flow.from), id(flow.to), format_number(flow.value), "2024");
  }
  good = flows.close() && good;
  TableFile final_demand(folder / "final_demand.csv", "from,to_place,category,value,year");
  for (const IoFinalDemand& demand : data.final_demand) {
    final_demand.row(id(demand.from), demand.to_place, demand.category, format_number(demand.value),
                     "2024");
  }
  good = final_demand.close() && good;
  TableFile output(folder / "output.csv", "sector,value,year");
  TableFile value_added(folder / "value_added.csv", "sector,value,year");
  for (std::size_t i = 0; i < data.sectors.size(); ++i) {
    output.row(id(i), format_number(data.output[i]), "2024");
    value_added.row(id(i), format_number(data.value_added[i]), "2024");
  }
  good = output.close() && good;
  good = value_added.close() && good;
  TableFile rebuilding(folder / "rebuilding.csv", "product,share");
  for (const auto& [product, share] : data.rebuilding) {
    rebuilding.row(product, format_number(share));
  }
  good = rebuilding.close() && good;
  return write_scenarios(data, folder) && good;
}

}  // namespace

ExitCode run_generate_io(const GenerateOptions& options) {
  if (options.products > kMostProducts) {
    return report({ExitCode::usage, fmt::format("a table has {} products at most", kMostProducts)});
  }
  auto folder = AtomicFolder::create(options.to, options.force, "--to");
  if (!folder) return report(folder.error());
  const int products = options.products == 0 ? kProducts : options.products;
  const IoData data = generate_io({options.places, products, options.seed, options.density});
  if (!write_tables(data, folder->path())) {
    return report({ExitCode::internal, "the tables cannot be written"});
  }
  const auto descriptor = describe_folder(
      folder->path(), fmt::format("generated-io-{}x{}-{}", options.places, products, options.seed));
  if (!descriptor) return report(descriptor.error());
  if (auto written = folder->write("datapackage.json", *descriptor); !written) {
    return report(written.error());
  }
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) {
    return write_output("-",
                        fmt::format("written: {}, {} sectors, {} flows\n", printable(options.to),
                                    data.sectors.size(), data.flows.size()));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
