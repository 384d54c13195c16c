#include "broker/metadata/metadata_batches.h"

#include <fmt/format.h>

#include "protocol/base/check.h"
#include "protocol/messages/records/control_records.h"
#include "protocol/messages/records/metadata_control_records.h"
#include "protocol/records/control_record.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas {
namespace {

constexpr std::size_t kBatchBytesTarget = 1024 * 1024;
// BeginTransaction and its kin came with 3.6-IV1.
constexpr std::int16_t kTransactionsSince = 13;

RecordBatchBuilder new_batch(const MetadataBatchOptions& options, bool control) {
  RecordBatchOptions batch;
  batch.base_offset = options.base_offset;
  batch.partition_leader_epoch = options.leader_epoch;
  batch.control = control;
  return RecordBatchBuilder(batch);
}

void finish(RecordBatchBuilder& builder, Buffer& output) {
  // Only compression can fail, and nothing is compressed here.
  BARNABAS_CHECK(builder.finish(output).has_value(), "an uncompressed batch could not be built");
}

template <Message M>
std::string encoded(const M& message, Version version) {
  Buffer buffer;
  encode(message, version, buffer);
  return std::string(as_text(buffer.view()));
}

void append_control(RecordBatchBuilder& builder, ControlRecordType type, std::string_view value,
                    TimestampMs timestamp_ms) {
  const auto key = control_record_key(type);
  builder.append(
      {.timestamp_ms = timestamp_ms, .key = Bytes(key), .value = as_bytes(value), .headers = {}});
}

}  // namespace

std::int16_t QuorumRecords::level() const {
  if (!kraft_version) return 0;
  const auto record = decode<KRaftVersionRecord>(as_bytes(*kraft_version), 0);
  return record ? record->k_raft_version : std::int16_t{0};
}

std::int64_t append_metadata_batches(const MetadataRecords& records,
                                     const MetadataBatchOptions& options, Buffer& output) {
  auto next = options;
  std::size_t index = 0;
  while (index < records.size()) {
    auto builder = new_batch(next, false);
    for (; index < records.size(); ++index) {
      if (builder.record_count() > 0 && builder.uncompressed_size() > kBatchBytesTarget) break;
      builder.append({.timestamp_ms = options.timestamp_ms,
                      .key = std::nullopt,
                      .value = records.value(index),
                      .headers = {}});
    }
    next.base_offset += builder.record_count();
    finish(builder, output);
  }
  return next.base_offset - options.base_offset;
}

std::int64_t append_atomic_batches(const MetadataRecords& records, std::int16_t metadata_version,
                                   const MetadataBatchOptions& options, Buffer& output) {
  const bool bracketed =
      records.bytes() > kBatchBytesTarget && metadata_version >= kTransactionsSince;
  if (!bracketed) return append_metadata_batches(records, options, output);
  MetadataRecords whole(metadata_version);
  whole.add(BeginTransactionRecord{});
  for (std::size_t i = 0; i < records.size(); ++i) whole.add_encoded(records.value(i));
  whole.add(EndTransactionRecord{});
  return append_metadata_batches(whole, options, output);
}

void append_leader_change(std::int32_t leader_id, const Uuid& directory_id,
                          std::int16_t kraft_level, const MetadataBatchOptions& options,
                          Buffer& output) {
  const std::int16_t version = kraft_level > 0 ? 1 : 0;
  LeaderChangeMessage message;
  message.version = version;
  message.leader_id = leader_id;
  message.voters = {{.voter_id = leader_id, .voter_directory_id = directory_id}};
  message.granting_voters = message.voters;
  auto builder = new_batch(options, true);
  append_control(builder, ControlRecordType::LeaderChange, encoded(message, version),
                 options.timestamp_ms);
  finish(builder, output);
}

Buffer make_snapshot(const MetadataRecords& records, const QuorumRecords& quorum,
                     const MetadataBatchOptions& options) {
  Buffer output;
  auto next = options;
  next.base_offset = 0;
  auto head = new_batch(next, true);
  SnapshotHeaderRecord header;
  header.last_contained_log_timestamp = options.timestamp_ms;
  append_control(head, ControlRecordType::SnapshotHeader, encoded(header, 0), options.timestamp_ms);
  if (quorum.kraft_version)
    append_control(head, ControlRecordType::KRaftVersion, *quorum.kraft_version,
                   options.timestamp_ms);
  if (quorum.voters)
    append_control(head, ControlRecordType::KRaftVoters, *quorum.voters, options.timestamp_ms);
  next.base_offset += head.record_count();
  finish(head, output);

  next.base_offset += append_metadata_batches(records, next, output);

  auto foot = new_batch(next, true);
  append_control(foot, ControlRecordType::SnapshotFooter, encoded(SnapshotFooterRecord{}, 0),
                 options.timestamp_ms);
  finish(foot, output);
  return output;
}

Result<void> MetadataReplay::apply(const RecordBatchView& batch) {
  const auto locate = [&](const Error& error) {
    return fail(error.code,
                fmt::format("metadata batch at offset {}: {}", batch.base_offset(), error.message));
  };
  if (auto intact = batch.check_crc(); !intact) return locate(intact.error());
  if (auto sound = batch.check_header(); !sound) return locate(sound.error());
  last_epoch_ = std::max(last_epoch_, batch.partition_leader_epoch());
  if (batch.is_control()) {
    if (auto applied = apply_control(batch); !applied) return locate(applied.error());
    return {};
  }
  Buffer scratch;
  const auto run = batch.records(scratch);
  if (!run) return locate(run.error());
  RecordIterator records(batch, *run);
  while (true) {
    const auto record = records.next();
    if (!record) return locate(record.error());
    if (!*record) return {};
    if (!(*record)->value) continue;
    if (auto applied = apply_value(*(*record)->value); !applied) return locate(applied.error());
  }
}

Result<void> MetadataReplay::apply_value(Bytes value) {
  const auto frame = parse_metadata_frame(value);
  if (!frame) return tl::unexpected(frame.error());
  switch (frame->type) {
    case BeginTransactionRecord::info.type:
      in_transaction_ = true;
      pending_.clear();
      return {};
    case AbortTransactionRecord::info.type:
      in_transaction_ = false;
      pending_.clear();
      return {};
    case EndTransactionRecord::info.type: {
      in_transaction_ = false;
      const auto ready = std::move(pending_);
      pending_.clear();
      for (const auto& record : ready)
        if (auto applied = apply_value(as_bytes(record)); !applied) return applied;
      return {};
    }
    default:
      break;
  }
  if (in_transaction_) {
    pending_.emplace_back(as_text(value));
    return {};
  }
  return image_.apply(*frame);
}

Result<void> MetadataReplay::apply_control(const RecordBatchView& batch) {
  Buffer scratch;
  const auto run = batch.records(scratch);
  if (!run) return tl::unexpected(run.error());
  RecordIterator records(batch, *run);
  while (true) {
    const auto record = records.next();
    if (!record) return tl::unexpected(record.error());
    if (!*record) return {};
    const auto& [key, value] = std::pair((*record)->key, (*record)->value);
    if (!key || !value) continue;
    const auto type = read_control_record_key(*key);
    if (!type) return tl::unexpected(type.error());
    if (*type == ControlRecordType::KRaftVersion) quorum_.kraft_version = as_text(*value);
    if (*type == ControlRecordType::KRaftVoters) quorum_.voters = as_text(*value);
    if (*type == ControlRecordType::SnapshotFooter) saw_footer_ = true;
  }
}

}  // namespace barnabas
