// Behaviours 37 to 43: reading, waiting and sessions. What a session does by itself is in
// fetch_session_test.cc.

#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

constexpr std::int32_t hour_ms = 3'600'000;

class FetchTest : public testing::Test {
 protected:
  FetchTest() { create_topic(broker, {.partitions = 3}); }
  void send(const Strings& values, std::int32_t partition = 0) {
    EXPECT_EQ(produce(broker, TestBatch{.values = values}, {.partition = partition}).error_code,
              ErrorCode::None);
  }
  static void add_partition(FetchRequest& request, std::int32_t number, Offset offset = 0) {
    auto& partition = request.topics.at(0).partitions.emplace_back();
    partition.partition = number;
    partition.fetch_offset = offset;
    partition.partition_max_bytes = 1 << 20;
  }
  // A session over partitions 0 to 2, created by this call.
  std::int32_t open_session() {
    auto request = fetch_request();
    request.session_epoch = 0;
    add_partition(request, 1);
    add_partition(request, 2);
    return broker.ask(request, 12)->session_id;
  }
  static FetchRequest next_in_session(std::int32_t id, std::int32_t epoch) {
    FetchRequest request;
    request.session_id = id;
    request.session_epoch = epoch;
    request.min_bytes = 1;
    return request;
  }
  TestBroker broker;
};

TEST_F(FetchTest, Behaviour37_AFetchInsideABatchReturnsTheWholeBatch) {
  send({"a", "b", "c"});
  send({"d"});
  const auto found = fetch(broker, {.offset = 2});
  EXPECT_EQ(found.base_offsets, (std::vector<Offset>{0, 3}));
  EXPECT_EQ(found.values, (Strings{"a", "b", "c", "d"})) << "the client skips what it has";
}

TEST_F(FetchTest, Behaviour38_TheFirstBatchComesEvenAboveBothLimits) {
  send({std::string(1000, 'x')});
  send({"second"});
  for (Version version = 4; version <= 12; ++version) {
    const auto found = fetch(broker, {.max_bytes = 1, .partition_max_bytes = 1}, version);
    EXPECT_EQ(found.base_offsets, std::vector<Offset>{0}) << version;
  }
}

TEST_F(FetchTest, Behaviour38_LaterPartitionsObeyTheLimits) {
  for (std::int32_t partition = 0; partition < 3; ++partition)
    send({std::string(1000, 'x')}, partition);
  auto request = fetch_request({.max_bytes = 1500});
  add_partition(request, 1);
  add_partition(request, 2);
  const auto answer = broker.ask(request, 12);
  const auto& partitions = answer->responses.at(0).partitions;
  EXPECT_GT(partitions.at(0).records.size(), 1000U);
  EXPECT_EQ(partitions.at(1).records.size(), 0U);
  EXPECT_EQ(partitions.at(2).records.size(), 0U);
  // An empty partition in front does not use up the right to one whole batch.
  auto second = fetch_request({.partition = 0, .offset = 1, .max_bytes = 1});
  add_partition(second, 1);
  EXPECT_GT(broker.ask(second, 12)->responses.at(0).partitions.at(1).records.size(), 1000U);
}

TEST_F(FetchTest, Behaviour38_TheBrokersOwnLimitHoldsForEveryFetch) {
  TestBroker small(ConfigMap{{"fetch.max.bytes", "1024"}});
  create_topic(small);
  for (int i = 0; i < 4; ++i) produce(small, TestBatch{.values = {std::string(400, 'x')}});
  EXPECT_EQ(fetch(small).base_offsets.size(), 2U) << "400 bytes and a header of 61, twice";
}

TEST_F(FetchTest, Behaviour39_AnEmptyFetchWaitsForAnAppend) {
  auto waiting = broker.begin(fetch_request({.max_wait_ms = hour_ms}), 12);
  broker.settle();
  EXPECT_FALSE(waiting.answered());
  send({"elsewhere"}, 1);
  broker.settle();
  EXPECT_FALSE(waiting.answered());
  send({"a"});
  broker.settle();
  ASSERT_TRUE(waiting.answered());
  EXPECT_EQ(read_records(waiting.take()->responses.at(0).partitions.at(0)).values, Strings{"a"});
}

TEST_F(FetchTest, Behaviour39_MinBytesCountOverAllPartitions) {
  auto request = fetch_request({.min_bytes = 2000, .max_wait_ms = hour_ms});
  add_partition(request, 1);
  auto waiting = broker.begin(request, 12);
  send({std::string(1200, 'x')}, 0);
  broker.settle();
  EXPECT_FALSE(waiting.answered());
  send({std::string(1200, 'x')}, 1);
  broker.settle();
  EXPECT_TRUE(waiting.answered());
}

TEST_F(FetchTest, Behaviour39_TheWaitEndsAfterMaxWait) {
  const auto answer = broker.ask(fetch_request({.max_wait_ms = 3}), 12);
  EXPECT_EQ(answer->responses.at(0).partitions.at(0).records.size(), 0U);
  send({"a"});
  // Fewer bytes than asked for, but time is over.
  EXPECT_EQ(fetch(broker, {.min_bytes = 1 << 20, .max_wait_ms = 3}).values, Strings{"a"});
}

TEST_F(FetchTest, Behaviour39_NoReasonToWaitMeansAnAnswerAtOnce) {
  const auto at_once = [&](const FetchRequest& request) {
    auto waiting = broker.begin(request, 12);
    broker.settle();
    return waiting.answered();
  };
  EXPECT_TRUE(at_once(fetch_request({.min_bytes = 0, .max_wait_ms = hour_ms})));
  EXPECT_TRUE(at_once(fetch_request({.max_wait_ms = 0})));
  EXPECT_TRUE(at_once(fetch_request({.partition = 9, .max_wait_ms = hour_ms}))) << "an error";
  EXPECT_TRUE(at_once(fetch_request({.offset = 5, .max_wait_ms = hour_ms}))) << "out of range";
  auto closing = next_in_session(open_session(), -1);
  closing.max_wait_ms = hour_ms;
  EXPECT_TRUE(at_once(closing));
}

TEST_F(FetchTest, Behaviour39_DeletedRecordsWakeWhoWaitsBelowTheNewStart) {
  send({"a"});
  auto waiting = broker.begin(fetch_request({.min_bytes = 5000, .max_wait_ms = hour_ms}), 12);
  broker.settle();
  EXPECT_FALSE(waiting.answered());
  DeleteRecordsRequest request;
  request.topics.push_back({.name = "orders", .partitions = {{0, 1}}});
  broker.ask(request);
  broker.settle();
  ASSERT_TRUE(waiting.answered());
  EXPECT_EQ(waiting.take()->responses.at(0).partitions.at(0).error_code,
            ErrorCode::OffsetOutOfRange);
}

TEST_F(FetchTest, Behaviour39_ADeletedTopicWakesWhoWaits) {
  auto waiting = broker.begin(fetch_request({.max_wait_ms = hour_ms}), 12);
  broker.settle();
  delete_topic(broker, "orders");
  broker.settle();
  ASSERT_TRUE(waiting.answered());
  EXPECT_EQ(waiting.take()->responses.at(0).partitions.at(0).error_code,
            ErrorCode::UnknownTopicOrPartition);
}

// Apache Kafka 4.4 tells no offsets with the error, whatever the log holds.
TEST_F(FetchTest, Behaviour40_OffsetsOutsideTheLogAreOutOfRange) {
  for (int i = 0; i < 4; ++i) send({"x"});
  DeleteRecordsRequest request;
  request.topics.push_back({.name = "orders", .partitions = {{0, 2}}});
  broker.ask(request);
  for (const Offset offset : {Offset{1}, Offset{5}, Offset{-1}}) {
    const auto found = fetch(broker, {.offset = offset});
    EXPECT_EQ(found.data.error_code, ErrorCode::OffsetOutOfRange) << offset;
    EXPECT_EQ(found.data.high_watermark, -1);
    EXPECT_EQ(found.data.log_start_offset, -1);
  }
  const auto at_end = fetch(broker, {.offset = 4});
  EXPECT_EQ(at_end.data.error_code, ErrorCode::None);
  EXPECT_TRUE(at_end.values.empty());
  EXPECT_EQ(fetch(broker, {.offset = 2}).values.size(), 2U);
}

TEST_F(FetchTest, Behaviour41_AnIncrementalAnswerHoldsOnlyNews) {
  send({"a"}, 1);
  const auto id = open_session();
  EXPECT_GT(id, 0);
  auto next = next_in_session(id, 1);
  next.topics = fetch_request({.partition = 1, .offset = 1}).topics;
  EXPECT_TRUE(broker.ask(next, 12)->responses.empty());
  send({"b"}, 2);
  const auto answer = broker.ask(next_in_session(id, 2), 12);
  EXPECT_EQ(answer->session_id, id);
  ASSERT_EQ(answer->responses.size(), 1U);
  ASSERT_EQ(answer->responses[0].partitions.size(), 1U);
  EXPECT_EQ(answer->responses[0].partitions[0].partition_index, 2);
}

TEST_F(FetchTest, Behaviour41_ForgottenPartitionsAreReadNoMore) {
  const auto id = open_session();
  auto next = next_in_session(id, 1);
  next.forgotten_topics_data.push_back({.topic = "orders", .topic_id = {}, .partitions = {1, 2}});
  broker.ask(next, 12);
  send({"a"}, 1);
  EXPECT_TRUE(broker.ask(next_in_session(id, 2), 12)->responses.empty());
  send({"a"}, 0);
  EXPECT_EQ(broker.ask(next_in_session(id, 3), 12)->responses.size(), 1U);
}

TEST_F(FetchTest, Behaviour41_WrongNumbersHaveTheirErrors) {
  const auto id = open_session();
  EXPECT_EQ(broker.ask(next_in_session(id, 5), 12)->error_code,
            ErrorCode::InvalidFetchSessionEpoch);
  EXPECT_EQ(broker.ask(next_in_session(id + 1, 1), 12)->error_code,
            ErrorCode::FetchSessionIdNotFound);
  EXPECT_EQ(broker.ask(next_in_session(id, 1), 12)->error_code, ErrorCode::None);
  auto closing = fetch_request();
  closing.session_id = id;
  closing.session_epoch = -1;
  const auto closed = broker.ask(closing, 12);
  EXPECT_EQ(closed->session_id, 0);
  EXPECT_EQ(closed->responses.size(), 1U) << "a full fetch all the same";
  EXPECT_EQ(broker.ask(next_in_session(id, 2), 12)->error_code, ErrorCode::FetchSessionIdNotFound);
}

TEST_F(FetchTest, Behaviour41_WithoutAFreeSlotTheFetchIsServedWithoutSession) {
  TestBroker small(ConfigMap{{"max.incremental.fetch.session.cache.slots", "1"}});
  create_topic(small);
  auto request = fetch_request();
  request.session_epoch = 0;
  EXPECT_GT(small.ask(request, 12)->session_id, 0);
  const auto refused = small.ask(request, 12);
  EXPECT_EQ(refused->session_id, 0);
  EXPECT_EQ(refused->error_code, ErrorCode::None);
  EXPECT_EQ(refused->responses.size(), 1U);
  // One that has been idle for long gives way.
  small.clock.advance(std::chrono::minutes(3));
  EXPECT_GT(small.ask(request, 12)->session_id, 0);
}

TEST_F(FetchTest, Behaviour41_APartitionThatIsUnknownStaysInTheSessionUntilItExists) {
  auto request = fetch_request({.topic = "later"});
  request.session_epoch = 0;
  const auto first = broker.ask(request, 12);
  EXPECT_EQ(first->responses.at(0).partitions.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
  create_topic(broker, {.name = "later"});
  const auto second = broker.ask(next_in_session(first->session_id, 1), 12);
  EXPECT_EQ(second->responses.at(0).partitions.at(0).error_code, ErrorCode::None);
}

TEST_F(FetchTest, Behaviour42_FieldsThatClientsRelyOn) {
  send({"a"});
  for (Version version = 4; version <= 12; ++version) {
    const auto plain = fetch(broker, {}, version);
    EXPECT_EQ(plain.data.last_stable_offset, 1) << version;
    EXPECT_FALSE(plain.data.aborted_transactions) << version;
    EXPECT_EQ(plain.data.preferred_read_replica, -1);
    EXPECT_EQ(plain.data.log_start_offset, version >= 5 ? 0 : -1);
    const auto committed = fetch(broker, {.isolation_level = 1}, version);
    ASSERT_TRUE(committed.data.aborted_transactions) << version;
    EXPECT_TRUE(committed.data.aborted_transactions->empty());
    EXPECT_EQ(committed.values, Strings{"a"});
  }
  const auto id = broker.ask(MetadataRequest{.topics = std::nullopt}, 12)->topics.at(0).topic_id;
  auto request = fetch_request();
  request.topics[0].topic_id = id;
  const auto newest = broker.ask(request);
  EXPECT_FALSE(newest->node_endpoints) << "only where there is another leader";
  EXPECT_FALSE(newest->responses.at(0).partitions.at(0).current_leader);
}

TEST_F(FetchTest, Behaviour42_TheLeaderEpochThatAClientBelievesInIsChecked) {
  send({"a"});
  EXPECT_EQ(fetch(broker, {.leader_epoch = 0}).data.error_code, ErrorCode::None);
  EXPECT_EQ(fetch(broker, {.leader_epoch = 1}).data.error_code, ErrorCode::UnknownLeaderEpoch);
  broker->topics().find("orders", {}, 0).partition->set_leader_epoch(3);
  EXPECT_EQ(fetch(broker, {.leader_epoch = 2}).data.error_code, ErrorCode::FencedLeaderEpoch);
  EXPECT_EQ(fetch(broker, {.leader_epoch = 2}, 8).data.error_code, ErrorCode::None)
      << "before v9 nobody says one";
}

TEST_F(FetchTest, Behaviour43_TheAnswerKeepsTheOrderOfTheRequest) {
  create_topic(broker, {.name = "another"});
  for (std::int32_t partition = 0; partition < 3; ++partition) send({"x"}, partition);
  produce(broker, TestBatch{}, {.topic = "another"});
  auto request = fetch_request({.partition = 2});
  add_partition(request, 0);
  add_partition(request, 1);
  request.topics.push_back(fetch_request({.topic = "another"}).topics[0]);
  const auto answer = broker.ask(request, 12);
  ASSERT_EQ(answer->responses.size(), 2U);
  std::vector<std::int32_t> order;
  for (const auto& partition : answer->responses[0].partitions)
    order.push_back(partition.partition_index);
  EXPECT_EQ(order, (std::vector<std::int32_t>{2, 0, 1}));
  EXPECT_EQ(answer->responses[1].topic, "another");
}

TEST_F(FetchTest, Behaviour43_InASessionNoPartitionStarves) {
  for (std::int32_t partition = 0; partition < 3; ++partition)
    for (int i = 0; i < 3; ++i) send({std::string(1000, 'x')}, partition);
  const auto id = open_session();
  std::map<std::int32_t, int> served;
  for (std::int32_t epoch = 1; epoch <= 6; ++epoch) {
    auto next = next_in_session(id, epoch);
    next.max_bytes = 1;
    const auto answer = broker.ask(next, 12);
    for (const auto& topic : answer->responses)
      for (const auto& partition : topic.partitions)
        if (partition.records.size() > 0) ++served[partition.partition_index];
  }
  EXPECT_EQ(served, (std::map<std::int32_t, int>{{0, 2}, {1, 2}, {2, 2}}));
}

}  // namespace
}  // namespace barnabas
