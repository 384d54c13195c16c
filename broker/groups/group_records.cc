#include "broker/groups/group_records.h"

#include "protocol/messages/records/framing.h"
#include "protocol/messages/records/group_metadata_records.h"
#include "protocol/messages/records/offset_commit_records.h"

namespace barnabas {
namespace {

constexpr Version kOffsetVersion = 4;
constexpr Version kOffsetVersionWithExpiry = 1;
constexpr Version kGroupVersion = 3;
constexpr std::int16_t kOldestOffsetType = 0;  // before Kafka 0.9; the same body as type 1

void encode_key(const OffsetKey& key, Buffer& output) {
  encode_coordinator_key(OffsetCommitKey{.group = std::string(key.group_id),
                                         .topic = std::string(key.topic),
                                         .partition = key.partition},
                         output);
}

void encode_value(const GroupSnapshot& snapshot, Buffer& output) {
  GroupMetadataValue value;
  value.protocol_type = snapshot.protocol_type;
  value.generation = snapshot.generation;
  value.protocol = snapshot.protocol_name;
  value.leader = snapshot.leader;
  value.current_state_timestamp = snapshot.state_timestamp_ms;
  for (const auto& member : snapshot.members)
    value.members.push_back({.member_id = member.member_id,
                             .group_instance_id = member.instance_id,
                             .client_id = member.client_id,
                             .client_host = member.client_host,
                             .rebalance_timeout = member.rebalance_timeout_ms,
                             .session_timeout = member.session_timeout_ms,
                             .subscription = as_bytes(member.subscription),
                             .assignment = as_bytes(member.assignment)});
  encode_coordinator_value(value, kGroupVersion, output);
}

Error as_corrupt(const Error& error) { return {ErrorCode::CorruptMessage, error.message}; }

template <Message M>
Result<M> decode_value(Bytes bytes) {
  const auto frame = parse_coordinator_frame(bytes);
  if (!frame) return tl::unexpected(as_corrupt(frame.error()));
  auto value = decode<M>(frame->body, frame->number);
  if (!value) return tl::unexpected(as_corrupt(value.error()));
  return value;
}

Result<GroupLogRecord> read_offset(Bytes body, std::optional<Bytes> bytes) {
  auto key = decode<OffsetCommitKey>(body, 0);
  if (!key) return tl::unexpected(as_corrupt(key.error()));
  OffsetRecord record{.group_id = std::move(key->group),
                      .topic = std::move(key->topic),
                      .partition = key->partition,
                      .position = {},
                      .topic_id = {}};
  if (!bytes) return record;
  const auto value = decode_value<OffsetCommitValue>(*bytes);
  if (!value) return tl::unexpected(value.error());
  auto& position = record.position.emplace();
  position.offset = value->offset;
  position.leader_epoch = value->leader_epoch;
  position.commit_timestamp_ms = value->commit_timestamp;
  position.expire_timestamp_ms = value->expire_timestamp;
  position.set_metadata(value->metadata);
  record.topic_id = value->topic_id.value_or(Uuid{});
  return record;
}

Result<GroupLogRecord> read_group(Bytes body, std::optional<Bytes> bytes) {
  auto key = decode<GroupMetadataKey>(body, 0);
  if (!key) return tl::unexpected(as_corrupt(key.error()));
  GroupRecord record{.group_id = std::move(key->group), .snapshot = {}};
  if (!bytes) return record;
  auto value = decode_value<GroupMetadataValue>(*bytes);
  if (!value) return tl::unexpected(value.error());
  auto& snapshot = record.snapshot.emplace();
  snapshot.protocol_type = std::move(value->protocol_type);
  snapshot.generation = value->generation;
  snapshot.protocol_name = std::move(value->protocol);
  snapshot.leader = std::move(value->leader);
  snapshot.state_timestamp_ms = value->current_state_timestamp;
  for (auto& member : value->members) {
    // Before v1 members had one timeout for both purposes.
    const auto rebalance_timeout_ms =
        member.rebalance_timeout < 0 ? member.session_timeout : member.rebalance_timeout;
    snapshot.members.push_back({.member_id = std::move(member.member_id),
                                .instance_id = std::move(member.group_instance_id),
                                .client_id = std::move(member.client_id),
                                .client_host = std::move(member.client_host),
                                .rebalance_timeout_ms = rebalance_timeout_ms,
                                .session_timeout_ms = member.session_timeout,
                                .subscription = std::string(as_text(member.subscription)),
                                .assignment = std::string(as_text(member.assignment))});
  }
  return record;
}

}  // namespace

void GroupRecords::end_record(bool has_value) {
  marks_.push_back({.value_start = value_start_, .end = bytes_.size(), .has_value = has_value});
}

void GroupRecords::put_offset(const OffsetKey& key, const CommittedOffset& position,
                              const Uuid& topic_id) {
  encode_key(key, bytes_);
  end_key();
  OffsetCommitValue value;
  value.offset = position.offset;
  value.leader_epoch = position.leader_epoch;
  value.metadata = position.metadata_text();
  value.commit_timestamp = position.commit_timestamp_ms;
  value.expire_timestamp = position.expire_timestamp_ms;
  if (!topic_id.is_zero()) value.topic_id = topic_id;
  const bool expires = position.expire_timestamp_ms != kNoTimestamp;
  encode_coordinator_value(value, expires ? kOffsetVersionWithExpiry : kOffsetVersion, bytes_);
  end_record(true);
}

void GroupRecords::delete_offset(const OffsetKey& key) {
  encode_key(key, bytes_);
  end_key();
  end_record(false);
}

void GroupRecords::put_group(std::string_view group_id, const GroupSnapshot& snapshot) {
  encode_coordinator_key(GroupMetadataKey{.group = std::string(group_id)}, bytes_);
  end_key();
  encode_value(snapshot, bytes_);
  end_record(true);
}

void GroupRecords::put_group(std::string_view group_id, Bytes value) {
  encode_coordinator_key(GroupMetadataKey{.group = std::string(group_id)}, bytes_);
  end_key();
  bytes_.append(value);
  end_record(true);
}

void GroupRecords::delete_group(std::string_view group_id) {
  encode_coordinator_key(GroupMetadataKey{.group = std::string(group_id)}, bytes_);
  end_key();
  end_record(false);
}

void GroupRecords::put(Bytes key, Bytes value) {
  bytes_.append(key);
  end_key();
  bytes_.append(value);
  end_record(true);
}

void GroupRecords::erase(Bytes key) {
  bytes_.append(key);
  end_key();
  end_record(false);
}

std::vector<OffsetsLogRecord> GroupRecords::records() const {
  std::vector<OffsetsLogRecord> result;
  result.reserve(marks_.size());
  std::size_t start = 0;
  for (const auto& mark : marks_) {
    auto& record = result.emplace_back();
    record.key = bytes_.view().subspan(start, mark.value_start - start);
    if (mark.has_value)
      record.value = bytes_.view().subspan(mark.value_start, mark.end - mark.value_start);
    start = mark.end;
  }
  return result;
}

void GroupRecords::clear() {
  bytes_.clear();
  marks_.clear();
}

std::string encode_group_value(const GroupSnapshot& snapshot) {
  Buffer buffer;
  encode_value(snapshot, buffer);
  return std::string(as_text(buffer.view()));
}

Result<GroupLogRecord> read_group_record(Bytes key, std::optional<Bytes> value) {
  const auto frame = parse_coordinator_frame(key);
  if (!frame) return tl::unexpected(as_corrupt(frame.error()));
  if (frame->number == kOldestOffsetType || frame->number == OffsetCommitKey::info.type)
    return read_offset(frame->body, value);
  if (frame->number == GroupMetadataKey::info.type) return read_group(frame->body, value);
  // Every key so far starts with the group's id; should one not, its bytes are kept all the same.
  auto foreign = decode<GroupMetadataKey>(frame->body, 0);
  return ForeignRecord{.group_id = foreign ? std::move(foreign->group) : ""};
}

}  // namespace barnabas
