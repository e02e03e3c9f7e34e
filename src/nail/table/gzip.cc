#include "nail/table/gzip.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <zlib.h>

#include "nail/base/text.h"

namespace nail {
namespace {

tl::unexpected<Error> broken(const std::filesystem::path& path, std::string_view why) {
  return fail(ExitCode::input, fmt::format("{} is not a whole gzip file ({}); pack it again",
                                           printable(path.string()), why));
}

}  // namespace

struct Gunzip::Stream {
  z_stream z{};
  bool is_ready = inflateInit2(&z, 15 + 16) == Z_OK;
  std::array<char, 1 << 18> block{};
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { inflateEnd(&z); }
};

Gunzip::Gunzip(std::filesystem::path path, std::size_t packed_size)
    : path_(std::move(path)), packed_size_(packed_size), stream_(std::make_unique<Stream>()) {}
Gunzip::Gunzip(Gunzip&&) noexcept = default;
Gunzip& Gunzip::operator=(Gunzip&&) noexcept = default;
Gunzip::~Gunzip() = default;

Result<void> Gunzip::add(std::string_view packed, std::string& out) {
  if (!stream_->is_ready) return fail(ExitCode::internal, "zlib could not be started");
  z_stream& z = stream_->z;
  while (true) {
    if (z.avail_in == 0) {
      if (packed.empty() && z.avail_out != 0) return {};
      const std::size_t some = std::min<std::size_t>(packed.size(), 1U << 30);
      z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
      z.avail_in = static_cast<uInt>(some);
      packed.remove_prefix(some);
    }
    // A .gz may hold several members one after another.
    if (at_member_end_ && z.avail_in == 0 && packed.empty()) return {};
    if (at_member_end_ && inflateReset(&z) != Z_OK) return broken(path_, "its data are damaged");
    at_member_end_ = false;
    z.next_out = reinterpret_cast<Bytef*>(stream_->block.data());
    z.avail_out = static_cast<uInt>(stream_->block.size());
    const int state = inflate(&z, Z_NO_FLUSH);
    const std::size_t got = stream_->block.size() - z.avail_out;
    out.append(stream_->block.data(), got);
    unpacked_ += got;
    if (unpacked_ > kMostUnpackedBytes) return broken(path_, "it unpacks to more than 16 GiB");
    if (unpacked_ > kHarmlessUnpackedBytes && unpacked_ / kMostUnpackedRatio > packed_size_) {
      return fail(ExitCode::input,
                  fmt::format("{} unpacks to more than {} times its size, as no table does; give "
                              "the table as it is",
                              printable(path_.string()), kMostUnpackedRatio));
    }
    if (state == Z_STREAM_END) {
      at_member_end_ = true;
      z.avail_out = 1;  // nothing is held back
    } else if (state == Z_BUF_ERROR) {
      return {};  // it wants more
    } else if (state != Z_OK) {
      return broken(path_, "its data are damaged");
    }
  }
}

Result<void> Gunzip::finish() const {
  if (!at_member_end_) return broken(path_, "it ends early");
  return {};
}

}  // namespace nail
