// ColumnFile: rows as CSV text, packed or not, or as Parquet.
#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "nail/base/atomic_output.h"
#include "nail/base/text.h"
#include "nail/table/column_table.h"
#include "nail/table/parquet_writer.h"

namespace nail {
namespace {

constexpr std::size_t kRowsAtOnce = 16384;

}  // namespace

struct ColumnFile::Parts {
  explicit Parts(AtomicFile&& target) : file(std::move(target)) {}
  ~Parts() {
    if (plain != nullptr) std::fclose(plain);
    if (packed != nullptr) gzclose(packed);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  AtomicFile file;
  ColumnForm form = ColumnForm::csv;
  std::FILE* plain = nullptr;
  gzFile packed = nullptr;
  std::optional<ParquetWriter> parquet;
  bool has_header = false;
  std::string text;

  Result<void> refused() const {
    return fail(ExitCode::internal,
                fmt::format("cannot write {}: {}", printable(file.target().string()),
                            std::strerror(errno == 0 ? EIO : errno)));
  }
  Result<void> put() {
    errno = 0;
    const std::size_t size = text.size();
    const bool good =
        plain != nullptr ? std::fwrite(text.data(), 1, size, plain) == size
                         : size == 0 || gzwrite(packed, text.data(), static_cast<unsigned>(size)) ==
                                            static_cast<int>(size);
    text.clear();
    return good ? Result<void>() : refused();
  }
  Result<void> close() {
    errno = 0;
    bool good = true;
    if (plain != nullptr) good = std::fclose(std::exchange(plain, nullptr)) == 0;
    if (packed != nullptr) good = gzclose(std::exchange(packed, nullptr)) == Z_OK;
    return good ? Result<void>() : refused();
  }
};

Result<ColumnFile> ColumnFile::create(const std::filesystem::path& path, ColumnForm form) {
  std::optional<ParquetWriter> parquet;
  if (form == ColumnForm::parquet) {
    auto opened = ParquetWriter::open();
    if (!opened) return tl::unexpected<Error>(opened.error());
    parquet.emplace(std::move(*opened));
  }
  auto file = AtomicFile::create(path);
  if (!file) return tl::unexpected<Error>(file.error());
  auto parts = std::make_unique<Parts>(std::move(*file));
  parts->form = form;
  parts->parquet = std::move(parquet);
  errno = 0;
  if (form == ColumnForm::csv) parts->plain = std::fopen(parts->file.path().c_str(), "wbe");
  if (form == ColumnForm::csv_gz) parts->packed = gzopen(parts->file.path().c_str(), "wbe6");
  if (form != ColumnForm::parquet && parts->plain == nullptr && parts->packed == nullptr) {
    return tl::unexpected<Error>(parts->refused().error());
  }
  return ColumnFile(std::move(parts));
}

Result<void> ColumnFile::append(const ColumnTable& block) {
  Parts& p = *parts_;
  if (p.parquet) return p.parquet->append(block);
  if (!p.has_header) p.text = csv_header(block);
  p.has_header = true;
  for (std::size_t row = 0; row < block.rows(); row += kRowsAtOnce) {
    append_csv(block, row, std::min(row + kRowsAtOnce, block.rows()), p.text);
    if (auto done = p.put(); !done) return done;
  }
  return p.put();
}

Result<void> ColumnFile::commit() {
  Parts& p = *parts_;
  auto done = p.parquet ? p.parquet->write(p.file.path(), p.file.target()) : p.close();
  return done ? p.file.commit() : done;
}

ColumnFile::ColumnFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ColumnFile::ColumnFile(ColumnFile&&) noexcept = default;
ColumnFile& ColumnFile::operator=(ColumnFile&&) noexcept = default;
ColumnFile::~ColumnFile() = default;

}  // namespace nail
