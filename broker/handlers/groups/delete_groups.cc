// DeleteGroups: v0-3
//
// Behaviour:
//  * Forgets groups without members, with their offsets; answers when that is durable. A group with
//    members is NON_EMPTY_GROUP, one that does not exist GROUP_ID_NOT_FOUND.
//
// Version notes:
//  * v3 error texts.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/net/pending.h"

namespace barnabas {

awaitable<DeleteGroupsResponse> handle(DeleteGroupsRequest request, Context& context) {
  Pending<std::vector<ErrorCode>> pending(context.loop);
  context.broker.groups().delete_groups(request.groups_names, pending.callback());
  const auto errors = co_await pending.get();
  DeleteGroupsResponse response;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    auto& result = response.results.emplace_back();
    result.group_id = request.groups_names[i];
    result.error_code = errors[i];
    if (errors[i] == ErrorCode::NonEmptyGroup)
      result.error_message = "group " + result.group_id + " has members";
    if (errors[i] == ErrorCode::GroupIdNotFound)
      result.error_message = "group " + result.group_id + " does not exist";
  }
  co_return response;
}

}  // namespace barnabas
