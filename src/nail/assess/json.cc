#include "nail/assess/json.h"

#include "nail/assess/json_parts.h"

namespace nail {
namespace {

Json figure(const Figure& f) {
  Json json{{"index", f.index}, {"product", f.product}, {"place", f.place}};
  json.update(ranged(f.range));
  json["unit"] = f.unit;
  json["year"] = year(f.year);
  json["basis"] = f.basis;
  json["grade"] = to_string(f.grade);
  json["sources"] = f.sources;
  json["note"] = f.note;
  return json;
}

Json step(const StepView& s) {
  return {{"product", s.product}, {"place", s.place}, {"share", number(s.share)}};
}

Json supplier(const SupplierView& s) {
  Json json{{"place", s.place}, {"name", s.place_name}};
  json.update(ranged(s.share));
  json["governance"] = number(s.governance);
  json["home"] = s.is_home;
  json["ally"] = s.is_ally;
  return json;
}

Json exposure(const ExposureView& e) {
  Json json{{"source_place", e.source}, {"name", e.source_name}, {"direct", number(e.direct)}};
  json["any_tier"] = ranged(e.any_tier);
  json["rerouted"] = number(e.rerouted);
  json["own_first"] = number(e.own_first);
  json["home"] = e.is_home;
  json["ally"] = e.is_ally;
  json["member"] = e.is_member;
  json["path"] = list(e.path, step);
  return json;
}

Json product(const ProductView& p) {
  Json needs = Json::array();
  for (std::size_t i = 0; i < p.needs.size(); ++i) {
    needs.push_back(
        {{"product", p.needs[i]}, {"necessity", i < p.needs_kind.size() ? p.needs_kind[i] : ""}});
  }
  Json trend = Json::array();
  for (const auto& [at, share] : p.home_share_by_year) {
    trend.push_back({{"year", at}, {"home_share", number(share)}});
  }
  return {{"id", p.id},
          {"name", p.name},
          {"stage", p.stage},
          {"unit", p.unit},
          {"inputs", p.inputs},
          {"needs", needs},
          {"blind_below", p.blind_below},
          {"supply",
           {{"source", p.set_source},
            {"basis", p.set_basis},
            {"year", year(p.set_year)},
            {"other", p.set_has_other},
            {"unknown_share", number(p.unknown_share)},
            {"suppliers", list(p.suppliers, supplier)},
            {"owners", list(p.owners, supplier)}}},
          {"home_share_by_year", trend},
          {"makers", p.makers},
          {"indices", list(p.indices, figure)},
          {"exposures", list(p.exposures, exposure)},
          {"bottleneck", list(p.bottleneck, step)},
          {"could_expand", p.could_expand}};
}

Json finding(const Finding& f) {
  Json args = Json::object();
  for (const auto& [key, value] : f.args) args[key] = value;
  return {{"id", f.id},
          {"kind", f.kind},
          {"chain", f.chain},
          {"product", f.product},
          {"place", f.place},
          {"args", args},
          {"evidence", list(f.evidence, figure)},
          {"path", list(f.path, step)},
          {"grade", to_string(f.grade)},
          {"headline", f.headline},
          {"text", f.text},
          {"consequence", number(f.consequence)},
          {"certainty", number(f.certainty)},
          {"score", number(f.score)},
          {"in_top_ten", number(f.in_top_ten)},
          {"drivers", list(f.drivers,
                           [](const FindingDriver& d) {
                             return Json{{"product", d.product},
                                         {"place", d.place},
                                         {"what", d.what},
                                         {"rank_correlation", number(d.rank_correlation)}};
                           })},
          {"depends_on_pooling", f.depends_on_pooling},
          {"own_first", number(f.own_first)}};
}

Json claim(const ClaimResult& c) {
  return {{"id", c.id},
          {"text", c.text},
          {"home", c.home},
          {"index", c.index},
          {"product", c.product},
          {"place", c.place},
          {"stated", number(c.stated)},
          {"computed", ranged(c.computed)},
          {"verdict", c.verdict},
          {"why", c.why},
          {"sources", c.sources}};
}

Json source(const Source& s) {
  return {
      {"id", s.id},   {"title", s.title},     {"publisher", s.publisher},   {"year", year(s.year)},
      {"url", s.url}, {"licence", s.licence}, {"grade", to_string(s.grade)}};
}

}  // namespace

std::string to_json(const Assessment& a) {
  Json json;
  json["schema"] = "nail.assessment/1";
  json["version"] = a.version;
  json["case"] = {{"name", a.case_name}, {"title", a.case_title}, {"hash", a.case_hash}};
  json["home"] = {{"id", a.home}, {"name", a.home_name}, {"members", a.home_members}};
  json["allies"] = {{"asked", a.allies}, {"places", a.ally_places}};
  json["seed"] = a.seed;
  json["draws"] = a.draws;
  json["title"] = a.title;
  json["lead"] = a.lead;
  json["findings"] = list(a.findings, finding);
  json["chains"] = list(a.chains, [&](const ChainView& chain) {
    Json products = Json::array();
    for (const ProductView& p : a.products) {
      if (p.chain == chain.id) products.push_back(product(p));
    }
    return Json{{"id", chain.id},          {"summary", chain.summary},   {"tiers", chain.stages},
                {"order", chain.products}, {"findings", chain.findings}, {"products", products}};
  });
  json["matrix"] = list(a.matrix, [](const MatrixCell& m) {
    return Json{{"place", m.place},
                {"chain", m.chain},
                {"product", m.product},
                {"direct", number(m.direct)},
                {"any_tier", number(m.any_tier)},
                {"rerouted", number(m.rerouted)}};
  });
  json["stress"] = stress_json(a.stress);
  json["claims"] = list(a.claims, claim);
  json["gaps"] = list(a.gaps, [](const Gap& g) {
    return Json{{"kind", g.kind},   {"product", g.product}, {"place", g.place},
                {"index", g.index}, {"what", g.what},       {"remedy", g.remedy}};
  });
  json["coverage"] = list(a.coverage, [](const CoverageItem& c) {
    return Json{{"id", c.id},
                {"title", c.title},
                {"filled", c.filled},
                {"text", c.text},
                {"findings", c.findings}};
  });
  json["assumptions"] = a.assumptions;
  json["method"] = a.method;
  json["sources"] = list(a.sources, source);
  json["tables"] = list(a.tables, [](const TableFile& t) {
    return Json{{"name", t.name}, {"path", t.path}, {"rows", t.rows}, {"sha256", t.sha256}};
  });
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nail
