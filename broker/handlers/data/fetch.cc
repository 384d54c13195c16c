// Fetch: v4-18
//
// Behaviour:
//  * Whole batches: the one that contains the fetch offset comes back from its base offset.
//  * The first partition with records returns its first batch even above max_bytes; later ones
//    obey (KIP-74).
//  * Waits until min_bytes are there, max_wait_ms are over, or a partition has an error; woken by
//    the partitions, never polling.
//  * Readers stop at the high watermark, read_committed ones at the last stable offset.
//  * Sessions (KIP-227) from v7 on; an incremental answer holds only partitions with news.
//
// Version notes:
//  * v5 log start offset. v7 sessions. v9 leader epochs are checked. v13 topic ids.
//
// Left out: versions below 4, whose clients need records in message format 0 or 1 (Apache Kafka 4
// dropped them too); fetches of followers; rack-aware replica selection.

#include <algorithm>
#include <deque>

#include "broker/broker.h"
#include "broker/handlers/data/handlers.h"
#include "broker/net/signal.h"
#include "broker/topics/fetch_session.h"

namespace barnabas {
namespace {

using PartitionData = FetchResponse::PartitionData;

constexpr std::int8_t read_committed = 1;

PartitionData refusal(std::int32_t partition, ErrorCode code) {
  return {.partition_index = partition, .error_code = code, .high_watermark = -1};
}

// A partition that is there but cannot be read now; as in Apache Kafka nothing is told of where its
// log begins and ends, also when the offset is outside it: the client asks ListOffsets.
PartitionData unreadable(std::int32_t partition, ErrorCode code) {
  auto data = refusal(partition, code);
  data.aborted_transactions.reset();
  return data;
}

// One fetch request while it is looked at, perhaps several times.
class Fetching {
 public:
  Fetching(const FetchRequest& request, Context& context, std::list<FetchPartition>& partitions)
      : request_(request), context_(context), partitions_(partitions) {}

  struct Item {
    FetchPartition* partition;
    PartitionData data;
  };

  // Looks at every partition anew. Returns whether there is a reason to answer now.
  bool read_all() {
    items_.clear();
    bytes_ = 0;
    bool has_error = false;
    for (auto& partition : partitions_) {
      items_.push_back({&partition, read(partition)});
      const auto& data = items_.back().data;
      bytes_ += data.records.size();
      has_error |= data.error_code != ErrorCode::None;
    }
    return has_error || partitions_.empty() ||
           static_cast<std::int64_t>(bytes_) >= std::int64_t{request_.min_bytes};
  }

  // Asks every partition to notify `changed`.
  void join_all(Signal& changed, std::deque<Waiter>& waiters) {
    for (auto& partition : partitions_) {
      const auto found = find(partition);
      if (found.partition != nullptr) found.partition->join(waiters.emplace_back(changed));
    }
  }

  std::vector<Item>& items() { return items_; }

 private:
  Topics::Found find(const FetchPartition& partition) const {
    return context_.broker.topics().find(partition.topic, partition.topic_id,
                                         partition.wanted.partition);
  }

  PartitionData read(const FetchPartition& wanted) {
    const auto number = wanted.wanted.partition;
    const auto found = find(wanted);
    if (found.partition == nullptr) return refusal(number, found.error);
    auto& partition = *found.partition;
    if (const auto error = partition.check_leader_epoch(wanted.wanted.current_leader_epoch);
        error != ErrorCode::None)
      return unreadable(number, error);
    const auto log = partition.open();
    if (!log) return unreadable(number, log.error().code);
    PartitionData data{.partition_index = number,
                       .high_watermark = partition.high_watermark(),
                       .last_stable_offset = partition.last_stable_offset(),
                       .log_start_offset = (*log)->log_start_offset()};
    // Null where nobody asked to have aborted records pointed out.
    if (request_.isolation_level != read_committed) data.aborted_transactions.reset();
    const auto read =
        read_records(**log, wanted.wanted.fetch_offset, wanted.wanted.partition_max_bytes, data);
    return read ? data : unreadable(number, read.error().code);
  }

  Result<void> read_records(Log& log, Offset from, std::int32_t partition_max_bytes,
                            PartitionData& data) {
    const bool committed_only = request_.isolation_level == read_committed;
    const auto up_to = committed_only ? data.last_stable_offset : data.high_watermark;
    const auto slice = log.read({.from = from,
                                 .bytes_max = bytes_allowed(partition_max_bytes),
                                 .up_to = up_to,
                                 .at_least_one_batch = bytes_ == 0});
    if (!slice) return tl::unexpected(slice.error());
    if (slice->empty()) return {};
    if (auto placed = place(log, *slice, data.records); !placed) return placed;
    if (!committed_only) return {};
    const auto aborted = log.aborted_transactions(from, slice->next_offset);
    if (!aborted) return {};
    for (const auto& transaction : *aborted)
      data.aborted_transactions->push_back({transaction.producer_id, transaction.first_offset});
    return {};
  }

  // Puts the batches into the answer: as a stretch of the file, or, where the disk is memory, as
  // bytes that the answer owns.
  static Result<void> place(Log& log, const LogSlice& slice, Records& records) {
    auto range = log.range(slice);
    if (!range) return tl::unexpected(range.error());
    records.file = std::move(*range);
    if (records.file.descriptor >= 0) return {};
    auto bytes = std::make_shared<Buffer>();
    if (auto loaded = log.load(slice, *bytes); !loaded) return loaded;
    records.bytes = bytes->view();
    records.file = {.owner = std::move(bytes)};
    return {};
  }

  std::uint64_t bytes_allowed(std::int32_t partition_max_bytes) const {
    const auto whole = std::min(request_.max_bytes, context_.broker.config().fetch_max_bytes);
    const auto left = std::max<std::int64_t>(0, whole - static_cast<std::int64_t>(bytes_));
    return static_cast<std::uint64_t>(std::clamp<std::int64_t>(partition_max_bytes, 0, left));
  }

  const FetchRequest& request_;
  Context& context_;
  std::list<FetchPartition>& partitions_;
  std::vector<Item> items_;
  std::uint64_t bytes_ = 0;
};

void add(FetchResponse& response, const FetchPartition& partition, PartitionData data) {
  auto& topics = response.responses;
  const bool same_topic = !topics.empty() && topics.back().topic == partition.topic &&
                          topics.back().topic_id == partition.topic_id;
  if (!same_topic)
    topics.push_back({.topic = partition.topic, .topic_id = partition.topic_id, .partitions = {}});
  topics.back().partitions.push_back(std::move(data));
}

FetchResponse respond(Fetching& fetching, const FetchSessions::Found& found) {
  FetchResponse response;
  if (found.session != nullptr) response.session_id = found.session->id();
  for (auto& [partition, data] : fetching.items()) {
    const bool news = FetchSession::has_news(*partition, data);
    if (!news && !found.full) continue;
    add(response, *partition, std::move(data));
  }
  return response;
}

void rotate(FetchSession& session, const FetchResponse& response) {
  auto& partitions = session.partitions();
  auto next = partitions.begin();
  const auto end = std::prev(partitions.end());
  for (const auto& topic : response.responses) {
    for (const auto& data : topic.partitions) {
      if (data.records.size() == 0) continue;
      while (next != end && !(next->wanted.partition == data.partition_index &&
                              next->topic == topic.topic && next->topic_id == topic.topic_id))
        ++next;
      if (next == end) return;
      session.move_to_end(next++);
    }
  }
}

}  // namespace

awaitable<FetchResponse> handle(FetchRequest request, Context& context) {
  auto& broker = context.broker;
  const auto found =
      broker.fetch_sessions().resolve(request, context.version(), broker.clock().steady());
  if (!found) co_return FetchResponse{.error_code = found.error().code};
  std::list<FetchPartition> sessionless;
  if (found->session == nullptr) {
    auto named = partitions_of(request);
    sessionless.assign(std::make_move_iterator(named.begin()),
                       std::make_move_iterator(named.end()));
  }
  auto& partitions = found->session ? found->session->partitions() : sessionless;
  Fetching fetching(request, context, partitions);
  if (!fetching.read_all() && request.max_wait_ms > 0) {
    const auto deadline = broker.clock().steady() + std::chrono::milliseconds(request.max_wait_ms);
    Signal changed(context.loop);
    bool in_time = true;
    while (in_time) {
      // Anew each time: while this fetch waits, topics may come and go.
      std::deque<Waiter> waiters;
      fetching.join_all(changed, waiters);
      in_time = co_await changed.wait_until(deadline);
      if (fetching.read_all()) break;
    }
  }
  auto response = respond(fetching, *found);
  if (found->session != nullptr && !partitions.empty()) rotate(*found->session, response);
  co_return response;
}

}  // namespace barnabas
