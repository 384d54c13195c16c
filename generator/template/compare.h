#pragma once
// Comparison of values: eq and lt, from which the other four follow.

#include "generator/template/function.h"

namespace barnabas {

// A bool, or the failure that these two cannot be compared. Unless call.strict, whole and
// floating-point numbers compare by value, which Go refuses.
Value compare_equal(Call& call, const Value& a, const Value& b);
Value compare_less(Call& call, const Value& a, const Value& b);

}  // namespace barnabas
