#include "nail/reroute/plan_builder.h"

namespace nail {

void PlanBuilder::find_products() {
  const ProductNetwork& base = *network_.base;
  std::vector<std::uint8_t> reached = limits_.shocked_products();
  if (cascade_ != nullptr) {
    for (std::size_t p = 0; p < base.products; ++p) reached[p] |= cascade_->touched[p];
  } else {
    for (bool grew = true; grew;) {
      grew = false;
      for (std::size_t q = 0; q < base.products; ++q) {
        if (reached[q] != 0 || !takes_part(q)) continue;
        for (const RecipeInput& input : base.inputs(ProductId(q))) {
          if (reached[input.product.index()] != 0) reached[q] = 1;
        }
        grew = grew || reached[q] != 0;
      }
    }
  }
  products_ = reached;
  for (std::size_t q = 0; q < base.products; ++q) {
    if (!takes_part(q)) {
      products_[q] = 0;
      continue;
    }
    for (const RecipeInput& input : base.inputs(ProductId(q))) {
      if (reached[input.product.index()] != 0) products_[q] = 1;
    }
  }
  for (bool grew = true; grew;) {
    grew = add_spare_inputs();
    grew = add_moved_makers() || grew;
  }
}

bool PlanBuilder::add_spare_inputs() {
  bool grew = false;
  if (!options_.spare_capacity) return grew;
  for (const StressNode& node : network_.nodes) {
    if (products_[node.product.index()] == 0 || !(node.capacity > 1)) continue;
    for (const RecipeInput& input : network_.base->inputs(node.product)) {
      std::uint8_t& part = products_[input.product.index()];
      grew = grew || part == 0;
      part = 1;
    }
  }
  return grew;
}

bool PlanBuilder::add_moved_makers() {
  bool grew = false;
  if (cascade_ == nullptr) return grew;
  for (std::size_t q = 0; q < products_.size(); ++q) {
    if (products_[q] != 0 || cascade_->moved[q] == 0 || !takes_part(q)) continue;
    for (const RecipeInput& input : network_.base->inputs(ProductId(q))) {
      if (products_[input.product.index()] == 0) continue;
      products_[q] = 1;
      grew = true;
      break;
    }
  }
  return grew;
}

}  // namespace nail
