#include <map>

#include <fmt/format.h>

#include "commands.h"
#include "nail/base/text.h"
#include "nail/case/firm_counts.h"
#include "session.h"

namespace nail::cli {
namespace {

std::string plural(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string gaps_text(const LoadedCase& loaded) {
  const Case& data = loaded.data;
  std::map<std::string, std::size_t> blind;
  std::size_t without_supply = 0;
  std::size_t partial_supply = 0;
  for (std::size_t i = 0; i < data.products.size(); ++i) {
    const Product& product = data.products[i];
    if (product.inputs == Inputs::partial || product.inputs == Inputs::unknown) {
      ++blind[std::string(to_string(product.inputs))];
    }
    const ShareSet* set = loaded.sets.best(ProductId(i), Lens::site);
    if (set == nullptr) ++without_supply;
    if (set != nullptr && set->unknown_share() > 1e-9) ++partial_supply;
  }
  std::size_t no_governance = 0;
  for (const Place& place : data.places) no_governance += is_known(place.governance) ? 0 : 1;
  std::string out = "gaps:\n";
  out += fmt::format("  {} without known supply, {} with some unknown supply\n",
                     plural(without_supply, "product", "products"), partial_supply);
  out += fmt::format("  {} with unknown inputs, {} with partly known inputs\n",
                     plural(blind["unknown"], "product", "products"), blind["partial"]);
  out += fmt::format("  {} without governance\n", plural(no_governance, "place", "places"));
  return out;
}

std::string conflicts_text(const LoadedCase& loaded) {
  const Case& data = loaded.data;
  std::string out = fmt::format("conflicts between sources: {}\n", loaded.sets.conflicts.size());
  for (const Conflict& c : loaded.sets.conflicts) {
    out += fmt::format("  {} ({}, {}{}): {} is {:.3g} in {} (used) and {:.3g} in {}\n",
                       printable(data[c.product].id), to_string(c.lens), to_string(c.basis),
                       c.year == kNoYear ? "" : fmt::format(", {}", c.year),
                       printable(data[c.place].id), c.used_share,
                       c.used ? printable(data[c.used].id) : "none", c.other_share,
                       c.other ? printable(data[c.other].id) : "none");
  }
  return out;
}

std::string firms_text(const FirmData& firms) {
  const FirmCounts counts = count_firms(firms);
  std::string out = fmt::format("products: {}; further columns of sites:", firms.products.size());
  for (const FirmColumn& column : firms.columns) {
    out += fmt::format(" {} ({})", printable(column.name),
                       column.numbers.empty() ? "words" : "numbers");
  }
  out += firms.columns.empty() ? " none\n" : "\n";
  out += "gaps:\n";
  out += fmt::format("  {} without output, {} without a link\n",
                     plural(counts.without_output, "site", "sites"), counts.without_link);
  out += fmt::format("  {} of {} linked pairs of products without a class (class {} counts)\n",
                     counts.unclassed_pairs, counts.linked_pairs, firms.default_class.value_or(1));
  out += fmt::format(
      "links: {} that repeat a supplier, buyer and product (they add up), {} from a site to "
      "itself, "
      "{} of value 0\n",
      plural(counts.repeated_links, "row", "rows"), counts.self_links, counts.empty_links);
  return out;
}

}  // namespace

ExitCode run_check(const CheckOptions& options) {
  Diagnostics diagnostics;
  const auto loaded = load_case(options.folder, diagnostics);
  if (loaded) check_defaults(loaded->data, options.common.defaults, diagnostics);
  print_diagnostics(diagnostics, options.common, !options.common.quiet);
  const bool refused =
      !loaded || diagnostics.has_faults() || (options.common.strict && diagnostics.warnings() > 0);
  if (loaded && !options.common.quiet) {
    const Case& data = loaded->data;
    TextTable table{{"table", "rows", "file"}, {false, true, false}, {}};
    for (const TableInfo& info : data.tables) {
      table.rows.push_back({info.name, std::to_string(info.rows), info.path});
    }
    std::string out;
    if (options.format == "table") {
      out =
          fmt::format("{} ({}): kind {}\n", printable(data.title.empty() ? data.name : data.title),
                      printable(data.name), to_string(data.kind));
    }
    out += format_table(table, options.format);
    if (options.format == "table" && data.kind == CaseKind::products && !refused) {
      out += gaps_text(*loaded) + conflicts_text(*loaded);
    }
    if (options.format == "table" && data.kind == CaseKind::firms && !refused) {
      out += firms_text(data.firms);
    }
    if (const ExitCode written = write_output("-", out); written != ExitCode::done) return written;
  }
  if (!options.common.json_diagnostics && !options.common.quiet) {
    print_line(fmt::format("{}, {}", plural(diagnostics.faults(), "fault", "faults"),
                           plural(diagnostics.warnings(), "warning", "warnings")));
  }
  return refused ? ExitCode::input : ExitCode::done;
}

}  // namespace nail::cli
