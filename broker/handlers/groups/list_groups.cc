// ListGroups: v0-5
//
// Behaviour:
//  * All groups of this broker, also those that only committed offsets.
//
// Version notes:
//  * v4 filter by state, in any case. v5 filter by type; all groups here are "classic".

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"

namespace barnabas {

ListGroupsResponse handle(const ListGroupsRequest& request, Context& context) {
  ListGroupsResponse response;
  const GroupListFilter filter{.states = request.states_filter, .types = request.types_filter};
  for (auto& group : context.broker.groups().list(filter))
    response.groups.push_back({.group_id = std::move(group.group_id),
                               .protocol_type = std::move(group.protocol_type),
                               .group_state = std::move(group.state),
                               .group_type = std::move(group.type)});
  return response;
}

}  // namespace barnabas
