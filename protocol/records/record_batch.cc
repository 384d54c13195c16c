#include "protocol/records/record_batch.h"

#include <fmt/core.h>

#include <algorithm>

#include "protocol/base/crc32c.h"

namespace barnabas {
namespace {

namespace layout = record_batch_layout;

// The least that the length field of a batch can say: the rest of the header.
constexpr std::int32_t kLengthMin = kRecordBatchHeaderSize - kBatchPrefixSize;
constexpr std::int32_t kLegacyLengthMin[] = {14, 22};  // magic 0 and 1: empty key and value
// The least that an uncompressed record takes: a byte for each of its seven varints.
constexpr std::size_t kRecordSizeMin = 7;
constexpr int kCodecCount = 5;

tl::unexpected<Error> corrupt(std::string message) {
  return fail(ErrorCode::CorruptMessage, std::move(message));
}

// Offsets from a damaged file may be anything; they wrap instead of overflowing.
Offset add(Offset offset, std::uint64_t delta) {
  return static_cast<Offset>(static_cast<std::uint64_t>(offset) + delta);
}

bool all_zero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

Result<void> check_offsets(const RecordBatchView& batch) {
  if (batch.base_offset() < 0) {
    return corrupt(fmt::format("base offset {} is negative", batch.base_offset()));
  }
  if (batch.last_offset_delta() < 0) {
    return corrupt(fmt::format("last offset delta {} is negative", batch.last_offset_delta()));
  }
  if (batch.next_offset() < batch.base_offset()) {
    return corrupt(fmt::format("base offset {} with last offset delta {} goes beyond 2^63",
                               batch.base_offset(), batch.last_offset_delta()));
  }
  return {};
}

Result<void> check_record_count(const RecordBatchView& batch) {
  const auto count = batch.record_count();
  if (count < 0) return corrupt(fmt::format("record count {} is negative", count));
  if (count > std::int64_t{batch.last_offset_delta()} + 1) {
    return corrupt(fmt::format("record count {} is more than the {} offsets of the batch", count,
                               std::int64_t{batch.last_offset_delta()} + 1));
  }
  const auto needed = static_cast<std::size_t>(count) * kRecordSizeMin;
  if (batch.compression() == Compression::None && needed > batch.payload().size()) {
    return corrupt(fmt::format("record count {} does not fit into {} bytes of records", count,
                               batch.payload().size()));
  }
  return {};
}

Result<void> check_producer(const RecordBatchView& batch) {
  if (batch.producer_id() < kNoProducerId) {
    return corrupt(fmt::format("producer id {} is negative", batch.producer_id()));
  }
  if (!batch.has_producer_id()) {
    if (!batch.is_transactional()) return {};
    return corrupt("a transactional batch without a producer id");
  }
  if (batch.producer_epoch() < 0) {
    return corrupt(fmt::format("producer {} has the negative epoch {}", batch.producer_id(),
                               batch.producer_epoch()));
  }
  if (batch.base_sequence() < 0 && !batch.is_control()) {
    return corrupt(fmt::format("producer {} has the negative base sequence {}", batch.producer_id(),
                               batch.base_sequence()));
  }
  return {};
}

}  // namespace

std::string_view to_string(TimestampType type) {
  return type == TimestampType::CreateTime ? "CreateTime" : "LogAppendTime";
}

Result<BatchPrefix> read_batch_prefix(Bytes bytes) {
  if (bytes.size() < kBatchPrefixAndMagicSize) {
    return corrupt(fmt::format("truncated: {} bytes are left, the head of a batch takes {}",
                               bytes.size(), kBatchPrefixAndMagicSize));
  }
  const auto head = bytes.first(kBatchPrefixAndMagicSize);
  if (all_zero(head)) return corrupt("zeros where a batch should begin");
  BatchPrefix prefix;
  prefix.base_offset = load_big_endian<std::int64_t>(head.data() + layout::kBaseOffset);
  prefix.magic = load_big_endian<std::int8_t>(head.data() + layout::kMagic);
  const auto length = load_big_endian<std::int32_t>(head.data() + layout::kBatchLength);
  if (prefix.magic < 0 || prefix.magic > 2) {
    return corrupt(fmt::format("magic {} (byte 16), expected 2", prefix.magic));
  }
  const auto least = prefix.magic == 2 ? kLengthMin : kLegacyLengthMin[prefix.magic];
  if (length < least) {
    return corrupt(fmt::format("batch length {} (bytes 8 to 11), at least {} with magic {}", length,
                               least, prefix.magic));
  }
  prefix.size = static_cast<std::uint64_t>(length) + kBatchPrefixSize;
  if (prefix.magic == 2) {
    prefix.partition_leader_epoch =
        load_big_endian<std::int32_t>(head.data() + layout::kPartitionLeaderEpoch);
  }
  return prefix;
}

Result<RecordBatchView> RecordBatchView::parse(Bytes bytes) {
  const auto prefix = read_batch_prefix(bytes);
  if (!prefix) return tl::unexpected(prefix.error());
  if (prefix->magic != 2) {
    return fail(ErrorCode::UnsupportedForMessageFormat,
                fmt::format("magic {} (byte 16): a message set from before Kafka 0.11, expected a "
                            "record batch of magic 2",
                            prefix->magic));
  }
  if (prefix->size > bytes.size()) {
    return corrupt(
        fmt::format("truncated: a batch of {} bytes, but {} are left", prefix->size, bytes.size()));
  }
  return RecordBatchView(bytes.first(static_cast<std::size_t>(prefix->size)));
}

Offset RecordBatchView::last_offset() const {
  return add(base_offset(), static_cast<std::uint64_t>(std::int64_t{last_offset_delta()}));
}

Offset RecordBatchView::next_offset() const { return add(last_offset(), 1); }

Sequence RecordBatchView::last_sequence() const {
  if (base_sequence() < 0 || last_offset_delta() < 0) return kNoSequence;
  return advance_sequence(base_sequence(), last_offset_delta());
}

Compression RecordBatchView::compression() const {
  return static_cast<Compression>(attributes() & layout::kCompressionMask);
}

TimestampType RecordBatchView::timestamp_type() const {
  return has(layout::kTimestampTypeBit) ? TimestampType::LogAppendTime : TimestampType::CreateTime;
}

std::uint32_t RecordBatchView::computed_crc() const {
  return crc32c(bytes_.subspan(layout::kAttributes));
}

Result<void> RecordBatchView::check_crc() const {
  const auto computed = computed_crc();
  if (computed == crc()) return {};
  return corrupt(fmt::format("CRC-32C of the batch at offset {} is {:#010x}, stored is {:#010x}",
                             base_offset(), computed, crc()));
}

Result<void> RecordBatchView::check_header() const {
  if (auto checked = check_offsets(*this); !checked) return checked;
  const auto codec = attributes() & layout::kCompressionMask;
  if (codec >= kCodecCount) {
    return corrupt(fmt::format("attributes {:#06x} name the compression codec {}, known are 0 to 4",
                               static_cast<std::uint16_t>(attributes()), codec));
  }
  if (auto checked = check_record_count(*this); !checked) return checked;
  return check_producer(*this);
}

Result<Bytes> RecordBatchView::records(Buffer& scratch, std::size_t size_max) const {
  // A batch that compaction emptied keeps its codec but has nothing to decompress.
  if (compression() == Compression::None || payload().empty()) return payload();
  scratch.clear();
  const DecompressOptions options{.codec = compression(), .size_max = size_max};
  if (auto done = decompress(payload(), options, scratch); !done) {
    return tl::unexpected(done.error());
  }
  return scratch.view();
}

Result<std::optional<RecordBatchView>> RecordBatchIterator::next() {
  const auto rest = run_.subspan(position_);
  if (rest.empty()) return std::optional<RecordBatchView>();
  auto batch = RecordBatchView::parse(rest);
  if (!batch) {
    const auto prefix = read_batch_prefix(rest);
    truncated_ = prefix ? prefix->size > rest.size() : rest.size() < kBatchPrefixAndMagicSize;
    batch.error().message = fmt::format("at byte {}: {}", position_, batch.error().message);
    return tl::unexpected(batch.error());
  }
  position_ += batch->size();
  return *batch;
}

}  // namespace barnabas
