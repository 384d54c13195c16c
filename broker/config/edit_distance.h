#pragma once
// edit_distance: how many letters one must insert, drop, change or swap to make one word another;
// what suggestions for misspelt names go by.

#include <string_view>

namespace barnabas {

std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace barnabas
