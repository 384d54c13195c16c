#pragma once
// StateMachine: the states of an entity, where each leads with what probability, and how long that
// takes.
//
//   new       -> paid 90% after 5s..2m | cancelled after 1h
//   paid      -> shipped after exponential 6h
//   shipped   -> delivered after normal 48h 6h
//   cancelled tombstone
//
// A statement ends with its line or a semicolon; # begins a comment. The first state is where
// entities begin. Probabilities are written as 90% or 0.9; those that are not said share what is
// left. How long: a duration, two with .. between them (all in between alike), exponential and a
// mean, normal with mean and deviation; nothing said is at once. A state that leads nowhere is an
// end: `end`, which need not be written, keeps the entity, `delete` takes it away behind the
// record of that state, `tombstone` makes that record a tombstone and takes the entity away.
// Pure, any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/template/random.h"
#include "protocol/base/result.h"

namespace barnabas {

class StateMachine {
 public:
  enum class End : std::uint8_t { No, Keep, Delete, Tombstone };

  struct Dwell {
    enum class Kind : std::uint8_t { Constant, Uniform, Exponential, Normal };
    Kind kind = Kind::Constant;
    std::int64_t first_ns = 0;   // the time, the least, the mean
    std::int64_t second_ns = 0;  // the most, the deviation
  };
  struct Choice {
    std::size_t state = 0;
    double probability = 0;
    Dwell dwell;
  };
  struct State {
    std::string name;
    End end = End::Keep;
    std::vector<Choice> choices;
  };

  // An error names line and column, and says what was expected there.
  static Result<StateMachine> parse(std::string_view text);

  const std::vector<State>& states() const { return states_; }

  // Where it goes from a state that is no end, and after how long.
  struct Step {
    std::size_t state = 0;
    std::int64_t after_ns = 0;
  };
  Step draw(std::size_t from, Random& random) const;

 private:
  std::vector<State> states_;
};

}  // namespace barnabas
