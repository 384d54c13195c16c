#pragma once
// RelationOptions: what an emitter's records have to do with entities, as jrconfig.json and the
// command line say it.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace barnabas {

struct RelationOptions {
  std::string entity;             // records are kept as entities of this type; empty: they are not
  std::string entity_key = "id";  // the field that is their key; "address.id" too
  std::int64_t max_entities = 100'000;  // of the type; the oldest one goes
  double join_hit_rate = 1;             // share of picks that is somebody's
  // Fields whose values must be keys of a type: {"customer_id", "customers"}.
  std::vector<std::pair<std::string, std::string>> foreign;
  std::string for_each;  // records are made for each entity of this type; empty: they are not
  std::string states;    // or for each of its transitions, by this state machine
  std::string state_field = "state";  // the field of the entity that holds its state
  std::string children = "1";         // template of how many

  bool operator==(const RelationOptions&) const = default;
};

}  // namespace barnabas
