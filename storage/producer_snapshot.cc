#include "storage/producer_snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "protocol/base/crc32c.h"

namespace barnabas {
namespace {

constexpr std::int16_t kVersion = 1;
constexpr std::size_t kCrc = 2;
constexpr std::size_t kCovered = 6;  // what the CRC covers starts here
constexpr std::size_t kEntries = 10;
constexpr std::size_t kEntrySize = 46;

namespace entry_layout {
constexpr std::size_t kProducerId = 0;
constexpr std::size_t kEpoch = 8;
constexpr std::size_t kLastSequence = 10;
constexpr std::size_t kLastOffset = 14;
constexpr std::size_t kOffsetDelta = 22;
constexpr std::size_t kTimestamp = 26;
constexpr std::size_t kCoordinatorEpoch = 34;
constexpr std::size_t kTransactionFirstOffset = 38;
}  // namespace entry_layout

void write_entry(std::byte* to, ProducerId producer_id, const ProducerEntry& entry) {
  using namespace entry_layout;
  const auto last = entry.last_batch().value_or(ProducerBatch{});
  store_big_endian(to + kProducerId, producer_id);
  store_big_endian(to + kEpoch, entry.epoch);
  store_big_endian(to + kLastSequence, last.last_sequence);
  store_big_endian(to + kLastOffset, last.last_offset);
  store_big_endian(to + kOffsetDelta, last.offset_delta);
  store_big_endian(to + kTimestamp, entry.last_timestamp_ms);
  store_big_endian(to + kCoordinatorEpoch, entry.coordinator_epoch);
  store_big_endian(to + kTransactionFirstOffset, entry.transaction_first_offset);
}

ProducerEntry read_entry(const std::byte* from) {
  using namespace entry_layout;
  ProducerEntry entry;
  entry.epoch = load_big_endian<std::int16_t>(from + kEpoch);
  entry.last_timestamp_ms = load_big_endian<std::int64_t>(from + kTimestamp);
  entry.coordinator_epoch = load_big_endian<std::int32_t>(from + kCoordinatorEpoch);
  entry.transaction_first_offset =
      std::max(load_big_endian<std::int64_t>(from + kTransactionFirstOffset), kNoOffset);
  const ProducerBatch last{.last_sequence = load_big_endian<std::int32_t>(from + kLastSequence),
                           .last_offset = load_big_endian<std::int64_t>(from + kLastOffset),
                           .offset_delta = load_big_endian<std::int32_t>(from + kOffsetDelta),
                           .timestamp_ms = entry.last_timestamp_ms};
  if (last.last_offset >= 0) entry.add(last);
  return entry;
}

}  // namespace

Buffer encode_producer_snapshot(const ProducerState::Entries& entries) {
  // By producer id, so that the same state gives the same bytes.
  std::vector<ProducerId> producer_ids;
  producer_ids.reserve(entries.size());
  for (const auto& [producer_id, entry] : entries) producer_ids.push_back(producer_id);
  std::sort(producer_ids.begin(), producer_ids.end());

  Buffer output;
  auto bytes = output.grow(kEntries + kEntrySize * producer_ids.size());
  store_big_endian(bytes.data(), kVersion);
  store_big_endian(bytes.data() + kCovered, static_cast<std::int32_t>(producer_ids.size()));
  auto* to = bytes.data() + kEntries;
  for (const auto producer_id : producer_ids) {
    write_entry(to, producer_id, entries.at(producer_id));
    to += kEntrySize;
  }
  store_big_endian(bytes.data() + kCrc, crc32c(bytes.subspan(kCovered)));
  return output;
}

Result<ProducerState::Entries> decode_producer_snapshot(Bytes content) {
  if (content.size() < kEntries)
    return fail(ErrorCode::CorruptMessage,
                fmt::format("producer snapshot has only {} bytes", content.size()));
  if (const auto version = load_big_endian<std::int16_t>(content.data()); version != kVersion)
    return fail(ErrorCode::CorruptMessage,
                fmt::format("producer snapshot has version {}, expected {}", version, kVersion));
  const auto stored = load_big_endian<std::uint32_t>(content.data() + kCrc);
  if (const auto computed = crc32c(content.subspan(kCovered)); stored != computed)
    return fail(
        ErrorCode::CorruptMessage,
        fmt::format("producer snapshot has CRC {:08x}, its bytes have {:08x}", stored, computed));
  const auto count = load_big_endian<std::int32_t>(content.data() + kCovered);
  const auto rest = content.subspan(kEntries);
  if (count < 0 || rest.size() != static_cast<std::size_t>(count) * kEntrySize)
    return fail(
        ErrorCode::CorruptMessage,
        fmt::format("producer snapshot announces {} entries in {} bytes", count, rest.size()));
  ProducerState::Entries entries;
  entries.reserve(static_cast<std::size_t>(count));
  for (std::size_t at = 0; at < rest.size(); at += kEntrySize)
    entries[load_big_endian<std::int64_t>(rest.data() + at)] = read_entry(rest.data() + at);
  return entries;
}

}  // namespace barnabas
