#include "nail/base/text.h"
#include "nail/report/rank_report.h"
#include "nail/report/style.h"

namespace nail {
namespace {

// What this page adds to the style sheet of all reports.
constexpr const char* kStyle = R"css(
figure.loglog .frame{display:grid;grid-template-columns:4.6rem minmax(0,1fr);gap:0}
.loglog .ticks{position:relative}
.loglog .ticks span{position:absolute;right:.6rem;transform:translateY(-50%);font-size:.72rem;color:var(--faint);
white-space:nowrap;font-variant-numeric:tabular-nums}
.loglog svg.plot{height:340px;overflow:visible}
.loglog .ranks{grid-column:2;position:relative;height:1.5rem}
.loglog .ranks span{position:absolute;top:.3rem;transform:translateX(-50%);font-size:.72rem;color:var(--faint);
font-variant-numeric:tabular-nums}
.loglog .ranks span:last-child{transform:translateX(-100%)}
.l-esri{fill:none;stroke:var(--warm);stroke-width:2.6}
.l-down{fill:none;stroke:var(--accent);stroke-width:1.8}
.l-up{fill:none;stroke:var(--accent);stroke-width:1.8;stroke-dasharray:6 3}
.l-own{fill:none;stroke:var(--faint);stroke-width:1.6;stroke-dasharray:2 3}
.chart.steps{max-width:34rem}
.chart.steps .plot{width:70%}
.chart.steps .step-bar{height:10px;margin:0}
.chart.steps .step-bar i{background:var(--accent)}
.rank-heat tbody th{min-width:5.5rem;max-width:12rem;overflow-wrap:break-word}
.rank-heat thead th{text-align:center;max-width:8rem}
.rank-heat thead th:first-child{text-align:left}
.rank-heat td{min-width:4.2rem}
.ranking{font-size:.82rem}
.ranking thead th.num{white-space:normal}
.ranking tbody th{overflow-wrap:anywhere;min-width:5rem;max-width:12rem}
.ranking tbody th small{display:block}
.ranking .ways{min-width:17rem}
.ranking .takes{min-width:7rem;overflow-wrap:anywhere}
.ranking .way{color:var(--faint);font-size:.92em}
.ranking .none{color:var(--faint)}
ol.steps{list-style:none;margin:0;padding:0}
ol.steps li{display:inline;overflow-wrap:anywhere}
ol.steps b{font-weight:600}
ol.steps li+li::before{content:" \203A\00A0";color:var(--faint)}
@media screen and (max-width:760px){
.loglog svg.plot{height:250px}
figure.loglog .frame{grid-template-columns:3.9rem minmax(0,1fr)}
.ranking tr{position:relative}
.ranking td.num{display:inline-block;margin-right:1.1rem}
.ranking td.rank{color:var(--faint)}
.ranking tbody th{max-width:none;font-size:1rem}
.ranking tbody th small{display:inline}
.ranking .ways,.ranking .takes{min-width:0}
table.chart.steps tr{grid-template-columns:4.5rem 1fr auto}
table.chart.steps th{grid-column:auto;font-weight:500}
table.chart.steps .plot{grid-column:auto;width:auto;align-self:center}
.rank-heat thead th{max-width:6rem}
}
@media print{
.loglog svg.plot{height:70mm}
.ranking{font-size:7pt}
.ranking th,.ranking td{padding:.25rem .45rem .25rem 0}
.ranking .ways,.ranking .takes{min-width:0}
.ranking tbody th{min-width:16mm}
.ranking tr{break-inside:avoid}
.rank-heat{font-size:7pt}
.rank-heat td{min-width:0}
.rank-heat tbody th{min-width:18mm}
}
)css";

void write_list(std::string& out, const std::vector<std::string>& sentences) {
  for (const std::string& sentence : sentences) out += "<p>" + html_escape(sentence) + "</p>";
}

void write_head(std::string& out, const RankReview& review) {
  out += "<header class=\"top\"><p class=\"kind\">Systemic importance</p><h1>" +
         html_escape(review.title) + "</h1><p class=\"lead\">" + html_escape(review.lead) +
         "</p><dl class=\"facts\">";
  for (const auto& [term, value] : review.facts) {
    if (value.empty()) continue;
    out += "<div><dt>" + html_escape(term) + "</dt><dd>" + html_escape(value) + "</dd></div>";
  }
  out +=
      "</dl><nav class=\"contents\" aria-label=\"Contents\"><ol><li><a href=\"#profile\">Risk "
      "profile</a></li><li><a href=\"#products\">Products</a></li><li><a href=\"#ranking\">"
      "Ranking</a></li><li><a href=\"#steps\">Steps</a></li><li><a href=\"#method\">Method</a>"
      "</li></ol></nav></header>";
}

}  // namespace

std::string render_rank_html(const RankReview& review) {
  std::string out;
  out.reserve(std::size_t{256} << 10);
  out +=
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n<title>";
  out += html_escape(review.title);
  out += "</title>\n<style>";
  out += report::style_sheet();
  out += kStyle;
  out += "</style>\n</head>\n<body>\n";
  write_head(out, review);
  out += "\n<main>\n<section id=\"profile\"><h2>Risk profile</h2>";
  report::draw_risk_profile(out, review);
  write_list(out, review.findings);
  out += "</section>\n<section id=\"products\"><h2>What they take of each product</h2>";
  report::draw_rank_heat(out, review);
  out += "</section>\n<section id=\"ranking\"><h2>Ranking</h2>";
  report::write_rank_rows(out, review);
  out += "</section>\n<section id=\"steps\"><h2>Steps</h2>";
  report::draw_iterations(out, review);
  out += "</section>\n<section id=\"method\"><h2>Method</h2>";
  write_list(out, review.method);
  out += "</section>\n</main>\n<footer class=\"end\">nail " + html_escape(review.version);
  if (!review.case_hash.empty()) {
    out += " \u00b7 <span class=\"mono\">" + html_escape(review.case_hash) + "</span>";
  }
  out += "</footer>\n</body>\n</html>\n";
  return out;
}

}  // namespace nail
