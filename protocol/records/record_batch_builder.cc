#include "protocol/records/record_batch_builder.h"

#include <algorithm>
#include <limits>

#include "protocol/base/check.h"
#include "protocol/base/varint.h"
#include "protocol/records/record_batch_editor.h"

namespace barnabas {
namespace {

namespace layout = record_batch_layout;

template <class T>
std::size_t varint_size(T number) {
  return encode_varint(number).size;
}

std::size_t field_size(std::optional<Bytes> field) {
  if (!field) return 1;
  return varint_size(static_cast<std::int32_t>(field->size())) + field->size();
}

template <class T>
void append_varint(Buffer& output, T number) {
  output.append(encode_varint(number).view());
}

void append_field(Buffer& output, std::optional<Bytes> field) {
  append_varint(output, field ? static_cast<std::int32_t>(field->size()) : -1);
  if (field) output.append(*field);
}

std::int16_t attributes_of(const RecordBatchOptions& options) {
  auto bits = static_cast<int>(options.compression.codec);
  if (options.timestamp_type == TimestampType::LogAppendTime) bits |= layout::kTimestampTypeBit;
  if (options.transactional) bits |= layout::kTransactionalBit;
  if (options.control) bits |= layout::kControlBit;
  if (options.delete_horizon_ms) bits |= layout::kDeleteHorizonBit;
  return static_cast<std::int16_t>(bits);
}

}  // namespace

RecordBatchBuilder::RecordBatchBuilder(RecordBatchOptions options)
    : options_(options), next_offset_(options.base_offset) {
  if (options_.delete_horizon_ms) base_timestamp_ms_ = *options_.delete_horizon_ms;
  if (options_.max_timestamp_ms) max_timestamp_ms_ = *options_.max_timestamp_ms;
}

void RecordBatchBuilder::append(const NewRecord& record) { append_at(next_offset_, record); }

void RecordBatchBuilder::append_at(Offset offset, const NewRecord& record) {
  const auto delta = offset - options_.base_offset;
  BARNABAS_CHECK(offset >= next_offset_ && delta <= std::numeric_limits<std::int32_t>::max(),
                 "offsets of a batch grow and lie within 2^31");
  if (record_count_ == 0 && !options_.delete_horizon_ms) base_timestamp_ms_ = record.timestamp_ms;
  max_timestamp_ms_ = std::max(max_timestamp_ms_, record.timestamp_ms);
  const auto offset_delta = static_cast<std::int32_t>(delta);
  // Wraps like Kafka's own arithmetic; a reader's addition undoes it.
  const auto timestamp_delta =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(record.timestamp_ms) -
                                static_cast<std::uint64_t>(base_timestamp_ms_));

  auto size = 1 + varint_size(timestamp_delta) + varint_size(offset_delta) +
              field_size(record.key) + field_size(record.value) +
              varint_size(static_cast<std::int32_t>(record.headers.size()));
  for (const auto& header : record.headers) {
    size += field_size(as_bytes(header.key)) + field_size(header.value);
  }
  append_varint(records_, static_cast<std::int32_t>(size));
  records_.grow(1)[0] = std::byte{0};
  append_varint(records_, timestamp_delta);
  append_varint(records_, offset_delta);
  append_field(records_, record.key);
  append_field(records_, record.value);
  append_varint(records_, static_cast<std::int32_t>(record.headers.size()));
  for (const auto& header : record.headers) {
    append_field(records_, as_bytes(header.key));
    append_field(records_, header.value);
  }
  next_offset_ = offset + 1;
  ++record_count_;
}

Result<void> RecordBatchBuilder::finish(Buffer& output) {
  const auto start = output.size();
  const auto last_offset =
      std::max(options_.last_offset.value_or(options_.base_offset), next_offset_ - 1);
  const auto max_timestamp = options_.timestamp_type == TimestampType::LogAppendTime
                                 ? options_.log_append_time_ms
                                 : max_timestamp_ms_;
  auto* header = output.grow(kRecordBatchHeaderSize).data();
  store_big_endian(header + layout::kBaseOffset, options_.base_offset);
  store_big_endian(header + layout::kPartitionLeaderEpoch, options_.partition_leader_epoch);
  store_big_endian(header + layout::kMagic, std::int8_t{2});
  store_big_endian(header + layout::kAttributes, attributes_of(options_));
  store_big_endian(header + layout::kLastOffsetDelta,
                   static_cast<std::int32_t>(last_offset - options_.base_offset));
  store_big_endian(header + layout::kBaseTimestamp, base_timestamp_ms_);
  store_big_endian(header + layout::kMaxTimestamp, max_timestamp);
  store_big_endian(header + layout::kProducerId, options_.producer_id);
  store_big_endian(header + layout::kProducerEpoch, options_.producer_epoch);
  store_big_endian(header + layout::kBaseSequence, options_.base_sequence);
  store_big_endian(header + layout::kRecordCount, record_count_);
  if (auto done = compress(records_.view(), options_.compression, output); !done) {
    output.truncate(start);
    return done;
  }
  const auto batch = output.mutable_view().subspan(start);
  store_big_endian(batch.data() + layout::kBatchLength,
                   static_cast<std::int32_t>(batch.size() - kBatchPrefixSize));
  RecordBatchEditor(batch).update_crc();
  return {};
}

Result<Buffer> RecordBatchBuilder::finish() {
  Buffer output;
  if (auto done = finish(output); !done) return tl::unexpected(done.error());
  return output;
}

}  // namespace barnabas
