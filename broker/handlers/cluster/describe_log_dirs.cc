// DescribeLogDirs: v0-5
//
// Behaviour:
//  * The one data directory, with the true size of every partition asked for (null: all) in bytes
//    of .log files, and the total and free space of its volume (v4).

#include "broker/broker.h"
#include "broker/handlers/cluster/handlers.h"

namespace barnabas {
namespace {

using ResponseTopic = DescribeLogDirsResponse::Topic;

void add(ResponseTopic& answered, Partition& partition) {
  const auto log = partition.open();
  if (!log) return;
  answered.partitions.push_back(
      {.partition_index = partition.name().partition,
       .partition_size = static_cast<std::int64_t>((*log)->size_bytes())});
}

std::vector<ResponseTopic> describe_all(const Topics& topics) {
  std::vector<ResponseTopic> answered;
  for (const auto& [id, topic] : topics.all()) {
    auto& entry = answered.emplace_back();
    entry.name = topic->name;
    for (const auto& partition : topic->partitions) add(entry, *partition);
  }
  return answered;
}

std::vector<ResponseTopic> describe_some(
    const Topics& topics,
    const std::vector<DescribeLogDirsRequest::DescribableLogDirTopic>& wanted) {
  std::vector<ResponseTopic> answered;
  for (const auto& topic : wanted) {
    auto& entry = answered.emplace_back();
    entry.name = topic.topic;
    for (auto number : topic.partitions) {
      const auto found = topics.find(topic.topic, {}, number);
      if (found.partition != nullptr) add(entry, *found.partition);
    }
    if (entry.partitions.empty()) answered.pop_back();
  }
  return answered;
}

}  // namespace

DescribeLogDirsResponse handle(const DescribeLogDirsRequest& request, Context& context) {
  auto& broker = context.broker;
  DescribeLogDirsResponse::Result directory{.log_dir = broker.directory().name()};
  directory.topics = request.topics ? describe_some(broker.topics(), *request.topics)
                                    : describe_all(broker.topics());
  if (const auto space = broker.directory().volume_space()) {
    directory.total_bytes = static_cast<std::int64_t>(space->total);
    directory.usable_bytes = static_cast<std::int64_t>(space->free);
  }
  DescribeLogDirsResponse response;
  response.results.push_back(std::move(directory));
  return response;
}

}  // namespace barnabas
