#pragma once
// OffsetStore: what the groups of one partition of __consumer_offsets have committed.
//
// Made for a million positions at about a hundred bytes each: topic names are kept once, metadata
// (nearly always empty) behind a pointer, positions of a group side by side in one map.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/uuid.h"

namespace barnabas {

struct CommittedOffset {
  Offset offset = kNoOffset;
  TimestampMs commit_timestamp_ms = kNoTimestamp;
  TimestampMs expire_timestamp_ms = kNoTimestamp;  // v2 to v4 commits with a retention of their own
  Offset record_offset = kNoOffset;                // of the record in __consumer_offsets
  LeaderEpoch leader_epoch = kNoLeaderEpoch;
  std::unique_ptr<const std::string> metadata;  // null: empty

  std::string_view metadata_text() const {
    return metadata ? std::string_view(*metadata) : std::string_view();
  }
  void set_metadata(std::string_view text) {
    metadata = text.empty() ? nullptr : std::make_unique<const std::string>(text);
  }
};

// Numbers for topic names, so that a name is stored once however many groups read the topic. A
// number is free again when no position uses it.
class TopicNumbers {
 public:
  using Number = std::uint32_t;

  std::optional<Number> find(std::string_view name) const;
  const std::string& name(Number number) const { return topics_[number].name; }
  // The id that came with the last commit; zero where none did (old clients, old records).
  const Uuid& id(Number number) const { return topics_[number].id; }
  void set_id(Number number, const Uuid& id) { topics_[number].id = id; }

  // The number of `name`, counted as used once more.
  Number acquire(std::string_view name);
  void release(Number number);

 private:
  struct Topic {
    std::string name;
    Uuid id;
    std::size_t uses = 0;
  };
  std::vector<Topic> topics_;
  std::unordered_map<std::string, Number> numbers_;
  std::vector<Number> free_;
};

// The positions of one group.
class GroupOffsets {
 public:
  struct Key {
    TopicNumbers::Number topic = 0;
    std::int32_t partition = 0;
    auto operator<=>(const Key&) const = default;
  };
  using Map = std::map<Key, CommittedOffset>;

  // Sets a position. Returns whether it is new.
  bool put(TopicNumbers& topics, std::string_view topic, std::int32_t partition,
           CommittedOffset position);
  // Returns whether there was one.
  bool erase(TopicNumbers& topics, std::string_view topic, std::int32_t partition);
  Map::iterator erase(TopicNumbers& topics, Map::iterator at);
  void clear(TopicNumbers& topics);

  // Null where nothing is committed.
  const CommittedOffset* find(const TopicNumbers& topics, std::string_view topic,
                              std::int32_t partition) const;
  // All of them; positions in one topic stand together.
  const Map& all() const { return positions_; }
  Map& all() { return positions_; }
  bool empty() const { return positions_.empty(); }
  std::size_t size() const { return positions_.size(); }

 private:
  Map positions_;
};

}  // namespace barnabas
