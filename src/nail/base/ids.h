// Typed indices. An id is the position of a row in its table (places, products, ...), so it indexes
// arrays directly; the type keeps a place from being used where a product is meant.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace nail {

template <class Tag>
struct Id {
  static constexpr std::uint32_t kNoneValue = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value = kNoneValue;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
  // Position in the table the id belongs to.
  constexpr std::size_t index() const { return value; }
  constexpr bool is_none() const { return value == kNoneValue; }
  constexpr explicit operator bool() const { return !is_none(); }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using PlaceId = Id<struct PlaceTag>;
using BlocId = Id<struct BlocTag>;
using ProductId = Id<struct ProductTag>;
using SourceId = Id<struct SourceTag>;
using SectorId = Id<struct SectorTag>;
using OrganisationId = Id<struct OrganisationTag>;

}  // namespace nail

template <class Tag>
struct std::hash<nail::Id<Tag>> {
  std::size_t operator()(const nail::Id<Tag>& id) const noexcept { return id.value; }
};
