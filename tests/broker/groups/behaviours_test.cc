// Behaviours 48 to 59 of Apache Kafka's classic groups, each under its number. The rules in detail
// are in tests/golden/groups; here they go through the coordinator.

#include <gtest/gtest.h>

#include "protocol/messages/records/consumer_protocol.h"
#include "tests/broker/groups/coordinator_fixture.h"
#include "tests/broker/groups/group_script.h"

namespace barnabas {
namespace {

std::string subscription_to(const std::string& topic) {
  ConsumerProtocolSubscription subscription;
  subscription.topics = {topic};
  Buffer buffer;
  store_big_endian(buffer.grow(2).data(), std::int16_t{0});
  encode(subscription, 0, buffer);
  return std::string(as_text(buffer.view()));
}

TEST(GroupBehaviour, Behaviour48_NewMemberIsToldItsIdAndComesBackWithIt) {
  CoordinatorFixture broker;
  const auto first = broker.join("g", {});
  ASSERT_TRUE(*first);
  EXPECT_EQ((*first)->error, ErrorCode::MemberIdRequired);
  // Apache's form: client id, dash, a random UUID of version 4.
  EXPECT_EQ((*first)->member_id, "app-00000000-0000-4001-8000-000000000002");
  const auto second = broker.join("g", {.member_id = (*first)->member_id});
  broker.pass_ms(0);
  ASSERT_TRUE(*second);
  EXPECT_EQ((*second)->error, ErrorCode::None);
  EXPECT_EQ((*second)->leader, (*first)->member_id);
}

TEST(GroupBehaviour, Behaviour48_PendingIdIsForgottenAfterTheSessionTimeout) {
  CoordinatorFixture broker;
  const auto first = broker.join("g", {.session_timeout_ms = 6'000});
  broker.pass_ms(6'000);
  const auto late = broker.join("g", {.member_id = (*first)->member_id});
  EXPECT_EQ((*late)->error, ErrorCode::UnknownMemberId);
}

TEST(GroupBehaviour, Behaviour49_SessionTimeoutAndGroupIdAreChecked) {
  CoordinatorFixture broker;
  EXPECT_EQ((*broker.join("", {}))->error, ErrorCode::InvalidGroupId);
  EXPECT_EQ((*broker.join("g", {.session_timeout_ms = 5'999}))->error,
            ErrorCode::InvalidSessionTimeout);
  EXPECT_EQ((*broker.join("g", {.session_timeout_ms = 1'800'001}))->error,
            ErrorCode::InvalidSessionTimeout);
  EXPECT_EQ((*broker.join("g", {.session_timeout_ms = 6'000}))->error, ErrorCode::MemberIdRequired);
}

TEST(GroupBehaviour, Behaviour49_FullGroupAndForeignProtocolAreRefused) {
  GroupOptions options;
  options.size_max = 1;
  CoordinatorFixture broker(options);
  ASSERT_NE(broker.stable_member("g"), "");
  EXPECT_EQ((*broker.join("g", {.member_id_required = false}))->error,
            ErrorCode::GroupMaxSizeReached);
  CoordinatorFixture roomy;
  ASSERT_NE(roomy.stable_member("g"), "");
  EXPECT_EQ((*roomy.join("g", {.protocols = {{"sticky", ""}}}))->error,
            ErrorCode::InconsistentGroupProtocol);
  EXPECT_EQ((*roomy.join("g", {.protocol_type = "connect"}))->error,
            ErrorCode::InconsistentGroupProtocol);
}

TEST(GroupBehaviour, Behaviour50_FirstGenerationWaitsForTheInitialDelay) {
  GroupOptions options;
  options.initial_rebalance_delay_ms = 3'000;
  CoordinatorFixture broker(options);
  const auto first = broker.join("g", {.member_id_required = false});
  broker.pass_ms(2'000);
  const auto second = broker.join("g", {.member_id_required = false});
  broker.pass_ms(3'999);
  EXPECT_FALSE(*first) << "the second member extended the delay";
  broker.pass_ms(1);
  ASSERT_TRUE(*first);
  ASSERT_TRUE(*second);
  EXPECT_EQ((*first)->members.size(), 2U);
  EXPECT_EQ((*second)->members.size(), 0U) << "only the leader gets the members";
}

TEST(GroupBehaviour, Behaviour51_HeartbeatAnswersByState) {
  CoordinatorFixture broker;
  const auto joined = broker.join("g", {.member_id_required = false});
  broker.pass_ms(0);
  const auto id = (*joined)->member_id;
  EXPECT_EQ(broker.state("g"), "CompletingRebalance");
  EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = id, .generation = 1}),
            ErrorCode::None);
  broker.join("g", {.member_id_required = false});
  EXPECT_EQ(broker.state("g"), "PreparingRebalance");
  EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = id, .generation = 1}),
            ErrorCode::RebalanceInProgress);
  EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = id, .generation = 7}),
            ErrorCode::IllegalGeneration);
  EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = "who", .generation = 1}),
            ErrorCode::UnknownMemberId);
  EXPECT_EQ(broker.coordinator->heartbeat("nothing", {.member_id = id, .generation = 1}),
            ErrorCode::UnknownMemberId);
  EXPECT_EQ(broker.coordinator->heartbeat("", {}), ErrorCode::InvalidGroupId);
  broker.coordinator->deactivate(0);
  EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = id, .generation = 1}),
            ErrorCode::NotCoordinator);
}

TEST(GroupBehaviour, Behaviour51_HeartbeatsAloneKeepAMemberAlive) {
  CoordinatorFixture broker;
  const auto id = broker.stable_member("g");
  for (int i = 0; i < 10; ++i) {
    broker.pass_ms(9'000);
    EXPECT_EQ(broker.coordinator->heartbeat("g", {.member_id = id, .generation = 1}),
              ErrorCode::None);
  }
  broker.pass_ms(10'000);
  EXPECT_EQ(broker.state("g"), "Empty");
}

TEST(GroupBehaviour, Behaviour52_SyncWaitsForTheLeaderAndForTheLog) {
  CoordinatorFixture broker;
  const auto a = broker.join("g", {.member_id_required = false});
  const auto b = broker.join("g", {.member_id_required = false});
  broker.pass_ms(0);
  const auto leader = (*a)->member_id, follower = (*b)->member_id;
  const auto second = broker.sync("g", {.member_id = follower, .generation = 1});
  EXPECT_FALSE(*second);
  const auto first = broker.sync("g", {.member_id = leader,
                                       .generation = 1,
                                       .assignments = {{.member_id = leader, .bytes = "all"}}});
  EXPECT_FALSE(*second) << "the assignment is not durable yet";
  broker.settle();
  ASSERT_TRUE(*second);
  EXPECT_EQ((*first)->assignment, "all");
  EXPECT_EQ((*second)->error, ErrorCode::None);
  EXPECT_EQ((*second)->assignment, "") << "the leader gave it nothing";
  const auto again = broker.sync("g", {.member_id = leader, .generation = 1});
  EXPECT_EQ((*again)->assignment, "all");
}

TEST(GroupBehaviour, Behaviour52_FollowerRejoinWithSameMetadataDoesNotRebalance) {
  CoordinatorFixture broker;
  const auto a = broker.join("g", {.member_id_required = false});
  const auto b = broker.join("g", {.member_id_required = false});
  broker.pass_ms(0);
  broker.sync("g", {.member_id = (*a)->member_id, .generation = 1});
  broker.settle();
  ASSERT_EQ(broker.state("g"), "Stable");
  const auto again = broker.join("g", {.member_id = (*b)->member_id});
  ASSERT_TRUE(*again);
  EXPECT_EQ((*again)->generation, 1);
  EXPECT_EQ(broker.state("g"), "Stable");
  const auto leader = broker.join("g", {.member_id = (*a)->member_id});
  EXPECT_FALSE(*leader);
  EXPECT_EQ(broker.state("g"), "PreparingRebalance");
}

TEST(GroupBehaviour, Behaviour53_StaticMemberComesBackWithoutRebalance) {
  CoordinatorFixture broker;
  const auto first = broker.join("g", {.instance_id = "one"});
  broker.pass_ms(0);
  const auto old_id = (*first)->member_id;
  EXPECT_EQ(old_id.substr(0, 4), "one-");
  broker.sync("g", {.member_id = old_id,
                    .instance_id = "one",
                    .generation = 1,
                    .assignments = {{.member_id = old_id, .bytes = "share"}}});
  broker.settle();
  const auto second = broker.join("g", {.instance_id = "one"});
  broker.settle();
  ASSERT_TRUE(*second);
  EXPECT_EQ((*second)->generation, 1);
  EXPECT_TRUE((*second)->skip_assignment);
  EXPECT_NE((*second)->member_id, old_id);
  const auto synced =
      broker.sync("g", {.member_id = (*second)->member_id, .instance_id = "one", .generation = 1});
  EXPECT_EQ((*synced)->assignment, "share");
  const GroupSpeaker old{.member_id = old_id, .instance_id = "one", .generation = 1};
  EXPECT_EQ(broker.coordinator->heartbeat("g", old), ErrorCode::FencedInstanceId);
  EXPECT_EQ(broker.commit("g", "orders", 0, 5, old), ErrorCode::FencedInstanceId);
  // Removal by an administrator, who knows the instance id only.
  const auto left = broker.coordinator->leave("g", {{.instance_id = "one"}, {.instance_id = "x"}});
  EXPECT_EQ(*left, (std::vector{ErrorCode::None, ErrorCode::UnknownMemberId}));
  EXPECT_EQ(broker.state("g"), "Empty");
}

TEST(GroupBehaviour, Behaviour54_CooperativeSubscriptionsTravelUntouched) {
  const std::string subscription("\0\1 anything \xff at all\0", 20);
  CoordinatorFixture broker;
  const auto joined = broker.join(
      "g", {.protocols = {{"cooperative-sticky", subscription}}, .member_id_required = false});
  broker.pass_ms(0);
  EXPECT_EQ((*joined)->members.at(0).metadata, subscription);
}

TEST(GroupBehaviour, Behaviour55_CommitIsValidatedByStateAndGeneration) {
  CoordinatorFixture broker;
  EXPECT_EQ(broker.commit("simple", "orders", 0, 1), ErrorCode::None) << "makes a simple group";
  EXPECT_EQ(broker.commit("new", "orders", 0, 1, {.member_id = "x", .generation = 3}),
            ErrorCode::GroupIdNotFound);
  const auto older = broker.commit_all({.group_id = "new",
                                        .speaker = {.member_id = "x", .generation = 3},
                                        .offsets = {OffsetToCommit{}},
                                        .retention_ms = {},
                                        .unknown_group_is_not_found = false});
  EXPECT_EQ(older.at(0), ErrorCode::IllegalGeneration);

  const auto joined = broker.join("g", {.member_id_required = false});
  broker.pass_ms(0);
  const GroupSpeaker member{.member_id = (*joined)->member_id, .generation = 1};
  EXPECT_EQ(broker.commit("g", "orders", 0, 1, member), ErrorCode::RebalanceInProgress);
  broker.sync("g", {.member_id = member.member_id, .generation = 1});
  broker.settle();
  EXPECT_EQ(broker.commit("g", "orders", 0, 2, member), ErrorCode::None);
  EXPECT_EQ(broker.commit("g", "orders", 0, 3), ErrorCode::UnknownMemberId);
  EXPECT_EQ(broker.commit("g", "orders", 0, 3, {.member_id = member.member_id, .generation = 0}),
            ErrorCode::IllegalGeneration);
  EXPECT_EQ(broker.committed("g", "orders", 0), 2);
}

TEST(GroupBehaviour, Behaviour56_MetadataAndLeaderEpochAreKept) {
  CoordinatorFixture broker;
  const std::string longest(4'096, 'x');
  const auto errors = broker.commit_all({.group_id = "g",
                                         .speaker = {},
                                         .offsets = {{.topic = "t",
                                                      .partition = 0,
                                                      .offset = 7,
                                                      .leader_epoch = 3,
                                                      .metadata = longest,
                                                      .topic_id = {}},
                                                     {.topic = "t",
                                                      .partition = 1,
                                                      .offset = 7,
                                                      .leader_epoch = 3,
                                                      .metadata = longest + "x",
                                                      .topic_id = {}}},
                                         .retention_ms = {},
                                         .unknown_group_is_not_found = true});
  EXPECT_EQ(errors, (std::vector{ErrorCode::None, ErrorCode::OffsetMetadataTooLarge}));
  broker.restart();
  const auto kept = broker.fetch("g", "t", 0);
  EXPECT_EQ(kept.offset, 7);
  EXPECT_EQ(kept.leader_epoch, 3);
  EXPECT_EQ(kept.metadata, longest);
  EXPECT_EQ(broker.committed("g", "t", 1), -1);
}

TEST(GroupBehaviour, Behaviour57_NothingCommittedIsMinusOneWithoutError) {
  CoordinatorFixture broker;
  broker.commit("g", "t", 2, 9);
  const auto unknown = broker.fetch("g", "t", 0);
  EXPECT_EQ(unknown.offset, -1);
  EXPECT_EQ(unknown.error, ErrorCode::None);
  EXPECT_EQ(unknown.metadata, "");
  EXPECT_EQ(broker.fetch("who", "t", 0).error, ErrorCode::None);
  EXPECT_EQ(broker.all_committed("g"), "t-2=9");
  EXPECT_EQ(broker.all_committed("who"), "");
}

TEST(GroupBehaviour, Behaviour58_OffsetsExpireAfterTheGroupBecameEmpty) {
  GroupOptions options;
  options.offsets_retention_ms = 3'600'000;
  CoordinatorFixture broker(options);
  const auto id = broker.stable_member("g");
  broker.commit("g", "t", 0, 5, {.member_id = id, .generation = 1});
  for (int i = 0; i < 900; ++i) {
    broker.pass_ms(9'000);
    broker.coordinator->heartbeat("g", {.member_id = id, .generation = 1});
  }
  EXPECT_EQ(broker.committed("g", "t", 0), 5) << "old, but the group has a member";
  ASSERT_TRUE(broker.coordinator->leave("g", {{.member_id = id}}));
  broker.pass_ms(3'000'000);
  EXPECT_EQ(broker.committed("g", "t", 0), 5) << "empty for less than the retention";
  broker.pass_ms(1'800'000);
  EXPECT_EQ(broker.committed("g", "t", 0), -1);
  EXPECT_EQ(broker.state("g"), "Dead") << "nothing is left of the group";
  broker.restart();
  EXPECT_EQ(broker.committed("g", "t", 0), -1);
}

TEST(GroupBehaviour, Behaviour58_SimpleGroupsExpirePositionByPosition) {
  GroupOptions options;
  options.offsets_retention_ms = 3'600'000;
  CoordinatorFixture broker(options);
  broker.commit("simple", "t", 0, 5);
  broker.pass_ms(2'400'000);
  broker.commit("simple", "t", 1, 6);
  broker.pass_ms(1'900'000);
  EXPECT_EQ(broker.all_committed("simple"), "t-1=6");
  // An old client gave its commit a life of its own.
  broker.commit_all({.group_id = "brief",
                     .speaker = {},
                     .offsets = {{.topic = "t",
                                  .partition = 0,
                                  .offset = 1,
                                  .leader_epoch = -1,
                                  .metadata = {},
                                  .topic_id = {}}},
                     .retention_ms = 1'000,
                     .unknown_group_is_not_found = true});
  broker.restart();
  broker.pass_ms(601'000);
  EXPECT_EQ(broker.all_committed("brief"), "");
}

TEST(GroupBehaviour, Behaviour58_TopicsThatNobodyReadsAnyMoreExpireWhileTheGroupLives) {
  GroupOptions options;
  options.offsets_retention_ms = 1'200'000;
  CoordinatorFixture broker(options);
  const auto id = broker.stable_member("g", {{"range", subscription_to("orders")}});
  const GroupSpeaker member{.member_id = id, .generation = 1};
  broker.commit("g", "orders", 0, 1, member);
  broker.commit("g", "payments", 0, 2, member);
  for (int i = 0; i < 250; ++i) {
    broker.pass_ms(9'000);
    broker.coordinator->heartbeat("g", member);
  }
  EXPECT_EQ(broker.all_committed("g"), "orders-0=1");
}

TEST(GroupBehaviour, Behaviour59_DescribeListAndDelete) {
  CoordinatorFixture broker;
  EXPECT_EQ(broker.coordinator->describe("who").state, "Dead");
  EXPECT_EQ(broker.coordinator->describe("who").error, ErrorCode::GroupIdNotFound);
  const auto id = broker.stable_member("g");
  broker.commit("simple", "t", 0, 1);
  const auto described = broker.coordinator->describe("g");
  EXPECT_EQ(described.state, "Stable");
  EXPECT_EQ(described.protocol, "range");
  EXPECT_EQ(described.members.at(0).assignment, "everything");

  const auto listed = [&](const GroupListFilter& filter) {
    std::string names;
    for (const auto& group : broker.coordinator->list(filter)) names += group.group_id + " ";
    return names;
  };
  EXPECT_EQ(listed({}), "g simple ");
  EXPECT_EQ(listed({.states = {"STABLE"}, .types = {}}), "g ");
  EXPECT_EQ(listed({.states = {" empty "}, .types = {"Classic"}}), "simple ");
  EXPECT_EQ(listed({.states = {}, .types = {"consumer"}}), "");

  std::vector<ErrorCode> errors;
  broker.coordinator->delete_groups({"g", "simple", "who"},
                                    [&](auto value) { errors = std::move(value); });
  EXPECT_TRUE(errors.empty()) << "not durable yet";
  broker.settle();
  EXPECT_EQ(errors,
            (std::vector{ErrorCode::NonEmptyGroup, ErrorCode::None, ErrorCode::GroupIdNotFound}));
  broker.restart();
  EXPECT_EQ(listed({}), "g ");
}

TEST(GroupBehaviour, Behaviour59_OffsetsOfASubscribedTopicCannotBeDeleted) {
  CoordinatorFixture broker;
  const auto id = broker.stable_member("g", {{"range", subscription_to("orders")}});
  const GroupSpeaker member{.member_id = id, .generation = 1};
  broker.commit("g", "orders", 0, 1, member);
  broker.commit("g", "payments", 0, 2, member);
  std::optional<Result<std::vector<ErrorCode>>> outcome;
  const auto take = [&](Result<std::vector<ErrorCode>> value) { outcome = std::move(value); };
  broker.coordinator->delete_offsets("g", {{"orders", {0}}, {"payments", {0, 1}}}, take);
  broker.settle();
  EXPECT_EQ(outcome->value(),
            (std::vector{ErrorCode::GroupSubscribedToTopic, ErrorCode::None, ErrorCode::None}));
  EXPECT_EQ(broker.all_committed("g"), "orders-0=1");
  broker.coordinator->delete_offsets("who", {}, take);
  EXPECT_EQ(outcome->error().code, ErrorCode::GroupIdNotFound);
  const auto other =
      broker.join("connect", {.protocol_type = "connect", .member_id_required = false});
  broker.pass_ms(0);
  broker.coordinator->delete_offsets("connect", {{"t", {0}}}, take);
  EXPECT_EQ(outcome->error().code, ErrorCode::NonEmptyGroup);
}

}  // namespace
}  // namespace barnabas
