#include "broker/net/connection_rate.h"

#include <gtest/gtest.h>

#include <limits>

namespace barnabas {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ConnectionRateTest : public testing::Test {
 protected:
  // Connections accepted without a wait.
  int accepted_at_once(std::int32_t per_second) {
    int accepted = 0;
    for (; rate.wait(now, per_second) == ConnectionRate::Duration::zero(); ++accepted)
      rate.count(now, per_second);
    return accepted;
  }

  ConnectionRate rate;
  ConnectionRate::Time now{std::chrono::hours(1)};
};

TEST_F(ConnectionRateTest, TenSecondsWorthAreTakenAtOnceThenOneAtATime) {
  EXPECT_EQ(accepted_at_once(5), 50);
  EXPECT_EQ(rate.wait(now, 5), milliseconds(200));
  now += milliseconds(200);
  EXPECT_EQ(accepted_at_once(5), 1);
  now += seconds(1);
  EXPECT_EQ(accepted_at_once(5), 5);
  now += seconds(60);
  EXPECT_EQ(accepted_at_once(5), 50) << "no more is saved up than the window";
}

TEST_F(ConnectionRateTest, AWaitIsShortEnoughToSeeAChangedRate) {
  EXPECT_EQ(accepted_at_once(1), 10);
  now += milliseconds(1);
  EXPECT_EQ(rate.wait(now, 1), milliseconds(999));
  EXPECT_EQ(rate.wait(now, 1000), ConnectionRate::Duration::zero());
  EXPECT_EQ(rate.wait(now, 0), ConnectionRate::longest_wait);
}

TEST_F(ConnectionRateTest, TheDefaultNeverWaits) {
  constexpr auto unlimited = std::numeric_limits<std::int32_t>::max();
  for (int i = 0; i < 1'000'000; ++i) {
    ASSERT_EQ(rate.wait(now, unlimited), ConnectionRate::Duration::zero());
    rate.count(now, unlimited);
  }
}

}  // namespace
}  // namespace barnabas
