#pragma once
// Corruption: a value that is damaged as values are.

#include <string>
#include <string_view>

#include "generator/template/random.h"

namespace barnabas {

// One of three damages: the end is cut off; a bit is turned over; a number or a text of the JSON
// becomes the other one. Never the same as before. REQUIRES: not empty.
std::string corrupted(std::string_view value, Random& random);

}  // namespace barnabas
