#include <cmath>

#include <fmt/format.h>

#include "nail/assess/narrative.h"
#include "nail/base/text.h"

namespace nail {
namespace {

std::string place_or_bloc(const Case& data, const std::string& id) {
  if (const PlaceId place = data.find_place(id)) return place_phrase(data[place].name);
  if (data.find_bloc(id)) return bloc_phrase(id);
  return id;
}

// What an index counts, in a few words.
std::string meaning(const Lookup& lookup, const Evidence& e) {
  const std::string place = e.place.empty() ? "" : place_or_bloc(lookup.data, e.place);
  const std::string seat = e.seat.empty() ? "" : place_or_bloc(lookup.data, e.seat);
  if (e.reported) {
    return fmt::format("the published figure '{}'{}", e.index, place.empty() ? "" : " of " + place);
  }
  if (e.index == "import_reliance") {
    return fmt::format("import reliance: {} net imports from all places together",
                       possessive(seat));
  }
  if (e.index == "import_share") {
    return fmt::format("import share: what {} gets from all other places together", seat);
  }
  if (e.index == "exposure_direct") {
    return fmt::format("direct exposure: what {} gets straight from {}", seat, place);
  }
  if (e.index == "exposure_any_tier") {
    return fmt::format("exposure through every tier: what {} would lose without {}", seat, place);
  }
  if (e.index == "exposure_rerouted") {
    return fmt::format(
        "rerouted exposure: what would be missing in {} without {} if the rest of "
        "the world's supply were shared out",
        seat, place);
  }
  if (e.index == "exposure_buildup") {
    return fmt::format("exposure of new capacity: what {} could not build without {}", seat, place);
  }
  if (e.lens == "owner") {
    return fmt::format(
        "{} share of world {} by where the makers are headquartered, not by where "
        "it is made",
        possessive(place), e.basis.empty() ? "supply" : e.basis);
  }
  if (e.index == "home_share") {
    return fmt::format("{} share of world {}, by where it is made", possessive(place),
                       e.basis.empty() ? "supply" : e.basis);
  }
  return fmt::format("{}{}", id_phrase(e.index), seat.empty() ? "" : " of " + seat);
}

std::string number(const Evidence& e) { return amount_with_range(e.value, e.unit, e.index); }

std::string year_of(const Evidence& e) {
  return e.year == kNoYear ? "" : fmt::format(", {}", e.year);
}

}  // namespace

std::string say_claim(const Lookup& lookup, const ClaimVerdict& said, const std::string& verdict) {
  const Claim& claim = *said.claim;
  std::string text;
  const auto stated_as = [&](const Evidence& e) { return amount(claim.stated, e.unit, e.index); };
  if (verdict == "not_checkable") {
    const bool computable =
        find_index_kind(claim.index) != nullptr || claim.index.starts_with("exposure_");
    text = fmt::format(
        "Not checkable: {}.",
        !said.missing.empty() ? fmt::format("{}: {}", id_phrase(claim.index), said.missing)
        : computable          ? fmt::format("the data do not allow {}", id_phrase(claim.index))
                              : fmt::format("'{}' is neither computed nor reported; a row of the "
                                                     "table reported would allow it",
                                            claim.index));
  } else {
    const Evidence& e = *said.right;
    if (verdict == "supported") {
      text = fmt::format("{} is {}{}{}; {} was stated.", sentence_start(meaning(lookup, e)),
                         number(e), year_of(e), cited(e.sources), stated_as(e));
    } else {
      text = fmt::format("The right figure is {}{} ({}){}; {} was stated.", number(e), year_of(e),
                         meaning(lookup, e), cited(e.sources), stated_as(e));
    }
    if (said.powers_of_ten != 0) {
      const int k = said.powers_of_ten;
      static constexpr const char* kTimes[] = {"", "ten", "a hundred", "a thousand"};
      text += fmt::format(" What is stated is {} times too {}: a slip of {} in the decimal point.",
                          kTimes[std::abs(k)], k < 0 ? "low" : "high",
                          std::abs(k) == 1
                              ? "one place"
                              : in_words(static_cast<std::size_t>(std::abs(k))) + " places");
      if (k == 2 && is_share(e.unit, e.index)) {
        text += " It looks like a percentage where a share from 0 to 1 is meant.";
      }
    }
  }
  if (!said.confused.empty()) {
    std::vector<std::string> fits;
    for (const Evidence& e : said.confused) {
      fits.push_back(
          fmt::format("{} ({}{}){}", meaning(lookup, e), number(e), year_of(e), cited(e.sources)));
    }
    text +=
        fmt::format(" {} fits another number: {}.",
                    amount(claim.stated, said.confused.front().unit, said.confused.front().index),
                    fits.size() == 1 ? fits[0] : fits[0] + "; or " + fits[1]);
    text = sentence_start(text);
  }
  if (!said.rest.empty()) {
    const Evidence& e = said.rest.front();
    text += fmt::format(" The other part, {}, fits another number: {} ({}{}){}.",
                        amount(1 - claim.stated, e.unit, e.index), meaning(lookup, e), number(e),
                        year_of(e), cited(e.sources));
  }
  return text;
}

}  // namespace nail
