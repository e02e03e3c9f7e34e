// Shocks that nothing can come of: most of them are slips of the pen.
#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/case/check_stress.h"

namespace nail {
namespace {

class Makers {
 public:
  explicit Makers(const Case& data) : data_(data) {
    for (const SupplyRow& row : data.supply) add(row.product, row.place);
    // A supplier that a user names makes the product, whatever supply says.
    for (const SourcingRow& row : data.sourcing) add(row.product, row.supplier);
  }
  // Whether anybody makes the product at the place, or at a member of the bloc. Names that the case
  // does not know are told elsewhere.
  bool any(std::string_view product, std::string_view place) const {
    const ProductId id = data_.find_product(product);
    if (!id) return true;
    if (const PlaceId at = data_.find_place(place)) return made_.contains({id, at});
    const BlocId bloc = data_.find_bloc(place);
    if (!bloc) return true;
    const std::vector<PlaceId>& members = data_[bloc].members;
    return std::any_of(members.begin(), members.end(), [&](PlaceId at) {
      return made_.contains({id, at});
    });
  }

 private:
  void add(ProductId product, PlaceId place) {
    if (product && place) made_.emplace(product, place);
  }
  const Case& data_;
  std::set<std::pair<ProductId, PlaceId>> made_;
};

}  // namespace

void check_effects(const TypedTables& tables, const Case& data, Diagnostics& diagnostics) {
  const auto found = tables.find("shocks");
  if (found == tables.end()) return;
  const TypedTable& shocks = found->second;
  const Makers makers(data);
  for (std::size_t row = 0; row < shocks.rows(); ++row) {
    if (shocks.is_torn(row)) continue;
    const std::string_view kind = shocks.text("kind", row);
    const std::string_view product = shocks.text("product", row);
    const std::string_view place = shocks.text("place", row);
    const bool is_stop = kind == "outage" || kind == "recall" || kind == "export_ban";
    if (is_stop && !product.empty() && !place.empty() &&
        NAIL_MUTANT(effects_of_no_maker, !makers.any(product, place), false)) {
      diagnostics.warning(shocks.at(row, "place"), "shock-without-effect",
                          fmt::format("nobody makes {} at {}", product, place),
                          "the shock does nothing; name a place that makes it, or add its supply");
    } else if (kind == "export_ban" && !place.empty() && place == shocks.text("target", row)) {
      diagnostics.warning(shocks.at(row, "target"), "shock-without-effect",
                          "the ban is on exports of a place to itself",
                          "the shock does nothing; name another target, or leave it empty");
    } else if (kind != "stock_loss" && shocks.number("days", row) == 0 &&
               !(shocks.number("days_high", row) > 0) &&
               !(shocks.number("recovery_days", row) > 0)) {
      diagnostics.warning(shocks.at(row, "days"), "shock-without-effect",
                          "the shock lasts 0 days and has no recovery",
                          "it does nothing; give the days it lasts");
    }
  }
}

}  // namespace nail
