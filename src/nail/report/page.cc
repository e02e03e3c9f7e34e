#include <string>

#include "nail/base/text.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/report.h"
#include "nail/report/sections.h"
#include "nail/report/style.h"

namespace nail {
namespace report {

void write_title_block(std::string& out, const View& view) {
  const Assessment& a = view.data;
  const auto fact = [&](std::string_view term, const std::string& text) {
    if (text.empty()) return;
    out += "<div><dt>";
    out += term;
    out += "</dt><dd>" + html_escape(text) + "</dd></div>";
  };
  out += "<header class=\"top\"><p class=\"kind\">Supply-chain resilience assessment</p><h1>" +
         html_escape(a.title) + "</h1>";
  if (!a.lead.empty()) {
    out += "<p class=\"lead\">";
    write_text(out, view, a.lead);
    out += "</p>";
  }
  out += "<dl class=\"facts\">";
  fact("Seat",
       a.home_name == a.home || a.home.empty() ? a.home_name : a.home_name + " (" + a.home + ")");
  if (!a.home_members.empty()) {
    fact("Members", std::to_string(a.home_members.size()) + " places");
  }
  fact("Allies", a.allies);
  fact("Case", a.case_title.empty() ? a.case_name : a.case_title);
  fact("Products", std::to_string(a.products.size()));
  fact("Draws", a.draws > 0 ? number(a.draws) + ", seed " + std::to_string(a.seed) : "");
  fact("Content", a.case_hash.substr(0, 16));
  fact("Version", a.version);
  out +=
      "</dl><nav class=\"contents\" aria-label=\"Contents\"><ol>"
      "<li><a href=\"#findings\">Headline findings</a></li>"
      "<li><a href=\"#matrix\">Places and chains</a></li>"
      "<li><a href=\"#stress\">Stress</a></li>";
  if (a.stress.asked) {
    out +=
        "<li><a href=\"#survival\">Survival</a></li><li><a href=\"#leverage\">Leverage</a></li>"
        "<li><a href=\"#backtests\">Back-tests</a></li>";
  }
  for (std::size_t i = 0; i < a.chains.size(); ++i) {
    out += "<li><a href=\"#chain-" + std::to_string(i + 1) + "\">" +
           html_escape(label(a.chains[i].id)) + "</a></li>";
  }
  out +=
      "<li><a href=\"#claims\">Claims</a></li><li><a href=\"#coverage\">Coverage</a></li>"
      "<li><a href=\"#gaps\">Gaps</a></li><li><a href=\"#method\">Method</a></li>"
      "<li><a href=\"#sources\">Sources</a></li></ol></nav></header>";
}

}  // namespace report

std::string render_html(const Assessment& assessment) {
  const report::View view(assessment);
  std::string out;
  out.reserve(512 * 1024);
  out +=
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n<title>";
  out += html_escape(assessment.title);
  out += "</title>\n<style>";
  out += report::style_sheet();
  out += "</style>\n</head>\n<body>\n";
  report::write_title_block(out, view);
  out += "\n<main>\n";
  report::write_headlines(out, view);
  out += "\n<section id=\"matrix\"><h2>Places and chains</h2>";
  report::draw_matrix(out, view);
  out += "</section>\n";
  report::write_stress(out, view);
  out += "\n";
  for (std::size_t i = 0; i < assessment.chains.size(); ++i) {
    report::write_chain(out, view, i);
    out += "\n";
  }
  report::write_other_findings(out, view);
  report::write_claims(out, view);
  report::write_coverage(out, view);
  report::write_gaps(out, view);
  report::write_method(out, view);
  report::write_sources(out, view);
  out += "\n</main>\n<footer class=\"end\">nail ";
  out += html_escape(assessment.version);
  if (!assessment.case_hash.empty()) {
    out += " \u00b7 <span class=\"mono\">" + html_escape(assessment.case_hash) + "</span>";
  }
  out += "</footer>\n</body>\n</html>\n";
  return out;
}

}  // namespace nail
