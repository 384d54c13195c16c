// Fetch sessions (KIP-227). Numbers are those of behaviours of a Kafka broker.

#include "broker/topics/fetch_session.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

constexpr Version by_name = 12;
constexpr Version by_id = 13;

FetchRequest request(std::int32_t session_id, std::int32_t epoch,
                     const std::vector<std::int32_t>& partitions = {}) {
  FetchRequest fetch;
  fetch.session_id = session_id;
  fetch.session_epoch = epoch;
  if (partitions.empty()) return fetch;
  auto& topic = fetch.topics.emplace_back();
  topic.topic = "orders";
  for (auto partition : partitions) topic.partitions.push_back({.partition = partition});
  return fetch;
}

class FetchSessionTest : public testing::Test {
 protected:
  FetchSessions sessions{2, 1};
  SteadyTime now{std::chrono::hours(1)};

  std::shared_ptr<FetchSession> start(std::vector<std::int32_t> partitions) {
    return sessions.resolve(request(0, 0, std::move(partitions)), by_name, now)->session;
  }
};

TEST_F(FetchSessionTest, B41_EpochMinusOneMeansNoSession) {
  const auto found = sessions.resolve(request(0, -1, {0}), by_name, now);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->session, nullptr);
  EXPECT_TRUE(found->full);
  EXPECT_EQ(sessions.size(), 0U);
}

TEST_F(FetchSessionTest, B41_LaterRequestsNameOnlyWhatChanges) {
  const auto session = start({0, 1});
  ASSERT_NE(session, nullptr);
  const auto found = sessions.resolve(request(session->id(), 1, {2}), by_name, now);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->full);
  EXPECT_EQ(session->partitions().size(), 3U);
}

TEST_F(FetchSessionTest, B41_ForgottenPartitionsLeave) {
  const auto session = start({0, 1});
  auto forgetting = request(session->id(), 1);
  forgetting.forgotten_topics_data.push_back(
      {.topic = "orders", .topic_id = {}, .partitions = {0}});
  ASSERT_TRUE(sessions.resolve(forgetting, by_name, now));
  ASSERT_EQ(session->partitions().size(), 1U);
  EXPECT_EQ(session->partitions().front().wanted.partition, 1);
}

TEST_F(FetchSessionTest, B41_WrongEpochAndUnknownIdAreErrorsOfTheWholeFetch) {
  const auto session = start({0});
  const auto wrong_epoch = sessions.resolve(request(session->id(), 7), by_name, now);
  ASSERT_FALSE(wrong_epoch);
  EXPECT_EQ(wrong_epoch.error().code, ErrorCode::InvalidFetchSessionEpoch);
  const auto unknown = sessions.resolve(request(session->id() + 1, 1), by_name, now);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::FetchSessionIdNotFound);
}

TEST_F(FetchSessionTest, B14_ASessionCannotChangeBetweenNamesAndIds) {
  const auto session = start({0});
  const auto mixed = sessions.resolve(request(session->id(), 1), by_id, now);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, ErrorCode::FetchSessionTopicIdError);
}

TEST_F(FetchSessionTest, B41_ClosingEndsTheSession) {
  const auto session = start({0});
  ASSERT_TRUE(sessions.resolve(request(session->id(), -1), by_name, now));
  EXPECT_EQ(sessions.size(), 0U);
}

TEST_F(FetchSessionTest, B41_WithAllSlotsTakenAFetchGetsNoSession) {
  const auto first = start({0});
  const auto second = start({1});
  EXPECT_EQ(start({2}), nullptr);
  now += std::chrono::minutes(3);
  ASSERT_TRUE(sessions.resolve(request(second->id(), 1), by_name, now));
  EXPECT_NE(start({2}), nullptr) << "the one that idled longest makes room";
  EXPECT_FALSE(sessions.resolve(request(first->id(), 1), by_name, now));
}

TEST_F(FetchSessionTest, B41_OnlyNewsIsTold) {
  FetchPartition partition;
  FetchResponse::PartitionData data{.high_watermark = 5, .log_start_offset = 0};
  EXPECT_TRUE(FetchSession::has_news(partition, data)) << "the watermark is new";
  EXPECT_FALSE(FetchSession::has_news(partition, data));
  data.log_start_offset = 2;
  EXPECT_TRUE(FetchSession::has_news(partition, data));
  data.error_code = ErrorCode::NotLeaderOrFollower;
  EXPECT_TRUE(FetchSession::has_news(partition, data));
  EXPECT_TRUE(FetchSession::has_news(partition, data)) << "errors are told every time";
  data.error_code = ErrorCode::None;
  EXPECT_TRUE(FetchSession::has_news(partition, data)) << "and so is that one is over";
}

}  // namespace
}  // namespace barnabas
