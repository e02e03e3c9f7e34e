// RFC 4180 in the plainest way: one character after the other, one state, no positions. For
// well-formed texts with LF or CRLF; blank lines are no rows.
#pragma once

#include <string>
#include <vector>

namespace nail::oracle {

std::vector<std::vector<std::string>> parse_csv(const std::string& text);

}  // namespace nail::oracle
