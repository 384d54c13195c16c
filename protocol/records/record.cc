#include "protocol/records/record.h"

#include <fmt/core.h>

#include "protocol/base/varint.h"

namespace barnabas {
namespace {

tl::unexpected<Error> corrupt(std::string message) {
  return fail(ErrorCode::CorruptMessage, std::move(message));
}

// Takes fields off the front of a run of bytes. The first failure sticks: later fields read as
// zero, and error() names the field that failed.
class Cursor {
 public:
  explicit Cursor(Bytes rest) : rest_(rest) {}

  Bytes rest() const { return rest_; }
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }

  template <class T>
  T varint(const char* name) {
    if (!ok()) return 0;
    const auto read = decode_varint<T>(rest_);
    if (read.size == 0) {
      error_ = fmt::format("{} is no varint or is truncated", name);
      return 0;
    }
    rest_ = rest_.subspan(read.size);
    return read.value;
  }

  std::int8_t byte(const char* name) {
    const auto taken = take(name, 1);
    return taken.empty() ? std::int8_t{0} : load_big_endian<std::int8_t>(taken.data());
  }

  // A varint length, -1 for null, and that many bytes.
  std::optional<Bytes> bytes(const char* name) {
    const auto length = varint<std::int32_t>(name);
    if (length == -1 && ok()) return std::nullopt;
    return take(name, length);
  }

 private:
  Bytes take(const char* name, std::int32_t length) {
    if (!ok()) return {};
    if (length < 0 || static_cast<std::size_t>(length) > rest_.size()) {
      error_ = fmt::format("{} of {} bytes, but {} are left", name, length, rest_.size());
      return {};
    }
    const auto taken = rest_.first(static_cast<std::size_t>(length));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

  Bytes rest_;
  std::string error_;
};

// Every header takes at least a byte for each of its two lengths.
constexpr std::size_t kHeaderSizeMin = 2;

Result<void> check_headers(std::int32_t count, Bytes bytes) {
  if (count < 0 || static_cast<std::size_t>(count) > bytes.size() / kHeaderSizeMin) {
    return corrupt(fmt::format("{} headers, but {} bytes are left", count, bytes.size()));
  }
  Cursor cursor(bytes);
  for (std::int32_t i = 0; i < count && cursor.ok(); ++i) {
    if (!cursor.bytes("header key") && cursor.ok()) return corrupt("a header with a null key");
    cursor.bytes("header value");
  }
  if (!cursor.ok()) return corrupt(cursor.error());
  if (!cursor.rest().empty()) {
    return corrupt(fmt::format("{} bytes behind the last field", cursor.rest().size()));
  }
  return {};
}

// The sum in two's complement: a damaged delta must not be undefined behaviour.
TimestampMs add(TimestampMs base, std::int64_t delta) {
  return static_cast<TimestampMs>(static_cast<std::uint64_t>(base) +
                                  static_cast<std::uint64_t>(delta));
}

}  // namespace

Result<std::optional<RecordHeader>> RecordHeaderIterator::next() {
  if (left_ <= 0) return std::optional<RecordHeader>();
  Cursor cursor(bytes_);
  const auto key = cursor.bytes("header key");
  if (!key && cursor.ok()) return corrupt("a header with a null key");
  const auto value = cursor.bytes("header value");
  if (!cursor.ok()) return corrupt(cursor.error());
  bytes_ = cursor.rest();
  --left_;
  return RecordHeader{as_text(*key), value};
}

RecordIterator::RecordIterator(RecordBatchView batch, Bytes records)
    : batch_(batch), rest_(records) {}

Result<std::optional<RecordView>> RecordIterator::next() {
  if (index_ == batch_.record_count()) {
    if (rest_.empty()) return std::optional<RecordView>();
    return corrupt(fmt::format("{} bytes behind the last of {} records of the batch at offset {}",
                               rest_.size(), index_, batch_.base_offset()));
  }
  auto record = read();
  if (!record) {
    record.error().message =
        fmt::format("record {} of {} in the batch at offset {}: {}", index_, batch_.record_count(),
                    batch_.base_offset(), record.error().message);
    return tl::unexpected(record.error());
  }
  rest_ = rest_.subspan(record->bytes.size());
  previous_delta_ = record->offset_delta;
  ++index_;
  return *record;
}

Result<RecordView> RecordIterator::read() const {
  Cursor outer(rest_);
  const auto body = outer.bytes("the record");
  if (!outer.ok()) return corrupt(outer.error());
  if (!body) return corrupt("length -1, but a record cannot be null");

  Cursor cursor(*body);
  RecordView record;
  record.bytes = rest_.first(rest_.size() - outer.rest().size());
  record.attributes = cursor.byte("attributes");
  record.timestamp_delta_ms = cursor.varint<std::int64_t>("timestamp delta");
  record.offset_delta = cursor.varint<std::int32_t>("offset delta");
  record.key = cursor.bytes("key");
  record.value = cursor.bytes("value");
  record.header_count = cursor.varint<std::int32_t>("header count");
  record.header_bytes = cursor.rest();
  if (!cursor.ok()) return corrupt(cursor.error());
  if (auto checked = check_headers(record.header_count, record.header_bytes); !checked) {
    return tl::unexpected(checked.error());
  }
  if (record.offset_delta <= previous_delta_ || record.offset_delta > batch_.last_offset_delta()) {
    return corrupt(fmt::format("offset delta {}, expected {} to {}", record.offset_delta,
                               previous_delta_ + 1, batch_.last_offset_delta()));
  }
  record.offset = add(batch_.base_offset(), record.offset_delta);
  record.timestamp_ms = batch_.timestamp_type() == TimestampType::LogAppendTime
                            ? batch_.max_timestamp_ms()
                            : add(batch_.base_timestamp_ms(), record.timestamp_delta_ms);
  return record;
}

}  // namespace barnabas
