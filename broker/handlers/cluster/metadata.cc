// Metadata: v0-13
//
// Behaviour:
//  * Names the brokers, the controller, and the topics asked for: null means all, an empty list
//    none (in v0 an empty list means all).
//  * A topic that does not exist is created when auto.create.topics.enable and the client allow it.
//    The answer waits until its partitions can be written, and then names them; Apache Kafka
//    answers UNKNOWN_TOPIC_OR_PARTITION first and lets the client ask again.
//  * Illegal names are INVALID_TOPIC_EXCEPTION and never created.
//
// Version notes:
//  * v4 auto-creation may be refused, before it is always allowed. v7 leader epochs. v8 authorized
//    operations, INT32_MIN when not asked for. v10 topic ids, v12 look-up by id.

#include "broker/authorized_operations.h"
#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/cluster/handlers.h"
#include "broker/metadata/metadata_image.h"
#include "broker/metadata/topic_admin.h"
#include "broker/metadata/topic_rules.h"
#include "storage/topic_partition.h"

namespace barnabas {
namespace {

using ResponseTopic = MetadataResponse::Topic;

constexpr Version auto_creation_flag_since = 4;

class Answer {
 public:
  Answer(const MetadataRequest& request, Context& context) : request_(request), context_(context) {}

  void add_all() {
    for (const auto& [name, topic] : image().topics()) add(*topic);
  }

  void add(const MetadataRequest::Topic& wanted) {
    // Who asks by id may leave the name out or empty.
    if (!wanted.name || !wanted.topic_id.is_zero()) {
      const auto* topic = image().topic(wanted.topic_id);
      if (topic != nullptr) return add(*topic);
      return refuse({.error_code = ErrorCode::UnknownTopicId,
                     .name = std::nullopt,
                     .topic_id = wanted.topic_id});
    }
    const auto* topic = image().topic(*wanted.name);
    if (topic != nullptr) return add(*topic);
    refuse({.error_code = is_legal_topic_name(*wanted.name) ? ErrorCode::UnknownTopicOrPartition
                                                            : ErrorCode::InvalidTopicException,
            .name = *wanted.name});
  }

  void refuse(ResponseTopic topic) { response_.topics.push_back(std::move(topic)); }

  MetadataResponse finish() {
    auto& broker = context_.broker;
    const auto& endpoint = broker.endpoint_for(context_.client);
    const auto node_id = broker.config().node_id;
    response_.brokers.push_back({.node_id = node_id,
                                 .host = endpoint.host,
                                 .port = endpoint.port,
                                 .rack = broker.config().broker_rack});
    response_.cluster_id = broker.cluster().id();
    response_.controller_id = node_id;
    if (request_.include_cluster_authorized_operations)
      response_.cluster_authorized_operations = kClusterOperations;
    return std::move(response_);
  }

 private:
  const MetadataImage& image() const { return context_.broker.image(); }

  void add(const TopicImage& topic) {
    ResponseTopic answered{
        .name = topic.name, .topic_id = topic.id, .is_internal = is_internal_topic(topic.name)};
    if (request_.include_topic_authorized_operations)
      answered.topic_authorized_operations = kTopicOperations;
    answered.partitions.reserve(topic.partitions.size());
    for (std::size_t number = 0; number < topic.partitions.size(); ++number) {
      const auto& partition = topic.partitions[number];
      answered.partitions.push_back({.partition_index = static_cast<std::int32_t>(number),
                                     .leader_id = partition.leader,
                                     .leader_epoch = partition.leader_epoch,
                                     .replica_nodes = partition.replicas,
                                     .isr_nodes = partition.isr});
    }
    response_.topics.push_back(std::move(answered));
  }

  const MetadataRequest& request_;
  Context& context_;
  MetadataResponse response_;
};

std::vector<std::string> topics_to_create(const MetadataRequest& request, Context& context) {
  std::vector<std::string> names;
  const bool allowed =
      context.broker.config().auto_create_topics_enable &&
      (request.allow_auto_topic_creation || context.version() < auto_creation_flag_since);
  if (!allowed || !request.topics) return names;
  for (const auto& topic : *request.topics)
    if (topic.name && topic.topic_id.is_zero() &&
        context.broker.image().topic(*topic.name) == nullptr)
      names.push_back(*topic.name);
  return names;
}

}  // namespace

awaitable<MetadataResponse> handle(MetadataRequest request, Context& context) {
  // Names that cannot be created are refused below, each with its reason.
  const auto missing = topics_to_create(request, context);
  if (!missing.empty()) {
    std::string client_id(context.client_id());
    co_await context.broker.cluster().auto_create_topics(missing, std::move(client_id));
  }
  Answer answer(request, context);
  const bool all = !request.topics || (context.version() == 0 && request.topics->empty());
  if (all) {
    answer.add_all();
  } else {
    for (const auto& topic : *request.topics) answer.add(topic);
  }
  co_return answer.finish();
}

}  // namespace barnabas
