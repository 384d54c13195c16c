// LeaveGroup: v0-5
//
// Behaviour:
//  * The members go at once and the others rebalance. An administrator removes a static member by
//    its instance id alone.
//
// Version notes:
//  * Before v3 one member, whose error is the answer's; from then on a list, each with its own.
//    v5 the client's reason.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"

namespace barnabas {

LeaveGroupResponse handle(const LeaveGroupRequest& request, Context& context) {
  const bool single = context.version() < 3;
  std::vector<GroupLeave> leaving;
  if (single) leaving.push_back({.member_id = request.member_id});
  for (const auto& member : request.members)
    leaving.push_back({.member_id = member.member_id,
                       .instance_id = member.group_instance_id,
                       .reason = member.reason.value_or("")});

  LeaveGroupResponse response;
  const auto errors = context.broker.groups().leave(request.group_id, leaving);
  if (!errors) {
    response.error_code = errors.error().code;
    return response;
  }
  if (single) {
    response.error_code = errors->front();
    return response;
  }
  for (std::size_t i = 0; i < leaving.size(); ++i)
    response.members.push_back({.member_id = leaving[i].member_id,
                                .group_instance_id = leaving[i].instance_id,
                                .error_code = (*errors)[i]});
  return response;
}

}  // namespace barnabas
