#pragma once
// narrate: an event in one plain sentence, with the numbers a learner can go and look for.
//
//   kcat produced 12 records to orders-0: offsets 1569 to 1580, 00000000000000001480.log at byte
//   11204, durable after 0.3 ms, high watermark 1581
//
// Pure: the same event always gives the same words. The words are for people and may change;
// whoever wants fields reads to_json.

#include <string>

#include "broker/events/event.h"

namespace barnabas {

// The sentence, without a full stop.
std::string narrate(const Event& event);

// One overload for each kind of event.
std::string narrate(const ConnectionOpened& event);
std::string narrate(const ClientIntroduced& event);
std::string narrate(const ConnectionClosed& event);
std::string narrate(const PeerRefused& event);
std::string narrate(const RequestReceived& event);
std::string narrate(const ResponseSent& event);
std::string narrate(const RecordsProduced& event);
std::string narrate(const DuplicateRecognised& event);
std::string narrate(const ProduceRefused& event);
std::string narrate(const RecordsFetched& event);
std::string narrate(const BatchAppended& event);
std::string narrate(const HighWatermarkMoved& event);
std::string narrate(const FlushDone& event);
std::string narrate(const IndexEntryWritten& event);
std::string narrate(const SegmentRolled& event);
std::string narrate(const SegmentDeleted& event);
std::string narrate(const LogCompacted& event);
std::string narrate(const LogStartMoved& event);
std::string narrate(const LogTruncated& event);
std::string narrate(const ProducerSnapshotWritten& event);
std::string narrate(const LogOpened& event);
std::string narrate(const LogRepaired& event);
std::string narrate(const PartitionOffline& event);
std::string narrate(const MemberIdAssigned& event);
std::string narrate(const MemberJoined& event);
std::string narrate(const MemberLeft& event);
std::string narrate(const StaticMemberReplaced& event);
std::string narrate(const HeartbeatReceived& event);
std::string narrate(const RebalanceStarted& event);
std::string narrate(const GenerationStarted& event);
std::string narrate(const GroupStable& event);
std::string narrate(const MemberAssigned& event);
std::string narrate(const GroupRemoved& event);
std::string narrate(const OffsetCommitted& event);
std::string narrate(const OffsetDeleted& event);
std::string narrate(const OffsetExpired& event);
std::string narrate(const OffsetsLogRewritten& event);
std::string narrate(const TopicCreated& event);
std::string narrate(const TopicDeleted& event);
std::string narrate(const PartitionsAdded& event);
std::string narrate(const ConfigChanged& event);
std::string narrate(const ProducerIdGiven& event);
std::string narrate(const BrokerReady& event);
std::string narrate(const BrokerStopping& event);

}  // namespace barnabas
