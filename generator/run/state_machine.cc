#include "generator/run/state_machine.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "generator/entities/draws.h"
#include "generator/run/state_machine_parser.h"

namespace barnabas {
namespace {

std::int64_t draw_dwell(const StateMachine::Dwell& dwell, Random& random) {
  using Kind = StateMachine::Dwell::Kind;
  const auto first = static_cast<double>(dwell.first_ns);
  const auto second = static_cast<double>(dwell.second_ns);
  double time = first;
  switch (dwell.kind) {
    case Kind::Constant:
      return dwell.first_ns;
    case Kind::Uniform:
      return dwell.first_ns == dwell.second_ns ? dwell.first_ns
                                               : random.between(dwell.first_ns, dwell.second_ns);
    case Kind::Exponential:
      time = first * exponential_draw(random);
      break;
    case Kind::Normal:
      time = first + second * normal_draw(random);
      break;
  }
  return static_cast<std::int64_t>(std::clamp(time, 0.0, 9e18));
}

}  // namespace

Result<StateMachine> StateMachine::parse(std::string_view text) {
  auto states = StateMachineParser(text).run();
  if (!states) return tl::unexpected(states.error());
  StateMachine machine;
  machine.states_ = *std::move(states);
  return machine;
}

StateMachine::Step StateMachine::draw(std::size_t from, Random& random) const {
  const auto& choices = states_[from].choices;
  double share = random.unit();
  auto taken = choices.begin();
  while (taken + 1 != choices.end() && share >= taken->probability) {
    share -= taken->probability;
    ++taken;
  }
  return {.state = taken->state, .after_ns = draw_dwell(taken->dwell, random)};
}

}  // namespace barnabas
