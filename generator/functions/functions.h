#pragma once
// The functions that make data, by category: one file each, one table each.

#include <span>

#include "generator/template/function.h"

namespace barnabas {

std::span<const Function> address_functions();
std::span<const Function> context_functions();
std::span<const Function> distribution_functions();
std::span<const Function> entity_functions();
std::span<const Function> finance_functions();
std::span<const Function> geo_functions();
std::span<const Function> identifier_functions();
std::span<const Function> markov_functions();
std::span<const Function> math_functions();
std::span<const Function> network_functions();
std::span<const Function> people_functions();
std::span<const Function> phone_functions();
std::span<const Function> security_functions();
std::span<const Function> set_functions();
std::span<const Function> text_functions();
std::span<const Function> time_functions();
std::span<const Function> utility_functions();

// Go's functions, and all of ours.
FunctionTable all_functions();

}  // namespace barnabas
