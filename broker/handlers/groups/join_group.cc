// JoinGroup: v0-9
//
// Behaviour:
//  * A dynamic member without an id is told one with MEMBER_ID_REQUIRED and joins again with it.
//  * The answer comes when everybody joined or the rebalance timeout is over; the leader's has all
//    members with their subscriptions.
//  * Static members (group.instance.id) that come back take over their old place.
//
// Version notes:
//  * v0 has one timeout for the session and for rebalances. Before v4 a member is taken in without
//    an id. v5 static members. v7 protocol type in the answer; before it the protocol name is never
//    null. v8 the client's reason. v9 a returning static leader may be told to skip the assignment.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/net/pending.h"

namespace barnabas {
namespace {

GroupJoin as_join(JoinGroupRequest& request, const Context& context) {
  const bool one_timeout = context.version() == 0;
  GroupJoin join{.member_id = std::move(request.member_id),
                 .instance_id = std::move(request.group_instance_id),
                 .client_id = std::string(context.client_id()),
                 .client_host = "/" + context.client.host,
                 .session_timeout_ms = request.session_timeout_ms,
                 .rebalance_timeout_ms =
                     one_timeout ? request.session_timeout_ms : request.rebalance_timeout_ms,
                 .protocol_type = std::move(request.protocol_type),
                 .reason = request.reason.value_or(""),
                 .member_id_required = context.version() >= 4,
                 .may_skip_assignment = context.version() >= 9};
  for (auto& protocol : request.protocols)
    join.protocols.push_back(
        {.name = std::move(protocol.name), .metadata = std::string(as_text(protocol.metadata))});
  return join;
}

}  // namespace

awaitable<JoinGroupResponse> handle(JoinGroupRequest request, Context& context) {
  Pending<GroupJoinAnswer> pending(context.loop);
  context.broker.groups().join(request.group_id, as_join(request, context), pending.callback());
  auto arrived = co_await pending.get();
  const auto& answer = context.keep(std::move(arrived));

  JoinGroupResponse response;
  response.error_code = answer.error;
  response.generation_id = answer.generation;
  response.protocol_type = answer.protocol_type;
  response.protocol_name = answer.protocol_name;
  if (context.version() < 7 && !response.protocol_name) response.protocol_name = "";
  response.leader = answer.leader;
  response.skip_assignment = answer.skip_assignment;
  response.member_id = answer.member_id;
  for (const auto& member : answer.members)
    response.members.push_back({.member_id = member.member_id,
                                .group_instance_id = member.instance_id,
                                .metadata = as_bytes(member.metadata)});
  co_return response;
}

}  // namespace barnabas
