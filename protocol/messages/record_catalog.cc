#include "protocol/messages/record_catalog.h"

#include <algorithm>
#include <array>

#include "protocol/messages/records/broker_records.h"
#include "protocol/messages/records/config_records.h"
#include "protocol/messages/records/consumer_group_records.h"
#include "protocol/messages/records/consumer_protocol.h"
#include "protocol/messages/records/control_records.h"
#include "protocol/messages/records/group_metadata_records.h"
#include "protocol/messages/records/metadata_control_records.h"
#include "protocol/messages/records/offset_commit_records.h"
#include "protocol/messages/records/security_records.h"
#include "protocol/messages/records/share_group_records.h"
#include "protocol/messages/records/streams_group_records.h"
#include "protocol/messages/records/topic_records.h"
#include "protocol/messages/records/transaction_log_records.h"

namespace barnabas {
namespace {

template <Message Record>
constexpr RecordType record(RecordHome home) {
  return {.home = home, .type = Record::info.type, .message = message_type<Record>()};
}

using enum RecordHome;

// clang-format off
constexpr std::array catalog{
    record<RegisterBrokerRecord>(Metadata),
    record<UnregisterBrokerRecord>(Metadata),
    record<TopicRecord>(Metadata),
    record<PartitionRecord>(Metadata),
    record<ConfigRecord>(Metadata),
    record<PartitionChangeRecord>(Metadata),
    record<FenceBrokerRecord>(Metadata),
    record<UnfenceBrokerRecord>(Metadata),
    record<RemoveTopicRecord>(Metadata),
    record<DelegationTokenRecord>(Metadata),
    record<UserScramCredentialRecord>(Metadata),
    record<FeatureLevelRecord>(Metadata),
    record<ClientQuotaRecord>(Metadata),
    record<ProducerIdsRecord>(Metadata),
    record<BrokerRegistrationChangeRecord>(Metadata),
    record<AccessControlEntryRecord>(Metadata),
    record<RemoveAccessControlEntryRecord>(Metadata),
    record<NoOpRecord>(Metadata),
    record<ZkMigrationStateRecord>(Metadata),
    record<RemoveUserScramCredentialRecord>(Metadata),
    record<BeginTransactionRecord>(Metadata),
    record<EndTransactionRecord>(Metadata),
    record<AbortTransactionRecord>(Metadata),
    record<RemoveDelegationTokenRecord>(Metadata),
    record<RegisterControllerRecord>(Metadata),
    record<ClearElrRecord>(Metadata),
    record<UnregisterControllerRecord>(Metadata),
    record<EndTxnMarker>(Control),
    record<LeaderChangeMessage>(Control),
    record<SnapshotHeaderRecord>(Control),
    record<SnapshotFooterRecord>(Control),
    record<KRaftVersionRecord>(Control),
    record<VotersRecord>(Control),
    record<OffsetCommitKey>(GroupKey),
    record<GroupMetadataKey>(GroupKey),
    record<ConsumerGroupMetadataKey>(GroupKey),
    record<ConsumerGroupPartitionMetadataKey>(GroupKey),
    record<ConsumerGroupMemberMetadataKey>(GroupKey),
    record<ConsumerGroupTargetAssignmentMetadataKey>(GroupKey),
    record<ConsumerGroupTargetAssignmentMemberKey>(GroupKey),
    record<ConsumerGroupCurrentMemberAssignmentKey>(GroupKey),
    record<ShareGroupMemberMetadataKey>(GroupKey),
    record<ShareGroupMetadataKey>(GroupKey),
    record<ShareGroupTargetAssignmentMetadataKey>(GroupKey),
    record<ShareGroupTargetAssignmentMemberKey>(GroupKey),
    record<ShareGroupCurrentMemberAssignmentKey>(GroupKey),
    record<ShareGroupStatePartitionMetadataKey>(GroupKey),
    record<ConsumerGroupRegularExpressionKey>(GroupKey),
    record<StreamsGroupMetadataKey>(GroupKey),
    record<StreamsGroupMemberMetadataKey>(GroupKey),
    record<StreamsGroupTargetAssignmentMetadataKey>(GroupKey),
    record<StreamsGroupTargetAssignmentMemberKey>(GroupKey),
    record<StreamsGroupCurrentMemberAssignmentKey>(GroupKey),
    record<StreamsGroupTopologyKey>(GroupKey),
    record<OffsetCommitValue>(GroupValue),
    record<GroupMetadataValue>(GroupValue),
    record<ConsumerGroupMetadataValue>(GroupValue),
    record<ConsumerGroupPartitionMetadataValue>(GroupValue),
    record<ConsumerGroupMemberMetadataValue>(GroupValue),
    record<ConsumerGroupTargetAssignmentMetadataValue>(GroupValue),
    record<ConsumerGroupTargetAssignmentMemberValue>(GroupValue),
    record<ConsumerGroupCurrentMemberAssignmentValue>(GroupValue),
    record<ShareGroupMemberMetadataValue>(GroupValue),
    record<ShareGroupMetadataValue>(GroupValue),
    record<ShareGroupTargetAssignmentMetadataValue>(GroupValue),
    record<ShareGroupTargetAssignmentMemberValue>(GroupValue),
    record<ShareGroupCurrentMemberAssignmentValue>(GroupValue),
    record<ShareGroupStatePartitionMetadataValue>(GroupValue),
    record<ConsumerGroupRegularExpressionValue>(GroupValue),
    record<StreamsGroupMetadataValue>(GroupValue),
    record<StreamsGroupMemberMetadataValue>(GroupValue),
    record<StreamsGroupTargetAssignmentMetadataValue>(GroupValue),
    record<StreamsGroupTargetAssignmentMemberValue>(GroupValue),
    record<StreamsGroupCurrentMemberAssignmentValue>(GroupValue),
    record<StreamsGroupTopologyValue>(GroupValue),
    record<TransactionLogKey>(TransactionKey),
    record<TransactionLogValue>(TransactionValue),
    record<ConsumerProtocolSubscription>(ConsumerProtocol),
    record<ConsumerProtocolAssignment>(ConsumerProtocol),
};
// clang-format on

}  // namespace

std::span<const RecordType> record_catalog() { return catalog; }

const RecordType* find_record(RecordHome home, std::int16_t type) {
  const auto found = std::ranges::find_if(catalog, [&](const RecordType& record) {
    return record.home == home && record.type == type;
  });
  return found == catalog.end() ? nullptr : &*found;
}

}  // namespace barnabas
