// produce and fetch: how much a second, from a client that does next to nothing itself.

#include <fmt/core.h>

#include "bench/load.h"
#include "protocol/messages/data/fetch.h"
#include "protocol/records/record_batch.h"

namespace barnabas::bench {
namespace {

void print_throughput(std::int64_t bytes, std::int64_t records, std::int64_t took_ns) {
  const double seconds = static_cast<double>(took_ns) / 1e9;
  fmt::print(R"({{"bytes": {}, "seconds": {:.4f}, "megabytes_a_second": {:.1f}, )"
             R"("records_a_second": {:.0f}}})"
             "\n",
             bytes, seconds, static_cast<double>(bytes) / 1e6 / seconds,
             static_cast<double>(records) / seconds);
}

FetchRequest fetch_request(const LoadOptions& options, const std::vector<std::int64_t>& offsets) {
  FetchRequest request;
  request.max_wait_ms = 500;
  request.min_bytes = 1;
  request.max_bytes = 50 * 1024 * 1024;
  FetchRequest::Topic topic;
  topic.topic = options.topic;
  for (int i = 0; i < options.partitions; ++i) {
    FetchRequest::Partition partition;
    partition.partition = i;
    partition.fetch_offset = offsets[static_cast<std::size_t>(i)];
    partition.partition_max_bytes = 1024 * 1024;
    topic.partitions.push_back(partition);
  }
  request.topics.push_back(std::move(topic));
  return request;
}

// The offset after the last whole batch in `records`; `offset` if there is none.
std::int64_t next_offset(Bytes records, std::int64_t offset) {
  while (records.size() >= kRecordBatchHeaderSize) {
    const auto size = kBatchPrefixSize + load_big_endian<std::uint32_t>(records.data() + 8);
    if (size > records.size()) break;
    const auto base = load_big_endian<std::int64_t>(records.data());
    const auto delta = record_batch_layout::kLastOffsetDelta;
    offset = base + load_big_endian<std::int32_t>(records.data() + delta) + 1;
    records = records.subspan(size);
  }
  return offset;
}

}  // namespace

void produce(const LoadOptions& options) {
  ensure_topic(options);
  Connection connection(options.broker);
  const auto batch = record_batch(options.batch_records, options.record_bytes);
  std::vector<Buffer> frames;
  for (int i = 0; i < options.partitions; ++i) {
    frames.push_back(produce_frame(options, i, batch.view()));
  }
  const auto batch_bytes = static_cast<std::int64_t>(batch.size());
  const std::int64_t requests = options.megabytes * 1'000'000 / batch_bytes;
  std::string why;
  const auto started = now_ns();
  std::int64_t answered = 0;
  for (std::int64_t sent = 0; answered < requests;) {
    while (sent < requests && sent - answered < options.depth) {
      connection.send(frames[static_cast<std::size_t>(sent % options.partitions)].view());
      ++sent;
    }
    if (!appended(connection, why)) give_up(why);
    ++answered;
  }
  print_throughput(requests * batch_bytes, requests * options.batch_records, now_ns() - started);
}

void fetch(const LoadOptions& options) {
  Connection connection(options.broker);
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(options.partitions), 0);
  std::int64_t bytes = 0;
  std::int64_t records = 0;
  const std::int64_t enough = options.megabytes * 1'000'000;
  const auto started = now_ns();
  while (bytes < enough) {
    const auto request = fetch_request(options, offsets);
    const auto response = connection.call<FetchResponse>(request, kFetchVersion);
    std::int64_t got = 0;
    for (const auto& topic : response.responses) {
      for (const auto& partition : topic.partitions) {
        if (partition.error_code != ErrorCode::None) {
          give_up(fmt::format("fetch: error {}", static_cast<int>(partition.error_code)));
        }
        auto& offset = offsets[static_cast<std::size_t>(partition.partition_index)];
        const auto next = next_offset(partition.records.bytes, offset);
        records += next - offset;
        got += static_cast<std::int64_t>(partition.records.bytes.size());
        // At the end it starts over, as another consumer would: a fetch there would wait.
        offset = next < partition.high_watermark ? next : 0;
      }
    }
    if (got == 0) give_up("nothing to fetch");
    bytes += got;
  }
  print_throughput(bytes, records, now_ns() - started);
}

}  // namespace barnabas::bench
