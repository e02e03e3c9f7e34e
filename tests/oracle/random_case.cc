#include "tests/oracle/random_case.h"

#include <algorithm>
#include <string>

namespace nail::oracle {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return std::uniform_real_distribution<double>(0, 1)(engine_); }
  bool chance(double p) { return unit() < p; }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }

 private:
  std::mt19937_64 engine_;
};

// Parts of a whole: n non-negative numbers, some 0, that add up to total.
std::vector<double> parts(Dice& dice, int n, double total) {
  std::vector<double> out(static_cast<std::size_t>(n));
  double sum = 0;
  for (double& x : out) {
    x = dice.chance(0.35) ? 0 : dice.unit();
    sum += x;
  }
  if (sum == 0) return out;
  for (double& x : out) x *= total / sum;
  return out;
}

Ranged with_range(Dice& dice, double value, bool ranges) {
  Ranged share;
  share.value = value;
  if (ranges && dice.chance(0.5)) {
    share.low = value * (1 - 0.5 * dice.unit());
    share.high = std::min(1.0, value * (1 + 0.5 * dice.unit()));
    share.kind = dice.chance(0.5) ? RangeKind::p90 : RangeKind::bounds;
  }
  return share;
}

}  // namespace

LoadedCase random_case(std::uint64_t seed, const RandomCaseOptions& options) {
  Dice dice(seed);
  LoadedCase loaded;
  Case& data = loaded.data;
  data.name = "random";
  data.sources.push_back({"s1", "Test", "", "", "", kNoYear, Grade::verified});
  data.source_ids.emplace("s1", SourceId(0));
  for (int d = 0; d < options.places; ++d) {
    Place place;
    place.id = place.name = "P" + std::to_string(d);
    if (dice.chance(0.8)) place.governance = 10 * dice.unit();
    data.place_ids.emplace(place.id, PlaceId(data.places.size()));
    data.places.push_back(place);
  }
  Bloc bloc{"BLOC", {PlaceId(0)}, {kUnknown}};
  if (options.places > 1) {
    bloc.members.emplace_back(1);
    bloc.reliability.push_back(kUnknown);
  }
  data.bloc_ids.emplace("BLOC", BlocId(0));
  data.blocs.push_back(bloc);
  std::uint64_t key = 1;
  const auto from = [&] {
    Provenance out;
    out.source = SourceId(0);
    out.row_key = key++;
    return out;
  };
  for (int p = 0; p < options.products; ++p) {
    Product product;
    product.id = product.name = "q" + std::to_string(p);
    product.chain = "chain";
    product.inputs = Inputs::complete;
    data.product_ids.emplace(product.id, ProductId(data.products.size()));
    data.products.push_back(product);
    if (dice.chance(0.1)) continue;  // nobody is known to make it
    const double total = dice.chance(0.5) ? 1 : dice.unit();
    const std::vector<double> shares = parts(dice, options.places, total);
    for (int d = 0; d < options.places; ++d) {
      const double share = shares[static_cast<std::size_t>(d)];
      if (share == 0) continue;
      SupplyRow row;
      row.product = ProductId(static_cast<std::size_t>(p));
      row.place = PlaceId(static_cast<std::size_t>(d));
      row.share = with_range(dice, share, options.ranges);
      row.from = from();
      data.supply.push_back(row);
    }
    if (total < 1 && dice.chance(0.3)) {
      SupplyRow row;
      row.product = ProductId(static_cast<std::size_t>(p));
      row.share.value = 1 - total;
      row.from = from();
      data.supply.push_back(row);
    }
  }
  for (int q = 0; q < options.products; ++q) {
    for (int p = 0; p < options.products; ++p) {
      const bool upstream = p < q;
      if (!upstream && !(options.cycles && dice.chance(options.back_inputs))) continue;
      if (!dice.chance(0.45)) continue;
      RecipeRow row;
      row.output = ProductId(static_cast<std::size_t>(q));
      row.input = ProductId(static_cast<std::size_t>(p));
      const int necessity = dice.below(5);
      row.necessity = necessity < 3   ? Necessity::essential
                      : necessity < 4 ? Necessity::important
                                      : Necessity::optional;
      const int kind = dice.below(10);
      row.kind = kind < 7   ? InputKind::material
                 : kind < 8 ? InputKind::energy
                            : InputKind::equipment;
      if (dice.chance(0.3)) row.alternative = dice.chance(0.5) ? "a" : "b";
      if (dice.chance(0.5)) row.cost_share.value = 0.6 * dice.unit();
      if (dice.chance(0.3)) row.use_share.value = 0.2 * dice.unit();
      row.from = from();
      data.recipes.push_back(row);
    }
  }
  const auto add_mix = [&](const std::string& user, int p) {
    const double total = dice.chance(0.5) ? 1 : dice.unit();
    const std::vector<double> shares = parts(dice, options.places + 1, total);
    for (int d = 0; d <= options.places; ++d) {
      const double share = shares[static_cast<std::size_t>(d)];
      if (share == 0) continue;
      SourcingRow row;
      row.user = user;
      row.product = ProductId(static_cast<std::size_t>(p));
      if (d < options.places) row.supplier = PlaceId(static_cast<std::size_t>(d));
      row.share = with_range(dice, share, options.ranges);
      row.from = from();
      data.sourcing.push_back(row);
    }
  };
  for (int p = 0; p < options.products; ++p) {
    for (const Place& place : data.places) {
      if (dice.chance(options.sourcing)) add_mix(place.id, p);
    }
    if (dice.chance(options.sourcing)) add_mix("BLOC", p);
  }
  Diagnostics ignored;
  loaded.sets = make_share_sets(data, "supply.csv", ignored);
  return loaded;
}

}  // namespace nail::oracle
