// ListPartitionReassignments: v0
//
// Behaviour:
//  * The partitions that move between brokers, of all topics or of those named. One broker alone
//    moves none; a metadata log that came from a larger cluster may hold some.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/metadata/topic_pages.h"

namespace barnabas {

ListPartitionReassignmentsResponse handle(const ListPartitionReassignmentsRequest& request,
                                          Context& context) {
  return list_reassignments(context.broker.cluster().image(), request);
}

}  // namespace barnabas
