#include "protocol/messages/message_catalog.h"

#include <algorithm>
#include <array>

#include "protocol/messages/cluster/api_versions.h"
#include "protocol/messages/cluster/describe_cluster.h"
#include "protocol/messages/cluster/describe_log_dirs.h"
#include "protocol/messages/cluster/describe_producers.h"
#include "protocol/messages/cluster/describe_quorum.h"
#include "protocol/messages/cluster/find_coordinator.h"
#include "protocol/messages/cluster/metadata.h"
#include "protocol/messages/configs/alter_configs.h"
#include "protocol/messages/configs/describe_configs.h"
#include "protocol/messages/configs/incremental_alter_configs.h"
#include "protocol/messages/configs/list_config_resources.h"
#include "protocol/messages/data/delete_records.h"
#include "protocol/messages/data/fetch.h"
#include "protocol/messages/data/list_offsets.h"
#include "protocol/messages/data/offset_for_leader_epoch.h"
#include "protocol/messages/data/produce.h"
#include "protocol/messages/groups/delete_groups.h"
#include "protocol/messages/groups/describe_groups.h"
#include "protocol/messages/groups/heartbeat.h"
#include "protocol/messages/groups/join_group.h"
#include "protocol/messages/groups/leave_group.h"
#include "protocol/messages/groups/list_groups.h"
#include "protocol/messages/groups/offset_commit.h"
#include "protocol/messages/groups/offset_delete.h"
#include "protocol/messages/groups/offset_fetch.h"
#include "protocol/messages/groups/sync_group.h"
#include "protocol/messages/security/describe_acls.h"
#include "protocol/messages/topics/create_partitions.h"
#include "protocol/messages/topics/create_topics.h"
#include "protocol/messages/topics/delete_topics.h"
#include "protocol/messages/topics/describe_topic_partitions.h"
#include "protocol/messages/topics/list_partition_reassignments.h"
#include "protocol/messages/transactions/init_producer_id.h"

namespace barnabas {
namespace {

template <Message Request, Message Response>
constexpr ApiMessages api(std::string_view name) {
  static_assert(Request::info.key == Response::info.key);
  static_assert(Request::info.versions == Response::info.versions);
  static_assert(Request::info.flexible_since == Response::info.flexible_since);
  return {.key = Request::info.key,
          .name = name,
          .request = message_type<Request>(),
          .response = message_type<Response>()};
}

Error unknown_api(std::int16_t key) {
  return {ErrorCode::UnsupportedVersion,
          "api key " + std::to_string(key) + " is not in the catalogue of messages"};
}

// Reads a header and leaves the body in `frame`.
template <Message Header>
Result<Header> take_header(Bytes& frame, Version version) {
  Header header;
  Reader reader(frame, Header::info.name, version, is_flexible<Header>(version));
  reader.message(header);
  if (!reader.ok()) return fail(ErrorCode::InvalidRequest, reader.error());
  frame = reader.rest();
  return header;
}

// clang-format off
constexpr std::array catalog{
    api<ProduceRequest, ProduceResponse>("Produce"),
    api<FetchRequest, FetchResponse>("Fetch"),
    api<ListOffsetsRequest, ListOffsetsResponse>("ListOffsets"),
    api<MetadataRequest, MetadataResponse>("Metadata"),
    api<OffsetCommitRequest, OffsetCommitResponse>("OffsetCommit"),
    api<OffsetFetchRequest, OffsetFetchResponse>("OffsetFetch"),
    api<FindCoordinatorRequest, FindCoordinatorResponse>("FindCoordinator"),
    api<JoinGroupRequest, JoinGroupResponse>("JoinGroup"),
    api<HeartbeatRequest, HeartbeatResponse>("Heartbeat"),
    api<LeaveGroupRequest, LeaveGroupResponse>("LeaveGroup"),
    api<SyncGroupRequest, SyncGroupResponse>("SyncGroup"),
    api<DescribeGroupsRequest, DescribeGroupsResponse>("DescribeGroups"),
    api<ListGroupsRequest, ListGroupsResponse>("ListGroups"),
    api<ApiVersionsRequest, ApiVersionsResponse>("ApiVersions"),
    api<CreateTopicsRequest, CreateTopicsResponse>("CreateTopics"),
    api<DeleteTopicsRequest, DeleteTopicsResponse>("DeleteTopics"),
    api<DeleteRecordsRequest, DeleteRecordsResponse>("DeleteRecords"),
    api<InitProducerIdRequest, InitProducerIdResponse>("InitProducerId"),
    api<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>("OffsetForLeaderEpoch"),
    api<DescribeAclsRequest, DescribeAclsResponse>("DescribeAcls"),
    api<DescribeConfigsRequest, DescribeConfigsResponse>("DescribeConfigs"),
    api<AlterConfigsRequest, AlterConfigsResponse>("AlterConfigs"),
    api<DescribeLogDirsRequest, DescribeLogDirsResponse>("DescribeLogDirs"),
    api<CreatePartitionsRequest, CreatePartitionsResponse>("CreatePartitions"),
    api<DeleteGroupsRequest, DeleteGroupsResponse>("DeleteGroups"),
    api<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>("IncrementalAlterConfigs"),
    api<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(
        "ListPartitionReassignments"),
    api<OffsetDeleteRequest, OffsetDeleteResponse>("OffsetDelete"),
    api<DescribeQuorumRequest, DescribeQuorumResponse>("DescribeQuorum"),
    api<DescribeClusterRequest, DescribeClusterResponse>("DescribeCluster"),
    api<DescribeProducersRequest, DescribeProducersResponse>("DescribeProducers"),
    api<ListConfigResourcesRequest, ListConfigResourcesResponse>("ListConfigResources"),
    api<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>("DescribeTopicPartitions"),
};
// clang-format on

}  // namespace

std::span<const ApiMessages> message_catalog() { return catalog; }

const ApiMessages* find_api(ApiKey key) {
  const auto found = std::ranges::find(catalog, key, &ApiMessages::key);
  return found == catalog.end() ? nullptr : &*found;
}

const ApiMessages* find_api(std::string_view name) {
  const auto found = std::ranges::find(catalog, name, &ApiMessages::name);
  return found == catalog.end() ? nullptr : &*found;
}

Result<PrintedFrame> print_request(Bytes frame, PrintRecords records) {
  // Key and version stand in front in every header version, and decide which one it is.
  if (frame.size() < 4) return fail(ErrorCode::InvalidRequest, "RequestHeader: truncated");
  const auto key = load_big_endian<std::int16_t>(frame.data());
  const auto version = load_big_endian<Version>(frame.data() + 2);
  const auto* api = find_api(ApiKey{key});
  if (api == nullptr) return tl::unexpected(unknown_api(key));
  const Version header_version = api->request.is_flexible(version) ? 2 : 1;
  auto header = take_header<RequestHeader>(frame, header_version);
  if (!header) return tl::unexpected(header.error());
  auto body = decode(api->request, frame, version);
  if (!body) return tl::unexpected(body.error());
  return PrintedFrame{.api = api->name,
                      .version = version,
                      .correlation_id = header->correlation_id,
                      .header = print(*header, header_version),
                      .body = print(**body, version, records)};
}

Result<PrintedFrame> print_response(Bytes frame, ResponseKind kind, PrintRecords records) {
  const auto* api = find_api(kind.key);
  if (api == nullptr) return tl::unexpected(unknown_api(static_cast<std::int16_t>(kind.key)));
  const bool flexible = api->response.is_flexible(kind.version);
  const Version header_version = flexible && kind.key != ApiKey::ApiVersions ? 1 : 0;
  auto header = take_header<ResponseHeader>(frame, header_version);
  if (!header) return tl::unexpected(header.error());
  auto body = decode(api->response, frame, kind.version);
  if (!body) return tl::unexpected(body.error());
  return PrintedFrame{.api = api->name,
                      .version = kind.version,
                      .correlation_id = header->correlation_id,
                      .header = print(*header, header_version),
                      .body = print(**body, kind.version, records)};
}

}  // namespace barnabas
