#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/sections.h"

namespace nail::report {
namespace {

constexpr std::size_t kSinglePoints = 15;
constexpr std::size_t kGapsOpen = 12;

void write_path_text(std::string& out, const std::vector<StepView>& path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) out += " \u203a ";
    const StepView& step = path[i];
    out += html_escape(step.product_name.empty() ? step.product : step.product_name);
    out += ", ";
    out += html_escape(step.place_name.empty() ? step.place : step.place_name);
    out += kSpace;
    out += "<b>" + percent(step.share) + "</b>";
  }
}

// A product whose supply hangs on one place: its largest exposure with the path that proves it.
void write_single_points(std::string& out, const View& view, const ChainView& chain) {
  struct Row {
    const Finding* finding;
    const ProductView* product;
  };
  std::vector<Row> rows;
  for (const std::string& id : chain.findings) {
    const Finding* finding = view.finding(id);
    if (finding && finding->kind.starts_with("single")) {
      rows.push_back({finding, view.product(finding->product)});
    }
  }
  out += "<h3>Single points of failure</h3>";
  if (rows.empty()) {
    out += "<p class=\"empty\">No finding of this kind in the chain.</p>";
    return;
  }
  const std::size_t all = rows.size();
  if (rows.size() > kSinglePoints) rows.resize(kSinglePoints);
  out += "<table class=\"cards\"><caption>Products that hang on one place";
  if (rows.size() < all) {
    out += " (first " + std::to_string(rows.size()) + " of " + std::to_string(all) + ")";
  }
  out +=
      "</caption><thead><tr><th scope=\"col\">Product</th><th scope=\"col\">Place</th>"
      "<th scope=\"col\" class=\"num\">Number</th><th scope=\"col\" class=\"num\">Range</th>"
      "<th scope=\"col\">Path</th><th scope=\"col\">Source</th></tr></thead><tbody>";
  for (const Row& row : rows) {
    const Finding& finding = *row.finding;
    out += "<tr><th scope=\"row\"><a href=\"#finding-" +
           std::to_string(view.finding_number(finding.id)) + "\">" +
           html_escape(view.product_name(finding.product)) + "</a></th><td>" +
           html_escape(view.place_name(finding.place)) + "</td>";
    std::vector<std::string> sources;
    if (finding.evidence.empty()) {
      out += "<td></td><td></td>";
    } else {
      const Figure& figure = finding.evidence.front();
      sources = figure.sources;
      const std::string value = quantity(figure.range.value, figure.unit);
      const std::string range = quantity_range(figure.range, figure.unit);
      out += "<td class=\"num strong\" data-label=\"" + html_escape(label(figure.index)) + "\">" +
             html_escape(value) + "</td><td class=\"num\"";
      if (range != value)
        out += " data-label=\"Range\">" + html_escape(range);
      else
        out += ">";
      out += "</td>";
    }
    out += "<td data-label=\"Path\">";
    write_path_text(out, !finding.path.empty() ? finding.path
                         : row.product         ? row.product->bottleneck
                                               : finding.path);
    out += "</td><td data-label=\"Source\">";
    cite(out, view, sources);
    out += "</td></tr>";
  }
  out += "</tbody></table>";
}

void write_expansion(std::string& out, const View& view, const ChainView& chain) {
  out += "<h3>Who could expand</h3>";
  bool any = false;
  for (const ProductView* product : products_of(view, chain)) {
    if (product->could_expand.empty()) continue;
    if (!any) out += "<div class=\"expand\">";
    any = true;
    out += "<p><b>" + html_escape(product->name) + ".</b> ";
    for (const std::string& sentence : product->could_expand) {
      write_text(out, view, sentence);
      out += " ";
    }
    cite(out, view, product->set_source);
    out += "</p>";
  }
  out +=
      any ? "</div>"
          : "<p class=\"empty\">The case holds no spare capacity, reserves or announced sites for "
            "this chain.</p>";
}

}  // namespace

namespace {

// Gaps of one kind with one remedy; within them, those that say the same of several products.
struct GapGroup {
  const Gap* first;
  std::vector<std::pair<std::string_view, std::vector<const Gap*>>> entries;  // by what
};

std::vector<GapGroup> groups_of(const std::vector<const Gap*>& gaps) {
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::map<Key, std::size_t> group_of;
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> entry_of;
  std::vector<GapGroup> groups;
  for (const Gap* gap : gaps) {
    const std::size_t group =
        group_of.emplace(Key{gap->kind, gap->index, gap->remedy}, groups.size()).first->second;
    if (group == groups.size()) groups.push_back({gap, {}});
    auto& entries = groups[group].entries;
    const std::size_t entry =
        entry_of.emplace(std::pair{group, std::string_view(gap->what)}, entries.size())
            .first->second;
    if (entry == entries.size()) entries.push_back({gap->what, {}});
    entries[entry].second.push_back(gap);
  }
  return groups;
}

void write_gap_subjects(std::string& out, const View& view, const std::vector<const Gap*>& gaps,
                        const ChainView* chain) {
  bool has_place = false;
  std::set<std::string_view> named;
  for (const Gap* gap : gaps) {
    has_place = has_place || !gap->place.empty();
    named.insert(gap->product);
  }
  // A long list that leaves out few products is told by what it leaves out.
  if (chain && !has_place && named.size() > 8) {
    std::string others;
    std::size_t missing = 0;
    for (const ProductView* product : products_of(view, *chain)) {
      if (named.contains(product->id)) continue;
      ++missing;
      others += (others.empty() ? "" : "; ") + html_escape(product->name);
    }
    if (missing * 3 < named.size()) {
      out += "all " + std::to_string(named.size() + missing) + " products of the chain";
      if (missing > 0) out += " but " + others;
      return;
    }
  }
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    if (i > 0) out += "; ";
    out += html_escape(view.product_name(gaps[i]->product));
    if (gaps[i]->place.empty()) continue;
    if (!gaps[i]->product.empty()) out += ", ";
    out += html_escape(view.place_name(gaps[i]->place));
  }
}

}  // namespace

void write_gaps_in_full(std::string& out, const View& view, const std::vector<const Gap*>& gaps,
                        const ChainView* chain) {
  out += "<div class=\"gaps\">";
  for (const GapGroup& group : groups_of(gaps)) {
    const Gap& gap = *group.first;
    out += "<h4>" + html_escape(label(gap.kind));
    if (!gap.index.empty()) out += ": " + html_escape(label(gap.index));
    out += "</h4>";
    if (!gap.remedy.empty()) {
      out += "<p class=\"remedy\">Remedy: " + html_escape(gap.remedy) + "</p>";
    }
    out += "<div>";
    for (const auto& [what, same] : group.entries) {
      out += "<p>" + html_escape(what) + ": <span>";
      write_gap_subjects(out, view, same, chain);
      out += "</span></p>";
    }
    out += "</div>";
  }
  out += "</div>";
}

void write_chain(std::string& out, const View& view, std::size_t index) {
  const ChainView& chain = view.data.chains[index];
  const std::string title = html_escape(label(chain.id));
  out += "<section class=\"chain\" id=\"chain-" + std::to_string(index + 1) + "\"><h2>" + title +
         "</h2>";
  if (!chain.summary.empty()) {
    out += "<p class=\"summary\">";
    write_text(out, view, chain.summary);
    out += "</p>";
  }

  out += "<h3>Tiers</h3>";
  draw_tiers(out, view, chain);
  out += "<h3>Direct, any-tier and rerouted exposure</h3>";
  draw_exposure(out, view, chain);
  write_single_points(out, view, chain);
  out += "<h3>Footprint</h3>";
  draw_footprint(out, view, chain);
  out += "<h3>Trend of the home share</h3>";
  draw_trend(out, view, chain);
  write_expansion(out, view, chain);

  out += "<h3>Findings in this chain</h3>";
  if (chain.findings.empty()) {
    out += "<p class=\"empty\">No finding in this chain.</p>";
  } else {
    std::string headlines, others;
    for (const std::string& id : chain.findings) {
      const Finding* finding = view.finding(id);
      if (!finding) continue;
      const auto rank = static_cast<std::size_t>(view.finding_number(id));
      if (rank > kHeadlines) {
        // Told in full only once, in the first chain that lists it.
        if (finding->chain == chain.id || finding->chain.empty())
          write_short_finding(others, view, *finding);
        continue;
      }
      headlines += "<li><a href=\"#finding-" + std::to_string(rank) + "\">" + std::to_string(rank) +
                   ". " + html_escape(finding->headline) + "</a></li>";
    }
    out += "<ul class=\"plain\">" + headlines + others + "</ul>";
  }

  out += "<h3>Gaps of this chain</h3>";
  const std::set<std::string_view> own(chain.products.begin(), chain.products.end());
  std::vector<const Gap*> gaps;
  for (const Gap& gap : view.data.gaps) {
    if (!gap.product.empty() && own.contains(gap.product)) gaps.push_back(&gap);
  }
  if (gaps.empty()) {
    out += "<p class=\"empty\">No gap is known in this chain.</p>";
  } else {
    // A count by kind; the rows themselves stand once, in the list of all gaps.
    std::vector<std::pair<std::string_view, std::size_t>> kinds;
    for (const Gap* gap : gaps) {
      const auto at = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& kind) { return kind.first == gap->kind; });
      if (at == kinds.end())
        kinds.emplace_back(gap->kind, 1);
      else
        ++at->second;
    }
    out += "<p>";
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (i > 0) out += " \u00b7 ";
      out += html_escape(label(kinds[i].first)) + kSpace.data() + "<b>" +
             std::to_string(kinds[i].second) + "</b>";
    }
    out += "</p>";
    const bool is_long = gaps.size() > kGapsOpen;
    if (is_long) out += "<details><summary>All " + std::to_string(gaps.size()) + " gaps</summary>";
    write_gaps_in_full(out, view, gaps, &chain);
    if (is_long) out += "</details>";
  }
  out += "</section>";
}

}  // namespace nail::report
