#pragma once
// Environment: what the functions of a run share, handed to them through Call::environment.
//
// RunState is what one record leaves for later ones: JR's lists, counters and values. It belongs to
// a run; templates that touch it are rendered record after record. Texts in lists stay where they
// are (a deque does not move them), so functions may hand out views.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace barnabas {

struct RunState {
  std::map<std::string, std::deque<std::string>, std::less<>> lists;
  std::map<std::string, std::int64_t, std::less<>> counters;
  std::map<std::string, std::string, std::less<>> values;
};

class Environment {
 public:
  explicit Environment(RunState& state) : run(state) {}

  RunState& run;

  // The time of the record that is rendered, in milliseconds since 1970; the runner sets it.
  std::int64_t now_ms = 0;
};

}  // namespace barnabas
