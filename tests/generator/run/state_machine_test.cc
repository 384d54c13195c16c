// State machines: what their texts mean, what is wrong with them, and where they lead.

#include "generator/run/state_machine.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace barnabas {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::string error_of(std::string_view text) {
  const auto machine = StateMachine::parse(text);
  return machine ? "" : machine.error().message;
}

TEST(StateMachine, IsReadWithItsProbabilitiesTimesAndEnds) {
  const auto machine = StateMachine::parse(
      "# an order\n"
      "new->paid 90% after 5s..2m|cancelled after 1h ; paid -> shipped 0.5 after exponential 6h\n"
      "  | paid2 after normal 48h 6h\n"
      "paid2 -> paid\n"
      "cancelled tombstone; shipped end");
  ASSERT_FALSE(machine);  // a statement ends with its line
  const auto good = StateMachine::parse(
      "# an order\n"
      "new->paid 90% after 5s..2m|cancelled after 1h ; paid -> shipped 0.5 after exponential 6h | "
      "held after normal 48h 6h\n"
      "\n"
      "held -> paid\n"
      "cancelled tombstone; shipped delete");
  ASSERT_TRUE(good) << good.error().message;
  const auto& states = good->states();
  ASSERT_EQ(states.size(), 5u);
  EXPECT_EQ(states[0].name, "new");
  ASSERT_EQ(states[0].choices.size(), 2u);
  EXPECT_EQ(states[states[0].choices[0].state].name, "paid");
  EXPECT_DOUBLE_EQ(states[0].choices[0].probability, 0.9);
  EXPECT_EQ(states[0].choices[0].dwell.first_ns, 5 * second_ns);
  EXPECT_EQ(states[0].choices[0].dwell.second_ns, 120 * second_ns);
  EXPECT_NEAR(states[0].choices[1].probability, 0.1, 1e-9);
  EXPECT_EQ(states[1].name, "paid");
  EXPECT_EQ(states[1].choices[1].dwell.kind, StateMachine::Dwell::Kind::Normal);
  EXPECT_EQ(states[2].end, StateMachine::End::Tombstone);
  EXPECT_EQ(states[3].end, StateMachine::End::Delete);
  EXPECT_EQ(states[4].choices[0].dwell.first_ns, 0);
}

TEST(StateMachine, WhatIsWrongIsToldWithLineAndColumn) {
  EXPECT_EQ(error_of(""),
            "line 1, column 1: expected a state, as new -> paid after 5s, found the end");
  EXPECT_EQ(error_of("new"),
            "line 1, column 4: expected ->, end, delete or tombstone, found the end");
  EXPECT_EQ(error_of("new ->\npaid end"),
            "line 1, column 7: expected the name of a state, found the end of the statement");
  EXPECT_EQ(error_of("new -> paid after soon"),
            "line 1, column 19: expected a duration, as 500ms, 5s or 1h30m, found 'soon'");
  EXPECT_EQ(error_of("a -> b\nb -> c after 5m..1m"),
            "line 2, column 14: expected two durations, the smaller one first, as 5s..2m, found "
            "'5m..1m'");
  EXPECT_EQ(error_of("a -> b 50% | c 40%"),
            "line 1, column 6: the probabilities add up to 90%, expected 100%");
  EXPECT_EQ(error_of("a -> b 80% | c 30% | d"),
            "line 1, column 6: the probabilities add up to 110%, expected 100%");
  EXPECT_EQ(error_of("a -> b often"),
            "line 1, column 8: expected a probability, as 90% or 0.9, after and a time, |, or the "
            "next line, found 'often'");
  EXPECT_EQ(error_of("a -> b\na -> c"),
            "line 2, column 1: 'a' has a statement already, in line 1, column 1");
  EXPECT_EQ(error_of("new -> piad\npaid -> shipped"),
            "line 2, column 1: no way leads to 'paid' from 'new'. Did you mean 'piad'?");
}

TEST(StateMachine, GoesWhereItsProbabilitiesSay) {
  const auto machine =
      StateMachine::parse("a -> b 20% after 1s..3s | c after exponential 10s").value();
  std::map<std::size_t, int> counts;
  double waited = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    Random random(Random::record_key(1, i));
    const auto step = machine.draw(0, random);
    ++counts[step.state];
    if (step.state == 1) {
      EXPECT_GE(step.after_ns, second_ns);
      EXPECT_LT(step.after_ns, 3 * second_ns);
    } else {
      waited += static_cast<double>(step.after_ns) / second_ns;
    }
  }
  EXPECT_NEAR(counts[1], 4000, 250);
  EXPECT_NEAR(waited / counts[2], 10, 0.5);
}

}  // namespace
}  // namespace barnabas
