// Which products stand above and below others in the recipes.
#pragma once

#include <vector>

#include "nail/case/model.h"

namespace nail {

class RecipeWalk {
 public:
  // Rows that carry flows: material and energy, essential or important.
  explicit RecipeWalk(const Case& data);

  // The products and all that is made from them; and all that they are made from.
  std::vector<bool> made_from(const std::vector<ProductId>& products) const;
  std::vector<bool> needed_for(const std::vector<ProductId>& products) const;

 private:
  using Lists = std::vector<std::vector<ProductId>>;
  static std::vector<bool> walk(const Lists& next, const std::vector<ProductId>& from);
  Lists outputs_, inputs_;  // by product
};

}  // namespace nail
