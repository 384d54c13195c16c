// The topic command: create, list, describe, alter, delete, add-partitions, delete-records.

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "cli/client_setup.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "client/admin_topics.h"
#include "client/answer.h"
#include "client/list_offsets.h"

namespace barnabas {

using namespace client;
namespace {

struct TopicOptions : ClientOptions {
  std::vector<std::string> names;
  std::optional<std::int32_t> partitions;
  std::optional<std::int32_t> replication_factor;
  std::vector<std::pair<std::string, std::string>> configs;
  std::vector<std::string> unset;
  bool lenient = false;  // --if-not-exists, --if-exists
  bool validate_only = false;
  bool internal = false;
  bool only_names = false;
  std::optional<std::int32_t> to;
  std::optional<std::int32_t> by;
  std::optional<std::int32_t> partition;
  std::string before;
};

// Prints the outcome of each item; the exit code says whether all of them went well.
int report_items(const std::vector<ItemResult>& results, const char* done,
                 std::optional<ErrorCode> forgiven = std::nullopt) {
  int code = kExitOk;
  for (const auto& [name, error] : results) {
    if (!error || error->code == forgiven)
      fmt::print(stderr, "{}: {}\n", name, error ? "nothing to do" : done);
    else
      code = report(*error);
  }
  return code;
}

Result<int> create(Cluster& cluster, const TopicOptions& options) {
  std::vector<TopicToCreate> topics;
  for (const auto& name : options.names)
    topics.push_back({.name = name,
                      .partitions = options.partitions,
                      .replication_factor = options.replication_factor,
                      .configs = options.configs});
  const auto reply = create_topics(cluster, topics, {.validate_only = options.validate_only});
  if (!reply) return tl::unexpected(reply.error());
  int code = kExitOk;
  std::vector<Value::Fields> rows;
  for (const auto& topic : (*reply)->topics) {
    const bool exists = topic.error_code == ErrorCode::TopicAlreadyExists;
    if (exists && options.lenient) {
      fmt::print(stderr, "{}: exists already\n", topic.name);
    } else if (topic.error_code != ErrorCode::None) {
      code = report(answer_error(topic.error_code, topic.error_message, "topic " + topic.name));
    } else {
      rows.push_back({{"topic", topic.name},
                      {"id", to_string(topic.topic_id)},
                      {"partitions", topic.num_partitions},
                      {"replication_factor", topic.replication_factor}});
    }
  }
  if (!rows.empty()) print_rows(rows, options.format());
  return code;
}

Result<int> list(Cluster& cluster, const TopicOptions& options) {
  const auto reply = cluster.metadata({});
  if (!reply) return tl::unexpected(reply.error());
  std::vector<Value::Fields> rows;
  for (const auto& topic : (*reply)->topics) {
    if (topic.is_internal && !options.internal) continue;
    const auto replicas = topic.partitions.empty() ? 0 : topic.partitions[0].replica_nodes.size();
    rows.push_back({{"topic", topic.name.value_or("")},
                    {"partitions", topic.partitions.size()},
                    {"replication_factor", replicas}});
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return to_json(a[0].second) < to_json(b[0].second);
  });
  if (options.only_names) {
    for (const auto& row : rows) fmt::print("{}\n", std::get<std::string>(row[0].second.content));
    return kExitOk;
  }
  if (rows.empty() && options.format() == OutputFormat::Table)
    fmt::print(stderr, "no topics yet; make one with 'barnabas topic create NAME'\n");
  print_rows(rows, options.format());
  return kExitOk;
}

Value::List numbers(const std::vector<std::int32_t>& ids) { return {ids.begin(), ids.end()}; }

// What one topic is made of: its partitions with offsets and sizes.
Result<std::vector<Value::Fields>> partition_rows(
    Cluster& cluster, const MetadataResponse::Topic& topic,
    const std::map<PartitionName, std::int64_t>& sizes) {
  const auto name = topic.name.value_or("");
  ListOffsetsQuery query{.topic = name, .partitions = {}, .timestamp_ms = kEarliestOffset};
  for (const auto& each : topic.partitions) query.partitions.push_back(each.partition_index);
  std::sort(query.partitions.begin(), query.partitions.end());
  const auto starts = list_offsets(cluster, query);
  query.timestamp_ms = kLatestOffset;
  const auto ends = list_offsets(cluster, query);
  if (!starts) return tl::unexpected(starts.error());
  if (!ends) return tl::unexpected(ends.error());
  std::vector<Value::Fields> rows;
  for (const auto number : query.partitions) {
    const auto& partition =
        *std::find_if(topic.partitions.begin(), topic.partitions.end(),
                      [number](const auto& each) { return each.partition_index == number; });
    const auto size = sizes.find({name, number});
    rows.push_back({{"partition", number},
                    {"leader", partition.leader_id},
                    {"epoch", partition.leader_epoch},
                    {"replicas", numbers(partition.replica_nodes)},
                    {"isr", numbers(partition.isr_nodes)},
                    {"start_offset", starts->at(number)},
                    {"end_offset", ends->at(number)},
                    {"bytes", size == sizes.end() ? Value() : Value(size->second)}});
  }
  return rows;
}

// Settings that differ from the broker's.
Value::Fields changed_configs(Cluster& cluster, const std::string& topic) {
  constexpr std::int8_t kTopicConfig = 1;
  Value::Fields changed;
  const auto reply = describe_configs(cluster, {ResourceType::Topic, topic}, {});
  if (!reply) return changed;
  for (const auto& config : (*reply)->results[0].configs)
    if (config.config_source == kTopicConfig) changed.emplace_back(config.name, config.value);
  return changed;
}

Result<int> describe(Cluster& cluster, const TopicOptions& options) {
  auto names = options.names;
  if (names.empty()) {
    const auto all = cluster.metadata({});
    if (!all) return tl::unexpected(all.error());
    for (const auto& topic : (*all)->topics)
      if (!topic.is_internal || options.internal) names.push_back(topic.name.value_or(""));
  }
  // An older broker may not tell sizes; everything else is worth showing all the same.
  const auto sizes = partition_sizes(cluster).value_or(std::map<PartitionName, std::int64_t>());
  Value::List topics;
  for (const auto& name : names) {
    const auto topic = cluster.topic({.name = name});
    if (!topic) return tl::unexpected(topic.error());
    auto rows = partition_rows(cluster, *topic, sizes);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    Value::Fields head{{"topic", name},
                       {"id", to_string(topic->topic_id)},
                       {"internal", topic->is_internal},
                       {"configs", changed_configs(cluster, name)}};
    if (options.format() == OutputFormat::Table) {
      fmt::print("{}{}\n{}", topics.empty() ? "" : "\n", render_value(head, OutputFormat::Table),
                 render_rows(*rows, OutputFormat::Table));
      topics.emplace_back();
      continue;
    }
    head.emplace_back("partitions", Value::List(rows->begin(), rows->end()));
    topics.emplace_back(std::move(head));
  }
  if (options.format() != OutputFormat::Table) print_value(topics, options.format());
  return kExitOk;
}

Result<int> alter(Cluster& cluster, const TopicOptions& options) {
  std::vector<ConfigChange> changes;
  for (const auto& [key, value] : options.configs)
    changes.push_back({key, ConfigChange::Operation::Set, value});
  for (const auto& key : options.unset)
    changes.push_back({key, ConfigChange::Operation::Delete, std::nullopt});
  if (changes.empty() && !options.partitions) {
    print_error("nothing to change: give --set KEY=VALUE, --unset KEY or --partitions N");
    return kExitUsage;
  }
  for (const auto& name : options.names) {
    if (!changes.empty()) {
      const auto changed = change_configs(cluster, {ResourceType::Topic, name}, changes);
      if (!changed) return tl::unexpected(changed.error());
    }
    if (options.partitions) {
      const auto results = set_partition_count(cluster, name, *options.partitions);
      if (!results) return tl::unexpected(results.error());
      const int code = report_items(*results, "has its partitions");
      if (code != kExitOk) return code;
    }
    fmt::print(stderr, "{}: changed\n", name);
  }
  return kExitOk;
}

Result<int> remove(Cluster& cluster, const TopicOptions& options) {
  const auto results = delete_topics(cluster, options.names);
  if (!results) return tl::unexpected(results.error());
  const auto forgiven =
      options.lenient ? std::optional(ErrorCode::UnknownTopicOrPartition) : std::nullopt;
  return report_items(*results, "deleted", forgiven);
}

Result<int> add_partitions(Cluster& cluster, const TopicOptions& options) {
  if (options.to.has_value() == options.by.has_value()) {
    print_error("give either --to N (how many there will be) or --by N (how many more)");
    return kExitUsage;
  }
  for (const auto& name : options.names) {
    const auto topic = cluster.topic({.name = name});
    if (!topic) return tl::unexpected(topic.error());
    const auto now = static_cast<std::int32_t>(topic->partitions.size());
    const auto count = options.to ? *options.to : now + *options.by;
    const auto results = set_partition_count(cluster, name, count);
    if (!results) return tl::unexpected(results.error());
    const auto done = fmt::format("{} partitions instead of {}", count, now);
    const int code = report_items(*results, done.c_str());
    if (code != kExitOk) return code;
  }
  return kExitOk;
}

// The answer to DeleteRecords is only a code; with the end of the partition it makes sense.
Error explain_refusal(Cluster& cluster, const PartitionName& name, Offset before, Error error) {
  if (error.code != ErrorCode::OffsetOutOfRange) return error;
  const auto ends = list_offsets(cluster, {.topic = name.topic, .partitions = {name.partition}});
  if (!ends || !ends->contains(name.partition)) return error;
  error.message = fmt::format("{}-{}: cannot delete before offset {}: the partition ends at {}",
                              name.topic, name.partition, before, ends->at(name.partition));
  return error;
}

Result<int> remove_records(Cluster& cluster, const TopicOptions& options) {
  std::int64_t before = -1;  // the high watermark
  if (options.before != "end") {
    const auto complaint = read_value(options.before, before);
    if (!complaint.empty() || before < 0) {
      print_error(fmt::format("--before: '{}' is neither an offset nor 'end'", options.before));
      return kExitUsage;
    }
  }
  std::map<PartitionName, Offset> wanted;
  for (const auto& name : options.names) {
    const auto topic = cluster.topic({.name = name});
    if (!topic) return tl::unexpected(topic.error());
    for (const auto& each : topic->partitions)
      if (!options.partition || each.partition_index == *options.partition)
        wanted[{name, each.partition_index}] = before;
  }
  const auto starts = delete_records(cluster, wanted);
  if (!starts) return tl::unexpected(starts.error());
  int code = kExitOk;
  std::vector<Value::Fields> rows;
  for (const auto& [name, start] : *starts) {
    if (start)
      rows.push_back(
          {{"topic", name.topic}, {"partition", name.partition}, {"start_offset", *start}});
    else
      code = report(explain_refusal(cluster, name, before, start.error()));
  }
  print_rows(rows, options.format());
  return code;
}

using Action = Result<int> (*)(Cluster&, const TopicOptions&);

// Adds `topic NAME` with the options that all topic commands have.
std::pair<Command*, std::shared_ptr<TopicOptions>> add(Command& topic, CommandText text,
                                                       Action action) {
  auto options = std::make_shared<TopicOptions>();
  auto& command = topic.add(std::move(text));
  add_client_options(command, *options);
  command.run = [options, action] {
    return with_cluster(*options, [&](Cluster& cluster) { return action(cluster, *options); });
  };
  return {&command, options};
}

void add_create(Command& topic) {
  auto [command, options] = add(topic,
                                {.name = "create",
                                 .summary = "Create topics",
                                 .examples = "  barnabas topic create orders --partitions 3\n"
                                             "  barnabas topic create users --config "
                                             "cleanup.policy=compact --if-not-exists",
                                 .aliases = {"new"}},
                                create);
  command->argument({.names = "TOPIC", .text = "Names of the new topics", .required = true},
                    options->names);
  command->option({.names = "-p,--partitions",
                   .value = "N",
                   .text = "Number of partitions; without it the broker's num.partitions"},
                  options->partitions);
  command->option({.names = "-r,--replication-factor",
                   .value = "N",
                   .text = "Number of replicas; without it the broker's default"},
                  options->replication_factor);
  command->option({.names = "-c,--config",
                   .value = "KEY=VALUE",
                   .text = "Setting of the topic; may be given several times"},
                  options->configs);
  command->flag({.names = "--if-not-exists", .text = "Topics that exist are no error"},
                options->lenient);
  command->flag({.names = "--validate-only,--dry-run", .text = "Only check whether it would work"},
                options->validate_only);
}

void add_list_and_describe(Command& topic) {
  auto [listing, list_options] =
      add(topic,
          {.name = "list",
           .summary = "List topics",
           .examples = "  barnabas topic list\n  barnabas topic list --internal -o json",
           .aliases = {"ls"}},
          list);
  listing->flag({.names = "--internal", .text = "Show __consumer_offsets and its like too"},
                list_options->internal);
  listing->flag({.names = "--names", .text = "Only the names, one a line"},
                list_options->only_names);
  auto [describing, describe_options] =
      add(topic,
          {.name = "describe",
           .summary = "Show partitions, leaders, offsets, sizes and settings of topics",
           .examples = "  barnabas topic describe orders\n  barnabas topic describe -o yaml"},
          describe);
  describing->argument({.names = "TOPIC", .text = "Topics to show; without one all of them"},
                       describe_options->names);
  describing->flag({.names = "--internal", .text = "Show __consumer_offsets and its like too"},
                   describe_options->internal);
}

void add_alter_and_delete(Command& topic) {
  auto [altering, alter_options] =
      add(topic,
          {.name = "alter",
           .summary = "Change settings of topics, or add partitions",
           .examples = "  barnabas topic alter orders --set retention.ms=60000\n"
                       "  barnabas topic alter orders --unset retention.ms --partitions 6"},
          alter);
  altering->argument({.names = "TOPIC", .text = "Topics to change", .required = true},
                     alter_options->names);
  altering->option({.names = "-c,--set,--config", .value = "KEY=VALUE", .text = "New value"},
                   alter_options->configs);
  altering->option({.names = "--unset,--delete-config",
                    .value = "KEY",
                    .text = "Setting that goes back to the broker's value"},
                   alter_options->unset);
  altering->option({.names = "-p,--partitions",
                    .value = "N",
                    .text = "How many partitions there will be; only more are possible"},
                   alter_options->partitions);
  auto [deleting, delete_options] = add(topic,
                                        {.name = "delete",
                                         .summary = "Delete topics with all their records",
                                         .examples = "  barnabas topic delete orders users\n"
                                                     "  barnabas topic delete orders --if-exists",
                                         .aliases = {"rm", "remove"}},
                                        remove);
  deleting->argument({.names = "TOPIC", .text = "Topics to delete", .required = true},
                     delete_options->names);
  deleting->flag({.names = "--if-exists", .text = "Topics that do not exist are no error"},
                 delete_options->lenient);
}

void add_partition_commands(Command& topic) {
  auto [adding, add_options] =
      add(topic,
          {.name = "add-partitions",
           .summary = "Give topics more partitions",
           .details = "Records stay where they are, but keys are then spread over all partitions: "
                      "new records of a key may go to another partition than its old ones.",
           .examples = "  barnabas topic add-partitions orders --to 6\n"
                       "  barnabas topic add-partitions orders --by 3"},
          add_partitions);
  adding->argument({.names = "TOPIC", .text = "Topics to extend", .required = true},
                   add_options->names);
  adding->option({.names = "--to", .value = "N", .text = "How many there will be"},
                 add_options->to);
  adding->option({.names = "--by,-n,--num", .value = "N", .text = "How many more"},
                 add_options->by);
  auto [removing, remove_options] =
      add(topic,
          {.name = "delete-records",
           .summary = "Delete the oldest records of topics",
           .details = "Moves the log start offset up; files go once all of their records are "
                      "below it.",
           .examples = "  barnabas topic delete-records orders --before 100 --partition 0\n"
                       "  barnabas topic delete-records orders --before end",
           .aliases = {"trim", "trim-prefix"}},
          remove_records);
  removing->argument({.names = "TOPIC", .text = "Topics", .required = true}, remove_options->names);
  removing->option({.names = "--before,--offset",
                    .value = "OFFSET",
                    .text = "First offset that stays; 'end' deletes every record",
                    .required = true},
                   remove_options->before);
  removing->option({.names = "-p,--partition", .value = "N", .text = "Only in this partition"},
                   remove_options->partition);
}

}  // namespace

void add_topic_command(Command& program) {
  auto& topic = program.add(
      {.name = "topic", .summary = "Create, look at and change topics", .aliases = {"topics"}});
  add_create(topic);
  add_list_and_describe(topic);
  add_alter_and_delete(topic);
  add_partition_commands(topic);
}

}  // namespace barnabas
