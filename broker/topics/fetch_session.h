#pragma once
// FetchSession: what a consumer reads, remembered between its fetches (KIP-227).
//
// A full fetch names every partition; with a session the next ones name only what changed, and the
// answer holds only partitions that have something to say. Epochs number the requests of a session:
//
//   session 0,  epoch 0    full fetch, start a session         session n, epoch k>0   the k-th one
//   session 0,  epoch -1   full fetch, no session               session n, epoch -1    full, end it
//
// Partitions that returned records move to the end of the list, so that with a small max_bytes none
// starves the others. Sessions are bounded; when all slots are taken, one that has been idle
// longest may go if it is idle long enough, otherwise the new fetch simply gets no session.
//
// Pure: time is passed in. Loop's thread only. A fetch that waits holds its session, and looks at
// the list anew afterwards, because the client may have gone on through another connection.

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "broker/context.h"
#include "protocol/messages/data/fetch.h"

namespace barnabas {

// One partition that a fetch asks for.
struct FetchPartition {
  std::string topic;  // empty when the request speaks of ids only
  Uuid topic_id;      // zero when the request speaks of names only
  FetchRequest::Partition wanted;
  // What the session told the client last; an answer with nothing new is left out.
  std::int64_t told_high_watermark = -1;
  std::int64_t told_log_start_offset = -1;
};

class FetchSession {
 public:
  struct Key {
    std::string topic;
    Uuid topic_id;
    std::int32_t partition = 0;
    bool operator==(const Key&) const = default;
  };

  FetchSession(std::int32_t id, bool uses_topic_ids) : id_(id), uses_topic_ids_(uses_topic_ids) {}

  std::int32_t id() const { return id_; }
  bool uses_topic_ids() const { return uses_topic_ids_; }
  std::list<FetchPartition>& partitions() { return partitions_; }

  // Adds and changes what the request names, drops what it forgets.
  void update(const FetchRequest& request);

  // Whether the answer for `partition` says something new; remembers that it was said.
  static bool has_news(FetchPartition& partition, const FetchResponse::PartitionData& data);
  // Puts a partition that returned records behind the others.
  void move_to_end(std::list<FetchPartition>::iterator partition) {
    partitions_.splice(partitions_.end(), partitions_, partition);
  }

 private:
  friend class FetchSessions;
  struct HashKey {
    std::size_t operator()(const Key& key) const;
  };

  const std::int32_t id_;
  const bool uses_topic_ids_;
  std::int32_t next_epoch_ = 1;
  SteadyTime last_used_{};
  std::list<FetchPartition> partitions_;
  std::unordered_map<Key, std::list<FetchPartition>::iterator, HashKey> by_key_;
};

class FetchSessions {
 public:
  explicit FetchSessions(std::size_t slots, std::uint32_t seed) : slots_(slots), random_(seed) {}

  struct Found {
    std::shared_ptr<FetchSession> session;  // null: the fetch is without one
    bool full = true;                       // the answer holds every partition
  };
  // The session that a request belongs to, updated with what the request names; creates and ends
  // sessions as it asks. Errors: FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH,
  // FETCH_SESSION_TOPIC_ID_ERROR; the client then starts over with a full fetch.
  Result<Found> resolve(const FetchRequest& request, Version version, SteadyTime now);

  std::size_t size() const { return sessions_.size(); }

 private:
  std::shared_ptr<FetchSession> create(bool uses_topic_ids, SteadyTime now);

  const std::size_t slots_;
  std::minstd_rand random_;
  std::unordered_map<std::int32_t, std::shared_ptr<FetchSession>> sessions_;
};

// The partitions that a request names, in its order.
std::vector<FetchPartition> partitions_of(const FetchRequest& request);

}  // namespace barnabas
