#include "storage/offset_index.h"

#include <fmt/format.h>

#include <array>

#include "storage/index_search.h"

namespace barnabas {
namespace {

std::array<std::byte, OffsetIndex::kEntrySize> encode_entry(const OffsetIndex::Entry& entry,
                                                            Offset base_offset) {
  std::array<std::byte, OffsetIndex::kEntrySize> bytes{};
  store_big_endian(bytes.data(), static_cast<std::int32_t>(entry.offset - base_offset));
  store_big_endian(bytes.data() + 4, static_cast<std::int32_t>(entry.position));
  return bytes;
}

constexpr IndexFile::Layout kLayout{.suffix = segment_suffix::kOffsetIndex,
                                    .entry_size = OffsetIndex::kEntrySize};

}  // namespace

OffsetIndex::OffsetIndex(Directory& directory, const std::string& folder, Offset base_offset)
    : file_(directory, folder, base_offset, kLayout) {}

OffsetIndex::Entry OffsetIndex::decode(const std::byte* bytes) const {
  return {file_.base_offset() + load_big_endian<std::int32_t>(bytes),
          load_big_endian<std::uint32_t>(bytes + 4)};
}

Result<void> OffsetIndex::load() {
  if (auto loaded = file_.load(); !loaded) return loaded;
  if (count() == 0) return {};
  // The ends tell most damage: preallocated zeros behind the entries, garbage, a foreign file.
  auto last = entry(count() - 1);
  if (!last) return tl::unexpected(last.error());
  auto first = entry(0);
  if (!first) return tl::unexpected(first.error());
  if (first->offset < file_.base_offset() || last->offset < first->offset ||
      last->position < first->position || (count() > 1 && last->position == first->position))
    return fail(ErrorCode::CorruptMessage,
                fmt::format("{}: runs from offset {} at {} to offset {} at {}", path(),
                            first->offset, first->position, last->offset, last->position));
  return {};
}

Result<OffsetIndex::Entry> OffsetIndex::entry(std::size_t i) {
  std::array<std::byte, kEntrySize> bytes;
  if (auto read = file_.read(i, bytes); !read) return tl::unexpected(read.error());
  return decode(bytes.data());
}

template <class Above>
Result<std::optional<OffsetIndex::Entry>> OffsetIndex::floor(Above above) {
  auto after = first_entry_where<kEntrySize>(
      file_, [&](const std::byte* bytes) { return above(decode(bytes)); });
  if (!after) return tl::unexpected(after.error());
  if (*after == 0) return std::nullopt;
  return entry(*after - 1);
}

Result<std::optional<OffsetIndex::Entry>> OffsetIndex::floor_of_offset(Offset offset) {
  return floor([&](const Entry& entry) { return entry.offset > offset; });
}

Result<std::optional<OffsetIndex::Entry>> OffsetIndex::floor_of_position(std::uint64_t position) {
  return floor([&](const Entry& entry) { return entry.position > position; });
}

void OffsetIndex::append(const Entry& entry) {
  file_.append(encode_entry(entry, file_.base_offset()));
}

Result<void> OffsetIndex::truncate_to_position(std::uint64_t position) {
  auto after = first_entry_where<kEntrySize>(
      file_, [&](const std::byte* bytes) { return decode(bytes).position >= position; });
  if (!after) return tl::unexpected(after.error());
  return file_.truncate(*after);
}

Buffer OffsetIndex::encode(const std::vector<Entry>& entries, Offset base_offset) {
  Buffer bytes;
  bytes.reserve(entries.size() * kEntrySize);
  for (const auto& entry : entries) bytes.append(encode_entry(entry, base_offset));
  return bytes;
}

void OffsetIndex::replace(const std::vector<Entry>& entries) {
  file_.replace(encode(entries, file_.base_offset()).view());
}

}  // namespace barnabas
