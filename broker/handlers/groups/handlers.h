#pragma once
// The handlers of requests about consumer groups. One file each, named after the API.

#include "broker/context.h"
#include "broker/net/asio.h"
#include "protocol/messages/cluster/find_coordinator.h"
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

namespace barnabas {

awaitable<FindCoordinatorResponse> handle(FindCoordinatorRequest request, Context& context);
awaitable<JoinGroupResponse> handle(JoinGroupRequest request, Context& context);
awaitable<SyncGroupResponse> handle(SyncGroupRequest request, Context& context);
HeartbeatResponse handle(const HeartbeatRequest& request, Context& context);
LeaveGroupResponse handle(const LeaveGroupRequest& request, Context& context);
awaitable<OffsetCommitResponse> handle(OffsetCommitRequest request, Context& context);
awaitable<OffsetFetchResponse> handle(OffsetFetchRequest request, Context& context);
awaitable<OffsetDeleteResponse> handle(OffsetDeleteRequest request, Context& context);
DescribeGroupsResponse handle(const DescribeGroupsRequest& request, Context& context);
ListGroupsResponse handle(const ListGroupsRequest& request, Context& context);
awaitable<DeleteGroupsResponse> handle(DeleteGroupsRequest request, Context& context);

}  // namespace barnabas
