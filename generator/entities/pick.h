#pragma once
// Picking an entity of a type: which one, by a policy that is written as a text.
//
//   uniform        any of them, all alike (where nothing is said)
//   zipf, zipf 1.2 few often, many seldom; the ones made first are the popular ones
//   recent 10      one of the ten made last
//   round robin    one after the other, and again from the first
//   once           any that was not picked before: without replacement
//   by FIELD       by weights in a field of theirs, a number
//
// What round robin and once remember belongs to one emitter.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/entities/entity_type.h"
#include "generator/template/random.h"
#include "protocol/base/result.h"

namespace barnabas {

struct PickPolicy {
  enum class Kind : std::uint8_t { Uniform, Zipf, Recent, RoundRobin, Once, By };
  Kind kind = Kind::Uniform;
  double exponent = 1;       // Zipf
  std::uint64_t count = 10;  // Recent
  std::string field;         // By
};

// An error says which policies there are.
Result<PickPolicy> parse_pick_policy(std::string_view text);

// What an emitter remembers of its picks of one type.
struct PickCursor {
  std::uint64_t next = 0;             // RoundRobin: the number to go on from
  std::uint64_t seen = 0;             // Once: numbers below were looked at
  std::vector<std::uint64_t> unused;  // Once: and these of them not picked yet
};

// The number of an entity, or nothing: there is none (left, or with a weight).
std::optional<std::uint64_t> pick_entity(EntityType& type, const PickPolicy& policy,
                                         PickCursor& cursor, Random& random);

// How many a pick can fall on.
std::size_t count_pickable(const EntityType& type, const PickPolicy& policy, PickCursor& cursor);

}  // namespace barnabas
