#pragma once
// Misfit: where a value does not fit its schema, and what was expected there.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "generator/schemas/json.h"

namespace barnabas {

struct Misfit {
  std::string place;  // "orderlines[0].quantity"; "" is the value itself
  std::string what;   // "expected int, found \"many\""

  std::string text() const {
    return place.empty() ? what : fmt::format("field '{}': {}", place, what);
  }
};

using Fit = tl::expected<void, Misfit>;

inline tl::unexpected<Misfit> misfit(std::string what) {
  return tl::unexpected<Misfit>(Misfit{.place = {}, .what = std::move(what)});
}
inline tl::unexpected<Misfit> unexpected_value(std::string_view wanted, const JsonValue& found) {
  return misfit(fmt::format("expected {}, found {}", wanted, excerpt(found)));
}

// The same misfit as seen from one level above.
inline tl::unexpected<Misfit> in_field(std::string_view name, Misfit inner) {
  const bool joined = inner.place.empty() || inner.place[0] == '[';
  inner.place = std::string(name) + (joined ? "" : ".") + inner.place;
  return tl::unexpected<Misfit>(std::move(inner));
}
inline tl::unexpected<Misfit> in_item(std::size_t index, Misfit inner) {
  return in_field(fmt::format("[{}]", index), std::move(inner));
}

}  // namespace barnabas
