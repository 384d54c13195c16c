#pragma once
// EntityStates: the state machines of all entities of a type, run by one emitter.
//
// An entity begins in the first state when it is noticed; its state, the one before, and since when
// (milliseconds since 1970) are fields of it: "state", "state_before", "state_since", if the state
// field is "state". Transitions come in the order of their times, those of one time in the order of
// the entities. Draws follow from the seed, the entity's number, and how many states it has been
// in.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/functions/environment.h"
#include "generator/run/state_machine.h"

namespace barnabas {

struct EntityStatesOptions {
  std::string type;
  std::string field = "state";
  std::uint64_t seed = 0;
  std::uint64_t draws = 0;
};

class EntityStates {
 public:
  // The environment must outlive this.
  EntityStates(StateMachine machine, EntityStatesOptions options, Environment& environment);

  // A moment, as time since the start of the run, and in milliseconds since 1970.
  struct Moment {
    std::int64_t since_start_ns = 0;
    std::int64_t ms = 0;
  };

  // Entities that were made since the last call begin now.
  void notice(const Moment& now);

  // When the next transition is due, since the start of the run; nothing: nobody waits for one.
  std::optional<std::int64_t> next_due_ns();

  // Makes that transition, and tells the environment whose it is; it may ask for a tombstone there.
  // REQUIRES: next_due_ns() gave one.
  void begin_record(std::int64_t now_ms);
  // The key of the entity that the record is about.
  std::string_view key() const;
  // Behind its record: takes the entity away where the state says so.
  void end_record();

 private:
  struct Waiting {
    std::int64_t due_ns = 0;
    std::uint64_t entity = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t passed = 0;  // states so far

    // For a heap whose top is the first one.
    bool operator<(const Waiting& other) const {
      return due_ns != other.due_ns ? due_ns > other.due_ns : entity > other.entity;
    }
  };

  void enter(std::uint64_t entity, std::string_view state, std::string_view before,
             std::int64_t now_ms);
  void wait(std::uint64_t entity, std::uint32_t state, std::uint32_t passed, std::int64_t now_ns);
  void drop_lost();

  const StateMachine machine_;
  const EntityStatesOptions options_;
  const std::string before_field_;
  const std::string since_field_;
  Environment& environment_;
  EntityType& type_;
  std::uint64_t next_ = 0;  // entities from this number on were not noticed
  std::vector<Waiting> heap_;
  std::optional<std::string> leaving_;  // the key of whom end_record() takes away
  Arena arena_;
};

}  // namespace barnabas
