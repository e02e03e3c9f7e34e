// How numbers and lists are written in assessment.json; for the files that write it.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "nail/assess/assessment.h"

namespace nail {

using Json = nlohmann::ordered_json;

inline Json number(double value) { return is_known(value) ? Json(value) : Json(nullptr); }
inline Json year(int value) { return value == kNoYear ? Json(nullptr) : Json(value); }

inline Json ranged(const Ranged& r) {
  return {{"value", number(r.value)},
          {"low", number(r.low)},
          {"high", number(r.high)},
          {"range", r.kind == RangeKind::bounds ? "bounds" : "p90"}};
}

template <class T, class Make>
Json list(const std::vector<T>& items, Make make) {
  Json json = Json::array();
  for (const T& item : items) json.push_back(make(item));
  return json;
}

// The part about disruptions over time.
Json stress_json(const StressReview& review);

}  // namespace nail
