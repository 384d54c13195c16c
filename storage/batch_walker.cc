#include "storage/batch_walker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace barnabas {
namespace {

using namespace record_batch_layout;

BatchAt read_header(Bytes header, std::uint64_t position) {
  const auto* at = header.data();
  BatchAt batch;
  batch.position = position;
  batch.size = kBatchPrefixSize +
               static_cast<std::uint64_t>(load_big_endian<std::int32_t>(at + kBatchLength));
  batch.base_offset = load_big_endian<std::int64_t>(at + kBaseOffset);
  batch.last_offset = batch.base_offset + load_big_endian<std::int32_t>(at + kLastOffsetDelta);
  batch.leader_epoch = load_big_endian<std::int32_t>(at + kPartitionLeaderEpoch);
  batch.max_timestamp_ms = load_big_endian<std::int64_t>(at + kMaxTimestamp);
  batch.attributes = load_big_endian<std::int16_t>(at + kAttributes);
  batch.has_producer_id = load_big_endian<std::int64_t>(at + kProducerId) != kNoProducerId;
  return batch;
}

// Whether a header could be one at all, with `room` bytes from its start to the end of the file.
bool is_plausible(Bytes header, std::uint64_t room) {
  if (header.size() < kRecordBatchHeaderSize) return false;
  const auto* at = header.data();
  if (load_big_endian<std::int8_t>(at + kMagic) != 2) return false;
  const auto length = load_big_endian<std::int32_t>(at + kBatchLength);
  if (length < static_cast<std::int32_t>(kRecordBatchHeaderSize - kBatchPrefixSize)) return false;
  if (static_cast<std::uint64_t>(length) + kBatchPrefixSize > room) return false;
  const auto base_offset = load_big_endian<std::int64_t>(at + kBaseOffset);
  const auto delta = load_big_endian<std::int32_t>(at + kLastOffsetDelta);
  return base_offset >= 0 && delta >= 0 &&
         base_offset <= std::numeric_limits<Offset>::max() - delta - 1;
}

}  // namespace

BatchAt summarise(const RecordBatchView& batch, std::uint64_t position) {
  return read_header(batch.bytes(), position);
}

BatchWalker::BatchWalker(File& file, Options options)
    : file_(file), position_(options.position), end_(options.end), window_(options.window) {}

Result<Bytes> BatchWalker::bytes(Extent extent) {
  const auto window_end = window_position_ + buffer_.size();
  if (extent.position >= window_position_ && extent.position + extent.size <= window_end)
    return buffer_.view().subspan(extent.position - window_position_, extent.size);
  // Never more than what is left before `end_`, unless asked: the active segment's tail is short.
  const auto rest = end_ > extent.position ? end_ - extent.position : 0;
  const auto ahead = large_batches_ ? 0 : window_;
  const auto size = std::max(extent.size, std::min<std::uint64_t>(ahead, rest));
  buffer_.clear();
  auto read = file_.read_at(extent.position, buffer_.grow(size));
  if (!read) {
    buffer_.clear();
    return tl::unexpected(read.error());
  }
  buffer_.truncate(*read);
  window_position_ = extent.position;
  return buffer_.view().first(std::min<std::uint64_t>(extent.size, *read));
}

// A message of format v0 or v1 is a key and a value behind a short header:
//
//   0       8     12    16  17   18 (v0), 26 (v1)
//   +-------+-----+-----+---+----+---------+---+-----------+-----+
//   |offset |bytes|CRC  |mag|attr|key bytes|key|value bytes|value|
//   |       |left |     |ic |    |(-1 none)|   |(-1 none)  |     |
//   +-------+-----+-----+---+----+---------+---+-----------+-----+
//
// Magic 0 may also be a byte that was never written. So both lengths have to come out even.
bool BatchWalker::is_old_message(std::uint64_t size) {
  constexpr std::uint64_t length_bytes = 4;
  auto header = bytes({position_, std::min(size, kRecordBatchHeaderSize)});
  if (!header || header->size() < kMagic + 2) return false;
  std::uint64_t at = load_big_endian<std::int8_t>(header->data() + kMagic) == 0 ? 18 : 26;
  for (int field = 0; field < 2; ++field) {
    if (at + length_bytes > size) return false;
    auto stored = bytes({position_ + at, length_bytes});
    if (!stored || stored->size() < length_bytes) return false;
    const auto length = load_big_endian<std::int32_t>(stored->data());
    if (length < -1) return false;
    at += length_bytes + static_cast<std::uint64_t>(std::max(length, 0));
  }
  return at == size;
}

Result<std::optional<BatchAt>> BatchWalker::peek() {
  if (position_ >= end_) return std::nullopt;
  const auto room = end_ - position_;
  auto header = bytes({position_, std::min<std::uint64_t>(room, kRecordBatchHeaderSize)});
  if (!header) return tl::unexpected(header.error());
  if (is_plausible(*header, room)) return read_header(*header, position_);
  if (header->size() > kMagic) {
    const auto prefix = read_batch_prefix(*header);
    if (prefix && prefix->magic < 2 && prefix->size <= room && is_old_message(prefix->size))
      return fail(ErrorCode::UnsupportedForMessageFormat,
                  fmt::format("{}: the batch at byte {} has message format v{}; only v2 is served, "
                              "let a release of Apache Kafka before 4.0 rewrite the topic",
                              file_.path(), position_, prefix->magic));
  }
  return fail(ErrorCode::CorruptMessage,
              fmt::format("{}: no batch fits at byte {} ({} bytes before the end)", file_.path(),
                          position_, room));
}

Result<std::optional<BatchAt>> BatchWalker::next() {
  auto batch = peek();
  if (batch && *batch) {
    position_ = (*batch)->end();
    large_batches_ = (*batch)->size > window_;
  }
  return batch;
}

Result<RecordBatchView> BatchWalker::load(const BatchAt& batch) {
  auto content = bytes({batch.position, batch.size});
  if (!content) return tl::unexpected(content.error());
  return RecordBatchView::parse(*content);
}

std::string BatchChain::objection(const BatchAt& batch) const {
  if (batch.base_offset < rules_.expected_offset)
    return fmt::format("base offset {} goes back behind {}", batch.base_offset,
                       rules_.expected_offset);
  if (!rules_.gaps_allowed && batch.base_offset > rules_.expected_offset)
    return fmt::format("base offset {} leaves a gap after {}", batch.base_offset,
                       rules_.expected_offset);
  if (batch.last_offset >= rules_.limit)
    return fmt::format("last offset {} reaches into the next segment, which starts at {}",
                       batch.last_offset, rules_.limit);
  if (batch.leader_epoch != kNoLeaderEpoch && batch.leader_epoch < rules_.epoch)
    return fmt::format("leader epoch {} goes back behind {}", batch.leader_epoch, rules_.epoch);
  return {};
}

Result<std::optional<BatchAt>> find_good_batch(File& file, const Resync& where) {
  constexpr std::uint64_t window = 256 * 1024;
  const auto end = where.region.position + where.region.size;
  BatchWalker walker(file, {.end = end, .window = window});
  BatchWalker loader(file, {.end = end});
  for (auto position = where.region.position; position + kRecordBatchHeaderSize <= end;) {
    // Headers that start in the first part of the window lie in it whole.
    auto run = walker.bytes({position, std::min(window, end - position)});
    if (!run) return tl::unexpected(run.error());
    if (run->size() < kRecordBatchHeaderSize) break;
    const auto starts = run->size() - kRecordBatchHeaderSize + 1;
    for (std::size_t at = 0; at < starts; ++at) {
      const auto* magic = std::memchr(run->data() + at + kMagic, 2, starts - at);
      if (magic == nullptr) break;
      at = static_cast<std::size_t>(static_cast<const std::byte*>(magic) - run->data()) - kMagic;
      const auto header = run->subspan(at, kRecordBatchHeaderSize);
      if (!is_plausible(header, end - position - at)) continue;
      const auto batch = read_header(header, position + at);
      if (batch.base_offset < where.offset_min || batch.last_offset >= where.offset_max) continue;
      auto view = loader.load(batch);
      if (view && view->check_crc() && view->check_header()) return batch;
    }
    position += starts;
  }
  return std::nullopt;
}

}  // namespace barnabas
