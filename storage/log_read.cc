// Log, reading: from an offset or a time to the bytes of whole batches.
#include <fmt/format.h>

#include <algorithm>

#include "protocol/records/record.h"
#include "storage/log.h"
#include "storage/position_hints.h"
#include "storage/segment.h"
#include "storage/slice_check.h"
#include "storage/sound_batches.h"

namespace barnabas {
Result<LogSlice> Log::read(const ReadOptions& options) {
  if (offline_) return tl::unexpected(*offline_);
  if (options.from < log_start_offset_ || options.from > log_end_offset_)
    return fail(ErrorCode::OffsetOutOfRange,
                fmt::format("{}: offset {} was asked for, the log has {} to {}", folder_,
                            options.from, log_start_offset_, log_end_offset_));
  const LogSlice nothing{.first_offset = options.from, .next_offset = options.from};
  const auto up_to = std::min(options.up_to, log_end_offset_);
  if (options.from >= up_to) return nothing;
  auto found = locate(options.from);
  if (!found) return tl::unexpected(found.error());
  if (!*found || (*found)->base_offset >= up_to) return nothing;
  auto limited = options;
  limited.up_to = up_to;
  auto slice = this->slice(**found, limited);
  if (!slice || slice->empty()) return slice;
  if (auto good = check_slice(*slice, options.from); !good) return tl::unexpected(good.error());
  if (!hints_) hints_ = std::make_unique<PositionHints>();
  hints_->reads.add(slice->next_offset, slice->position + slice->size);
  return slice;
}

Result<std::optional<Log::Found>> Log::locate(Offset offset) {
  for (auto i = segment_index(offset); i < segments_.size(); ++i) {
    auto& segment = *segments_[i];
    auto bytes = segment.size();
    if (!bytes) return tl::unexpected(bytes.error());
    if (hints_)
      if (const auto position = hints_->find(segment.base_offset(), offset);
          position && *position < *bytes)
        return Found{i, *position, offset};
    auto batch = segment.find(offset);
    report_rebuilt_indexes(segment);
    if (!batch) {
      if (batch.error().code == ErrorCode::CorruptMessage)
        report({.kind = FindingKind::BatchDamaged,
                .file = segment.path(segment_suffix::kLog),
                .from = offset,
                .text = batch.error().message});
      return tl::unexpected(batch.error());
    }
    if (*batch) return Found{i, (*batch)->position, (*batch)->base_offset};
    const auto next = next_base_offset(i);
    if (offset < next && !may_have_gaps())
      return fail(ErrorCode::OffsetOutOfRange,
                  fmt::format("{}: offset {} lies in a hole: {} ends before it and the next "
                              "segment starts at {}",
                              folder_, offset, segment.path(segment_suffix::kLog), next));
    offset = std::max(offset, next);
  }
  return std::nullopt;
}

Result<Log::SliceEnd> Log::slice_limit(const Found& found, Offset up_to) {
  auto& segment = *segments_[found.segment];
  const auto next = next_base_offset(found.segment);
  if (up_to >= next) return SliceEnd{*segment.size(), next};
  if (hints_)
    if (const auto position = hints_->find(segment.base_offset(), up_to))
      return SliceEnd{*position, up_to};
  auto behind = segment.find(up_to);
  if (!behind) return tl::unexpected(behind.error());
  if (!*behind) return SliceEnd{*segment.size(), next};
  return SliceEnd{(*behind)->position, std::min(up_to, (*behind)->base_offset)};
}

Result<LogSlice> Log::slice(const Found& found, const ReadOptions& options) {
  auto& segment = *segments_[found.segment];
  LogSlice slice{.first_offset = found.base_offset,
                 .next_offset = options.from,
                 .segment_base_offset = segment.base_offset(),
                 .position = found.position};
  auto limit = slice_limit(found, options.up_to);
  if (!limit) return tl::unexpected(limit.error());
  if (limit->position <= found.position) return slice;
  if (limit->position - found.position > options.bytes_max) {
    auto last =
        segment.last_within({.from = found.position, .limit = found.position + options.bytes_max});
    if (!last) return tl::unexpected(last.error());
    if (!*last) {
      if (!options.at_least_one_batch) return slice;
      last = segment.batch_at(found.position);
      if (!last) return tl::unexpected(last.error());
    }
    limit = SliceEnd{(*last)->end(), (*last)->last_offset + 1};
  }
  slice.size = limit->position - found.position;
  slice.next_offset = limit->next_offset;
  return slice;
}

// Checks bytes that neither this process nor an earlier read vouches for, and shortens the slice
// to what is good. CORRUPT_MESSAGE if that leaves nothing.
Result<void> Log::check_slice(LogSlice& slice, Offset asked) {
  const auto index = segment_index(slice.segment_base_offset);
  auto& segment = *segments_[index];
  const Extent extent{slice.position, slice.size};
  if (segment.is_trusted(extent)) return {};
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  auto checked = check_batches(**file, {.extent = extent,
                                        .file_end = *segment.size(),
                                        .first_offset = std::min(slice.first_offset, asked),
                                        .limit = next_base_offset(index)});
  if (!checked) return tl::unexpected(checked.error());
  const auto good_bytes = checked->good_end - slice.position;
  if (good_bytes > 0) segment.trust({slice.position, good_bytes});
  if (checked->objection.empty()) {
    slice.next_offset = checked->next_offset;
    return {};
  }
  report({.kind = FindingKind::BatchDamaged,
          .file = segment.path(segment_suffix::kLog),
          .position = checked->good_end,
          .from = checked->next_offset,
          .text = checked->objection});
  slice.size = good_bytes;
  slice.next_offset = checked->next_offset;
  if (slice.size > 0) return {};
  return fail(
      ErrorCode::CorruptMessage,
      fmt::format("{}: the batch at byte {} is damaged and not served: {}",
                  segment.path(segment_suffix::kLog), checked->good_end, checked->objection));
}

Result<FileRange> Log::range(const LogSlice& slice) {
  auto file = segments_[segment_index(slice.segment_base_offset)]->log();
  if (!file) return tl::unexpected(file.error());
  return (*file)->range({slice.position, slice.size});
}

Result<void> Log::load(const LogSlice& slice, Buffer& output) {
  auto file = segments_[segment_index(slice.segment_base_offset)]->log();
  if (!file) return tl::unexpected(file.error());
  const auto before = output.size();
  auto read = (*file)->read_at(slice.position, output.grow(slice.size));
  if (read && *read == slice.size) return {};
  output.truncate(before);
  if (!read) return tl::unexpected(read.error());
  return fail(ErrorCode::KafkaStorageError,
              fmt::format("{}: ends {} bytes early", (*file)->path(), slice.size - *read));
}

// The first record at or behind the log start with at least the target's timestamp.
Result<std::optional<OffsetAndTimestamp>> Log::find_record(Segment& segment,
                                                           const RecordQuery& query) {
  auto first = segment.find_timestamp(query.target_ms);
  report_rebuilt_indexes(segment);
  if (!first) return tl::unexpected(first.error());
  if (!*first) return std::nullopt;
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  SoundBatches batches(**file, {.position = (*first)->position,
                                .end = *segment.size(),
                                .expected_offset = (*first)->base_offset});
  Buffer scratch;
  while (true) {
    auto batch = batches.next();
    if (!batch && batch.error().code != ErrorCode::CorruptMessage)
      return tl::unexpected(batch.error());
    if (!batch) continue;
    if (!*batch || (*batch)->base_offset >= query.up_to) return std::nullopt;
    if ((*batch)->max_timestamp_ms < query.target_ms || (*batch)->last_offset < log_start_offset_)
      continue;
    auto view = batches.load(**batch);
    if (!view) return tl::unexpected(view.error());
    if (!view->check_crc()) continue;  // damaged: it is not served either
    scratch.clear();
    auto records = view->records(scratch);
    if (!records) return tl::unexpected(records.error());
    RecordIterator iterator(*view, *records);
    for (auto record = iterator.next();; record = iterator.next()) {
      if (!record) return tl::unexpected(record.error());
      if (!*record) break;
      if ((*record)->offset >= query.up_to) return std::nullopt;
      if ((*record)->timestamp_ms >= query.target_ms && (*record)->offset >= log_start_offset_)
        return OffsetAndTimestamp{.offset = (*record)->offset,
                                  .timestamp_ms = (*record)->timestamp_ms,
                                  .leader_epoch = view->partition_leader_epoch()};
    }
  }
}

Result<std::optional<OffsetAndTimestamp>> Log::find_timestamp(const TimestampQuery& query) {
  if (offline_) return tl::unexpected(*offline_);
  for (auto i = segment_index(log_start_offset_); i < segments_.size(); ++i) {
    auto& segment = *segments_[i];
    if (segment.base_offset() >= query.up_to) break;
    auto newest = segment.max_timestamp_ms();
    report_rebuilt_indexes(segment);
    if (!newest) return tl::unexpected(newest.error());
    if (*newest < query.target_ms) continue;
    auto record = find_record(segment, {.target_ms = query.target_ms, .up_to = query.up_to});
    if (!record || *record) return record;
  }
  return std::nullopt;
}

Result<std::optional<OffsetAndTimestamp>> Log::find_max_timestamp() {
  if (offline_) return tl::unexpected(*offline_);
  Segment* newest_segment = nullptr;
  auto newest_ms = kNoTimestamp;
  for (auto i = segment_index(log_start_offset_); i < segments_.size(); ++i) {
    auto newest = segments_[i]->max_timestamp_ms();
    report_rebuilt_indexes(*segments_[i]);
    if (!newest) return tl::unexpected(newest.error());
    if (*newest <= newest_ms) continue;
    newest_ms = *newest;
    newest_segment = segments_[i].get();
  }
  if (newest_segment == nullptr) return std::nullopt;
  return find_record(*newest_segment, {.target_ms = newest_ms, .up_to = log_end_offset_});
}

Result<std::vector<AbortedTransaction>> Log::aborted_transactions(Offset from, Offset up_to) {
  std::vector<AbortedTransaction> found;
  for (auto i = segment_index(from); i < segments_.size(); ++i) {
    auto transactions = segments_[i]->aborted_transactions();
    if (!transactions) return tl::unexpected(transactions.error());
    for (const auto& transaction : **transactions) {
      if (transaction.last_offset >= from && transaction.first_offset < up_to)
        found.push_back(transaction);
      // Everything below this entry's last stable offset was decided when it was written.
      if (transaction.last_stable_offset >= up_to) return found;
    }
  }
  return found;
}

}  // namespace barnabas
