#include "broker/metadata/snapshot_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace barnabas {
namespace {

constexpr std::string_view kSuffix = ".checkpoint";
constexpr std::size_t kOffsetDigits = 20;
constexpr std::size_t kEpochDigits = 10;

template <class T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string snapshot_name(const SnapshotId& id) {
  return fmt::format("{:020}-{:010}{}", id.end_offset, id.epoch, kSuffix);
}

std::optional<SnapshotId> parse_snapshot_name(std::string_view name) {
  if (name.size() != kOffsetDigits + 1 + kEpochDigits + kSuffix.size()) return std::nullopt;
  if (!name.ends_with(kSuffix) || name[kOffsetDigits] != '-') return std::nullopt;
  SnapshotId id;
  if (!read_number(name.substr(0, kOffsetDigits), id.end_offset)) return std::nullopt;
  if (!read_number(name.substr(kOffsetDigits + 1, kEpochDigits), id.epoch)) return std::nullopt;
  return id;
}

Result<std::vector<SnapshotId>> list_snapshots(Directory& directory, const std::string& folder) {
  auto entries = directory.list(folder);
  if (!entries) return tl::unexpected(entries.error());
  std::vector<SnapshotId> ids;
  for (const auto& entry : *entries)
    if (const auto id = parse_snapshot_name(entry.name)) ids.push_back(*id);
  std::sort(ids.rbegin(), ids.rend());
  return ids;
}

Result<void> remove_older_snapshots(Directory& directory, const std::string& folder,
                                    const SnapshotId& keep) {
  auto entries = directory.list(folder);
  if (!entries) return tl::unexpected(entries.error());
  for (const auto& entry : *entries) {
    const auto id = parse_snapshot_name(entry.name);
    const bool half_written = entry.name.ends_with(".checkpoint.tmp") ||
                              entry.name.ends_with(".checkpoint.part") ||
                              entry.name.ends_with(".checkpoint.deleted");
    if (!half_written && !(id && *id < keep)) continue;
    if (auto removed = directory.remove(join_path(folder, entry.name)); !removed) return removed;
  }
  return {};
}

}  // namespace barnabas
