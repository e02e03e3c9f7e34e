// A case of kind products written out by hand in a test: places, products and sources come into
// being as they are named.
#pragma once

#include <string>

#include "nail/case/load.h"

namespace nail::oracle {

class SmallCase {
 public:
  SmallCase& supply(const std::string& product, const std::string& place, Ranged share,
                    int year = kNoYear, const std::string& source = "s") {
    SupplyRow row;
    row.product = this->product(product);
    if (place != "other") row.place = this->place(place);
    row.share = share;
    row.from = from(source, year);
    data().supply.push_back(row);
    return *this;
  }
  SmallCase& supply(const std::string& product, const std::string& place, double share) {
    return supply(product, place, exactly(share));
  }

  SmallCase& recipe(const std::string& output, const std::string& input,
                    Necessity necessity = Necessity::essential, double cost_share = kUnknown,
                    const std::string& alternative = "") {
    RecipeRow row;
    row.output = product(output);
    row.input = product(input);
    row.necessity = necessity;
    row.cost_share.value = cost_share;
    row.alternative = alternative;
    row.from = from("s", kNoYear);
    data().recipes.push_back(row);
    return *this;
  }

  SmallCase& sourcing(const std::string& user, const std::string& product,
                      const std::string& supplier, Ranged share, int year = kNoYear,
                      const std::string& source = "s") {
    SourcingRow row;
    if (!data().bloc_ids.contains(user)) place(user);
    row.user = user;
    row.product = this->product(product);
    if (supplier != "other") row.supplier = place(supplier);
    row.share = share;
    row.from = from(source, year);
    data().sourcing.push_back(row);
    return *this;
  }
  SmallCase& sourcing(const std::string& user, const std::string& product,
                      const std::string& supplier, double share) {
    return sourcing(user, product, supplier, exactly(share));
  }

  SmallCase& bloc(const std::string& id, const std::vector<std::string>& members) {
    Bloc bloc;
    bloc.id = id;
    for (const std::string& member : members) {
      bloc.members.push_back(place(member));
      bloc.reliability.push_back(kUnknown);
    }
    data().bloc_ids.emplace(id, BlocId(data().blocs.size()));
    data().blocs.push_back(bloc);
    return *this;
  }

  SmallCase& source(const std::string& id, Grade grade) {
    data().source_ids.emplace(id, SourceId(data().sources.size()));
    data().sources.push_back({id, id, "", "", "", kNoYear, grade});
    return *this;
  }

  PlaceId place(const std::string& id) {
    if (const PlaceId found = data().find_place(id)) return found;
    Place place;
    place.id = place.name = id;
    data().place_ids.emplace(id, PlaceId(data().places.size()));
    data().places.push_back(place);
    return PlaceId(data().places.size() - 1);
  }
  ProductId product(const std::string& id) {
    if (const auto found = data().product_ids.find(id); found != data().product_ids.end()) {
      return found->second;
    }
    Product product;
    product.id = product.name = id;
    data().product_ids.emplace(id, ProductId(data().products.size()));
    data().products.push_back(product);
    return ProductId(data().products.size() - 1);
  }

  static Ranged exactly(double value) {
    Ranged share;
    share.value = value;
    return share;
  }
  static Ranged between(double low, double high, double value = kUnknown,
                        RangeKind kind = RangeKind::bounds) {
    Ranged share;
    share.value = value;
    share.low = low;
    share.high = high;
    share.kind = kind;
    return share;
  }

  Case& data() { return loaded_.data; }
  // With its share sets chosen from the rows so far.
  LoadedCase& build() {
    Diagnostics ignored;
    loaded_.sets = make_share_sets(loaded_.data, "supply.csv", ignored);
    return loaded_;
  }

 private:
  Provenance from(const std::string& source_id, int year) {
    if (!data().source_ids.contains(source_id)) source(source_id, Grade::verified);
    Provenance out;
    out.source = data().source_ids.at(source_id);
    out.year = year;
    out.row_key = key_++;
    return out;
  }

  LoadedCase loaded_;
  std::uint64_t key_ = 1;
};

}  // namespace nail::oracle
