#pragma once
// Event: something that happened in a broker and means something to a person or a test.
//
// Kinds by subject: network_events.h, partition_events.h, file_events.h, membership_events.h,
// cluster_events.h. The narration, the console, wire tail, the events file and many tests read the
// same ones. See docs/ARCHITECTURE.md.

#include <cstdint>
#include <string>
#include <variant>

#include "broker/events/cluster_events.h"
#include "broker/events/file_events.h"
#include "broker/events/membership_events.h"
#include "broker/events/network_events.h"
#include "broker/events/partition_events.h"

namespace barnabas {

using EventBody =
    std::variant<ConnectionOpened, ClientIntroduced, ConnectionClosed, PeerRefused, RequestReceived,
                 ResponseSent, RecordsProduced, DuplicateRecognised, ProduceRefused, RecordsFetched,
                 BatchAppended, HighWatermarkMoved, FlushDone, IndexEntryWritten, SegmentRolled,
                 SegmentDeleted, LogCompacted, LogStartMoved, LogTruncated, ProducerSnapshotWritten,
                 LogOpened, LogRepaired, PartitionOffline, MemberIdAssigned, MemberJoined,
                 MemberLeft, StaticMemberReplaced, HeartbeatReceived, RebalanceStarted,
                 GenerationStarted, GroupStable, MemberAssigned, GroupRemoved, OffsetCommitted,
                 OffsetDeleted, OffsetExpired, OffsetsLogRewritten, TopicCreated, TopicDeleted,
                 PartitionsAdded, ConfigChanged, ProducerIdGiven, BrokerReady, BrokerStopping>;

struct Event {
  std::uint64_t sequence = 0;  // counts from 1 without gaps
  std::int64_t time_ms = 0;    // wall clock
  EventBody body;

  EventKind kind() const;
};

// One line of JSON: sequence, time, event (its name), then the event's own fields.
std::string to_json(const Event& event);

}  // namespace barnabas
