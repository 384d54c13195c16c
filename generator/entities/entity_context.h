#pragma once
// EntityContext: what the templates of one emitter know and say about entities while a record is
// made. Part of the emitter's environment.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "generator/entities/entity_type.h"
#include "generator/entities/pick.h"

namespace barnabas {

struct EntityContext {
  // Who the record is about, where the emitter makes records for each entity of a type.
  EntityType* subject_type = nullptr;
  std::uint64_t subject = 0;
  // Which of how many records of that entity, from 1.
  std::int64_t child = 1;
  std::int64_t children = 1;

  // Of the picks, the share that is somebody's.
  double join_hit_rate = 1;
  std::uint64_t misses = 0;

  // What the template asked for: to keep the record as an entity of that type under that field; to
  // send a tombstone with that key instead of a value.
  std::string keep_type;
  std::string keep_field;
  std::optional<std::string> tombstone;

  std::map<std::string, PickCursor, std::less<>> cursors;  // by type

  // To be called before each record.
  void begin_record() {
    keep_type.clear();
    tombstone.reset();
  }
  PickCursor& cursor(std::string_view type) {
    const auto found = cursors.find(type);
    return found != cursors.end() ? found->second : cursors[std::string(type)];
  }
};

// A key as text: 7 is "7". Nothing where the value is neither text nor number.
std::optional<std::string_view> key_text(const Value& key, TextBuffer& scratch);

// The fields with some of them changed or added.
Value with_changes(const Map& fields, std::span<const MapEntry> changes, Arena& arena);

// A copy of an entity's fields with a key that looks like the others and is nobody's.
Value stranger(const EntityType& type, const Value& fields, Random& random, Arena& arena);

}  // namespace barnabas
