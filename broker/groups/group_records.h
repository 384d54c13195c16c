#pragma once
// GroupRecords: a batch for __consumer_offsets in the making; and reading what lies there.
//
//   key    int16 1 | group string | topic string | partition int32      value  a committed offset
//   key    int16 2 | group string                                       value  a classic group
//   key    int16 3... | group string | ...                              kept as bytes (KIP-848,
//   ...)
//
// A value starts with its version as int16; no value is a tombstone. We write the versions that
// Apache Kafka 4.4 writes: offsets v4 (v1 with an expiry of their own), groups v3.

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/groups/group_events.h"
#include "broker/groups/offset_store.h"
#include "broker/groups/offsets_log.h"
#include "protocol/base/buffer.h"

namespace barnabas {

// Names a position in the log.
struct OffsetKey {
  std::string_view group_id;
  std::string_view topic;
  std::int32_t partition = 0;
};

class GroupRecords {
 public:
  void put_offset(const OffsetKey& key, const CommittedOffset& position, const Uuid& topic_id);
  void delete_offset(const OffsetKey& key);
  void put_group(std::string_view group_id, const GroupSnapshot& snapshot);
  // `value` as it was in the log.
  void put_group(std::string_view group_id, Bytes value);
  void delete_group(std::string_view group_id);
  void put(Bytes key, Bytes value);
  void erase(Bytes key);

  bool empty() const { return marks_.empty(); }
  std::size_t size() const { return marks_.size(); }
  // Enough for one batch: well below what a topic takes (max.message.bytes).
  bool is_full() const { return marks_.size() >= 2'000 || bytes_.size() >= 512 * 1024; }
  // Views into this object, good until it changes.
  std::vector<OffsetsLogRecord> records() const;
  void clear();

 private:
  struct Mark {
    std::size_t value_start;
    std::size_t end;
    bool has_value;
  };
  void end_key() { value_start_ = bytes_.size(); }
  void end_record(bool has_value);

  Buffer bytes_;
  std::size_t value_start_ = 0;
  std::vector<Mark> marks_;
};

// The value of a group's record.
std::string encode_group_value(const GroupSnapshot& snapshot);

// What a record is about.
struct OffsetRecord {
  std::string group_id;
  std::string topic;
  std::int32_t partition = 0;
  std::optional<CommittedOffset> position;  // none: tombstone
  Uuid topic_id;
};
struct GroupRecord {
  std::string group_id;
  std::optional<GroupSnapshot> snapshot;  // none: tombstone
};
// Of a kind that classic groups do not have: KIP-848, share and streams groups, later inventions.
struct ForeignRecord {
  std::string group_id;  // empty where the key does not start with one
};
using GroupLogRecord = std::variant<OffsetRecord, GroupRecord, ForeignRecord>;

// Errors: CorruptMessage, saying what could not be read.
Result<GroupLogRecord> read_group_record(Bytes key, std::optional<Bytes> value);

}  // namespace barnabas
