// DescribeTopicPartitions: v0
//
// Behaviour:
//  * Topics sorted by name, all of them when none is named; the pages are those of
//    broker/metadata/topic_pages.h. Unknown topics: UNKNOWN_TOPIC_OR_PARTITION and no id.
//  * A page has at most max.request.partition.size.limit partitions, whatever is asked for.

#include "broker/authorized_operations.h"
#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/metadata/topic_pages.h"

namespace barnabas {

DescribeTopicPartitionsResponse handle(const DescribeTopicPartitionsRequest& request,
                                       Context& context) {
  auto response = describe_topic_page(context.broker.cluster().image(), request,
                                      context.broker.config().max_request_partition_size_limit);
  for (auto& topic : response.topics) topic.topic_authorized_operations = kTopicOperations;
  return response;
}

}  // namespace barnabas
