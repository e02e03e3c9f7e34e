#include "nail/case/model.h"

#include <algorithm>

namespace nail {
namespace {

template <class Id>
Id find_in(const std::unordered_map<std::string, Id>& ids, std::string_view id) {
  const auto found = ids.find(std::string(id));
  return found == ids.end() ? Id{} : found->second;
}

}  // namespace

PlaceId Case::find_place(std::string_view id) const { return find_in(place_ids, id); }
BlocId Case::find_bloc(std::string_view id) const { return find_in(bloc_ids, id); }
ProductId Case::find_product(std::string_view id) const { return find_in(product_ids, id); }

bool Home::holds(PlaceId place) const {
  return std::binary_search(members.begin(), members.end(), place);
}

std::optional<Home> find_home(const Case& data, std::string_view id) {
  if (const PlaceId place = data.find_place(id)) {
    return Home{data[place].id, data[place].name, {place}, false};
  }
  if (const BlocId bloc = data.find_bloc(id)) {
    return Home{data[bloc].id, data[bloc].id, data[bloc].members, true};
  }
  return std::nullopt;
}

std::string_view to_string(Grade grade) {
  switch (grade) {
    case Grade::verified:
      return "verified";
    case Grade::quoted:
      return "quoted";
    case Grade::estimate:
      return "estimate";
    case Grade::assumption:
      return "assumption";
  }
  return "assumption";
}

std::string_view to_string(Lens lens) { return lens == Lens::site ? "site" : "owner"; }

std::string_view to_string(Basis basis) {
  switch (basis) {
    case Basis::production:
      return "production";
    case Basis::capacity:
      return "capacity";
    case Basis::sales:
      return "sales";
    case Basis::facilities:
      return "facilities";
    case Basis::reserves:
      return "reserves";
  }
  return "production";
}

std::string_view to_string(Inputs inputs) {
  switch (inputs) {
    case Inputs::none:
      return "none";
    case Inputs::complete:
      return "complete";
    case Inputs::partial:
      return "partial";
    case Inputs::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view to_string(Necessity necessity) {
  switch (necessity) {
    case Necessity::essential:
      return "essential";
    case Necessity::important:
      return "important";
    case Necessity::optional:
      return "optional";
  }
  return "essential";
}

std::string_view to_string(InputKind kind) {
  switch (kind) {
    case InputKind::material:
      return "material";
    case InputKind::energy:
      return "energy";
    case InputKind::equipment:
      return "equipment";
    case InputKind::design:
      return "design";
  }
  return "material";
}

}  // namespace nail
