#include "protocol/base/error_code.h"

#include <array>

namespace barnabas {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  bool retriable;
};

// In the order of the numbers, from -1 on without a gap, so that a number is its own index.
constexpr auto rows = std::to_array<Row>({
    {ErrorCode::UnknownServerError, "UNKNOWN_SERVER_ERROR", false},
    {ErrorCode::None, "NONE", false},
    {ErrorCode::OffsetOutOfRange, "OFFSET_OUT_OF_RANGE", false},
    {ErrorCode::CorruptMessage, "CORRUPT_MESSAGE", true},
    {ErrorCode::UnknownTopicOrPartition, "UNKNOWN_TOPIC_OR_PARTITION", true},
    {ErrorCode::InvalidFetchSize, "INVALID_FETCH_SIZE", false},
    {ErrorCode::LeaderNotAvailable, "LEADER_NOT_AVAILABLE", true},
    {ErrorCode::NotLeaderOrFollower, "NOT_LEADER_OR_FOLLOWER", true},
    {ErrorCode::RequestTimedOut, "REQUEST_TIMED_OUT", true},
    {ErrorCode::BrokerNotAvailable, "BROKER_NOT_AVAILABLE", false},
    {ErrorCode::ReplicaNotAvailable, "REPLICA_NOT_AVAILABLE", true},
    {ErrorCode::MessageTooLarge, "MESSAGE_TOO_LARGE", false},
    {ErrorCode::StaleControllerEpoch, "STALE_CONTROLLER_EPOCH", false},
    {ErrorCode::OffsetMetadataTooLarge, "OFFSET_METADATA_TOO_LARGE", false},
    {ErrorCode::NetworkException, "NETWORK_EXCEPTION", true},
    {ErrorCode::CoordinatorLoadInProgress, "COORDINATOR_LOAD_IN_PROGRESS", true},
    {ErrorCode::CoordinatorNotAvailable, "COORDINATOR_NOT_AVAILABLE", true},
    {ErrorCode::NotCoordinator, "NOT_COORDINATOR", true},
    {ErrorCode::InvalidTopicException, "INVALID_TOPIC_EXCEPTION", false},
    {ErrorCode::RecordListTooLarge, "RECORD_LIST_TOO_LARGE", false},
    {ErrorCode::NotEnoughReplicas, "NOT_ENOUGH_REPLICAS", true},
    {ErrorCode::NotEnoughReplicasAfterAppend, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", true},
    {ErrorCode::InvalidRequiredAcks, "INVALID_REQUIRED_ACKS", false},
    {ErrorCode::IllegalGeneration, "ILLEGAL_GENERATION", false},
    {ErrorCode::InconsistentGroupProtocol, "INCONSISTENT_GROUP_PROTOCOL", false},
    {ErrorCode::InvalidGroupId, "INVALID_GROUP_ID", false},
    {ErrorCode::UnknownMemberId, "UNKNOWN_MEMBER_ID", false},
    {ErrorCode::InvalidSessionTimeout, "INVALID_SESSION_TIMEOUT", false},
    {ErrorCode::RebalanceInProgress, "REBALANCE_IN_PROGRESS", false},
    {ErrorCode::InvalidCommitOffsetSize, "INVALID_COMMIT_OFFSET_SIZE", false},
    {ErrorCode::TopicAuthorizationFailed, "TOPIC_AUTHORIZATION_FAILED", false},
    {ErrorCode::GroupAuthorizationFailed, "GROUP_AUTHORIZATION_FAILED", false},
    {ErrorCode::ClusterAuthorizationFailed, "CLUSTER_AUTHORIZATION_FAILED", false},
    {ErrorCode::InvalidTimestamp, "INVALID_TIMESTAMP", false},
    {ErrorCode::UnsupportedSaslMechanism, "UNSUPPORTED_SASL_MECHANISM", false},
    {ErrorCode::IllegalSaslState, "ILLEGAL_SASL_STATE", false},
    {ErrorCode::UnsupportedVersion, "UNSUPPORTED_VERSION", false},
    {ErrorCode::TopicAlreadyExists, "TOPIC_ALREADY_EXISTS", false},
    {ErrorCode::InvalidPartitions, "INVALID_PARTITIONS", false},
    {ErrorCode::InvalidReplicationFactor, "INVALID_REPLICATION_FACTOR", false},
    {ErrorCode::InvalidReplicaAssignment, "INVALID_REPLICA_ASSIGNMENT", false},
    {ErrorCode::InvalidConfig, "INVALID_CONFIG", false},
    {ErrorCode::NotController, "NOT_CONTROLLER", true},
    {ErrorCode::InvalidRequest, "INVALID_REQUEST", false},
    {ErrorCode::UnsupportedForMessageFormat, "UNSUPPORTED_FOR_MESSAGE_FORMAT", false},
    {ErrorCode::PolicyViolation, "POLICY_VIOLATION", false},
    {ErrorCode::OutOfOrderSequenceNumber, "OUT_OF_ORDER_SEQUENCE_NUMBER", false},
    {ErrorCode::DuplicateSequenceNumber, "DUPLICATE_SEQUENCE_NUMBER", false},
    {ErrorCode::InvalidProducerEpoch, "INVALID_PRODUCER_EPOCH", false},
    {ErrorCode::InvalidTxnState, "INVALID_TXN_STATE", false},
    {ErrorCode::InvalidProducerIdMapping, "INVALID_PRODUCER_ID_MAPPING", false},
    {ErrorCode::InvalidTransactionTimeout, "INVALID_TRANSACTION_TIMEOUT", false},
    {ErrorCode::ConcurrentTransactions, "CONCURRENT_TRANSACTIONS", true},
    {ErrorCode::TransactionCoordinatorFenced, "TRANSACTION_COORDINATOR_FENCED", false},
    {ErrorCode::TransactionalIdAuthorizationFailed, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", false},
    {ErrorCode::SecurityDisabled, "SECURITY_DISABLED", false},
    {ErrorCode::OperationNotAttempted, "OPERATION_NOT_ATTEMPTED", false},
    {ErrorCode::KafkaStorageError, "KAFKA_STORAGE_ERROR", true},
    {ErrorCode::LogDirNotFound, "LOG_DIR_NOT_FOUND", false},
    {ErrorCode::SaslAuthenticationFailed, "SASL_AUTHENTICATION_FAILED", false},
    {ErrorCode::UnknownProducerId, "UNKNOWN_PRODUCER_ID", false},
    {ErrorCode::ReassignmentInProgress, "REASSIGNMENT_IN_PROGRESS", false},
    {ErrorCode::DelegationTokenAuthDisabled, "DELEGATION_TOKEN_AUTH_DISABLED", false},
    {ErrorCode::DelegationTokenNotFound, "DELEGATION_TOKEN_NOT_FOUND", false},
    {ErrorCode::DelegationTokenOwnerMismatch, "DELEGATION_TOKEN_OWNER_MISMATCH", false},
    {ErrorCode::DelegationTokenRequestNotAllowed, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", false},
    {ErrorCode::DelegationTokenAuthorizationFailed, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", false},
    {ErrorCode::DelegationTokenExpired, "DELEGATION_TOKEN_EXPIRED", false},
    {ErrorCode::InvalidPrincipalType, "INVALID_PRINCIPAL_TYPE", false},
    {ErrorCode::NonEmptyGroup, "NON_EMPTY_GROUP", false},
    {ErrorCode::GroupIdNotFound, "GROUP_ID_NOT_FOUND", false},
    {ErrorCode::FetchSessionIdNotFound, "FETCH_SESSION_ID_NOT_FOUND", true},
    {ErrorCode::InvalidFetchSessionEpoch, "INVALID_FETCH_SESSION_EPOCH", true},
    {ErrorCode::ListenerNotFound, "LISTENER_NOT_FOUND", true},
    {ErrorCode::TopicDeletionDisabled, "TOPIC_DELETION_DISABLED", false},
    {ErrorCode::FencedLeaderEpoch, "FENCED_LEADER_EPOCH", true},
    {ErrorCode::UnknownLeaderEpoch, "UNKNOWN_LEADER_EPOCH", true},
    {ErrorCode::UnsupportedCompressionType, "UNSUPPORTED_COMPRESSION_TYPE", false},
    {ErrorCode::StaleBrokerEpoch, "STALE_BROKER_EPOCH", false},
    {ErrorCode::OffsetNotAvailable, "OFFSET_NOT_AVAILABLE", true},
    {ErrorCode::MemberIdRequired, "MEMBER_ID_REQUIRED", false},
    {ErrorCode::PreferredLeaderNotAvailable, "PREFERRED_LEADER_NOT_AVAILABLE", true},
    {ErrorCode::GroupMaxSizeReached, "GROUP_MAX_SIZE_REACHED", false},
    {ErrorCode::FencedInstanceId, "FENCED_INSTANCE_ID", false},
    {ErrorCode::EligibleLeadersNotAvailable, "ELIGIBLE_LEADERS_NOT_AVAILABLE", true},
    {ErrorCode::ElectionNotNeeded, "ELECTION_NOT_NEEDED", true},
    {ErrorCode::NoReassignmentInProgress, "NO_REASSIGNMENT_IN_PROGRESS", false},
    {ErrorCode::GroupSubscribedToTopic, "GROUP_SUBSCRIBED_TO_TOPIC", false},
    {ErrorCode::InvalidRecord, "INVALID_RECORD", false},
    {ErrorCode::UnstableOffsetCommit, "UNSTABLE_OFFSET_COMMIT", true},
    {ErrorCode::ThrottlingQuotaExceeded, "THROTTLING_QUOTA_EXCEEDED", true},
    {ErrorCode::ProducerFenced, "PRODUCER_FENCED", false},
    {ErrorCode::ResourceNotFound, "RESOURCE_NOT_FOUND", false},
    {ErrorCode::DuplicateResource, "DUPLICATE_RESOURCE", false},
    {ErrorCode::UnacceptableCredential, "UNACCEPTABLE_CREDENTIAL", false},
    {ErrorCode::InconsistentVoterSet, "INCONSISTENT_VOTER_SET", false},
    {ErrorCode::InvalidUpdateVersion, "INVALID_UPDATE_VERSION", false},
    {ErrorCode::FeatureUpdateFailed, "FEATURE_UPDATE_FAILED", false},
    {ErrorCode::PrincipalDeserializationFailure, "PRINCIPAL_DESERIALIZATION_FAILURE", false},
    {ErrorCode::SnapshotNotFound, "SNAPSHOT_NOT_FOUND", false},
    {ErrorCode::PositionOutOfRange, "POSITION_OUT_OF_RANGE", false},
    {ErrorCode::UnknownTopicId, "UNKNOWN_TOPIC_ID", true},
    {ErrorCode::DuplicateBrokerRegistration, "DUPLICATE_BROKER_REGISTRATION", false},
    {ErrorCode::BrokerIdNotRegistered, "BROKER_ID_NOT_REGISTERED", false},
    {ErrorCode::InconsistentTopicId, "INCONSISTENT_TOPIC_ID", true},
    {ErrorCode::InconsistentClusterId, "INCONSISTENT_CLUSTER_ID", false},
    {ErrorCode::TransactionalIdNotFound, "TRANSACTIONAL_ID_NOT_FOUND", false},
    {ErrorCode::FetchSessionTopicIdError, "FETCH_SESSION_TOPIC_ID_ERROR", true},
    {ErrorCode::IneligibleReplica, "INELIGIBLE_REPLICA", false},
    {ErrorCode::NewLeaderElected, "NEW_LEADER_ELECTED", false},
    {ErrorCode::OffsetMovedToTieredStorage, "OFFSET_MOVED_TO_TIERED_STORAGE", false},
    {ErrorCode::FencedMemberEpoch, "FENCED_MEMBER_EPOCH", false},
    {ErrorCode::UnreleasedInstanceId, "UNRELEASED_INSTANCE_ID", false},
    {ErrorCode::UnsupportedAssignor, "UNSUPPORTED_ASSIGNOR", false},
    {ErrorCode::StaleMemberEpoch, "STALE_MEMBER_EPOCH", false},
    {ErrorCode::MismatchedEndpointType, "MISMATCHED_ENDPOINT_TYPE", false},
    {ErrorCode::UnsupportedEndpointType, "UNSUPPORTED_ENDPOINT_TYPE", false},
    {ErrorCode::UnknownControllerId, "UNKNOWN_CONTROLLER_ID", false},
    {ErrorCode::UnknownSubscriptionId, "UNKNOWN_SUBSCRIPTION_ID", false},
    {ErrorCode::TelemetryTooLarge, "TELEMETRY_TOO_LARGE", false},
    {ErrorCode::InvalidRegistration, "INVALID_REGISTRATION", false},
    {ErrorCode::TransactionAbortable, "TRANSACTION_ABORTABLE", false},
    {ErrorCode::InvalidRecordState, "INVALID_RECORD_STATE", false},
    {ErrorCode::ShareSessionNotFound, "SHARE_SESSION_NOT_FOUND", true},
    {ErrorCode::InvalidShareSessionEpoch, "INVALID_SHARE_SESSION_EPOCH", true},
    {ErrorCode::FencedStateEpoch, "FENCED_STATE_EPOCH", false},
    {ErrorCode::InvalidVoterKey, "INVALID_VOTER_KEY", false},
    {ErrorCode::DuplicateVoter, "DUPLICATE_VOTER", false},
    {ErrorCode::VoterNotFound, "VOTER_NOT_FOUND", false},
    {ErrorCode::InvalidRegularExpression, "INVALID_REGULAR_EXPRESSION", false},
    {ErrorCode::RebootstrapRequired, "REBOOTSTRAP_REQUIRED", false},
    {ErrorCode::StreamsInvalidTopology, "STREAMS_INVALID_TOPOLOGY", false},
    {ErrorCode::StreamsInvalidTopologyEpoch, "STREAMS_INVALID_TOPOLOGY_EPOCH", false},
    {ErrorCode::StreamsTopologyFenced, "STREAMS_TOPOLOGY_FENCED", false},
    {ErrorCode::ShareSessionLimitReached, "SHARE_SESSION_LIMIT_REACHED", true},
    {ErrorCode::GroupDeletionFailed, "GROUP_DELETION_FAILED", false},
    {ErrorCode::StreamsTopologyDescriptionUpdateFailed,
     "STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED", false},
    {ErrorCode::ControllerIdNotRegistered, "CONTROLLER_ID_NOT_REGISTERED", false},
});

const Row* find(ErrorCode code) {
  const auto index = static_cast<std::int32_t>(code) + 1;
  if (index < 0 || index >= static_cast<std::int32_t>(rows.size())) return nullptr;
  return &rows[static_cast<std::size_t>(index)];
}

}  // namespace

std::string_view to_string(ErrorCode code) {
  const auto* row = find(code);
  return row ? row->name : "UNKNOWN_ERROR_CODE";
}

bool is_retriable(ErrorCode code) {
  const auto* row = find(code);
  return row && row->retriable;
}

}  // namespace barnabas
