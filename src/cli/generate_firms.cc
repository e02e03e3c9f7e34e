// `nail generate`, and of it `firms`: a made-up network of who sells what to whom.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "column_output.h"
#include "nail/base/text.h"
#include "nail/cascade/firm_generate.h"
#include "nail/case/descriptor.h"
#include "output_run.h"
#include "session.h"
#include "table_file.h"

namespace nail::cli {
namespace {

constexpr std::size_t kLinksAtOnce = std::size_t{1} << 18;
// Every pair of products has a class: more of them would not fit into memory. The finest
// classifications of goods have fewer.
constexpr std::uint32_t kMostProducts = 6000;

// Ids and names of a made-up network are letters and digits: nothing to quote.
bool write_sites(const FirmData& firms, const std::filesystem::path& path) {
  const bool has_output = !firms.output.empty();
  TableFile sites(path, has_output ? "site,product,output" : "site,product");
  for (std::size_t i = 0; i < firms.sites.size(); ++i) {
    const std::string& product = firms.products[firms.product[i]];
    if (has_output) {
      sites.row(firms.sites[i], product, format_number(firms.output[i]));
    } else {
      sites.row(firms.sites[i], product);
    }
  }
  return sites.close();
}

bool write_classes(const FirmData& firms, const std::filesystem::path& path) {
  TableFile classes(path, "supplier_product,buyer_product,class");
  for (const FirmClass& row : firms.classes) {
    classes.row(firms.products[row.supplier_product], firms.products[row.buyer_product],
                fmt::format("{}", row.necessity));
  }
  return classes.close();
}

Result<void> write_links(const FirmData& firms, const std::filesystem::path& path, bool parquet) {
  auto file = ColumnFile::create(path, parquet ? ColumnForm::parquet : ColumnForm::csv);
  if (!file) return tl::unexpected<Error>(file.error());
  const FirmLinks& links = firms.links;
  std::size_t k = 0;
  do {  // once where there is no link: the header stands anyhow
    const std::size_t last = std::min(k + kLinksAtOnce, links.value.size());
    WordColumn suppliers, buyers;
    NumberColumn values(links.value.begin() + static_cast<std::ptrdiff_t>(k),
                        links.value.begin() + static_cast<std::ptrdiff_t>(last));
    for (; k < last; ++k) {
      suppliers.push_back(firms.sites[links.supplier[k]]);
      buyers.push_back(firms.sites[links.buyer[k]]);
    }
    const ColumnTable block{{{"supplier", std::move(suppliers)},
                             {"buyer", std::move(buyers)},
                             {"value", std::move(values)}}};
    if (auto written = file->append(block); !written) return written;
    if (interrupted()) return fail(ExitCode::interrupted, "interrupted");
  } while (k < links.value.size());
  return file->commit();
}

}  // namespace

ExitCode run_generate(const GenerateOptions& options) {
  // Options that nothing would read are refused.
  constexpr std::array<std::string_view, 2> kOfIo{"--places", "--density"};
  constexpr std::array<std::string_view, 5> kOfFirms{"--sites", "--links", "--correlation",
                                                     "--final-demand", "--parquet"};
  const bool io = options.kind == "io";
  for (const std::string& given : options.given) {
    const bool misfit = io ? std::find(kOfFirms.begin(), kOfFirms.end(), given) != kOfFirms.end()
                           : std::find(kOfIo.begin(), kOfIo.end(), given) != kOfIo.end();
    if (misfit) {
      return report({ExitCode::usage,
                     fmt::format("{} has no meaning for nail generate {}", given, options.kind)});
    }
  }
  return io ? run_generate_io(options) : run_generate_firms(options);
}

ExitCode run_generate_firms(const GenerateOptions& options) {
  const auto products = static_cast<std::uint32_t>(options.products);
  if (products > options.sites) {
    return report({ExitCode::usage,
                   fmt::format("{} products are more than {} sites, each of which makes one: give "
                               "fewer products or more sites",
                               products, options.sites)});
  }
  if (products > kMostProducts) {
    return report(
        {ExitCode::usage, fmt::format("a firm network has {} products at most", kMostProducts)});
  }
  catch_interrupts();
  auto folder = AtomicFolder::create(options.to, options.force, "--to");
  if (!folder) return report(folder.error());
  GeneratedFirms size;
  size.sites = options.sites;
  size.links = options.links;
  size.products = products;
  size.correlation = options.correlation;
  size.final_demand = options.final_demand;
  size.seed = options.seed;
  const auto firms = generate_firms(size);
  if (!firms) return report(firms.error());
  const char* links = options.parquet ? "links.parquet" : "links.csv";
  if (auto written = write_links(*firms, folder->path() / links, options.parquet); !written) {
    return report(written.error());
  }
  if (!write_sites(*firms, folder->path() / "sites.csv") ||
      !write_classes(*firms, folder->path() / "essentiality.csv")) {
    return report({ExitCode::internal, "the tables cannot be written"});
  }
  const auto descriptor = describe_folder(
      folder->path(),
      fmt::format("generated-firms-{}x{}-{}", options.sites, options.links, options.seed));
  if (!descriptor) return report(descriptor.error());
  if (auto written = folder->write("datapackage.json", *descriptor); !written) {
    return report(written.error());
  }
  if (interrupted()) return report({ExitCode::interrupted, "interrupted"});
  if (auto done = folder->commit(); !done) return report(done.error());
  if (!options.common.quiet) {
    return write_output(
        "-", fmt::format("written: {}, {} sites, {} links, {} products\n", printable(options.to),
                         firms->sites.size(), firms->links.value.size(), firms->products.size()));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
