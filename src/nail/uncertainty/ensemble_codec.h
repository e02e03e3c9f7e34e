// Draws of an ensemble as bytes: for processes that share the work, and for checkpoints.
#pragma once

#include <string>
#include <string_view>

#include "nail/base/result.h"
#include "nail/uncertainty/ensemble.h"

namespace nail {

std::string encode_draws(const EnsembleDraws& draws);
// ExitCode::internal where the bytes are not those of draws.
Result<EnsembleDraws> decode_draws(std::string_view bytes);

}  // namespace nail
