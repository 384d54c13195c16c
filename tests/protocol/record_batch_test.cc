#include "protocol/records/record_batch.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "protocol/records/control_record.h"
#include "protocol/records/legacy_message_set.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch_builder.h"
#include "protocol/records/record_batch_editor.h"
#include "tests/protocol/record_samples.h"

namespace barnabas {
namespace {

std::string text_of(std::optional<Bytes> field) {
  return field ? std::string(as_text(*field)) : "(null)";
}

// "offset timestamp key=value {header=value ...}" for each record, or the error.
std::string describe(const RecordBatchView& batch) {
  Buffer scratch;
  const auto records = batch.records(scratch, 1 << 20);
  if (!records) return records.error().message;
  std::string text;
  RecordIterator iterator(batch, *records);
  for (;;) {
    const auto record = iterator.next();
    if (!record) return record.error().message;
    if (!*record) return text;
    text += std::to_string((*record)->offset) + ' ' + std::to_string((*record)->timestamp_ms) +
            ' ' + text_of((*record)->key) + '=' + text_of((*record)->value);
    auto headers = (*record)->headers();
    for (auto header = headers.next(); header && *header; header = headers.next()) {
      text += " {" + std::string((*header)->key) + '=' + text_of((*header)->value) + '}';
    }
    text += '\n';
  }
}

RecordBatchView view(Bytes bytes) {
  const auto batch = RecordBatchView::parse(bytes);
  EXPECT_TRUE(batch) << batch.error().message;
  return *batch;
}

const std::string kRepeated = [] {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "abcdefgh";
  return text;
}();

// What the recorded batches hold.
std::string expected_records(std::int64_t constant_timestamp = 0) {
  const auto at = [=](std::int64_t timestamp) {
    return ' ' + std::to_string(constant_timestamp != 0 ? constant_timestamp : timestamp) + ' ';
  };
  return "1480" + at(1700000000000) + "key-0=value zero\n" + "1481" + at(1700000000005) +
         "(null)=no key {trace=abc} {empty=} {null=(null)}\n" + "1482" + at(1699999999990) +
         "tombstone=(null)\n" + "1483" + at(1700000001000) + "repeat=" + kRepeated + "\n";
}

// The same records as Apache's, written by our builder.
Buffer rebuilt(RecordBatchOptions options) {
  options.base_offset = 1480;
  options.partition_leader_epoch = 7;
  RecordBatchBuilder builder(options);
  const RecordHeader headers[] = {
      {"trace", as_bytes("abc")}, {"empty", Bytes()}, {"null", std::nullopt}};
  builder.append({.timestamp_ms = 1700000000000,
                  .key = as_bytes("key-0"),
                  .value = as_bytes("value zero"),
                  .headers = {}});
  builder.append({.timestamp_ms = 1700000000005,
                  .key = std::nullopt,
                  .value = as_bytes("no key"),
                  .headers = headers});
  builder.append({.timestamp_ms = 1699999999990,
                  .key = as_bytes("tombstone"),
                  .value = std::nullopt,
                  .headers = {}});
  builder.append({.timestamp_ms = 1700000001000,
                  .key = as_bytes("repeat"),
                  .value = as_bytes(kRepeated),
                  .headers = {}});
  auto batch = builder.finish();
  EXPECT_TRUE(batch) << batch.error().message;
  return std::move(*batch);
}

TEST(RecordBatch, ReadsWhatApacheKafkaWroteWithEveryCodec) {
  const auto samples = apache_batches();
  ASSERT_GT(samples.size(), 10U);
  for (const auto* name : {"none", "gzip", "snappy", "lz4", "zstd", "lz4hc", "zstd22"}) {
    SCOPED_TRACE(name);
    const auto batch = view(samples.at(name));
    EXPECT_TRUE(batch.check_crc());
    EXPECT_TRUE(batch.check_header());
    EXPECT_EQ(batch.base_offset(), 1480);
    EXPECT_EQ(batch.last_offset(), 1483);
    EXPECT_EQ(batch.next_offset(), 1484);
    EXPECT_EQ(batch.partition_leader_epoch(), 7);
    EXPECT_EQ(batch.magic(), 2);
    EXPECT_EQ(batch.record_count(), 4);
    EXPECT_EQ(batch.base_timestamp_ms(), 1700000000000);
    EXPECT_EQ(batch.max_timestamp_ms(), 1700000001000);
    EXPECT_EQ(batch.producer_id(), kNoProducerId);
    EXPECT_EQ(batch.last_sequence(), kNoSequence);
    EXPECT_FALSE(batch.is_control() || batch.is_transactional() || batch.has_delete_horizon());
    EXPECT_EQ(describe(batch), expected_records());
  }
}

TEST(RecordBatch, BuildsByteForByteWhatApacheKafkaBuilds) {
  const auto samples = apache_batches();
  const auto same = [&](const char* name, const RecordBatchOptions& options) {
    const auto batch = rebuilt(options);
    EXPECT_EQ(as_text(batch.view()), as_text(samples.at(name))) << name;
  };
  same("none", {});
  same("log_append_time",
       {.timestamp_type = TimestampType::LogAppendTime, .log_append_time_ms = 1700000009999});
  same("transactional", {.producer_id = 4001,
                         .producer_epoch = 3,
                         .base_sequence = 2147483646,
                         .transactional = true});
}

TEST(RecordBatch, BuildsWithEveryCodec) {
  for (const auto codec :
       {Compression::Gzip, Compression::Snappy, Compression::Lz4, Compression::Zstd}) {
    const auto bytes = rebuilt({.compression = {.codec = codec}});
    const auto batch = view(bytes.view());
    EXPECT_TRUE(batch.check_crc());
    EXPECT_EQ(batch.compression(), codec);
    EXPECT_EQ(describe(batch), expected_records());
  }
}

TEST(RecordBatch, UnderLogAppendTimeEveryRecordHasTheBatchsTimestamp) {
  const auto samples = apache_batches();
  const auto batch = view(samples.at("log_append_time"));
  EXPECT_EQ(batch.timestamp_type(), TimestampType::LogAppendTime);
  EXPECT_EQ(describe(batch), expected_records(1700000009999));
}

TEST(RecordBatch, TheLastSequenceWrapsBehindTheLargestInt32) {
  const auto samples = apache_batches();
  const auto batch = view(samples.at("transactional"));
  EXPECT_TRUE(batch.is_transactional());
  EXPECT_EQ(batch.producer_id(), 4001);
  EXPECT_EQ(batch.producer_epoch(), 3);
  EXPECT_EQ(batch.base_sequence(), 2147483646);
  EXPECT_EQ(batch.last_sequence(), 1);
}

TEST(RecordBatch, ReadsAndWritesTransactionMarkersAsApacheKafkaDoes) {
  const auto samples = apache_batches();
  for (const auto type : {ControlRecordType::Commit, ControlRecordType::Abort}) {
    const auto& sample =
        samples.at(type == ControlRecordType::Commit ? "commit_marker" : "abort_marker");
    const auto batch = view(sample);
    EXPECT_TRUE(batch.is_control() && batch.is_transactional());
    EXPECT_TRUE(batch.check_crc() && batch.check_header());
    RecordIterator records(batch, batch.payload());
    const auto record = records.next();
    ASSERT_TRUE(record && *record);
    EXPECT_EQ(read_control_record_key(*(*record)->key), type);
    EXPECT_EQ(read_end_transaction_marker(*(*record)->value), 42);

    RecordBatchBuilder builder({.base_offset = 99,
                                .partition_leader_epoch = 5,
                                .producer_id = 4001,
                                .producer_epoch = 3,
                                .transactional = true,
                                .control = true});
    const auto key = control_record_key(type);
    const auto value = end_transaction_marker(42);
    builder.append({.timestamp_ms = 1700000000000, .key = key, .value = value, .headers = {}});
    EXPECT_EQ(as_text(builder.finish()->view()), as_text(sample));
  }
  EXPECT_EQ(to_string(ControlRecordType::LeaderChange), "LEADER_CHANGE");
  EXPECT_FALSE(read_control_record_key(Bytes()));
  EXPECT_FALSE(read_end_transaction_marker(Bytes()));
}

TEST(RecordBatch, ABatchThatCompactionEmptiedKeepsItsOffsetsAndSequence) {
  const auto samples = apache_batches();
  const auto batch = view(samples.at("emptied"));
  EXPECT_TRUE(batch.check_crc() && batch.check_header());
  EXPECT_EQ(batch.record_count(), 0);
  EXPECT_EQ(batch.base_offset(), 100);
  EXPECT_EQ(batch.last_offset(), 107);
  EXPECT_EQ(batch.last_sequence(), 17 + 7);
  EXPECT_EQ(describe(batch), "");
}

TEST(RecordBatch, RecordsOfACompactedBatchMayHaveGaps) {
  RecordBatchBuilder builder({.base_offset = 10, .last_offset = 20});
  builder.append_at(12, {.timestamp_ms = 5, .key = as_bytes("a"), .value = {}, .headers = {}});
  builder.append_at(17, {.timestamp_ms = 6, .key = as_bytes("b"), .value = {}, .headers = {}});
  const auto bytes = builder.finish();
  const auto batch = view(bytes->view());
  EXPECT_TRUE(batch.check_header());
  EXPECT_EQ(batch.last_offset(), 20);
  EXPECT_EQ(describe(batch), "12 5 a=(null)\n17 6 b=(null)\n");
}

TEST(RecordBatch, ADeleteHorizonTakesThePlaceOfTheBaseTimestamp) {
  RecordBatchBuilder builder({.delete_horizon_ms = 9000});
  builder.append({.timestamp_ms = 5, .key = as_bytes("a"), .value = {}, .headers = {}});
  const auto bytes = builder.finish();
  const auto batch = view(bytes->view());
  EXPECT_TRUE(batch.has_delete_horizon());
  EXPECT_EQ(batch.base_timestamp_ms(), 9000);
  EXPECT_EQ(describe(batch), "0 5 a=(null)\n");
}

TEST(RecordBatch, TimestampsAtTheEndsOfInt64SurviveTheDelta) {
  constexpr auto largest = std::numeric_limits<TimestampMs>::max();
  constexpr auto smallest = std::numeric_limits<TimestampMs>::min();
  RecordBatchBuilder builder({});
  for (const auto timestamp : {smallest, largest, TimestampMs{-1}}) {
    builder.append({.timestamp_ms = timestamp, .key = {}, .value = {}, .headers = {}});
  }
  const auto bytes = builder.finish();
  EXPECT_EQ(describe(view(bytes->view())), "0 " + std::to_string(smallest) + " (null)=(null)\n1 " +
                                               std::to_string(largest) +
                                               " (null)=(null)\n2 -1 (null)=(null)\n");
}

TEST(RecordBatchEditor, OffsetAndEpochChangeInPlaceWithoutTheCrc) {
  auto bytes = rebuilt({});
  RecordBatchEditor editor(bytes.mutable_view());
  editor.set_base_offset(5000);
  editor.set_partition_leader_epoch(12);
  const auto batch = view(bytes.view());
  EXPECT_EQ(batch.base_offset(), 5000);
  EXPECT_EQ(batch.partition_leader_epoch(), 12);
  EXPECT_TRUE(batch.check_crc());
}

TEST(RecordBatchEditor, LogAppendTimeGivesTheBytesThatApacheKafkaGives) {
  const auto samples = apache_batches();
  auto bytes = rebuilt({});
  RecordBatchEditor(bytes.mutable_view())
      .set_timestamps(TimestampType::LogAppendTime, 1700000009999);
  EXPECT_EQ(as_text(bytes.view()), as_text(samples.at("log_append_time")));
  RecordBatchEditor(bytes.mutable_view()).set_timestamps(TimestampType::CreateTime, 1700000001000);
  EXPECT_EQ(as_text(bytes.view()), as_text(samples.at("none")));
}

TEST(RecordBatchIterator, WalksSeveralBatchesAndStopsAtTheTruncatedOne) {
  const auto samples = apache_batches();
  Buffer run;
  for (const auto* name : {"none", "zstd", "emptied"}) run.append(samples.at(name));
  const auto whole = run.size();
  RecordBatchIterator iterator(run.view());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(iterator.next()->has_value());
  EXPECT_FALSE(iterator.next()->has_value());
  EXPECT_EQ(iterator.position(), whole);

  RecordBatchIterator cut(run.view().first(whole - 1));
  ASSERT_TRUE(cut.next()->has_value());
  ASSERT_TRUE(cut.next()->has_value());
  const auto position = std::to_string(cut.position());
  for (int again = 0; again < 2; ++again) {
    const auto end = cut.next();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::CorruptMessage);
    EXPECT_EQ(end.error().message,
              "at byte " + position + ": truncated: a batch of 61 bytes, but 60 are left");
    EXPECT_TRUE(cut.truncated());
  }
}

TEST(RecordBatchIterator, Cases4To7ATornOrZeroOrGarbageTailIsNamed) {
  const auto samples = apache_batches();
  const auto error_after_one = [&](Bytes tail) {
    Buffer run(samples.at("none"));
    run.append(tail);
    RecordBatchIterator iterator(run.view());
    EXPECT_TRUE(iterator.next()->has_value());
    const auto next = iterator.next();
    EXPECT_FALSE(next);
    return next.error().message + (iterator.truncated() ? " (truncated)" : "");
  };
  EXPECT_EQ(error_after_one(Bytes(samples.at("gzip")).first(16)),
            "at byte 471: truncated: 16 bytes are left, the head of a batch takes 17 (truncated)");
  EXPECT_EQ(error_after_one(Bytes(samples.at("gzip")).first(60)),
            "at byte 471: truncated: a batch of 181 bytes, but 60 are left (truncated)");
  const std::vector<std::byte> zeros(4096);
  EXPECT_EQ(error_after_one(zeros), "at byte 471: zeros where a batch should begin");
  auto huge = samples.at("gzip");
  store_big_endian(huge.data() + 8, std::int32_t{0x7fffffff});
  EXPECT_EQ(error_after_one(huge),
            "at byte 471: truncated: a batch of 2147483659 bytes, but 181 are left (truncated)");
  store_big_endian(huge.data() + 8, std::int32_t{-2});
  EXPECT_EQ(error_after_one(huge),
            "at byte 471: batch length -2 (bytes 8 to 11), at least 49 with magic 2");
}

TEST(RecordBatch, Case61HeaderFieldsThatCannotBeTrueAreNamed) {
  namespace layout = record_batch_layout;
  const auto samples = apache_batches();
  const auto checked = [&](const char* sample, std::size_t at, auto number) {
    auto bytes = samples.at(sample);
    store_big_endian(bytes.data() + at, number);
    const auto done = view(bytes).check_header();
    return done ? "fine" : done.error().message;
  };
  EXPECT_EQ(checked("none", layout::kRecordCount, std::int32_t{-1}), "record count -1 is negative");
  EXPECT_EQ(checked("none", layout::kRecordCount, std::int32_t{2147483647}),
            "record count 2147483647 is more than the 4 offsets of the batch");
  EXPECT_EQ(checked("none", layout::kLastOffsetDelta, std::int32_t{-1}),
            "last offset delta -1 is negative");
  EXPECT_EQ(checked("none", layout::kBaseOffset, std::int64_t{-5}), "base offset -5 is negative");
  EXPECT_EQ(checked("none", layout::kBaseOffset, std::numeric_limits<std::int64_t>::max()),
            "base offset 9223372036854775807 with last offset delta 3 goes beyond 2^63");
  EXPECT_EQ(checked("none", layout::kAttributes, std::int16_t{0x0006}),
            "attributes 0x0006 name the compression codec 6, known are 0 to 4");
  EXPECT_EQ(checked("none", layout::kAttributes, std::int16_t{0x0010}),
            "a transactional batch without a producer id");
  EXPECT_EQ(checked("none", layout::kProducerId, std::int64_t{-7}), "producer id -7 is negative");
  EXPECT_EQ(checked("transactional", layout::kBaseSequence, std::int32_t{-1}),
            "producer 4001 has the negative base sequence -1");
  EXPECT_EQ(checked("transactional", layout::kProducerEpoch, std::int16_t{-1}),
            "producer 4001 has the negative epoch -1");
  EXPECT_EQ(checked("none", layout::kMaxTimestamp, std::int64_t{0}), "fine");
}

TEST(RecordBatch, MagicZeroAndOneAreRefusedByNameAndReadableAsLegacyMessages) {
  const auto samples = apache_batches();
  for (const auto* name : {"legacy0", "legacy1"}) {
    const auto& bytes = samples.at(name);
    const auto batch = RecordBatchView::parse(bytes);
    ASSERT_FALSE(batch);
    EXPECT_EQ(batch.error().code, ErrorCode::UnsupportedForMessageFormat);
    const auto first = LegacyMessageView::parse(bytes);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->offset, 5);
    EXPECT_TRUE(first->crc_holds());
    EXPECT_EQ(text_of(first->key), "old");
    EXPECT_EQ(text_of(first->value), "message");
    EXPECT_EQ(first->timestamp_ms, name == std::string("legacy1") ? 1700000000000 : kNoTimestamp);
    const auto second = LegacyMessageView::parse(Bytes(bytes).subspan(first->bytes.size()));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->offset, 6);
    EXPECT_EQ(text_of(second->key), "(null)");
  }
}

// Random records, written and read back.
TEST(RecordBatch, HoldsForRandomRecordsWhatWasPutIn) {
  std::mt19937 random(7);
  const auto random_text = [&] {
    std::string text(random() % 200, ' ');
    for (auto& c : text) c = static_cast<char>(random());
    return text;
  };
  for (int round = 0; round < 200; ++round) {
    const auto codec = static_cast<Compression>(round % 5);
    RecordBatchBuilder builder({.base_offset = 100, .compression = {.codec = codec}});
    std::string expected;
    for (unsigned i = 0; i < random() % 20; ++i) {
      const auto key = random_text();
      const auto value = random_text();
      const auto header = random_text();
      const RecordHeader headers[] = {{header, as_bytes(value)}};
      const auto timestamp = static_cast<TimestampMs>(random());
      NewRecord record{.timestamp_ms = timestamp, .key = {}, .value = {}, .headers = {}};
      if (random() % 4 != 0) record.key = as_bytes(key);
      if (random() % 4 != 0) record.value = as_bytes(value);
      if (random() % 2 != 0) record.headers = headers;
      builder.append(record);
      expected += std::to_string(100 + i) + ' ' + std::to_string(timestamp) + ' ' +
                  text_of(record.key) + '=' + text_of(record.value);
      if (!record.headers.empty()) expected += " {" + header + '=' + value + '}';
      expected += '\n';
    }
    const auto bytes = builder.finish();
    const auto batch = view(bytes->view());
    ASSERT_TRUE(batch.check_crc() && batch.check_header());
    ASSERT_TRUE(describe(batch) == expected) << round;
  }
}

TEST(RecordBatch, EveryTruncationIsAnErrorAndEveryByteFlipIsSeen) {
  const auto samples = apache_batches();
  for (const auto& [name, sample] : samples) {
    if (name.starts_with("legacy")) continue;
    for (std::size_t size = 0; size < sample.size(); ++size) {
      ASSERT_FALSE(RecordBatchView::parse(Bytes(sample).first(size))) << name << ' ' << size;
    }
    for (std::size_t at = 0; at < sample.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        auto bytes = sample;
        bytes[at] ^= static_cast<std::byte>(1 << bit);
        const auto batch = RecordBatchView::parse(bytes);
        if (!batch) continue;
        const auto seen = !batch->check_crc() || !batch->check_header() ||
                          batch->base_offset() != view(sample).base_offset() ||
                          batch->partition_leader_epoch() != view(sample).partition_leader_epoch();
        EXPECT_TRUE(seen) << name << " byte " << at << " bit " << bit;
        describe(*batch);
      }
    }
  }
}

// The CRC made right again, so that only the lengths and counts inside are wrong (case 62).
TEST(RecordIterator, Case62LyingLengthsUnderAGoodCrcAreErrorsNeverOverreads) {
  const auto samples = apache_batches();
  int changes = 0;
  for (const auto& [name, sample] : samples) {
    if (name.starts_with("legacy")) continue;
    for (std::size_t at = kRecordBatchHeaderSize; at < sample.size(); ++at) {
      for (const auto flip : {0x01, 0x80, 0xff, 0x7f}) {
        auto bytes = sample;
        bytes[at] ^= static_cast<std::byte>(flip);
        RecordBatchEditor(bytes).update_crc();
        const auto batch = view(bytes);
        if (describe(batch) != describe(view(sample))) ++changes;
      }
    }
  }
  EXPECT_GT(changes, 1000);
}

TEST(RecordIterator, NamesTheRecordAndTheFieldThatIsWrong) {
  const auto samples = apache_batches();
  auto bytes = samples.at("none");
  const auto broken = [&](std::size_t at, int byte) {
    auto copy = bytes;
    copy[at] = static_cast<std::byte>(byte);
    return describe(view(copy));
  };
  const std::string where = "record 0 of 4 in the batch at offset 1480: ";
  EXPECT_EQ(broken(61, 0x01), where + "length -1, but a record cannot be null");
  EXPECT_EQ(broken(61, 0x03), where + "the record of -2 bytes, but 409 are left");
  EXPECT_EQ(broken(65, 0x7e), where + "key of 63 bytes, but 17 are left");
  EXPECT_EQ(broken(64, 0x02),
            "record 1 of 4 in the batch at offset 1480: offset delta 1, "
            "expected 2 to 3");
}

}  // namespace
}  // namespace barnabas
