#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/case/descriptor.h"
#include "nail/import/edges.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr double kReading = 0.5;  // part of the work that came before
constexpr std::size_t kPartRows = std::size_t{1} << 15;
constexpr std::size_t kParts = 16;  // of rows that are made into text side by side

// A file that grows: a large table never stands in memory as text.
class TextFile {
 public:
  TextFile() = default;
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  Result<void> open(const std::filesystem::path& path) {
    path_ = path;
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd_ < 0) return trouble();
    return {};
  }
  Result<void> add(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(fd_, text.data(), text.size());
      if (written < 0 && errno != EINTR) return trouble();
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  Result<void> close() {
    const bool synced = ::fsync(fd_) == 0 || errno == EINVAL || errno == EROFS;
    if (!synced || ::close(std::exchange(fd_, -1)) != 0) return trouble();
    return {};
  }

 private:
  tl::unexpected<Error> trouble() const {
    return fail(ExitCode::internal,
                fmt::format("cannot write {}: {}", printable(path_.filename().string()),
                            std::strerror(errno)));
  }
  std::filesystem::path path_;
  int fd_ = -1;
};

void add_number(std::string& out, double value) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

// Writes rows [0, count) as add_row makes them, in their order.
template <class AddRow>
Result<void> write_rows(TextFile& file, std::size_t count, const AddRow& add_row,
                        const ImportProgress& progress) {
  std::vector<std::string> parts(kParts);
  for (std::size_t first = 0; first < count; first += kParts * kPartRows) {
    parallel_parts(kParts, [&](std::size_t part) {
      std::string& text = parts[part];
      text.clear();
      const std::size_t begin = std::min(count, first + part * kPartRows);
      const std::size_t end = std::min(count, begin + kPartRows);
      for (std::size_t row = begin; row < end; ++row) add_row(row, text);
    });
    for (const std::string& text : parts) {
      if (auto added = file.add(text); !added) return added;
    }
    const double done = static_cast<double>(std::min(count, first + kParts * kPartRows)) /
                        static_cast<double>(count);
    if (progress && !progress(kReading + (1 - kReading) * done)) {
      return fail(ExitCode::interrupted, "interrupted");
    }
  }
  return {};
}

using Columns = std::vector<std::string>;

Result<void> write_table(const std::filesystem::path& path, const Columns& columns,
                         std::size_t rows,
                         const std::function<void(std::size_t, std::string&)>& add_row,
                         const ImportProgress& progress) {
  TextFile file;
  if (auto opened = file.open(path); !opened) return opened;
  std::string header;
  for (const std::string& name : columns) {
    header += (&name == &columns.front() ? "" : ",") + csv_cell(name);
  }
  if (auto added = file.add(header + "\n"); !added) return added;
  if (auto written = write_rows(file, rows, add_row, progress); !written) return written;
  return file.close();
}

// The columns of SITES as they are called in the case, beside what they are called in the table.
// What would be called like another is left as it is: it is none of the case's own.
struct SiteColumns {
  Columns from, to;
};
SiteColumns site_columns(const EdgeSites& sites) {
  SiteColumns out;
  for (const std::string& name : sites.table->column_names()) {
    std::string called = name;
    if (name == sites.id_column) called = "site";
    if (name == sites.product_column) called = "product";
    if (name == sites.output_column) called = "output";
    // A column that gives its name to another: it was not chosen for it.
    if (called == name && name == "output" && sites.output_column != "output") {
      called = "output_2";
    }
    out.from.push_back(name);
    out.to.push_back(std::move(called));
  }
  return out;
}

}  // namespace

Result<void> write_edges(const EdgesImport& edges, const std::string& name, AtomicFolder& folder,
                         const ImportProgress& progress) {
  NewDescriptor descriptor;
  descriptor.name = descriptor.title = name;
  descriptor.kind = CaseKind::firms;
  descriptor.default_class = edges.default_class;
  const std::vector<std::string>& ids = edges.sites.ids;

  const SiteColumns columns = site_columns(edges.sites);
  const TypedTable& table = *edges.sites.table;
  std::vector<TypedTable::Texts> texts;
  std::vector<TypedTable::Numbers> numbers;
  for (const std::string& column : columns.from) {
    texts.push_back(table.is_number(column) ? TypedTable::Texts{} : table.texts(column));
    numbers.push_back(table.is_number(column) ? table.numbers(column) : TypedTable::Numbers{{}, 0});
  }
  const auto add_site = [&](std::size_t row, std::string& out) {
    for (std::size_t c = 0; c < columns.from.size(); ++c) {
      if (c > 0) out += ',';
      if (numbers[c].cells.empty()) {
        out += csv_cell(texts[c][row]);
      } else if (is_known(numbers[c][row])) {
        add_number(out, numbers[c][row]);
      }
    }
    out += '\n';
  };
  if (auto written = write_table(folder.path() / "sites.csv", columns.to, ids.size(), add_site, {});
      !written) {
    return written;
  }
  descriptor.tables.push_back({"sites", "sites.csv", columns.to});

  const FirmLinks& links = edges.links;
  Columns link_columns{"supplier", "buyer", "value"};
  if (!links.product.empty()) link_columns.emplace_back("product");
  const auto add_text = [](std::string& out, const std::string& text) {
    const bool is_plain = std::none_of(text.begin(), text.end(), [](char c) {
      return c == ',' || c == '"' || c == '\r' || c == '\n';
    });
    if (is_plain) {
      out += text;
    } else {
      out += csv_cell(text);
    }
  };
  const auto add_link = [&](std::size_t k, std::string& out) {
    // Sites stand all over memory: those of rows to come are asked for ahead.
    constexpr std::size_t kAhead = 12;
    if (k + kAhead < links.value.size()) {
      __builtin_prefetch(&ids[links.supplier[k + kAhead]]);
      __builtin_prefetch(&ids[links.buyer[k + kAhead]]);
    }
    add_text(out, ids[links.supplier[k]]);
    out += ',';
    add_text(out, ids[links.buyer[k]]);
    out += ',';
    add_number(out, links.value[k]);
    if (!links.product.empty()) {
      out += ',';
      add_text(out, edges.products[links.product[k]]);
    }
    out += '\n';
  };
  if (auto written = write_table(folder.path() / "links.csv", link_columns, links.value.size(),
                                 add_link, progress);
      !written) {
    return written;
  }
  descriptor.tables.push_back({"links", "links.csv", link_columns});

  if (!edges.classes.empty()) {
    const Columns class_columns{"supplier_product", "buyer_product", "class"};
    const auto add_class = [&](std::size_t k, std::string& out) {
      const FirmClass& one = edges.classes[k];
      add_text(out, edges.products[one.supplier_product]);
      out += ',';
      add_text(out, edges.products[one.buyer_product]);
      out += ',';
      out += static_cast<char>('0' + one.necessity);
      out += '\n';
    };
    if (auto written = write_table(folder.path() / "essentiality.csv", class_columns,
                                   edges.classes.size(), add_class, {});
        !written) {
      return written;
    }
    descriptor.tables.push_back({"essentiality", "essentiality.csv", class_columns});
  }
  return folder.write("datapackage.json", write_descriptor(descriptor));
}

}  // namespace nail
