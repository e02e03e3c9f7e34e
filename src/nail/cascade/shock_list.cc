#include "nail/cascade/shock_list.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/table/csv.h"
#include "nail/table/data_file.h"

namespace nail {
namespace {

enum Field : std::size_t { shock_field, site_field, loss_field, loss_up_field };
constexpr std::size_t kFields = 4;
constexpr std::array<std::string_view, kFields> kNames{"shock", "site", "loss", "loss_up"};
// What any table may carry.
constexpr std::array<std::string_view, 3> kCommon{"note", "source", "year"};
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// What one shock does to one site.
struct Hit {
  std::uint32_t site = 0;
  double down = 0, up = 0;
};

// Reads rows into hits by shock, in the order of the table.
class ShockReader {
 public:
  ShockReader(std::string_view text, std::string file, const FirmNetwork& network,
              Diagnostics& diagnostics)
      : file_(std::move(file)), diagnostics_(&diagnostics), reader_(text, file_, diagnostics) {
    at_.fill(kNowhere);
    for (std::uint32_t i = 0; i < network.sites.size(); ++i) sites_.emplace(network.sites[i], i);
  }

  CascadeShocks read() {
    CsvRow row;
    if (!reader_.next(row)) {
      if (!reader_.is_broken()) fault_at({file_, 1, 1}, "missing-column", "the file is empty");
      return {};
    }
    if (!read_header(row)) return {};
    while (reader_.next(row)) read_row(row);
    return gather();
  }

 private:
  void fault_at(Location where, const char* code, std::string what) {
    diagnostics_->fault(std::move(where), code, std::move(what),
                        "give the columns shock,site,loss and, if wanted, loss_up");
  }

  // Whether the only cell of a header holds several names: a fault.
  bool is_parted_otherwise(const CsvCell& only) {
    const std::size_t at = only.text.find_first_of(";\t|");
    if (at == std::string_view::npos) return false;
    diagnostics_->fault({file_, only.line, only.column + utf8_length(only.text.substr(0, at))},
                        "csv-delimiter",
                        fmt::format("the cells are parted by {}",
                                    only.text[at] == '\t' ? std::string("tabs")
                                                          : fmt::format("'{}'", only.text[at])),
                        "save the table with commas");
    return true;
  }

  void warn_of(const CsvCell& column) {
    const std::string near = closest(column.text, {kNames.begin(), kNames.end()});
    diagnostics_->warning(
        {file_, column.line, column.column}, "unknown-column",
        fmt::format("shocks have no column {}", column.text),
        near.empty() ? "it is not used" : fmt::format("it is not used; is it {}?", near));
  }

  bool read_header(const CsvRow& row) {
    width_ = row.cells.size();
    if (width_ == 1 && is_parted_otherwise(row.cells.front())) return false;
    bool whole = true;
    std::set<std::string_view> seen;
    for (std::size_t c = 0; c < width_; ++c) {
      const CsvCell& cell = row.cells[c];
      if (!seen.insert(cell.text).second) {
        diagnostics_->fault({file_, cell.line, cell.column}, "duplicate-column",
                            fmt::format("the column {} stands twice", cell.text), "keep one");
        whole = false;
        continue;
      }
      const auto known = std::find(kNames.begin(), kNames.end(), cell.text);
      if (known != kNames.end()) {
        at_[static_cast<std::size_t>(known - kNames.begin())] = c;
      } else if (std::find(kCommon.begin(), kCommon.end(), cell.text) == kCommon.end()) {
        warn_of(cell);
      }
    }
    for (const Field f : {shock_field, site_field, loss_field}) {
      if (at_[f] != kNowhere) continue;
      fault_at({file_, row.line, 1}, "missing-column",
               fmt::format("there is no column {}", kNames[f]));
      whole = false;
    }
    return whole;
  }

  // NaN where the cell is no part from 0 to 1: a fault is reported.
  double part_of(const CsvCell& cell, std::string_view name) {
    const auto number = parse_number(cell.text);
    if (number && *number >= 0 && *number <= 1) return *number;
    diagnostics_->fault({file_, cell.line, cell.column}, number ? "out-of-range" : "bad-number",
                        number ? fmt::format("{} is {}, outside 0 to 1", name, *number)
                               : fmt::format("{} is no number: '{}'", name, printable(cell.text)),
                        "give the part that is lost, 0 to 1");
    return std::nan("");
  }

  std::optional<std::uint32_t> site_of(const CsvCell& cell) {
    const auto found = sites_.find(cell.text);
    if (found != sites_.end()) return found->second;
    diagnostics_->fault({file_, cell.line, cell.column}, "unknown-reference",
                        fmt::format("the network has no site '{}'", printable(cell.text)),
                        "name a site of the case");
    return std::nullopt;
  }

  void read_row(const CsvRow& row) {
    if (row.cells.size() != width_) {
      diagnostics_->fault(
          {file_, row.line, 1}, "row-width",
          fmt::format("the row has {} cells, the file {} columns", row.cells.size(), width_),
          "give a cell a column");
      return;
    }
    const CsvCell& name = row.cells[at_[shock_field]];
    if (name.text.empty()) {
      diagnostics_->fault({file_, name.line, name.column}, "missing-value", "shock is empty",
                          "name the shock that the row belongs to");
      return;
    }
    const auto site = site_of(row.cells[at_[site_field]]);
    const double down = part_of(row.cells[at_[loss_field]], kNames[loss_field]);
    double up = down;
    if (at_[loss_up_field] != kNowhere && !row.cells[at_[loss_up_field]].text.empty()) {
      up = part_of(row.cells[at_[loss_up_field]], kNames[loss_up_field]);
    }
    if (!site || std::isnan(down) || std::isnan(up)) return;
    const auto [entry, is_new] =
        shock_ids_.emplace(std::string(name.text), static_cast<std::uint32_t>(names_.size()));
    if (is_new) {
      names_.emplace_back(name.text);
      hits_.emplace_back();
    }
    add({*site, down, up}, entry->second);
  }

  void add(Hit hit, std::uint32_t shock) {
    const std::uint64_t key = std::uint64_t{shock} << 32 | hit.site;
    const auto [entry, is_new] = places_.emplace(key, hits_[shock].size());
    if (is_new) {
      hits_[shock].push_back(hit);
      return;
    }
    Hit& there = hits_[shock][entry->second];
    there.down = NAIL_MUTANT(shock_rows_add_up, 1 - (1 - there.down) * (1 - hit.down),
                             there.down + hit.down);
    there.up = 1 - (1 - there.up) * (1 - hit.up);
  }

  CascadeShocks gather() {
    CascadeShocks shocks;
    shocks.names = std::move(names_);
    shocks.begin.push_back(0);
    for (const std::vector<Hit>& hits : hits_) {
      for (const Hit& hit : hits) {
        if (hit.down == 0 && hit.up == 0) continue;
        shocks.site.push_back(hit.site);
        shocks.down.push_back(hit.down);
        shocks.up.push_back(hit.up);
      }
      shocks.begin.push_back(shocks.site.size());
    }
    return shocks;
  }

  std::string file_;
  Diagnostics* diagnostics_;
  CsvReader reader_;
  std::array<std::size_t, kFields> at_{};
  std::size_t width_ = 0;
  std::unordered_map<std::string_view, std::uint32_t> sites_;
  std::unordered_map<std::string, std::uint32_t> shock_ids_;
  std::unordered_map<std::uint64_t, std::size_t> places_;
  std::vector<std::string> names_;
  std::vector<std::vector<Hit>> hits_;
};

}  // namespace

CascadeShocks parse_shock_list(std::string_view text, const std::string& file,
                               const FirmNetwork& network, Diagnostics& diagnostics) {
  return ShockReader(text, file, network, diagnostics).read();
}

CascadeShocks read_shock_list(const std::filesystem::path& path, const FirmNetwork& network,
                              Diagnostics& diagnostics) {
  const auto file = read_data_file(path);
  if (!file) {
    std::error_code ignored;
    const bool is_there = std::filesystem::exists(path, ignored);
    diagnostics.fault({path.string(), 0, 0}, is_there ? "unreadable-file" : "missing-file",
                      file.error().message,
                      is_there ? "" : "give the path of a .csv, .csv.gz or .parquet file");
    return {};
  }
  const std::size_t faults = diagnostics.faults();
  CascadeShocks shocks = parse_shock_list(file->text, path.string(), network, diagnostics);
  if (shocks.names.empty() && diagnostics.faults() == faults) {
    diagnostics.fault({path.string(), 1, 1}, "no-shock", "there is no shock", "give it a row");
  }
  return shocks;
}

}  // namespace nail
