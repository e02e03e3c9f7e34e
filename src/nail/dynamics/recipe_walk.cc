#include "nail/dynamics/recipe_walk.h"

namespace nail {

RecipeWalk::RecipeWalk(const Case& data)
    : outputs_(data.products.size()), inputs_(data.products.size()) {
  for (const RecipeRow& row : data.recipes) {
    if (row.necessity == Necessity::optional) continue;
    if (row.kind != InputKind::material && row.kind != InputKind::energy) continue;
    outputs_[row.input.index()].push_back(row.output);
    inputs_[row.output.index()].push_back(row.input);
  }
}

std::vector<bool> RecipeWalk::walk(const Lists& next, const std::vector<ProductId>& from) {
  std::vector<bool> reached(next.size(), false);
  std::vector<ProductId> open;
  const auto reach = [&](ProductId product) {
    if (reached[product.index()]) return;
    reached[product.index()] = true;
    open.push_back(product);
  };
  for (const ProductId product : from) reach(product);
  while (!open.empty()) {
    const ProductId product = open.back();
    open.pop_back();
    for (const ProductId other : next[product.index()]) reach(other);
  }
  return reached;
}

std::vector<bool> RecipeWalk::made_from(const std::vector<ProductId>& products) const {
  return walk(outputs_, products);
}

std::vector<bool> RecipeWalk::needed_for(const std::vector<ProductId>& products) const {
  return walk(inputs_, products);
}

}  // namespace nail
