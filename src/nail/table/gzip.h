// Unpacks gzip piece by piece, within limits: a small .gz can hold a disk full of zeros.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "nail/base/result.h"

namespace nail {

// More than this, unpacked, is refused.
inline constexpr std::size_t kMostUnpackedBytes = std::size_t{16} << 30;
// So is a .gz that unpacks to more than this many times its size, once it is past a size that does
// no harm. Tables shrink 5 to 50 times; only made-up ones shrink more than this.
inline constexpr std::size_t kMostUnpackedRatio = 250;
inline constexpr std::size_t kHarmlessUnpackedBytes = std::size_t{256} << 20;

class Gunzip {
 public:
  // path is the file's name in messages, packed_size all of its bytes.
  Gunzip(std::filesystem::path path, std::size_t packed_size);
  Gunzip(Gunzip&&) noexcept;
  Gunzip& operator=(Gunzip&&) noexcept;
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip();

  // Unpacks the file's next bytes to the end of out. Fails with ExitCode::input where they are
  // damaged or too much comes of them.
  Result<void> add(std::string_view packed, std::string& out);
  // After the last byte: fails where more should have come.
  Result<void> finish() const;

 private:
  struct Stream;
  std::filesystem::path path_;
  std::size_t packed_size_ = 0;
  std::size_t unpacked_ = 0;
  bool at_member_end_ = false;
  std::unique_ptr<Stream> stream_;
};

}  // namespace nail
