#include <algorithm>
#include <set>

#include "nail/assess/words.h"
#include "nail/base/text.h"
#include "nail/report/format.h"
#include "nail/report/sections.h"

namespace nail::report {
namespace {

constexpr std::size_t kGapsOpen = 12;

}  // namespace

void write_claims(std::string& out, const View& view) {
  out += "<section id=\"claims\"><h2>Claims checked</h2>";
  if (view.data.claims.empty()) {
    out += "<p class=\"empty\">The case holds no claims.</p></section>";
    return;
  }
  out +=
      "<table class=\"cards\"><caption>Published claims against the computed numbers</caption>"
      "<thead><tr><th scope=\"col\">Claim</th><th scope=\"col\">Verdict</th><th scope=\"col\" "
      "class=\"num\">Stated</th><th scope=\"col\" class=\"num\">Computed</th><th scope=\"col\">Why"
      "</th><th scope=\"col\">Sources</th></tr></thead><tbody>";
  for (const ClaimResult& claim : view.data.claims) {
    out += "<tr><th scope=\"row\">" + html_escape(claim.text.empty() ? claim.id : claim.text);
    out += "</th><td>";
    // Only the three known words may become a class.
    const bool known = claim.verdict == "supported" || claim.verdict == "contradicted";
    badge(out, known ? claim.verdict : "not_checkable",
          claim.verdict == "not_checkable" ? "not checkable" : claim.verdict);
    out += "</td><td class=\"num\" data-label=\"Stated\">" +
           html_escape(is_known(claim.stated) ? amount(claim.stated, "", claim.index)
                                              : claim.stated_text) +
           "</td><td class=\"num\" data-label=\"Computed\">";
    if (is_known(claim.computed.value)) {
      out += html_escape(amount(claim.computed.value, "", claim.index));
    }
    if (claim.computed.has_range()) {
      const std::string_view unit = nail::is_share("", claim.index) ? "share" : "";
      const std::string range = quantity_range(claim.computed, unit);
      if (range != quantity(claim.computed.value, unit)) {
        out += "<br><small>" + html_escape(range) + "</small>";
      }
    } else if (!is_known(claim.computed.value)) {
      out += kDash;
    }
    out += "</td><td>";
    write_text(out, view, claim.why);
    out += "</td><td data-label=\"Sources\">";
    cite(out, view, claim.sources);
    out += "</td></tr>";
  }
  out += "</tbody></table></section>";
}

void write_coverage(std::string& out, const View& view) {
  out += "<section id=\"coverage\"><h2>Coverage of the review</h2>";
  if (view.data.coverage.empty()) {
    out += "<p class=\"empty\">No checklist was filled.</p></section>";
    return;
  }
  out +=
      "<table class=\"cards\"><caption>The review's checklist</caption><thead><tr><th "
      "scope=\"col\">Question</th><th scope=\"col\">State</th><th scope=\"col\">Answer</th><th "
      "scope=\"col\">Findings</th></tr></thead><tbody>";
  for (const CoverageItem& item : view.data.coverage) {
    out += "<tr><th scope=\"row\">" + html_escape(item.title) + "</th><td>";
    badge(out, item.filled ? "filled" : "nodata", item.filled ? "filled" : "no data");
    out += "</td><td>";
    write_text(out, view, item.text);
    out += "</td><td data-label=\"Findings\">";
    bool first = true;
    for (const std::string& id : item.findings) {
      const int rank = view.finding_number(id);
      if (rank == 0) continue;
      if (!first) out += ", ";
      first = false;
      out += "<a href=\"#finding-" + std::to_string(rank) + "\">" + std::to_string(rank) + "</a>";
    }
    out += "</td></tr>";
  }
  out += "</tbody></table></section>";
}

void write_gaps(std::string& out, const View& view) {
  out += "<section id=\"gaps\"><h2>What is not known</h2>";
  std::set<std::string_view> told;
  for (const ChainView& chain : view.data.chains) {
    for (const std::string& id : chain.products) {
      if (!id.empty()) told.insert(id);
    }
  }
  std::vector<const Gap*> gaps;
  for (const Gap& gap : view.data.gaps) {
    if (!told.contains(gap.product)) gaps.push_back(&gap);
  }
  if (view.data.gaps.empty()) {
    out += "<p class=\"empty\">No gap is known.</p></section>";
    return;
  }
  out += "<p>In all <b>" + std::to_string(view.data.gaps.size()) + "</b> gaps; ";
  out += "by chain: ";
  for (std::size_t i = 0; i < view.data.chains.size(); ++i) {
    const ChainView& chain = view.data.chains[i];
    const std::set<std::string_view> own(chain.products.begin(), chain.products.end());
    std::size_t count = 0;
    for (const Gap& gap : view.data.gaps)
      count += !gap.product.empty() && own.contains(gap.product);
    if (i > 0) out += " \u00b7 ";
    out += "<a href=\"#chain-" + std::to_string(i + 1) + "\">" + html_escape(label(chain.id)) +
           "</a> " + std::to_string(count);
  }
  out += "; of no chain: " + std::to_string(gaps.size()) + ".</p>";
  if (!gaps.empty()) {
    const bool is_long = gaps.size() > kGapsOpen;
    if (!is_long) out += "<h3>Gaps of no chain</h3>";
    if (is_long) {
      out += "<h3>Gaps of no chain</h3><details><summary>All " + std::to_string(gaps.size()) +
             " gaps of no chain</summary>";
    }
    write_gaps_in_full(out, view, gaps, nullptr);
    if (is_long) out += "</details>";
  }
  out += "</section>";
}

void write_method(std::string& out, const View& view) {
  out += "<section id=\"method\"><h2>Method</h2>";
  for (const std::string& paragraph : view.data.method)
    out += "<p>" + html_escape(paragraph) + "</p>";
  if (!view.data.assumptions.empty()) {
    out += "<h3>Assumptions</h3><ul>";
    for (const std::string& assumption : view.data.assumptions) {
      out += "<li>" + html_escape(assumption) + "</li>";
    }
    out += "</ul>";
  }
  if (!view.data.tables.empty()) {
    out +=
        "<h3>Tables beside this report</h3><div class=\"scroll\" tabindex=\"0\" role=\"group\" "
        "aria-label=\"Tables\"><table><caption>Every number, in full</caption><thead><tr><th "
        "scope=\"col\">Table</th><th scope=\"col\">File</th><th scope=\"col\" "
        "class=\"num\">Rows</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>";
    for (std::size_t i = 0; i < view.data.tables.size(); ++i) {
      const TableFile& table = view.data.tables[i];
      out += "<tr id=\"table-" + std::to_string(i + 1) + "\"><th scope=\"row\">" +
             html_escape(table.name) + "</th><td class=\"mono\">" + html_escape(table.path) +
             "</td><td class=\"num\">" + number(static_cast<double>(table.rows)) +
             "</td><td class=\"mono\">" + html_escape(table.sha256) + "</td></tr>";
    }
    out += "</tbody></table></div>";
  }
  out += "</section>";
}

void write_sources(std::string& out, const View& view) {
  out += "<section id=\"sources\"><h2>Sources</h2>";
  if (view.data.sources.empty()) {
    out += "<p class=\"empty\">The case names no source.</p></section>";
    return;
  }
  out += "<ol class=\"sources\">";
  for (std::size_t i = 0; i < view.data.sources.size(); ++i) {
    const Source& source = view.data.sources[i];
    const std::string title = html_escape(source.title.empty() ? source.id : source.title);
    out += "<li id=\"src-" + std::to_string(i + 1) + "\">";
    if (is_web_link(source.url)) {
      out += "<a href=\"" + html_escape(source.url) + "\" rel=\"noreferrer\">" + title + "</a>";
    } else {
      out += title;
    }
    if (!source.publisher.empty()) out += ". " + html_escape(source.publisher);
    if (source.year != kNoYear) out += ", " + std::to_string(source.year);
    if (!source.url.empty() && !is_web_link(source.url)) out += ", " + html_escape(source.url);
    if (!source.licence.empty()) out += ". <small>" + html_escape(source.licence) + "</small>";
    out += " ";
    badge(out, to_string(source.grade), to_string(source.grade));
    out += "</li>";
  }
  out += "</ol></section>";
}

}  // namespace nail::report
