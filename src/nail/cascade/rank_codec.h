// Results of a range of shocks as bytes: for processes that share the work, and for checkpoints.
#pragma once

#include <string>
#include <string_view>

#include "nail/base/result.h"
#include "nail/cascade/rank.h"

namespace nail {

std::string encode_ranks(const RankResults& results);
// ExitCode::internal where the bytes are not those of such a range.
Result<RankResults> decode_ranks(std::string_view bytes);

}  // namespace nail
