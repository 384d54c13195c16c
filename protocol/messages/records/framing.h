#pragma once
// How Kafka's own topics put their messages into the key and value of a record.
//
//   __cluster_metadata    value   frame version (1), type, version as unsigned varints | body
//   __consumer_offsets,   key     type int16 | body, of which there is only version 0
//   __transaction_state   value   version int16 | body; or no value at all: forget the key
//
// Readers of the body choose the struct by the type, see records/*.h.

#include "protocol/base/varint.h"
#include "protocol/wire/codec.h"

namespace barnabas {

// A record of __cluster_metadata with its frame taken off. `body` views into the value.
struct MetadataFrame {
  std::int16_t type = 0;
  Version version = 0;
  Bytes body;
};

// Errors: InvalidRecord when the value is cut off or framed in a way that Kafka 4.4 does not know.
inline Result<MetadataFrame> parse_metadata_frame(Bytes value) {
  std::uint32_t numbers[3] = {};
  for (auto& number : numbers) {
    const auto decoded = decode_unsigned_varint<std::uint32_t>(value);
    if (decoded.size == 0) return fail(ErrorCode::InvalidRecord, "metadata record: frame cut off");
    number = decoded.value;
    value = value.subspan(decoded.size);
  }
  if (numbers[0] != 1)
    return fail(ErrorCode::InvalidRecord,
                "metadata record: frame version " + std::to_string(numbers[0]) + ", expected 1");
  if (numbers[1] > 0x7fff || numbers[2] > 0x7fff)
    return fail(ErrorCode::InvalidRecord, "metadata record: type or version above 32767");
  return MetadataFrame{static_cast<std::int16_t>(numbers[1]), static_cast<Version>(numbers[2]),
                       value};
}

// Appends frame and body. REQUIRES: the record has that version.
template <Message M>
void encode_metadata_record(const M& record, Version version, Buffer& output) {
  output.append(encode_unsigned_varint(std::uint32_t{1}).view());
  output.append(encode_unsigned_varint(static_cast<std::uint32_t>(M::info.type)).view());
  output.append(encode_unsigned_varint(static_cast<std::uint32_t>(version)).view());
  encode(record, version, output);
}

// A key or value of a coordinator's topic: `number` is the type of a key, the version of a value.
struct CoordinatorFrame {
  std::int16_t number = 0;
  Bytes body;
};

// Errors: InvalidRecord when there are fewer than two bytes or the number is negative.
inline Result<CoordinatorFrame> parse_coordinator_frame(Bytes bytes) {
  if (bytes.size() < 2) return fail(ErrorCode::InvalidRecord, "coordinator record: cut off");
  const auto number = load_big_endian<std::int16_t>(bytes.data());
  if (number < 0)
    return fail(ErrorCode::InvalidRecord,
                "coordinator record: type or version " + std::to_string(number));
  return CoordinatorFrame{number, bytes.subspan(2)};
}

template <Message M>
void encode_coordinator_key(const M& key, Buffer& output) {
  store_big_endian(output.grow(2).data(), std::int16_t{M::info.type});
  encode(key, 0, output);
}

// REQUIRES: the value has that version.
template <Message M>
void encode_coordinator_value(const M& value, Version version, Buffer& output) {
  store_big_endian(output.grow(2).data(), version);
  encode(value, version, output);
}

}  // namespace barnabas
