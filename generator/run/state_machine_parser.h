#pragma once
// StateMachineParser: from the text of a state machine to its states.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "generator/run/state_machine.h"

namespace barnabas {

class StateMachineParser {
 public:
  explicit StateMachineParser(std::string_view text) : text_(text) {}

  Result<std::vector<StateMachine::State>> run();

 private:
  using State = StateMachine::State;
  using Choice = StateMachine::Choice;

  // Takes the next word, "->", "|" or end of statement (";") off the text.
  void next();
  tl::unexpected<Error> wrong(std::string_view expected) const;
  tl::unexpected<Error> wrong_at(std::size_t at, std::string message) const;
  Result<void> statement();
  Result<void> choices(std::size_t from);
  Result<void> share_out(std::vector<Choice>& choices, std::size_t said_at);
  Result<StateMachine::Dwell> dwell();
  Result<std::int64_t> duration();
  Result<void> check_all_are_reached() const;
  bool is_word() const;
  std::size_t state(std::string_view name);

  std::string_view text_;
  std::size_t at_ = 0;        // behind the token
  std::size_t token_at_ = 0;  // where it begins
  std::string_view token_;    // empty: the end
  std::vector<State> states_;
  std::vector<std::size_t> named_at_;    // by state: where its name stands first
  std::vector<std::size_t> defined_at_;  // and its statement, or npos
};

}  // namespace barnabas
