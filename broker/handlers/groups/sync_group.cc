// SyncGroup: v0-5
//
// Behaviour:
//  * The leader hands in the assignment; everybody's answer is their share of it, once it is
//    durable in __consumer_offsets. In a stable group the current share comes at once.
//
// Version notes:
//  * v3 static members. v5 protocol type and name must be given and agree with the group's.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/net/pending.h"

namespace barnabas {

awaitable<SyncGroupResponse> handle(SyncGroupRequest request, Context& context) {
  SyncGroupResponse response;
  if (context.version() >= 5 && (!request.protocol_type || !request.protocol_name)) {
    response.error_code = ErrorCode::InconsistentGroupProtocol;
    co_return response;
  }
  GroupSync sync{.member_id = std::move(request.member_id),
                 .instance_id = std::move(request.group_instance_id),
                 .generation = request.generation_id,
                 .protocol_type = std::move(request.protocol_type),
                 .protocol_name = std::move(request.protocol_name)};
  for (auto& share : request.assignments)
    sync.assignments.push_back(
        {.member_id = std::move(share.member_id), .bytes = std::string(as_text(share.assignment))});

  Pending<GroupSyncAnswer> pending(context.loop);
  context.broker.groups().sync(request.group_id, std::move(sync), pending.callback());
  auto arrived = co_await pending.get();
  const auto& answer = context.keep(std::move(arrived));
  response.error_code = answer.error;
  response.protocol_type = answer.protocol_type;
  response.protocol_name = answer.protocol_name;
  response.assignment = as_bytes(answer.assignment);
  co_return response;
}

}  // namespace barnabas
