#include "tests/storage/log_script.h"

#include <fmt/format.h>

#include <map>
#include <sstream>

#include "storage/producer_snapshot.h"
#include "storage/segment.h"
#include "tests/storage/clean_log.h"
#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;
constexpr auto kFolder = "orders-0";

// A command line taken apart: words, and options written name=value.
struct Command {
  explicit Command(const std::string& line) {
    std::istringstream words_in(line);
    words_in >> name;
    for (std::string word; words_in >> word;) {
      const auto equals = word.find('=');
      if (equals == std::string::npos)
        words.push_back(word);
      else
        options[word.substr(0, equals)] = word.substr(equals + 1);
    }
  }
  std::int64_t number(const std::string& option, std::int64_t otherwise) const {
    const auto found = options.find(option);
    return found == options.end() ? otherwise : std::stoll(found->second);
  }
  std::int64_t word(std::size_t i) const { return std::stoll(words.at(i)); }

  std::string name;
  std::vector<std::string> words;
  std::map<std::string, std::string> options;
};

class Narrator final : public LogObserver {
 public:
  void rolled(std::string_view, const Rolled& event) override {
    text += fmt::format("> rolled: segment {} ends with {} bytes, {} begins ({})\n",
                        event.closed_base_offset, event.closed_bytes, event.new_base_offset,
                        to_string(event.reason));
  }
  void index_entry_added(std::string_view, const IndexEntry& event) override {
    text += fmt::format("> index entry {}: offset {} at byte {}{}\n", event.entries, event.offset,
                        event.position, event.timestamp_ms < 0 ? "" : ", and its time");
  }
  void duplicate_recognised(std::string_view, const Duplicate& event) override {
    text +=
        fmt::format("> duplicate: producer {} sent sequences {} to {} again, they are at {}\n",
                    event.producer_id, event.base_sequence, event.last_sequence, event.base_offset);
  }
  void truncated(std::string_view, const Truncated& event) override {
    text += fmt::format("> truncated from {} to {}\n", event.from, event.to);
  }
  void segment_deleted(std::string_view, const SegmentDeleted& event) override {
    text += fmt::format("> segment {} deleted, {} bytes ({})\n", event.base_offset, event.bytes,
                        to_string(event.reason));
  }
  void compacted(std::string_view, const Compacted& event) override {
    text += fmt::format(
        "> compacted {} to {}: segments {} -> {}, records {} -> {}, bytes {} -> {}\n", event.from,
        event.up_to, event.segments_before, event.segments_after, event.records_before,
        event.records_after, event.bytes_before, event.bytes_after);
  }
  void log_start_moved(std::string_view, const LogStartMoved& event) override {
    text += fmt::format("> log start moved from {} to {}\n", event.from, event.to);
  }
  void flushed(std::string_view, const Flushed& event) override {
    text += fmt::format("> flushed up to {}, {} files\n", event.recovery_point, event.files);
  }
  void snapshot_written(std::string_view, const SnapshotWritten& event) override {
    text += fmt::format("> snapshot at {}, {} producers\n", event.offset, event.producers);
  }
  void finding(std::string_view, const Finding& finding) override {
    text += fmt::format("> {}: {} at byte {}\n", barnabas::to_string(finding.kind), finding.file,
                        finding.position);
  }
  void recovered(std::string_view, const RecoveryReport& report) override {
    text += fmt::format("> opened {}: {} to {}, {} bytes read\n",
                        report.clean ? "clean" : "after a crash", report.log_start_offset,
                        report.log_end_offset, report.bytes_scanned);
    for (const auto& found : report.findings)
      text += fmt::format(">   {}: {} at byte {}, {} bytes, offsets {} to {}\n",
                          barnabas::to_string(found.kind), found.file, found.position, found.bytes,
                          found.from, found.up_to);
  }
  std::string text;
};

class ScriptRunner {
 public:
  std::string run(const Command& command) {
    narrator_.text.clear();
    const auto outcome = command.name == "config" ? configure(command) : execute(command);
    return narrator_.text + outcome;
  }

 private:
  std::string configure(const Command& command) {
    for (const auto& [name, value] : command.options) {
      const std::map<std::string, std::int64_t*> numbers{
          {"segment.bytes", &config_.segment_bytes},
          {"segment.ms", &config_.segment_ms},
          {"index.interval.bytes", &config_.index_interval_bytes},
          {"retention.ms", &config_.retention_ms},
          {"retention.bytes", &config_.retention_bytes},
          {"file.delete.delay.ms", &config_.file_delete_delay_ms},
          {"max.message.bytes", &config_.max_message_bytes},
          {"min.compaction.lag.ms", &config_.min_compaction_lag_ms},
          {"max.compaction.lag.ms", &config_.max_compaction_lag_ms},
          {"delete.retention.ms", &config_.delete_retention_ms}};
      if (name == "cleanup.policy") {
        config_.cleanup_compact = value.find("compact") != std::string::npos;
        config_.cleanup_delete = value.find("delete") != std::string::npos;
      } else {
        *numbers.at(name) = std::stoll(value);
      }
    }
    return "";
  }

  Log& log() {
    if (!log_) open({});
    return *log_;
  }
  void open(LogOpenOptions options) {
    log_.reset();
    options.folder = kFolder;
    options.config = std::make_shared<LogConfig>(config_);
    options.now_ms = kStart;
    options.observer = &narrator_;
    auto opened = Log::open(disk_, options);
    if (opened)
      log_ = std::move(opened->log);
    else
      narrator_.text += "error: " + opened.error().message + "\n";
  }

  std::string execute(const Command& command) {
    const auto now = kStart + command.number("time", 0);
    const auto& name = command.name;
    if (name == "append") return append(command);
    if (name == "put") return put(command);
    if (name == "clean") return clean(command);
    if (name == "commit") return mark(command, ControlRecordType::Commit);
    if (name == "abort") return mark(command, ControlRecordType::Abort);
    if (name == "roll") return done(log().roll(now));
    if (name == "flush") return done(log().flush());
    if (name == "close") return done(log().close());
    if (name == "truncate") return done(log().truncate_to(command.word(0)));
    if (name == "delete-records") {
      auto moved = log().delete_records_before(command.word(0));
      return moved ? "" : "error: " + moved.error().message + "\n";
    }
    if (name == "retention") {
      auto deleted = log().apply_retention(
          {.now_ms = now, .high_watermark = command.number("hwm", log().log_end_offset())});
      return deleted ? "" : "error: " + deleted.error().message + "\n";
    }
    if (name == "removed") return remove_files(now);
    if (name == "reopen") return reopen(command.words.at(0) == "clean");
    if (name == "damage") return damage(command);
    if (name == "dump") return dump();
    return ask(command);
  }

  std::string ask(const Command& command) {
    const auto& name = command.name;
    if (name == "read") return read(command);
    if (name == "time")
      return found(log().find_timestamp(
          {.target_ms = kStart + command.word(0), .up_to = log().log_end_offset()}));
    if (name == "max-time") return found(log().find_max_timestamp());
    if (name == "epoch") {
      const auto end = log().end_of_epoch(static_cast<LeaderEpoch>(command.word(0)));
      return fmt::format("epoch {} ends at {}\n", end.epoch, end.end_offset);
    }
    if (name == "lso")
      return fmt::format("last stable offset {}\n", log().last_stable_offset(command.word(0)));
    if (name == "aborted") {
      auto transactions = log().aborted_transactions(command.word(0), command.word(1));
      std::string text;
      for (const auto& one : *transactions)
        text += fmt::format("producer {} from {} to {}\n", one.producer_id, one.first_offset,
                            one.last_offset);
      return text;
    }
    return "error: no such command " + name + "\n";
  }

  static std::string done(const Result<void>& result) {
    return result ? "" : "error: " + result.error().message + "\n";
  }
  static std::string found(const Result<std::optional<OffsetAndTimestamp>>& result) {
    if (!result) return "error: " + result.error().message + "\n";
    if (!*result) return "none\n";
    return fmt::format("offset {} time {}\n", (*result)->offset, (*result)->timestamp_ms - kStart);
  }

  std::string append(const Command& command) {
    TestBatch batch{.values = command.words,
                    .timestamp_ms = kStart + command.number("time", 0),
                    .producer_id = command.number("pid", kNoProducerId),
                    .producer_epoch = static_cast<ProducerEpoch>(command.number("epoch", 0)),
                    .base_sequence = static_cast<Sequence>(command.number("seq", 0))};
    std::erase_if(batch.values, [&](const auto& word) {
      batch.transactional |= word == "txn";
      return word == "txn";
    });
    if (const auto codec = command.options.find("codec"); codec != command.options.end())
      batch.codec = parse_compression(codec->second).value();
    auto bytes = encode_batch(batch);
    return appended(log().append(
        bytes.mutable_view(),
        {.now_ms = kStart, .leader_epoch = static_cast<LeaderEpoch>(command.number("leader", 0))}));
  }
  // Records of keys of their own: "k:v", and "k:" for a tombstone.
  std::string put(const Command& command) {
    const auto pid = command.number("pid", kNoProducerId);
    const bool has_producer = pid != kNoProducerId;
    RecordBatchOptions options{
        .producer_id = pid,
        .producer_epoch = has_producer ? ProducerEpoch{0} : kNoProducerEpoch,
        .base_sequence =
            has_producer ? static_cast<Sequence>(command.number("seq", 0)) : kNoSequence,
        .transactional = command.words.back() == "txn"};
    if (const auto codec = command.options.find("codec"); codec != command.options.end())
      options.compression.codec = parse_compression(codec->second).value();
    RecordBatchBuilder builder(options);
    for (const auto& word : command.words) {
      const auto colon = word.find(':');
      if (colon == std::string::npos) continue;
      NewRecord record{.timestamp_ms = kStart + command.number("time", 0)};
      record.key = as_bytes(std::string_view(word).substr(0, colon));
      if (colon + 1 < word.size())
        record.value = as_bytes(std::string_view(word).substr(colon + 1));
      builder.append(record);
    }
    auto bytes = std::move(*builder.finish());
    return appended(log().append(bytes.mutable_view(), {.now_ms = kStart}));
  }
  std::string clean(const Command& command) {
    auto cleaned =
        clean_log(log(), {.now_ms = kStart + command.number("time", 0),
                          .map_bytes_max = static_cast<std::size_t>(command.number("map", 1 << 20)),
                          .even_if_not_due = command.number("due", 0) == 0});
    if (!cleaned) return "error: " + cleaned.error().message + "\n";
    return *cleaned ? "" : "nothing to clean\n";
  }
  std::string mark(const Command& command, ControlRecordType type) {
    auto bytes = encode_marker({.producer_id = command.number("pid", 0), .type = type});
    return appended(log().append(bytes.mutable_view(),
                                 {.now_ms = kStart, .origin = AppendOrigin::Coordinator}));
  }
  static std::string appended(const tl::expected<AppendResult, AppendError>& result) {
    if (!result)
      return fmt::format("{}: {}\n", to_string(result.error().code), result.error().message);
    return fmt::format("offsets {} to {}{}\n", result->base_offset, result->last_offset,
                       result->duplicate ? " (as before)" : "");
  }

  std::string read(const Command& command) {
    auto slice =
        log().read({.from = command.word(0),
                    .bytes_max = static_cast<std::uint64_t>(command.number("bytes", 1 << 20)),
                    .up_to = command.number("up-to", log().log_end_offset())});
    if (!slice)
      return fmt::format("{}: {}\n", to_string(slice.error().code), slice.error().message);
    if (slice->empty()) return "nothing\n";
    return fmt::format("segment {} bytes {} to {}: offsets {} to {}\n", slice->segment_base_offset,
                       slice->position, slice->position + slice->size, slice->first_offset,
                       slice->next_offset - 1);
  }

  std::string remove_files(std::int64_t now) {
    std::string text;
    for (const auto& path : log().take_removable_files(now)) {
      (void)disk_.remove(path);
      text += path + "\n";
    }
    return text;
  }

  std::string reopen(bool clean) {
    if (clean) (void)log().close();
    const auto start = log().log_start_offset_checkpoint().value_or(0);
    open({.clean = clean,
          .recovery_point = log().recovery_point(),
          .log_start_offset = start,
          .cleaned_to = log().cleaned_to()});
    return "";
  }

  std::string damage(const Command& command) {
    const auto path = join_path(kFolder, command.words.at(0));
    auto content = disk_.content(path).value();
    auto& byte = content.at(static_cast<std::size_t>(command.word(1)));
    byte = static_cast<char>(byte ^ 1);
    disk_.set_content(path, content);
    return "";
  }

  std::string dump() {
    std::string text;
    const std::string prefix = std::string(kFolder) + "/";
    for (const auto& path : disk_.paths()) {
      if (!path.starts_with(prefix)) continue;
      const auto content = *disk_.content(path);
      text += path.substr(prefix.size()) + "\n";
      if (path.ends_with(".log")) text += dump_batches(as_bytes(content));
      if (path.ends_with(".index")) text += dump_index(as_bytes(content));
      if (path.ends_with(".timeindex")) text += dump_time_index(as_bytes(content));
      if (path.ends_with(".snapshot")) text += dump_snapshot(as_bytes(content));
      if (path.ends_with("-checkpoint")) text += "  " + one_line(content) + "\n";
    }
    return text;
  }
  static std::string one_line(std::string text) {
    for (auto& letter : text)
      if (letter == '\n') letter = '|';
    return text;
  }
  static std::string dump_batches(Bytes bytes) {
    std::string text;
    RecordBatchIterator batches(bytes);
    for (auto next = batches.next();; next = batches.next()) {
      if (!next) return text + "  damaged\n";
      if (!*next) return text;
      const auto& batch = **next;
      text += fmt::format("  at {} base={} last={} epoch={} bytes={} crc={}",
                          batches.position() - batch.size(), batch.base_offset(),
                          batch.last_offset(), batch.partition_leader_epoch(), batch.size(),
                          batch.check_crc() ? "ok" : "wrong");
      if (batch.has_producer_id())
        text += fmt::format(" producer={} seq={}", batch.producer_id(), batch.base_sequence());
      Buffer scratch;
      auto records = batch.records(scratch);
      if (batch.is_control()) text += " control";
      if (batch.has_delete_horizon())
        text += fmt::format(" horizon={}", batch.base_timestamp_ms() - kStart);
      if (records && !batch.is_control() && batch.check_crc()) {
        RecordIterator iterator(batch, *records);
        for (auto record = iterator.next(); record && *record; record = iterator.next())
          text += " " + describe(**record);
      }
      text += "\n";
    }
  }
  // The value; with a key of its own that as well.
  static std::string describe(const RecordView& record) {
    const auto value = record.value ? std::string(as_text(*record.value)) : "(none)";
    const auto key = record.key ? as_text(*record.key) : "";
    return key == "key" ? value : fmt::format("{}@{}:{}", key, record.offset, value);
  }
  static std::string dump_index(Bytes bytes) {
    std::string text;
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8)
      text += fmt::format("  +{} at {}\n", load_big_endian<std::int32_t>(bytes.data() + at),
                          load_big_endian<std::int32_t>(bytes.data() + at + 4));
    return text;
  }
  static std::string dump_time_index(Bytes bytes) {
    std::string text;
    for (std::size_t at = 0; at + 12 <= bytes.size(); at += 12)
      text +=
          fmt::format("  time {} +{}\n", load_big_endian<std::int64_t>(bytes.data() + at) - kStart,
                      load_big_endian<std::int32_t>(bytes.data() + at + 8));
    return text;
  }
  static std::string dump_snapshot(Bytes bytes) {
    auto entries = decode_producer_snapshot(bytes);
    if (!entries) return "  " + entries.error().message + "\n";
    const std::map<ProducerId, ProducerEntry> sorted(entries->begin(), entries->end());
    std::string text;
    for (const auto& [producer_id, entry] : sorted)
      text += fmt::format("  producer {} epoch {} last sequence {} at offset {}\n", producer_id,
                          entry.epoch, entry.last_sequence(),
                          entry.last_batch() ? entry.last_batch()->last_offset : -1);
    return text;
  }

  MemoryDisk disk_;
  LogConfig config_;
  Narrator narrator_;
  std::unique_ptr<Log> log_;
};

}  // namespace

std::string run_log_script(std::string_view script) {
  ScriptRunner runner;
  std::istringstream lines{std::string(script)};
  std::string output;
  std::string outcome;
  bool in_expected = false;
  const auto end_block = [&] {
    if (in_expected) output += outcome;
    outcome.clear();
    in_expected = false;
  };
  for (std::string line; std::getline(lines, line);) {
    if (line == "---") {
      in_expected = true;
      output += "---\n";
    } else if (line.empty()) {
      end_block();
      output += "\n";
    } else if (!in_expected) {
      output += line + "\n";
      if (!line.starts_with('#')) outcome += runner.run(Command(line));
    }
  }
  end_block();
  return output;
}

}  // namespace barnabas
