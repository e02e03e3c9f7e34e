// An assessment made up for the tests of its views: four chains, hostile texts, unknown numbers, a
// bloc as home. Its numbers mean nothing.
#pragma once

#include <string>
#include <vector>

#include "nail/assess/assessment.h"

namespace nail::sample {

// Text that must never reach a page unescaped, a link or a formula.
inline constexpr const char* kHostile =
    "<script>alert('x')</script> \"quoted\" & =1+1 ]]> --> javascript:alert(1)";

inline StepView step(const std::string& product, const std::string& name, const std::string& place,
                     const std::string& place_name, double share) {
  return {product, name, place, place_name, share};
}

inline Figure figure(const std::string& index, const std::string& product, const std::string& place,
                     double value, double low, double high, const std::string& source) {
  Figure made;
  made.index = index;
  made.product = product;
  made.place = place;
  made.range = {value, low, high, RangeKind::p90};
  made.unit = "share";
  made.sources = {source};
  made.grade = Grade::verified;
  made.year = 2024;
  made.basis = "production";
  return made;
}

struct ChainPlan {
  const char* id;
  std::vector<std::pair<const char*, std::vector<const char*>>> stages;
};

inline std::vector<ChainPlan> plans() {
  return {
      {"semiconductors",
       {{"1 materials",
         {"Silicon wafers, 300 mm", "Photoresists for extreme ultraviolet lithography", "Gallium",
          "Germanium", "Neon, purified", "Fluorspar and hydrofluoric acid, electronic grade"}},
        {"2 equipment",
         {"Lithography, extreme ultraviolet", "Deposition", "Etching", "Inspection and metrology"}},
        {"3 fabrication",
         {"Logic below 10 nm", "Logic 10-22 nm", "Logic 28-45 nm", "Logic above 45 nm", "Memory",
          "Discrete, analog and optoelectronic devices"}},
        {"4 packaging", {"Assembly, test and packaging", "Advanced packaging"}},
        {"5 use", {"Vehicles", "Information and communication technology", "Defense systems"}}}},
      {"batteries",
       {{"1 mining", {"Lithium", "Cobalt", "Nickel", "Manganese", "Natural graphite"}},
        {"2 refining",
         {"Lithium carbonate and hydroxide", "Cobalt sulfate", "Nickel sulfate",
          "Spherical graphite"}},
        {"3 components", {"Cathode, LFP", "Cathode, NMC", "Anode", "Electrolyte", "Separator"}},
        {"4 cells", {"Cells", "Packs"}}}},
      {"minerals",
       {{"1 extraction",
         {"Bauxite", "Antimony ore", "Rare earth ore", "Tungsten ore", "Tin ore", "Zinc ore",
          "Copper ore", "Titanium minerals"}},
        {"2 processing",
         {"Alumina", "Aluminium", "Antimony", "Rare earth oxides, separated", "Tungsten powders",
          "Indium", "Tellurium", "Titanium sponge"}}}},
      {"medicines",
       {{"1 starting materials", {"Key starting materials", "6-APA"}},
        {"2 active ingredients", {"Active ingredients, antibiotics", "Heparin", "Insulin"}},
        {"3 finished doses",
         {"Oral solids", "Sterile injectables", "Amoxicillin \u2013 oral \u836f"}}}}};
}

inline Assessment assessment() {
  Assessment a;
  a.case_name = "sample";
  a.case_title = "Four supply chains";
  a.case_hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  a.home = "EU27";
  a.home_name = "European Union";
  a.home_members = {"AUT", "BEL", "DEU", "FRA"};
  a.allies = "NATO";
  a.ally_places = {"CAN", "GBR", "NOR", "TUR", "USA"};
  a.seed = 42;
  a.draws = 1000;
  a.version = "0.1.0";
  a.title = "Supply chains of the European Union";
  a.lead =
      "Of 59 products in four chains, 31 would lose more than half of their supply if one foreign "
      "place stopped; for 12 of them the dependence is hidden in an earlier tier.";
  for (int i = 1; i <= 6; ++i) {
    Source source;
    source.id = "source-" + std::to_string(i);
    source.title = i == 4 ? kHostile : "Mineral commodity summaries, part " + std::to_string(i);
    source.publisher = i == 5 ? "" : "A geological survey";
    source.url = i == 4   ? "javascript:alert(1)"
                 : i == 5 ? ""
                          : "https://example.org/data?a=1&b=" + std::to_string(i);
    source.licence = i == 2 ? "CC BY 4.0" : "";
    source.year = i == 6 ? kNoYear : 2020 + i;
    source.grade = static_cast<Grade>(i % 4);
    a.sources.push_back(source);
  }
  const std::vector<std::pair<std::string, std::string>> places = {
      {"CHN", "China"},
      {"USA", "United States"},
      {"JPN", "Japan"},
      {"KOR", "Korea, Republic of"},
      {"TWN", "Taiwan"},
      {"DEU", "Germany"},
      {"FRA", "France"},
      {"AUS", "Australia"},
      {"CHL", "Chile"},
      {"IND", "India"},
      {"ZAF", "South Africa"},
      {"COD", "Congo, Democratic Republic of the"},
      {"IDN", "Indonesia"},
      {"BRA", "Brazil"},
      {"XX<b>", "A place \"with\" <b>marks</b> & more"}};
  int n = 0;
  for (const ChainPlan& plan : plans()) {
    ChainView chain;
    chain.id = plan.id;
    chain.summary = "The chain has " + std::to_string(plan.stages.size()) +
                    " stages. China leads most of them; the dependence grows from tier to tier.";
    std::vector<std::string> earlier, current;
    for (const auto& [stage, names] : plan.stages) {
      chain.stages.emplace_back(stage);
      current.clear();
      for (const char* name : names) {
        ProductView p;
        p.id = std::string(plan.id) + "-" + std::to_string(n);
        p.name = name;
        p.chain = plan.id;
        p.stage = stage;
        p.unit = "t";
        p.inputs = "complete";
        for (std::size_t i = 0; i < earlier.size(); ++i) {
          if ((i + static_cast<std::size_t>(n)) % 3 != 0) continue;
          p.needs.push_back(earlier[i]);
          p.needs_kind.emplace_back(i % 4 == 1   ? "important"
                                    : i % 4 == 3 ? "optional"
                                                 : "essential");
        }
        if (n == 7) p.name = kHostile;
        const bool is_unknown = n % 13 == 12;
        if (!is_unknown) {
          p.set_source = "source-" + std::to_string(1 + n % 6);
          p.set_basis = n % 3 == 0 ? "capacity" : "production";
          p.set_year = 2019 + n % 6;
          double left = 1;
          for (std::size_t i = 0; i < 4 + static_cast<std::size_t>(n % 5); ++i) {
            const auto& [id, place_name] =
                places[(static_cast<std::size_t>(n) * (i + 1) * i / 2) % places.size()];
            bool seen = false;
            for (const SupplierView& s : p.suppliers) seen = seen || s.place == id;
            if (seen) continue;
            SupplierView supplier;
            supplier.place = id;
            supplier.place_name = place_name;
            const double share = left * (0.35 + 0.06 * (n % 7));
            supplier.share = {share, share * 0.9, share * 1.05, RangeKind::p90};
            left -= share;
            p.suppliers.push_back(supplier);
          }
          p.unknown_share = n % 4 == 0 ? 0 : left * 0.8;
          const SupplierView& first = p.suppliers.front();
          ExposureView e;
          e.source = first.place;
          e.source_name = first.place_name;
          e.direct = n % 9 == 0 ? 0 : first.share.value;
          e.any_tier.value = 1 - (1 - first.share.value) * (1 - 0.11 * (n % 9));
          e.any_tier.low = e.any_tier.value * 0.93;
          e.any_tier.high = std::min(1.0, e.any_tier.value * 1.06);
          e.rerouted = n % 2 ? e.any_tier.value * 0.6 : e.direct;
          e.own_first = e.any_tier.value * 0.8;
          for (std::size_t i = 0; i < 1 + static_cast<std::size_t>(n % 4); ++i) {
            e.path.push_back(step(p.id, p.name, i == 0 ? "JPN" : e.source,
                                  i == 0 ? "Japan" : e.source_name,
                                  0.9 - 0.2 * static_cast<double>(i)));
          }
          p.bottleneck = e.path;
          ExposureView own = e;
          own.source = "EU27";
          own.source_name = "European Union";
          own.is_home = true;
          own.any_tier.value = 0.2;
          p.exposures = {e, own};
          p.indices.push_back(figure("hhi", p.id, "", 0.4, 0.35, 0.5, p.set_source));
          p.indices.push_back(
              figure("import_reliance", p.id, "EU27", kUnknown, 0.95, 1, p.set_source));
          if (n % 5 == 1) {
            for (int year = 2018; year < 2024; ++year) {
              p.home_share_by_year.emplace_back(year, 0.04 + 0.01 * ((year * (n + 3)) % 7));
            }
          }
          if (n % 11 == 3) {
            p.could_expand.push_back("Chile runs " + std::string(name) +
                                     " at 61 % of its capacity.");
          }
        }
        if (n % 6 == 4) p.blind_below = {p.id};
        current.push_back(p.id);
        chain.products.push_back(p.id);
        a.products.push_back(std::move(p));
        ++n;
      }
      earlier.insert(earlier.end(), current.begin(), current.end());
    }
    a.chains.push_back(std::move(chain));
  }
  // The vehicles of the second chain need chips of the first.
  a.products[34].needs.push_back(a.products[12].id);
  a.products[34].needs_kind.emplace_back("essential");
  for (int i = 0; i < 24; ++i) {
    const ProductView& p =
        a.products[static_cast<std::size_t>(i * 2 % static_cast<int>(a.products.size()))];
    Finding f;
    f.kind = i % 3 == 0 ? "single_point" : i % 3 == 1 ? "hidden_dependence" : "concentration";
    f.id = f.kind + ":" + p.id + ":CHN:" + std::to_string(i);
    f.chain = i == 23 ? "" : p.chain;
    f.product = p.id;
    f.place = "CHN";
    f.evidence.push_back(figure("exposure_any_tier", p.id, "CHN", 0.93 - 0.02 * i, 0.9 - 0.03 * i,
                                0.97 - 0.02 * i, "source-" + std::to_string(1 + i % 6)));
    f.evidence.push_back(
        figure("exposure_direct", p.id, "CHN", 0.41, kUnknown, kUnknown, "source-2"));
    f.evidence.push_back(figure("hhi_governance", p.id, "", 5.2, 4.9, 6.1, "source-3"));
    f.evidence.back().unit = "1";
    f.path = {step(p.id, p.name, "KOR", "Korea, Republic of", 0.55),
              step("x", "Spherical graphite, coated and purified", "CHN", "China", 0.97),
              step("y", "Natural graphite", "CHN", "China", 0.78)};
    f.grade = static_cast<Grade>(i % 4);
    f.headline =
        i == 2 ? kHostile : p.name + ": 93 % hangs on China, most of it in the second tier";
    f.text = "Without China the European Union would miss 93 % of its " + p.name +
             " (range 90 to 97 %): it buys 41 % there directly, but its other suppliers buy "
             "spherical graphite from China too.";
    f.score = 1 - 0.03 * i;
    f.in_top_ten = i == 1 ? kUnknown : 0.97 - 0.03 * i;
    f.drivers = {{p.id, "CHN", "share", 0.81}, {"y", "MOZ", "share", -0.32}};
    f.depends_on_pooling = i % 4 == 1;
    f.own_first = 0.61;
    for (ChainView& chain : a.chains) {
      if (chain.id == f.chain) chain.findings.push_back(f.id);
    }
    a.findings.push_back(std::move(f));
  }
  const std::vector<std::string> verdicts = {"supported", "contradicted", "not_checkable"};
  for (int i = 0; i < 9; ++i) {
    ClaimResult c;
    c.id = "claim-" + std::to_string(i);
    c.text = i == 3 ? kHostile
                    : "Claim " + std::to_string(i) + ": China refines 90 % of the world's graphite";
    c.index = "top_share";
    c.stated = 0.9;
    c.stated_text = i == 4 ? "" : "0.9";
    c.computed = i % 3 == 2 ? Ranged{} : Ranged{0.87, 0.84, 0.92, RangeKind::p90};
    c.verdict = verdicts[static_cast<std::size_t>(i) % 3];
    c.why = "The stated 0.9 lies within 0.84 to 0.92.";
    c.sources = {"source-1", "not-listed"};
    a.claims.push_back(c);
  }
  for (int i = 0; i < 40; ++i) {
    Gap g;
    g.kind = i % 2 ? "unknown_supply" : "missing_index";
    g.product = i < 30 ? a.products[static_cast<std::size_t>(i % 21)].id : "";
    g.place = i % 5 == 0 ? "XX<b>" : "";
    g.index = "import_reliance";
    g.what = "gap number " + std::to_string(i) + (i == 7 ? kHostile : ": no quantities of trade");
    g.remedy = "add rows to trade.csv";
    a.gaps.push_back(g);
  }
  for (int i = 0; i < 11; ++i) {
    CoverageItem c;
    c.id = "item-" + std::to_string(i);
    c.title = i == 5 ? "Workforce and skills" : "Question " + std::to_string(i);
    c.filled = i % 3 != 2;
    c.text = c.filled ? "Seven products have one supplier with more than 80 %."
                      : "No data: the case holds no such table.";
    if (c.filled) c.findings = {a.findings[0].id, a.findings[12].id, "no-such-finding"};
    a.coverage.push_back(c);
  }
  for (const auto& [id, name] : places) {
    int k = 0;
    for (const ChainView& chain : a.chains) {
      ++k;
      if (id == "BRA" && k == 2) continue;
      const double any = 0.05 + static_cast<double>((id[0] * 7 + id[2] * k * 13) % 90) / 100;
      a.matrix.push_back({id, name, chain.id, chain.products.front(), any * 0.4, any, any * 0.7});
    }
  }
  a.assumptions = {"Purchases without sourcing rows are pooled over the world's suppliers.",
                   "Trade parameters default to 1.0, and to 0.8 for partners."};
  a.method = {"Shares are of world supply; what is missing is unknown and never spread.",
              "Ranges come from 1,000 draws."};
  a.tables = {{"indices", "tables/indices.csv", std::string(64, 'a'), 1234},
              {"exposure", "tables/exposure.csv", std::string(64, 'b'), 56789}};
  return a;
}

}  // namespace nail::sample
