#include <algorithm>
#include <set>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/sections.h"

namespace nail::report {
namespace {

// Every source of a finding's evidence, once, in order of mention.
std::vector<std::string> sources_of(const Finding& finding) {
  std::vector<std::string> sources;
  for (const Figure& figure : finding.evidence) {
    for (const std::string& source : figure.sources) {
      if (std::find(sources.begin(), sources.end(), source) == sources.end()) {
        sources.push_back(source);
      }
    }
  }
  return sources;
}

void write_source_list(std::string& out, const View& view,
                       const std::vector<std::string>& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (i > 0) out += "; ";
    const int number = view.source_number(sources[i]);
    if (number == 0) {
      out += html_escape(sources[i]);
      continue;
    }
    const Source& source = view.data.sources[static_cast<std::size_t>(number) - 1];
    out += "<a href=\"#src-" + std::to_string(number) + "\">" +
           html_escape(source.title.empty() ? source.id : source.title) + "</a>";
    if (source.year != kNoYear) out += " (" + std::to_string(source.year) + ")";
  }
}

void write_badges(std::string& out, const Finding& finding) {
  badge(out, to_string(finding.grade), to_string(finding.grade));
  if (finding.depends_on_pooling) {
    out += " ";
    badge(out, "pooling", "depends on pooling");
  }
}

void write_number(std::string& out, const View& view, const Finding& finding) {
  if (finding.evidence.empty()) return;
  const Figure& figure = finding.evidence.front();
  out += "<div class=\"number\"><p class=\"big\">";
  out += html_escape(is_known(figure.range.value) ? quantity(figure.range.value, figure.unit)
                                                  : quantity_range(figure.range, figure.unit));
  out += "</p><p class=\"what\">" + html_escape(label(figure.index));
  if (!figure.product.empty()) {
    out += ", ";
    out += html_escape(view.product_name(figure.product));
  }
  if (!figure.place.empty()) {
    out += ", ";
    out += html_escape(view.place_name(figure.place));
  }
  if (figure.year != kNoYear) out += ", " + std::to_string(figure.year);
  const std::string range = quantity_range(figure.range, figure.unit);
  if (!range.empty() && range != quantity(figure.range.value, figure.unit)) {
    out += "<br>Range " + html_escape(range);
  }
  out += "</p>";
  draw_interval(out, figure);
  out += "</div>";
}

void write_meta(std::string& out, const View& view, const Finding& finding) {
  out += "<dl class=\"meta\">";
  if (const auto sources = sources_of(finding); !sources.empty()) {
    out += "<dt>Sources</dt><dd>";
    write_source_list(out, view, sources);
    out += "</dd>";
  }
  if (finding.evidence.size() > 1) {
    out += "<dt>Evidence</dt><dd>";
    for (std::size_t i = 1; i < finding.evidence.size(); ++i) {
      const Figure& figure = finding.evidence[i];
      if (i > 1) out += "; ";
      out += html_escape(label(figure.index));
      if (!figure.product.empty() && figure.product != finding.product) {
        out += " of ";
        out += html_escape(view.product_name(figure.product));
      }
      out += " <span class=\"nowrap\">";
      out += html_escape(is_known(figure.range.value) ? quantity(figure.range.value, figure.unit)
                                                      : quantity_range(figure.range, figure.unit));
      out += "</span>";
      cite(out, view, figure.sources);
    }
    out += "</dd>";
  }
  if (is_known(finding.in_top_ten)) {
    out +=
        "<dt>Stability</dt><dd>in the top ten in " + percent(finding.in_top_ten) + " of draws</dd>";
  }
  if (!finding.drivers.empty()) {
    out += "<dt>Moved most by</dt><dd>";
    for (std::size_t i = 0; i < finding.drivers.size(); ++i) {
      const FindingDriver& driver = finding.drivers[i];
      if (i > 0) out += "; ";
      out += html_escape(driver.what);
      if (!driver.product.empty()) {
        out += driver.what.empty() ? "" : " of ";
        out += html_escape(view.product_name(driver.product));
      }
      if (!driver.place.empty()) {
        out += ", ";
        out += html_escape(view.place_name(driver.place));
      }
      if (is_known(driver.rank_correlation)) {
        out += " (" + fixed(driver.rank_correlation, 2) + ")";
      }
    }
    out += "</dd>";
  }
  if (finding.depends_on_pooling && is_known(finding.own_first) && !finding.evidence.empty()) {
    out += "<dt>Own supply first</dt><dd>" +
           html_escape(quantity(finding.own_first, finding.evidence.front().unit)) + "</dd>";
  }
  out += "</dl>";
}

}  // namespace

void write_headlines(std::string& out, const View& view) {
  out += "<section id=\"findings\"><h2>Headline findings</h2>";
  const auto& findings = view.data.findings;
  if (findings.empty()) {
    out += "<p class=\"empty\">The case yields no finding from this seat.</p></section>";
    return;
  }
  out += "<ol class=\"findings\">";
  for (std::size_t i = 0; i < std::min(findings.size(), kHeadlines); ++i) {
    const Finding& finding = findings[i];
    const std::string rank = std::to_string(i + 1);
    out += "<li id=\"finding-" + rank + "\"><article class=\"finding\"><div class=\"rank\">" +
           rank + "</div><div class=\"body\"><h3>" + html_escape(finding.headline) +
           "</h3><p class=\"tags\">";
    write_badges(out, finding);
    out += "</p><p class=\"text\">";
    write_text(out, view, finding.text);
    out += "</p></div>";
    write_number(out, view, finding);
    out += "<div class=\"more\">";
    draw_path(out, finding.path, "Path, from the purchase down to the place that would be lost");
    write_meta(out, view, finding);
    out += "</div></article></li>";
  }
  out += "</ol></section>";
}

void write_short_finding(std::string& out, const View& view, const Finding& finding) {
  const int rank = view.finding_number(finding.id);
  out += "<li id=\"finding-" + std::to_string(rank) + "\"><b>" + std::to_string(rank) + ". " +
         html_escape(finding.headline) + "</b> ";
  write_badges(out, finding);
  out += "<br>";
  write_cited(out, view, finding.text, sources_of(finding));
  out += "</li>";
}

void write_other_findings(std::string& out, const View& view) {
  std::set<std::string_view> told;
  for (const ChainView& chain : view.data.chains)
    told.insert(chain.findings.begin(), chain.findings.end());
  bool any = false;
  for (std::size_t i = kHeadlines; i < view.data.findings.size(); ++i) {
    const Finding& finding = view.data.findings[i];
    if (told.contains(finding.id)) continue;
    if (!any) out += "<section id=\"other-findings\"><h2>Further findings</h2><ul class=\"plain\">";
    any = true;
    write_short_finding(out, view, finding);
  }
  if (any) out += "</ul></section>";
}

}  // namespace nail::report
