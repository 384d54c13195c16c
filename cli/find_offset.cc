#include "cli/find_offset.h"

#include <fmt/core.h>

#include <algorithm>

#include "broker/events/words.h"
#include "cli/dump_side_files.h"
#include "cli/exit_code.h"
#include "cli/log_file.h"
#include "cli/partition_segments.h"
#include "protocol/records/record.h"

namespace barnabas {
namespace {

// How many batches and records that are passed over are named one by one.
constexpr int kBatchesTold = 10;
constexpr std::int32_t kRecordsTold = 5;

// The record that was looked for.
struct Found {
  std::string log_path;
  std::uint64_t position = 0;
  Offset base_offset = 0;
  Offset last_offset = 0;
  Offset offset = 0;
  TimestampMs timestamp_ms = 0;
  std::int32_t index_in_batch = 0;
};

// Which record of a batch ends the search.
struct Target {
  std::optional<Offset> offset;
  TimestampMs timestamp_ms = 0;

  bool may_lie_in(const RecordBatchView& batch) const {
    return offset ? batch.last_offset() >= *offset : batch.max_timestamp_ms() >= timestamp_ms;
  }
  bool is(const RecordView& record) const {
    return offset ? record.offset >= *offset : record.timestamp_ms >= timestamp_ms;
  }
};

class Search {
 public:
  Search(const FindOffsetOptions& options, ToolOutput output)
      : options_(options), output_(output) {}

  int run();

 private:
  template <class... Args>
  void tell(fmt::format_string<Args...> format, Args&&... args) {
    if (options_.explain) fmt::print(output_.out, format, std::forward<Args>(args)...);
  }
  int refuse(const Error& error) {
    fmt::print(output_.err, "barnabas: {}\n", error.message);
    return error.code == ErrorCode::CorruptMessage ? kExitCheckFailed : kExitFailed;
  }
  int missing(const std::string& what) {
    fmt::print(output_.err, "barnabas: {}\n", what);
    return kExitFailed;
  }

  int by_offset(Offset offset);
  int by_timestamp(TimestampMs timestamp_ms);
  void tell_segments(std::size_t chosen, const char* why);
  std::uint64_t look_up(const PartitionSegment& segment, Offset offset);
  Result<std::optional<Found>> scan(const PartitionSegment& segment, std::uint64_t from,
                                    const Target& target);
  Result<std::optional<Found>> look_into(const RecordBatchView& batch, const Target& target,
                                         Found found);
  int report(const Found& found);

  const FindOffsetOptions& options_;
  const ToolOutput output_;
  std::vector<PartitionSegment> segments_;
  Offset end_offset_ = 0;  // as far as scan() has come
};

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The last entry whose key is not above `wanted`, by binary search, each probe told.
template <class Entry, class Key, class Tell>
std::optional<std::size_t> probe(const std::vector<Entry>& entries, std::int64_t wanted,
                                 const Key& key, const Tell& tell) {
  if (entries.empty() || key(entries[0]) > wanted) return std::nullopt;
  std::size_t lo = 0;
  std::size_t hi = entries.size() - 1;
  for (int count = 1; lo < hi; ++count) {
    const auto mid = (lo + hi + 1) / 2;
    const bool above = key(entries[mid]) > wanted;
    tell(count, lo, hi, mid, key(entries[mid]), above);
    if (above) {
      hi = mid - 1;
    } else {
      lo = mid;
    }
  }
  return lo;
}

void Search::tell_segments(std::size_t chosen, const char* why) {
  tell("1. Which segment? Its name is the offset of its first record.\n");
  // Of many segments only the neighbours are of interest.
  const auto from = chosen < 2 ? 0 : chosen - 2;
  const auto to = std::min(segments_.size(), chosen + 3);
  if (from > 0) tell("     ... {} before\n", from);
  for (auto i = from; i < to; ++i) {
    tell("   {} {}  {} bytes{}{}\n", i == chosen ? '>' : ' ', file_name(segments_[i].log_path),
         segments_[i].log_size, i == chosen ? "   " : "", i == chosen ? why : "");
  }
  if (to < segments_.size()) tell("     ... {} behind\n", segments_.size() - to);
}

std::uint64_t Search::look_up(const PartitionSegment& segment, Offset offset) {
  const auto path = sibling_path(segment.log_path, ".index");
  const auto index = read_offset_index(path);
  tell("2. Which part of it? {} has one entry for every few KiB of the log.\n", file_name(path));
  if (!index || !index_defect(*index).empty()) {
    const auto why = index ? index_defect(*index) : index.error().message;
    tell("   It cannot be used ({}), so the segment is read from its start.\n", why);
    return 0;
  }
  tell("   {} entries; wanted: the last one with an offset not above {}\n", index->entries.size(),
       offset);
  const auto found = probe(
      index->entries, offset, [](const OffsetIndexEntry& entry) { return entry.offset; },
      [&](int count, std::size_t lo, std::size_t hi, std::size_t mid, Offset at, bool above) {
        tell("   probe {}: lo {} hi {} mid {}: offset {} is {} {}, so {} = {}\n", count, lo, hi,
             mid, at, above ? "above" : "not above", offset, above ? "hi" : "lo",
             above ? mid - 1 : mid);
      });
  if (!found) {
    tell("   No entry is that low: reading starts at byte 0.\n");
    return 0;
  }
  const auto& entry = index->entries[*found];
  tell("   Entry {}: offset {} ends the batch at byte {}. {} of {} bytes need not be read.\n",
       *found, entry.offset, entry.position, entry.position, segment.log_size);
  return entry.position;
}

Result<std::optional<Found>> Search::scan(const PartitionSegment& segment, std::uint64_t from,
                                          const Target& target) {
  auto log = LogFile::open(segment.log_path);
  if (!log) return tl::unexpected(log.error());
  log->seek(from);
  tell("3. Which batch? From byte {} on, one header after the other.\n", from);
  int scanned = 0;
  for (;;) {
    const auto entry = log->next();
    if (!entry) return tl::unexpected(entry.error());
    if (!*entry) return std::optional<Found>();
    const auto batch = RecordBatchView::parse((*entry)->bytes);
    if (!batch) return tl::unexpected(batch.error());
    end_offset_ = batch->next_offset();
    ++scanned;
    const bool hit = target.may_lie_in(*batch);
    if (hit && scanned > kBatchesTold + 1) tell("     ... {} more\n", scanned - 1 - kBatchesTold);
    if (hit || scanned <= kBatchesTold) {
      tell("   {} byte {:>8}: offsets {} to {}, newest {}, {} bytes\n", hit ? '>' : ' ',
           (*entry)->position, batch->base_offset(), batch->last_offset(),
           batch->max_timestamp_ms(), batch->size());
    }
    if (!hit) continue;
    auto found =
        look_into(*batch, target, {.log_path = segment.log_path, .position = (*entry)->position});
    if (!found || *found) {
      tell("   {} looked at, {} bytes read, {} skipped thanks to the index.\n",
           words::count(scanned, "batch"), log->position() - from, from);
      return found;
    }
  }
}

Result<std::optional<Found>> Search::look_into(const RecordBatchView& batch, const Target& target,
                                               Found found) {
  tell("4. Which record? {} records{}.\n", batch.record_count(),
       batch.compression() == Compression::None
           ? std::string()
           : fmt::format(", {} bytes of {}, to be decompressed first", batch.payload().size(),
                         to_string(batch.compression())));
  if (auto crc = batch.check_crc(); !crc) {
    return fail(ErrorCode::CorruptMessage, fmt::format("{}: at byte {}: {}", found.log_path,
                                                       found.position, crc.error().message));
  }
  Buffer scratch;
  const auto records = batch.records(scratch);
  if (!records) return tl::unexpected(records.error());
  RecordIterator iterator(batch, *records);
  for (std::int32_t i = 0;; ++i) {
    const auto record = iterator.next();
    if (!record) return tl::unexpected(record.error());
    if (!*record) return std::optional<Found>();
    const bool hit = target.is(**record);
    if (hit && i > kRecordsTold) tell("     ... {} more\n", i - kRecordsTold);
    if (hit || i < kRecordsTold) {
      tell("   {} record {}: offset {}, timestamp {}\n", hit ? '>' : ' ', i, (*record)->offset,
           (*record)->timestamp_ms);
    }
    if (!hit) continue;
    found.base_offset = batch.base_offset();
    found.last_offset = batch.last_offset();
    found.offset = (*record)->offset;
    found.timestamp_ms = (*record)->timestamp_ms;
    found.index_in_batch = i;
    return std::optional<Found>(found);
  }
}

int Search::report(const Found& found) {
  fmt::print(output_.out,
             "offset {} (timestamp {}): {}, record {} of the batch at byte {}, which has offsets "
             "{} to {}\n",
             found.offset, found.timestamp_ms, found.log_path, found.index_in_batch, found.position,
             found.base_offset, found.last_offset);
  return kExitOk;
}

int Search::by_offset(Offset offset) {
  const auto behind = std::upper_bound(
      segments_.begin(), segments_.end(), offset,
      [](Offset wanted, const PartitionSegment& segment) { return wanted < segment.base_offset; });
  if (behind == segments_.begin()) {
    return missing(
        fmt::format("offset {} is before the first segment, {}; what came before was "
                    "deleted (retention or delete-records)",
                    offset, file_name(segments_[0].log_path)));
  }
  const auto first = static_cast<std::size_t>(behind - segments_.begin()) - 1;
  tell_segments(first, "the largest name that is not above it");
  auto from = look_up(segments_[first], offset);
  // What compaction removed at the end of a segment is answered from the next one.
  for (auto i = first; i < segments_.size(); ++i, from = 0) {
    const auto found = scan(segments_[i], from, {.offset = offset});
    if (!found) return refuse(found.error());
    if (!*found) continue;
    if ((*found)->offset != offset) {
      fmt::print(output_.err, "offset {} is not there any more (compacted, or a marker); next is\n",
                 offset);
    }
    return report(**found);
  }
  return missing(fmt::format("offset {} is not written yet: the log ends before offset {}", offset,
                             end_offset_));
}

int Search::by_timestamp(TimestampMs timestamp_ms) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto path = sibling_path(segments_[i].log_path, ".timeindex");
    const auto index = read_time_index(path);
    const bool usable = index && index_defect(*index).empty() && !index->entries.empty();
    const bool last = i + 1 == segments_.size();
    // A sealed segment ends its time index with its largest timestamp.
    if (usable && !last && index->entries.back().timestamp_ms < timestamp_ms) continue;
    tell_segments(i, "the first whose time index reaches that timestamp");
    Offset from_offset = segments_[i].base_offset;
    if (usable) {
      tell("   {}: {} entries; wanted: the last one older than {}\n", file_name(path),
           index->entries.size(), timestamp_ms);
      // Entries mean: up to this offset nothing is newer than this timestamp.
      const auto found = probe(
          index->entries, timestamp_ms - 1,
          [](const TimeIndexEntry& entry) { return entry.timestamp_ms; },
          [&](int count, std::size_t lo, std::size_t hi, std::size_t mid, TimestampMs at,
              bool above) {
            tell("   probe {}: lo {} hi {} mid {}: timestamp {} is {}, so {} = {}\n", count, lo, hi,
                 mid, at, above ? "too new" : "old enough", above ? "hi" : "lo",
                 above ? mid - 1 : mid);
          });
      if (found) from_offset = index->entries[*found].offset;
      tell("   The search goes on at offset {}.\n", from_offset);
    }
    const auto from = look_up(segments_[i], from_offset);
    const auto found = scan(segments_[i], from, {.offset = {}, .timestamp_ms = timestamp_ms});
    if (!found) return refuse(found.error());
    if (*found) return report(**found);
  }
  return missing(fmt::format("no record is as new as {}; the log ends before offset {}",
                             timestamp_ms, end_offset_));
}

int Search::run() {
  auto segments = list_segments(options_.directory);
  if (!segments) return refuse(segments.error());
  segments_ = std::move(*segments);
  return options_.offset ? by_offset(*options_.offset) : by_timestamp(*options_.timestamp_ms);
}

}  // namespace

int find_offset(const FindOffsetOptions& options, ToolOutput output) {
  return Search(options, output).run();
}

}  // namespace barnabas
