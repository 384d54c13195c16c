#pragma once
// suggest: what somebody who mistyped a name probably meant.
//
// Used wherever people type names: commands, options, configuration keys, topics.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace barnabas {

// How many letters must be added, dropped, changed or swapped with their neighbour to turn `typed`
// into `known`; upper and lower case count as equal, and so do '_', '-' and '.'.
std::size_t edit_distance(std::string_view typed, std::string_view known);

// The candidate nearest to `typed`, the first of several equals; nothing where all are so far away
// that a guess would confuse. A candidate that begins with `typed` (three letters at least) counts
// as near.
std::optional<std::string> suggest(std::string_view typed, std::span<const std::string> known);

// " Did you mean 'orders'?", or nothing; to be put behind a message that ends with a full stop.
std::string did_you_mean(std::string_view typed, std::span<const std::string> known);

}  // namespace barnabas
