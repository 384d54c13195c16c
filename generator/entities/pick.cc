#include "generator/entities/pick.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "generator/entities/zipf.h"

namespace barnabas {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end;
}

// A number behind the word, or none.
template <class Number>
bool read_optional(std::string_view rest, Number& number) {
  return rest.empty() || (rest.front() == ' ' && read_number(rest.substr(1), number));
}

using Places = std::span<const EntityType::Place>;

// Draws places until one has an entity: gaps are never more than half, but for a few.
template <class Draw>
std::uint64_t draw_place(Places places, Draw draw) {
  while (true) {
    const auto& place = places[draw()];
    if (place.slot != EntityType::Place::gap) return place.number;
  }
}

std::uint64_t draw_recent(Places places, std::uint64_t count, Random& random) {
  std::size_t first = places.size();
  std::uint64_t found = 0;
  while (first > 0 && found < count) {
    if (places[--first].slot != EntityType::Place::gap) ++found;
  }
  return draw_place(places.subspan(first), [&] { return random.below(places.size() - first); });
}

std::uint64_t next_in_turn(const EntityType& type, PickCursor& cursor) {
  const auto places = type.places();
  auto at = type.place_of(cursor.next) % places.size();
  while (places[at].slot == EntityType::Place::gap) at = (at + 1) % places.size();
  cursor.next = places[at].number + 1;
  return places[at].number;
}

void look_for_new_ones(const EntityType& type, PickCursor& cursor) {
  const auto places = type.places();
  for (auto at = type.place_of(cursor.seen); at < places.size(); ++at)
    if (places[at].slot != EntityType::Place::gap) cursor.unused.push_back(places[at].number);
  cursor.seen = type.next_number();
}

std::optional<std::uint64_t> draw_once(const EntityType& type, PickCursor& cursor, Random& random) {
  look_for_new_ones(type, cursor);
  auto& unused = cursor.unused;
  while (!unused.empty()) {
    const auto at = random.below(unused.size());
    const auto number = unused[at];
    unused[at] = unused.back();
    unused.pop_back();
    if (type.contains(number)) return number;
  }
  return std::nullopt;
}

}  // namespace

Result<PickPolicy> parse_pick_policy(std::string_view text) {
  using Way = PickPolicy::Kind;
  PickPolicy policy;
  const auto rest = [&](std::string_view word) { return text.substr(word.size()); };
  bool known = true;
  if (text == "uniform") {
    policy.kind = Way::Uniform;
  } else if (text.starts_with("zipf")) {
    policy.kind = Way::Zipf;
    known = read_optional(rest("zipf"), policy.exponent) && policy.exponent > 0 &&
            policy.exponent <= 20;
  } else if (text.starts_with("recent")) {
    policy.kind = Way::Recent;
    known = read_optional(rest("recent"), policy.count) && policy.count > 0;
  } else if (text == "round robin") {
    policy.kind = Way::RoundRobin;
  } else if (text == "once") {
    policy.kind = Way::Once;
  } else if (text.starts_with("by ") && text.size() > 3) {
    policy.kind = Way::By;
    policy.field = rest("by ");
  } else {
    known = false;
  }
  if (known) return policy;
  return fail(ErrorCode::InvalidRequest,
              fmt::format("'{}' is no way to pick; write uniform, zipf, zipf 1.2, recent 10, round "
                          "robin, once, or by and a field with weights",
                          text));
}

std::optional<std::uint64_t> pick_entity(EntityType& type, const PickPolicy& policy,
                                         PickCursor& cursor, Random& random) {
  if (type.size() == 0) return std::nullopt;
  const auto places = type.places();
  switch (policy.kind) {
    case PickPolicy::Kind::Uniform:
      return draw_place(places, [&] { return random.below(places.size()); });
    case PickPolicy::Kind::Zipf: {
      const Zipf ranks(static_cast<std::int64_t>(places.size()), policy.exponent);
      return draw_place(places, [&] { return static_cast<std::size_t>(ranks.draw(random)); });
    }
    case PickPolicy::Kind::Recent:
      return draw_recent(places, policy.count, random);
    case PickPolicy::Kind::RoundRobin:
      return next_in_turn(type, cursor);
    case PickPolicy::Kind::Once:
      return draw_once(type, cursor, random);
    case PickPolicy::Kind::By:
      return type.draw_by(policy.field, random.unit());
  }
  return std::nullopt;
}

std::size_t count_pickable(const EntityType& type, const PickPolicy& policy, PickCursor& cursor) {
  if (policy.kind != PickPolicy::Kind::Once) return type.size();
  look_for_new_ones(type, cursor);
  auto& unused = cursor.unused;
  std::erase_if(unused, [&](std::uint64_t number) { return !type.contains(number); });
  return unused.size();
}

}  // namespace barnabas
