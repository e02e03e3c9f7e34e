// A quick way into memory for the table of a firm network that may have tens of millions of rows.
// It reads the file a block at a time, a block in parallel parts, so that the table never stands in
// memory as text. It takes any row that is right and says nothing about others: where one is not,
// it gives up, and the table is read and checked in the general way.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "nail/base/diagnostics.h"
#include "nail/case/bind_firms.h"
#include "nail/case/model.h"
#include "nail/case/schema.h"
#include "nail/case/site_index.h"

namespace nail {

struct PlainLinks {
  FirmLinks links;  // in the order of the table
  std::size_t rows = 0;
  std::string sha256;             // of the file as stored
  std::set<std::string> columns;  // of the table
};

// Called after each block with the part of the file that is read, 0 to 1; false ends the reading.
using LinksProgress = std::function<bool(double)>;

struct PlainLinksFile {
  const std::filesystem::path& path;
  const std::string& shown;                   // its name in messages
  const std::set<std::string>& declared;      // columns that are not unknown
  std::size_t block = std::size_t{16} << 20;  // bytes that are read at a time
};

// Reads a table of the columns of `links` in any order, beside which others are skipped (and warned
// of as the general way does, once the table is found to be right). Products that links alone name
// are added to products. Nothing where it gave up, or was ended.
std::optional<PlainLinks> read_plain_links(const PlainLinksFile& file, const SiteIndex& sites,
                                           const std::vector<std::uint32_t>& product_of_site,
                                           ProductNames& products, Diagnostics& diagnostics,
                                           const LinksProgress& progress = {});

}  // namespace nail
