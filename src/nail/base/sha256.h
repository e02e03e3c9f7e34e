// SHA-256, for the content hash of a case and of the tables it writes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace nail {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The same over bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void add(std::string_view bytes);
  // Of all that was added; nothing can be added after it.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nail
