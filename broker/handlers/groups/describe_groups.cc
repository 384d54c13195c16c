// DescribeGroups: v0-6
//
// Behaviour:
//  * State, protocol, members. Subscriptions and the protocol are shown while the group is Stable,
//    assignments always.
//
// Version notes:
//  * v3 authorized operations when asked for. v4 instance ids. A group that does not exist is
//    "Dead", without an error up to v5 and GROUP_ID_NOT_FOUND from v6 on (KIP-1043).

#include "broker/authorized_operations.h"
#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"

namespace barnabas {

DescribeGroupsResponse handle(const DescribeGroupsRequest& request, Context& context) {
  DescribeGroupsResponse response;
  for (const auto& group_id : request.groups) {
    const auto& group = context.keep(context.broker.groups().describe(group_id));
    auto& answered = response.groups.emplace_back();
    answered.group_id = group.group_id;
    answered.error_code = group.error;
    if (group.error == ErrorCode::GroupIdNotFound && context.version() < 6)
      answered.error_code = ErrorCode::None;
    if (answered.error_code == ErrorCode::GroupIdNotFound)
      answered.error_message = "Group " + group_id + " not found.";
    answered.group_state = group.state;
    answered.protocol_type = group.protocol_type;
    answered.protocol_data = group.protocol;
    for (const auto& member : group.members)
      answered.members.push_back({.member_id = member.member_id,
                                  .group_instance_id = member.instance_id,
                                  .client_id = member.client_id,
                                  .client_host = member.client_host,
                                  .member_metadata = as_bytes(member.metadata),
                                  .member_assignment = as_bytes(member.assignment)});
    if (request.include_authorized_operations && answered.error_code == ErrorCode::None)
      answered.authorized_operations = kGroupOperations;
  }
  return response;
}

}  // namespace barnabas
