#pragma once
// A GroupCoordinator over a log in memory, with a clock that is turned by hand.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/groups/group_coordinator.h"

namespace barnabas {

// __consumer_offsets in memory. Appends become durable when settle() is called.
class MemoryOffsetsLog final : public OffsetsLog {
 public:
  struct Record {
    std::int64_t offset;
    std::string key;
    std::optional<std::string> value;
  };
  struct Partition {
    std::vector<Record> records;  // from start_offset on
    std::int64_t start_offset = 0;
    std::int64_t end_offset = 0;
    std::vector<std::int64_t> rolled_at{};
  };
  explicit MemoryOffsetsLog(std::int32_t partition_count)
      : partitions(static_cast<std::size_t>(partition_count)) {}

  Result<std::int64_t> append(std::int32_t partition, std::span<const OffsetsLogRecord> records,
                              Durable durable) override {
    if (refuse != ErrorCode::None) return fail(refuse, "told to refuse");
    auto& log = at(partition);
    const auto first = log.end_offset;
    for (const auto& record : records) {
      auto& kept = log.records.emplace_back();
      kept.offset = log.end_offset++;
      kept.key = as_text(record.key);
      if (record.value) kept.value = as_text(*record.value);
    }
    ++appends;
    waiting.push_back(std::move(durable));
    return first;
  }
  std::int64_t log_start_offset(std::int32_t partition) const override {
    return partitions[static_cast<std::size_t>(partition)].start_offset;
  }
  std::int64_t log_end_offset(std::int32_t partition) const override {
    return partitions[static_cast<std::size_t>(partition)].end_offset;
  }
  Result<void> roll(std::int32_t partition) override {
    at(partition).rolled_at.push_back(at(partition).end_offset);
    return {};
  }
  void delete_records_before(std::int32_t partition, std::int64_t offset) override {
    auto& log = at(partition);
    std::erase_if(log.records, [offset](const Record& record) { return record.offset < offset; });
    log.start_offset = offset;
  }

  // The log is durable up to its end, or has failed.
  void settle(ErrorCode error = ErrorCode::None) {
    while (!waiting.empty()) {
      const auto next = std::move(waiting.front());
      waiting.pop_front();
      next(error);
    }
  }
  Partition& at(std::int32_t partition) { return partitions[static_cast<std::size_t>(partition)]; }

  std::vector<Partition> partitions;
  std::deque<Durable> waiting;
  ErrorCode refuse = ErrorCode::None;
  int appends = 0;
};

class CoordinatorFixture {
 public:
  explicit CoordinatorFixture(GroupOptions wanted = {}, std::int32_t partition_count = 1)
      : options(wanted), log(partition_count) {
    restart();
  }

  // Forgets everything but the log and starts again from it.
  void restart() {
    coordinator.reset();
    log.waiting.clear();
    woken_at.reset();
    coordinator = std::make_unique<GroupCoordinator>(
        options, GroupEnvironment{.log = log,
                                  .clock = clock,
                                  .random = [this] { return ++random; },
                                  .wake_at = [this](auto when) { woken_at = when; },
                                  .observer = observer});
    const auto count = static_cast<std::int32_t>(log.partitions.size());
    coordinator->set_partition_count(count);
    for (std::int32_t partition = 0; partition < count; ++partition) {
      for (const auto& record : log.at(partition).records) {
        ReplayedRecord replayed{.offset = record.offset, .key = as_bytes(record.key), .value = {}};
        if (record.value) replayed.value = as_bytes(*record.value);
        unreadable += coordinator->replay(partition, replayed) ? 0 : 1;
      }
      coordinator->activate(partition);
    }
  }

  // Turns the clock in steps that end at each wish of the coordinator, and makes the log durable.
  void pass_ms(std::int64_t ms) {
    const auto end = clock.steady() + std::chrono::milliseconds(ms);
    settle();
    while (woken_at && *woken_at <= end) {
      const auto when = std::max(*woken_at, clock.steady());
      woken_at.reset();
      clock.advance(std::chrono::ceil<std::chrono::milliseconds>(when - clock.steady()));
      coordinator->advance();
      settle();
    }
    clock.advance(std::chrono::ceil<std::chrono::milliseconds>(end - clock.steady()));
  }
  void settle() { log.settle(); }

  // JoinGroup and SyncGroup without waiting; the answers appear when they come.
  std::shared_ptr<std::optional<GroupJoinAnswer>> join(const std::string& group, GroupJoin join) {
    auto answer = std::make_shared<std::optional<GroupJoinAnswer>>();
    if (join.protocols.empty()) join.protocols = {{"range", "opaque"}};
    if (join.protocol_type.empty()) join.protocol_type = "consumer";
    if (join.session_timeout_ms == 0) join.session_timeout_ms = 10'000;
    if (join.rebalance_timeout_ms == 0) join.rebalance_timeout_ms = 60'000;
    if (join.client_id.empty()) join.client_id = "app";
    coordinator->join(group, std::move(join),
                      [answer](GroupJoinAnswer value) { *answer = std::move(value); });
    return answer;
  }
  std::shared_ptr<std::optional<GroupSyncAnswer>> sync(const std::string& group, GroupSync sync) {
    auto answer = std::make_shared<std::optional<GroupSyncAnswer>>();
    coordinator->sync(group, std::move(sync),
                      [answer](GroupSyncAnswer value) { *answer = std::move(value); });
    return answer;
  }
  // A member alone in its group, with an assignment. Returns its id.
  std::string stable_member(const std::string& group, std::vector<GroupProtocol> protocols = {}) {
    const auto joined =
        join(group, {.protocols = std::move(protocols), .member_id_required = false});
    pass_ms(options.initial_rebalance_delay_ms);
    const auto id = joined->value().member_id;
    const auto synced = sync(group, {.member_id = id,
                                     .generation = joined->value().generation,
                                     .assignments = {{.member_id = id, .bytes = "everything"}}});
    settle();
    return synced->value().error == ErrorCode::None ? id : "";
  }

  // Commits one position and waits for the log.
  ErrorCode commit(const std::string& group, const std::string& topic, std::int32_t partition,
                   std::int64_t offset, GroupSpeaker speaker = {}) {
    const auto errors = commit_all({.group_id = group,
                                    .speaker = std::move(speaker),
                                    .offsets = {{.topic = topic,
                                                 .partition = partition,
                                                 .offset = offset,
                                                 .leader_epoch = -1,
                                                 .metadata = {},
                                                 .topic_id = {}}},
                                    .retention_ms = {},
                                    .unknown_group_is_not_found = true});
    return errors.at(0);
  }
  std::vector<ErrorCode> commit_all(OffsetCommit commit) {
    std::vector<ErrorCode> errors;
    coordinator->commit(std::move(commit), [&](auto value) { errors = std::move(value); });
    settle();
    return errors;
  }
  // The committed offset; -1 where there is none.
  std::int64_t committed(const std::string& group, const std::string& topic,
                         std::int32_t partition) {
    return fetch(group, topic, partition).offset;
  }
  OffsetFetchAnswer::Partition fetch(const std::string& group, const std::string& topic,
                                     std::int32_t partition, bool require_stable = false) {
    OffsetFetchAnswer answer;
    coordinator->fetch_offsets(
        {.group_id = group,
         .topics = std::vector<PartitionsOfTopic>{{.topic = topic, .partitions = {partition}}},
         .require_stable = require_stable},
        [&](OffsetFetchAnswer value) { answer = std::move(value); });
    settle();
    return answer.topics.at(0).partitions.at(0);
  }
  // "topic-partition=offset" of everything the group committed.
  std::string all_committed(const std::string& group) {
    OffsetFetchAnswer answer;
    coordinator->fetch_offsets({.group_id = group, .topics = {}, .require_stable = false},
                               [&](OffsetFetchAnswer value) { answer = std::move(value); });
    settle();
    std::vector<std::string> lines;
    for (const auto& topic : answer.topics)
      for (const auto& partition : topic.partitions)
        lines.push_back(topic.topic + "-" + std::to_string(partition.partition) + "=" +
                        std::to_string(partition.offset));
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const auto& line : lines) text += (text.empty() ? "" : " ") + line;
    return text;
  }
  std::string state(const std::string& group) { return coordinator->describe(group).state; }

  GroupOptions options;
  VirtualClock clock;
  MemoryOffsetsLog log;
  GroupObserver* observer = nullptr;
  std::uint64_t random = 0;
  int unreadable = 0;  // records that replay() refused
  std::optional<std::chrono::steady_clock::time_point> woken_at;
  std::unique_ptr<GroupCoordinator> coordinator;
};

}  // namespace barnabas
