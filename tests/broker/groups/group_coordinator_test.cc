// The coordinator and its log: what is told when, what survives, and how the log stays short.

#include "broker/groups/group_coordinator.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "broker/groups/group_partition_index.h"
#include "broker/groups/group_records.h"
#include "tests/broker/groups/coordinator_fixture.h"

namespace barnabas {
namespace {

OffsetCommit one_position(const std::string& group, std::int64_t offset) {
  return {.group_id = group,
          .speaker = {},
          .offsets = {{.topic = "t",
                       .partition = 0,
                       .offset = offset,
                       .leader_epoch = -1,
                       .metadata = {},
                       .topic_id = {}}},
          .retention_ms = {},
          .unknown_group_is_not_found = true};
}

TEST(GroupCoordinator, CommitIsAnsweredWhenItIsDurableAndNotBefore) {
  CoordinatorFixture broker;
  std::vector<ErrorCode> errors;
  broker.coordinator->commit(one_position("g", 5), [&](auto value) { errors = value; });
  EXPECT_TRUE(errors.empty());
  broker.settle();
  EXPECT_EQ(errors, std::vector{ErrorCode::None});
}

TEST(GroupCoordinator, FetchWaitsForCommitsInFlightOfItsOwnGroupOnly) {
  CoordinatorFixture broker;
  broker.commit("other", "t", 0, 1);
  broker.coordinator->commit(one_position("g", 5), [](auto) {});
  int answers = 0;
  std::int64_t offset = 0;
  const auto take = [&](OffsetFetchAnswer answer) {
    ++answers;
    offset = answer.topics.at(0).partitions.at(0).offset;
  };
  broker.coordinator->fetch_offsets({.group_id = "other", .topics = {}, .require_stable = false},
                                    take);
  EXPECT_EQ(answers, 1);
  broker.coordinator->fetch_offsets({.group_id = "g", .topics = {}, .require_stable = false}, take);
  EXPECT_EQ(answers, 1);
  broker.settle();
  EXPECT_EQ(answers, 2);
  EXPECT_EQ(offset, 5);
}

TEST(GroupCoordinator, FailingLogIsToldToWhoeverWaits) {
  CoordinatorFixture broker;
  broker.log.refuse = ErrorCode::KafkaStorageError;
  EXPECT_EQ(broker.commit("g", "t", 0, 5), ErrorCode::NotCoordinator);
  EXPECT_EQ(broker.state("g"), "Dead") << "no group was made for it";
  broker.log.refuse = ErrorCode::None;
  std::vector<ErrorCode> errors;
  std::optional<ErrorCode> fetched;
  broker.coordinator->commit(one_position("g", 5), [&](auto value) { errors = value; });
  broker.coordinator->fetch_offsets({.group_id = "g", .topics = {}, .require_stable = false},
                                    [&](OffsetFetchAnswer answer) { fetched = answer.error; });
  broker.log.settle(ErrorCode::KafkaStorageError);
  EXPECT_EQ(errors, std::vector{ErrorCode::NotCoordinator});
  EXPECT_EQ(fetched, ErrorCode::NotCoordinator);
}

TEST(GroupCoordinator, WhoWaitsIsAnsweredWhenThePartitionGoes) {
  CoordinatorFixture broker;
  const auto id = broker.stable_member("g");
  const auto joined = broker.join("g", {.member_id_required = false});
  broker.coordinator->commit(one_position("simple", 5), [](auto) {});
  std::optional<ErrorCode> fetched;
  broker.coordinator->fetch_offsets({.group_id = "simple", .topics = {}, .require_stable = false},
                                    [&](OffsetFetchAnswer answer) { fetched = answer.error; });
  broker.coordinator->deactivate(0);
  EXPECT_EQ((*joined)->error, ErrorCode::NotCoordinator);
  EXPECT_EQ(fetched, ErrorCode::NotCoordinator);
  broker.settle();  // callbacks of a partition that is gone do no harm
  EXPECT_EQ(broker.coordinator->next_deadline(), std::nullopt);
}

TEST(GroupCoordinator, GroupsSurviveARestart) {
  CoordinatorFixture broker;
  const auto id = broker.stable_member("g");
  broker.commit("g", "t", 3, 8, {.member_id = id, .generation = 1});
  const auto before = broker.coordinator->describe("g");
  broker.restart();
  const auto after = broker.coordinator->describe("g");
  EXPECT_EQ(broker.unreadable, 0);
  EXPECT_EQ(after.state, "Stable");
  EXPECT_EQ(after.protocol, before.protocol);
  EXPECT_EQ(after.members.at(0).member_id, id);
  EXPECT_EQ(after.members.at(0).metadata, before.members.at(0).metadata);
  EXPECT_EQ(after.members.at(0).assignment, "everything");
  EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = id, .generation = 1}),
            ErrorCode::None);
  EXPECT_EQ(broker.committed("g", "t", 3), 8);
  broker.pass_ms(10'000);
  EXPECT_EQ(broker.state("g"), "Empty") << "sessions run after a restart";
}

TEST(GroupCoordinator, DeletedTopicTakesItsPositionsAlong) {
  CoordinatorFixture broker;
  for (const auto* group : {"a", "b"})
    for (const auto* topic : {"gone", "kept"}) broker.commit(group, topic, 1, 4);
  broker.coordinator->on_topic_deleted("gone");
  broker.coordinator->on_topic_deleted("never was");
  for (int restarts = 0; restarts < 2; ++restarts) {
    EXPECT_EQ(broker.all_committed("a"), "kept-1=4");
    EXPECT_EQ(broker.all_committed("b"), "kept-1=4");
    broker.restart();
  }
}

TEST(GroupCoordinator, GroupsSpreadOverPartitionsAsInApacheKafka) {
  // What java.lang.String.hashCode says.
  EXPECT_EQ(java_hash_code(""), 0);
  EXPECT_EQ(java_hash_code("hello"), 99162322);
  EXPECT_EQ(java_hash_code("polygenelubricants"), INT32_MIN);
  EXPECT_EQ(java_hash_code("\xc3\xa9\xe2\x82\xac"), 0xe9 * 31 + 0x20ac);
  EXPECT_EQ(java_hash_code("\xf0\x9f\x98\x80"), 0xd83d * 31 + 0xde00);
  EXPECT_EQ(group_partition_index("polygenelubricants", 50), 0);
  EXPECT_EQ(group_partition_index("console-consumer-1", 1), 0);

  CoordinatorFixture broker({}, 50);
  for (int i = 0; i < 100; ++i) broker.commit("group-" + std::to_string(i), "t", 0, i);
  std::size_t used = 0;
  for (const auto& partition : broker.log.partitions) used += partition.records.empty() ? 0 : 1;
  EXPECT_GT(used, 20U);
  broker.restart();
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(broker.committed("group-" + std::to_string(i), "t", 0), i);
}

TEST(GroupCoordinator, LateWishOfOnePartitionDoesNotDelayAnother) {
  CoordinatorFixture broker({}, 50);
  const auto asked_at_start = broker.woken_at;
  ASSERT_TRUE(asked_at_start) << "the next expiry";
  broker.join("a", {.session_timeout_ms = 6'000});
  ASSERT_LT(*broker.woken_at, *asked_at_start);
  const auto soon = *broker.woken_at;
  broker.join("b", {.session_timeout_ms = 60'000});
  EXPECT_EQ(*broker.woken_at, soon);
  broker.pass_ms(60'000);
  EXPECT_EQ((*broker.join("b", {.member_id = "app-x"}))->error, ErrorCode::UnknownMemberId);
}

TEST(GroupCoordinator, TransactionalOffsetsCountWhenTheirTransactionCommitted) {
  CoordinatorFixture broker;
  GroupRecords records;
  CommittedOffset position;
  position.offset = 42;
  records.put_offset({"g", "t", 0}, position, {});
  const auto record = records.records().at(0);
  const auto replay = [&](std::int64_t producer_id, std::int64_t offset) {
    ASSERT_TRUE(broker.coordinator->replay(
        0,
        {.offset = offset, .key = record.key, .value = record.value, .producer_id = producer_id}));
  };
  replay(7, 100);
  EXPECT_EQ(broker.fetch("g", "t", 0, true).error, ErrorCode::UnstableOffsetCommit);
  EXPECT_EQ(broker.fetch("g", "t", 0, false).offset, -1);
  broker.coordinator->replay_transaction_end(0, 7, false);
  EXPECT_EQ(broker.fetch("g", "t", 0, true).offset, -1) << "aborted";
  replay(7, 102);
  broker.coordinator->replay_transaction_end(0, 7, true);
  EXPECT_EQ(broker.fetch("g", "t", 0, true).offset, 42);
  // A plain commit behind the transactional one stays, although the transaction ends later.
  replay(8, 103);
  replay(-1, 104);
  broker.commit("g", "t", 0, 50);
  broker.coordinator->replay_transaction_end(0, 9, true);
  EXPECT_EQ(broker.committed("g", "t", 0), 50);
}

TEST(GroupCoordinator, Case39_DamagedRecordsAreNamedAndSkipped) {
  CoordinatorFixture broker;
  GroupRecords records;
  records.put_offset({"g", "t", 0}, {}, {});
  const auto record = records.records().at(0);
  for (std::size_t size = 0; size < record.key.size(); ++size) {
    const auto outcome = broker.coordinator->replay(
        0, {.offset = 0, .key = record.key.first(size), .value = record.value});
    EXPECT_TRUE(outcome || outcome.error().code == ErrorCode::CorruptMessage);
  }
  for (std::size_t size = 0; size < record.value->size(); ++size)
    EXPECT_FALSE(broker.coordinator->replay(
        0, {.offset = 0, .key = record.key, .value = record.value->first(size)}));
  EXPECT_EQ(broker.all_committed("g"), "");
}

GroupOptions rewriting_often() {
  GroupOptions options;
  options.rewrite_records_min = 20;
  options.rewrite_ratio = 2;
  return options;
}

TEST(Rewrite, KeepsTheLogProportionalToItsLiveKeys) {
  CoordinatorFixture broker(rewriting_often());
  const auto id = broker.stable_member("g");
  for (int i = 0; i < 1'000; ++i) {
    broker.commit("g", "t", i % 5, i, {.member_id = id, .generation = 1});
    broker.pass_ms(0);
    ASSERT_LE(broker.log.at(0).records.size(), 20U + 6U);
  }
  const auto& partition = broker.log.at(0);
  EXPECT_GT(partition.start_offset, 900);
  EXPECT_EQ(partition.rolled_at.back(), partition.start_offset) << "whole segments can go";
  broker.restart();
  EXPECT_EQ(broker.state("g"), "Stable");
  EXPECT_EQ(broker.all_committed("g"), "t-0=995 t-1=996 t-2=997 t-3=998 t-4=999");
}

TEST(Rewrite, DeletesNothingBeforeTheCopyIsDurable) {
  CoordinatorFixture broker(rewriting_often());
  for (int i = 0; i < 30; ++i) broker.coordinator->commit(one_position("g", i), [](auto) {});
  broker.coordinator->advance();
  EXPECT_EQ(broker.log.at(0).start_offset, 0);
  EXPECT_EQ(broker.log.at(0).rolled_at.size(), 1U);
  broker.restart();  // a crash here: the old log is complete
  EXPECT_EQ(broker.committed("g", "t", 0), 29);
}

TEST(Rewrite, IsGivenUpWhenTheLogFails) {
  CoordinatorFixture broker(rewriting_often());
  for (int i = 0; i < 20; ++i) broker.commit("g", "t", 0, i);
  broker.log.refuse = ErrorCode::KafkaStorageError;
  broker.coordinator->advance();
  broker.log.refuse = ErrorCode::None;
  EXPECT_EQ(broker.log.at(0).start_offset, 0);
  for (int i = 20; i < 50; ++i) broker.commit("g", "t", 0, i);
  broker.pass_ms(0);
  EXPECT_GT(broker.log.at(0).start_offset, 0) << "tried again later";
  broker.restart();
  EXPECT_EQ(broker.committed("g", "t", 0), 49);
}

TEST(Rewrite, KeepsRecordsOfOtherKindsOfGroups) {
  CoordinatorFixture broker(rewriting_often());
  // A KIP-848 group as an Apache broker left it: type 3, group id; and a type nobody knows yet.
  const std::string consumer_group("\0\3\0\6modern", 10), unknown("\0\x63\xff\xff", 4);
  for (const auto& key : {consumer_group, unknown})
    broker.log.at(0).records.push_back({broker.log.at(0).end_offset++, key, "its value"});
  broker.restart();
  EXPECT_EQ(broker.unreadable, 0);
  for (int i = 0; i < 100; ++i) {
    broker.commit("g", "t", 0, i);
    broker.pass_ms(0);
  }
  const auto count = [&](const std::string& key) {
    return std::count_if(
        broker.log.at(0).records.begin(), broker.log.at(0).records.end(),
        [&](const auto& record) { return record.key == key && record.value == "its value"; });
  };
  EXPECT_GT(broker.log.at(0).start_offset, 50);
  EXPECT_EQ(count(consumer_group), 1);
  EXPECT_EQ(count(unknown), 1);
  // A classic group takes the name over: the old records get tombstones.
  broker.join("modern", {.member_id_required = false});
  EXPECT_EQ(broker.log.at(0).records.at(broker.log.at(0).records.size() - 2).key, consumer_group);
  EXPECT_FALSE(broker.log.at(0).records.at(broker.log.at(0).records.size() - 2).value);
}

TEST(Rewrite, HoldsManyGroupsInSlices) {
  GroupOptions options;
  options.rewrite_records_min = 7'000;
  options.rewrite_ratio = 2;
  CoordinatorFixture broker(options);
  for (int round = 0; round < 3; ++round)
    for (int group = 0; group < 3'000; ++group)
      broker.commit("group-" + std::to_string(group), "t", 0, round);
  broker.pass_ms(0);
  EXPECT_GE(broker.log.at(0).start_offset, 7'000);
  broker.restart();
  for (int group = 0; group < 3'000; ++group)
    ASSERT_EQ(broker.committed("group-" + std::to_string(group), "t", 0), 2);
}

// Random work with a restart at a random place, over and over: what was acknowledged is there.
TEST(Rewrite, NothingAcknowledgedIsLostWhenTheProcessDiesAnywhere) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::mt19937_64 random(seed);
    CoordinatorFixture broker(rewriting_often());
    std::map<std::string, std::int64_t> acknowledged;
    for (int step = 0; step < 150; ++step) {
      const auto group = "g" + std::to_string(random() % 4);
      switch (random() % 8) {
        case 0:
          broker.coordinator->advance();
          break;
        case 1:
          broker.settle();
          break;
        case 2:
          if (random() % 4 == 0) broker.restart();
          break;
        case 3:
          if (random() % 4 != 0) break;
          broker.coordinator->delete_groups({group}, [&, group](auto errors) {
            if (errors.at(0) == ErrorCode::None) acknowledged[group] = -1;
          });
          broker.settle();
          break;
        default:
          broker.coordinator->commit(one_position(group, step), [&, group, step](auto errors) {
            if (errors.at(0) == ErrorCode::None) acknowledged[group] = step;
          });
      }
      ASSERT_EQ(broker.unreadable, 0);
    }
    broker.settle();
    broker.restart();
    for (const auto& [group, offset] : acknowledged)
      ASSERT_GE(broker.committed(group, "t", 0), offset) << "seed " << seed << " group " << group;
  }
}

}  // namespace
}  // namespace barnabas
