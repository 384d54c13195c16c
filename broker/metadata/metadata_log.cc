#include "broker/metadata/metadata_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "broker/metadata/broker_features.h"
#include "broker/metadata/quorum_state.h"
#include "protocol/base/check.h"
#include "protocol/messages/records/config_records.h"
#include "protocol/messages/records/metadata_control_records.h"

namespace barnabas {
namespace {

constexpr std::size_t kReplayBytes = 1024 * 1024;
constexpr auto kMetadataTopicId = "AAAAAAAAAAAAAAAAAAAAAQ";

std::string in_folder(std::string_view name) { return join_path(kMetadataFolder, name); }

std::shared_ptr<const LogConfig> log_config(const MetadataLog::Options& options) {
  auto config = std::make_shared<LogConfig>();
  config->segment_bytes = options.segment_bytes;
  config->segment_ms = std::numeric_limits<std::int64_t>::max();
  // Only what a snapshot covers is deleted, by moving the log start.
  config->retention_ms = -1;
  config->retention_bytes = -1;
  config->file_delete_delay_ms = 0;
  config->max_message_bytes = std::numeric_limits<std::int32_t>::max();
  config->message_timestamp_after_max_ms = std::numeric_limits<std::int64_t>::max();
  return config;
}

bool contains(const std::vector<std::int32_t>& ids, std::int32_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Result<void> write_if_missing(Directory& directory, const std::string& path,
                              std::string_view content) {
  const auto exists = directory.exists(path);
  if (!exists) return tl::unexpected(exists.error());
  return *exists ? Result<void>{} : replace_file(directory, path, content, ReplaceSync::Later);
}

std::int16_t security_protocol_number(std::string_view name) {
  if (name == "SSL") return 1;
  if (name == "SASL_PLAINTEXT") return 2;
  return name == "SASL_SSL" ? std::int16_t{3} : std::int16_t{0};
}

}  // namespace

Result<std::unique_ptr<MetadataLog>> MetadataLog::open(Directory& directory,
                                                       const Options& options) {
  std::unique_ptr<MetadataLog> self(new MetadataLog(directory, options));
  if (auto made = directory.make_directory(kMetadataFolder); !made)
    return tl::unexpected(made.error());
  if (auto loaded = self->load_snapshot(); !loaded) return tl::unexpected(loaded.error());
  if (auto opened = self->open_log(); !opened) return tl::unexpected(opened.error());
  if (auto replayed = self->replay(); !replayed) return tl::unexpected(replayed.error());
  if (auto read = self->read_quorum_state(); !read) return tl::unexpected(read.error());
  const auto level = self->image_.metadata_version();
  if (level != 0 && (level < kMetadataVersionMin || level > kMetadataVersionMax))
    return fail(ErrorCode::UnsupportedVersion,
                fmt::format("{}/{}: metadata.version is at level {}, this program reads levels {} "
                            "to {}; open the directory with the Apache Kafka that wrote it",
                            directory.name(), kMetadataFolder, level, kMetadataVersionMin,
                            kMetadataVersionMax));
  return self;
}

// Takes the newest snapshot that is whole. An older one serves as well when the log still reaches
// back to it, which replay() finds out.
Result<void> MetadataLog::load_snapshot() {
  const auto snapshots = list_snapshots(directory_, kMetadataFolder);
  if (!snapshots) return tl::unexpected(snapshots.error());
  snapshot_time_ms_ = options_.now_ms;
  Result<void> loaded;
  for (const auto& id : *snapshots) {
    image_ = MetadataImage();
    quorum_ = QuorumRecords();
    loaded = load_snapshot(id);
    if (!loaded) continue;
    snapshot_ = id;
    leader_epoch_ = id.epoch;
    return remove_older_snapshots(directory_, kMetadataFolder, snapshot_);
  }
  return loaded;
}

Result<void> MetadataLog::load_snapshot(const SnapshotId& id) {
  const auto path = in_folder(snapshot_name(id));
  const auto content = read_whole_file(directory_, path, std::numeric_limits<std::uint32_t>::max());
  if (!content) return tl::unexpected(content.error());
  MetadataReplay replay(image_, quorum_);
  RecordBatchIterator batches(as_bytes(*content));
  while (true) {
    const auto batch = batches.next();
    if (!batch) return fail(batch.error().code, path + ": " + batch.error().message);
    if (!*batch) break;
    if (auto applied = replay.apply(**batch); !applied)
      return fail(applied.error().code, path + ": " + applied.error().message);
  }
  if (!replay.saw_footer())
    return fail(ErrorCode::CorruptMessage, path + ": the snapshot ends without its footer record");
  return {};
}

Result<void> MetadataLog::open_log() {
  auto opened = Log::open(directory_, {.folder = kMetadataFolder,
                                       .config = log_config(options_),
                                       .clean = options_.clean,
                                       .recovery_point = options_.recovery_point,
                                       .now_ms = options_.now_ms});
  if (!opened) return tl::unexpected(opened.error());
  log_ = std::move(opened->log);
  // A log that lost what the snapshot has goes on behind it.
  if (log_->log_end_offset() < snapshot_.end_offset)
    if (auto moved = log_->truncate_fully_and_start_at(snapshot_.end_offset); !moved) return moved;
  if (log_->log_start_offset() > snapshot_.end_offset)
    return fail(
        ErrorCode::KafkaStorageError,
        fmt::format("{}/{}: the log begins at offset {}, and no readable snapshot says what "
                    "came before; put back the file {} or a later one",
                    directory_.name(), kMetadataFolder, log_->log_start_offset(),
                    snapshot_name({log_->log_start_offset(), 0})));
  return {};
}

Result<void> MetadataLog::replay() {
  MetadataReplay replay(image_, quorum_);
  Buffer chunk;
  Offset next = std::max(log_->log_start_offset(), snapshot_.end_offset);
  const Offset end = log_->log_end_offset();
  while (next < end) {
    const auto slice = log_->read({.from = next, .bytes_max = kReplayBytes, .up_to = end});
    if (!slice) return tl::unexpected(slice.error());
    if (slice->empty()) break;
    chunk.clear();
    if (auto loaded = log_->load(*slice, chunk); !loaded) return loaded;
    RecordBatchIterator batches(chunk.view());
    while (true) {
      const auto batch = batches.next();
      if (!batch) return tl::unexpected(batch.error());
      if (!*batch) break;
      if ((*batch)->base_offset() < next) continue;
      if (auto applied = replay.apply(**batch); !applied)
        return fail(applied.error().code, fmt::format("{}/{}: {}", directory_.name(),
                                                      kMetadataFolder, applied.error().message));
    }
    bytes_since_snapshot_ += static_cast<std::int64_t>(slice->size);
    next = slice->next_offset;
  }
  leader_epoch_ = std::max(leader_epoch_, replay.last_epoch());
  open_transaction_ = replay.in_transaction();
  return {};
}

// A file that is missing or unreadable costs nothing: the log knows the epochs too.
Result<void> MetadataLog::read_quorum_state() {
  const auto content = read_whole_file(directory_, in_folder("quorum-state"));
  if (!content) return {};
  if (const auto state = parse_quorum_state(*content))
    leader_epoch_ = std::max(leader_epoch_, state->leader_epoch);
  return {};
}

Result<void> MetadataLog::write_quorum_state() {
  const QuorumState state{.leader_id = options_.node_id,
                          .leader_epoch = leader_epoch_,
                          .data_version = quorum_.level()};
  return replace_file(directory_, in_folder("quorum-state"), format_quorum_state(state),
                      ReplaceSync::Later);
}

Result<void> MetadataLog::start(const Registration& registration) {
  ++leader_epoch_;
  const auto partition_metadata = fmt::format("version: 0\ntopic_id: {}", kMetadataTopicId);
  if (auto written =
          write_if_missing(directory_, in_folder("partition.metadata"), partition_metadata);
      !written)
    return written;
  if (auto written = write_quorum_state(); !written) return written;
  log_->sync_with_next_flush("partition.metadata");
  log_->sync_with_next_flush("quorum-state");

  Buffer batches;
  MetadataBatchOptions at{.base_offset = log_->log_end_offset(),
                          .leader_epoch = leader_epoch_,
                          .timestamp_ms = registration.now_ms};
  append_leader_change(options_.node_id, options_.directory_id, quorum_.level(), at, batches);
  ++at.base_offset;
  if (open_transaction_) {
    auto abort = new_records();
    abort.add(AbortTransactionRecord{.reason = "the leader that began it ended"});
    at.base_offset += append_metadata_batches(abort, at, batches);
  }
  const bool fresh = image_.metadata_version() == 0 || at.base_offset == 1;
  if (fresh) {
    MetadataRecords bootstrap(kMetadataVersionFresh);
    add_bootstrap(bootstrap);
    apply_to_image(bootstrap);
    at.base_offset += append_metadata_batches(bootstrap, at, batches);
  }
  // Kafka's broker epoch is the offset of the registration.
  broker_epoch_ = at.base_offset;
  auto records = new_records();
  add_registration(registration, records);
  add_elections(records);
  append_atomic_batches(records, image_.metadata_version(), at, batches);
  if (auto appended = append_bytes(batches, registration.now_ms); !appended) return appended;
  apply_to_image(records);
  return {};
}

// The levels of all features, for a log that has none yet: those of the snapshot that formatted
// the directory, or ours.
void MetadataLog::add_bootstrap(MetadataRecords& records) const {
  if (image_.metadata_version() == 0) {
    for (const auto& feature : fresh_features())
      records.add(
          FeatureLevelRecord{.name = std::string(feature.name), .feature_level = feature.level});
    return;
  }
  const auto kept = image_.to_records();
  for (std::size_t i = 0; i < kept.size(); ++i) records.add_encoded(kept.value(i));
}

void MetadataLog::add_registration(const Registration& registration,
                                   MetadataRecords& records) const {
  RegisterBrokerRecord record;
  record.broker_id = options_.node_id;
  record.incarnation_id = options_.incarnation_id;
  record.broker_epoch = broker_epoch_;
  for (const auto& listener : registration.advertised_listeners)
    record.end_points.push_back(
        {.name = listener.name,
         .host = listener.host,
         .port = listener.port,
         .security_protocol = security_protocol_number(listener.security_protocol)});
  for (const auto& feature : supported_features())
    record.features.push_back({.name = std::string(feature.name),
                               .min_supported_version = feature.min_level,
                               .max_supported_version = feature.max_level});
  record.rack = registration.rack;
  record.fenced = false;
  record.log_dirs = std::vector<Uuid>{options_.directory_id};
  records.add(record);
}

// Partitions without a living leader get this broker, if it is known to hold all their records.
void MetadataLog::add_elections(MetadataRecords& records) const {
  const auto self = options_.node_id;
  for (const auto& [name, topic] : image_.topics()) {
    for (std::size_t number = 0; number < topic->partitions.size(); ++number) {
      const auto& partition = topic->partitions[number];
      if (partition.leader == self || !contains(partition.replicas, self)) continue;
      const bool eligible = contains(partition.isr, self) ||
                            contains(partition.eligible_leader_replicas, self) ||
                            contains(partition.last_known_elr, self);
      if (!eligible) continue;
      PartitionChangeRecord change{
          .partition_id = static_cast<std::int32_t>(number), .topic_id = topic->id, .leader = self};
      if (!contains(partition.isr, self)) change.isr = std::vector<std::int32_t>{self};
      const bool knows_elr = image_.metadata_version() >= kEligibleReplicasSince;
      if (knows_elr && !partition.eligible_leader_replicas.empty())
        change.eligible_leader_replicas.emplace();
      if (knows_elr && !partition.last_known_elr.empty()) change.last_known_elr.emplace();
      records.add(change);
    }
  }
}

Result<Offset> MetadataLog::append(const MetadataRecords& records, std::int64_t now_ms) {
  if (records.empty()) return log_->log_end_offset();
  Buffer batches;
  append_atomic_batches(records, image_.metadata_version(),
                        {.base_offset = log_->log_end_offset(),
                         .leader_epoch = leader_epoch_,
                         .timestamp_ms = now_ms},
                        batches);
  if (auto appended = append_bytes(batches, now_ms); !appended)
    return tl::unexpected(appended.error());
  apply_to_image(records);
  return log_->log_end_offset();
}

Result<void> MetadataLog::append_bytes(Buffer& batches, std::int64_t now_ms) {
  auto appended = log_->append(
      batches.mutable_view(),
      {.now_ms = now_ms, .leader_epoch = leader_epoch_, .origin = AppendOrigin::Coordinator});
  if (!appended)
    return fail(appended.error().code, fmt::format("{}/{}: {}", directory_.name(), kMetadataFolder,
                                                   appended.error().message));
  bytes_since_snapshot_ += static_cast<std::int64_t>(appended->bytes);
  return {};
}

void MetadataLog::apply_to_image(const MetadataRecords& records) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto frame = parse_metadata_frame(records.value(i));
    BARNABAS_CHECK(frame && image_.apply(*frame), "own metadata records contradict the image");
  }
}

bool MetadataLog::snapshot_is_due(std::int64_t now_ms) const {
  if (image_.skipped_records() > 0 || bytes_since_snapshot_ == 0) return false;
  return bytes_since_snapshot_ >= options_.snapshot_bytes ||
         (options_.snapshot_interval_ms > 0 &&
          now_ms - snapshot_time_ms_ >= options_.snapshot_interval_ms);
}

Result<void> MetadataLog::write_snapshot(std::int64_t now_ms) {
  const SnapshotId id{log_->log_end_offset(), leader_epoch_};
  const auto snapshot = make_snapshot(image_.to_records(), quorum_,
                                      {.leader_epoch = id.epoch, .timestamp_ms = now_ms});
  if (auto written =
          replace_file(directory_, in_folder(snapshot_name(id)), as_text(snapshot.view()));
      !written)
    return written;
  snapshot_ = id;
  snapshot_time_ms_ = now_ms;
  bytes_since_snapshot_ = 0;
  if (auto rolled = log_->roll(now_ms); !rolled) return rolled;
  if (auto moved = log_->delete_records_before(id.end_offset); !moved)
    return tl::unexpected(moved.error());
  if (auto gone = log_->apply_retention({.now_ms = now_ms, .high_watermark = id.end_offset}); !gone)
    return tl::unexpected(gone.error());
  for (const auto& file : log_->take_removable_files(now_ms))
    if (auto removed = directory_.remove(file); !removed) return removed;
  return remove_older_snapshots(directory_, kMetadataFolder, snapshot_);
}

Result<void> MetadataLog::close() { return log_->close(); }

}  // namespace barnabas
