// one_in_flight, through, sync: how long one record takes.

#include <fmt/core.h>
#include <poll.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "bench/load.h"
#include "protocol/messages/data/fetch.h"

namespace barnabas::bench {
namespace {

constexpr int kWarmUp = 1000;

// A consumer that waits in long polls at the end of partition 0 and notes when each fetch returns.
class TailReader {
 public:
  explicit TailReader(const LoadOptions& options) : options_(options), connection_(options.broker) {
    offset_ = fetch(0).second;
  }

  // Waits up to half a second for records; how many there are.
  std::int64_t wait_for_records() {
    const auto [bytes, high_watermark] = fetch(1);
    return bytes == 0 ? 0 : high_watermark - std::exchange(offset_, high_watermark);
  }

 private:
  // Bytes of records, and the high watermark.
  std::pair<std::size_t, std::int64_t> fetch(int min_bytes) {
    FetchRequest request;
    request.max_wait_ms = 500;
    request.min_bytes = min_bytes;
    FetchRequest::Partition partition;
    partition.fetch_offset = offset_;
    partition.partition_max_bytes = 16 * 1024 * 1024;
    FetchRequest::Topic topic;
    topic.topic = options_.topic;
    topic.partitions.push_back(partition);
    request.topics.push_back(std::move(topic));
    const auto response = connection_.call<FetchResponse>(request, kFetchVersion);
    const auto& data = response.responses.at(0).partitions.at(0);
    if (data.error_code != ErrorCode::None) {
      give_up(fmt::format("fetch: error {}", static_cast<int>(data.error_code)));
    }
    return {data.records.bytes.size(), data.high_watermark};
  }

  const LoadOptions& options_;
  Connection connection_;
  std::int64_t offset_ = 0;
};

}  // namespace

void one_in_flight(const LoadOptions& options) {
  ensure_topic(options);
  Connection connection(options.broker);
  const auto batch = record_batch(1, options.record_bytes);
  const auto frame = produce_frame(options, 0, batch.view());
  std::vector<std::int64_t> times;
  std::string why;
  const auto started = now_ns();
  for (int i = -kWarmUp; i < options.requests; ++i) {
    const auto before = now_ns();
    connection.send(frame.view());
    if (!appended(connection, why)) give_up(why);
    if (i >= 0) times.push_back(now_ns() - before);
  }
  const double seconds = static_cast<double>(now_ns() - started) / 1e9;
  fmt::print("{{{}, \"requests\": {}, \"requests_a_second\": {:.0f}}}\n", percentiles(times),
             options.requests + kWarmUp, (options.requests + kWarmUp) / seconds);
}

// With a rate each record is sent when it is due, however many are not answered yet: what a stall
// holds up counts from then. Without one, the next is sent when the last has arrived.
void through(const LoadOptions& options) {
  ensure_topic(options);
  Connection connection(options.broker);
  const auto batch = record_batch(1, options.record_bytes);
  const auto frame = produce_frame(options, 0, batch.view());
  const int total = options.requests + kWarmUp;
  TailReader reader(options);
  std::atomic<int> arrived = 0;
  std::vector<std::int64_t> arrivals(static_cast<std::size_t>(total));
  std::thread consumer([&] {
    while (arrived < total) {
      const auto records = reader.wait_for_records();
      const auto at = now_ns();
      for (std::int64_t i = 0; i < records; ++i)
        arrivals.at(static_cast<std::size_t>(arrived++)) = at;
      arrived.notify_one();
    }
  });
  std::thread answers;
  const auto take_answers = [&](int count) {
    std::string why;
    for (int i = 0; i < count; ++i)
      if (!appended(connection, why)) give_up(why);
  };
  if (options.rate > 0) answers = std::thread(take_answers, total);
  std::vector<std::int64_t> intended;
  const auto first = now_ns();
  for (int i = 0; i < total; ++i) {
    intended.push_back(now_ns());
    if (options.rate > 0) {
      intended.back() = first + std::int64_t{1'000'000'000} / options.rate * i;
      std::this_thread::sleep_for(std::chrono::nanoseconds(intended.back() - now_ns()));
    }
    connection.send(frame.view());
    if (options.rate > 0) continue;
    take_answers(1);
    arrived.wait(i);  // spinning here would take a processor from the broker
  }
  consumer.join();
  if (answers.joinable()) answers.join();
  std::vector<std::int64_t> times;
  for (auto i = std::size_t{kWarmUp}; i < arrivals.size(); ++i)
    times.push_back(arrivals[i] - intended[i]);
  fmt::print("{{{}, \"requests\": {}}}\n", percentiles(times), total);
}

void sync(const LoadOptions& options) {
  ensure_topic(options);
  const auto batch = record_batch(1, options.record_bytes);
  std::vector<Connection> connections;
  std::vector<Buffer> frames;
  std::vector<pollfd> watched;
  for (int i = 0; i < options.producers; ++i) {
    connections.emplace_back(options.broker);
    frames.push_back(produce_frame(options, i % options.partitions, batch.view()));
    watched.push_back({connections.back().descriptor(), POLLIN, 0});
  }
  std::string why;
  const auto started = now_ns();
  for (std::size_t i = 0; i < connections.size(); ++i) connections[i].send(frames[i].view());
  int sent = options.producers;
  int answered = 0;
  while (answered < sent) {
    ::poll(watched.data(), watched.size(), -1);
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if ((watched[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      if (!appended(connections[i], why)) give_up(why);
      ++answered;
      if (sent < options.requests) {
        connections[i].send(frames[i].view());
        ++sent;
      }
    }
  }
  const double seconds = static_cast<double>(now_ns() - started) / 1e9;
  fmt::print("{{\"requests\": {}, \"records_a_second\": {:.0f}}}\n", answered, answered / seconds);
}

}  // namespace barnabas::bench
