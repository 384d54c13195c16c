#include "storage/batch_validator.h"

#include "protocol/records/record_batch_editor.h"
#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

namespace layout = record_batch_layout;

class BatchValidatorTest : public LogFixture {
 protected:
  // What comes of a batch after `change`, with a CRC that fits it.
  template <class Change>
  ErrorCode refused(const TestBatch& batch, Change change) {
    auto bytes = encode_batch(batch);
    change(bytes.data());
    RecordBatchEditor(bytes.mutable_view()).update_crc();
    return outcome(bytes);
  }
  ErrorCode outcome(Buffer& bytes) {
    auto result = log_->append(bytes.mutable_view(), {.now_ms = kNow});
    if (result) return ErrorCode::None;
    error_ = result.error();
    return error_.code;
  }
  AppendError error_;
};

TEST_F(BatchValidatorTest, EveryByteUnderTheCrcIsCovered) {
  open();
  const auto good = encode_batch({.values = {"some value"}});
  for (auto i = layout::kCrc; i < good.size(); ++i) {
    Buffer bytes(good.view());
    bytes.data()[i] ^= std::byte{0x10};
    EXPECT_EQ(outcome(bytes), ErrorCode::CorruptMessage) << i;
  }
  EXPECT_EQ(log_->log_end_offset(), 0);
}

TEST_F(BatchValidatorTest, ARequestHasExactlyOneWholeBatch) {
  open();
  auto bytes = encode_batch({});
  bytes.append(encode_batch({}).view());
  EXPECT_EQ(outcome(bytes), ErrorCode::InvalidRecord);
  bytes = encode_batch({});
  bytes.truncate(bytes.size() - 1);
  EXPECT_EQ(outcome(bytes), ErrorCode::InvalidRecord);
  bytes.clear();
  EXPECT_EQ(outcome(bytes), ErrorCode::InvalidRecord);
}

TEST_F(BatchValidatorTest, CountsAndDeltasHaveToAgree) {
  open();
  const TestBatch two{.values = {"a", "b"}};
  const auto set = [](std::size_t at, std::int32_t number) {
    return [=](std::byte* batch) { store_big_endian(batch + at, number); };
  };
  for (const auto count : {0, 1, 3, -1, 2147483647})
    EXPECT_EQ(refused(two, set(layout::kRecordCount, count)), ErrorCode::InvalidRecord) << count;
  for (const auto delta : {0, 2, -1, 2147483647})
    EXPECT_EQ(refused(two, set(layout::kLastOffsetDelta, delta)), ErrorCode::InvalidRecord);
}

TEST_F(BatchValidatorTest, ClientsMayNotSetTheBrokersBits) {
  open();
  const auto set = [](std::int16_t bits) {
    return [=](std::byte* batch) { store_big_endian(batch + layout::kAttributes, bits); };
  };
  EXPECT_EQ(refused({}, set(layout::kControlBit)), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused({}, set(layout::kDeleteHorizonBit)), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused({}, set(0x80)), ErrorCode::InvalidRecord);
  EXPECT_EQ(refused({}, set(std::int16_t{0x100})), ErrorCode::InvalidRecord);
  for (const auto codec : {std::int16_t{5}, std::int16_t{6}, std::int16_t{7}})
    EXPECT_EQ(refused({}, set(codec)), ErrorCode::UnsupportedCompressionType);
  EXPECT_EQ(refused({},
                    [](std::byte* batch) {
                      store_big_endian(batch + layout::kBaseOffset, std::int64_t{5});
                    }),
            ErrorCode::InvalidRecord);
}

TEST_F(BatchValidatorTest, ProducerFieldsHaveToAgree) {
  open();
  const TestBatch idempotent{.producer_id = 7, .base_sequence = 0};
  EXPECT_EQ(refused(idempotent,
                    [](std::byte* batch) {
                      store_big_endian(batch + layout::kBaseSequence, std::int32_t{-1});
                    }),
            ErrorCode::InvalidRecord);
  EXPECT_EQ(refused({},
                    [](std::byte* batch) {
                      store_big_endian(batch + layout::kAttributes, layout::kTransactionalBit);
                    }),
            ErrorCode::InvalidRecord);
}

TEST_F(BatchValidatorTest, RecordsThatLieAboutTheirLengthAreRefused) {
  open();
  const auto good = encode_batch({.values = {"one", "two"}});
  for (std::size_t at = layout::kRecords; at < good.size(); ++at) {
    Buffer bytes(good.view());
    bytes.data()[at] = std::byte{0x7f};
    RecordBatchEditor(bytes.mutable_view()).update_crc();
    const auto code = outcome(bytes);
    EXPECT_TRUE(code == ErrorCode::None || code == ErrorCode::InvalidRecord ||
                code == ErrorCode::InvalidTimestamp);
  }
}

TEST_F(BatchValidatorTest, ACompactedTopicNamesTheRecordsWithoutKeys) {
  config_.cleanup_compact = true;
  open();
  for (const auto codec : {Compression::None, Compression::Zstd}) {
    auto bytes = encode_batch({.values = {"a", "b"}, .key = std::nullopt, .codec = codec});
    EXPECT_EQ(outcome(bytes), ErrorCode::InvalidRecord);
    ASSERT_EQ(error_.record_errors.size(), 2U);
    EXPECT_EQ(error_.record_errors[1].batch_index, 1);
    EXPECT_NE(error_.record_errors[1].message.find("key"), std::string::npos);
  }
  append_ok({});
}

TEST_F(BatchValidatorTest, SizesAreLimited) {
  config_.max_message_bytes = 500;
  config_.segment_bytes = 300;
  open();
  auto large = encode_batch({.values = {std::string(500, 'x')}});
  EXPECT_EQ(outcome(large), ErrorCode::MessageTooLarge);
  auto medium = encode_batch({.values = {std::string(300, 'x')}});
  EXPECT_EQ(outcome(medium), ErrorCode::RecordListTooLarge);
  append_ok({.values = {std::string(200, 'x')}});
}

TEST_F(BatchValidatorTest, TimestampsHaveLimitsOnBothSides) {
  config_.message_timestamp_before_max_ms = 1000;
  config_.message_timestamp_after_max_ms = 10;
  open();
  for (const auto codec : {Compression::None, Compression::Gzip}) {
    append_ok({.timestamp_ms = kNow - 1000, .codec = codec});
    append_ok({.timestamp_ms = kNow + 10, .codec = codec});
    auto old = encode_batch({.timestamp_ms = kNow - 1001, .codec = codec});
    EXPECT_EQ(outcome(old), ErrorCode::InvalidTimestamp);
    auto early = encode_batch({.timestamp_ms = kNow + 11, .codec = codec});
    EXPECT_EQ(outcome(early), ErrorCode::InvalidTimestamp);
    EXPECT_EQ(error_.record_errors.size(), 1U);
  }
  append_ok({.timestamp_ms = kNoTimestamp});
}

TEST_F(BatchValidatorTest, LogAppendTimeReplacesTheProducersTime) {
  config_.message_timestamp_type = TimestampType::LogAppendTime;
  open();
  now_ms_ = kNow + 77;
  auto result = append({.timestamp_ms = 5});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->log_append_time_ms, kNow + 77);
  auto slice = log_->read({.from = 0, .bytes_max = 1000, .up_to = 1});
  Buffer bytes;
  ASSERT_TRUE(log_->load(*slice, bytes));
  const auto batch = RecordBatchView::parse(bytes.view());
  EXPECT_TRUE(batch->check_crc());
  EXPECT_EQ(batch->max_timestamp_ms(), kNow + 77);
  EXPECT_EQ(batch->timestamp_type(), TimestampType::LogAppendTime);
  EXPECT_EQ((*log_->find_timestamp({.target_ms = kNow, .up_to = 1}))->timestamp_ms, kNow + 77);
}

TEST_F(BatchValidatorTest, TheBrokerRecompressesWhereTheTopicSaysSo) {
  const Strings sent{std::string(200, 'a'), std::string(200, 'b')};
  for (const auto target : {Compression::None, Compression::Gzip, Compression::Snappy,
                            Compression::Lz4, Compression::Zstd}) {
    config_.compression_type = target;
    disk_ = std::make_unique<MemoryDisk>();
    open();
    for (const auto source : {Compression::None, Compression::Lz4, Compression::Zstd})
      append_ok({.values = sent, .codec = source});
    auto slice = log_->read({.from = 0, .bytes_max = 1 << 20, .up_to = 6});
    Buffer bytes;
    ASSERT_TRUE(log_->load(*slice, bytes));
    RecordBatchIterator batches(bytes.view());
    for (auto batch = batches.next(); batch && *batch; batch = batches.next())
      EXPECT_EQ((*batch)->compression(), target);
    EXPECT_EQ(values(), (Strings{sent[0], sent[1], sent[0], sent[1], sent[0], sent[1]}));
    log_.reset();
  }
}

TEST_F(BatchValidatorTest, DamagedCompressedRecordsAreRefusedWhereTheyAreOpened) {
  config_.validate_compressed = true;
  open();
  auto bytes = encode_batch({.values = {std::string(300, 'x')}, .codec = Compression::Zstd});
  bytes.data()[layout::kRecords + 2] ^= std::byte{0xff};
  RecordBatchEditor(bytes.mutable_view()).update_crc();
  EXPECT_EQ(outcome(bytes), ErrorCode::InvalidRecord);
}

}  // namespace
}  // namespace barnabas
