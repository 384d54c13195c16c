#pragma once
// What tests of the log share: a log in memory, batches as producers send them, and short ways to
// ask for the outcome.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "protocol/records/control_record.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch_builder.h"
#include "storage/log.h"
#include "storage/memory_disk.h"

namespace barnabas {

struct TestBatch {
  std::vector<std::string> values = {"hello"};
  std::optional<std::string> key = "key";
  TimestampMs timestamp_ms = 1'700'000'000'000;
  std::int64_t timestamp_step_ms = 0;  // from record to record
  Compression codec = Compression::None;
  ProducerId producer_id = kNoProducerId;
  ProducerEpoch producer_epoch = 0;
  Sequence base_sequence = 0;
  bool transactional = false;
};

inline Buffer encode_batch(const TestBatch& batch) {
  const bool has_producer = batch.producer_id != kNoProducerId;
  RecordBatchBuilder builder(
      {.compression = {.codec = batch.codec, .level = std::nullopt},
       .producer_id = batch.producer_id,
       .producer_epoch = has_producer ? batch.producer_epoch : kNoProducerEpoch,
       .base_sequence = has_producer ? batch.base_sequence : kNoSequence,
       .transactional = batch.transactional});
  auto timestamp_ms = batch.timestamp_ms;
  for (const auto& value : batch.values) {
    NewRecord record{.timestamp_ms = timestamp_ms, .value = as_bytes(value)};
    if (batch.key) record.key = as_bytes(*batch.key);
    builder.append(record);
    timestamp_ms += batch.timestamp_step_ms;
  }
  return std::move(*builder.finish());
}

struct TestMarker {
  ProducerId producer_id = 0;
  ProducerEpoch producer_epoch = 0;
  ControlRecordType type = ControlRecordType::Commit;
  std::int32_t coordinator_epoch = 0;
  TimestampMs timestamp_ms = 1'700'000'000'000;
};

inline Buffer encode_marker(const TestMarker& marker) {
  RecordBatchBuilder builder({.producer_id = marker.producer_id,
                              .producer_epoch = marker.producer_epoch,
                              .transactional = true,
                              .control = true});
  const auto key = control_record_key(marker.type);
  const auto value = end_transaction_marker(marker.coordinator_epoch);
  builder.append({.timestamp_ms = marker.timestamp_ms, .key = key, .value = value});
  return std::move(*builder.finish());
}

class LogFixture : public testing::Test {
 protected:
  static constexpr std::int64_t kNow = 1'700'000'000'000;

  // Opens the log as after a clean shutdown or a crash; what the checkpoints would say is given.
  Log& open(LogOpenOptions options = {}) {
    auto opened = try_open(std::move(options));
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    log_ = std::move(opened->log);
    report_ = std::move(opened->report);
    return *log_;
  }
  Result<Log::Opened> try_open(LogOpenOptions options = {}) {
    log_.reset();
    options.folder = "orders-0";
    options.config = std::make_shared<LogConfig>(config_);
    options.now_ms = kNow;
    return Log::open(*disk_, std::move(options));
  }
  // Stops as a broker does and starts again.
  Log& reopen_clean() {
    EXPECT_TRUE(log_->close());
    const auto start = log_->log_start_offset_checkpoint().value_or(0);
    return open(
        {.clean = true, .recovery_point = log_->recovery_point(), .log_start_offset = start});
  }
  // Dies and starts again.
  Log& reopen_killed() {
    const auto start = log_->log_start_offset_checkpoint().value_or(0);
    const auto recovery_point = log_->recovery_point();
    return open({.recovery_point = recovery_point, .log_start_offset = start});
  }

  tl::expected<AppendResult, AppendError> append(const TestBatch& batch) {
    auto bytes = encode_batch(batch);
    return log_->append(bytes.mutable_view(), {.now_ms = now_ms_, .leader_epoch = epoch_});
  }
  tl::expected<AppendResult, AppendError> append_marker(const TestMarker& marker) {
    auto bytes = encode_marker(marker);
    return log_->append(
        bytes.mutable_view(),
        {.now_ms = now_ms_, .leader_epoch = epoch_, .origin = AppendOrigin::Coordinator});
  }
  Offset append_ok(const TestBatch& batch) {
    auto result = append(batch);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? result->base_offset : -1;
  }

  // All values from `from` on, read in steps of `bytes_max`; stops at the first error.
  std::vector<std::string> values(Offset from = 0, std::uint64_t bytes_max = 4096) {
    std::vector<std::string> found;
    read_error_ = ErrorCode::None;
    auto offset = std::max(from, log_->log_start_offset());
    while (offset < log_->log_end_offset()) {
      auto slice =
          log_->read({.from = offset, .bytes_max = bytes_max, .up_to = log_->log_end_offset()});
      if (!slice) {
        read_error_ = slice.error().code;
        break;
      }
      if (slice->empty()) break;
      Buffer bytes;
      EXPECT_TRUE(log_->load(*slice, bytes));
      collect(bytes.view(), offset, found);
      offset = slice->next_offset;
    }
    return found;
  }
  static void collect(Bytes bytes, Offset from, std::vector<std::string>& found) {
    RecordBatchIterator batches(bytes);
    for (auto batch = batches.next(); batch && *batch; batch = batches.next()) {
      EXPECT_TRUE((*batch)->check_crc());
      if ((*batch)->is_control()) continue;
      Buffer scratch;
      auto records = (*batch)->records(scratch);
      ASSERT_TRUE(records);
      RecordIterator iterator(**batch, *records);
      for (auto record = iterator.next(); record && *record; record = iterator.next())
        if ((*record)->offset >= from)
          found.emplace_back(as_text((*record)->value.value_or(Bytes{})));
    }
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& path : disk_->paths())
      if (path.starts_with("orders-0/")) names.push_back(path.substr(9));
    return names;
  }
  bool reported(FindingKind kind) const {
    for (const auto& finding : report_.findings)
      if (finding.kind == kind) return true;
    return false;
  }

  std::unique_ptr<MemoryDisk> disk_ = std::make_unique<MemoryDisk>();
  LogConfig config_;
  std::unique_ptr<Log> log_;
  RecoveryReport report_;
  std::int64_t now_ms_ = kNow;
  LeaderEpoch epoch_ = 0;
  ErrorCode read_error_ = ErrorCode::None;
};

using Strings = std::vector<std::string>;

}  // namespace barnabas
