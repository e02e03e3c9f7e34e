#include "nail/cascade/rank_codec.h"

#include "nail/base/byte_stream.h"

namespace nail {

std::string encode_ranks(const RankResults& results) {
  ByteWriter out;
  out.put(results.first);
  out.put(results.weights);
  out.put_all(results.esri);
  out.put_all(results.esri_down);
  out.put_all(results.esri_up);
  out.put_all(results.iterations);
  const RankCounts& counts = results.counts;
  for (const std::uint64_t count :
       {counts.shocks, counts.batched_shocks, counts.whole_shocks, counts.down_links,
        counts.up_links, counts.refined, counts.given_up}) {
    out.put(count);
  }
  out.put_all(counts.reached);
  for (const double seconds :
       {counts.seconds_down, counts.seconds_stop, counts.seconds_up, counts.seconds_combine}) {
    out.put(seconds);
  }
  return out.take();
}

Result<RankResults> decode_ranks(std::string_view bytes) {
  ByteReader in(bytes);
  RankResults results;
  in.get(results.first);
  in.get(results.weights);
  in.get_all(results.esri);
  in.get_all(results.esri_down);
  in.get_all(results.esri_up);
  in.get_all(results.iterations);
  RankCounts& counts = results.counts;
  for (std::uint64_t* count :
       {&counts.shocks, &counts.batched_shocks, &counts.whole_shocks, &counts.down_links,
        &counts.up_links, &counts.refined, &counts.given_up}) {
    in.get(*count);
  }
  in.get_all(counts.reached);
  for (double* seconds :
       {&counts.seconds_down, &counts.seconds_stop, &counts.seconds_up, &counts.seconds_combine}) {
    in.get(*seconds);
  }
  const std::size_t values = results.iterations.size() * results.weights;
  if (!in.is_done() || results.esri.size() != values || results.esri_down.size() != values ||
      results.esri_up.size() != values) {
    return fail(ExitCode::internal, "results of a range of shocks do not read back");
  }
  return results;
}

}  // namespace nail
