#include "nail/assess/could_expand.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "nail/assess/words.h"
#include "nail/base/text.h"

namespace nail {
namespace {

struct Line {
  int nearness = 2;  // 0 home, 1 ally, 2 other
  double size = 0;
  std::string place, text;
};

std::string year_in(int year) { return year == kNoYear ? "" : fmt::format(" in {}", year); }

}  // namespace

bool is_announced(std::string_view status) {
  std::string low(status);
  std::transform(low.begin(), low.end(), low.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const std::string_view word :
       {"announced", "planned", "construction", "being built", "permitted"}) {
    if (low.find(word) != std::string::npos) return true;
  }
  return false;
}

Expansions::Expansions(const Lookup& lookup)
    : lookup_(lookup), utilised_(lookup.data.products.size()) {
  for (const SupplyRow& row : lookup.data.supply) {
    if (!row.product || !row.place || !is_known(row.utilisation)) continue;
    if (row.lens == Lens::site && row.utilisation < 1)
      utilised_[row.product.index()].push_back(&row);
  }
}

std::vector<std::string> Expansions::of(ProductId product) const {
  const Lookup& look = lookup_;
  const Case& data = look.data;
  std::vector<Line> lines;
  const auto nearness = [&](PlaceId place) {
    return look.is_home(place) ? 0 : look.is_ally(place) ? 1 : 2;
  };
  const auto who = [&](PlaceId place) {
    const std::string name = sentence_start(look.name(place));
    return look.is_ally(place) && !look.is_home(place) ? name + " (an ally)" : name;
  };
  const auto add = [&](PlaceId place, double size, std::string text) {
    lines.push_back({nearness(place), size, data[place].id, std::move(text)});
  };
  const auto source_of = [&](const ShareSet& set) {
    return set.source ? std::vector<std::string>{data[set.source].id} : std::vector<std::string>{};
  };

  const ShareSet* made = look.sets.latest(product, Lens::site, Basis::production);
  const ShareSet* capacity = look.sets.latest(product, Lens::site, Basis::capacity);
  if (made != nullptr && capacity != nullptr) {
    for (const SetShare& entry : capacity->shares) {
      const double share = Lookup::share_in(*made, entry.place);
      if (made->is_quantity && capacity->is_quantity) {
        const double can = entry.share.value * capacity->total_quantity;
        const double does = (is_known(share) ? share : 0) * made->total_quantity;
        if (!(can > 1.05 * does) || made->total_quantity <= 0) continue;
        const double spare = (can - does) / made->total_quantity;
        if (spare < 0.005) continue;
        auto sources = source_of(*capacity);
        for (const std::string& id : source_of(*made)) add_source(sources, id);
        add(entry.place, spare,
            fmt::format(
                "{} could make {} more than it does, {} of world production (capacity{}){}.",
                who(entry.place),
                does > 0 ? percent(can / does - 1) : amount(can, data[product].unit, ""),
                percent(spare),
                capacity->year == kNoYear ? "" : fmt::format(" of {}", capacity->year),
                cited(sources)));
      } else if (is_known(share) && entry.share.value > share + kShareAbove) {
        auto sources = source_of(*capacity);
        for (const std::string& id : source_of(*made)) add_source(sources, id);
        add(entry.place, entry.share.value - share,
            fmt::format("{} holds {} of world capacity{} and makes {} of world production{}{}.",
                        who(entry.place), percent(entry.share.value), year_in(capacity->year),
                        percent(share), year_in(made->year), cited(sources)));
      }
    }
  }
  // The latest row of each place that says how far its capacity is used.
  std::map<PlaceId, const SupplyRow*> utilised;
  for (const SupplyRow* row : utilised_[product.index()]) {
    const SupplyRow*& best = utilised[row->place];
    if (best == nullptr || std::make_tuple(row->from.year, -row->utilisation) >
                               std::make_tuple(best->from.year, -best->utilisation)) {
      best = row;
    }
  }
  for (const auto& [place, row] : utilised) {
    const double share = made != nullptr ? Lookup::share_in(*made, place) : kUnknown;
    add(place, (1 - row->utilisation) * (is_known(share) ? share : 0.1),
        fmt::format("{} uses {} of its capacity{}{}.", who(place), percent(row->utilisation),
                    year_in(row->from.year),
                    row->from.source ? cited({data[row->from.source].id}) : ""));
  }
  if (const ShareSet* reserves = look.sets.latest(product, Lens::site, Basis::reserves);
      reserves != nullptr && made != nullptr) {
    for (const SetShare& entry : reserves->shares) {
      const double known = Lookup::share_in(*made, entry.place);
      const double share = is_known(known) ? known : 0;
      if (entry.share.value < share + kShareAbove) continue;
      auto sources = source_of(*reserves);
      for (const std::string& id : source_of(*made)) add_source(sources, id);
      add(entry.place, 0.5 * (entry.share.value - share),
          fmt::format("{} holds {} of known reserves and {} of production{}{}.", who(entry.place),
                      percent(entry.share.value), percent(share), year_in(made->year),
                      cited(sources)));
    }
  }
  // Announced sites of a place and status in one sentence.
  struct Sites {
    std::size_t count = 0;
    std::vector<std::string> organisations, sources;
    std::string first;  // the earliest start
  };
  std::map<std::pair<PlaceId, std::string>, Sites> announced;
  for (const Facility* site : look.facilities[product.index()]) {
    if (!site->place || !is_announced(site->status)) continue;
    Sites& sites = announced[{site->place, site->status}];
    ++sites.count;
    add_source(sites.organisations, site->organisation);
    if (site->from.source) add_source(sites.sources, data[site->from.source].id);
    const std::string& start = site->online_date;
    if (!start.empty() && (sites.first.empty() || start < sites.first)) sites.first = start;
  }
  for (const auto& [key, sites] : announced) {
    add(key.first, 0.05 * static_cast<double>(sites.count),
        fmt::format("{}: {} {}{}{}{}.", who(key.first),
                    count_of(sites.count, "site is", "sites are"), key.second,
                    sites.first.empty() ? "" : ", the first to start in " + sites.first,
                    sites.organisations.empty() ? "" : ": " + list_of(sites.organisations, 4),
                    cited(sites.sources)));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::tie(a.nearness, b.size, a.place, a.text) <
           std::tie(b.nearness, a.size, b.place, b.text);
  });
  std::vector<std::string> out;
  for (Line& line : lines) {
    if (out.size() == kMostExpansions) break;
    out.push_back(std::move(line.text));
  }
  return out;
}

}  // namespace nail
