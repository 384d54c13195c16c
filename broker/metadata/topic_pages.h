#pragma once
// Topics page by page, as DescribeTopicPartitions gives them (KIP-966), and partitions on the move.
//
//   request:  topics (none: all), limit, cursor (topic, partition) to go on from
//   response: topics by name, at most `limit` partitions in all; next cursor where more are left
//
// Pure.

#include "broker/metadata/metadata_image.h"
#include "protocol/messages/topics/describe_topic_partitions.h"
#include "protocol/messages/topics/list_partition_reassignments.h"

namespace barnabas {

// `limit_max` bounds the limit of the request.
DescribeTopicPartitionsResponse describe_topic_page(const MetadataImage& image,
                                                    const DescribeTopicPartitionsRequest& request,
                                                    std::int32_t limit_max);

ListPartitionReassignmentsResponse list_reassignments(
    const MetadataImage& image, const ListPartitionReassignmentsRequest& request);

}  // namespace barnabas
