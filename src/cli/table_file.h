// A small CSV table written row by row.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace nail::cli {

// Cells are written as they are given: quoting is the caller's. Rows go out as they are made, so
// that a large table never stands in memory as text.
class TableFile {
 public:
  TableFile(const std::filesystem::path& path, std::string_view header)
      : file_(path, std::ios::binary), rows_(header) {
    rows_ += '\n';
  }
  template <class... Cells>
  void row(const Cells&... cells) {
    std::size_t k = 0;
    ((rows_ += k++ == 0 ? "" : ",", rows_ += cells), ...);
    rows_ += '\n';
    if (rows_.size() > kBlock) flush();
  }
  // Whether everything was written.
  bool close() {
    flush();
    file_.close();
    return !file_.fail();
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{4} << 20;
  void flush() {
    file_.write(rows_.data(), static_cast<std::streamsize>(rows_.size()));
    rows_.clear();
  }
  std::ofstream file_;
  std::string rows_;
};

}  // namespace nail::cli
