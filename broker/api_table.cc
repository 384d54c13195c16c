#include "broker/api_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "broker/handlers/cluster/handlers.h"
#include "broker/handlers/configs/handlers.h"
#include "broker/handlers/data/handlers.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/handlers/security/handlers.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/handlers/transactions/handlers.h"
#include "broker/serve_api.h"

namespace barnabas {
namespace {

constexpr auto table = std::to_array<ApiEntry>({
    serve<ProduceRequest>("Produce", {0, 13}),
    serve<FetchRequest>("Fetch", {4, 18}),
    serve<ListOffsetsRequest>("ListOffsets", {0, 11}),
    serve<MetadataRequest>("Metadata", {0, 13}),
    serve<OffsetCommitRequest>("OffsetCommit", {0, 10}),
    serve<OffsetFetchRequest>("OffsetFetch", {0, 10}),
    serve<FindCoordinatorRequest>("FindCoordinator", {0, 6}),
    serve<JoinGroupRequest>("JoinGroup", {0, 9}),
    serve<HeartbeatRequest>("Heartbeat", {0, 4}),
    serve<LeaveGroupRequest>("LeaveGroup", {0, 5}),
    serve<SyncGroupRequest>("SyncGroup", {0, 5}),
    serve<DescribeGroupsRequest>("DescribeGroups", {0, 6}),
    serve<ListGroupsRequest>("ListGroups", {0, 5}),
    serve<ApiVersionsRequest>("ApiVersions", {0, 5}),
    serve<CreateTopicsRequest>("CreateTopics", {0, 7}),
    serve<DeleteTopicsRequest>("DeleteTopics", {0, 6}),
    serve<DeleteRecordsRequest>("DeleteRecords", {0, 2}),
    serve<InitProducerIdRequest>("InitProducerId", {0, 5}),
    serve<OffsetForLeaderEpochRequest>("OffsetForLeaderEpoch", {0, 4}),
    serve<DescribeAclsRequest>("DescribeAcls", {0, 3}),
    serve<DescribeConfigsRequest>("DescribeConfigs", {0, 4}),
    serve<AlterConfigsRequest>("AlterConfigs", {0, 2}),
    serve<DescribeLogDirsRequest>("DescribeLogDirs", {0, 5}),
    serve<CreatePartitionsRequest>("CreatePartitions", {0, 3}),
    serve<DeleteGroupsRequest>("DeleteGroups", {0, 3}),
    serve<IncrementalAlterConfigsRequest>("IncrementalAlterConfigs", {0, 1}),
    serve<ListPartitionReassignmentsRequest>("ListPartitionReassignments", {0, 0}),
    serve<OffsetDeleteRequest>("OffsetDelete", {0, 0}),
    serve<DescribeQuorumRequest>("DescribeQuorum", {0, 2}),
    serve<DescribeClusterRequest>("DescribeCluster", {0, 2}),
    serve<DescribeProducersRequest>("DescribeProducers", {0, 0}),
    serve<ListConfigResourcesRequest>("ListConfigResources", {0, 1}),
    serve<DescribeTopicPartitionsRequest>("DescribeTopicPartitions", {0, 0}),
});

static_assert(std::ranges::is_sorted(table, {}, &ApiEntry::key));

const ApiEntry* find(ApiKey key) {
  const auto found = std::ranges::lower_bound(table, key, {}, &ApiEntry::key);
  return found != table.end() && found->key == key ? &*found : nullptr;
}

}  // namespace

std::span<const ApiEntry> api_table() { return table; }

Result<ReceivedRequest> ReceivedRequest::parse(Bytes frame) {
  if (frame.size() < 4)
    return fail(ErrorCode::InvalidRequest,
                fmt::format("request of {} bytes, too short for a header", frame.size()));
  const auto key = ApiKey{load_big_endian<std::int16_t>(frame.data())};
  const auto version = load_big_endian<Version>(frame.data() + 2);
  ReceivedRequest request{.api = find(key), .header = {}, .body = {}};
  if (request.api == nullptr)
    return fail(ErrorCode::UnsupportedVersion,
                fmt::format("API key {} is not served", static_cast<int>(key)));
  const auto& api = *request.api;
  const bool served = api.versions.contains(version);
  if (!served && key != ApiKey::ApiVersions)
    return fail(ErrorCode::UnsupportedVersion,
                fmt::format("{} version {} is not served, only {} to {}", api.name, version,
                            api.versions.min, api.versions.max));
  const bool flexible = version >= api.flexible_since;
  Reader reader(frame, RequestHeader::info.name, flexible ? 2 : 1, flexible);
  reader.message(request.header);
  if (!reader.ok()) return fail(ErrorCode::InvalidRequest, reader.error());
  request.body = reader.rest();
  if (!served) {
    request.unsupported_version = true;
    request.header.api_version = 0;
    request.body = {};
  }
  return request;
}

}  // namespace barnabas
