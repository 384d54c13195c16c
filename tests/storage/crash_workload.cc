#include "tests/storage/crash_workload.h"

#include <fmt/core.h>

#include <algorithm>

#include "protocol/base/check.h"
#include "storage/compaction/cleanable.h"
#include "storage/compaction/log_cleaning.h"

namespace barnabas {

template <class T>
bool CrashWorkload::good(const T& result) {
  if (result) return true;
  BARNABAS_CHECK(disk_->crashed(), result.error().message.c_str());
  return false;
}

void CrashWorkload::run(MemoryDisk& disk, int steps) {
  disk_ = &disk;
  open();
  for (int i = 0; i < steps && !disk.crashed(); ++i) step();
  if (!disk.crashed()) restart();
  logs_.reset();
}

void CrashWorkload::open() {
  auto options = crash_test_options();
  options.random = [this] { return folder_id_ += 0x9e3779b97f4a7c15U; };
  auto logs = LogDirectory::open(*disk_, std::move(options));
  if (!good(logs)) return;
  logs_ = std::move(*logs);
  for (auto& [name, notes] : model_.partitions) {
    auto log = logs_->open_log({.partition = name,
                                .topic_id = notes.topic_id,
                                .config = CrashModel::config(notes.compacted),
                                .now_ms = model_.now_ms});
    if (!good(log)) return;
  }
}

void CrashWorkload::step() {
  model_.now_ms += static_cast<std::int64_t>(below(500));
  const auto choice = below(100);
  if (model_.partitions.empty() || choice < 4) return create();
  auto chosen = model_.partitions.begin();
  std::advance(chosen, below(model_.partitions.size()));
  auto& [name, notes] = *chosen;
  Log* log = logs_->find(name);
  if (notes.compacted && below(6) == 0) return clean(name, notes, *log);
  if (choice < 54) return append(name, notes, *log);
  if (choice < 70) return flush(notes, *log);
  if (choice < 76) return flush_while_appending(name, notes, *log);
  if (choice < 80) {
    static_cast<void>(good(log->roll(model_.now_ms)));
  } else if (choice < 83) {
    static_cast<void>(good(log->write_indexes()));
  } else if (choice < 87) {
    retain(notes, *log);
  } else if (choice < 91) {
    delete_records(notes, *log);
  } else if (choice < 94) {
    static_cast<void>(good(logs_->write_checkpoints()));
  } else if (choice < 96) {
    remove_old();
  } else if (choice < 98) {
    delete_topic(name);
  } else {
    restart();
  }
}

void CrashWorkload::create() {
  const TopicPartition name{fmt::format("t{}", below(2)), static_cast<std::int32_t>(below(2))};
  if (model_.partitions.contains(name)) return;
  auto& notes = model_.partitions[name];
  notes.topic_id = Uuid::from_halves(++serial_, 77);
  notes.compacted = below(2) == 0;
  const auto log = logs_->open_log({.partition = name,
                                    .topic_id = notes.topic_id,
                                    .config = CrashModel::config(notes.compacted),
                                    .now_ms = model_.now_ms});
  static_cast<void>(good(log));
}

void CrashWorkload::append(const TopicPartition& name, PartitionNotes& notes, Log& log) {
  const int records = 1 + static_cast<int>(below(4));
  const auto producer_id = static_cast<ProducerId>(below(4)) - 1;
  NewBatch batch{.label = fmt::format("{}#{}{}", to_string(name), ++serial_,
                                      std::string(below(10) == 0 ? 130 : below(60), 'x')),
                 .records = records,
                 .producer_id = producer_id,
                 .timestamp_ms = model_.now_ms};
  if (notes.compacted) {
    batch.key = fmt::format("k{}", below(4));
    batch.tombstones = below(5) == 0;
  }
  if (producer_id != kNoProducerId) {
    auto& sequence = sequences_[{name, producer_id}];
    batch.base_sequence = sequence;
    sequence = advance_sequence(sequence, records);
  }
  auto bytes = make_batch(batch);
  const auto base = log.log_end_offset();
  Buffer stored(bytes.view());
  store_big_endian(stored.data() + record_batch_layout::kBaseOffset, base);
  store_big_endian(stored.data() + record_batch_layout::kPartitionLeaderEpoch, std::int32_t{3});
  notes.batches.push_back({.base_offset = base,
                           .last_offset = base + records - 1,
                           .bytes = std::string(as_text(stored.view())),
                           .producer_id = producer_id,
                           .key = batch.key,
                           .tombstones = batch.tombstones});
  notes.written_end = base + records;
  const auto result =
      log.append(bytes.mutable_view(), {.now_ms = model_.now_ms, .leader_epoch = 3});
  if (!good(result)) return;
  BARNABAS_CHECK(result->base_offset == base, "an append went elsewhere");
}

void CrashWorkload::flush(PartitionNotes& notes, Log& log) {
  const auto end = log.log_end_offset();
  if (good(log.flush())) notes.acknowledge(end);
}

void CrashWorkload::flush_while_appending(const TopicPartition& name, PartitionNotes& notes,
                                          Log& log) {
  auto work = log.begin_flush();
  if (!good(work)) return;
  const auto more = below(4);
  for (std::uint64_t i = 0; i < more && !disk_->crashed(); ++i) append(name, notes, log);
  const auto outcome = work->run();
  if (disk_->crashed()) return;
  if (good(log.finish_flush(*work, outcome))) notes.acknowledge(log.recovery_point());
}

void CrashWorkload::retain(PartitionNotes& notes, Log& log) {
  const auto before = notes.start_max;
  notes.start_max = std::max(before, log.recovery_point());
  if (!good(log.apply_retention({.now_ms = model_.now_ms, .high_watermark = log.recovery_point()})))
    return;
  notes.start_max = std::max(before, log.log_start_offset());
}

void CrashWorkload::delete_records(PartitionNotes& notes, Log& log) {
  const auto start = log.log_start_offset();
  const auto room = static_cast<std::uint64_t>(log.recovery_point() - start + 1);
  const auto target = start + static_cast<Offset>(below(room));
  notes.start_max = std::max(notes.start_max, target);
  if (!good(log.delete_records_before(target))) return;
  if (good(logs_->write_log_starts())) notes.start_min = std::max(notes.start_min, target);
}

// A compaction, with appends and flushes between its steps; not always to its end.
void CrashWorkload::clean(const TopicPartition& name, PartitionNotes& notes, Log& log) {
  auto range = log.cleanable({.now_ms = model_.now_ms, .high_watermark = log.recovery_point()});
  if (!good(range) || range->first_uncleanable_offset <= range->first_dirty_offset) return;
  if (!good(logs_->checkpoint_recovery_point(name, range->first_uncleanable_offset))) return;
  auto cleaning = log.begin_cleaning(*range, {.now_ms = model_.now_ms,
                                              .map_bytes_max = 24 * (2 + below(8)),
                                              .hash_key = {random_(), random_()}});
  if (!good(cleaning)) return;
  while (log.cleaning() != nullptr && !disk_->crashed()) {
    const auto choice = below(60);
    if (choice == 0) {
      log.abandon_cleaning();
      static_cast<void>(good((*cleaning)->discard()));
    } else if (choice < 4) {
      append(name, notes, log);
    } else if (choice < 7) {
      flush(notes, log);
    } else if ((*cleaning)->need() == LogCleaning::Need::Work) {
      static_cast<void>(good((*cleaning)->work(1 + below(2000))));
    } else {
      static_cast<void>(good(log.serve_cleaning(model_.now_ms)));
    }
  }
  if (!disk_->crashed()) static_cast<void>(good(logs_->write_cleaner_offsets()));
}

void CrashWorkload::delete_topic(TopicPartition name) {
  model_.partitions.at(name).deleting = true;
  if (!good(logs_->delete_log(name))) return;
  model_.partitions.erase(name);
  std::erase_if(sequences_, [&](const auto& entry) { return entry.first.first == name; });
}

void CrashWorkload::remove_old() {
  for (const auto& folder : logs_->take_removable_folders())
    if (!good(remove_tree(*disk_, folder))) return;
  for (const auto& [name, notes] : model_.partitions)
    for (const auto& file : logs_->find(name)->take_removable_files(model_.now_ms))
      if (!good(disk_->remove(file))) return;
}

void CrashWorkload::restart() {
  if (!good(logs_->close(1))) return;
  for (auto& [name, notes] : model_.partitions) notes.acknowledge(notes.written_end);
  logs_.reset();
  open();
}

}  // namespace barnabas
