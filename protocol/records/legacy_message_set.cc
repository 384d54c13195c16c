#include "protocol/records/legacy_message_set.h"

#include <fmt/core.h>
#include <zlib.h>

namespace barnabas {
namespace {

constexpr std::size_t kCrc = 12;
constexpr std::size_t kMagic = 16;
constexpr std::size_t kAttributes = 17;
constexpr std::size_t kTimestamp = 18;
constexpr std::int8_t kCompressionMask = 0x07;
constexpr std::int8_t kTimestampTypeBit = 0x08;

// Takes an int32 length and that many bytes off the front; -1 is null.
Result<std::optional<Bytes>> take_bytes(const char* name, Bytes& rest) {
  if (rest.size() < 4) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("{} length is truncated: {} bytes are left", name, rest.size()));
  }
  const auto length = load_big_endian<std::int32_t>(rest.data());
  rest = rest.subspan(4);
  if (length == -1) return std::optional<Bytes>();
  if (length < 0 || static_cast<std::size_t>(length) > rest.size()) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("{} of {} bytes, but {} are left", name, length, rest.size()));
  }
  const auto taken = rest.first(static_cast<std::size_t>(length));
  rest = rest.subspan(taken.size());
  return std::optional<Bytes>(taken);
}

}  // namespace

Result<LegacyMessageView> LegacyMessageView::parse(Bytes bytes) {
  const auto prefix = read_batch_prefix(bytes);
  if (!prefix) return tl::unexpected(prefix.error());
  if (prefix->magic > 1) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("magic {} is not a legacy message", prefix->magic));
  }
  if (prefix->size > bytes.size()) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("truncated: a message of {} bytes, but {} are left", prefix->size,
                            bytes.size()));
  }
  LegacyMessageView message;
  message.bytes = bytes.first(static_cast<std::size_t>(prefix->size));
  const auto* data = message.bytes.data();
  message.offset = prefix->base_offset;
  message.crc = load_big_endian<std::uint32_t>(data + kCrc);
  message.magic = prefix->magic;
  message.attributes = load_big_endian<std::int8_t>(data + kAttributes);
  auto rest = message.bytes.subspan(kTimestamp);
  if (message.magic == 1) {
    message.timestamp_ms = load_big_endian<std::int64_t>(data + kTimestamp);
    rest = rest.subspan(sizeof(TimestampMs));
  }
  const auto key = take_bytes("key", rest);
  if (!key) return tl::unexpected(key.error());
  const auto value = take_bytes("value", rest);
  if (!value) return tl::unexpected(value.error());
  message.key = *key;
  message.value = *value;
  return message;
}

Compression LegacyMessageView::compression() const {
  return static_cast<Compression>(attributes & kCompressionMask);
}

TimestampType LegacyMessageView::timestamp_type() const {
  return (attributes & kTimestampTypeBit) != 0 ? TimestampType::LogAppendTime
                                               : TimestampType::CreateTime;
}

bool LegacyMessageView::crc_holds() const {
  const auto covered = bytes.subspan(kMagic);
  const auto computed =
      crc32_z(0, reinterpret_cast<const unsigned char*>(covered.data()), covered.size());
  return computed == crc;
}

}  // namespace barnabas
