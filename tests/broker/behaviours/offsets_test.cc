// Behaviours 44 to 47: finding offsets, leader epochs, deleting records.

#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

constexpr std::int64_t latest = -1;
constexpr std::int64_t earliest = -2;
constexpr std::int64_t max_timestamp = -3;
constexpr std::int64_t earliest_local = -4;
constexpr std::int64_t latest_tiered = -5;
constexpr std::int64_t earliest_pending = -6;

class OffsetsTest : public testing::Test {
 protected:
  OffsetsTest() { create_topic(broker); }

  static ListOffsetsRequest asking(std::int64_t timestamp, std::int8_t isolation_level = 0) {
    ListOffsetsRequest request;
    request.replica_id = -1;
    request.isolation_level = isolation_level;
    auto& topic = request.topics.emplace_back();
    topic.name = "orders";
    topic.partitions.emplace_back().timestamp = timestamp;
    return request;
  }
  ListOffsetsResponse::PartitionResponse list(std::int64_t timestamp, Version version = 11) {
    return broker.ask(asking(timestamp), version)->topics.at(0).partitions.at(0);
  }
  // Records at these times, in one batch.
  void send(TimestampMs from, std::size_t count, std::int64_t step, Compression codec = {}) {
    EXPECT_EQ(produce(broker, TestBatch{.values = Strings(count, "x"),
                                        .timestamp_ms = from,
                                        .timestamp_step_ms = step,
                                        .codec = codec})
                  .error_code,
              ErrorCode::None);
  }
  DeleteRecordsResponse::PartitionResult delete_before(Offset offset,
                                                       const std::string& topic = "orders") {
    DeleteRecordsRequest request;
    request.topics.push_back({.name = topic, .partitions = {{0, offset}}});
    return broker.ask(request)->topics.at(0).partitions.at(0);
  }
  OffsetForLeaderEpochResponse::EpochEndOffset end_of_epoch(LeaderEpoch epoch,
                                                            LeaderEpoch believed = -1) {
    OffsetForLeaderEpochRequest request;
    auto& topic = request.topics.emplace_back();
    topic.topic = "orders";
    topic.partitions.push_back(
        {.partition = 0, .current_leader_epoch = believed, .leader_epoch = epoch});
    return broker.ask(request)->topics.at(0).partitions.at(0);
  }
  TestBroker broker;
};

TEST_F(OffsetsTest, Behaviour44_SpecialTimestampsOfAFreshPartition) {
  for (const auto special : {latest, earliest, earliest_local}) {
    const auto found = list(special);
    EXPECT_EQ(found.error_code, ErrorCode::None) << special;
    EXPECT_EQ(found.offset, 0) << special;
    EXPECT_EQ(found.timestamp, -1) << special;
  }
  EXPECT_EQ(list(max_timestamp).offset, -1);
  EXPECT_EQ(list(latest_tiered).offset, -1);
}

TEST_F(OffsetsTest, Behaviour44_SpecialTimestampsOfAPartitionWithRecords) {
  send(1000, 3, 10);
  send(500, 2, 0);
  delete_before(1);
  EXPECT_EQ(list(latest).offset, 5);
  EXPECT_EQ(broker.ask(asking(latest, 1), 11)->topics.at(0).partitions.at(0).offset, 5)
      << "without transactions the last stable offset is the high watermark";
  EXPECT_EQ(list(earliest).offset, 1);
  EXPECT_EQ(list(earliest_local).offset, 1);
  EXPECT_EQ(list(earliest_pending).offset, -1) << "nothing is ever uploaded";
  const auto newest = list(max_timestamp);
  EXPECT_EQ(newest.offset, 2);
  EXPECT_EQ(newest.timestamp, 1020);
}

TEST_F(OffsetsTest, Behaviour44_SpecialTimestampsAreKnownFromTheirVersionOn) {
  const std::map<std::int64_t, Version> since = {
      {max_timestamp, 7}, {earliest_local, 8}, {latest_tiered, 9}, {earliest_pending, 11}};
  for (const auto& [timestamp, version] : since) {
    EXPECT_EQ(list(timestamp, static_cast<Version>(version - 1)).error_code,
              ErrorCode::UnsupportedVersion)
        << timestamp;
    EXPECT_EQ(list(timestamp, version).error_code, ErrorCode::None) << timestamp;
  }
  EXPECT_EQ(list(-7).error_code, ErrorCode::UnsupportedVersion);
}

TEST_F(OffsetsTest, Behaviour44_APartitionNamedTwiceIsAnInvalidRequest) {
  auto request = asking(latest);
  request.topics[0].partitions.push_back(request.topics[0].partitions[0]);
  const auto answer = broker.ask(request, 5);
  ASSERT_EQ(answer->topics.at(0).partitions.size(), 1U) << "said once";
  EXPECT_EQ(answer->topics[0].partitions[0].error_code, ErrorCode::InvalidRequest);
}

TEST_F(OffsetsTest, Behaviour44_Version0AnswersWithAList) {
  create_topic(broker, {.name = "segmented", .configs = {{"segment.bytes", "100"}}});
  for (int i = 0; i < 3; ++i)
    produce(broker, TestBatch{.timestamp_ms = 1000 + i}, {.topic = "segmented"});
  auto request = asking(latest);
  request.topics[0].name = "segmented";
  request.topics[0].partitions[0].max_num_offsets = 10;
  using Offsets = std::vector<std::int64_t>;
  const auto offsets = [&] {
    return broker.ask(request, 0)->topics.at(0).partitions.at(0).old_style_offsets;
  };
  EXPECT_EQ(offsets(), (Offsets{3, 2, 1, 0}));
  request.topics[0].partitions[0].max_num_offsets = 2;
  EXPECT_EQ(offsets(), (Offsets{3, 2}));
  request.topics[0].partitions[0].timestamp = earliest;
  EXPECT_EQ(offsets(), Offsets{0});
}

TEST_F(OffsetsTest, Behaviour45_ATimestampFindsTheRecordInsideItsBatch) {
  for (const auto codec : {Compression::None, Compression::Gzip, Compression::Snappy,
                           Compression::Lz4, Compression::Zstd}) {
    const auto base_offset = list(latest).offset;
    const auto base_time = 1000 + 1000 * base_offset;
    send(base_time, 5, 10, codec);
    const auto found = list(base_time + 15);
    EXPECT_EQ(found.offset, base_offset + 2);
    EXPECT_EQ(found.timestamp, base_time + 20);
    EXPECT_EQ(list(base_time + 20).offset, base_offset + 2) << "at or after";
    EXPECT_EQ(list(base_time).offset, base_offset);
  }
}

TEST_F(OffsetsTest, Behaviour45_ATimestampAfterAllRecordsFindsNothing) {
  send(1000, 2, 10);
  const auto none = list(1011);
  EXPECT_EQ(none.error_code, ErrorCode::None);
  EXPECT_EQ(none.offset, -1);
  EXPECT_EQ(none.timestamp, -1);
  EXPECT_EQ(list(0).offset, 0);
}

TEST_F(OffsetsTest, Behaviour45_UnderLogAppendTimeEveryRecordHasTheTimeOfItsBatch) {
  create_topic(broker,
               {.name = "stamped", .configs = {{"message.timestamp.type", "LogAppendTime"}}});
  const auto first = broker.clock.wall_ms();
  produce(broker, TestBatch{.values = {"a", "b"}, .timestamp_ms = 5}, {.topic = "stamped"});
  broker.clock.advance(std::chrono::seconds(1));
  produce(broker, TestBatch{.values = {"c"}, .timestamp_ms = 5}, {.topic = "stamped"});
  auto request = asking(first + 1);
  request.topics[0].name = "stamped";
  const auto found = broker.ask(request, 11)->topics.at(0).partitions.at(0);
  EXPECT_EQ(found.offset, 2);
  EXPECT_EQ(found.timestamp, first + 1000);
}

TEST_F(OffsetsTest, Behaviour45_DeletedRecordsAreNotFound) {
  send(1000, 4, 10);
  delete_before(2);
  EXPECT_EQ(list(1000).offset, 2);
}

TEST_F(OffsetsTest, Behaviour46_AnswersNameTheLeaderEpochOfTheirOffset) {
  send(1000, 2, 10);
  broker->topics().find("orders", {}, 0).partition->set_leader_epoch(4);
  send(2000, 2, 10);
  EXPECT_EQ(list(1000, 4).leader_epoch, 0);
  EXPECT_EQ(list(2000, 4).leader_epoch, 4);
  EXPECT_EQ(list(latest, 4).leader_epoch, 4);
  EXPECT_EQ(list(earliest, 4).leader_epoch, 0);
  auto believing = asking(latest);
  believing.topics[0].partitions[0].current_leader_epoch = 3;
  EXPECT_EQ(broker.ask(believing, 4)->topics.at(0).partitions.at(0).error_code,
            ErrorCode::FencedLeaderEpoch);
}

TEST_F(OffsetsTest, Behaviour46_AnEpochEndsWhereTheNextBegins) {
  send(1000, 2, 0);
  auto* partition = broker->topics().find("orders", {}, 0).partition;
  partition->set_leader_epoch(4);
  send(1000, 3, 0);
  EXPECT_EQ(end_of_epoch(0).end_offset, 2);
  EXPECT_EQ(end_of_epoch(0).leader_epoch, 0);
  EXPECT_EQ(end_of_epoch(3).end_offset, 2) << "the largest epoch that is not above";
  EXPECT_EQ(end_of_epoch(3).leader_epoch, 0);
  EXPECT_EQ(end_of_epoch(4).end_offset, 5);
  EXPECT_EQ(end_of_epoch(4).leader_epoch, 4);
  EXPECT_EQ(end_of_epoch(9).end_offset, -1);
  EXPECT_EQ(end_of_epoch(9).leader_epoch, -1);
  EXPECT_EQ(end_of_epoch(0, 3).error_code, ErrorCode::FencedLeaderEpoch);
  EXPECT_EQ(end_of_epoch(0, 5).error_code, ErrorCode::UnknownLeaderEpoch);
}

TEST_F(OffsetsTest, Behaviour46_EpochsSurviveARestart) {
  send(1000, 2, 0);
  broker.restart();
  send(1000, 1, 0);
  broker.kill_and_restart();
  EXPECT_EQ(end_of_epoch(0).end_offset, 3);
}

TEST_F(OffsetsTest, Behaviour47_DeletingRecordsMovesTheStart) {
  send(1000, 5, 0);
  const auto deleted = delete_before(3);
  EXPECT_EQ(deleted.error_code, ErrorCode::None);
  EXPECT_EQ(deleted.low_watermark, 3);
  EXPECT_EQ(delete_before(2).low_watermark, 3) << "never back";
  EXPECT_EQ(fetch(broker, {.offset = 2}).data.error_code, ErrorCode::OffsetOutOfRange);
  EXPECT_EQ(fetch(broker, {.offset = 3}).data.error_code, ErrorCode::None);
  EXPECT_EQ(delete_before(-1).low_watermark, 5) << "-1 is the high watermark";
  const auto beyond = delete_before(6);
  EXPECT_EQ(beyond.error_code, ErrorCode::OffsetOutOfRange);
  EXPECT_EQ(beyond.low_watermark, -1);
  EXPECT_EQ(delete_before(-2).error_code, ErrorCode::OffsetOutOfRange);
}

TEST_F(OffsetsTest, Behaviour47_TheNewStartSurvivesStopAndKill) {
  send(1000, 5, 0);
  delete_before(2);
  broker.restart();
  EXPECT_EQ(list(earliest).offset, 2);
  delete_before(4);
  broker.kill_and_restart();
  EXPECT_EQ(list(earliest).offset, 4);
}

TEST_F(OffsetsTest, Behaviour47_WhereRecordsMayNotBeDeleted) {
  create_topic(broker, {.name = "compacted", .configs = {{"cleanup.policy", "compact"}}});
  create_topic(broker, {.name = "both", .configs = {{"cleanup.policy", "compact,delete"}}});
  EXPECT_EQ(delete_before(0, "compacted").error_code, ErrorCode::PolicyViolation);
  EXPECT_EQ(delete_before(0, "both").error_code, ErrorCode::None);
  EXPECT_EQ(delete_before(0, "nothing").error_code, ErrorCode::UnknownTopicOrPartition);
}

}  // namespace
}  // namespace barnabas
