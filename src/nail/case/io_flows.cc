#include "nail/case/io_flows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// More sectors than this are not looked at as a square of bits.
constexpr std::size_t kMostSectors = 40000;

// Which cells of a table have been given, one bit each.
class Seen {
 public:
  explicit Seen(std::size_t cells) : bits_((cells + 63) / 64) {}
  // False where it was seen before.
  bool add(std::size_t cell) {
    std::uint64_t& word = bits_[cell / 64];
    const std::uint64_t bit = std::uint64_t{1} << (cell % 64);
    const bool is_new = (word & bit) == 0;
    word |= bit;
    return is_new;
  }

 private:
  std::vector<std::uint64_t> bits_;
};

// Finds sectors by id. Tables run through them in order, so the last one and the one after it are
// tried first.
class SectorFinder {
 public:
  explicit SectorFinder(const TypedTable::Texts& ids, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!positions_.emplace(ids[i], static_cast<std::uint32_t>(i)).second) is_unique_ = false;
      ids_.push_back(ids[i]);
    }
  }
  bool is_unique() const { return is_unique_; }
  std::size_t size() const { return ids_.size(); }
  bool find(std::string_view id, std::uint32_t& last) const {
    if (last < ids_.size() && ids_[last] == id) return true;
    if (last + 1 < ids_.size() && ids_[last + 1] == id) {
      ++last;
      return true;
    }
    const auto found = positions_.find(id);
    if (found == positions_.end()) return false;
    last = found->second;
    return true;
  }

 private:
  std::vector<std::string_view> ids_;
  std::unordered_map<std::string_view, std::uint32_t> positions_;
  bool is_unique_ = true;
};

// The cells of one line into cells; how many there are, one more than cells.size() where too many.
template <std::size_t kMost>
std::size_t split(std::string_view line, std::array<std::string_view, kMost>& cells) {
  std::size_t count = 0;
  for (;;) {
    const std::size_t comma = line.find(',');
    if (count == kMost) return kMost + 1;
    cells[count++] = line.substr(0, comma);
    if (comma == std::string_view::npos) return count;
    line.remove_prefix(comma + 1);
  }
}

// The next line of text, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  if (end == std::string_view::npos) {
    text = {};
    return line;  // a carriage return at its end ends no line
  }
  text.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// A number of 0 or more that is written with digits first.
template <class Number>
bool read_number(std::string_view cell, Number& out) {
  if (cell.empty() || cell.front() < '0' || cell.front() > '9') return false;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), out);
  return error == std::errc{} && end == cell.data() + cell.size();
}

}  // namespace

std::optional<PlainFlows> read_plain_flows(std::string_view text, const TypedTable& sectors) {
  if (text.find('"') != std::string_view::npos) return std::nullopt;
  const SectorFinder finder(sectors.texts("sector"), sectors.rows());
  if (!finder.is_unique() || finder.size() > kMostSectors) return std::nullopt;

  std::array<std::string_view, 4> cells;
  const std::size_t width = split(take_line(text), cells);
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(cells.begin(), cells.end(), name) - cells.begin());
  };
  const std::size_t from = column("from");
  const std::size_t to = column("to");
  const std::size_t value = column("value");
  const std::size_t year = column("year");
  const bool has_year = year < cells.size();
  if (std::max({from, to, value}) >= cells.size() || width != (has_year ? 4U : 3U)) {
    return std::nullopt;
  }

  PlainFlows out;
  out.has_year = has_year;
  out.flows.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  std::map<int, Seen> seen;  // by year
  Seen* seen_now = nullptr;
  int year_now = kNoYear;
  IoFlow flow;
  while (!text.empty()) {
    if (split(take_line(text), cells) != width) return std::nullopt;
    int row_year = kNoYear;
    if (has_year && !cells[year].empty() &&
        (!read_number(cells[year], row_year) || row_year < 1000 || row_year > 2999)) {
      return std::nullopt;
    }
    if (!finder.find(cells[from], flow.from) || !finder.find(cells[to], flow.to) ||
        !read_number(cells[value], flow.value)) {
      return std::nullopt;
    }
    ++out.rows;
    if (seen_now == nullptr || row_year != year_now) {
      seen_now = &seen.try_emplace(row_year, finder.size() * finder.size()).first->second;
      year_now = row_year;
    }
    if (!seen_now->add(flow.from * finder.size() + flow.to)) return std::nullopt;
    if (row_year > out.year) {
      out.year = row_year;
      if (NAIL_MUTANT(plain_flows_keep_older_years, true, false)) out.flows.clear();
    }
    if (row_year == out.year && flow.value > 0) out.flows.push_back(flow);
  }
  return out;
}

}  // namespace nail
