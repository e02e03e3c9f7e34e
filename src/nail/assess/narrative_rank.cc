// The sentences of a report on systemic importance.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nail/assess/rank_review.h"
#include "nail/assess/words.h"
#include "nail/base/text.h"

namespace nail {
namespace {

constexpr std::uint64_t kPlateau = 5;  // sites that make one

std::string thousands(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string none_or(std::uint64_t count) { return count == 0 ? "none" : thousands(count); }

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", thousands(count), count == 1 ? one : many);
}

// What is counted: `all sites' size`, or the weight's name.
std::string whole_phrase(const RankReview& review) {
  return review.weight_name == "size" ? std::string("all sites' size")
                                      : fmt::format("all {}", id_phrase(review.weight_name));
}

// Per cent with two digits also where the part is tiny, as most sites are of an economy.
std::string fine_percent(double part) {
  if (!(part > 0) || part >= 0.001) return percent(part);
  const int decimals = 1 - static_cast<int>(std::floor(std::log10(100 * part)));
  return decimals > 9 ? percent(part) : fmt::format("{:.{}f} %", 100 * part, decimals);
}

std::string rule_name(CascadeRule rule) {
  return rule == CascadeRule::linear     ? "linear"
         : rule == CascadeRule::leontief ? "Leontief"
                                         : "generalised Leontief";
}

std::string rule_sentence(CascadeRule rule) {
  switch (rule) {
    case CascadeRule::linear:
      return "Every input counts by its part of all purchases of its buyer.";
    case CascadeRule::leontief:
      return "Every kind of input limits what its buyer makes.";
    case CascadeRule::glpf:
      break;
  }
  return "Essential inputs limit what a buyer makes, important ones count by their part of all its "
         "purchases, optional ones pass nothing on.";
}

std::string market_sentence(const CascadeOptions& how) {
  if (how.market == "none") return "Nobody stands in for a site that fails.";
  return fmt::format("{} stand in for each other, as far as what they still deliver goes.",
                     how.market == "product"
                         ? std::string("Sites that make one product")
                         : fmt::format("Sites with the same {}", id_phrase(how.market)));
}

std::string stop_words(const RankRun& run) {
  const CascadeOptions& how = run.system.options;
  std::string words = how.converged ? "the fixed point" : fmt::format("{} a step", how.eps);
  if (run.results.counts.given_up > 0) {
    words += fmt::format("; {} of {} shocks were ended before", run.results.counts.given_up,
                         run.results.count());
  }
  return words;
}

std::string counts_words(const RankRun& run, const RankReview& review) {
  const std::string first = review.weight_name == "size" ? "size" : id_phrase(review.weight_name);
  const std::size_t weights = run.system.weight_names.size();
  return weights > 1 ? fmt::format("{}, the first of {} weights", first, weights) : first;
}

std::string lead_of(const RankReview& review) {
  if (review.rows.empty()) return "There is no shock to rank.";
  const RankRow& first = review.rows.front();
  std::string text = fmt::format(
      "{} takes {} of {} with it, and is {} by itself.",
      review.is_single_failures ? "The failure of " + first.shock : "The shock " + first.shock,
      fine_percent(first.esri), whole_phrase(review), fine_percent(first.own));
  const std::string_view one = review.is_single_failures ? "site" : "shock";
  const std::string_view many = review.is_single_failures ? "sites" : "shocks";
  if (review.ranked > 1) {
    text += fmt::format(
        " Of {}, {} would take a tenth or more, {} a hundredth or more; the one in "
        "the middle takes {}.",
        counted(review.ranked, one, many), none_or(review.above_tenth),
        none_or(review.above_hundredth), fine_percent(review.median));
  }
  return text;
}

std::vector<std::string> findings_of(const RankReview& review) {
  std::vector<std::string> out;
  if (review.ranked < 2 || review.rows.empty()) return out;
  const std::string_view one = review.is_single_failures ? "site" : "shock";
  const std::string_view many = review.is_single_failures ? "sites" : "shocks";
  if (review.plateau >= kPlateau) {
    out.push_back(fmt::format(
        "The {} {} at the head take within a tenth of the same. Such a plateau forms where a few "
        "sites that many depend on are reached whichever of them fails first.",
        thousands(review.plateau), many));
  }
  const std::uint64_t hundredth = (review.ranked + 99) / 100;
  out.push_back(fmt::format(
      "The {} of the sum of all indices.",
      hundredth == 1
          ? fmt::format("{} with the largest index holds {}", one, percent(review.top_share))
          : fmt::format("{} {} with the largest index hold {}", thousands(hundredth), many,
                        percent(review.top_share))));
  out.push_back(fmt::format(
      "Among the {} listed below, losses weigh more from suppliers to buyers for {}, and from "
      "buyers to suppliers for the others.",
      thousands(review.rows.size()), percent(review.mostly_down)));
  return out;
}

std::vector<std::string> method_of(const RankRun& run, const RankReview& review) {
  const CascadeOptions& how = run.system.options;
  std::vector<std::string> out;
  out.push_back(fmt::format(
      "A site that fails stops delivering and buying for good. Losses then pass step by step: from "
      "a supplier to its buyers, by how much they need what it sells, and from a buyer to its "
      "suppliers, by its part of their sales. A site's loss is the larger of the two; the index is "
      "the part of {} that is lost, the failing site included (Diem, Borsos, Reisch, Kertész, "
      "Thurner 2022).",
      whole_phrase(review)));
  if (const auto& names = run.system.weight_names; names.size() > 1) {
    std::vector<std::string> others;
    for (std::size_t w = 1; w < names.size(); ++w) others.push_back(id_phrase(names[w]));
    out.push_back(fmt::format(
        "The run counted by several weights: this page speaks of {}, the first of them; the table "
        "of the run has {} too.",
        id_phrase(names[0]), join_words(others)));
  }
  out.push_back(rule_sentence(how.rule) + " " + market_sentence(how) +
                " Nobody draws on stocks or looks for new suppliers otherwise, and nothing "
                "recovers: the index "
                "orders sites by what depends on them, it does not forecast a crisis.");
  if (how.converged) {
    out.push_back("Losses are those of the fixed point, to which the steps tend.");
  } else {
    out.push_back(fmt::format(
        "A cascade stops after the step in which no loss grows by more than {}. This is a "
        "parameter "
        "of the model: smaller values give larger losses, so that indices compare only where it is "
        "the same.",
        how.eps));
  }
  if (run.results.counts.given_up > 0) {
    out.push_back(fmt::format(
        "{} of {} shocks were ended before they came to that: their losses are other than those of "
        "the end.",
        run.results.counts.given_up, run.results.count()));
  }
  if (how.compat) {
    out.push_back("Markets without output are treated as in the published implementation.");
  }
  const FirmNetwork& network = run.network;
  if (network.unclassed_links > 0 && how.rule == CascadeRule::glpf) {
    out.push_back(
        counted(network.unclassed_links,
                "link joins products without a class of their own and takes the default.",
                "links join products without a class of their own and take the default."));
  }
  if (network.repeated_links > 0) {
    out.push_back(counted(network.repeated_links, "row of links repeated a pair and was added up.",
                          "rows of links repeated a pair and were added up."));
  }
  if (network.self_links > 0) {
    out.push_back(counted(network.self_links, "link of a site with itself is kept.",
                          "links of a site with itself are kept."));
  }
  if (run.kind == CaseKind::products) {
    out.push_back(
        "A site is a product made at a place. Who sells what to whom follows from shares of "
        "supply, "
        "recipes and sourcing. Unless all products have a price and a quantity, the world's supply "
        "of each counts the same. What is not sold on goes to final demand.");
  } else if (run.kind == CaseKind::io) {
    out.push_back("A site is a sector of the table, and every input of it is important.");
  }
  out.push_back(
      "The way of a loss leads from the site that fails to the one whose loss weighs most; at each "
      "step stands the partner that contributes most.");
  return out;
}

}  // namespace

void say_rank(const RankRun& run, RankReview& review) {
  const FirmNetwork& network = run.network;
  const CascadeOptions& how = run.system.options;
  const std::string name = run.case_title.empty() ? run.case_name : run.case_title;
  review.title = fmt::format("Systemic importance in {}", name);
  review.lead = lead_of(review);
  review.findings = findings_of(review);
  review.method = method_of(run, review);
  review.facts = {
      {"Sites", thousands(network.site_count())},
      {"Links", thousands(network.link_count())},
      {"Products", thousands(network.products.size())},
      {"Shocks", thousands(review.ranked)},
      {"Rule", rule_name(how.rule)},
      {"Markets",
       how.market == "none" || how.market == "product" ? how.market : id_phrase(how.market)},
      {"Stops at", stop_words(run)},
      {"Counts", counts_words(run, review)},
      {"Content", run.case_hash.substr(0, 16)},
      {"Version", run.version}};
  const std::string_view many = review.is_single_failures ? "sites" : "shocks";
  review.profile_caption = fmt::format(
      "Index against rank, both on logarithmic scales. Each line orders the {} by its own value; "
      "the gap between a site's own weight and its index is what others lose.",
      many);
  review.iterations_caption =
      fmt::format("How many steps the cascades took, and how many {} took so many.", many);
  review.heat_caption = fmt::format(
      "What part of each product the {} with the largest index take: the products that lose most.",
      many);
  review.rows_caption =
      review.rows.size() == 1
          ? fmt::format("The {} and the way its losses take.",
                        review.is_single_failures ? "site" : "shock")
          : fmt::format("The {} {} with the largest index, and the way their losses take.",
                        thousands(review.rows.size()), many);
}

}  // namespace nail
