#include "nail/indices/indices.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "nail/indices/measuring.h"

namespace nail {
namespace {

constexpr std::array<IndexKind, 21> kKinds = {{
    {"hhi", "index", false},           {"effective_suppliers", "count", false},
    {"top_share", "share", false},     {"unknown_share", "share", false},
    {"hhi_governance", "0-10", false}, {"home_share", "share", true},
    {"ally_share", "share", true},     {"owner_home_share", "share", true},
    {"import_share", "share", true},   {"import_reliance", "share", true},
    {"import_hhi", "index", true},     {"cdi1", "index", true},
    {"cdi2", "share", true},           {"cdi3", "ratio", true},
    {"eu_supply_risk", "index", true}, {"economic_importance", "0-10", false},
    {"geopolrisk", "index", true},     {"trend_per_year", "1/year", true},
    {"makers", "count", false},        {"maker_places", "count", false},
    {"quality_flags", "count", false},
}};

std::size_t rank(std::string_view index) {
  return static_cast<std::size_t>(find_index_kind(index) - kKinds.data());
}

template <class Row>
std::vector<std::vector<const Row*>> by_product(const std::vector<Row>& rows,
                                                std::size_t products) {
  std::vector<std::vector<const Row*>> out(products);
  for (const Row& row : rows) {
    if (row.product) out[row.product.index()].push_back(&row);
  }
  return out;
}

double most(const Ranged& share, double value) {
  return std::max(value, std::min(1.0, is_known(share.high) ? share.high : value));
}

}  // namespace

std::span<const IndexKind> index_kinds() { return kKinds; }

const IndexKind* find_index_kind(std::string_view name) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const IndexKind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : &*found;
}

void SourceList::add(SourceId source) {
  if (!source) return;
  if (std::find(sources_.begin(), sources_.end(), source) == sources_.end()) {
    sources_.push_back(source);
  }
}

std::string SourceList::joined() const {
  std::string out;
  for (const SourceId source : sources_) {
    if (!out.empty()) out += ';';
    out += data_[source].id;
  }
  return out;
}

Seat::Seat(const LoadedCase& the_case, const ProductNetwork& site_network,
           const ProductNetwork& owner_network, const Home& the_home,
           std::span<const PlaceId> the_allies)
    : loaded(the_case),
      data(the_case.data),
      site(site_network),
      owner(owner_network),
      home(the_home),
      allies(the_allies),
      site_values(shares_at_values(site_network)),
      site_bounds(shares_at_bounds(site_network)),
      owner_values(shares_at_values(owner_network)),
      owner_bounds(shares_at_bounds(owner_network)),
      sourcing(by_product(the_case.data.sourcing, the_case.data.products.size())),
      trade(by_product(the_case.data.trade, the_case.data.products.size())),
      trade_rules(by_product(the_case.data.trade_rules, the_case.data.products.size())),
      uses(by_product(the_case.data.uses, the_case.data.products.size())),
      facilities(by_product(the_case.data.facilities, the_case.data.products.size())),
      events(by_product(the_case.data.events, the_case.data.products.size())),
      governance_in_use(
          std::any_of(the_case.data.places.begin(), the_case.data.places.end(),
                      [](const Place& place) { return is_known(place.governance); })) {}

bool Seat::is_ally(PlaceId place) const {
  return std::find(allies.begin(), allies.end(), place) != allies.end();
}

Suppliers Seat::suppliers(ProductId product, Lens lens) const {
  const ProductNetwork& network = lens == Lens::site ? site : owner;
  const Shares& values = lens == Lens::site ? site_values : owner_values;
  const Shares& bounds = lens == Lens::site ? site_bounds : owner_bounds;
  Suppliers out;
  out.places = network.suppliers(product);
  out.unknown = values.unknown[product.index()];
  out.has_other = network.has_other[product.index()] != 0;
  std::size_t home_places = 0;
  std::size_t ally_places = 0;
  for (std::uint32_t i = network.supply_begin[product.index()];
       i < network.supply_begin[product.index() + 1]; ++i) {
    const PlaceId place = network.supply_place[i];
    out.shares.push_back(values.supply[i]);
    out.lows.push_back(std::min(bounds.supply[i], values.supply[i]));
    out.highs.push_back(most(network.supply_share[i], values.supply[i]));
    out.governance.push_back(data[place].governance);
    out.home.push_back(home.holds(place) ? 1 : 0);
    out.ally.push_back(is_ally(place) ? 1 : 0);
    home_places += out.home.back();
    ally_places += out.ally.back();
  }
  out.home_listed = home_places == home.members.size();
  out.allies_listed = ally_places == allies.size();
  out.governance_in_use = governance_in_use;
  return out;
}

void Recorder::value(std::string_view index, const Ranged& value, const SourceList& sources,
                     int year, Basis basis, std::string note) {
  const IndexKind& kind = *find_index_kind(index);
  IndexValue row;
  row.product = product_;
  row.place = kind.depends_on_home ? seat_.home.id : "";
  row.index = index;
  row.value = value;
  row.unit = kind.unit;
  row.source = sources.joined();
  row.year = year;
  row.basis = basis;
  row.note = std::move(note);
  report_.values.push_back(std::move(row));
}

void Recorder::lack(std::string_view index, std::string what, std::string remedy) {
  report_.missing.push_back({product_, std::string(index), std::move(what), std::move(remedy)});
}

IndexReport measure(const LoadedCase& loaded, const ProductNetwork& site,
                    const ProductNetwork& owner, const Home& home, std::span<const PlaceId> allies,
                    std::span<const ProductId> products) {
  const Seat seat(loaded, site, owner, home, allies);
  std::vector<ProductId> order(products.begin(), products.end());
  std::sort(order.begin(), order.end());
  IndexReport report;
  for (const ProductId product : order) {
    Recorder recorder(seat, product, report);
    measure_concentration(seat, product, recorder);
    measure_sourcing(seat, product, recorder);
    measure_trend(seat, product, recorder);
    measure_trade(seat, product, recorder);
    measure_supply_risk(seat, product, recorder);
    measure_importance(seat, product, recorder);
    measure_makers(seat, product, recorder);
    measure_quality(seat, product, recorder);
  }
  const auto before = [](const auto& a, const auto& b) {
    return a.product != b.product ? a.product < b.product : rank(a.index) < rank(b.index);
  };
  std::stable_sort(report.values.begin(), report.values.end(), before);
  std::stable_sort(report.missing.begin(), report.missing.end(), before);
  return report;
}

}  // namespace nail
