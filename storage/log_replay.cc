// Log, replaying: producer state and leader epochs out of the batches that are in the log.
#include <fmt/format.h>

#include <algorithm>

#include "storage/log.h"
#include "storage/producer_snapshot.h"
#include "storage/segment.h"
#include "storage/sound_batches.h"

namespace barnabas {
namespace {

constexpr std::size_t kReplayWindow = 128 * 1024;

std::vector<Offset> snapshot_offsets(const std::vector<DirectoryEntry>& entries) {
  std::vector<Offset> offsets;
  for (const auto& entry : entries) {
    if (entry.kind != EntryKind::File) continue;
    if (const auto name = parse_segment_file_name(entry.name);
        name && name->suffix == segment_suffix::kSnapshot)
      offsets.push_back(name->base_offset);
  }
  return offsets;
}

}  // namespace

Result<void> Log::reload_producers(std::vector<Finding>& findings) {
  producers_.clear();
  snapshot_offset_ = kNoOffset;
  auto entries = directory_.list(folder_);
  if (!entries) return tl::unexpected(entries.error());
  auto offsets = snapshot_offsets(*entries);
  std::sort(offsets.rbegin(), offsets.rend());
  for (const auto offset : offsets) {
    const auto path = segment_path(folder_, offset, segment_suffix::kSnapshot);
    if (offset > log_end_offset_) {
      // Taken before the end of the log was lost: it knows batches that are not there.
      if (auto removed = directory_.remove(path); !removed) return removed;
      continue;
    }
    auto content = read_whole_file(directory_, path, std::uint64_t{1} << 30);
    if (!content) return tl::unexpected(content.error());
    auto loaded = decode_producer_snapshot(as_bytes(*content));
    if (!loaded) {
      findings.push_back(
          {.kind = FindingKind::SnapshotDamaged,
           .file = path,
           .bytes = content->size(),
           .text = loaded.error().message + "; removed, the state is rebuilt from the batches"});
      if (auto removed = directory_.remove(path); !removed) return removed;
      continue;
    }
    for (const auto& [producer_id, entry] : *loaded) producers_.load(producer_id, entry);
    snapshot_offset_ = offset;
    break;
  }
  const auto from = std::max(snapshot_offset_, segments_.front()->base_offset());
  return replay({.producers_from = from, .epochs_from = log_end_offset_});
}

Result<void> Log::replay(const Replay& what) {
  const auto from = std::min(what.producers_from, what.epochs_from);
  if (from >= log_end_offset_) return {};
  for (auto i = segment_index(from); i < segments_.size(); ++i)
    if (auto done = replay_segment(*segments_[i], what); !done) return done;
  return {};
}

Result<void> Log::recall_batches(ProducerId producer_id) {
  // Retries are of batches sent moments ago; further back it is not worth looking.
  constexpr std::uint64_t bytes_back = 4 * 1024 * 1024;
  auto& segment = active();
  auto bytes = segment.size();
  if (!bytes) return tl::unexpected(bytes.error());
  auto start = segment.start_near(*bytes > bytes_back ? *bytes - bytes_back : 0);
  if (!start) return tl::unexpected(start.error());
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  ProducerState found;
  BatchWalker walker(**file, {.position = *start, .end = *bytes, .window = kReplayWindow});
  while (true) {
    auto batch = walker.next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) break;
    if (!(*batch)->has_producer_id) continue;
    auto view = walker.load(**batch);
    if (!view) return tl::unexpected(view.error());
    if (view->producer_id() != producer_id) continue;
    if (auto applied = found.apply(*view); !applied) return tl::unexpected(applied.error());
  }
  if (const auto* entry = found.find(producer_id)) producers_.recall(producer_id, *entry);
  return {};
}

Result<void> Log::replay_segment(Segment& segment, const Replay& what) {
  const auto from =
      std::max(std::min(what.producers_from, what.epochs_from), segment.base_offset());
  auto first = segment.find(from);
  if (!first) return tl::unexpected(first.error());
  if (!*first) return {};
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  SoundBatches batches(**file, {.position = (*first)->position,
                                .end = *segment.size(),
                                .expected_offset = (*first)->base_offset,
                                .window = kReplayWindow});
  while (true) {
    auto batch = batches.next();
    if (!batch && batch.error().code != ErrorCode::CorruptMessage)
      return tl::unexpected(batch.error());
    // Damage in a part that is not scanned at this start; readers will be told about it.
    if (!batch) continue;
    if (!*batch) return {};
    if ((*batch)->base_offset >= what.epochs_from)
      epochs_.assign({(*batch)->leader_epoch, (*batch)->base_offset});
    if ((*batch)->base_offset < what.producers_from || !(*batch)->has_producer_id) continue;
    auto view = batches.load(**batch);
    if (!view) return tl::unexpected(view.error());
    // A marker that cannot be read ends nothing; the batch's own damage is not found here.
    auto completed = producers_.apply(*view);
    if (!completed || !*completed || !(*completed)->aborted) continue;
    auto known = segment.aborted_transactions();
    if (known && !(*known)->empty() && (*known)->back().last_offset >= (*completed)->last_offset)
      continue;
    (void)segment.add_aborted_transaction(
        {.producer_id = (*completed)->producer_id,
         .first_offset = (*completed)->first_offset,
         .last_offset = (*completed)->last_offset,
         .last_stable_offset = producers_.last_stable_offset_after(**completed)});
  }
}

}  // namespace barnabas
