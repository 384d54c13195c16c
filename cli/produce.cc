// The produce command: lines of stdin, or arguments, become records.

#include <fmt/core.h>

#include <memory>

#include "cli/client_setup.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/record_format.h"
#include "cli/stdin_lines.h"
#include "cli/time_text.h"
#include "client/producer.h"
#include "protocol/base/clock.h"

namespace barnabas {

using namespace client;
namespace {

struct ProduceOptions : ClientOptions {
  std::string topic;
  std::vector<std::string> values;
  bool parse_key = false;
  std::string delimiter = ":";
  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::int32_t> partition;
  std::optional<std::string> timestamp;
  std::string compression = "none";
  std::string acks = "all";
  bool idempotent = false;
  bool empty_is_null = false;
  std::string format;
};

// What every record of this call has in common, and how a line becomes one.
class LineReader {
 public:
  static Result<LineReader> make(const ProduceOptions& options) {
    LineReader reader(options);
    if (!options.format.empty()) {
      auto format = RecordFormat::parse(options.format);
      if (!format) return tl::unexpected(std::move(format.error()));
      auto readable = format->check_readable();
      if (!readable) return tl::unexpected(std::move(readable.error()));
      reader.format_ = std::move(*format);
    }
    if (options.timestamp) {
      const auto time = parse_time(*options.timestamp, SystemClock().wall_ms());
      if (!time) return tl::unexpected(time.error());
      reader.timestamp_ms_ = *time;
    }
    return reader;
  }

  Result<RecordToSend> read(const std::string& line) const {
    RecordToSend record{.key = options_.key, .value = line, .headers = {}, .partition = {}};
    if (!format_.empty()) {
      auto read = format_.read(line);
      if (!read) return read;
      record = std::move(*read);
      if (!record.key) record.key = options_.key;
    } else if (options_.parse_key) {
      const auto at = line.find(options_.delimiter);
      if (at == std::string::npos)
        return fail(ErrorCode::InvalidRequest,
                    fmt::format("no delimiter '{}' in '{}': with --parse-key a line is "
                                "KEY{}VALUE; choose another with --delimiter",
                                options_.delimiter, line, options_.delimiter));
      record.key = line.substr(0, at);
      record.value = line.substr(at + options_.delimiter.size());
    }
    for (const auto& [name, value] : options_.headers) record.headers.emplace_back(name, value);
    if (options_.partition) record.partition = options_.partition;
    if (options_.empty_is_null && record.value == "") record.value.reset();
    if (timestamp_ms_) record.timestamp_ms = *timestamp_ms_;
    if (record.timestamp_ms == 0) record.timestamp_ms = SystemClock().wall_ms();
    return record;
  }

 private:
  explicit LineReader(const ProduceOptions& options) : options_(options) {}

  const ProduceOptions& options_;
  RecordFormat format_;
  std::optional<std::int64_t> timestamp_ms_;
};

void print_delivery(const std::string& topic, const Delivered& delivered) {
  if (delivered.base_offset < 0)
    fmt::print(stderr, "{}-{}: {} records sent\n", topic, delivered.partition, delivered.records);
  else if (delivered.records == 1)
    fmt::print(stderr, "{}-{}: offset {}\n", topic, delivered.partition, delivered.base_offset);
  else
    fmt::print(stderr, "{}-{}: offsets {} to {}\n", topic, delivered.partition,
               delivered.base_offset, delivered.base_offset + delivered.records - 1);
}

Result<int> send_all(Producer& producer, const LineReader& reader, const ProduceOptions& options) {
  std::int64_t number = 0;
  const auto send = [&](const std::string& line) -> Result<void> {
    ++number;
    const auto record = reader.read(line);
    if (!record)
      return fail(record.error().code, fmt::format("line {}: {}", number, record.error().message));
    return producer.send(*record);
  };
  Result<void> sent;
  if (!options.values.empty()) {
    for (const auto& value : options.values)
      if (sent = send(value); !sent) break;
  } else {
    StdinLines lines;
    Result<void> flushed;
    const auto flush = [&] { flushed = producer.flush(); };
    for (auto line = lines.next(flush); line && sent && flushed; line = lines.next(flush))
      sent = send(*line);
    if (!flushed) return tl::unexpected(flushed.error());
  }
  const auto flushed = producer.flush();  // what came before a bad line is still stored
  if (!sent) return tl::unexpected(sent.error());
  if (!flushed) return tl::unexpected(flushed.error());
  return kExitOk;
}

Result<int> produce(Cluster& cluster, const ProduceOptions& options) {
  const auto reader = LineReader::make(options);
  if (!reader) return tl::unexpected(reader.error());
  if (options.idempotent && options.acks != "all" && options.acks != "-1") {
    print_error("--idempotent needs --acks all: without it nobody knows what to send again");
    return kExitUsage;
  }
  ProducerOptions settings{.topic = options.topic};
  settings.acks =
      options.acks == "all" ? std::int16_t{-1} : static_cast<std::int16_t>(std::stoi(options.acks));
  settings.compression = parse_compression(options.compression).value_or(Compression::None);
  settings.idempotent = options.idempotent;
  Producer producer(cluster, settings, [&options](const Delivered& delivered) {
    print_delivery(options.topic, delivered);
  });
  return send_all(producer, *reader, options);
}

constexpr const char* kDetails =
    "Each line of stdin becomes a record, or each VALUE given. Without a key, records go to one "
    "partition after the other; with one, its murmur2 hash decides, as in Java clients (kcat's "
    "default is another hash). The offsets they got are told on stderr.";

constexpr const char* kExamples =
    "  barnabas produce orders hello world\n"
    "  echo 42,paid | barnabas produce orders --parse-key --delimiter ,\n"
    "  barnabas produce orders --key 42 --header source=web --compression zstd < order.json\n"
    "  barnabas produce users -k 42 -Z ''              # a tombstone\n"
    "  barnabas produce orders -f '%p|%k|%v' < records.txt\n"
    "  barnabas produce orders --idempotent -v hello   # watch the sequence numbers";

void add_record_options(Command& command, ProduceOptions& options) {
  command.option({.names = "-k,--key", .value = "KEY", .text = "Key of every record"}, options.key);
  command.flag({.names = "-K,--parse-key", .text = "A line is key, delimiter, value"},
               options.parse_key);
  command.option({.names = "--delimiter,--key-separator",
                  .value = "TEXT",
                  .text = "What stands between key and value",
                  .default_value = ":"},
                 options.delimiter);
  command.option({.names = "-H,--header",
                  .value = "KEY=VALUE",
                  .text = "Header of every record; may be given several times"},
                 options.headers);
  command.option({.names = "-p,--partition", .value = "N", .text = "Partition of every record"},
                 options.partition);
  command.option({.names = "--timestamp",
                  .value = "TIME",
                  .text = "Time of every record: milliseconds, a date, or -5m"},
                 options.timestamp);
  command.flag({.names = "-Z,--tombstone,--null-value",
                .text = "An empty value is null: it deletes the key in compacted topics"},
               options.empty_is_null);
  command.option({.names = "-f,--format",
                  .value = "FORMAT",
                  .text = "Take lines apart by %k %v %p %T and the text between them"},
                 options.format);
}

}  // namespace

void add_produce_command(Command& program) {
  auto options = std::make_shared<ProduceOptions>();
  auto& command = program.add({.name = "produce",
                               .summary = "Write records to a topic",
                               .details = kDetails,
                               .examples = kExamples});
  command.argument({.names = "TOPIC", .text = "Where the records go", .required = true},
                   options->topic);
  command.argument({.names = "VALUE", .text = "Values of the records; without one, stdin"},
                   options->values);
  add_record_options(command, *options);
  command.option({.names = "-z,--compression",
                  .value = "none|gzip|snappy|lz4|zstd",
                  .text = "Codec of the batches",
                  .default_value = "none"},
                 options->compression);
  command.option({.names = "-a,--acks",
                  .value = "all|-1|1|0",
                  .text = "Who has to have the records before the broker answers",
                  .default_value = "all"},
                 options->acks);
  command.flag({.names = "--idempotent",
                .text = "Number the batches, so that sending one again stores it once"},
               options->idempotent);
  add_connection_options(command, *options);
  command.run = [options] {
    return with_cluster(*options, [&](Cluster& cluster) { return produce(cluster, *options); });
  };
}

}  // namespace barnabas
