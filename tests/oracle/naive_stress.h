// The daily model written down as its page reads: every buyer's full mix spelled out, every
// shipment a record of its own, sums in plain order, days one after the other. Slow, and sharing
// nothing with src but the rows of a case.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "nail/case/load.h"

namespace nail::oracle {

struct NaiveNode {
  int product, place;
  auto operator<=>(const NaiveNode&) const = default;
};

// user: a place's number, then the blocs'; -1: outside the listed places; -2: makers nobody knows
// the place of.
struct NaiveDemand {
  int product, user, priority;
  auto operator<=>(const NaiveDemand&) const = default;
};

struct NaiveDay {
  std::map<NaiveNode, double> output;
  std::map<std::pair<NaiveNode, int>, double> stock;  // by node and number of the input
  std::map<NaiveDemand, double> demand, unmet, demand_stock;
};

class NaiveStress {
 public:
  // Values of the shares; one supply set a product and basis is assumed. observers: users.
  NaiveStress(const Case& data, const std::vector<int>& observers);

  std::vector<NaiveDay> run(const Scenario& scenario, bool ario, int days) const;

  // Weight of each final demand; and by node, of each input.
  const std::map<NaiveDemand, double>& demand_weight() const { return demand_weight_; }

 private:
  struct Flow {
    int supplier;  // a place; -1: unknown supply
    double share;
    int lead;
  };
  struct Input {
    int product;
    bool essential;
    double weight;
    std::string group;
    double use_share;
  };
  struct Use {
    int product = 0;
    int user = 0;
    int priority = 1;
    double weight = 0;
    std::vector<Flow> flows;
    double target = 0, government = 0, threshold = 0;
    std::string release;
  };
  std::vector<Input> inputs_of(int output) const;
  std::vector<Flow> flows_of(int product, int user) const;
  void set_stocks(Use& use, double used_there) const;
  int place_number(const std::string& id) const;
  int user_number(const std::string& id) const;
  std::vector<int> members(int user) const;
  bool covers(const std::string& name, int user) const;
  double ban(const Scenario& scenario, int product, int from, int user, int day) const;
  // The parts held on the way to each member of the buyer, with the day they leave.
  std::vector<std::pair<double, int>> holds(const Scenario& scenario, int product, int from,
                                            int user, int day) const;

  const Case& data_;
  int places_, products_;
  std::vector<std::vector<double>> supply_;
  std::vector<double> unknown_;
  std::map<NaiveNode, double> capacity_;
  std::map<NaiveNode, std::vector<Input>> inputs_;
  std::map<NaiveNode, std::vector<Use>> uses_;
  std::map<NaiveDemand, Use> demands_;
  std::map<NaiveDemand, double> demand_weight_;
};

}  // namespace nail::oracle
