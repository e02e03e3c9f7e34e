// The cascade on a firm network written down as its page reads (methods: cascade on a firm
// network): plain lists of links, every share worked out from its definition, one loop a formula,
// sums in the order of the lists. Slow, and sharing nothing with src.
#pragma once

#include <vector>

namespace nail::oracle {

struct NaiveLink {
  int supplier, buyer;
  double value;
  int product;  // what is sold
};

// Who sells what to whom. Links may repeat a pair; they count as they stand.
struct NaiveFirms {
  int products = 0;
  std::vector<int> product;    // of each site
  std::vector<double> output;  // of each site, NaN where not given
  std::vector<NaiveLink> links;
  std::vector<std::vector<int>> necessity;  // [product sold][product of the buyer]: 0, 1, 2

  int sites() const { return static_cast<int>(product.size()); }
};

enum class NaiveRule { glpf, linear, leontief };

struct NaiveCascade {
  NaiveRule rule = NaiveRule::glpf;
  std::vector<int> market;  // of each site, -1: none; empty: no markets
  double eps = 1e-2;
  bool compat = false;
  int most_steps = 20'000;  // with compat, where a cascade can go round for ever
};

struct NaiveOutcome {
  std::vector<long double> down, up;  // losses of the sites, 0 to 1
  int iterations = 0;
};

// What a site delivers: its sales, or its output where that is more.
std::vector<double> naive_sizes(const NaiveFirms& firms);

// The cascade that starts with these losses of the sites.
NaiveOutcome naive_cascade(const NaiveFirms& firms, const NaiveCascade& question,
                           const std::vector<double>& down, const std::vector<double>& up);

}  // namespace nail::oracle
