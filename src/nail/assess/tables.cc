#include "nail/assess/tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "nail/assess/table_writer.h"
#include "nail/base/text.h"

namespace nail {
namespace {

std::string join(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ";"));
}

std::string steps_text(const std::vector<StepView>& path) {
  std::string out;
  for (const StepView& step : path) {
    out += fmt::format("{}{}@{}:{}", out.empty() ? "" : " > ", step.product, step.place,
                       format_number(step.share));
  }
  return out;
}

WrittenTable indices_table(const AssessInputs& inputs) {
  TableWriter table("indices", "product,place,index,value,low,high,unit,source");
  const Case& data = inputs.loaded->data;
  for (const IndexValue& v : inputs.indices.values) {
    table.text(v.product ? data[v.product].id : "").text(v.place).text(v.index);
    table.number(v.value.value).number(v.value.low).number(v.value.high);
    table.text(v.unit).text(v.source).end_row();
  }
  return table.take();
}

WrittenTable exposure_table(const AssessInputs& inputs) {
  TableWriter table("exposure", "user,product,source_place,direct,any_tier,rerouted,low,high,path");
  const Case& data = inputs.loaded->data;
  for (const ExposureRow& row : inputs.exposures.rows) {
    table.text(inputs.home.id).text(data[row.product].id);
    table.text(inputs.exposures.removals[row.removal].id);
    table.number(row.direct).number(row.any_tier).number(row.rerouted);
    table.number(row.low).number(row.high).text(path_text(data, row.path)).end_row();
  }
  return table.take();
}

WrittenTable findings_table(const Assessment& assessment) {
  TableWriter table("findings",
                    "rank,finding,kind,chain,product,place,index,value,low,high,unit,score,"
                    "consequence,certainty,in_top_ten,depends_on_pooling,grade,headline,text,path,"
                    "sources");
  double rank = 0;
  for (const Finding& f : assessment.findings) {
    static const Figure kNone;
    const Figure& main = f.evidence.empty() ? kNone : f.evidence.front();
    std::vector<std::string> sources;
    for (const Figure& figure : f.evidence) {
      for (const std::string& source : figure.sources) {
        if (std::find(sources.begin(), sources.end(), source) == sources.end()) {
          sources.push_back(source);
        }
      }
    }
    table.number(++rank).text(f.id).text(f.kind).text(f.chain).text(f.product).text(f.place);
    table.text(main.index).number(main.range.value).number(main.range.low);
    table.number(main.range.high).text(main.unit).number(f.score).number(f.consequence);
    table.number(f.certainty).number(f.in_top_ten).text(f.depends_on_pooling ? "yes" : "no");
    table.text(to_string(f.grade)).text(f.headline).text(f.text).text(steps_text(f.path));
    table.text(join(sources)).end_row();
  }
  return table.take();
}

WrittenTable claims_table(const Assessment& assessment) {
  TableWriter table("claims", "claim,stated,computed,low,high,verdict,why");
  for (const ClaimResult& c : assessment.claims) {
    table.text(c.id).number(c.stated).number(c.computed.value).number(c.computed.low);
    table.number(c.computed.high).text(c.verdict).text(c.why).end_row();
  }
  return table.take();
}

WrittenTable gaps_table(const Assessment& assessment) {
  TableWriter table("gaps", "kind,product,place,index,what,remedy");
  for (const Gap& g : assessment.gaps) {
    table.text(g.kind).text(g.product).text(g.place).text(g.index).text(g.what).text(g.remedy);
    table.end_row();
  }
  return table.take();
}

}  // namespace

std::vector<WrittenTable> write_tables(const AssessInputs& inputs, const Assessment& assessment) {
  std::vector<WrittenTable> tables = {indices_table(inputs), exposure_table(inputs),
                                      findings_table(assessment), claims_table(assessment),
                                      gaps_table(assessment)};
  for (WrittenTable& table : stress_tables(assessment.stress)) tables.push_back(std::move(table));
  return tables;
}

}  // namespace nail
