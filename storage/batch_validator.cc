#include "storage/batch_validator.h"

#include <fmt/format.h>

#include <utility>

#include "protocol/records/record.h"
#include "protocol/records/record_batch_editor.h"

namespace barnabas {
namespace {

using Refusal = tl::unexpected<AppendError>;

Refusal refuse(ErrorCode code, std::string message) {
  return Refusal(AppendError{{code, std::move(message)}, {}});
}

// What the walk through the records found.
struct Walk {
  TimestampMs max_timestamp_ms = kNoTimestamp;
};

class ClientValidator {
 public:
  ClientValidator(RecordBatchView batch, const LogConfig& config, std::int64_t now_ms)
      : batch_(batch), config_(config), now_ms_(now_ms) {}

  tl::expected<void, AppendError> check_envelope() const;
  tl::expected<ValidBatch, AppendError> check_content() const;

 private:
  bool recompresses() const {
    return config_.compression_type && *config_.compression_type != batch_.compression();
  }
  bool looks_inside() const;
  tl::expected<void, AppendError> check_codec_and_bits() const;
  tl::expected<Walk, AppendError> walk(Bytes records) const;
  // Why one record is refused, nothing if it is not.
  std::optional<Error> objection(const RecordView& record) const;
  bool is_out_of_range(TimestampMs timestamp_ms) const;
  tl::expected<Buffer, AppendError> recompress(Bytes records) const;

  const RecordBatchView batch_;
  const LogConfig& config_;
  const std::int64_t now_ms_;
};

tl::expected<void, AppendError> ClientValidator::check_envelope() const {
  if (batch_.base_offset() != 0)
    return refuse(ErrorCode::InvalidRecord,
                  fmt::format("base offset of a produced batch is {}, expected 0: the broker "
                              "assigns offsets",
                              batch_.base_offset()));
  if (static_cast<std::int64_t>(batch_.size()) > config_.max_message_bytes)
    return refuse(ErrorCode::MessageTooLarge,
                  fmt::format("the batch has {} bytes, max.message.bytes allows {}", batch_.size(),
                              config_.max_message_bytes));
  if (auto crc = batch_.check_crc(); !crc)
    return refuse(ErrorCode::CorruptMessage, crc.error().message);
  if (auto bits = check_codec_and_bits(); !bits) return bits;
  if (auto header = batch_.check_header(); !header)
    return refuse(ErrorCode::InvalidRecord, header.error().message);
  if (batch_.record_count() <= 0)
    return refuse(ErrorCode::InvalidRecord,
                  fmt::format("record count is {}, expected at least 1", batch_.record_count()));
  if (batch_.last_offset_delta() != batch_.record_count() - 1)
    return refuse(
        ErrorCode::InvalidRecord,
        fmt::format("last offset delta is {} with {} records, expected {}",
                    batch_.last_offset_delta(), batch_.record_count(), batch_.record_count() - 1));
  if (batch_.has_producer_id() && batch_.base_sequence() < 0)
    return refuse(ErrorCode::InvalidRecord,
                  fmt::format("base sequence is {} with producer id {}", batch_.base_sequence(),
                              batch_.producer_id()));
  return {};
}

tl::expected<void, AppendError> ClientValidator::check_codec_and_bits() const {
  namespace layout = record_batch_layout;
  const auto codec = batch_.attributes() & layout::kCompressionMask;
  if (codec > static_cast<int>(Compression::Zstd))
    return refuse(ErrorCode::UnsupportedCompressionType,
                  fmt::format("compression codec {} does not exist", codec));
  if (batch_.is_control())
    return refuse(ErrorCode::InvalidRecord, "clients may not write control records");
  if ((batch_.attributes() & (layout::kUnusedBits | layout::kDeleteHorizonBit)) != 0)
    return refuse(ErrorCode::InvalidRecord,
                  fmt::format("attributes 0x{:04x} have bits set that clients must leave 0",
                              static_cast<std::uint16_t>(batch_.attributes())));
  return {};
}

bool ClientValidator::looks_inside() const {
  return batch_.compression() == Compression::None || config_.cleanup_compact || recompresses() ||
         config_.validate_compressed ||
         config_.message_timestamp_before_max_ms != LogConfig{}.message_timestamp_before_max_ms;
}

tl::expected<ValidBatch, AppendError> ClientValidator::check_content() const {
  ValidBatch valid;
  valid.timestamp_type = config_.message_timestamp_type;
  valid.max_timestamp_ms = batch_.max_timestamp_ms();
  if (looks_inside()) {
    Buffer scratch;
    auto records = batch_.records(scratch);
    if (!records) {
      const auto code = records.error().code == ErrorCode::CorruptMessage ? ErrorCode::InvalidRecord
                                                                          : records.error().code;
      return refuse(code, records.error().message);
    }
    auto walked = walk(*records);
    if (!walked) return tl::unexpected(walked.error());
    valid.max_timestamp_ms = walked->max_timestamp_ms;
    if (recompresses()) {
      auto rebuilt = recompress(*records);
      if (!rebuilt) return tl::unexpected(rebuilt.error());
      valid.rebuilt = std::move(*rebuilt);
    }
  } else if (config_.message_timestamp_type == TimestampType::CreateTime &&
             is_out_of_range(batch_.max_timestamp_ms())) {
    return refuse(ErrorCode::InvalidTimestamp,
                  fmt::format("max timestamp {} is too far from the broker's time {}",
                              batch_.max_timestamp_ms(), now_ms_));
  } else if (config_.message_timestamp_type == TimestampType::LogAppendTime &&
             batch_.timestamp_type() == TimestampType::LogAppendTime) {
    return refuse(ErrorCode::InvalidTimestamp,
                  "the batch claims LogAppendTime, which only the broker sets");
  }
  if (config_.message_timestamp_type == TimestampType::LogAppendTime)
    valid.max_timestamp_ms = now_ms_;
  return valid;
}

tl::expected<Walk, AppendError> ClientValidator::walk(Bytes records) const {
  Walk found;
  AppendError error{{ErrorCode::None, ""}, {}};
  RecordIterator iterator(batch_, records);
  for (std::int32_t index = 0;; ++index) {
    auto record = iterator.next();
    if (!record) return refuse(ErrorCode::InvalidRecord, record.error().message);
    if (!*record) break;
    if ((*record)->offset_delta != index)
      return refuse(ErrorCode::InvalidRecord,
                    fmt::format("record {} has offset delta {}", index, (*record)->offset_delta));
    found.max_timestamp_ms = std::max(found.max_timestamp_ms, (*record)->timestamp_ms);
    auto refused = objection(**record);
    if (!refused) continue;
    if (error.code == ErrorCode::None) error.code = refused->code;
    error.record_errors.push_back({index, std::move(refused->message)});
  }
  if (error.record_errors.empty()) return found;
  error.message = fmt::format("{} of {} records were refused, the first because: {}",
                              error.record_errors.size(), batch_.record_count(),
                              error.record_errors.front().message);
  return tl::unexpected(std::move(error));
}

std::optional<Error> ClientValidator::objection(const RecordView& record) const {
  if (config_.cleanup_compact && !record.key)
    return Error{ErrorCode::InvalidRecord, "a compacted topic takes no record without a key"};
  const bool create_time = config_.message_timestamp_type == TimestampType::CreateTime;
  if (create_time && record.timestamp_ms != kNoTimestamp) {
    if (is_out_of_range(record.timestamp_ms))
      return Error{
          ErrorCode::InvalidTimestamp,
          fmt::format("timestamp {} is too far from the broker's time {}: it may be {} ms "
                      "older and {} ms newer",
                      record.timestamp_ms, now_ms_, config_.message_timestamp_before_max_ms,
                      config_.message_timestamp_after_max_ms)};
  } else if (batch_.timestamp_type() == TimestampType::LogAppendTime) {
    return Error{ErrorCode::InvalidTimestamp,
                 "the batch claims LogAppendTime, which only the broker sets"};
  }
  return std::nullopt;
}

bool ClientValidator::is_out_of_range(TimestampMs timestamp_ms) const {
  if (timestamp_ms == kNoTimestamp) return false;
  // Unsigned differences: timestamps come from outside and may lie further apart than int64 goes.
  const auto now = static_cast<std::uint64_t>(now_ms_);
  const auto then = static_cast<std::uint64_t>(timestamp_ms);
  if (timestamp_ms <= now_ms_)
    return now - then > static_cast<std::uint64_t>(config_.message_timestamp_before_max_ms);
  return then - now > static_cast<std::uint64_t>(config_.message_timestamp_after_max_ms);
}

tl::expected<Buffer, AppendError> ClientValidator::recompress(Bytes records) const {
  namespace layout = record_batch_layout;
  const auto codec = *config_.compression_type;
  Buffer rebuilt(batch_.bytes().first(kRecordBatchHeaderSize));
  auto done = compress(records, {.codec = codec, .level = config_.compression_level}, rebuilt);
  if (!done) return refuse(done.error().code, done.error().message);
  const auto attributes = static_cast<std::int16_t>(
      (batch_.attributes() & ~layout::kCompressionMask) | static_cast<std::int16_t>(codec));
  store_big_endian(rebuilt.data() + layout::kAttributes, attributes);
  store_big_endian(rebuilt.data() + layout::kBatchLength,
                   static_cast<std::int32_t>(rebuilt.size() - kBatchPrefixSize));
  RecordBatchEditor(rebuilt.mutable_view()).update_crc();
  if (static_cast<std::int64_t>(rebuilt.size()) > config_.max_message_bytes)
    return refuse(ErrorCode::MessageTooLarge,
                  fmt::format("the batch has {} bytes as {}, max.message.bytes allows {}",
                              rebuilt.size(), to_string(codec), config_.max_message_bytes));
  return rebuilt;
}

}  // namespace

tl::expected<ValidBatch, AppendError> validate_client_batch(Bytes bytes, const LogConfig& config,
                                                            std::int64_t now_ms) {
  auto batch = RecordBatchView::parse(bytes);
  if (!batch)
    return refuse(ErrorCode::InvalidRecord,
                  bytes.empty() ? std::string("no record batch at all") : batch.error().message);
  if (batch->size() != bytes.size())
    return refuse(ErrorCode::InvalidRecord,
                  fmt::format("{} bytes follow the record batch; a request has exactly one batch "
                              "for a partition",
                              bytes.size() - batch->size()));
  const ClientValidator validator(*batch, config, now_ms);
  if (auto ok = validator.check_envelope(); !ok) return tl::unexpected(ok.error());
  auto valid = validator.check_content();
  if (!valid) return valid;
  const auto size = valid->rebuilt ? valid->rebuilt->size() : batch->size();
  if (static_cast<std::int64_t>(size) > config.segment_bytes)
    return refuse(ErrorCode::RecordListTooLarge,
                  fmt::format("the batch has {} bytes and fits in no segment of {}", size,
                              config.segment_bytes));
  return valid;
}

tl::expected<void, AppendError> validate_broker_batch(const RecordBatchView& batch,
                                                      const LogConfig& config,
                                                      AppendOrigin origin) {
  if (auto crc = batch.check_crc(); !crc)
    return refuse(ErrorCode::CorruptMessage, crc.error().message);
  if (auto header = batch.check_header(); !header)
    return refuse(ErrorCode::CorruptMessage, header.error().message);
  if (origin == AppendOrigin::Replication) return {};
  if (static_cast<std::int64_t>(batch.size()) > config.max_message_bytes)
    return refuse(ErrorCode::MessageTooLarge,
                  fmt::format("the batch has {} bytes, max.message.bytes allows {}", batch.size(),
                              config.max_message_bytes));
  return {};
}

}  // namespace barnabas
