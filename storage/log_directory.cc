#include "storage/log_directory.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "storage/checkpoint.h"
#include "storage/partition_metadata.h"

namespace barnabas {
namespace {

constexpr auto lock_file = ".lock";
constexpr std::string_view metadata_folder = "__cluster_metadata-0";
constexpr std::string_view delete_suffix = "-delete";
constexpr std::string_view stray_suffix = "-stray";

// "orders-0.<unique>-delete": a partition's folder renamed out of the way.
bool is_renamed_partition(std::string_view name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return false;
  name.remove_suffix(suffix.size());
  const auto dot = name.rfind('.');
  return dot != std::string_view::npos && dot + 1 < name.size() &&
         parse_partition_folder(name.substr(0, dot)).has_value();
}

}  // namespace

LogDirectory::LogDirectory(Directory& directory, LogDirectoryOptions options)
    : directory_(directory), options_(std::move(options)) {
  high_watermark_of_ = [](const TopicPartition&, const Log& log) { return log.recovery_point(); };
}

LogDirectory::~LogDirectory() = default;

void LogDirectory::warn(const std::string& text) const {
  if (options_.warn) options_.warn(text);
}

Result<std::unique_ptr<LogDirectory>> LogDirectory::open(Directory& directory,
                                                         LogDirectoryOptions options) {
  std::unique_ptr<LogDirectory> logs(new LogDirectory(directory, std::move(options)));
  if (auto loaded = logs->load(); !loaded) return tl::unexpected(loaded.error());
  return logs;
}

Result<void> LogDirectory::load() {
  auto lock = directory_.lock(lock_file);
  if (!lock) return tl::unexpected(lock.error());
  lock_ = std::move(*lock);
  if (auto known = load_identity(); !known) return known;
  if (auto named = load_names(); !named) return named;
  auto shutdown = take_clean_shutdown(directory_);
  if (!shutdown) return tl::unexpected(shutdown.error());
  last_shutdown_.clean = last_shutdown_.clean || shutdown->clean;
  last_shutdown_.broker_epoch = shutdown->broker_epoch;
  // After a kill there may be folders whose names are not durable; what is acknowledged in them
  // from now on has to be found again.
  if (!last_shutdown_.clean)
    if (auto synced = directory_.sync_directory(""); !synced) return synced;
  if (!last_shutdown_.clean)
    for (const auto& [partition, entry] : entries_) unrecovered_.insert(partition);
  load_checkpoints();
  return {};
}

Result<void> LogDirectory::load_identity() {
  auto found = read_meta_properties(directory_);
  if (!found) return tl::unexpected(found.error());
  if (!*found) return create_identity();
  identity_ = **found;
  auto fits = check_identity(identity_, options_.identity);
  if (!fits)
    return fail(fits.error().code, fmt::format("{}/{}", directory_.name(), fits.error().message));
  return {};
}

Result<void> LogDirectory::create_identity() {
  const auto entries = directory_.list("");
  if (!entries) return tl::unexpected(entries.error());
  for (const auto& entry : *entries)
    if (entry.kind == EntryKind::Directory && parse_partition_folder(entry.name))
      return fail(ErrorCode::KafkaStorageError,
                  fmt::format("{}: holds partitions ({}) but no {}; put that file back, or start "
                              "with another --data-dir",
                              directory_.name(), entry.name, meta_properties_file));
  if (options_.must_exist)
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: is empty although it is expected to be in use; is its volume "
                            "mounted?",
                            directory_.name()));
  const auto random_uuid = [&] {
    while (true) {
      const auto high = options_.random();
      if (auto uuid = Uuid::from_random(high, options_.random())) return *uuid;
    }
  };
  identity_.node_id = options_.identity.node_id;
  identity_.cluster_id = options_.identity.cluster_id.value_or(to_string(random_uuid()));
  identity_.directory_id = random_uuid();
  last_shutdown_.clean = true;
  return write_meta_properties(directory_, identity_);
}

Result<void> LogDirectory::load_names() {
  const auto entries = directory_.list("");
  if (!entries) return tl::unexpected(entries.error());
  for (const auto& entry : *entries) {
    if (entry.kind == EntryKind::Directory) {
      load_folder(entry.name);
    } else if (parse_partition_folder(entry.name)) {
      warn(fmt::format("{}: is named like a partition but is no folder, and is left alone",
                       entry.name));
    }
  }
  return {};
}

void LogDirectory::load_folder(const std::string& name) {
  if (name == metadata_folder || name == "lost+found") return;
  if (is_renamed_partition(name, delete_suffix)) {
    removable_folders_.push_back(name);
  } else if (is_renamed_partition(name, stray_suffix)) {
    warn(
        fmt::format("{}: was set aside because its topic is unknown; remove it if it is not "
                    "needed",
                    name));
  } else if (auto partition = parse_partition_folder(name)) {
    entries_[std::move(*partition)];
  } else {
    warn(fmt::format("{}: is no partition's folder (TOPIC-NUMBER) and is left alone", name));
  }
}

void LogDirectory::load_checkpoints() {
  load_checkpoint(recovery_point_checkpoint, &Entry::recovery_point);
  load_checkpoint(log_start_checkpoint, &Entry::log_start_offset);
  load_checkpoint(replication_checkpoint, &Entry::high_watermark);
  load_checkpoint(cleaner_checkpoint, &Entry::cleaned_to);
}

void LogDirectory::load_checkpoint(const std::string& file, Offset Entry::*offset) {
  const auto offsets = read_offset_checkpoint(directory_, file);
  if (!offsets) return warn(offsets.error().message);
  for (const auto& [partition, value] : *offsets) {
    const auto entry = entries_.find(partition);
    if (entry != entries_.end()) {
      entry->second.*offset = value;
    } else {
      outdated_lines_.insert(partition);
    }
  }
}

std::vector<TopicPartition> LogDirectory::partitions() const {
  std::vector<TopicPartition> names;
  names.reserve(entries_.size());
  for (const auto& [partition, entry] : entries_) names.push_back(partition);
  return names;
}

Log* LogDirectory::find(const TopicPartition& partition) const {
  const auto entry = entries_.find(partition);
  return entry == entries_.end() ? nullptr : entry->second.log.get();
}

Result<Log*> LogDirectory::open_log(const OpenLogOptions& options, RecoveryReport* report) {
  if (Log* log = find(options.partition)) return log;
  if (auto prepared = prepare_folder(options); !prepared) return tl::unexpected(prepared.error());
  auto& entry = entries_[options.partition];
  const bool recovered = !unrecovered_.contains(options.partition);
  const bool side_files_durable = recovered && !entry.is_new;
  auto opened = Log::open(directory_, {.folder = to_string(options.partition),
                                       .config = options.config,
                                       .clean = recovered,
                                       .recovery_point = entry.recovery_point,
                                       .log_start_offset = entry.log_start_offset,
                                       .cleaned_to = entry.cleaned_to,
                                       .now_ms = options.now_ms,
                                       .observer = options_.observer});
  if (!opened) {
    // Whatever is wrong, the next start shall not take this log for a clean one.
    unrecovered_.insert(options.partition);
    return tl::unexpected(opened.error());
  }
  if (report != nullptr) *report = std::move(opened->report);
  entry.log = std::move(opened->log);
  if (!side_files_durable && !options.topic_id.is_zero())
    entry.log->sync_with_next_flush(partition_metadata_file);
  unrecovered_.erase(options.partition);
  entry.is_new = false;
  return entry.log.get();
}

Result<void> LogDirectory::prepare_folder(const OpenLogOptions& options) {
  const auto folder = to_string(options.partition);
  if (contains(options.partition)) {
    if (options.topic_id.is_zero()) return {};
    const auto topic_id = read_partition_metadata(directory_, folder);
    if (topic_id && *topic_id == options.topic_id) return {};
    if (!topic_id || !*topic_id) {
      // The file is written before anything else is, so the folder was not left by another topic.
      warn(fmt::format(
          "{}; taken to belong to topic id {}",
          topic_id ? fmt::format("{}/{}: is missing or empty", folder, partition_metadata_file)
                   : topic_id.error().message,
          to_string(options.topic_id)));
      return write_partition_metadata(directory_, folder, options.topic_id, ReplaceSync::Now);
    }
    warn(fmt::format("{}: belongs to topic id {}, but topic {} has id {}", folder,
                     to_string(**topic_id), options.partition.topic, to_string(options.topic_id)));
    if (auto moved = set_aside(options.partition); !moved) return moved;
  }
  if (outdated_lines_.contains(options.partition))
    if (auto written = write_checkpoints(); !written) return written;
  if (auto made = directory_.make_directory(folder); !made) return made;
  // What opening finds from here on is a new log: nothing to recover.
  entries_[options.partition].is_new = true;
  if (options.topic_id.is_zero()) return {};
  return write_partition_metadata(directory_, folder, options.topic_id, ReplaceSync::Later);
}

Result<std::string> LogDirectory::rename_away(const TopicPartition& partition,
                                              std::string_view suffix) {
  const auto entry = entries_.find(partition);
  if (entry == entries_.end()) return std::string();
  entry->second.log.reset();
  const auto high = options_.random();
  const auto tail =
      fmt::format("-{}.{:016x}{:016x}{}", partition.partition, high, options_.random(), suffix);
  constexpr std::size_t name_bytes_max = 255;
  const auto name =
      partition.topic.substr(0, std::min(partition.topic.size(), name_bytes_max - tail.size())) +
      tail;
  if (auto renamed = directory_.rename({.from = to_string(partition), .to = name}); !renamed)
    return tl::unexpected(renamed.error());
  entries_.erase(entry);
  unrecovered_.erase(partition);
  outdated_lines_.insert(partition);
  if (auto synced = directory_.sync_directory(""); !synced) return tl::unexpected(synced.error());
  return name;
}

Result<void> LogDirectory::delete_log(const TopicPartition& partition) {
  const auto name = rename_away(partition, delete_suffix);
  if (!name) return tl::unexpected(name.error());
  if (!name->empty()) removable_folders_.push_back(*name);
  return {};
}

Result<void> LogDirectory::set_aside(const TopicPartition& partition) {
  const auto name = rename_away(partition, stray_suffix);
  if (!name) return tl::unexpected(name.error());
  if (!name->empty())
    warn(fmt::format("{}: set aside as {}, nothing in it is lost", to_string(partition), *name));
  return {};
}

std::vector<std::string> LogDirectory::take_removable_folders() {
  return std::exchange(removable_folders_, {});
}

void LogDirectory::set_high_watermarks(HighWatermarkOf high_watermark_of) {
  high_watermark_of_ = std::move(high_watermark_of);
}

Offset LogDirectory::checkpointed_high_watermark(const TopicPartition& partition) const {
  const auto entry = entries_.find(partition);
  return entry == entries_.end() ? 0 : entry->second.high_watermark;
}

void LogDirectory::refresh_offsets() {
  for (auto& [partition, entry] : entries_) {
    if (!entry.log) continue;
    entry.recovery_point = entry.log->recovery_point();
    entry.log_start_offset = entry.log->log_start_offset_checkpoint().value_or(0);
    entry.high_watermark = high_watermark_of_(partition, *entry.log);
    entry.cleaned_to = entry.log->cleaned_to();
  }
}

Result<void> LogDirectory::write_if_changed(const Column& column) {
  OffsetCheckpoint offsets;
  std::size_t hash = 0;
  for (const auto& [partition, entry] : entries_) {
    const auto offset = entry.*column.offset;
    if (offset == 0 && !column.with_zeros) continue;
    offsets.emplace_hint(offsets.end(), partition, offset);
    hash = (hash ^ std::hash<TopicPartition>{}(partition)) * 1099511628211U;
    hash = (hash ^ static_cast<std::size_t>(offset)) * 1099511628211U;
  }
  const auto before = written_.find(column.file);
  if (column.if_any && offsets.empty() && before == written_.end() && outdated_lines_.empty())
    return {};
  if (before != written_.end() && before->second == hash) return {};
  auto written = write_offset_checkpoint(directory_, column.file, offsets);
  if (written) written_[column.file] = hash;
  return written;
}

LogDirectory::Column LogDirectory::cleaner_column() {
  return {cleaner_checkpoint, &Entry::cleaned_to, false, true};
}

Result<void> LogDirectory::write_checkpoints() {
  refresh_offsets();
  // The starts first: a start behind the end of its log would be worse than the other way round.
  Result<void> outcome = write_if_changed({log_start_checkpoint, &Entry::log_start_offset, false});
  for (const auto& column :
       {Column{recovery_point_checkpoint, &Entry::recovery_point, true},
        Column{replication_checkpoint, &Entry::high_watermark, true}, cleaner_column()}) {
    auto written = write_if_changed(column);
    if (outcome) outcome = std::move(written);
  }
  if (outcome) outdated_lines_.clear();
  if (outcome)
    for (auto& [partition, entry] : entries_) entry.checkpointed = entry.recovery_point;
  return outcome;
}

bool LogDirectory::checkpoint_lags(const TopicPartition& partition) const {
  const auto found = entries_.find(partition);
  if (found == entries_.end() || !found->second.log) return false;
  const auto& log = *found->second.log;
  const auto active = log.active_base_offset();
  return found->second.checkpointed < active && log.recovery_point() >= active;
}

Result<void> LogDirectory::checkpoint_recovery_point(const TopicPartition& partition,
                                                     Offset offset) {
  if (entries_.at(partition).checkpointed >= offset) return {};
  return write_checkpoints();
}

Result<void> LogDirectory::write_cleaner_offsets() {
  refresh_offsets();
  return write_if_changed(cleaner_column());
}

Result<void> LogDirectory::write_log_starts() {
  refresh_offsets();
  return write_if_changed({log_start_checkpoint, &Entry::log_start_offset, false});
}

Result<void> LogDirectory::close(std::int64_t broker_epoch) {
  Result<void> outcome;
  for (auto& [partition, entry] : entries_) {
    if (!entry.log) continue;
    auto closed = entry.log->close();
    if (outcome) outcome = std::move(closed);
  }
  auto written = write_checkpoints();
  if (outcome) outcome = std::move(written);
  for (auto& [partition, entry] : entries_) entry.log.reset();
  if (outcome && unrecovered_.empty()) outcome = write_clean_shutdown(directory_, broker_epoch);
  lock_.reset();
  return outcome;
}

}  // namespace barnabas
