// The group command: list, describe, delete, reset-offsets.

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "cli/client_setup.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/time_text.h"
#include "client/admin_groups.h"
#include "client/list_offsets.h"
#include "protocol/base/clock.h"

namespace barnabas {

using namespace client;
namespace {

struct GroupOptions : ClientOptions {
  std::vector<std::string> groups;
  bool only_names = false;
  std::vector<std::string> topics;
  bool to_earliest = false;
  bool to_latest = false;
  std::optional<std::int64_t> to_offset;
  std::optional<std::string> to_timestamp;
  std::optional<std::int64_t> shift_by;
  bool dry_run = false;
};

using OffsetsByPartition = std::map<std::int32_t, Offset>;

Result<int> list(Cluster& cluster, const GroupOptions& options) {
  auto groups = list_groups(cluster);
  if (!groups) return tl::unexpected(std::move(groups.error()));
  std::sort(groups->begin(), groups->end(),
            [](const auto& a, const auto& b) { return a.group_id < b.group_id; });
  std::vector<Value::Fields> rows;
  for (const auto& group : *groups) {
    if (options.only_names) fmt::print("{}\n", group.group_id);
    rows.push_back({{"group", group.group_id},
                    {"state", group.state},
                    {"protocol_type", group.protocol_type},
                    {"type", group.type}});
  }
  if (options.only_names) return kExitOk;
  if (rows.empty() && options.format() == OutputFormat::Table)
    fmt::print(stderr, "no groups yet; 'barnabas consume TOPIC --group NAME' makes one\n");
  print_rows(rows, options.format());
  return kExitOk;
}

// Each partition that the group reads or has read: position, end, lag, reader.
Result<std::vector<Value::Fields>> position_rows(Cluster& cluster, const GroupInfo& group) {
  auto committed = committed_offsets(cluster, group.group_id);
  if (!committed) return tl::unexpected(std::move(committed.error()));
  std::map<PartitionName, const GroupMemberInfo*> readers;
  for (const auto& [name, offset] : *committed) readers[name] = nullptr;
  for (const auto& member : group.members)
    for (const auto& name : member.partitions) readers[name] = &member;
  std::map<std::string, std::vector<std::int32_t>> by_topic;
  for (const auto& [name, reader] : readers) by_topic[name.topic].push_back(name.partition);
  std::map<std::string, OffsetsByPartition> ends;
  for (const auto& [topic, partitions] : by_topic)
    // A topic that was deleted meanwhile has no end; its positions are still worth showing.
    ends[topic] = list_offsets(cluster, {.topic = topic, .partitions = partitions})
                      .value_or(OffsetsByPartition());
  std::vector<Value::Fields> rows;
  for (const auto& [name, reader] : readers) {
    std::optional<Offset> position, end, lag;
    if (const auto found = committed->find(name); found != committed->end())
      position = found->second;
    const auto& known = ends[name.topic];
    if (const auto found = known.find(name.partition); found != known.end()) end = found->second;
    if (position && end) lag = *end - *position;
    rows.push_back({{"topic", name.topic},
                    {"partition", name.partition},
                    {"offset", position},
                    {"end_offset", end},
                    {"lag", lag},
                    {"member", reader ? Value(reader->member_id) : Value()},
                    {"client", reader ? Value(reader->client_id) : Value()},
                    {"host", reader ? Value(reader->client_host) : Value()}});
  }
  return rows;
}

Value::List member_rows(const GroupInfo& group) {
  Value::List members;
  for (const auto& member : group.members) {
    Value::List partitions;
    for (const auto& name : member.partitions)
      partitions.emplace_back(fmt::format("{}-{}", name.topic, name.partition));
    members.emplace_back(Value::Fields{{"member", member.member_id},
                                       {"instance", member.instance_id},
                                       {"client", member.client_id},
                                       {"host", member.client_host},
                                       {"partitions", std::move(partitions)}});
  }
  return members;
}

Result<int> describe(Cluster& cluster, const GroupOptions& options) {
  Value::List groups;
  for (const auto& group_id : options.groups) {
    const auto group = describe_group(cluster, group_id);
    if (!group) return tl::unexpected(group.error());
    auto rows = position_rows(cluster, *group);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    Value::Fields head{{"group", group->group_id},
                       {"state", group->state},
                       {"assignor", group->assignor},
                       {"coordinator", group->coordinator}};
    if (options.format() == OutputFormat::Table) {
      head.emplace_back("members", group->members.size());
      fmt::print("{}{}\n{}", groups.empty() ? "" : "\n", render_value(head, OutputFormat::Table),
                 render_rows(*rows, OutputFormat::Table));
      groups.emplace_back();
      continue;
    }
    head.emplace_back("members", member_rows(*group));
    head.emplace_back("offsets", Value::List(rows->begin(), rows->end()));
    groups.emplace_back(std::move(head));
  }
  if (options.format() != OutputFormat::Table) print_value(groups, options.format());
  return kExitOk;
}

Result<int> remove(Cluster& cluster, const GroupOptions& options) {
  const auto results = delete_groups(cluster, options.groups);
  if (!results) return tl::unexpected(results.error());
  int code = kExitOk;
  for (const auto& [name, error] : *results) {
    if (error)
      code = report(*error);
    else
      fmt::print(stderr, "{}: deleted\n", name);
  }
  return code;
}

// Reads "orders" or "orders:0".
Result<std::vector<PartitionName>> partitions_of(Cluster& cluster, const std::string& text) {
  const auto colon = text.find(':');
  const auto topic = cluster.topic({.name = text.substr(0, colon)});
  if (!topic) return tl::unexpected(topic.error());
  std::vector<PartitionName> partitions;
  if (colon != std::string::npos) {
    std::int32_t number = 0;
    const auto complaint = read_value(text.substr(colon + 1), number);
    if (!complaint.empty()) return fail(ErrorCode::InvalidRequest, "--topic: " + complaint);
    return std::vector<PartitionName>{{text.substr(0, colon), number}};
  }
  for (const auto& each : topic->partitions) partitions.push_back({text, each.partition_index});
  std::sort(partitions.begin(), partitions.end());
  return partitions;
}

// Where the partition's position goes, within what the log holds.
Result<Offset> new_position(Cluster& cluster, const GroupOptions& options,
                            const PartitionName& name, std::optional<Offset> now) {
  ListOffsetsQuery query{name.topic, {name.partition}, kEarliestOffset};
  const auto start = list_offsets(cluster, query);
  query.timestamp_ms = kLatestOffset;
  const auto end = list_offsets(cluster, query);
  if (!start) return tl::unexpected(start.error());
  if (!end) return tl::unexpected(end.error());
  const auto first = start->at(name.partition);
  const auto last = end->at(name.partition);
  if (options.to_earliest) return first;
  if (options.to_latest) return last;
  if (options.to_offset) return std::clamp(*options.to_offset, first, last);
  if (options.shift_by) return std::clamp(now.value_or(first) + *options.shift_by, first, last);
  const auto time = parse_time(*options.to_timestamp, SystemClock().wall_ms());
  if (!time) return tl::unexpected(time.error());
  query.timestamp_ms = *time;
  const auto found = list_offsets(cluster, query);
  if (!found) return tl::unexpected(found.error());
  return found->at(name.partition) < 0 ? last : found->at(name.partition);
}

Result<int> reset(Cluster& cluster, const GroupOptions& options) {
  const int ways = static_cast<int>(options.to_earliest) + static_cast<int>(options.to_latest) +
                   static_cast<int>(options.to_offset.has_value()) +
                   static_cast<int>(options.to_timestamp.has_value()) +
                   static_cast<int>(options.shift_by.has_value());
  if (ways != 1) {
    print_error("give one of --to-earliest, --to-latest, --to-offset, --to-timestamp, --shift-by");
    return kExitUsage;
  }
  const auto& group_id = options.groups.front();
  const auto committed = committed_offsets(cluster, group_id);
  if (!committed) return tl::unexpected(committed.error());
  std::vector<PartitionName> partitions;
  for (const auto& text : options.topics) {
    const auto named = partitions_of(cluster, text);
    if (!named) return tl::unexpected(named.error());
    partitions.insert(partitions.end(), named->begin(), named->end());
  }
  if (options.topics.empty())
    for (const auto& [name, offset] : *committed) partitions.push_back(name);
  if (partitions.empty())
    return fail(
        ErrorCode::InvalidRequest,
        fmt::format("group '{}' has committed nothing; name topics with --topic", group_id));
  std::map<PartitionName, Offset> positions;
  std::vector<Value::Fields> rows;
  for (const auto& name : partitions) {
    const auto found = committed->find(name);
    const auto now = found == committed->end() ? std::nullopt : std::optional(found->second);
    const auto position = new_position(cluster, options, name, now);
    if (!position) return tl::unexpected(position.error());
    positions[name] = *position;
    rows.push_back({{"topic", name.topic},
                    {"partition", name.partition},
                    {"old_offset", now},
                    {"new_offset", *position}});
  }
  if (!options.dry_run) {
    const auto done = set_offsets(cluster, group_id, positions);
    if (!done) return tl::unexpected(done.error());
  }
  print_rows(rows, options.format());
  return kExitOk;
}

using Action = Result<int> (*)(Cluster&, const GroupOptions&);

std::pair<Command*, std::shared_ptr<GroupOptions>> add(Command& group, CommandText text,
                                                       Action action) {
  auto options = std::make_shared<GroupOptions>();
  auto& command = group.add(std::move(text));
  add_client_options(command, *options);
  command.run = [options, action] {
    return with_cluster(*options, [&](Cluster& cluster) { return action(cluster, *options); });
  };
  return {&command, options};
}

void add_reset(Command& group) {
  auto [command, options] =
      add(group,
          {.name = "reset-offsets",
           .summary = "Move where a group goes on reading",
           .details = "The group must have no members. Offsets outside the log are moved to its "
                      "nearest end.",
           .examples = "  barnabas group reset-offsets billing --topic orders --to-earliest\n"
                       "  barnabas group reset-offsets billing --topic orders:0 --to-offset 42\n"
                       "  barnabas group reset-offsets billing --shift-by -10 --dry-run",
           .aliases = {"seek", "reset"}},
          reset);
  command->argument({.names = "GROUP", .text = "The group", .required = true}, options->groups);
  command->option({.names = "-t,--topic",
                   .value = "TOPIC[:PARTITION]",
                   .text = "What to move; without it everything that the group has committed"},
                  options->topics);
  command->flag({.names = "--to-earliest", .text = "To the first record"}, options->to_earliest);
  command->flag({.names = "--to-latest", .text = "Behind the last record"}, options->to_latest);
  command->option({.names = "--to-offset", .value = "OFFSET", .text = "To this offset"},
                  options->to_offset);
  command->option({.names = "--to-timestamp,--to-datetime",
                   .value = "TIME",
                   .text = "To the first record of that time: milliseconds, a date, or -5m"},
                  options->to_timestamp);
  command->option({.names = "--shift-by", .value = "N", .text = "N records on, or back with -N"},
                  options->shift_by);
  command->flag({.names = "-n,--dry-run", .text = "Only show what would happen"}, options->dry_run);
}

}  // namespace

void add_group_command(Command& program) {
  auto& group = program.add({.name = "group",
                             .summary = "Look at consumer groups, move and delete them",
                             .aliases = {"groups"}});
  auto [listing, list_options] = add(group,
                                     {.name = "list",
                                      .summary = "List groups",
                                      .examples = "  barnabas group list",
                                      .aliases = {"ls"}},
                                     list);
  listing->flag({.names = "--names", .text = "Only the names, one a line"},
                list_options->only_names);
  auto [describing, describe_options] =
      add(group,
          {.name = "describe",
           .summary = "Show members, positions and lag of groups",
           .examples = "  barnabas group describe billing\n"
                       "  barnabas group describe billing -o json"},
          describe);
  describing->argument({.names = "GROUP", .text = "Groups to show", .required = true},
                       describe_options->groups);
  auto [deleting, delete_options] =
      add(group,
          {.name = "delete",
           .summary = "Delete groups that have no members, with their offsets",
           .examples = "  barnabas group delete billing",
           .aliases = {"rm", "remove"}},
          remove);
  deleting->argument({.names = "GROUP", .text = "Groups to delete", .required = true},
                     delete_options->groups);
  add_reset(group);
}

}  // namespace barnabas
