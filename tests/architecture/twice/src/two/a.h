#pragma once
namespace nail {
struct Other;
struct Same final {
  double number = 0;
};
namespace inner {
struct Same {};
}  // namespace inner
}  // namespace nail
