#pragma once
// The handlers of requests about topics and their partitions. One file each, named after the API.

#include "broker/context.h"
#include "broker/net/asio.h"
#include "protocol/messages/topics/create_partitions.h"
#include "protocol/messages/topics/create_topics.h"
#include "protocol/messages/topics/delete_topics.h"
#include "protocol/messages/topics/describe_topic_partitions.h"
#include "protocol/messages/topics/list_partition_reassignments.h"

namespace barnabas {

awaitable<CreatePartitionsResponse> handle(CreatePartitionsRequest request, Context& context);
awaitable<CreateTopicsResponse> handle(CreateTopicsRequest request, Context& context);
awaitable<DeleteTopicsResponse> handle(DeleteTopicsRequest request, Context& context);
DescribeTopicPartitionsResponse handle(const DescribeTopicPartitionsRequest& request,
                                       Context& context);
ListPartitionReassignmentsResponse handle(const ListPartitionReassignmentsRequest& request,
                                          Context& context);

}  // namespace barnabas
