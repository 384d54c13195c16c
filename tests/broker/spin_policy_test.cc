#include "broker/net/spin_policy.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

using std::chrono::microseconds;

// A loop that has `gap` without work between two requests.
bool spins_through(SpinPolicy& policy, SpinPolicy::Time& now, microseconds gap) {
  const bool spins = policy.keep_looking(now);
  now += gap;
  policy.found_work(now);
  return spins;
}

TEST(SpinPolicy, SleepsUntilRequestsFollowEachOtherQuickly) {
  SpinPolicy policy;
  SpinPolicy::Time now{std::chrono::hours(1)};
  EXPECT_FALSE(spins_through(policy, now, microseconds(10)));
  EXPECT_TRUE(spins_through(policy, now, microseconds(10)));
}

TEST(SpinPolicy, GivesUpWhenRequestsAreFarApart) {
  SpinPolicy policy;
  SpinPolicy::Time now{std::chrono::hours(1)};
  for (int i = 0; i < 20; ++i) spins_through(policy, now, microseconds(10));
  ASSERT_TRUE(policy.keep_looking(now));
  policy.found_work(now);
  int spun = 0;
  for (int i = 0; i < 100; ++i) spun += spins_through(policy, now, microseconds(1000)) ? 1 : 0;
  EXPECT_LT(spun, 10);
}

TEST(SpinPolicy, NeverLooksLongerThanAWakeUpCosts) {
  SpinPolicy policy;
  SpinPolicy::Time now{std::chrono::hours(1)};
  for (int i = 0; i < 20; ++i) spins_through(policy, now, microseconds(10));
  ASSERT_TRUE(policy.keep_looking(now));
  EXPECT_FALSE(policy.keep_looking(now + SpinPolicy::spin_max + microseconds(1)));
}

TEST(SpinPolicy, StopsLookingWhenSomebodyElseHasUseForTheCpu) {
  SpinPolicy policy;
  SpinPolicy::Time now{std::chrono::hours(1)};
  for (int i = 0; i < 20; ++i) spins_through(policy, now, microseconds(10));
  int spun = 0;
  for (int i = 0; i < 100; ++i) {
    if (policy.keep_looking(now)) ++spun;
    now += SpinPolicy::taken_away + microseconds(1);  // the CPU was given away and came back late
    policy.keep_looking(now);
    policy.found_work(now + microseconds(10));
  }
  EXPECT_LT(spun, 40);
}

}  // namespace
}  // namespace barnabas
