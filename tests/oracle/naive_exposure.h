// Exposure written down as the formulas read, with every user's full mix expanded and plain
// iteration over all nodes until nothing changes: slow, and sharing no code with the solver.
#pragma once

#include <string>
#include <vector>

#include "nail/case/load.h"

namespace nail::oracle {

struct NaiveQuestion {
  std::vector<int> away;  // places taken away together
  bool unknown_lost = false;
  bool own_first = false;
  bool buildup = false;
};

class NaiveExposure {
 public:
  // Values of the shares; one supply set a product is assumed. users: the places, then BLOC.
  explicit NaiveExposure(const Case& data);

  // loss[p][user] for one question.
  std::vector<std::vector<double>> loss(const NaiveQuestion& question) const;
  // m[p][user][place]; own-first as asked for.
  std::vector<double> mix(int product, int user, bool own_first) const;
  // The largest removed share over the product and what it essentially needs.
  double world_loss(int product, const std::vector<int>& away, bool buildup) const;

  int places() const { return places_; }
  int products() const { return products_; }
  int users() const { return places_ + 1; }

 private:
  struct Input {
    int product;
    bool essential;
    double weight;
    std::string group;
  };
  std::vector<Input> inputs(int output, bool buildup) const;
  double omega(int product, int user) const;

  const Case& data_;
  int places_, products_;
  std::vector<std::vector<double>> supply_;  // [product][place]
  std::vector<double> unknown_;
  // [product][user][place], the last entry `other`
  std::vector<std::vector<std::vector<double>>> rows_;
};

}  // namespace nail::oracle
