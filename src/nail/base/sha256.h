// SHA-256, for the content hash of a case and of the tables it writes.
#pragma once

#include <string>
#include <string_view>

namespace nail {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace nail
