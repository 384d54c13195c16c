#include "tests/storage/crash_model.h"

#include <fmt/core.h>

#include <algorithm>

#include "protocol/records/record.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas {
namespace {

// Everything in the log, by what the disk gives back.
struct LogContent {
  std::vector<std::string> batches;
  std::vector<Offset> base_offsets;
  std::vector<Offset> next_offsets;
};

Result<LogContent> read_everything(Log& log) {
  LogContent content;
  auto from = log.log_start_offset();
  while (from < log.log_end_offset()) {
    auto slice = log.read({.from = from,
                           .bytes_max = 1 << 20,
                           .up_to = log.log_end_offset(),
                           .at_least_one_batch = true});
    if (!slice) return tl::unexpected(slice.error());
    if (slice->empty())
      return fail(ErrorCode::UnknownServerError, fmt::format("nothing is read at {}", from));
    Buffer bytes;
    if (auto loaded = log.load(*slice, bytes); !loaded) return tl::unexpected(loaded.error());
    RecordBatchIterator batches(bytes.view());
    while (true) {
      auto batch = batches.next();
      if (!batch) return tl::unexpected(batch.error());
      if (!*batch) break;
      content.batches.emplace_back(as_text((*batch)->bytes()));
      content.base_offsets.push_back((*batch)->base_offset());
      content.next_offsets.push_back((*batch)->next_offset());
    }
    if (slice->next_offset <= from)
      return fail(ErrorCode::UnknownServerError, fmt::format("a read at {} stands still", from));
    from = slice->next_offset;
  }
  return content;
}

// What recovery did, for the report of a failure.
std::string list_findings(const RecoveryReport& report) {
  std::string list;
  for (const auto& finding : report.findings)
    list += fmt::format("\n  found: {} {} at {}, {} bytes, offsets {} to {}: {}",
                        to_string(finding.kind), finding.file, finding.position, finding.bytes,
                        finding.from, finding.up_to, finding.text);
  return list;
}

class PartitionCheck {
 public:
  PartitionCheck(Log& log, PartitionNotes& notes) : log_(log), notes_(notes) {}

  std::optional<std::string> run() {
    const auto start = log_.log_start_offset();
    const auto end = log_.log_end_offset();
    if (end < notes_.acked_end)
      return fmt::format("ends at {}, but {} was acknowledged", end, notes_.acked_end);
    if (end > notes_.written_end)
      return fmt::format("ends at {}, but only {} was written", end, notes_.written_end);
    if (start < notes_.start_min)
      return fmt::format("starts at {}, but everything before {} was deleted", start,
                         notes_.start_min);
    if (start > notes_.start_max)
      return fmt::format("starts at {}, but nothing from {} on was deleted", start,
                         notes_.start_max);
    if (auto problem = notes_.compacted ? check_keys() : check_batches()) return problem;
    if (auto problem = check_retries()) return problem;
    return check_flush();
  }

 private:
  std::optional<std::string> check_batches() {
    auto content = read_everything(log_);
    if (!content) return "cannot be read: " + content.error().message;
    auto expected = log_.log_start_offset();
    for (std::size_t i = 0; i < content->batches.size(); ++i) {
      const auto base = content->base_offsets[i];
      // The first batch may begin before the log start, which may lie inside it.
      if (i == 0 ? base > expected : base != expected)
        return fmt::format("a batch at {} follows, {} is expected", base, expected);
      const auto note = std::find_if(notes_.batches.begin(), notes_.batches.end(),
                                     [&](const auto& one) { return one.base_offset == base; });
      if (note == notes_.batches.end()) return fmt::format("nobody wrote a batch at {}", base);
      if (note->bytes != content->batches[i])
        return fmt::format("the batch at {} is not what was written", base);
      expected = content->next_offsets[i];
    }
    if (expected != log_.log_end_offset())
      return fmt::format("can be read to {}, its end is {}", expected, log_.log_end_offset());
    return std::nullopt;
  }

  // Each record of a compacted log is as it was written, and of each key the latest is there.
  std::optional<std::string> check_keys() {
    auto content = read_everything(log_);
    if (!content) return "cannot be read: " + content.error().message;
    std::map<std::string, Offset> seen;  // the latest offset of each key
    Offset next = 0;
    for (const auto& bytes : content->batches) {
      auto batch = RecordBatchView::parse(as_bytes(bytes));
      if (!batch || !batch->check_crc()) return "has a damaged batch";
      if (batch->base_offset() < next)
        return fmt::format("has a batch at {} behind {}", batch->base_offset(), next);
      next = batch->next_offset();
      if (auto problem = check_records(*batch, seen)) return problem;
    }
    if (!content->batches.empty() && next != log_.log_end_offset())
      return fmt::format("can be read to {}, its end is {}", next, log_.log_end_offset());
    std::map<std::string, const BatchNote*> latest;
    for (const auto& note : notes_.batches)
      if (note.last_offset < log_.log_end_offset() && note.last_offset >= log_.log_start_offset())
        latest[note.key] = &note;
    for (const auto& [key, note] : latest) {
      const auto found = seen.find(key);
      if (found == seen.end() && note->tombstones) continue;
      if (found == seen.end() || found->second != note->last_offset)
        return fmt::format("has key {} last at {}, it was written last at {}", key,
                           found == seen.end() ? kNoOffset : found->second, note->last_offset);
    }
    return std::nullopt;
  }

  std::optional<std::string> check_records(const RecordBatchView& batch,
                                           std::map<std::string, Offset>& seen) {
    const auto note =
        std::find_if(notes_.batches.begin(), notes_.batches.end(),
                     [&](const auto& one) { return one.base_offset == batch.base_offset(); });
    if (note == notes_.batches.end() || note->last_offset != batch.last_offset())
      return fmt::format("nobody wrote a batch at {}", batch.base_offset());
    const auto written = RecordBatchView::parse(as_bytes(note->bytes));
    std::map<Offset, RecordView> originals;
    RecordIterator was(*written, written->payload());
    for (auto record = was.next(); record && *record; record = was.next())
      originals[(*record)->offset] = **record;
    RecordIterator is(batch, batch.payload());
    while (true) {
      auto record = is.next();
      if (!record) return record.error().message;
      if (!*record) return std::nullopt;
      const auto original = originals.find((*record)->offset);
      const auto same = [](const auto& one, const auto& other) {
        return one.has_value() == other.has_value() && (!one || as_text(*one) == as_text(*other));
      };
      if (original == originals.end() || !same(original->second.key, (*record)->key) ||
          !same(original->second.value, (*record)->value) ||
          original->second.timestamp_ms != (*record)->timestamp_ms)
        return fmt::format("the record at {} is not what was written", (*record)->offset);
      seen[note->key] = (*record)->offset;
    }
  }

  // The last batch of each producer that is still there, sent again, is not stored again.
  std::optional<std::string> check_retries() {
    const auto end = log_.log_end_offset();
    std::map<ProducerId, const BatchNote*> last;
    for (const auto& note : notes_.batches)
      if (note.producer_id != kNoProducerId && note.last_offset < end &&
          note.base_offset >= log_.log_start_offset())
        last[note.producer_id] = &note;
    for (const auto& [producer_id, note] : last) {
      auto again = resend(note->bytes);
      auto result = log_.append(again.mutable_view(), {.now_ms = 0});
      if (!result)
        return fmt::format("a retry of producer {} at {} is refused: {}", producer_id,
                           note->base_offset, result.error().message);
      if (!result->duplicate || result->base_offset != note->base_offset)
        return fmt::format("a retry of producer {} at {} is stored again at {}", producer_id,
                           note->base_offset, result->base_offset);
    }
    return std::nullopt;
  }

  // What is served from now on has to survive the next power loss.
  std::optional<std::string> check_flush() {
    if (auto flushed = log_.flush(); !flushed)
      return "cannot be flushed: " + flushed.error().message;
    notes_.written_end = log_.log_end_offset();
    notes_.acknowledge(notes_.written_end);
    std::erase_if(notes_.batches,
                  [&](const auto& note) { return note.last_offset >= notes_.acked_end; });
    return std::nullopt;
  }

  Log& log_;
  PartitionNotes& notes_;
};

}  // namespace

std::shared_ptr<const LogConfig> CrashModel::config(bool compacted) {
  LogConfig config;
  config.cleanup_compact = compacted;
  config.cleanup_delete = !compacted;
  config.delete_retention_ms = 500;
  config.segment_bytes = 1500;
  config.index_interval_bytes = 200;
  config.segment_index_bytes = 1 << 20;
  config.retention_bytes = 4000;
  config.retention_ms = -1;
  config.file_delete_delay_ms = 1000;
  config.message_timestamp_after_max_ms = std::numeric_limits<std::int64_t>::max();
  return std::make_shared<const LogConfig>(config);
}

Buffer make_batch(const NewBatch& batch) {
  RecordBatchOptions options;
  options.producer_id = batch.producer_id;
  options.base_sequence = batch.base_sequence;
  if (batch.producer_id != kNoProducerId) options.producer_epoch = 0;
  RecordBatchBuilder builder(options);
  for (int i = 0; i < batch.records; ++i) {
    const auto value = fmt::format("{}/{}", batch.label, i);
    NewRecord record{.timestamp_ms = batch.timestamp_ms + i,
                     .key = as_bytes(batch.key.empty() ? batch.label : batch.key)};
    if (!batch.tombstones) record.value = as_bytes(value);
    builder.append(record);
  }
  return builder.finish().value();
}

Buffer resend(std::string_view stored) {
  Buffer batch(as_bytes(stored));
  store_big_endian(batch.data() + record_batch_layout::kBaseOffset, Offset{0});
  return batch;
}

LogDirectoryOptions crash_test_options() {
  LogDirectoryOptions options;
  options.random = [next = std::uint64_t{1}]() mutable { return next += 0x9e3779b97f4a7c15U; };
  return options;
}

std::optional<std::string> check_promises(MemoryDisk& disk, CrashModel& model) {
  auto logs = LogDirectory::open(disk, crash_test_options());
  if (!logs) return "the directory does not open: " + logs.error().message;
  for (auto partition = model.partitions.begin(); partition != model.partitions.end();) {
    auto& [name, notes] = *partition;
    const bool there = (*logs)->contains(name);
    if (!there && notes.durable && !notes.deleting) return to_string(name) + " is gone";
    if (!there || notes.deleting) {
      partition = model.partitions.erase(partition);
      continue;
    }
    RecoveryReport report;
    auto log = (*logs)->open_log({.partition = name,
                                  .topic_id = notes.topic_id,
                                  .config = CrashModel::config(notes.compacted),
                                  .now_ms = model.now_ms},
                                 &report);
    if (!log) return to_string(name) + " does not open: " + log.error().message;
    if (auto problem = PartitionCheck(**log, notes).run())
      return to_string(name) + " " + *problem + list_findings(report);
    ++partition;
  }
  // Nothing here damages what was synced, so nothing may be taken for damage.
  for (const auto& path : disk.paths())
    if (path.find(".log.corrupt") != std::string::npos) return path + " was never good";
  for (const auto& name : (*logs)->partitions())
    if (!model.partitions.contains(name) && (*logs)->find(name) != nullptr)
      return to_string(name) + " was deleted and is back";
  return std::nullopt;
}

}  // namespace barnabas
