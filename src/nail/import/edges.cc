#include "nail/import/edges.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/case/firm_counts.h"
#include "nail/case/firm_links.h"
#include "nail/import/edge_classes.h"
#include "nail/table/data_file.h"

namespace nail {
namespace {

// Reading is this part of the work; what is left is writing.
constexpr double kReading = 0.5;

// Faults and warnings of a table whose further columns are not kept.
void tell(const Diagnostics& of_table, Diagnostics& diagnostics) {
  for (Diagnostic one : of_table.sorted()) {
    if (one.code == "unknown-column") one.remedy = "it is left out";
    diagnostics.add(std::move(one));
  }
  for (const auto& [code, count] : of_table.left_out()) {
    // They are only counted.
    for (std::size_t i = 0; i < count; ++i) diagnostics.fault({}, code, {}, {});
  }
}

void check_sites(const TypedTable& links, const char* column, const SiteIndex& sites,
                 Diagnostics& diagnostics) {
  const auto ids = links.texts(column);
  for (std::size_t row = 0; row < links.rows(); ++row) {
    if (ids[row].empty() || links.is_torn(row) || sites.find(ids[row]) != SiteIndex::kNone) {
      continue;
    }
    if (diagnostics.is_full("unknown-reference")) {
      diagnostics.fault({}, "unknown-reference", {}, {});
      continue;
    }
    diagnostics.fault(
        links.at(row, column), "unknown-reference",
        fmt::format("{} is '{}', which is no site of SITES", column, ids[row].substr(0, 100)),
        "add it to SITES");
  }
}

// Links in the general way, with every fault. False where the file cannot be read.
bool read_links_with_faults(const EdgesSources& sources, const SiteIndex& index,
                            ProductNames& products, EdgesImport& out, Diagnostics& diagnostics) {
  auto file = read_import_file(sources.links, diagnostics);
  if (!file) return false;
  Diagnostics of_table;
  TypedTables tables;
  const auto entry = tables.emplace(
      "links", TypedTable::read(*find_table(CaseKind::firms, "links"), sources.links.string(),
                                std::move(file->text), {}, of_table, file->rows_only));
  const TypedTable& links = entry.first->second;
  check_sites(links, "supplier", index, of_table);
  check_sites(links, "buyer", index, of_table);
  tell(of_table, diagnostics);
  FirmData firms;
  firms.product = out.sites.product;
  bind_firm_links(tables, index, products, firms);
  out.links = std::move(firms.links);
  out.link_rows = links.rows();
  return true;
}

// The case that is written must be one that can be computed with.
void check_sums(const EdgesSources& sources, const EdgesImport& edges, Diagnostics& diagnostics) {
  const auto column = edges.sites.table->numbers(edges.sites.output_column);
  std::vector<double> outputs;
  for (std::size_t row = 0; row < edges.sites.ids.size(); ++row) outputs.push_back(column[row]);
  const FirmSums sums = sums_are_numbers(edges.links.value, outputs);
  if (!sums.links) {
    diagnostics.fault({sources.links.string(), 1, 1}, "out-of-range",
                      "the values of links add up to more than a number can hold",
                      "give them in a larger unit of money");
  }
  if (!sums.outputs) {
    diagnostics.fault({sources.sites.string(), 1, 1}, "out-of-range",
                      "the outputs of sites and the values of links add up to more than a number "
                      "can hold",
                      "give both in a larger unit of money");
  }
}

}  // namespace

std::uint64_t add_up_links(FirmLinks& links, std::size_t sites) {
  const std::size_t rows = links.value.size();
  const std::vector<std::uint32_t> order = links_in_order(links, sites);
  const auto is_same = [&](std::uint32_t a, std::uint32_t b) {
    return links.supplier[a] == links.supplier[b] && links.buyer[a] == links.buyer[b] &&
           (NAIL_MUTANT(edges_add_up_products, links.product.empty(), true) ||
            links.product[a] == links.product[b]);
  };
  std::vector<bool> is_added(rows, false);
  std::uint64_t added = 0;
  for (std::size_t k = 0; k < rows;) {
    const std::uint32_t head = order[k];
    for (++k; k < rows && is_same(head, order[k]); ++k) {
      links.value[head] += NAIL_MUTANT(edges_keep_first_of_repeated, links.value[order[k]], 0.0);
      is_added[order[k]] = true;
      ++added;
    }
  }
  if (added == 0) return 0;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < rows; ++k) {
    if (is_added[k]) continue;
    links.supplier[kept] = links.supplier[k];
    links.buyer[kept] = links.buyer[k];
    links.value[kept] = links.value[k];
    if (!links.product.empty()) links.product[kept] = links.product[k];
    ++kept;
  }
  links.supplier.resize(kept);
  links.buyer.resize(kept);
  links.value.resize(kept);
  if (!links.product.empty()) links.product.resize(kept);
  return added;
}

std::optional<EdgesImport> read_edges(const EdgesSources& sources, Diagnostics& diagnostics,
                                      const ImportProgress& progress) {
  EdgesImport out;
  ProductNames products(out.products);
  auto sites = read_edge_sites(sources.sites, sources.output, products, diagnostics);
  if (sites) out.sites = std::move(*sites);
  if (!sources.essentiality.empty()) {
    out.classes = read_edge_classes(sources.essentiality, products, diagnostics);
  }
  out.default_class = sources.default_class;
  if (!sites) return std::nullopt;
  const SiteIndex index(out.sites.ids);
  bool is_ended = false;
  const auto shown = [&](double done) {
    is_ended = progress && !progress(kReading * done);
    return !is_ended;
  };
  if (!shown(0)) return std::nullopt;
  Diagnostics of_links;
  auto plain = read_plain_links({sources.links, sources.links.string(), {}}, index,
                                out.sites.product, products, of_links, shown);
  if (is_ended) return std::nullopt;
  if (plain) {
    tell(of_links, diagnostics);
    out.links = std::move(plain->links);
    out.link_rows = plain->rows;
  } else if (!read_links_with_faults(sources, index, products, out, diagnostics)) {
    return std::nullopt;
  }
  if (diagnostics.has_faults()) return out;
  if (out.link_rows == 0) {
    diagnostics.warning({sources.links.string(), 1, 1}, "empty-network",
                        "there is no link: what fails reaches nobody",
                        "add a row for each supplier and buyer");
  }
  out.repeated_rows = add_up_links(out.links, out.sites.ids.size());
  check_sums(sources, out, diagnostics);
  for (std::size_t k = 0; k < out.links.value.size(); ++k) {
    out.self_links += out.links.supplier[k] == out.links.buyer[k] ? 1 : 0;
  }
  const LinkedPairs pairs =
      count_linked_pairs(out.links, out.sites.product, out.classes, out.products.size());
  out.linked_pairs = pairs.linked;
  out.unclassed_pairs = pairs.unclassed;
  if (!shown(1)) return std::nullopt;
  return out;
}

}  // namespace nail
