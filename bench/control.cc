// create and start: topics a second, and the time from exec to the first acknowledged record.

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "bench/load.h"
#include "protocol/messages/cluster/metadata.h"
#include "protocol/messages/topics/create_topics.h"

namespace barnabas::bench {
namespace {

// Asks for the topic, which creates it where topics create themselves.
void ask_for_topic(Connection& connection, const std::string& name) {
  MetadataRequest request;
  MetadataRequest::Topic topic;
  topic.name = name;
  request.topics->push_back(topic);
  connection.call<MetadataResponse>(request, kMetadataVersion);
}

}  // namespace

void create(const LoadOptions& options) {
  Connection connection(options.broker);
  const auto started = now_ns();
  for (int i = 0; i < options.topics; ++i) {
    CreateTopicsRequest request;
    CreateTopicsRequest::CreatableTopic topic;
    topic.name = fmt::format("{}-{}-{}", options.topic, ::getpid(), i);
    topic.num_partitions = options.partitions;
    topic.replication_factor = 1;
    request.topics.push_back(topic);
    const auto created = connection.call<CreateTopicsResponse>(request, kCreateTopicsVersion);
    if (created.topics.at(0).error_code != ErrorCode::None) {
      give_up(fmt::format("create {}: error {}", topic.name,
                          static_cast<int>(created.topics.at(0).error_code)));
    }
  }
  const double seconds = static_cast<double>(now_ns() - started) / 1e9;
  fmt::print("{{\"topics\": {}, \"topics_a_second\": {:.0f}}}\n", options.topics,
             options.topics / seconds);
}

void start(const LoadOptions& options) {
  if (options.command.empty()) give_up("start needs a command after --");
  std::vector<char*> arguments;
  for (const auto& word : options.command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const auto started = now_ns();
  const pid_t child = ::fork();
  if (child == 0) {
    // Whoever reads what this program prints shall not wait for the end of the broker.
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    ::execvp(arguments[0], arguments.data());
    _exit(127);
  }
  Connection connection;
  const auto pause = [&] {
    if (now_ns() - started > std::int64_t{120} * 1'000'000'000) give_up("not ready after 120 s");
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  };
  while (!connection.try_connect(options.broker)) pause();
  const auto batch = record_batch(1, options.record_bytes);
  const auto frame = produce_frame(options, 0, batch.view());
  std::string why;
  while (true) {
    ask_for_topic(connection, options.topic);
    connection.send(frame.view());
    if (appended(connection, why)) break;
    pause();
  }
  fmt::print("{{\"milliseconds\": {:.2f}, \"pid\": {}}}\n",
             static_cast<double>(now_ns() - started) / 1e6, child);
}

}  // namespace barnabas::bench
