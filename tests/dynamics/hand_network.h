// Small stress networks made by hand, so that the numbers of a test can be worked out on paper.
#pragma once

#include <string>
#include <vector>

#include "nail/network/stress_network.h"

namespace nail {

// Products and places by number. Add products, then nodes, mixes and demands product by product in
// order, then call finish().
class HandNetwork {
 public:
  HandNetwork(std::size_t places, std::size_t products) {
    base_.places = base_.users = places;
    base_.products = products;
    recipes_.resize(products);
    for (std::size_t d = 0; d < places; ++d) network_.all_places.emplace_back(d);
  }

  // Becomes the user after the places.
  void add_bloc(const std::vector<std::size_t>& members) {
    Bloc bloc;
    for (const std::size_t d : members) bloc.members.emplace_back(d);
    data_.blocs.push_back(bloc);
    ++base_.users;
  }
  // Gives the places the ids d0, d1, ... and the products p0, p1, ...
  void name_all() {
    for (std::size_t d = 0; d < base_.places; ++d) {
      data_.places.emplace_back().id = "d" + std::to_string(d);
    }
    for (std::size_t p = 0; p < base_.products; ++p) {
      data_.products.emplace_back().id = "p" + std::to_string(p);
    }
  }
  // As if the case had a row of the table demand.
  void state_demand(std::size_t product, std::size_t place) {
    DemandRow row;
    row.product = ProductId(product);
    row.place = PlaceId(place);
    data_.demand.push_back(row);
  }

  void input(std::size_t output, std::size_t product, Necessity necessity = Necessity::essential,
             double weight = 0, int group = -1) {
    RecipeInput in{ProductId(product), necessity, weight, 0};
    auto& list = recipes_[output];
    in.group = group >= 0 ? static_cast<std::uint32_t>(group)
                          : static_cast<std::uint32_t>(100 + list.size());
    list.push_back(in);
  }
  void node(std::size_t product, std::size_t place, double share, double capacity = 1) {
    network_.nodes.push_back({ProductId(product), PlaceId(place), share, capacity, kUnknown});
  }
  struct Link {
    std::size_t supplier;  // place
    double share;
    std::uint32_t lead;
  };
  void mix(std::size_t product, std::size_t place, const std::vector<Link>& links) {
    mixes_.push_back({product, place, links});
  }
  // place -1: outside the listed places.
  void demand(std::size_t product, int place, double weight, int priority = 1) {
    StressUse use;
    use.product = ProductId(product);
    use.buyer = place < 0 ? UserId{} : UserId(static_cast<std::size_t>(place));
    use.weight = weight;
    use.priority = priority;
    demands_.push_back(use);
  }

  // use_share: of every input; the stocks of all uses.
  void finish(double use_share = 1, double stock_days = 0) {
    base_.data = &data_;
    network_.base = &base_;
    base_.flow_begin.push_back(0);
    for (const auto& list : recipes_) {
      base_.flow_inputs.insert(base_.flow_inputs.end(), list.begin(), list.end());
      base_.flow_begin.push_back(static_cast<std::uint32_t>(base_.flow_inputs.size()));
    }
    network_.unknown.assign(base_.products, 1);
    network_.node_begin.assign(base_.products + 1, 0);
    for (const StressNode& node : network_.nodes) {
      ++network_.node_begin[node.product.index() + 1];
      network_.unknown[node.product.index()] -= node.share;
    }
    network_.mix_begin.assign(base_.products + 1, 0);
    for (const Mix& mix : mixes_) ++network_.mix_begin[mix.product + 1];
    for (std::size_t p = 0; p < base_.products; ++p) {
      network_.node_begin[p + 1] += network_.node_begin[p];
      network_.mix_begin[p + 1] += network_.mix_begin[p];
    }
    for (const Mix& mix : mixes_) {
      StressMix out{ProductId(mix.product), UserId(mix.place), 1,
                    static_cast<std::uint32_t>(network_.links.size()), 0};
      for (const Link& link : mix.links) {
        network_.links.push_back({network_.node(ProductId(mix.product), PlaceId(link.supplier)),
                                  link.share, link.lead, kUnknown});
        out.pooled -= link.share;
      }
      out.end = static_cast<std::uint32_t>(network_.links.size());
      network_.mixes.push_back(out);
    }
    network_.use_begin.push_back(0);
    for (const StressNode& node : network_.nodes) {
      for (const RecipeInput& input : recipes_[node.product.index()]) {
        StressUse use;
        use.product = input.product;
        use.buyer = UserId(node.place.index());
        use.weight = use_share * node.share;
        add(use, stock_days);
      }
      network_.use_begin.push_back(static_cast<std::uint32_t>(network_.uses.size()));
    }
    network_.first_demand = network_.uses.size();
    for (const StressUse& use : demands_) add(use, stock_days);
  }

  StressNetwork& operator*() { return network_; }
  StressNetwork* operator->() { return &network_; }
  NodeId node_at(std::size_t product, std::size_t place) const {
    return network_.node(ProductId(product), PlaceId(place));
  }

 private:
  struct Mix {
    std::size_t product, place;
    std::vector<Link> links;
  };
  void add(StressUse use, double stock_days) {
    use.stock_days = stock_days;
    for (std::size_t m = 0; m < mixes_.size(); ++m) {
      if (ProductId(mixes_[m].product) == use.product && UserId(mixes_[m].place) == use.buyer) {
        use.mix = static_cast<std::uint32_t>(m);
      }
    }
    network_.uses.push_back(use);
  }

  Case data_;
  ProductNetwork base_;
  std::vector<std::vector<RecipeInput>> recipes_;
  std::vector<Mix> mixes_;
  std::vector<StressUse> demands_;
  StressNetwork network_;
};

}  // namespace nail
