// Behaviours 48 to 59 through encoded requests: what depends on versions and on other parts of the
// broker. The rules of groups themselves are in groups/behaviours_test.cc.

#include "tests/broker/behaviours/requests.h"
#include "tests/broker/behaviours/test_peer.h"

namespace barnabas {
namespace {

class GroupsWireTest : public testing::Test {
 protected:
  GroupsWireTest() {
    create_topic(broker);
    FindCoordinatorRequest request;
    request.key = "readers";
    EXPECT_EQ(broker.ask(request, 2)->error_code, ErrorCode::None);
  }

  static JoinGroupRequest join_request(const std::string& member_id = "") {
    JoinGroupRequest request;
    request.group_id = "readers";
    request.session_timeout_ms = 10'000;
    request.rebalance_timeout_ms = 60'000;
    request.member_id = member_id;
    request.protocol_type = "consumer";
    request.protocols.push_back({.name = "range", .metadata = as_bytes("subscription")});
    return request;
  }
  // Joins alone and gets the generation stable. Returns the member id.
  std::string join_and_sync() {
    const auto told = broker.ask(join_request(), 9);
    EXPECT_EQ(told->error_code, ErrorCode::MemberIdRequired);
    const auto joined = broker.ask(join_request(told->member_id), 9);
    EXPECT_EQ(joined->error_code, ErrorCode::None);
    SyncGroupRequest sync;
    sync.group_id = "readers";
    sync.generation_id = joined->generation_id;
    sync.member_id = joined->member_id;
    sync.protocol_type = "consumer";
    sync.protocol_name = "range";
    sync.assignments.push_back({.member_id = joined->member_id, .assignment = as_bytes("share")});
    const auto synced = broker.ask(sync, 5);
    EXPECT_EQ(synced->error_code, ErrorCode::None);
    EXPECT_EQ(as_text(synced->assignment), "share");
    return joined->member_id;
  }
  static OffsetCommitRequest commit_request(const std::string& topic, std::int32_t partition = 0) {
    OffsetCommitRequest request;
    request.group_id = "readers";
    auto& wanted = request.topics.emplace_back();
    wanted.name = topic;
    auto& committed = wanted.partitions.emplace_back();
    committed.partition_index = partition;
    committed.committed_offset = 7;
    committed.committed_leader_epoch = 3;
    committed.committed_metadata = "note";
    return request;
  }
  ErrorCode commit_error(const OffsetCommitRequest& request, Version version = 8) {
    return broker.ask(request, version)->topics.at(0).partitions.at(0).error_code;
  }
  DescribeGroupsResponse::DescribedGroup describe(const std::string& group, Version version) {
    DescribeGroupsRequest request;
    request.groups = {group};
    return broker.ask(request, version)->groups.at(0);
  }

  TestBroker broker;
};

TEST_F(GroupsWireTest, Behaviour48_FromVersion4OnAMemberIsToldItsIdFirst) {
  for (Version version = 0; version <= 9; ++version) {
    auto request = join_request();
    request.group_id = "group-" + std::to_string(version);
    const auto answer = broker.ask(request, version);
    EXPECT_EQ(answer->error_code, version >= 4 ? ErrorCode::MemberIdRequired : ErrorCode::None)
        << version;
    EXPECT_TRUE(answer->member_id.starts_with("test-")) << answer->member_id;
  }
}

TEST_F(GroupsWireTest, Behaviour49_MistakesInAJoinHaveTheirErrors) {
  const auto error = [&](auto change) {
    auto request = join_request();
    change(request);
    return broker.ask(request, 9)->error_code;
  };
  EXPECT_EQ(error([](auto& request) { request.session_timeout_ms = 5'999; }),
            ErrorCode::InvalidSessionTimeout);
  EXPECT_EQ(error([](auto& request) { request.session_timeout_ms = 1'800'001; }),
            ErrorCode::InvalidSessionTimeout);
  EXPECT_EQ(error([](auto& request) { request.group_id = ""; }), ErrorCode::InvalidGroupId);
  EXPECT_EQ(error([](auto& request) { request.protocols.clear(); }),
            ErrorCode::InconsistentGroupProtocol);
  EXPECT_EQ(error([](auto& request) { request.member_id = "nobody"; }), ErrorCode::UnknownMemberId);
}

TEST_F(GroupsWireTest, Behaviour50_TheFirstGenerationWaitsForLateMembers) {
  TestBroker patient(ConfigMap{{"group.initial.rebalance.delay.ms", "50"}});
  create_topic(patient);
  FindCoordinatorRequest coordinator;
  coordinator.key = "readers";
  patient.ask(coordinator, 2);
  auto first = patient.begin(join_request(), 3);
  auto second = patient.begin(join_request(), 3);
  patient.settle();
  EXPECT_FALSE(first.answered());
  EXPECT_TRUE(patient.run_until([&] { return first.answered() && second.answered(); }));
  const auto one = first.take();
  const auto two = second.take();
  EXPECT_EQ(one->generation_id, 1);
  EXPECT_EQ(two->generation_id, 1);
  EXPECT_EQ(one->members.size() + two->members.size(), 2U) << "only the leader hears of both";
}

TEST_F(GroupsWireTest, Behaviour51_AHeartbeatSaysWhenToJoinAgain) {
  const auto member_id = join_and_sync();
  HeartbeatRequest heartbeat;
  heartbeat.group_id = "readers";
  heartbeat.member_id = member_id;
  heartbeat.generation_id = 1;
  EXPECT_EQ(broker.ask(heartbeat)->error_code, ErrorCode::None);
  const auto other = broker.begin(join_request(), 3);
  broker.settle();
  EXPECT_FALSE(other.answered());
  EXPECT_EQ(broker.ask(heartbeat)->error_code, ErrorCode::RebalanceInProgress);
  heartbeat.generation_id = 9;
  EXPECT_EQ(broker.ask(heartbeat)->error_code, ErrorCode::IllegalGeneration);
  heartbeat.member_id = "nobody";
  EXPECT_EQ(broker.ask(heartbeat)->error_code, ErrorCode::UnknownMemberId);
}

TEST_F(GroupsWireTest, Behaviour51_AMemberWhoseConnectionBreaksWhileItJoinsHoldsNobodyUp) {
  TestListener listener(broker);
  const auto member_id = join_and_sync();
  auto peer = listener.connect();
  peer.send_request(join_request(), 3);
  EXPECT_TRUE(peer.hears_nothing()) << "the other member has to join first";
  peer.close();
  broker.clock.advance(std::chrono::seconds(2));
  listener.connections().sweep();
  broker.settle();
  EXPECT_EQ(listener.connections().size(), 0U);
  const auto joined = broker.ask(join_request(member_id), 9);
  EXPECT_EQ(joined->error_code, ErrorCode::None);
  EXPECT_EQ(joined->generation_id, 2);
}

TEST_F(GroupsWireTest, Behaviour52_AWaitingSyncIsAnsweredByTheLeader) {
  auto first = broker.begin(join_request(), 3);
  broker.settle();
  ASSERT_TRUE(first.answered());
  const auto leader = first.take()->member_id;
  auto second = broker.begin(join_request(), 3);
  auto again = broker.begin(join_request(leader), 3);
  broker.settle();
  ASSERT_TRUE(second.answered() && again.answered());
  const auto follower = second.take()->member_id;
  SyncGroupRequest sync;
  sync.group_id = "readers";
  sync.generation_id = 2;
  sync.member_id = follower;
  auto waiting = broker.begin(sync, 3);
  broker.settle();
  EXPECT_FALSE(waiting.answered());
  sync.member_id = leader;
  sync.assignments.push_back({.member_id = leader, .assignment = as_bytes("all")});
  EXPECT_EQ(as_text(broker.ask(sync, 3)->assignment), "all");
  broker.settle();
  ASSERT_TRUE(waiting.answered());
  const auto share = waiting.take();
  EXPECT_EQ(share->error_code, ErrorCode::None);
  EXPECT_TRUE(share->assignment.empty()) << "nothing was assigned to it";
}

TEST_F(GroupsWireTest, Behaviour53_AStaticMemberIsRemovedByItsInstance) {
  auto request = join_request();
  request.group_instance_id = "till-3";
  EXPECT_EQ(broker.ask(request, 9)->error_code, ErrorCode::None) << "needs no id first";
  LeaveGroupRequest leave;
  leave.group_id = "readers";
  leave.members.push_back({.member_id = "", .group_instance_id = "till-3"});
  leave.members.push_back({.member_id = "", .group_instance_id = "till-4"});
  const auto left = broker.ask(leave);
  EXPECT_EQ(left->error_code, ErrorCode::None);
  EXPECT_EQ(left->members.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(left->members.at(1).error_code, ErrorCode::UnknownMemberId);
  EXPECT_EQ(describe("readers", 5).group_state, "Empty");
}

TEST_F(GroupsWireTest, Behaviour55_WhatCannotBeCommittedHasItsOwnError) {
  auto request = commit_request("orders");
  request.topics.push_back(commit_request("orders", 9).topics[0]);
  request.topics.push_back(commit_request("nothing").topics[0]);
  const auto answer = broker.ask(request, 8);
  EXPECT_EQ(answer->topics.at(0).partitions.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(answer->topics.at(1).partitions.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(answer->topics.at(2).partitions.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
}

TEST_F(GroupsWireTest, Behaviour55_CommitsAreCheckedAgainstTheGeneration) {
  const auto member_id = join_and_sync();
  auto request = commit_request("orders");
  EXPECT_EQ(commit_error(request), ErrorCode::UnknownMemberId) << "the group has members";
  request.member_id = member_id;
  request.generation_id_or_member_epoch = 1;
  EXPECT_EQ(commit_error(request), ErrorCode::None);
  request.generation_id_or_member_epoch = 2;
  EXPECT_EQ(commit_error(request), ErrorCode::IllegalGeneration);
  request.group_id = "unknown";
  EXPECT_EQ(commit_error(request, 8), ErrorCode::IllegalGeneration);
  EXPECT_EQ(commit_error(request, 9), ErrorCode::GroupIdNotFound);
}

TEST_F(GroupsWireTest, Behaviour56_MetadataAndEpochComeBackAsTheyWereGiven) {
  EXPECT_EQ(commit_error(commit_request("orders")), ErrorCode::None);
  auto long_note = commit_request("orders");
  long_note.topics[0].partitions[0].committed_metadata = std::string(4097, 'x');
  EXPECT_EQ(commit_error(long_note), ErrorCode::OffsetMetadataTooLarge);
  broker.restart();
  OffsetFetchRequest request;
  request.group_id = "readers";
  request.topics.emplace().push_back({.name = "orders", .partition_indexes = {0}});
  const auto found = broker.ask(request, 7)->topics.at(0).partitions.at(0);
  EXPECT_EQ(found.committed_offset, 7);
  EXPECT_EQ(found.committed_leader_epoch, 3);
  EXPECT_EQ(found.metadata, "note");
}

TEST_F(GroupsWireTest, Behaviour57_NullTopicsMeanAllAndNothingCommittedIsNoError) {
  EXPECT_EQ(commit_error(commit_request("orders")), ErrorCode::None);
  OffsetFetchRequest all;
  all.group_id = "readers";
  all.topics.reset();
  for (Version version = 2; version <= 7; ++version) {
    const auto answer = broker.ask(all, version);
    ASSERT_EQ(answer->topics.size(), 1U) << version;
    EXPECT_EQ(answer->topics[0].partitions.at(0).committed_offset, 7);
  }
  OffsetFetchRequest one;
  one.group_id = "nobody";
  one.topics.emplace().push_back({.name = "orders", .partition_indexes = {0}});
  for (Version version = 0; version <= 7; ++version) {
    const auto answer = broker.ask(one, version);
    const auto& none = answer->topics.at(0).partitions.at(0);
    EXPECT_EQ(none.committed_offset, -1) << version;
    EXPECT_EQ(none.error_code, ErrorCode::None) << version;
    EXPECT_EQ(none.metadata, "") << version;
  }
}

TEST_F(GroupsWireTest, Behaviour57_SeveralGroupsInOneRequest) {
  EXPECT_EQ(commit_error(commit_request("orders")), ErrorCode::None);
  OffsetFetchRequest request;
  for (const auto* group : {"readers", "nobody"}) {
    auto& wanted = request.groups.emplace_back();
    wanted.group_id = group;
    wanted.topics.emplace().push_back({.name = "orders", .topic_id = {}, .partition_indexes = {0}});
  }
  for (const auto version : std::to_array<Version>({8, 9})) {
    const auto answer = broker.ask(request, version);
    ASSERT_EQ(answer->groups.size(), 2U);
    EXPECT_EQ(answer->groups[0].topics.at(0).partitions.at(0).committed_offset, 7);
    EXPECT_EQ(answer->groups[1].topics.at(0).partitions.at(0).committed_offset, -1);
    EXPECT_EQ(answer->groups[1].error_code, ErrorCode::None);
  }
}

TEST_F(GroupsWireTest, Behaviour59_AnUnknownGroupIsDeadAndFromVersion6OnAnError) {
  for (Version version = 0; version <= 6; ++version) {
    const auto unknown = describe("nobody", version);
    EXPECT_EQ(unknown.group_state, "Dead") << version;
    EXPECT_EQ(unknown.error_code, version >= 6 ? ErrorCode::GroupIdNotFound : ErrorCode::None);
  }
  join_and_sync();
  const auto known = describe("readers", 6);
  EXPECT_EQ(known.group_state, "Stable");
  ASSERT_EQ(known.members.size(), 1U);
  EXPECT_EQ(known.members[0].client_host, "/127.0.0.1");
  EXPECT_EQ(known.members[0].client_id, "test");
}

TEST_F(GroupsWireTest, Behaviour59_ListingAndDeleting) {
  join_and_sync();
  ListGroupsRequest list;
  list.states_filter = {"sTaBlE"};
  list.types_filter = {"CLASSIC"};
  EXPECT_EQ(broker.ask(list, 5)->groups.size(), 1U);
  list.states_filter = {"Empty"};
  EXPECT_EQ(broker.ask(list, 5)->groups.size(), 0U);
  list = {};
  list.types_filter = {"consumer"};
  EXPECT_EQ(broker.ask(list, 5)->groups.size(), 0U);
  DeleteGroupsRequest remove;
  remove.groups_names = {"readers", "nobody"};
  const auto removed = broker.ask(remove);
  EXPECT_EQ(removed->results.at(0).error_code, ErrorCode::NonEmptyGroup);
  EXPECT_EQ(removed->results.at(1).error_code, ErrorCode::GroupIdNotFound);
}

TEST(OffsetsTopicTest, CommitsAreCompressedAsConfiguredAndReadBack) {
  TestBroker broker(ConfigMap{{"offsets.topic.compression.codec", "4"}});
  create_topic(broker);
  FindCoordinatorRequest find;
  find.key = "readers";
  EXPECT_EQ(broker.ask(find, 2)->error_code, ErrorCode::None);
  OffsetCommitRequest commit;
  commit.group_id = "readers";
  commit.topics.push_back({.name = "orders", .partitions = {{0, 7}}});
  EXPECT_EQ(broker.ask(commit, 8)->topics.at(0).partitions.at(0).error_code, ErrorCode::None);
  const auto stored = broker.ask(fetch_request({.topic = "__consumer_offsets"}), 12);
  const auto batch = RecordBatchView::parse(stored->responses.at(0).partitions.at(0).records.bytes);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->compression(), Compression::Zstd);

  broker.restart();
  OffsetFetchRequest fetch;
  fetch.group_id = "readers";
  fetch.topics.reset();
  EXPECT_EQ(broker.ask(fetch, 7)->topics.at(0).partitions.at(0).committed_offset, 7);
}

}  // namespace
}  // namespace barnabas
