#include "cli/dump_log.h"

#include <fmt/core.h>

#include <charconv>
#include <filesystem>

#include "cli/annotate.h"
#include "cli/batch_json.h"
#include "cli/dump_side_files.h"
#include "cli/exit_code.h"
#include "cli/log_file.h"
#include "protocol/records/legacy_message_set.h"
#include "protocol/records/record.h"

namespace barnabas {
namespace {

constexpr std::string_view kBootstrapSnapshot = "bootstrap.checkpoint";

std::string absolute(const std::string& path) {
  std::error_code ignored;
  const auto whole = std::filesystem::absolute(path, ignored);
  return ignored ? path : whole.lexically_normal().string();
}

// Prints one log; counts what is wrong in it.
class LogDump {
 public:
  LogDump(LogFile log, const DumpLogOptions& options, ToolOutput output)
      : log_(std::move(log)), options_(options), output_(output) {}

  // Returns how many things were wrong.
  int run() {
    log_.set_end(options_.bytes_max);
    for (;;) {
      const auto entry = log_.next();
      if (!entry) {
        complain(entry.error().message);
        break;
      }
      if (!*entry) break;
      print_entry(**entry);
    }
    const auto end = log_.file().size();
    const bool whole = options_.bytes_max >= end;
    if (whole && log_.position() < end) {
      if (options_.style != DumpStyle::Json) {
        fmt::print(output_.out, "Found {} invalid bytes at the end of {}\n", end - log_.position(),
                   log_.file().name());
      }
      if (wrong_ == 0) complain(tail_text(end - log_.position()));
    }
    if (!gaps_.empty()) {
      fmt::print(output_.err, "Non-consecutive offsets in {}\n{}", absolute(log_.file().path()),
                 gaps_);
    }
    return wrong_;
  }

 private:
  std::string tail_text(std::uint64_t size) const {
    return fmt::format(
        "{}: {} bytes from byte {} on are no whole batch: a write that was cut "
        "short, or the broker is writing just now; a broker cuts them off when it "
        "starts after a crash",
        log_.file().path(), size, log_.position());
  }

  void complain(const std::string& what) {
    ++wrong_;
    fmt::print(output_.err, "{}\n", what);
  }

  void print_entry(const LogEntry& entry) {
    if (entry.prefix.magic < 2) return print_legacy(entry);
    const auto batch = RecordBatchView::parse(entry.bytes);
    if (!batch) return complain(fmt::format("{}: {}", log_.file().path(), batch.error().message));
    if (auto crc = batch->check_crc(); !crc) {
      complain(fmt::format("{}: at byte {}: {}", log_.file().path(), entry.position,
                           crc.error().message));
    }
    if (options_.style == DumpStyle::Json) {
      const auto text = options_.annotate_json ? annotated_batch_json(*batch, entry.position)
                                               : batch_json(*batch, entry.position, options_);
      fmt::print(output_.out, "{}\n", text);
      return;
    }
    if (options_.style == DumpStyle::Annotate) {
      Buffer scratch;
      fmt::print(output_.out, "batch at byte {}: offsets {} to {}, {} bytes\n{}\n", entry.position,
                 batch->base_offset(), batch->last_offset(), batch->size(),
                 render_annotation(annotate_batch(*batch, entry.position, scratch)));
      return;
    }
    print_batch(*batch, entry.position);
    if (options_.deep_iteration) print_records(*batch);
  }

  void print_legacy(const LogEntry& entry) {
    const auto message = LegacyMessageView::parse(entry.bytes);
    if (!message) {
      return complain(fmt::format("{}: at byte {}: {}", log_.file().path(), entry.position,
                                  message.error().message));
    }
    const auto time =
        message->magic == 0 ? "NoTimestampType" : to_string(message->timestamp_type());
    if (options_.style == DumpStyle::Json) {
      fmt::print(output_.out,
                 R"({{"position":{},"size":{},"offset":{},"magic":{},"timestamp":{},)"
                 R"("compressCodec":"{}","crc":{},"isValid":{}}})"
                 "\n",
                 entry.position, entry.bytes.size(), message->offset, message->magic,
                 message->timestamp_ms, to_string(message->compression()), message->crc,
                 message->crc_holds());
      return;
    }
    fmt::print(output_.out,
               "offset: {} position: {} {}: {} size: {} magic: {} compresscodec: {} crc: {} "
               "isvalid: {}\n",
               message->offset, entry.position, time, message->timestamp_ms, entry.bytes.size(),
               message->magic, to_string(message->compression()), message->crc,
               message->crc_holds());
    // What a compressed set holds is not opened: Apache Kafka 4 does not serve it either.
    if (options_.deep_iteration && message->compression() == Compression::None) {
      print_legacy_record(*message, time);
    }
  }

  void print_legacy_record(const LegacyMessageView& message, std::string_view time) {
    std::string line = "|";
    if (!options_.skip_record_metadata) {
      line += fmt::format(" offset: {} {}: {} keySize: {} valueSize: {} isValid: {} crc: {}",
                          message.offset, time, message.timestamp_ms, size_of(message.key),
                          size_of(message.value), message.crc_holds(), message.crc);
    }
    if (options_.print_data_log) {
      if (message.key) line += " key: " + valid_utf8(as_text(*message.key));
      if (message.value) line += " payload: " + valid_utf8(as_text(*message.value));
    }
    fmt::print(output_.out, "{}\n", line);
  }

  static std::int64_t size_of(std::optional<Bytes> field) {
    return field ? static_cast<std::int64_t>(field->size()) : -1;
  }

  void print_batch(const RecordBatchView& b, std::uint64_t position) {
    const auto horizon = b.has_delete_horizon()
                             ? fmt::format("OptionalLong[{}]", b.base_timestamp_ms())
                             : std::string("OptionalLong.empty");
    fmt::print(output_.out,
               "baseOffset: {} lastOffset: {} count: {} baseSequence: {} lastSequence: {} "
               "producerId: {} producerEpoch: {} partitionLeaderEpoch: {} isTransactional: {} "
               "isControl: {} deleteHorizonMs: {} position: {} {}: {} size: {} magic: {} "
               "compresscodec: {} crc: {} isvalid: {}\n",
               b.base_offset(), b.last_offset(), b.record_count(), b.base_sequence(),
               b.last_sequence(), b.producer_id(), b.producer_epoch(), b.partition_leader_epoch(),
               b.is_transactional(), b.is_control(), horizon, position,
               to_string(b.timestamp_type()), b.max_timestamp_ms(), b.size(), b.magic(),
               to_string(b.compression()), b.crc(), b.check_crc().has_value());
  }

  void print_records(const RecordBatchView& batch) {
    const auto records = batch.records(scratch_);
    if (!records) return complain(in_batch(batch, records.error()));
    RecordIterator iterator(batch, *records);
    for (;;) {
      const auto record = iterator.next();
      if (!record) return complain(in_batch(batch, record.error()));
      if (!*record) return;
      print_record(batch, **record);
    }
  }

  std::string in_batch(const RecordBatchView& batch, const Error& error) const {
    return fmt::format("{}: batch at offset {}: {}", log_.file().path(), batch.base_offset(),
                       error.message);
  }

  void print_record(const RecordBatchView& batch, const RecordView& record) {
    if (last_offset_ && record.offset != *last_offset_ + 1) {
      gaps_ += fmt::format("  {} is followed by {}\n", *last_offset_, record.offset);
    }
    last_offset_ = record.offset;
    std::string line = "|";
    if (!options_.skip_record_metadata) {
      line += record_metadata(batch, record);
      if (batch.is_control()) line += decode_control_record(record);
    }
    if (options_.print_data_log && !batch.is_control()) {
      const auto decoded = decode_record(record, options_.decoder);
      if (decoded.key) line += " key: " + *decoded.key;
      if (decoded.payload) line += " payload: " + *decoded.payload;
    }
    fmt::print(output_.out, "{}\n", line);
  }

  static std::string record_metadata(const RecordBatchView& batch, const RecordView& record) {
    const auto sequence = batch.base_sequence() < 0
                              ? kNoSequence
                              : advance_sequence(batch.base_sequence(), record.offset_delta);
    std::string keys;
    auto headers = record.headers();
    for (auto header = headers.next(); header && *header; header = headers.next()) {
      if (!keys.empty()) keys += ',';
      keys += valid_utf8((*header)->key);
    }
    return fmt::format(" offset: {} {}: {} keySize: {} valueSize: {} sequence: {} headerKeys: [{}]",
                       record.offset, to_string(batch.timestamp_type()), record.timestamp_ms,
                       size_of(record.key), size_of(record.value), sequence, keys);
  }

  LogFile log_;
  const DumpLogOptions& options_;
  const ToolOutput output_;
  Buffer scratch_;
  int wrong_ = 0;
  std::optional<Offset> last_offset_;
  std::string gaps_;
};

// The line above a log that tells where it starts; "" where the name does not say.
std::string title_of(const std::string& name) {
  if (name == kBootstrapSnapshot) return "KRaft bootstrap snapshot\n";
  const auto base_offset = base_offset_of(name);
  if (base_offset) return fmt::format("Log starting offset: {}\n", *base_offset);
  // A snapshot: end offset, dash, epoch.
  const auto dash = name.find('-');
  if (dash == std::string::npos) return "";
  const auto end_offset = base_offset_of(name.substr(0, dash));
  const auto epoch = base_offset_of(name.substr(dash + 1));
  if (!end_offset || !epoch) return "";
  return fmt::format("Snapshot end offset: {}, epoch: {}\n", *end_offset, *epoch);
}

Result<int> dump_segment(const std::string& path, const DumpLogOptions& options,
                         ToolOutput output) {
  auto log = LogFile::open(path);
  if (!log) return tl::unexpected(log.error());
  if (options.style != DumpStyle::Json) {
    fmt::print(output.out, "{}", title_of(log->file().name()));
  }
  return LogDump(std::move(*log), options, output).run();
}

Result<int> dump_file(const std::string& path, const DumpLogOptions& options, ToolOutput output) {
  const auto name = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  const auto ending = dot == std::string::npos ? "" : name.substr(dot);
  if (ending == ".log" || ending == ".checkpoint") return dump_segment(path, options, output);
  if (ending == ".index") return dump_offset_index(path, options, output);
  if (ending == ".timeindex") return dump_time_index(path, options, output);
  if (ending == ".snapshot") return dump_producer_snapshot(path, options, output);
  if (ending == ".txnindex") return dump_transaction_index(path, options, output);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return fail(
        ErrorCode::InvalidRequest,
        fmt::format("{} is a folder; name the files in it, for instance {}/*.log", path, path));
  fmt::print(output.err,
             "Ignoring unknown file {}: the ending tells the kind, one of .log .index .timeindex "
             ".snapshot .txnindex .checkpoint\n",
             path);
  return 0;
}

}  // namespace

int dump_log(const DumpLogOptions& options, ToolOutput output) {
  bool failed = false;
  bool wrong = false;
  for (const auto& path : options.files) {
    if (options.style != DumpStyle::Json) fmt::print(output.out, "Dumping {}\n", path);
    const auto dumped = dump_file(path, options, output);
    std::fflush(output.out);
    if (!dumped) fmt::print(output.err, "barnabas: {}\n", dumped.error().message);
    failed = failed || !dumped;
    wrong = wrong || (dumped && *dumped > 0);
  }
  if (failed) return kExitFailed;
  return wrong ? kExitCheckFailed : kExitOk;
}

}  // namespace barnabas
