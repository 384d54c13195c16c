#include "cli/dump_side_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "protocol/base/crc32c.h"

namespace barnabas {
namespace {

constexpr std::size_t kOffsetEntrySize = 8;
constexpr std::size_t kTimeEntrySize = 12;
constexpr std::size_t kTransactionEntrySize = 34;
constexpr std::size_t kSnapshotHeadSize = 10;
constexpr std::size_t kSnapshotCrcStart = 6;
constexpr std::size_t kProducerSize = 46;

constexpr const char* kTransactionText =
    "version: {} producerId: {} firstOffset: {} lastOffset: {} lastStableOffset: {}\n";
constexpr const char* kTransactionJson =
    "{{\"version\":{},\"producerId\":{},\"firstOffset\":{},\"lastOffset\":{},"
    "\"lastStableOffset\":{}}}\n";

std::string absolute(const std::string& path) {
  std::error_code ignored;
  const auto whole = std::filesystem::absolute(path, ignored);
  return ignored ? path : whole.lexically_normal().string();
}

struct NamedContent {
  Offset base_offset = 0;
  Buffer content;
};

Result<NamedContent> read_named(const std::string& path) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto base_offset = base_offset_of(file->name());
  if (!base_offset) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: the name states no base offset; expected one such as "
                            "00000000000000000000.index",
                            path));
  }
  auto content = file->read_all();
  if (!content) return tl::unexpected(content.error());
  return NamedContent{*base_offset, std::move(*content)};
}

Offset absolute_offset(Offset base_offset, const std::byte* relative) {
  return base_offset + load_big_endian<std::uint32_t>(relative);
}

// The last offset and largest timestamp of the batch that starts at `position`, or what is wrong.
Result<Offset> last_offset_at(LogFile& log, std::uint64_t position) {
  log.seek(position);
  const auto entry = log.next();
  if (!entry) return tl::unexpected(entry.error());
  if (!*entry) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("{}: no whole batch at byte {}", log.file().path(), position));
  }
  const auto batch = RecordBatchView::parse((*entry)->bytes);
  return batch ? batch->last_offset() : (*entry)->prefix.base_offset;
}

// The largest timestamp of a batch's records, found as Apache's tool finds it: by looking at them.
TimestampMs largest_timestamp(Bytes bytes) {
  const auto batch = RecordBatchView::parse(bytes);
  if (!batch) return kNoTimestamp;
  Buffer scratch;
  const auto records = batch->records(scratch);
  TimestampMs largest = kNoTimestamp;
  if (!records) return largest;
  RecordIterator iterator(*batch, *records);
  for (auto record = iterator.next(); record && *record; record = iterator.next()) {
    largest = std::max(largest, (*record)->timestamp_ms);
  }
  return largest;
}

std::string optional_long(std::int64_t number) {
  return number < 0 ? "OptionalLong.empty" : fmt::format("OptionalLong[{}]", number);
}

int report_defect(const std::string& path, const std::string& defect, ToolOutput output) {
  fmt::print(output.err,
             "{}: {}; an index is rebuilt from its log: stop the broker, delete the file, start "
             "again\n",
             path, defect);
  return 1;
}

}  // namespace

Result<OffsetIndexFile> read_offset_index(const std::string& path) {
  const auto file = read_named(path);
  if (!file) return tl::unexpected(file.error());
  OffsetIndexFile index{.base_offset = file->base_offset, .file_size = file->content.size()};
  const auto* data = file->content.data();
  for (std::size_t at = 0; at + kOffsetEntrySize <= file->content.size(); at += kOffsetEntrySize) {
    const auto relative = load_big_endian<std::uint32_t>(data + at);
    // A file in use is longer than its entries; zeros follow the last one.
    if (relative == 0 && at > 0) break;
    if (relative == 0 && load_big_endian<std::uint32_t>(data + at + 4) == 0 &&
        file->content.size() > kOffsetEntrySize) {
      break;
    }
    index.entries.push_back({absolute_offset(index.base_offset, data + at),
                             load_big_endian<std::uint32_t>(data + at + 4)});
  }
  return index;
}

Result<TimeIndexFile> read_time_index(const std::string& path) {
  const auto file = read_named(path);
  if (!file) return tl::unexpected(file.error());
  TimeIndexFile index{.base_offset = file->base_offset, .file_size = file->content.size()};
  const auto* data = file->content.data();
  for (std::size_t at = 0; at + kTimeEntrySize <= file->content.size(); at += kTimeEntrySize) {
    const auto timestamp = load_big_endian<TimestampMs>(data + at);
    const auto relative = load_big_endian<std::uint32_t>(data + at + 8);
    if (relative == 0 && (at > 0 || timestamp == 0)) break;
    index.entries.push_back({timestamp, absolute_offset(index.base_offset, data + at + 8)});
  }
  return index;
}

std::string index_defect(const OffsetIndexFile& index) {
  if (index.file_size % kOffsetEntrySize != 0) {
    return fmt::format("{} bytes, expected a multiple of {}", index.file_size, kOffsetEntrySize);
  }
  for (std::size_t i = 1; i < index.entries.size(); ++i) {
    if (index.entries[i].offset <= index.entries[i - 1].offset) {
      return fmt::format("entry {} has offset {}, not above {} before it", i,
                         index.entries[i].offset, index.entries[i - 1].offset);
    }
    if (index.entries[i].position <= index.entries[i - 1].position) {
      return fmt::format("entry {} has position {}, not above {} before it", i,
                         index.entries[i].position, index.entries[i - 1].position);
    }
  }
  return "";
}

std::string index_defect(const TimeIndexFile& index) {
  if (index.file_size % kTimeEntrySize != 0) {
    return fmt::format("{} bytes, expected a multiple of {}", index.file_size, kTimeEntrySize);
  }
  for (std::size_t i = 1; i < index.entries.size(); ++i) {
    if (index.entries[i].timestamp_ms < index.entries[i - 1].timestamp_ms) {
      return fmt::format("entry {} has timestamp {}, below {} before it", i,
                         index.entries[i].timestamp_ms, index.entries[i - 1].timestamp_ms);
    }
    if (index.entries[i].offset < index.entries[i - 1].offset) {
      return fmt::format("entry {} has offset {}, below {} before it", i, index.entries[i].offset,
                         index.entries[i - 1].offset);
    }
  }
  return "";
}

std::uint64_t index_lookup(const OffsetIndexFile& index, Offset offset) {
  const auto behind = std::upper_bound(
      index.entries.begin(), index.entries.end(), offset,
      [](Offset wanted, const OffsetIndexEntry& entry) { return wanted < entry.offset; });
  return behind == index.entries.begin() ? 0 : std::prev(behind)->position;
}

Result<int> dump_offset_index(const std::string& path, const DumpLogOptions& options,
                              ToolOutput output) {
  const auto index = read_offset_index(path);
  if (!index) return tl::unexpected(index.error());
  if (index->entries.empty()) {
    if (options.style != DumpStyle::Json) fmt::print(output.out, "{} is empty.\n", path);
    return 0;
  }
  if (const auto defect = index_defect(*index); !defect.empty()) {
    return report_defect(path, defect, output);
  }
  if (options.index_sanity_check) {
    fmt::print(output.out, "{} passed sanity check.\n", path);
    return 0;
  }
  auto log = LogFile::open(sibling_path(path, ".log"));
  if (!log) return tl::unexpected(log.error());
  std::string mismatches;
  int wrong = 0;
  for (const auto& entry : index->entries) {
    const auto last_offset = last_offset_at(*log, entry.position);
    if (!last_offset) {
      ++wrong;
      mismatches +=
          fmt::format("  Index offset: {}, {}\n", entry.offset, last_offset.error().message);
    } else if (*last_offset != entry.offset) {
      ++wrong;
      mismatches += fmt::format("  Index offset: {}, log offset: {}\n", entry.offset, *last_offset);
    }
    if (options.verify_index_only) continue;
    if (options.style == DumpStyle::Json) {
      fmt::print(output.out, "{{\"offset\":{},\"position\":{}}}\n", entry.offset, entry.position);
    } else {
      fmt::print(output.out, "offset: {} position: {}\n", entry.offset, entry.position);
    }
  }
  if (wrong > 0) fmt::print(output.err, "Mismatches in :{}\n{}", absolute(path), mismatches);
  return wrong;
}

namespace {

// What a time index says that its log does not, in the three kinds that Apache's tool knows.
struct TimeIndexErrors {
  std::string mismatches;
  std::string out_of_order;
  std::string not_found;
  int count = 0;

  void check(const TimeIndexEntry& entry, LogFile& log, TimestampMs previous) {
    for (;;) {
      const auto found = log.next();
      if (!found || !*found) {
        add(not_found, fmt::format("Indexed offset: {}, found log offset: -1\n", entry.offset));
        return;
      }
      const auto batch = RecordBatchView::parse((*found)->bytes);
      const auto last_offset = batch ? batch->last_offset() : (*found)->prefix.base_offset;
      if (last_offset < entry.offset) continue;
      if (last_offset != entry.offset) {
        add(not_found,
            fmt::format("Indexed offset: {}, found log offset: {}\n", entry.offset, last_offset));
        return;
      }
      const auto largest = largest_timestamp((*found)->bytes);
      if (largest != entry.timestamp_ms) {
        add(mismatches,
            fmt::format("  Index timestamp: {}, log timestamp: {}\n", entry.timestamp_ms, largest));
      }
      if (previous >= entry.timestamp_ms) {
        add(out_of_order, fmt::format("  Index timestamp: {}, Previously indexed timestamp: {}\n",
                                      entry.timestamp_ms, previous));
      }
      return;
    }
  }

  void print(const std::string& path, ToolOutput output) const {
    if (!mismatches.empty()) {
      fmt::print(output.err, "Found timestamp mismatch in :{}\n{}", absolute(path), mismatches);
    }
    if (!out_of_order.empty()) {
      fmt::print(output.err, "Found out of order timestamp in :{}\n{}", absolute(path),
                 out_of_order);
    }
    if (!not_found.empty()) {
      fmt::print(output.err, "The following indexed offsets are not found in the log.\n{}",
                 not_found);
    }
  }

 private:
  void add(std::string& list, const std::string& line) {
    list += line;
    ++count;
  }
};

}  // namespace

Result<int> dump_time_index(const std::string& path, const DumpLogOptions& options,
                            ToolOutput output) {
  const auto index = read_time_index(path);
  if (!index) return tl::unexpected(index.error());
  if (const auto defect = index_defect(*index); !defect.empty()) {
    return report_defect(path, defect, output);
  }
  if (options.index_sanity_check) {
    fmt::print(output.out, "{} passed sanity check.\n", path);
    return 0;
  }
  auto log = LogFile::open(sibling_path(path, ".log"));
  if (!log) return tl::unexpected(log.error());
  const auto offsets = read_offset_index(sibling_path(path, ".index"));
  TimeIndexErrors errors;
  TimestampMs previous = kNoTimestamp;
  for (const auto& entry : index->entries) {
    log->seek(offsets ? index_lookup(*offsets, entry.offset) : 0);
    errors.check(entry, *log, previous);
    previous = entry.timestamp_ms;
    if (options.verify_index_only) continue;
    if (options.style == DumpStyle::Json) {
      fmt::print(output.out, "{{\"timestamp\":{},\"offset\":{}}}\n", entry.timestamp_ms,
                 entry.offset);
    } else {
      fmt::print(output.out, "timestamp: {} offset: {}\n", entry.timestamp_ms, entry.offset);
    }
  }
  errors.print(path, output);
  return errors.count;
}

namespace {

// What a producer snapshot says about one producer.
struct ProducerEntry {
  ProducerId producer_id;
  ProducerEpoch producer_epoch;
  Sequence last_sequence;
  Offset last_offset;
  std::int32_t offset_delta;
  TimestampMs timestamp_ms;
  std::int32_t coordinator_epoch;
  Offset transaction_first_offset;

  // Sequences wrap within 31 bits, backwards too.
  Sequence first_sequence() const {
    return static_cast<Sequence>(
        (static_cast<std::uint32_t>(last_sequence) - static_cast<std::uint32_t>(offset_delta)) &
        0x7fffffffU);
  }
};

ProducerEntry read_producer(const std::byte* at) {
  return {.producer_id = load_big_endian<std::int64_t>(at),
          .producer_epoch = load_big_endian<std::int16_t>(at + 8),
          .last_sequence = load_big_endian<std::int32_t>(at + 10),
          .last_offset = load_big_endian<std::int64_t>(at + 14),
          .offset_delta = load_big_endian<std::int32_t>(at + 22),
          .timestamp_ms = load_big_endian<std::int64_t>(at + 26),
          .coordinator_epoch = load_big_endian<std::int32_t>(at + 34),
          .transaction_first_offset = load_big_endian<std::int64_t>(at + 38)};
}

std::string producer_text(const ProducerEntry& entry) {
  auto text = fmt::format(
      "producerId: {} producerEpoch: {} coordinatorEpoch: {} currentTxnFirstOffset: {} "
      "lastTimestamp: {}",
      entry.producer_id, entry.producer_epoch, entry.coordinator_epoch,
      optional_long(entry.transaction_first_offset), entry.timestamp_ms);
  if (entry.last_offset < 0) return text;
  return text + fmt::format(
                    " firstSequence: {} lastSequence: {} lastOffset: {} offsetDelta: {} "
                    "timestamp: {}",
                    entry.first_sequence(), entry.last_sequence, entry.last_offset,
                    entry.offset_delta, entry.timestamp_ms);
}

std::string producer_json(const ProducerEntry& entry) {
  auto text = fmt::format(
      R"({{"producerId":{},"producerEpoch":{},"coordinatorEpoch":{},"currentTxnFirstOffset":{},)"
      R"("lastTimestamp":{})",
      entry.producer_id, entry.producer_epoch, entry.coordinator_epoch,
      entry.transaction_first_offset, entry.timestamp_ms);
  if (entry.last_offset >= 0) {
    text += fmt::format(R"(,"firstSequence":{},"lastSequence":{},"lastOffset":{},"offsetDelta":{})",
                        entry.first_sequence(), entry.last_sequence, entry.last_offset,
                        entry.offset_delta);
  }
  return text + "}";
}

// What is wrong with a snapshot as a whole, "" where it is fine.
std::string snapshot_defect(Bytes bytes) {
  if (bytes.size() < kSnapshotHeadSize) {
    return fmt::format("{} bytes, at least {} expected", bytes.size(), kSnapshotHeadSize);
  }
  const auto version = load_big_endian<std::int16_t>(bytes.data());
  if (version != 1) return fmt::format("snapshot version {}, expected 1", version);
  const auto stored = load_big_endian<std::uint32_t>(bytes.data() + 2);
  const auto computed = crc32c(bytes.subspan(kSnapshotCrcStart));
  if (stored != computed) {
    return fmt::format("CRC-32C is {:#010x}, stored is {:#010x}", computed, stored);
  }
  const auto count = load_big_endian<std::int32_t>(bytes.data() + kSnapshotCrcStart);
  const auto room = (bytes.size() - kSnapshotHeadSize) / kProducerSize;
  if (count < 0 || static_cast<std::size_t>(count) != room) {
    return fmt::format("{} producers, but the file has room for {}", count, room);
  }
  return "";
}

}  // namespace

Result<int> dump_producer_snapshot(const std::string& path, const DumpLogOptions& options,
                                   ToolOutput output) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto content = file->read_all();
  if (!content) return tl::unexpected(content.error());
  if (const auto defect = snapshot_defect(content->view()); !defect.empty()) {
    fmt::print(output.err,
               "{}: {}; producer state is rebuilt from the log: stop the broker, delete the file, "
               "start again\n",
               path, defect);
    return 1;
  }
  for (auto rest = content->view().subspan(kSnapshotHeadSize); rest.size() >= kProducerSize;
       rest = rest.subspan(kProducerSize)) {
    const auto entry = read_producer(rest.data());
    const bool json = options.style == DumpStyle::Json;
    fmt::print(output.out, "{}\n", json ? producer_json(entry) : producer_text(entry));
  }
  return 0;
}

Result<int> dump_transaction_index(const std::string& path, const DumpLogOptions& options,
                                   ToolOutput output) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto content = file->read_all();
  if (!content) return tl::unexpected(content.error());
  const auto bytes = content->view();
  std::size_t at = 0;
  for (; at + kTransactionEntrySize <= bytes.size(); at += kTransactionEntrySize) {
    const auto* entry = bytes.data() + at;
    fmt::print(output.out,
               fmt::runtime(options.style == DumpStyle::Json ? kTransactionJson : kTransactionText),
               load_big_endian<std::int16_t>(entry), load_big_endian<std::int64_t>(entry + 2),
               load_big_endian<std::int64_t>(entry + 10), load_big_endian<std::int64_t>(entry + 18),
               load_big_endian<std::int64_t>(entry + 26));
  }
  if (at == bytes.size()) return 0;
  fmt::print(output.err, "{}: {} bytes behind the last entry of {} bytes; cut off while writing?\n",
             path, bytes.size() - at, kTransactionEntrySize);
  return 1;
}

}  // namespace barnabas
