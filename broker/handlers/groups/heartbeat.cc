// Heartbeat: v0-4
//
// Behaviour:
//  * Renews the member's session. REBALANCE_IN_PROGRESS asks it to join again; UNKNOWN_MEMBER_ID,
//    ILLEGAL_GENERATION and FENCED_INSTANCE_ID tell it that the group went on without it.
//
// Version notes:
//  * v3 static members.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"

namespace barnabas {

HeartbeatResponse handle(const HeartbeatRequest& request, Context& context) {
  HeartbeatResponse response;
  response.error_code =
      context.broker.groups().heartbeat(request.group_id, {.member_id = request.member_id,
                                                           .instance_id = request.group_instance_id,
                                                           .generation = request.generation_id});
  return response;
}

}  // namespace barnabas
