// Behaviours 22 to 31: what a partition accepts, and what its answers say.

#include "broker/metadata/metadata_image.h"
#include "protocol/records/record_batch_editor.h"
#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

namespace layout = record_batch_layout;

// Writes `value` into the batch, big-endian, and makes its CRC right again.
template <class T>
Buffer with(Buffer batch, std::size_t position, T value) {
  store_big_endian(batch.data() + position, value);
  RecordBatchEditor(batch.mutable_view()).update_crc();
  return batch;
}

Buffer joined(const Buffer& first, const Buffer& second) {
  Buffer both(first.view());
  both.append(second.view());
  return both;
}

// The one record of magic 1 that an old client sends; its CRC is wrong, which nobody gets to see.
Buffer legacy_message() {
  Buffer message;
  message.grow(12 + 22 + 5);
  std::fill_n(message.data(), message.size(), std::byte{0});
  store_big_endian(message.data() + 8, std::int32_t{22 + 5});
  message.data()[16] = std::byte{1};
  store_big_endian(message.data() + 26, std::int32_t{-1});
  store_big_endian(message.data() + 30, std::int32_t{5});
  return message;
}

class ProduceTest : public testing::Test {
 protected:
  ProduceTest() { create_topic(broker); }
  ErrorCode error(const Buffer& records, Version version = 9) {
    return produce(broker, records.view(), {.version = version}).error_code;
  }
  TestBroker broker;
};

TEST_F(ProduceTest, Behaviour22_APartitionTakesExactlyOneBatch) {
  const auto batch = encode_batch({});
  for (Version version = 3; version <= 12; ++version) {
    EXPECT_EQ(error(joined(batch, batch), version), ErrorCode::InvalidRecord) << version;
    EXPECT_EQ(error(Buffer(), version), ErrorCode::InvalidRecord) << version;
    EXPECT_EQ(error(batch, version), ErrorCode::None) << version;
  }
  EXPECT_EQ(fetch(broker).values.size(), 10U);
}

TEST_F(ProduceTest, Behaviour22_MessageFormatsBeforeTwoAreRefusedInEveryVersion) {
  for (Version version = 0; version <= 12; ++version)
    EXPECT_NE(error(legacy_message(), version), ErrorCode::None) << version;
  EXPECT_EQ(error(legacy_message(), 9), ErrorCode::InvalidRecord);
  EXPECT_TRUE(fetch(broker).values.empty());
}

TEST_F(ProduceTest, Behaviour22_ZstdNeedsVersionSeven) {
  const auto batch = encode_batch({.codec = Compression::Zstd});
  EXPECT_EQ(error(batch, 6), ErrorCode::UnsupportedCompressionType);
  EXPECT_EQ(error(batch, 7), ErrorCode::None);
}

TEST_F(ProduceTest, Behaviour23_TheCrcCoversEverythingFromTheAttributesOn) {
  const auto batch = encode_batch({});
  for (std::size_t position = layout::kCrc; position < batch.size(); ++position) {
    Buffer damaged(batch.view());
    damaged.data()[position] ^= std::byte{0x40};
    EXPECT_EQ(error(damaged), ErrorCode::CorruptMessage) << position;
  }
  // In front of it, the epoch may hold anything, and the base offset must be 0.
  Buffer odd(batch.view());
  store_big_endian(odd.data() + layout::kPartitionLeaderEpoch, std::int32_t{55});
  EXPECT_EQ(error(odd), ErrorCode::None);
  store_big_endian(odd.data() + layout::kBaseOffset, std::int64_t{77});
  EXPECT_EQ(error(odd), ErrorCode::InvalidRecord);
}

TEST_F(ProduceTest, Behaviour23_OffsetAndEpochAreWrittenWithoutTouchingTheRest) {
  const auto sent = encode_batch({.values = {"a", "b"}});
  produce(broker, sent.view());
  EXPECT_EQ(produce(broker, sent.view()).base_offset, 2);
  const auto answer = broker.ask(fetch_request({.offset = 2}), 12);
  const auto stored = answer->responses.at(0).partitions.at(0).records.bytes;
  ASSERT_EQ(stored.size(), sent.size());
  const auto batch = RecordBatchView::parse(stored);
  EXPECT_EQ(batch->base_offset(), 2);
  EXPECT_EQ(batch->partition_leader_epoch(), 0);
  EXPECT_TRUE(
      std::ranges::equal(stored.subspan(layout::kMagic), sent.view().subspan(layout::kMagic)));
}

TEST_F(ProduceTest, Behaviour23_LogAppendTimeChangesTimestampAndCrc) {
  create_topic(broker,
               {.name = "stamped", .configs = {{"message.timestamp.type", "LogAppendTime"}}});
  const auto now = broker.clock.wall_ms();
  const auto verdict = produce(broker, TestBatch{.timestamp_ms = 5}, {.topic = "stamped"});
  EXPECT_EQ(verdict.log_append_time_ms, now);
  const auto answer = broker.ask(fetch_request({.topic = "stamped"}), 12);
  const auto batch = RecordBatchView::parse(answer->responses.at(0).partitions.at(0).records.bytes);
  ASSERT_TRUE(batch);
  EXPECT_TRUE(batch->check_crc());
  EXPECT_EQ(batch->timestamp_type(), TimestampType::LogAppendTime);
  EXPECT_EQ(batch->max_timestamp_ms(), now);
}

TEST_F(ProduceTest, Behaviour24_BatchesThatContradictThemselvesAreRefused) {
  const TestBatch two{.values = {"a", "b"}};
  const auto refused = [&](std::size_t position, auto value, const TestBatch& of) {
    return error(with(encode_batch(of), position, value));
  };
  EXPECT_EQ(refused(layout::kLastOffsetDelta, std::int32_t{2}, two), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused(layout::kLastOffsetDelta, std::int32_t{-1}, two), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused(layout::kRecordCount, std::int32_t{0}, two), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused(layout::kRecordCount, std::int32_t{1}, two), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused(layout::kRecordCount, std::int32_t{3}, two), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused(layout::kAttributes, layout::kControlBit, two), ErrorCode::InvalidRecord);
  const TestBatch idempotent{.producer_id = 5};
  EXPECT_EQ(refused(layout::kBaseSequence, std::int32_t{-1}, idempotent), ErrorCode::InvalidRecord);
  EXPECT_TRUE(fetch(broker).values.empty());
}

TEST_F(ProduceTest, Behaviour24_OffsetDeltasMustFollowEachOther) {
  RecordBatchBuilder builder(RecordBatchOptions{});
  builder.append({.timestamp_ms = 1, .value = as_bytes("a")});
  builder.append_at(2, {.timestamp_ms = 1, .value = as_bytes("c")});
  const auto gap = builder.finish();
  EXPECT_EQ(error(*gap), ErrorCode::InvalidRecord);
  // Even when the header is made to agree with the count.
  EXPECT_EQ(error(with(Buffer(gap->view()), layout::kLastOffsetDelta, std::int32_t{1})),
            ErrorCode::InvalidRecord);
}

TEST_F(ProduceTest, Behaviour24_VersionEightNamesTheSpoiltRecords) {
  create_topic(broker,
               {.name = "strict", .configs = {{"message.timestamp.before.max.ms", "1000"}}});
  const auto now = broker.clock.wall_ms();
  // Three records, the last of which is young enough.
  const auto batch = encode_batch(
      {.values = {"a", "b", "c"}, .timestamp_ms = now - 5000, .timestamp_step_ms = 2500});
  const auto named = produce(broker, batch.view(), {.topic = "strict", .version = 8});
  EXPECT_EQ(named.error_code, ErrorCode::InvalidTimestamp);
  ASSERT_EQ(named.record_errors.size(), 2U);
  EXPECT_EQ(named.record_errors[0].batch_index, 0);
  EXPECT_EQ(named.record_errors[1].batch_index, 1);
  EXPECT_TRUE(named.record_errors[1].batch_index_error_message);
  EXPECT_TRUE(named.error_message);
  const auto unnamed = produce(broker, batch.view(), {.topic = "strict", .version = 7});
  EXPECT_EQ(unnamed.error_code, ErrorCode::InvalidTimestamp);
  EXPECT_TRUE(unnamed.record_errors.empty());
}

TEST_F(ProduceTest, Behaviour25_ACompactedTopicTakesNoRecordWithoutAKey) {
  create_topic(broker, {.name = "compacted", .configs = {{"cleanup.policy", "compact"}}});
  for (const auto codec : {Compression::None, Compression::Gzip}) {
    const auto verdict =
        produce(broker, TestBatch{.values = {"a", "b"}, .key = std::nullopt, .codec = codec},
                {.topic = "compacted", .version = 9});
    EXPECT_EQ(verdict.error_code, ErrorCode::InvalidRecord);
    EXPECT_EQ(verdict.record_errors.size(), 2U);
  }
  EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "compacted"}).error_code, ErrorCode::None);
}

TEST_F(ProduceTest, Behaviour26_TimestampsHaveLimits) {
  const auto now = broker.clock.wall_ms();
  const auto at = [&](std::int64_t timestamp_ms) {
    return error(encode_batch({.timestamp_ms = timestamp_ms}));
  };
  constexpr std::int64_t hour = 3'600'000;
  EXPECT_EQ(at(now + hour), ErrorCode::None);
  EXPECT_EQ(at(now + hour + 1), ErrorCode::InvalidTimestamp) << "one hour ahead is the default";
  EXPECT_EQ(at(0), ErrorCode::None) << "the past is open by default";
}

TEST_F(ProduceTest, Behaviour27_LargeBatchesHaveTwoDifferentErrors) {
  const auto limit = std::size_t{1048588};
  const auto overhead = encode_batch({.values = {std::string(100'000, 'x')}}).size() - 100'000;
  const auto of_size = [&](std::size_t size) {
    return encode_batch({.values = {std::string(size - overhead, 'x')}});
  };
  ASSERT_GE(of_size(limit).size(), limit);
  auto largest = limit;
  while (of_size(largest).size() > limit) --largest;
  EXPECT_EQ(error(of_size(largest)), ErrorCode::None);
  EXPECT_EQ(error(of_size(limit + 1)), ErrorCode::MessageTooLarge);
  create_topic(broker, {.name = "small", .configs = {{"segment.bytes", "2000"}}});
  EXPECT_EQ(
      produce(broker, TestBatch{.values = {std::string(2500, 'x')}}, {.topic = "small"}).error_code,
      ErrorCode::RecordListTooLarge);
  EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "small"}).error_code, ErrorCode::None);
}

TEST_F(ProduceTest, Behaviour28_AnErrorHasNoOffsetAndNoTime) {
  const auto refused = produce(broker, TestBatch{}, {.partition = 9});
  EXPECT_EQ(refused.error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(refused.base_offset, -1);
  EXPECT_EQ(refused.log_append_time_ms, -1);
  EXPECT_EQ(refused.log_start_offset, -1);
  const auto accepted = produce(broker, TestBatch{});
  EXPECT_EQ(accepted.base_offset, 0);
  EXPECT_EQ(accepted.log_append_time_ms, -1) << "only with LogAppendTime";
  EXPECT_EQ(accepted.log_start_offset, 0);
}

TEST_F(ProduceTest, Behaviour29_AcksAreMinusOneZeroOrOne) {
  for (const auto acks : std::to_array<std::int16_t>({-2, 2, 100})) {
    const auto verdict = produce(broker, TestBatch{}, {.acks = acks});
    EXPECT_EQ(verdict.error_code, ErrorCode::InvalidRequiredAcks) << acks;
  }
  EXPECT_EQ(produce(broker, TestBatch{}, {.acks = 1}).error_code, ErrorCode::None);
  EXPECT_EQ(produce(broker, TestBatch{}, {.acks = -1}).error_code, ErrorCode::None);
}

TEST_F(ProduceTest, Behaviour29_TwoReplicasInSyncCannotBeHadFromOneBroker) {
  create_topic(broker, {.name = "safe", .configs = {{"min.insync.replicas", "2"}}});
  EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "safe", .acks = -1}).error_code,
            ErrorCode::NotEnoughReplicas);
  EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "safe", .acks = 1}).error_code, ErrorCode::None);
  EXPECT_EQ(fetch(broker, {.topic = "safe"}).values.size(), 1U);
}

TEST_F(ProduceTest, Behaviour30_ProducingCreatesNoTopic) {
  for (const auto version : std::to_array<Version>({3, 9, 12}))
    EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "new", .version = version}).error_code,
              ErrorCode::UnknownTopicOrPartition);
  auto by_id = produce_request({}, {});
  by_id.topic_data[0].topic_id = Uuid::from_halves(3, 3);
  EXPECT_EQ(broker.ask(by_id, 13)->responses.at(0).partition_responses.at(0).error_code,
            ErrorCode::UnknownTopicId);
  EXPECT_EQ(broker->image().topics().size(), 1U);
}

TEST_F(ProduceTest, Behaviour30_ClientsDoNotWriteToInternalTopics) {
  FindCoordinatorRequest coordinator;
  coordinator.key = "group";
  broker.ask(coordinator, 2);
  EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "__consumer_offsets"}).error_code,
            ErrorCode::InvalidTopicException);
}

TEST_F(ProduceTest, Behaviour31_ATopicsCompressionTypeWins) {
  const auto stored_codec = [&](const std::string& topic) {
    const auto answer = broker.ask(fetch_request({.topic = topic}), 12);
    const auto& data = answer->responses.at(0).partitions.at(0);
    EXPECT_EQ(read_records(data).values, (Strings{"a", "b"})) << topic;
    return RecordBatchView::parse(data.records.bytes)->compression();
  };
  const std::map<std::string, Compression> codecs = {{"uncompressed", Compression::None},
                                                     {"gzip", Compression::Gzip},
                                                     {"snappy", Compression::Snappy},
                                                     {"lz4", Compression::Lz4},
                                                     {"zstd", Compression::Zstd}};
  for (const auto& [name, codec] : codecs) {
    for (const auto& [sent_name, sent] : codecs) {
      const auto topic = name + "-from-" + sent_name;
      create_topic(broker, {.name = topic, .configs = {{"compression.type", name}}});
      EXPECT_EQ(produce(broker, TestBatch{.values = {"a", "b"}, .codec = sent}, {.topic = topic})
                    .error_code,
                ErrorCode::None);
      EXPECT_EQ(stored_codec(topic), codec) << topic;
    }
  }
}

TEST_F(ProduceTest, Behaviour31_WithoutACompressionTypeTheProducersStays) {
  for (const auto codec : {Compression::None, Compression::Gzip, Compression::Snappy,
                           Compression::Lz4, Compression::Zstd}) {
    const auto base_offset = produce(broker, TestBatch{.codec = codec}).base_offset;
    const auto answer = broker.ask(fetch_request({.offset = base_offset}), 12);
    const auto& data = answer->responses.at(0).partitions.at(0);
    EXPECT_EQ(RecordBatchView::parse(data.records.bytes)->compression(), codec);
    EXPECT_EQ(read_records(data).values, Strings{"hello"});
  }
}

}  // namespace
}  // namespace barnabas
