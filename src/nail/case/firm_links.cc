#include "nail/case/firm_links.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <unordered_map>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/numeric/parallel.h"
#include "nail/table/data_stream.h"
#include "nail/table/parquet.h"

namespace nail {
namespace {

// Parts of a block that are parsed side by side.
constexpr std::size_t kParts = 16;
// A row longer than this is no row: a quote is open.
constexpr std::size_t kMostRow = std::size_t{256} << 20;
constexpr std::size_t kMostHeader = std::size_t{1} << 20;
// Rows whose sites are looked for together.
constexpr std::size_t kBatch = 64;

// What a column of the table is to this reader.
enum class Role { supplier, buyer, value, product, text };

// The columns of a header that is right; nothing where rows hold numbers that this reader does not
// check.
std::optional<std::vector<Role>> roles_of(const TypedTable& header) {
  std::vector<Role> roles;
  for (const std::string& name : header.column_names()) {
    if (name == "supplier") {
      roles.push_back(Role::supplier);
    } else if (name == "buyer") {
      roles.push_back(Role::buyer);
    } else if (name == "value") {
      roles.push_back(Role::value);
    } else if (name == "product") {
      roles.push_back(Role::product);
    } else if (header.is_number(name)) {
      return std::nullopt;
    } else {
      roles.push_back(Role::text);
    }
  }
  return roles;
}

// A number of 0 or more.
bool read_value(std::string_view cell, double& out) {
  if (!cell.empty() && cell.front() >= '0' && cell.front() <= '9') {
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), out);
    if (error == std::errc{} && end == cell.data() + cell.size()) return true;
  }
  const auto number = parse_number(cell);
  if (!number || NAIL_MUTANT(plain_links_keep_negative, !(*number >= 0), false)) return false;
  out = *number;
  return true;
}

// Links of a part of a block. Products are numbered within the part: 0 is the supplier's own.
struct PartLinks {
  FirmLinks links;
  std::vector<std::string> products;
  std::unordered_map<std::string, std::uint32_t> product_numbers;
  bool is_right = true;

  void clear() {
    links.supplier.clear();
    links.buyer.clear();
    links.value.clear();
    links.product.clear();
    products.clear();
    product_numbers.clear();
    is_right = true;
  }
  // False where the name is no text that a table may hold.
  bool add_product(std::string_view name) {
    if (name.empty()) {
      links.product.push_back(0);
      return true;
    }
    const auto [at, is_new] =
        product_numbers.emplace(name, static_cast<std::uint32_t>(products.size() + 1));
    if (is_new) {
      if (name.find('\0') != std::string_view::npos || !is_utf8(name)) return false;
      products.emplace_back(name);
    }
    links.product.push_back(at->second);
    return true;
  }
};

// Looks for the sites of many rows at a time, so that their cache misses overlap.
class SiteBatch {
 public:
  SiteBatch(const SiteIndex& sites, PartLinks& out) : sites_(sites), out_(out) {}
  void supplier(std::string_view id) { take(2 * rows_, id); }
  void buyer(std::string_view id) { take(2 * rows_ + 1, id); }
  // Ends a row. False where one of its batch names no site.
  bool end_row() { return ++rows_ < kBatch || flush(); }
  bool flush() {
    for (std::size_t k = 0; k < 2 * rows_; ++k) sites_.prefetch_id(hashes_[k]);
    bool found = true;
    for (std::size_t k = 0; k < rows_; ++k) {
      const std::uint32_t supplier = sites_.find(ids_[2 * k], hashes_[2 * k]);
      const std::uint32_t buyer = sites_.find(ids_[2 * k + 1], hashes_[2 * k + 1]);
      found = found && supplier != SiteIndex::kNone && buyer != SiteIndex::kNone;
      out_.links.supplier.push_back(supplier);
      out_.links.buyer.push_back(buyer);
    }
    rows_ = 0;
    return found;
  }

 private:
  void take(std::size_t at, std::string_view id) {
    ids_[at] = id;
    hashes_[at] = SiteIndex::hash(id);
    sites_.prefetch(hashes_[at]);
  }
  const SiteIndex& sites_;
  PartLinks& out_;
  std::size_t rows_ = 0;
  std::array<std::string_view, 2 * kBatch> ids_;
  std::array<std::uint64_t, 2 * kBatch> hashes_{};
};

// What ends a plain cell, or may not stand in one.
constexpr auto kEndsPlain = [] {
  std::array<bool, 256> ends{};
  for (const unsigned char c : {',', '\n', '\r', '"'}) ends[c] = true;
  return ends;
}();

// Whole rows of text, one after another.
class RowParser {
 public:
  RowParser(std::string_view text, const std::vector<Role>& roles, const SiteIndex& sites,
            PartLinks& out)
      : at_(text.data()),
        end_(text.data() + text.size()),
        roles_(roles),
        out_(out),
        batch_(sites, out) {}

  void run() {
    while (out_.is_right && at_ < end_) {
      // Blank lines hold no row.
      if (*at_ == '\n') {
        ++at_;
      } else if (*at_ == '\r' && at_ + 1 < end_ && at_[1] == '\n') {
        at_ += 2;
      } else {
        out_.is_right = row();
      }
    }
    out_.is_right = out_.is_right && batch_.flush();
  }

 private:
  bool row() {
    for (std::size_t c = 0; c < roles_.size(); ++c) {
      std::string_view cell;
      if (!(at_ < end_ && *at_ == '"' ? quoted(cell) : plain(cell))) return false;
      if (!take(roles_[c], cell)) return false;
      const bool is_last = c + 1 == roles_.size();
      if (is_last) break;
      if (at_ == end_ || *at_ != ',') return false;
      ++at_;
    }
    if (!end_of_row()) return false;
    if (!batch_.end_row()) return false;
    // Cells that held doubled quotes are done with when their rows are.
    if (++rows_ % kBatch == 0) unescaped_.clear();
    return true;
  }

  bool end_of_row() {
    if (at_ == end_) return true;
    if (*at_ == '\r') ++at_;
    if (at_ == end_ || *at_ != '\n') return false;
    ++at_;
    return true;
  }

  bool plain(std::string_view& cell) {
    const char* start = at_;
    while (at_ < end_ && !kEndsPlain[static_cast<unsigned char>(*at_)]) ++at_;
    cell = {start, static_cast<std::size_t>(at_ - start)};
    return at_ == end_ || *at_ != '"';
  }

  bool quoted(std::string_view& cell) {
    const char* start = ++at_;
    bool doubled = false;
    while (true) {
      at_ = std::find(at_, end_, '"');
      if (at_ == end_) return false;
      ++at_;
      if (at_ == end_ || *at_ != '"') break;
      doubled = true;
      ++at_;
    }
    cell = {start, static_cast<std::size_t>(at_ - 1 - start)};
    if (doubled) {
      std::string& text = unescaped_.emplace_back();
      for (std::size_t i = 0; i < cell.size(); ++i) {
        text += cell[i];
        if (cell[i] == '"') ++i;
      }
      cell = text;
    }
    return true;
  }

  bool take(Role role, std::string_view cell) {
    switch (role) {
      case Role::supplier:
        batch_.supplier(cell);
        return true;
      case Role::buyer:
        batch_.buyer(cell);
        return true;
      case Role::value: {
        double value = 0;
        if (!read_value(cell, value)) return false;
        out_.links.value.push_back(value);
        return true;
      }
      case Role::product:
        return out_.add_product(cell);
      case Role::text:
        return cell.find('\0') == std::string_view::npos && is_utf8(cell);
    }
    return false;
  }

  const char* at_;
  const char* end_;
  const std::vector<Role>& roles_;
  PartLinks& out_;
  SiteBatch batch_;
  std::size_t rows_ = 0;
  std::deque<std::string> unescaped_;
};

// The end of the last whole row of text that starts outside quotes; 0 where no row ends in it.
std::size_t whole_rows(std::string_view text) {
  // Line ends within quotes end no row; a doubled quote opens and closes once more.
  std::size_t quotes = static_cast<std::size_t>(std::count(text.begin(), text.end(), '"'));
  for (std::size_t at = text.size(); at > 0; --at) {
    const char c = text[at - 1];
    if (c == '\n' && quotes % 2 == 0) return at;
    if (c == '"') --quotes;
  }
  return 0;
}

// Cuts whole rows into parts of whole rows.
void cut(std::string_view text, std::size_t part, std::vector<std::string_view>& parts) {
  parts.clear();
  while (text.size() > part) {
    std::size_t quotes = static_cast<std::size_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(part), '"'));
    std::size_t end = part;
    while (end < text.size() && (quotes % 2 != 0 || text[end - 1] != '\n')) {
      if (text[end] == '"') ++quotes;
      ++end;
    }
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  if (!text.empty()) parts.push_back(text);
}

// Puts parts behind one another.
class Collector {
 public:
  Collector(const std::vector<std::uint32_t>& product_of_site, ProductNames& products,
            bool has_product)
      : product_of_site_(product_of_site), products_(products), has_product_(has_product) {}

  void reserve(std::size_t rows) {
    links.supplier.reserve(rows);
    links.buyer.reserve(rows);
    links.value.reserve(rows);
    if (has_product_) links.product.reserve(rows);
  }
  void add(const PartLinks& part) {
    const auto append = [](auto& to, const auto& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    append(links.supplier, part.links.supplier);
    append(links.buyer, part.links.buyer);
    append(links.value, part.links.value);
    if (!has_product_) return;
    // Parts name products in their own order: here they are named in the table's.
    std::vector<std::uint32_t> numbers;
    numbers.reserve(part.products.size());
    for (const std::string& name : part.products) numbers.push_back(products_.position(name));
    for (std::size_t k = 0; k < part.links.product.size(); ++k) {
      const std::uint32_t number = part.links.product[k];
      links.product.push_back(number == 0 ? product_of_site_[part.links.supplier[k]]
                                          : numbers[number - 1]);
    }
  }

  FirmLinks links;

 private:
  const std::vector<std::uint32_t>& product_of_site_;
  ProductNames& products_;
  bool has_product_;
};

// The header's row at the start of text; empty where it does not end in it.
std::string header_row(const std::string& text, bool is_all) {
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') is_quoted = !is_quoted;
    if (text[at] == '\n' && !is_quoted) return text.substr(0, at + 1);
  }
  return is_all ? text : std::string();
}

// The header read in the general way, so that its faults and warnings are the same.
class Header {
 public:
  Header(const PlainLinksFile& file, std::string row, bool rows_only)
      : table_(TypedTable::read(*find_table(CaseKind::firms, "links"), file.shown, std::move(row),
                                file.declared, diagnostics_, rows_only)) {}
  // What its columns are, where nothing is wrong with them.
  std::optional<std::vector<Role>> roles() const {
    if (diagnostics_.has_faults() || !table_.is_whole() || table_.rows() > 0) return std::nullopt;
    return roles_of(table_);
  }
  std::vector<std::string> names() const { return table_.column_names(); }
  void tell(Diagnostics& diagnostics) const {
    for (const Diagnostic& one : diagnostics_.sorted()) diagnostics.add(one);
  }

 private:
  Diagnostics diagnostics_;
  TypedTable table_;
};

std::optional<PlainLinks> finish(Collector& all, const Header& header, std::string sha256,
                                 Diagnostics& diagnostics) {
  PlainLinks out;
  out.rows = all.links.value.size();
  out.links = std::move(all.links);
  out.sha256 = std::move(sha256);
  for (std::string& name : header.names()) out.columns.insert(std::move(name));
  header.tell(diagnostics);
  return out;
}

bool has_role(const std::vector<Role>& roles, Role role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::optional<PlainLinks> read_text(const PlainLinksFile& file, const SiteIndex& sites,
                                    const std::vector<std::uint32_t>& product_of_site,
                                    ProductNames& products, Diagnostics& diagnostics,
                                    const LinksProgress& progress) {
  auto stream = DataStream::open(file.path);
  if (!stream) return std::nullopt;
  // `now` is parsed while `next` is read; what of a row stands at the end of one goes to the other.
  std::string now, next;
  const std::size_t part_size = std::max<std::size_t>(1, file.block / kParts);
  now.reserve(file.block + part_size);
  next.reserve(file.block + part_size);
  auto more = stream->read(now, file.block);
  if (!more || !*more) return std::nullopt;
  std::string row = header_row(now, !*more);
  while (row.empty() && *more && now.size() < kMostHeader) {
    more = stream->read(now, file.block);
    if (!more) return std::nullopt;
    row = header_row(now, !*more);
  }
  if (row.empty() || row.size() > kMostHeader) return std::nullopt;
  const std::size_t header_size = row.size();
  const Header header(file, std::move(row), false);
  const auto roles = header.roles();
  if (!roles) return std::nullopt;
  now.erase(0, header_size);
  Collector all(product_of_site, products, has_role(*roles, Role::product));
  std::vector<PartLinks> parts;
  std::vector<std::string_view> texts;
  bool is_end = false;
  while (!is_end || !now.empty()) {
    const std::size_t whole = is_end ? now.size() : whole_rows(now);
    if (whole == 0 && now.size() > kMostRow) return std::nullopt;
    next.assign(now, whole);
    cut(std::string_view(now).substr(0, whole), part_size, texts);
    if (parts.size() < texts.size()) parts.resize(texts.size());
    // Number 0 reads on; the others parse.
    parallel_parts(texts.size() + 1, [&](std::size_t part) {
      if (part == 0) {
        if (!is_end) more = stream->read(next, file.block);
        return;
      }
      PartLinks& out = parts[part - 1];
      out.clear();
      RowParser(texts[part - 1], *roles, sites, out).run();
    });
    if (!more) return std::nullopt;
    for (std::size_t p = 0; p < texts.size(); ++p) {
      if (!parts[p].is_right) return std::nullopt;
    }
    if (all.links.value.empty() && whole > 0) {
      std::size_t rows = 0;
      for (std::size_t p = 0; p < texts.size(); ++p) rows += parts[p].links.value.size();
      // The table is as long as its first block says, and a little more.
      const double blocks =
          static_cast<double>(stream->expected_size()) / static_cast<double>(whole);
      all.reserve(static_cast<std::size_t>(static_cast<double>(rows) * (1.02 * blocks)) + 1024);
    }
    for (std::size_t p = 0; p < texts.size(); ++p) all.add(parts[p]);
    if (progress && !progress(stream->done())) return std::nullopt;
    is_end = is_end || !*more;
    std::swap(now, next);
  }
  return finish(all, header, stream->sha256(), diagnostics);
}

std::optional<PlainLinks> read_vectors(const PlainLinksFile& file, const SiteIndex& sites,
                                       const std::vector<std::uint32_t>& product_of_site,
                                       ProductNames& products, Diagnostics& diagnostics,
                                       const LinksProgress& progress) {
  const auto names = parquet_columns(file.path);
  if (!names) return std::nullopt;
  std::string row;
  for (std::size_t c = 0; c < names->size(); ++c)
    row += (c == 0 ? "" : ",") + csv_cell((*names)[c]);
  const Header header(file, row + "\n", true);
  const auto roles = header.roles();
  if (!roles) return std::nullopt;
  // Of columns that are skipped nothing is looked at: in Parquet texts are what they are.
  std::vector<std::string> wanted;
  std::vector<Role> wanted_roles;
  for (std::size_t c = 0; c < roles->size(); ++c) {
    if ((*roles)[c] == Role::text) continue;
    wanted.push_back((*names)[c]);
    wanted_roles.push_back((*roles)[c]);
  }
  std::vector<bool> texts;
  for (const Role role : wanted_roles) texts.push_back(role != Role::value);
  Collector all(product_of_site, products, has_role(*roles, Role::product));
  PartLinks part;
  bool is_right = true;
  bool is_ended = false;
  const auto read = read_parquet(file.path, wanted, texts, [&](const ParquetRows& rows) {
    if (rows.first == 0) all.reserve(rows.expected + 1024);
    part.clear();
    SiteBatch batch(sites, part);
    for (std::size_t r = 0; r < rows.rows && is_right; ++r) {
      for (std::size_t c = 0; c < wanted.size() && is_right; ++c) {
        switch (wanted_roles[c]) {
          case Role::supplier:
            batch.supplier(rows.texts[c][r]);
            break;
          case Role::buyer:
            batch.buyer(rows.texts[c][r]);
            break;
          case Role::product:
            is_right = part.add_product(rows.texts[c][r]);
            break;
          default: {
            double value = rows.numbers[c].empty() ? 0 : rows.numbers[c][r];
            if (rows.numbers[c].empty()) {
              is_right = read_value(rows.texts[c][r], value);
            } else {
              is_right = value >= 0 && std::isfinite(value);
            }
            part.links.value.push_back(value);
          }
        }
      }
      is_right = is_right && batch.end_row();
    }
    is_right = is_right && batch.flush();
    if (is_right) all.add(part);
    is_ended =
        progress && rows.expected > 0 &&
        !progress(static_cast<double>(rows.first + rows.rows) / static_cast<double>(rows.expected));
    return is_right && !is_ended;
  });
  if (!read || !is_right || is_ended) return std::nullopt;
  auto sum = sha256_of_file(file.path);
  if (!sum) return std::nullopt;
  return finish(all, header, std::move(*sum), diagnostics);
}

}  // namespace

std::optional<PlainLinks> read_plain_links(const PlainLinksFile& file, const SiteIndex& sites,
                                           const std::vector<std::uint32_t>& product_of_site,
                                           ProductNames& products, Diagnostics& diagnostics,
                                           const LinksProgress& progress) {
  if (!sites.is_unique()) return std::nullopt;
  const auto format = data_format(file.path);
  if (!format) return std::nullopt;
  const auto read = *format == DataFormat::parquet ? read_vectors : read_text;
  return read(file, sites, product_of_site, products, diagnostics, progress);
}

}  // namespace nail
