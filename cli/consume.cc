// The consume command: prints records of topics, alone or as a member of a group.

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "cli/client_setup.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/record_format.h"
#include "cli/time_text.h"
#include "client/consumer.h"
#include "client/group_member.h"
#include "client/list_offsets.h"
#include "protocol/base/clock.h"

namespace barnabas {

using namespace client;
namespace {

struct ConsumeOptions : ClientOptions {
  std::vector<std::string> topics;
  std::string group;
  std::optional<std::string> instance_id;
  bool from_beginning = false;
  std::string offset;
  std::optional<std::string> from_timestamp;
  std::optional<std::int64_t> count;
  std::vector<std::string> partitions;
  bool exit_at_end = false;
  bool print_key = false;
  std::string key_separator = "\t";
  std::string format;
  std::optional<std::int64_t> timeout_ms;
};

// Where reading starts in a partition.
struct Start {
  enum class Kind { Beginning, End, Offset, FromEnd, Timestamp };
  Kind kind = Kind::End;
  std::int64_t number = 0;  // the offset, how many from the end, or milliseconds
};

Result<Start> parse_start(const ConsumeOptions& options) {
  using Kind = Start::Kind;
  if (options.from_timestamp) {
    const auto time = parse_time(*options.from_timestamp, SystemClock().wall_ms());
    if (!time) return tl::unexpected(time.error());
    return Start{Kind::Timestamp, *time};
  }
  if (options.from_beginning) return Start{Kind::Beginning};
  const auto& text = options.offset;
  if (text.empty()) return Start{options.group.empty() ? Kind::Beginning : Kind::End};
  if (text == "beginning" || text == "earliest" || text == "start") return Start{Kind::Beginning};
  if (text == "end" || text == "latest") return Start{Kind::End};
  std::int64_t number = 0;
  if (!read_value(text, number).empty())
    return fail(ErrorCode::InvalidRequest,
                fmt::format("--offset: '{}' is not an offset; write a number, -N for the last N "
                            "records, beginning or end",
                            text));
  if (number < 0) return Start{Kind::FromEnd, -number};
  return Start{Kind::Offset, number};
}

// Prints records, counts them, and knows when there were enough.
class RecordPrinter {
 public:
  static Result<RecordPrinter> make(const ConsumeOptions& options) {
    RecordPrinter printer(options);
    auto text = options.format;
    if (text.empty()) text = (options.print_key ? "%k" + options.key_separator : "") + "%v\\n";
    auto format = RecordFormat::parse(text);
    if (!format) return tl::unexpected(std::move(format.error()));
    printer.format_ = std::move(*format);
    return printer;
  }

  // False once enough were printed.
  bool print(const FetchedRecord& record) {
    const bool json = options_.output == "json" || options_.output == "jsonl";
    if (json)
      text_ += record_json(record);
    else
      format_.print(record, text_);
    constexpr std::size_t kFlushBytes = 1 << 16;
    if (text_.size() > kFlushBytes) flush();
    return ++printed_ < options_.count.value_or(std::numeric_limits<std::int64_t>::max());
  }
  void flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    std::fflush(stdout);
    text_.clear();
  }
  std::int64_t printed() const { return printed_; }
  bool enough() const { return options_.count && printed_ >= *options_.count; }

 private:
  explicit RecordPrinter(const ConsumeOptions& options) : options_(options) {}

  const ConsumeOptions& options_;
  RecordFormat format_;
  std::string text_;
  std::int64_t printed_ = 0;
};

// The offset to start at in each of the partitions of one topic.
Result<std::map<std::int32_t, Offset>> start_offsets(Cluster& cluster, const Start& start,
                                                     ListOffsetsQuery query) {
  using Kind = Start::Kind;
  query.timestamp_ms = kLatestOffset;
  const auto ends = list_offsets(cluster, query);
  if (!ends || start.kind == Kind::End) return ends;
  query.timestamp_ms = start.kind == Kind::Timestamp ? start.number : kEarliestOffset;
  auto offsets = list_offsets(cluster, query);
  if (!offsets || start.kind == Kind::Beginning) return offsets;
  for (auto& [partition, offset] : *offsets) {
    if (start.kind == Kind::Offset) offset = start.number;
    if (start.kind == Kind::FromEnd) offset = std::max(offset, ends->at(partition) - start.number);
    if (start.kind == Kind::Timestamp && offset < 0) offset = ends->at(partition);
  }
  return offsets;
}

// Positions the consumer in `partitions`, at what the group committed where it did.
Result<void> assign(Cluster& cluster, Consumer& consumer, const Start& start,
                    const std::vector<PartitionName>& partitions,
                    const std::map<PartitionName, Offset>& committed) {
  std::map<std::string, std::vector<std::int32_t>> by_topic;
  for (const auto& name : partitions) {
    if (const auto known = committed.find(name); known != committed.end())
      consumer.assign(name, known->second);
    else
      by_topic[name.topic].push_back(name.partition);
  }
  for (const auto& [topic, numbers] : by_topic) {
    const auto offsets = start_offsets(cluster, start, {.topic = topic, .partitions = numbers});
    if (!offsets) return tl::unexpected(offsets.error());
    for (const auto& [partition, offset] : *offsets) consumer.assign({topic, partition}, offset);
  }
  return {};
}

// The partitions named by --partition, or all of the topics.
Result<std::vector<PartitionName>> wanted_partitions(Cluster& cluster,
                                                     const ConsumeOptions& options) {
  std::vector<PartitionName> partitions;
  for (const auto& name : options.topics) {
    const auto topic = cluster.topic({.name = name});
    if (!topic) return tl::unexpected(topic.error());
    if (options.partitions.empty())
      for (const auto& each : topic->partitions) partitions.push_back({name, each.partition_index});
    for (const auto& text : options.partitions) {
      std::int32_t number = 0;
      const auto complaint = read_value(text, number);
      if (!complaint.empty()) return fail(ErrorCode::InvalidRequest, "--partition: " + complaint);
      const auto leader = cluster.leader(name, number);
      if (!leader) return tl::unexpected(leader.error());
      partitions.push_back({name, number});
    }
  }
  std::sort(partitions.begin(), partitions.end());
  return partitions;
}

// What ends a run apart from errors.
struct Ending {
  explicit Ending(const ConsumeOptions& options)
      : deadline(std::chrono::steady_clock::now() +
                 std::chrono::milliseconds(options.timeout_ms.value_or(0))),
        has_deadline(options.timeout_ms.has_value()) {}
  bool too_late() const { return has_deadline && std::chrono::steady_clock::now() >= deadline; }

  Deadline deadline;
  bool has_deadline;
};

int exit_code(const ConsumeOptions& options, const RecordPrinter& printer) {
  if (interrupted()) return kExitInterrupted;
  if (!options.count || printer.enough()) return kExitOk;
  fmt::print(stderr, "barnabas: {} of {} records came\n", printer.printed(), *options.count);
  return kExitConditionNotMet;
}

Result<int> consume_alone(Cluster& cluster, const ConsumeOptions& options, const Start& start,
                          RecordPrinter& printer) {
  const auto partitions = wanted_partitions(cluster, options);
  if (!partitions) return tl::unexpected(partitions.error());
  Consumer consumer(cluster);
  auto assigned = assign(cluster, consumer, start, *partitions, {});
  if (!assigned) return tl::unexpected(std::move(assigned.error()));
  const Ending ending(options);
  while (!printer.enough() && !interrupted() && !ending.too_late()) {
    const auto shown =
        consumer.poll([&printer](const FetchedRecord& record) { return printer.print(record); });
    printer.flush();
    if (!shown) return tl::unexpected(shown.error());
    if (options.exit_at_end && consumer.at_end()) break;
  }
  return exit_code(options, printer);
}

Result<int> consume_in_group(Cluster& cluster, const ConsumeOptions& options, const Start& start,
                             RecordPrinter& printer) {
  GroupMember member(
      cluster,
      {.group_id = options.group, .topics = options.topics, .instance_id = options.instance_id});
  Consumer consumer(cluster);
  const Ending ending(options);
  bool joined = false;
  Result<void> outcome;
  while (outcome && !printer.enough() && !interrupted() && !ending.too_late()) {
    if (!joined) {
      const auto partitions = member.join();
      if (!partitions) return tl::unexpected(partitions.error());
      const auto committed = member.committed(*partitions);
      if (!committed) return tl::unexpected(committed.error());
      consumer.unassign_all();
      outcome = assign(cluster, consumer, start, *partitions, *committed);
      if (!outcome) break;
      joined = true;
      if (options.verbose)
        fmt::print(stderr, "{} has generation {} and {} partitions\n", member.member_id(),
                   member.generation(), partitions->size());
    }
    const auto shown =
        consumer.poll([&printer](const FetchedRecord& record) { return printer.print(record); });
    printer.flush();
    if (!shown) outcome = tl::unexpected(shown.error());
    if (outcome && *shown > 0) outcome = member.commit(consumer.positions());
    if (outcome && options.exit_at_end && consumer.at_end()) break;
    if (const auto rejoin = member.must_rejoin(); !rejoin)
      outcome = tl::unexpected(rejoin.error());
    else
      joined = !*rejoin;
  }
  const auto left = member.leave();
  if (!outcome) return tl::unexpected(outcome.error());
  if (!left) return tl::unexpected(left.error());
  return exit_code(options, printer);
}

Result<int> consume(Cluster& cluster, const ConsumeOptions& options) {
  const auto start = parse_start(options);
  if (!start) return tl::unexpected(start.error());
  auto printer = RecordPrinter::make(options);
  if (!printer) return tl::unexpected(printer.error());
  if (!options.group.empty() && !options.partitions.empty()) {
    print_error("--group and --partition exclude each other: in a group, the group decides");
    return kExitUsage;
  }
  block_interrupts();
  return options.group.empty() ? consume_alone(cluster, options, *start, *printer)
                               : consume_in_group(cluster, options, *start, *printer);
}

constexpr const char* kDetails =
    "Without a group it reads every partition, from the beginning unless told otherwise, and "
    "remembers nothing. In a group it shares the partitions with the other members, goes on where "
    "the group has committed, and commits what it printed. It goes on until Ctrl-C, unless "
    "--count, --exit-at-end or --timeout ends it.\n"
    "\nFormats are kcat's and rpk's: %k %v (or %s) key and value, %K %V their lengths, %t %p %o "
    "topic, partition and offset, %T timestamp in ms, %D the same as a date, %h headers, %H how "
    "many, %a compression, %x %y producer id and epoch, %e leader epoch, %[ log start offset, %] "
    "high watermark, \\n \\t \\xHH.";

constexpr const char* kExamples =
    "  barnabas consume orders --exit-at-end\n"
    "  barnabas consume orders --group billing --from-beginning\n"
    "  barnabas consume orders --offset -5 --partition 0 -f '%o %k=%v %h\\n' -e\n"
    "  barnabas consume orders --from-timestamp -10m -o json | head\n"
    "  barnabas consume orders --count 3 --timeout 5000   # exit code 4 if they do not come";

void add_start_options(Command& command, ConsumeOptions& options) {
  command.option({.names = "-g,--group", .value = "GROUP", .text = "Read as a member of a group"},
                 options.group);
  command.option({.names = "--group-instance-id",
                  .value = "ID",
                  .text = "Static member: may come back without a rebalance"},
                 options.instance_id);
  command.flag({.names = "--from-beginning",
                .text = "Start at the first record; in a group only where nothing is committed"},
               options.from_beginning);
  command.option({.names = "--offset",
                  .value = "OFFSET",
                  .text = "Start at this offset, -N from the end, beginning or end"},
                 options.offset);
  command.option({.names = "--from-timestamp",
                  .value = "TIME",
                  .text = "Start at this time: milliseconds, a date, or -5m"},
                 options.from_timestamp);
  command.option({.names = "-p,--partition",
                  .value = "N",
                  .text = "Only this partition; may be given several times"},
                 options.partitions);
}

void add_end_and_format_options(Command& command, ConsumeOptions& options, bool& follow) {
  command.option(
      {.names = "-c,--count,--max-messages", .value = "N", .text = "Stop after N records"},
      options.count);
  command.flag({.names = "-e,--exit-at-end", .text = "Stop at the end of every partition"},
               options.exit_at_end);
  command.flag({.names = "--follow", .text = "Wait for more at the end; this is the default"},
               follow);
  command.option({.names = "--timeout",
                  .value = "MS",
                  .text = "Stop after so long; exit code 4 if --count was not reached"},
                 options.timeout_ms);
  command.option({.names = "-f,--format", .value = "FORMAT", .text = "How to print a record"},
                 options.format);
  command.flag({.names = "--print-key", .text = "Print key, separator, value"}, options.print_key);
  command.option({.names = "--key-separator,--delimiter",
                  .value = "TEXT",
                  .text = "What stands between key and value",
                  .default_value = "\\t"},
                 options.key_separator);
  command.option({.names = "-o,--output",
                  .value = "text|json|jsonl",
                  .text = "text: by --format; json: a line of JSON for each record",
                  .default_value = "text"},
                 options.output);
}

}  // namespace

void add_consume_command(Command& program) {
  auto options = std::make_shared<ConsumeOptions>();
  auto follow = std::make_shared<bool>(false);
  auto& command = program.add({.name = "consume",
                               .summary = "Read records from topics",
                               .details = kDetails,
                               .examples = kExamples});
  command.argument({.names = "TOPIC", .text = "Topics to read", .required = true}, options->topics);
  add_start_options(command, *options);
  add_end_and_format_options(command, *options, *follow);
  add_connection_options(command, *options);
  command.run = [options, follow] {
    if (*follow && options->exit_at_end) {
      print_error("--follow and --exit-at-end exclude each other");
      return kExitUsage;
    }
    return with_cluster(*options, [&](Cluster& cluster) { return consume(cluster, *options); });
  };
}

}  // namespace barnabas
