// How numbers and names read in a sentence: percentages without false precision, ranges, amounts of
// money, countries with the article English gives them, lists.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nail/case/model.h"

namespace nail {

// A share (0 to 1) as a percentage: whole from 10 % on, one decimal below and where rounding would
// make 100 % of less: `71 %`, `4.4 %`, `99.6 %`, `less than 0.1 %`.
std::string percent(double share);
// `64 to 80 %`; "" where the ends are unknown or read the same.
std::string percent_range(const Ranged& range);
// `71 % (64 to 80 %)`; `between 95 and 100 %` where only a range is known; `unknown`.
std::string percent_with_range(const Ranged& range);

// A number with its unit: `110 billion US dollars`, `2 410 000 t`, `30 years`, and shares as
// percentages. index helps where the unit is empty: names that end in _share or _reliance are
// shares.
std::string amount(double value, std::string_view unit, std::string_view index);
std::string amount_with_range(const Ranged& range, std::string_view unit, std::string_view index);
// Whether numbers of this unit and index are shares, shown as percentages.
bool is_share(std::string_view unit, std::string_view index);

// A plain number for people: at most three significant digits below 1000.
std::string plain_number(double value);

// `the United States`, `the Netherlands`, `China`.
std::string place_phrase(std::string_view name);
// `the EU27`, `NATO`, `the bloc US-minerals-partners`.
std::string bloc_phrase(std::string_view id);
// `the United States'`, `China's`.
std::string possessive(std::string_view phrase);
// A product's name inside a sentence: `lithium-ion cells`, `EUV lithography`.
std::string product_phrase(std::string_view name);
// With a capital first letter, for the start of a sentence.
std::string sentence_start(std::string_view text);
// A stage without the number that orders it: `5 cells` is `cells`.
std::string stage_phrase(std::string_view stage);
// An id as words: `semiconductors`, `home_share` is `home share`.
std::string id_phrase(std::string_view id);

// `1 product`, `12 products`; up to twelve in words at the caller's wish.
std::string count_of(std::size_t count, std::string_view one, std::string_view many);
// `one` ... `twelve`, then digits.
std::string in_words(std::size_t count);

// `a, b and c`; with semicolons where a member holds a comma. At most `most` members are named, the
// rest counted: `a, b and 7 more`.
std::string list_of(const std::vector<std::string>& members, std::size_t most = 8);
// ` [a, b]`: source ids as they stand at the end of a sentence; "" for none.
std::string cited(const std::vector<std::string>& sources);

}  // namespace nail
