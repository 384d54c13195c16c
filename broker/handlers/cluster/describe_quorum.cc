// DescribeQuorum: v0-2
//
// Behaviour:
//  * The quorum of the metadata log __cluster_metadata-0: this node alone is leader and voter, and
//    its high watermark is what counts as stored: what is durable, with durability=os what is
//    written. Any other partition: UNKNOWN_TOPIC_OR_PARTITION.
//
// Version notes:
//  * v1 times of the last fetch. v2 error texts, nodes and directory ids.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/cluster/handlers.h"

namespace barnabas {
namespace {

constexpr std::string_view metadata_topic = "__cluster_metadata";

DescribeQuorumResponse::PartitionData describe(Broker& broker, const std::string& topic,
                                               std::int32_t partition) {
  DescribeQuorumResponse::PartitionData data{.partition_index = partition,
                                             .error_message = std::nullopt};
  if (topic != metadata_topic || partition != 0) {
    data.error_code = ErrorCode::UnknownTopicOrPartition;
    data.error_message = "Only " + std::string(metadata_topic) + "-0 has a quorum.";
    return data;
  }
  auto& metadata = broker.cluster().metadata();
  const auto now_ms = broker.clock().wall_ms();
  data.leader_id = broker.config().node_id;
  data.leader_epoch = metadata.leader_epoch();
  data.high_watermark = broker.config().durability == Durability::Fsync
                            ? metadata.log().recovery_point()
                            : metadata.log().log_end_offset();
  data.current_voters.push_back({.replica_id = broker.config().node_id,
                                 .replica_directory_id = metadata.voter_directory_id(),
                                 .log_end_offset = metadata.log().log_end_offset(),
                                 .last_fetch_timestamp = now_ms,
                                 .last_caught_up_timestamp = now_ms});
  return data;
}

}  // namespace

DescribeQuorumResponse handle(const DescribeQuorumRequest& request, Context& context) {
  auto& broker = context.broker;
  DescribeQuorumResponse response;
  response.error_message = std::nullopt;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.topic_name = topic.topic_name;
    for (const auto& partition : topic.partitions)
      answered.partitions.push_back(describe(broker, topic.topic_name, partition.partition_index));
  }
  const auto& endpoint = broker.endpoint_for(context.client);
  DescribeQuorumResponse::Node node{.node_id = broker.config().node_id};
  node.listeners.push_back({endpoint.listener_name, endpoint.host, endpoint.port});
  response.nodes.push_back(std::move(node));
  return response;
}

}  // namespace barnabas
