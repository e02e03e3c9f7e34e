#include "nail/uncertainty/ensemble_codec.h"

#include "nail/base/byte_stream.h"

namespace nail {

std::string encode_draws(const EnsembleDraws& draws) {
  ByteWriter out;
  out.put(draws.first);
  out.put_all(draws.years);
  return out.take();
}

Result<EnsembleDraws> decode_draws(std::string_view bytes) {
  ByteReader in(bytes);
  EnsembleDraws draws;
  in.get(draws.first);
  in.get_all(draws.years);
  if (!in.is_done()) return fail(ExitCode::internal, "draws of an ensemble do not read back");
  return draws;
}

}  // namespace nail
