// Binds the tables of a firm network.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nail/case/bind.h"
#include "nail/case/site_index.h"

namespace nail {

// Products by name, numbered in the order in which they are first named.
class ProductNames {
 public:
  explicit ProductNames(std::vector<std::string>& names) : names_(names) {}
  std::uint32_t position(std::string_view name);

 private:
  std::vector<std::string>& names_;
  std::unordered_map<std::string, std::uint32_t> positions_;
};

// Sites with all their columns but notes and sources, and classes. A site that stands twice is
// bound once.
void bind_firm_sites(const TypedTables& tables, ProductNames& products, FirmData& firms);
// Links, where the table was read in the general way. Rows that name no site are left out.
void bind_firm_links(const TypedTables& tables, const SiteIndex& sites, ProductNames& products,
                     FirmData& firms);

}  // namespace nail
