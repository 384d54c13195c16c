#pragma once
// Consumer: reads records from partitions it was told to read (Fetch).
//
// It keeps a position for each partition: the offset of the next record it wants. A fetch brings
// whole batches, which may begin before that offset; what comes before is skipped. The broker holds
// a fetch back for up to `max_wait_ms` while there is nothing to send, so following the end of a
// topic needs no polling in a hurry.
//
// Groups are another matter: a GroupMember says which partitions to read. Left out: fetch sessions
// (KIP-227), reading only committed transactions, fetching from several brokers at once.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/cluster.h"
#include "protocol/base/offset.h"
#include "protocol/messages/data/fetch.h"
#include "protocol/records/record.h"

namespace barnabas::client {

struct PartitionName {
  std::string topic;
  std::int32_t partition = 0;
  auto operator<=>(const PartitionName&) const = default;
};

// A record as it was fetched. Views end when the visitor returns.
struct FetchedRecord {
  const PartitionName& from;
  const RecordBatchView& batch;
  const RecordView& record;
  Offset high_watermark = 0;
  Offset log_start_offset = 0;
};

struct ConsumerOptions {
  std::int32_t max_wait_ms = 500;
  std::int32_t min_bytes = 1;
  std::int32_t max_bytes = 50 * 1024 * 1024;
  std::int32_t partition_max_bytes = 1024 * 1024;
};

class Consumer {
 public:
  // Returns false to stop reading for now; the position is then behind that record.
  using Visitor = std::function<bool(const FetchedRecord&)>;

  // `cluster` must outlive it.
  explicit Consumer(Cluster& cluster, ConsumerOptions options = {})
      : cluster_(cluster), options_(options) {}

  // Starts reading the partition at `offset`, or goes on there.
  void assign(const PartitionName& partition, Offset offset);
  void unassign_all() { positions_.clear(); }

  // Fetches once from every leader and shows each record. Returns how many were shown. Errors:
  // OFFSET_OUT_OF_RANGE with the offsets that exist.
  Result<std::size_t> poll(const Visitor& visit);

  // The next offset wanted of each partition.
  std::map<PartitionName, Offset> positions() const;
  // Whether every partition was read up to the high watermark that its last fetch told.
  bool at_end() const;

 private:
  struct Position {
    Offset next = 0;
    Offset high_watermark = -1;  // unknown until the first fetch
  };

  Result<std::size_t> fetch(Connection& leader, const std::vector<PartitionName>& partitions,
                            const Visitor& visit);
  Result<std::size_t> show(const PartitionName& name, const FetchResponse::PartitionData& data,
                           const Visitor& visit);
  Error out_of_range(const PartitionName& name, Offset offset);

  Cluster& cluster_;
  const ConsumerOptions options_;
  std::map<PartitionName, Position> positions_;
  bool stopped_ = false;
};

}  // namespace barnabas::client
