#include "storage/time_index.h"

#include <fmt/format.h>

#include <array>

#include "storage/index_search.h"

namespace barnabas {
namespace {

std::array<std::byte, TimeIndex::kEntrySize> encode_entry(const TimeIndex::Entry& entry,
                                                          Offset base_offset) {
  std::array<std::byte, TimeIndex::kEntrySize> bytes{};
  store_big_endian(bytes.data(), entry.timestamp_ms);
  store_big_endian(bytes.data() + 8, static_cast<std::int32_t>(entry.offset - base_offset));
  return bytes;
}

constexpr IndexFile::Layout kLayout{.suffix = segment_suffix::kTimeIndex,
                                    .entry_size = TimeIndex::kEntrySize};

}  // namespace

TimeIndex::TimeIndex(Directory& directory, const std::string& folder, Offset base_offset)
    : file_(directory, folder, base_offset, kLayout) {}

TimeIndex::Entry TimeIndex::decode(const std::byte* bytes) const {
  return {load_big_endian<std::int64_t>(bytes),
          file_.base_offset() + load_big_endian<std::int32_t>(bytes + 8)};
}

Result<void> TimeIndex::load() {
  if (auto loaded = file_.load(); !loaded) return loaded;
  if (count() == 0) return {};
  auto last = entry(count() - 1);
  if (!last) return tl::unexpected(last.error());
  auto first = entry(0);
  if (!first) return tl::unexpected(first.error());
  if (first->offset < file_.base_offset() || first->timestamp_ms < 0 ||
      last->offset < first->offset || (count() > 1 && last->timestamp_ms <= first->timestamp_ms))
    return fail(ErrorCode::CorruptMessage,
                fmt::format("{}: runs from time {} at offset {} to time {} at offset {}", path(),
                            first->timestamp_ms, first->offset, last->timestamp_ms, last->offset));
  last_ = *last;
  return {};
}

Result<TimeIndex::Entry> TimeIndex::entry(std::size_t i) {
  std::array<std::byte, kEntrySize> bytes;
  if (auto read = file_.read(i, bytes); !read) return tl::unexpected(read.error());
  return decode(bytes.data());
}

Result<std::optional<TimeIndex::Entry>> TimeIndex::last() {
  if (count() == 0) return std::nullopt;
  return entry(count() - 1);
}

Result<std::optional<TimeIndex::Entry>> TimeIndex::before(TimestampMs timestamp_ms) {
  auto after = first_entry_where<kEntrySize>(
      file_, [&](const std::byte* bytes) { return decode(bytes).timestamp_ms >= timestamp_ms; });
  if (!after) return tl::unexpected(after.error());
  if (*after == 0) return std::nullopt;
  return entry(*after - 1);
}

bool TimeIndex::append(const Entry& entry) {
  if (entry.timestamp_ms < 0 || (last_ && entry.timestamp_ms <= last_->timestamp_ms)) return false;
  file_.append(encode_entry(entry, file_.base_offset()));
  last_ = entry;
  return true;
}

Result<void> TimeIndex::truncate_to(Offset offset) {
  auto after = first_entry_where<kEntrySize>(
      file_, [&](const std::byte* bytes) { return decode(bytes).offset >= offset; });
  if (!after) return tl::unexpected(after.error());
  if (auto cut = file_.truncate(*after); !cut) return cut;
  auto last = this->last();
  if (!last) return tl::unexpected(last.error());
  last_ = *last;
  return {};
}

Buffer TimeIndex::encode(const std::vector<Entry>& entries, Offset base_offset) {
  Buffer bytes;
  bytes.reserve(entries.size() * kEntrySize);
  for (const auto& entry : entries) bytes.append(encode_entry(entry, base_offset));
  return bytes;
}

void TimeIndex::replace(const std::vector<Entry>& entries) {
  last_ = entries.empty() ? std::nullopt : std::optional(entries.back());
  file_.replace(encode(entries, file_.base_offset()).view());
}

}  // namespace barnabas
