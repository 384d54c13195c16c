// The consume command: prints records of topics, alone or as a member of a group.

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <thread>

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
  auto ends = list_offsets(cluster, query);
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

std::string without_full_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// Whether to go on after an error: a broker that has answered before may be away for a while, for
// instance because it is restarted. Says so once, and gives up after the cluster's retry time.
class Patience {
 public:
  explicit Patience(Cluster& cluster) : cluster_(cluster) {}

  void all_is_well() {
    if (retries_) fmt::print(stderr, "barnabas: the broker is back\n");
    retries_.reset();
  }

  // Waits a moment; false if there is no point in it, or no time left.
  bool try_again(const Error& error) {
    if (!is_retriable(error.code)) return false;
    cluster_.forget();
    if (!retries_) {
      fmt::print(stderr, "barnabas: {}; trying again for {} s\n", without_full_stop(error.message),
                 cluster_.options().retry_timeout_ms / 1000);
      retries_.emplace(cluster_.options());
    }
    return retries_->wait();
  }

 private:
  Cluster& cluster_;
  std::optional<Retries> retries_;
};

Result<int> consume_alone(Cluster& cluster, const ConsumeOptions& options, const Start& start,
                          RecordPrinter& printer) {
  const auto partitions = wanted_partitions(cluster, options);
  if (!partitions) return tl::unexpected(partitions.error());
  Consumer consumer(cluster);
  auto assigned = assign(cluster, consumer, start, *partitions, {});
  if (!assigned) return tl::unexpected(std::move(assigned.error()));
  const Ending ending(options);
  Patience patience(cluster);
  while (!printer.enough() && !interrupted() && !ending.too_late()) {
    const auto shown =
        consumer.poll([&printer](const FetchedRecord& record) { return printer.print(record); });
    printer.flush();
    if (shown)
      patience.all_is_well();
    else if (!patience.try_again(shown.error()))
      return tl::unexpected(shown.error());
    else
      continue;
    if (options.exit_at_end && consumer.at_end()) break;
  }
  return exit_code(options, printer);
}

// One member of a group at work: joins, reads, commits what it printed, joins again when it must.
class GroupReading {
 public:
  GroupReading(Cluster& cluster, const ConsumeOptions& options, const Start& start,
               RecordPrinter& printer)
      : cluster_(cluster),
        options_(options),
        start_(start),
        printer_(printer),
        member_(cluster, {.group_id = options.group,
                          .topics = options.topics,
                          .instance_id = options.instance_id}),
        consumer_(cluster) {}

  // Joins if it has to, then fetches and commits once. Errors after which joining again helps
  // are taken care of.
  Result<void> round() {
    if (!joined_) {
      if (auto joined = join(); !joined) return joined;
    }
    const auto shown =
        consumer_.poll([this](const FetchedRecord& record) { return printer_.print(record); });
    printer_.flush();
    if (!shown) return tl::unexpected(shown.error());
    auto committed = commit();
    if (!committed && means_rejoin(committed.error().code)) {
      joined_ = false;
      return {};
    }
    if (!committed) return committed;
    if (consumer_.positions().empty()) std::this_thread::sleep_for(kIdle);
    const auto rejoin = member_.must_rejoin();
    if (!rejoin) return tl::unexpected(rejoin.error());
    joined_ = !*rejoin;
    return {};
  }

  bool at_end() const { return joined_ && consumer_.at_end(); }
  Result<void> leave() { return member_.leave(); }

 private:
  // There may be more members than partitions; such a member waits for the next rebalance.
  static constexpr std::chrono::milliseconds kIdle{100};

  Result<void> join() {
    const auto partitions = member_.join();
    if (!partitions) return tl::unexpected(partitions.error());
    const auto committed = member_.committed(*partitions);
    if (!committed) return tl::unexpected(committed.error());
    consumer_.unassign_all();
    auto assigned = assign(cluster_, consumer_, start_, *partitions, *committed);
    if (!assigned) return assigned;
    joined_ = true;
    known_ = consumer_.positions();
    if (options_.verbose)
      fmt::print(stderr, "{} has generation {} and {} partitions\n", member_.member_id(),
                 member_.generation(), partitions->size());
    return {};
  }

  // Commits the positions that have changed since the last commit that went through.
  Result<void> commit() {
    auto positions = consumer_.positions();
    std::map<PartitionName, Offset> moved;
    for (const auto& [name, offset] : positions)
      if (known_.at(name) != offset) moved[name] = offset;
    auto committed = member_.commit(moved);
    if (committed) known_ = std::move(positions);
    return committed;
  }

  Cluster& cluster_;
  const ConsumeOptions& options_;
  const Start& start_;
  RecordPrinter& printer_;
  GroupMember member_;
  Consumer consumer_;
  bool joined_ = false;
  std::map<PartitionName, Offset> known_;  // positions at the last commit, or on joining
};

Result<int> consume_in_group(Cluster& cluster, const ConsumeOptions& options, const Start& start,
                             RecordPrinter& printer) {
  if (const auto there = cluster.coordinator(options.group); !there)
    return tl::unexpected(there.error());
  GroupReading reading(cluster, options, start, printer);
  const Ending ending(options);
  Patience patience(cluster);
  Result<void> outcome;
  while (!printer.enough() && !interrupted() && !ending.too_late()) {
    outcome = reading.round();
    if (outcome)
      patience.all_is_well();
    else if (!patience.try_again(outcome.error()))
      break;
    else
      continue;
    if (options.exit_at_end && reading.at_end()) break;
  }
  if (!outcome && !interrupted()) return tl::unexpected(outcome.error());
  if (auto left = reading.leave(); !left && outcome) return tl::unexpected(left.error());
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
