#include "nail/report/style.h"

namespace nail::report {

std::string_view style_sheet() {
  return R"css(
:root{--ink:#18222c;--soft:#4a5761;--faint:#75818a;--rule:#d5dade;--wash:#f5f6f3;--accent:#173f5f;
--warm:#94400f;--sans:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",system-ui,sans-serif;
--serif:Charter,"Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4",Georgia,"Liberation Serif",serif}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:#fff;color:var(--ink);font:16px/1.55 var(--sans);
-webkit-print-color-adjust:exact;print-color-adjust:exact;overflow-wrap:break-word}
main,header.top,footer.end{max-width:1080px;margin:0 auto;padding:0 28px}
h1,h2,h3,h4{font-family:var(--serif);font-weight:700;line-height:1.22;color:var(--ink);text-wrap:balance}
h3{text-wrap:pretty}
h1{font-size:2.35rem;margin:.3rem 0 1rem;letter-spacing:-.01em;max-width:24em}
h2{font-size:1.75rem;margin:3.6rem 0 1rem;padding-top:1.1rem;border-top:3px solid var(--accent)}
h3{font-size:1.22rem;margin:2.4rem 0 .6rem}
h4{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.5rem 0 .9rem;max-width:44em}
a{color:var(--accent);text-decoration-thickness:.06em;text-underline-offset:.15em}
small{font-size:.8em}
ul,ol{padding-left:1.3em}
header.top{padding-top:2.6rem;padding-bottom:.4rem}
.kind{margin:0;font-size:.82rem;letter-spacing:.09em;text-transform:uppercase;color:var(--warm);font-weight:600}
.lead{font:1.22rem/1.5 var(--serif);max-width:36em;margin:0 0 1.6rem}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(118px,1fr));gap:.7rem 1.4rem;margin:1.4rem 0;
padding:.9rem 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);font-size:.88rem}
dl.facts div{min-width:0}
dl.facts dt{color:var(--faint);font-size:.78rem}
dl.facts dd{margin:0;overflow-wrap:anywhere}
nav.contents{margin:1.2rem 0 0;font-size:.93rem}
nav.contents ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}
nav.contents a{text-decoration:none;border-bottom:1px solid var(--rule)}
.badge{display:inline-block;padding:.06em .55em;border:1px solid currentColor;border-radius:2px;font-size:.76rem;
line-height:1.5;color:var(--soft);white-space:nowrap;background:#fff}
.b-verified,.b-supported,.b-filled{color:#12513b;background:#eef6f1}
.b-quoted{color:#173f5f;background:#eff4f8}
.b-estimate,.b-not_checkable{color:#4a5761;background:#f3f4f4;border-style:dashed}
.b-assumption,.b-nodata{color:#4a5761;background:#fff;border-style:dotted}
.b-contradicted,.b-pooling{color:#94400f;background:#fdf3ea}
.cite{font-size:.72em;vertical-align:.42em;line-height:0;white-space:nowrap}
.cite::before{content:"["}.cite::after{content:"]"}
.cite a{text-decoration:none}
td .cite{vertical-align:baseline;font-size:.86em;line-height:inherit;white-space:normal}
ol.findings{list-style:none;margin:0;padding:0;counter-reset:f}
article.finding{display:grid;grid-template-columns:3.2rem minmax(0,1fr) 250px;gap:0 1.4rem;padding:1.5rem 0 1.3rem;
border-top:1px solid var(--rule);break-inside:avoid}
li:first-child>article.finding{border-top:0}
.finding .rank{font:700 2rem/1 var(--serif);color:var(--accent);text-align:right}
.finding h3{margin:0 0 .35rem;font-size:1.28rem}
.finding .body{min-width:0}
.finding .text{margin:.5rem 0 .8rem}
.finding .number{min-width:0}
.finding .big{font:700 2.1rem/1.05 var(--serif);font-variant-numeric:tabular-nums lining-nums;margin:0}
.finding .what{font-size:.8rem;color:var(--soft);margin:.15rem 0 .5rem;line-height:1.35}
.finding .more{grid-column:2/-1;min-width:0}
dl.meta{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:.7rem 0 0;font-size:.86rem}
dl.meta dt{color:var(--faint)}
dl.meta dd{margin:0}
dl.meta .cite{font-size:.95em;vertical-align:baseline;line-height:inherit;white-space:normal}
.ends{display:flex;justify-content:space-between;font-size:.72rem;color:var(--faint);margin:0;font-variant-numeric:tabular-nums}
figure{margin:1rem 0 1.6rem;break-inside:avoid}
figcaption{font-size:.84rem;color:var(--soft);margin-top:.5rem;max-width:60em}
figure.path{margin:.4rem 0}
figure.path figcaption{margin:0 0 .3rem;font-size:.78rem;color:var(--faint)}
figure.path ol{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;margin:0;padding:0}
figure.path li{position:relative;flex:0 1 auto;min-width:8.2rem;max-width:15rem;border:1px solid var(--rule);
border-radius:3px;padding:.35rem .6rem .45rem;background:#fff;font-size:.82rem;line-height:1.3;display:flex;flex-direction:column;
justify-content:space-between;break-inside:avoid}
figure.path li+li::before{content:"\203A";position:absolute;left:-1.05rem;top:50%;transform:translateY(-55%);
font:700 1.3rem/1 var(--serif);color:var(--faint)}
figure.path li:last-child{border-color:var(--warm);background:#fdf6ef}
.step-product{font-weight:600}
.step-place{color:var(--soft)}
.step-place b{color:var(--ink);font-variant-numeric:tabular-nums;white-space:nowrap}
.step-bar{display:block;height:4px;background:#eceeef;margin-top:.3rem}
.step-bar i{display:block;height:100%;background:var(--warm)}
table{border-collapse:collapse;font-size:.86rem;line-height:1.4;width:100%}
caption{caption-side:top;text-align:left;font-weight:600;padding:0 0 .5rem;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--rule)}
thead th{border-bottom:1.5px solid var(--ink);vertical-align:bottom;font-weight:600;font-size:.8rem}
tbody th{font-weight:500}
.num{text-align:right;font-variant-numeric:tabular-nums lining-nums;white-space:nowrap}
.strong{font-weight:700}
td small,th small{color:var(--faint)}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch;padding-bottom:.2rem}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.heat{border-collapse:separate;border-spacing:2px;font-variant-numeric:tabular-nums lining-nums}
.heat td{border:0;text-align:center;padding:.28rem .3rem;border-radius:2px}
.heat th{border-bottom:0}
.heat tbody th{padding:.28rem .6rem .28rem 0}
.matrix{table-layout:fixed;min-width:46rem}
.matrix thead th:first-child{width:9.5rem}
.matrix tbody th{max-width:11rem;vertical-align:middle}
.matrix td{padding:.4rem .5rem;line-height:1.3;min-width:9.5rem;text-align:left}
.matrix td b{font-size:1.05rem;display:block}
.matrix td small{display:block;color:inherit;opacity:.92;font-size:.74rem}
.matrix .none{color:var(--faint);background:#f8f9f9}
.footprint{font-size:.8rem}
.footprint thead th{text-align:center;padding:.2rem .2rem}
.footprint thead th:first-child{text-align:left}
.footprint abbr{text-decoration:none;cursor:help}
.footprint td{background:#fafbfb;min-width:2.2rem}
.footprint .rest{background:none;color:var(--soft)}
.footprint .basis{background:none;color:var(--soft);white-space:nowrap;text-align:left;font-size:.74rem}
.footprint td:last-child{background:none}
.footprint tbody th{min-width:10rem;line-height:1.25;vertical-align:middle}
.footprint tr.stage th{font-weight:700;color:var(--soft);padding-top:.7rem;font-size:.78rem}
.scroll table.heat tbody th:first-child,.scroll table.heat thead th:first-child{position:sticky;left:0;background:#fff}
.chart td,.chart th{vertical-align:middle;padding-top:.3rem;padding-bottom:.3rem}
.chart .plot{width:38%;padding:0 .9rem}
.chart td.plot{padding-top:0;padding-bottom:0}
.chart .where{color:var(--soft)}
.scale{display:flex;justify-content:space-between;font-weight:400;color:var(--faint);font-size:.72rem;padding:0 0}
.scale span{width:0;display:flex;justify-content:center;white-space:nowrap}
.scale span:last-child{justify-content:flex-end}
.scale{padding:0 2%}
svg{display:block;overflow:visible;font-family:var(--sans)}
svg.strip{overflow:hidden}
svg .spot,svg.spot{overflow:visible}
.grid{stroke:#e6e9eb;stroke-width:1}
.track{stroke:#cfd5d9;stroke-width:2}
.range{stroke:var(--ink);stroke-width:1.4}
.finding .range{stroke-width:5;stroke:#d8a077}
.gap{stroke:#ecc49f;stroke-width:7}
.m-direct{fill:#fff;stroke:var(--ink);stroke-width:1.8}
.m-ring{fill:none;stroke:var(--ink);stroke-width:1.6}
.m-any{fill:var(--warm);stroke:#fff;stroke-width:1}
.m-rerouted{fill:var(--accent);stroke:#fff;stroke-width:1}
.m-trend{fill:var(--accent)}
.trend{fill:none;stroke:var(--accent);stroke-width:1.6}
.base{stroke:var(--rule);stroke-width:1}
.key{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem 1.1rem;font-size:.8rem;color:var(--soft);margin:0 0 .6rem;max-width:none}
.key span{display:inline-flex;align-items:center;gap:.35rem;white-space:nowrap}
.key svg{flex:none}
.key .swatch{width:2.2rem;justify-content:center;padding:.05rem 0;margin-right:-1rem;font-size:.72rem}
.tiers .scroll svg{width:100%;height:auto;font-size:11px}
.tiers .box{stroke:#8f6a52;stroke-width:.8}
.tiers .outside{stroke-dasharray:3 2}
.tiers .unknown{stroke:#9aa5ad;stroke-dasharray:2 2}
.tiers .value{text-anchor:end;font-weight:700;font-size:10.5px}
.tiers text.stage{font-weight:700;font-size:12px;fill:var(--soft)}
.tiers line.stage{stroke:var(--rule)}
.edges path,.key path[class^=e-]{fill:none;stroke:#6f7c86;stroke-width:1.1}
.edges path{opacity:.6}
.edges .faint{opacity:.28}
.e-important{stroke-dasharray:5 3}
.e-optional{stroke-dasharray:1.5 3}
figure.timeline{margin:.8rem 0 1rem}
figure.timeline .top{margin:0;font-size:.76rem;color:var(--faint)}
svg.plot{width:100%;height:170px;overflow:hidden}
svg.spark{width:100%;height:30px;overflow:hidden}
svg.plot path,svg.spark path{vector-effect:non-scaling-stroke}
.ends.days{padding-top:.15rem;max-width:none}
.axis{stroke:var(--faint);stroke-width:1;fill:none}
.shock{fill:#eef0f1}
.band{fill:#f3dcc6}
.l-pessimist{fill:none;stroke:var(--warm);stroke-width:2.2}
.l-optimist{fill:none;stroke:var(--accent);stroke-width:2;stroke-dasharray:6 3}
.l-adaptive{fill:none;stroke:var(--ink);stroke-width:1.3;stroke-dasharray:2 3}
.stock{fill:#d4e1eb}
.l-stock{fill:none;stroke:var(--accent);stroke-width:1.6}
.predicted{stroke:#9cb9cf;stroke-width:8}
.scenario h3{margin-bottom:.3rem}
.scenario h3 .badge{font-family:var(--sans);font-weight:400;vertical-align:.15em}
.shocks{color:var(--soft);font-size:.92rem;margin:.1rem 0 .6rem}
.short .strong{color:var(--warm)}
.survival .plot{width:27%}
.survival svg.strip{overflow:visible}
.scenarios .plot{width:30%}
.chart .words{width:34%;color:var(--soft)}
.without td,.leverage td{line-height:1.2;min-width:4.2rem}
.without td small,.leverage td small{display:block;color:inherit;opacity:.9;font-size:.74rem}
.without thead th,.leverage thead th{text-align:center}
.without thead th:first-child,.leverage thead th:first-child{text-align:left}
.without{width:auto;min-width:24rem}
.without thead th{max-width:7rem}
.without tbody th{min-width:11rem}
.without .none,.leverage .none{color:var(--faint);background:#f8f9f9}
.leverage abbr{text-decoration:none;cursor:help}
.leverage .home th{font-weight:700}
.leverage tbody th{min-width:8rem;vertical-align:middle}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:1rem 1.6rem}
figure.small{margin:0;display:flex;flex-direction:column;justify-content:space-between}
figure.small figcaption{margin:0 0 .2rem;line-height:1.25}
figure.small svg{width:100%;height:auto}
.note{font-size:.84rem;color:var(--soft)}
.nowrap{white-space:nowrap}
.empty{color:var(--soft);font-style:italic}
.summary{font-size:1.05rem}
ul.plain{list-style:none;padding:0;margin:.4rem 0}
ul.plain li{font-size:.93rem;padding:.45rem 0;border-bottom:1px solid var(--rule);max-width:52em}
.expand p,.gaps p{margin:0 0 .45rem;font-size:.86rem;line-height:1.42;max-width:none;break-inside:avoid}
.expand,.gaps div{columns:26rem;column-gap:2.4rem}
.gaps .remedy,.gaps span{color:var(--soft)}
.gaps h4{margin:1.1rem 0 .15rem;font-family:var(--sans);font-size:.92rem}
details{margin:.6rem 0 1rem}
summary{cursor:pointer;color:var(--accent);font-weight:600;font-size:.92rem;padding:.3rem 0}
.sources li{margin:.35rem 0;font-size:.9rem;max-width:56em}
.sources li::marker{color:var(--faint);font-variant-numeric:tabular-nums}
.mono{font:.78rem/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere;word-break:break-all}
footer.end{margin-top:3rem;padding-top:1rem;padding-bottom:3rem;font-size:.82rem;color:var(--faint)}
:target{outline:2px solid #e2b48c;outline-offset:3px}
@media screen and (max-width:760px){
body{font-size:15.5px}
main,header.top,footer.end{padding:0 16px}
header.top{padding-top:1.6rem}
h1{font-size:1.75rem}h2{font-size:1.45rem;margin-top:2.8rem}
.lead{font-size:1.08rem}
dl.facts{grid-template-columns:1fr 1fr}
article.finding{grid-template-columns:1.8rem minmax(0,1fr);gap:0 .8rem}
.finding .rank{font-size:1.4rem}
.finding .number,.finding .more{grid-column:1/-1;margin-top:.4rem}
figure.path ol{flex-direction:column;gap:1.05rem}
figure.path li{max-width:none}
figure.path li+li::before{content:"\2304";left:50%;top:-1.12rem;transform:translateX(-50%);font-size:1.1rem}
dl.meta{grid-template-columns:1fr}
dl.meta dd{margin-bottom:.4rem}
table.chart,table.cards{display:block}
table.chart tbody,table.cards tbody,table.chart caption,table.cards caption{display:block}
table.chart thead,table.cards thead{display:none}
table.chart tr{display:grid;grid-template-columns:repeat(4,auto);gap:.05rem .8rem;padding:.55rem 0;border-bottom:1px solid var(--rule)}
table.cards tr{display:block;padding:.6rem 0;border-bottom:1px solid var(--rule)}
table.chart th,table.chart td,table.cards th,table.cards td{border:0;padding:0;text-align:left;white-space:normal;display:block}
table.chart th{grid-column:1/4;font-weight:600}
table.chart .where{text-align:right}
table.chart .plot{grid-column:1/-1;width:auto;padding:.1rem 0}
table.chart .src{display:none}
table.chart .words{grid-column:1/-1;width:auto;margin-top:.2rem}
svg.plot{height:140px}
.without tbody th,.leverage tbody th{min-width:6.5rem;max-width:8rem}
table [data-label]::before{content:attr(data-label) " ";color:var(--faint);font-size:.82em;font-weight:400}
table.chart [data-label]::before{display:block}
table.cards td{margin-top:.2rem}
.footprint tbody th{min-width:7.5rem;max-width:8.5rem}
.matrix{min-width:41rem}
.matrix thead th:first-child{width:6.5rem}
.matrix td{min-width:8.4rem}
.scroll caption span{display:inline-block;max-width:calc(100vw - 34px);position:sticky;left:0}
}
@media print{
@page{size:A4;margin:17mm 15mm 18mm}
@page{@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#75818a}}
html{font-size:9.4pt}
body{font-size:1rem;line-height:1.42}
main,header.top,footer.end{max-width:none;padding:0}
header.top{padding-top:0}
h1{font-size:21pt}h2{font-size:15pt;margin-top:18pt;break-after:avoid}h3{font-size:11.5pt;margin-top:14pt;break-after:avoid}
section.chain{break-before:page}
section.chain>h2{margin-top:0}
h4,caption,.key,summary{break-after:avoid}
nav.contents,.scroll:focus-visible{display:none}
article.finding{grid-template-columns:2rem minmax(0,1fr) 46mm;gap:0 1rem;padding:10pt 0;break-inside:auto}
.finding .body,.finding .number{break-inside:avoid}
ol.findings>li{break-inside:auto}
.expand,.gaps{columns:2;column-gap:7mm}
.gaps div{columns:auto}
.gaps h4{font-size:8.6pt;margin-top:7pt;break-after:avoid}
.gaps .remedy{break-after:avoid}
.expand p,.gaps p{font-size:7.6pt;margin-bottom:2.5pt}
ul.plain li,.sources li{font-size:8.4pt;padding:3pt 0}
.finding h3{font-size:12pt}
.finding .rank{font-size:17pt}.finding .big{font-size:17pt}
tr,li,dl.meta,.multiples figure,p{break-inside:avoid}
p,li{orphans:3;widows:3}
thead{display:table-header-group}
figure.breaks{break-inside:auto}
.scroll{overflow:visible}
.tiers .scroll svg{min-width:0!important;max-width:100%!important;max-height:235mm}
table{font-size:8pt}
.footprint{font-size:7pt;border-spacing:1px}
.footprint td{min-width:0;padding:.15rem .1rem}
.footprint tbody th{min-width:38mm;padding:.15rem .3rem .15rem 0}
.footprint .basis{font-size:6.4pt}
.matrix{min-width:0}
.matrix thead th:first-child{width:24mm}
.matrix td{min-width:0;padding:.22rem .4rem;line-height:1.22}
.matrix td b{font-size:.95rem}
.scroll table.heat tbody th:first-child,.scroll table.heat thead th:first-child{position:static}
details::details-content{content-visibility:visible;display:block;height:auto}
summary{list-style:none}
article.scenario{break-inside:auto}
.scenario h3,.shocks,.timeline .top{break-after:avoid}
.scenarios .plot,.survival .plot{width:20%}
.scenarios tbody th{min-width:40mm}
svg.plot{height:38mm}
svg.spark{height:7mm}
.leverage{font-size:7pt;border-spacing:1px}
.without td,.leverage td{min-width:0;padding:.15rem .2rem}
.without tbody th{min-width:34mm}
.leverage tbody th{min-width:22mm;padding:.15rem .3rem .15rem 0}
.sources a[href^=http]::after{content:" (" attr(href) ")";color:var(--soft);font-size:.86em;overflow-wrap:anywhere}
a{text-decoration:none}
:target{outline:0}
}
)css";
}

}  // namespace nail::report
