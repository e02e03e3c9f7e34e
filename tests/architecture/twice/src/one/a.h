#pragma once
namespace nail {
struct Same {
  int number = 0;
};
}  // namespace nail
