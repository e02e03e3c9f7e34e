#include "nail/case/check.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/case/check_stress.h"
#include "nail/case/share_sums.h"

namespace nail {
namespace {

using Ids = std::unordered_set<std::string_view>;

// Among more ids than this no near one is looked for: that would take seconds an unknown one.
constexpr std::size_t kMostCandidates = 20000;

Ids ids_of(const TypedTables& tables, const char* table, std::string_view column) {
  Ids ids;
  if (const auto found = tables.find(table); found != tables.end()) {
    const auto cells = found->second.texts(column);
    for (std::size_t row = 0; row < found->second.rows(); ++row) {
      ids.insert(cells[row]);
    }
  }
  return ids;
}

struct Target {
  std::vector<const Ids*> sets;
  std::string what;    // "a place or bloc"
  std::string remedy;  // "add it to places"
  bool other = false;
  bool absent = false;  // the tables it could name are not in the case
};

// The value, or the middle of a range given without one.
double middle(const Ranged& share) {
  return is_known(share.value) ? share.value : 0.5 * (share.low + share.high);
}

void divide(Ranged& share, double sum) {
  share.value /= sum;
  share.low /= sum;
  share.high /= sum;
}

// Sourcing rows of one user, product and year are one mix, whatever their sources; but where two
// sources speak of the same supplier they are two accounts of it, and each is a mix of its own.
void check_sourcing(const TypedTables& tables, Case& data, Diagnostics& diagnostics) {
  std::set<std::string> seen;
  std::set<std::string> doubled;
  const auto mix = [&](const SourcingRow& row) {
    return fmt::format("{} for {}{}", row.user, data[row.product].id,
                       row.from.year == kNoYear ? "" : fmt::format(" in {}", row.from.year));
  };
  for (const SourcingRow& row : data.sourcing) {
    const std::string flow =
        mix(row) + '\x1f' + (row.supplier ? data[row.supplier].id : std::string("other"));
    if (!seen.insert(flow).second) doubled.insert(mix(row));
  }
  check_sums<SourcingRow>(
      data.sourcing, file_of(tables, "sourcing"), "the sourcing shares",
      [&](const SourcingRow& row) {
        std::string name = mix(row);
        if (doubled.contains(name) && row.from.source) {
          name += fmt::format(" (source {})", data[row.from.source].id);
        }
        return name;
      },
      [](const SourcingRow& row) { return middle(row.share); },
      [](SourcingRow& row, double sum) { divide(row.share, sum); }, diagnostics);
}

void check_recipes(const TypedTables& tables, Case& data, Diagnostics& diagnostics) {
  const std::string file = file_of(tables, "recipes");
  // Of alternatives only one is used: the dearest stands for its group.
  std::map<std::pair<ProductId, std::string>, double> dearest;
  for (const RecipeRow& row : data.recipes) {
    if (row.alternative.empty() || !is_known(row.cost_share.value)) continue;
    double& most = dearest[{row.output, row.alternative}];
    most = std::max(most, row.cost_share.value);
  }
  std::map<std::pair<ProductId, std::string>, int> members;
  for (const RecipeRow& row : data.recipes) {
    if (!row.alternative.empty() && is_known(row.cost_share.value)) {
      ++members[{row.output, row.alternative}];
    }
  }
  check_sums<RecipeRow>(
      data.recipes, file, "the cost shares",
      [&](const RecipeRow& row) { return "the inputs of " + data[row.output].id; },
      [&](const RecipeRow& row) {
        if (row.alternative.empty() || !is_known(row.cost_share.value)) {
          return row.cost_share.value;
        }
        const auto group = std::make_pair(row.output, row.alternative);
        return dearest[group] / members[group];
      },
      [](RecipeRow& row, double sum) { divide(row.cost_share, sum); }, diagnostics);
  check_sums<RecipeRow>(
      data.recipes, file, "the use shares",
      [&](const RecipeRow& row) { return "the uses of " + data[row.input].id; },
      [](const RecipeRow& row) { return middle(row.use_share); },
      [](RecipeRow& row, double sum) { divide(row.use_share, sum); }, diagnostics);
}

// Names each cycle of the recipes once, at the row that closes it.
void note_cycles(const TypedTables& tables, const Case& data, Diagnostics& diagnostics) {
  std::vector<std::vector<const RecipeRow*>> inputs(data.products.size());
  for (const RecipeRow& row : data.recipes) inputs[row.output.index()].push_back(&row);
  constexpr int kMostNamed = 12;
  enum class Mark { unseen, open, done };
  std::vector<Mark> marks(data.products.size(), Mark::unseen);
  // Depth-first with an explicit stack: chains may be longer than the call stack is deep.
  struct Step {
    std::size_t product;
    std::size_t next;
  };
  for (std::size_t root = 0; root < data.products.size(); ++root) {
    if (marks[root] != Mark::unseen) continue;
    std::vector<Step> path{{root, 0}};
    marks[root] = Mark::open;
    while (!path.empty()) {
      Step& step = path.back();
      if (step.next == inputs[step.product].size()) {
        marks[step.product] = Mark::done;
        path.pop_back();
        continue;
      }
      const RecipeRow* row = inputs[step.product][step.next++];
      const std::size_t to = row->input.index();
      if (marks[to] == Mark::open) {
        std::string names;
        bool on = false;
        // Of a long cycle the first are named.
        int named = 0;
        for (const Step& s : path) {
          on = on || s.product == to;
          if (!on || named > kMostNamed) continue;
          names += named == kMostNamed ? "... " : data.products[s.product].id + " needs ";
          ++named;
        }
        diagnostics.note({file_of(tables, "recipes"), row->from.line, 1}, "recipe-cycle",
                         fmt::format("a cycle: {}{}", names, data.products[to].id),
                         "it is allowed; take it out if it is not meant");
      } else if (marks[to] == Mark::unseen) {
        marks[to] = Mark::open;
        path.push_back({to, 0});
      }
    }
  }
}

// `other` is the rest of the world, and a name is a place or a bloc.
void check_names(const TypedTables& tables, const Case& data, Diagnostics& diagnostics) {
  for (const auto& [name, column] : {std::pair<const char*, const char*>{"places", "place"},
                                     std::pair<const char*, const char*>{"blocs", "bloc"}}) {
    const auto found = tables.find(name);
    if (found == tables.end()) continue;
    const bool is_bloc = column[0] == 'b';
    std::set<std::string_view> told;
    for (std::size_t row = 0; row < found->second.rows(); ++row) {
      const std::string_view id = found->second.text(column, row);
      if (id == "other" && told.insert(id).second) {
        diagnostics.fault(
            found->second.at(row, column), "reserved-name",
            fmt::format("a {} is called other, the word for the rest of the world", column),
            "give it another id");
      } else if (is_bloc && data.find_place(id) && told.insert(id).second) {
        diagnostics.fault(found->second.at(row, column), "ambiguous-name",
                          fmt::format("{} is a place and a bloc", id), "give the bloc another id");
      }
    }
  }
}

// A stock is given in days or as a quantity.
void check_stocks(const TypedTables& tables, Diagnostics& diagnostics) {
  const auto found = tables.find("stocks");
  if (found == tables.end()) return;
  const TypedTable& stocks = found->second;
  const auto days = stocks.numbers("days");
  const auto quantity = stocks.numbers("quantity");
  for (std::size_t row = 0; row < stocks.rows(); ++row) {
    if (is_known(days[row]) || is_known(quantity[row]) || stocks.has_fault(row)) continue;
    diagnostics.fault(stocks.at(row, stocks.has("days") ? "days" : "quantity"), "missing-value",
                      "the row gives neither days nor quantity",
                      "fill one in, or take the row out");
  }
}

}  // namespace

void check_references(CaseKind kind, const TypedTables& tables, Diagnostics& diagnostics,
                      const std::set<std::string>& unread) {
  const auto is_unread = [&](const char* table, std::string_view column) {
    const auto found = tables.find(table);
    return unread.contains(table) || (found != tables.end() && !found->second.has(column));
  };
  const Ids places = ids_of(tables, "places", "place");
  const Ids blocs = ids_of(tables, "blocs", "bloc");
  const Ids products = ids_of(tables, "products", "product");
  const Ids sources = ids_of(tables, "sources", "source");
  const Ids sectors = ids_of(tables, "sectors", "sector");
  const Ids scenarios = ids_of(tables, "scenarios", "scenario");
  const Ids measures = ids_of(tables, "measures", "measure");
  // Links that were read the quick way were found among the sites then.
  const Ids sites = tables.contains("links") ? ids_of(tables, "sites", "site") : Ids();
  const bool no_places = is_unread("places", "place");
  const bool no_blocs = is_unread("blocs", "bloc");
  const auto target = [&](Refers refers) -> Target {
    switch (refers) {
      case Refers::nothing:
        return {};
      case Refers::place:
        return {{&places}, "place", "add it to places", false, no_places};
      case Refers::place_or_bloc:
        return {{&places, &blocs},
                "place or bloc",
                "add it to places or blocs",
                false,
                no_places || no_blocs};
      case Refers::place_or_other:
        return {{&places}, "place", "add it to places, or write other", true, no_places};
      case Refers::product:
        return {
            {&products}, "product", "add it to products", false, is_unread("products", "product")};
      case Refers::source:
        return {{&sources},
                "source",
                "add it to sources",
                false,
                kind != CaseKind::products || is_unread("sources", "source")};
      case Refers::sector:
      case Refers::io_sector:
        return {{&sectors}, "sector", "add it to sectors", false, is_unread("sectors", "sector")};
      case Refers::scenario:
        return {{&scenarios},
                "scenario",
                "add it to scenarios",
                false,
                is_unread("scenarios", "scenario")};
      case Refers::measure:
        return {
            {&measures}, "measure", "add it to measures", false, is_unread("measures", "measure")};
      case Refers::site:
        return {{&sites}, "site", "add it to sites", false, is_unread("sites", "site")};
    }
    return {};
  };
  for (const auto& [name, table] : tables) {
    // Any table may carry a source, also where its schema does not ask for one.
    std::vector<FieldSpec> fields = table.spec().fields;
    if (kind == CaseKind::products && table.spec().find("source") == nullptr &&
        table.has("source")) {
      FieldSpec source;
      source.name = "source";
      source.refers = Refers::source;
      fields.push_back(source);
    }
    for (const FieldSpec& field : fields) {
      if (field.refers == Refers::nothing || !table.has(field.name)) continue;
      if (name == "sources" && field.name == "source") continue;
      const Target to = target(field.refers);
      if (to.absent) continue;
      std::vector<std::string> candidates;
      std::size_t count = 0;
      for (const Ids* ids : to.sets) count += ids->size();
      const auto cells = table.texts(field.name);
      std::string_view last_known;
      for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string_view value = cells[row];
        // Rows often repeat what the row before names.
        if (value.empty() || value == last_known || (to.other && value == "other")) continue;
        const bool known = std::any_of(to.sets.begin(), to.sets.end(),
                                       [&](const Ids* ids) { return ids->contains(value); });
        if (known) last_known = value;
        if (known || table.is_torn(row)) continue;
        if (diagnostics.is_full("unknown-reference")) {
          // It is counted; what it should have been is not looked for a million times.
          diagnostics.fault({}, "unknown-reference", {}, {});
          continue;
        }
        if (candidates.empty() && count <= kMostCandidates) {
          for (const Ids* ids : to.sets) {
            candidates.insert(candidates.end(), ids->begin(), ids->end());
          }
          std::sort(candidates.begin(), candidates.end());
        }
        const std::string near = closest(value, candidates);
        diagnostics.fault(
            table.at(row, field.name), "unknown-reference",
            fmt::format("{} is '{}', which is no {} of this case", field.name, value, to.what),
            near.empty() ? to.remedy : fmt::format("{}; is it {}?", to.remedy, near));
      }
    }
  }
}

void check_products_case(const TypedTables& tables, Case& data, Diagnostics& diagnostics,
                         const std::set<std::string>& unread) {
  check_names(tables, data, diagnostics);
  check_sourcing(tables, data, diagnostics);
  check_recipes(tables, data, diagnostics);
  check_sums<UseRow>(
      data.uses, file_of(tables, "uses"), "the uses",
      [&](const UseRow& row) { return row.product ? data[row.product].id : std::string(); },
      [](const UseRow& row) { return row.share; },
      [](UseRow& row, double sum) { row.share /= sum; }, diagnostics);
  check_routes(tables, data, diagnostics);
  check_stocks(tables, diagnostics);
  check_shocks(tables, data, diagnostics, unread);
  check_effects(tables, data, diagnostics);
  check_utilisation(tables, diagnostics);
  check_backtests(tables, diagnostics);
  note_cycles(tables, data, diagnostics);
}

}  // namespace nail
