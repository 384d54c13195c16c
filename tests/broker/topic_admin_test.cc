// Creating, growing and deleting topics: behaviours 12 and 14 to 16 of the Kafka surface.

#include "broker/metadata/topic_admin.h"

#include "broker/metadata/topic_pages.h"
#include "tests/broker/metadata_fixture.h"

namespace barnabas {
namespace {

CreateTopicsRequest::CreatableTopic wanted(const std::string& name, std::int32_t partitions = 1,
                                           std::int16_t factor = 1) {
  CreateTopicsRequest::CreatableTopic topic;
  topic.name = name;
  topic.num_partitions = partitions;
  topic.replication_factor = factor;
  return topic;
}

class TopicAdminTest : public testing::Test {
 protected:
  CreateTopicsResponse create(const CreateTopicsRequest& request) {
    MetadataChange change(metadata.image);
    auto response = TopicAdmin(metadata.environment()).create(request, change);
    metadata.apply(change.records);
    return response;
  }
  CreateTopicsResponse::CreatableTopicResult create(CreateTopicsRequest::CreatableTopic topic) {
    CreateTopicsRequest request;
    request.topics = {std::move(topic)};
    return create(request).topics.at(0);
  }
  DeleteTopicsResponse remove(const DeleteTopicsRequest& request, Version version = 6) {
    MetadataChange change(metadata.image);
    auto response = TopicAdmin(metadata.environment()).remove(request, version, change);
    metadata.apply(change.records);
    return response;
  }
  CreatePartitionsResponse grow(const CreatePartitionsRequest& request) {
    MetadataChange change(metadata.image);
    auto response = TopicAdmin(metadata.environment()).add_partitions(request, change);
    metadata.apply(change.records);
    return response;
  }

  MetadataFixture metadata;
};

TEST_F(TopicAdminTest, Behaviour15ACreatedTopicSaysWhatItGot) {
  auto topic = wanted("orders", 3);
  topic.configs = {{"retention.ms", "5000"}};
  const auto result = create(topic);
  EXPECT_EQ(result.error_code, ErrorCode::None);
  EXPECT_EQ(result.num_partitions, 3);
  EXPECT_EQ(result.replication_factor, 1);
  const auto* image = metadata.image.topic("orders");
  ASSERT_NE(image, nullptr);
  EXPECT_EQ(image->id, result.topic_id);
  EXPECT_EQ(image->partitions.at(2).isr, std::vector<std::int32_t>{1});
  EXPECT_EQ(image->partitions.at(2).directories, std::vector<Uuid>{Uuid::from_halves(7, 7)});
  for (const auto& config : *result.configs) {
    if (config.name != "retention.ms") continue;
    EXPECT_EQ(config.value, "5000");
    EXPECT_EQ(config.config_source, 1);
  }
}

TEST_F(TopicAdminTest, Behaviour15EachMistakeHasItsCode) {
  create(wanted("orders"));
  EXPECT_EQ(create(wanted("orders")).error_code, ErrorCode::TopicAlreadyExists);
  EXPECT_EQ(create(wanted("a", 0)).error_code, ErrorCode::InvalidPartitions);
  EXPECT_EQ(create(wanted("a", -2)).error_code, ErrorCode::InvalidPartitions);
  EXPECT_EQ(create(wanted("a", 2147483647)).error_code, ErrorCode::InvalidPartitions);
  EXPECT_EQ(create(wanted("a", 1, 2)).error_code, ErrorCode::InvalidReplicationFactor);
  EXPECT_EQ(create(wanted("a", 1, 0)).error_code, ErrorCode::InvalidReplicationFactor);
  EXPECT_EQ(create(wanted("__cluster_metadata")).error_code, ErrorCode::InvalidRequest);
  auto bad_config = wanted("a");
  bad_config.configs = {{"retention.msec", "5"}};
  const auto refused = create(bad_config);
  EXPECT_EQ(refused.error_code, ErrorCode::InvalidConfig);
  EXPECT_EQ(refused.error_message,
            "Unknown topic config name: retention.msec; did you mean retention.ms?");
  bad_config.configs = {{"retention.ms", std::nullopt}};
  EXPECT_EQ(create(bad_config).error_code, ErrorCode::InvalidConfig);
  EXPECT_EQ(metadata.image.topics().size(), 1U);
}

TEST_F(TopicAdminTest, Behaviour15MinusOneMeansTheBrokersDefault) {
  metadata.config.num_partitions = 4;
  EXPECT_EQ(create(wanted("a", -1, -1)).num_partitions, 4);
}

TEST_F(TopicAdminTest, Behaviour15ANameThatStandsTwiceIsAnsweredOnce) {
  CreateTopicsRequest request;
  request.topics = {wanted("a"), wanted("b"), wanted("a")};
  const auto response = create(request);
  ASSERT_EQ(response.topics.size(), 2U);
  EXPECT_EQ(response.topics[0].error_code, ErrorCode::InvalidRequest);
  EXPECT_EQ(response.topics[1].error_code, ErrorCode::None);
  EXPECT_EQ(metadata.image.topic("a"), nullptr);
}

TEST_F(TopicAdminTest, Behaviour15ValidatingCreatesNothing) {
  CreateTopicsRequest request;
  request.topics = {wanted("a", 2), wanted("b", 0)};
  request.validate_only = true;
  const auto response = create(request);
  EXPECT_EQ(response.topics[0].error_code, ErrorCode::None);
  EXPECT_EQ(response.topics[0].num_partitions, 2);
  EXPECT_TRUE(response.topics[0].topic_id.is_zero());
  EXPECT_EQ(response.topics[1].error_code, ErrorCode::InvalidPartitions);
  EXPECT_TRUE(metadata.image.topics().empty());
}

TEST_F(TopicAdminTest, Behaviour15ReplicasMayBeAssignedByHand) {
  metadata = MetadataFixture({1, 2});
  auto topic = wanted("a", -1, -1);
  topic.assignments = {{1, {2, 1}}, {0, {1, 2}}};
  EXPECT_EQ(create(topic).error_code, ErrorCode::None);
  EXPECT_EQ(metadata.image.topic("a")->partitions[1].leader, 2);
  const auto refused = [&](auto assignments, std::int32_t count = -1) {
    auto bad = wanted("b", count, -1);
    bad.assignments = assignments;
    return create(bad).error_code;
  };
  using Assignments = std::vector<CreateTopicsRequest::CreatableReplicaAssignment>;
  EXPECT_EQ(refused(Assignments{{0, {1}}}, 1), ErrorCode::InvalidRequest);
  EXPECT_EQ(refused(Assignments{{1, {1}}}), ErrorCode::InvalidReplicaAssignment);
  EXPECT_EQ(refused(Assignments{{0, {}}}), ErrorCode::InvalidReplicaAssignment);
  EXPECT_EQ(refused(Assignments{{0, {3}}}), ErrorCode::InvalidReplicaAssignment);
  EXPECT_EQ(refused(Assignments{{0, {1, 1}}}), ErrorCode::InvalidReplicaAssignment);
  EXPECT_EQ(refused(Assignments{{0, {1}}, {1, {1, 2}}}), ErrorCode::InvalidReplicaAssignment);
}

TEST_F(TopicAdminTest, Behaviour12IllegalAndCollidingNamesAreNeverCreated) {
  create(wanted("a.b"));
  for (const auto* name : {"", ".", "..", "a b", "a/b", "\xc3\xa4", "a_b"})
    EXPECT_EQ(create(wanted(name)).error_code, ErrorCode::InvalidTopicException) << name;
  EXPECT_EQ(create(wanted(std::string(250, 'x'))).error_code, ErrorCode::InvalidTopicException);
  EXPECT_EQ(create(wanted(std::string(249, 'x'))).error_code, ErrorCode::None);
  CreateTopicsRequest request;
  request.topics = {wanted("c.d"), wanted("c_d")};
  EXPECT_EQ(create(request).topics.at(1).error_code, ErrorCode::InvalidTopicException);
}

TEST_F(TopicAdminTest, SmallSegmentsAreStoredSoThatApacheKafkaCanOpenThem) {
  auto topic = wanted("a");
  topic.configs = {{"segment.bytes", "10000"}};
  const auto result = create(topic);
  ASSERT_EQ(result.error_code, ErrorCode::None);
  const auto& stored = metadata.image.config({ConfigResourceType::Topic, "a"});
  EXPECT_EQ(stored, (ConfigMap{{"internal.segment.bytes", "10000"}}));
  for (const auto& config : *result.configs) {
    EXPECT_NE(config.name, "internal.segment.bytes");
    if (config.name != "segment.bytes") continue;
    EXPECT_EQ(config.value, "10000");
  }
  EXPECT_EQ(make_topic_config({stored, metadata.dynamic, metadata.static_config}).log.segment_bytes,
            10000);
}

TEST_F(TopicAdminTest, InternalTopicsGetWhatTheirCoordinatorNeeds) {
  metadata.config.offsets_topic_num_partitions = 5;
  MetadataChange change(metadata.image);
  const auto refused =
      TopicAdmin(metadata.environment()).create_by_name({"__consumer_offsets", "no good"}, change);
  metadata.apply(change.records);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].error.code, ErrorCode::InvalidTopicException);
  EXPECT_EQ(metadata.image.topic("__consumer_offsets")->partitions.size(), 5U);
  const auto& configs = metadata.image.config({ConfigResourceType::Topic, "__consumer_offsets"});
  EXPECT_EQ(configs.find("cleanup.policy")->second, "compact");
}

TEST_F(TopicAdminTest, Behaviour16TopicsAreDeletedByNameOrId) {
  const auto id = create(wanted("a")).topic_id;
  create(wanted("b"));
  create(wanted("c"));
  DeleteTopicsRequest request;
  request.topics = {{std::nullopt, id},  {"b", Uuid{}},
                    {"nothing", Uuid{}}, {std::nullopt, Uuid::from_halves(5, 5)},
                    {"c", id},           {std::nullopt, Uuid{}}};
  const auto response = remove(request);
  ASSERT_EQ(response.responses.size(), 6U);
  EXPECT_EQ(response.responses[0].error_code, ErrorCode::None);
  EXPECT_EQ(response.responses[0].name, "a");
  EXPECT_EQ(response.responses[1].error_code, ErrorCode::None);
  EXPECT_EQ(response.responses[2].error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(response.responses[3].error_code, ErrorCode::UnknownTopicId);
  EXPECT_EQ(response.responses[4].error_code, ErrorCode::InvalidRequest);
  EXPECT_EQ(response.responses[5].error_code, ErrorCode::InvalidRequest);
  EXPECT_EQ(metadata.image.topics().size(), 1U);
}

TEST_F(TopicAdminTest, Behaviour14ARecreatedTopicHasANewId) {
  const auto first = create(wanted("a")).topic_id;
  DeleteTopicsRequest request;
  request.topic_names = {"a"};
  remove(request, 5);
  const auto second = create(wanted("a")).topic_id;
  EXPECT_NE(first, second);
  EXPECT_EQ(metadata.image.topic(first), nullptr);
}

TEST_F(TopicAdminTest, DeletionMayBeDisabled) {
  create(wanted("a"));
  metadata.config.delete_topic_enable = false;
  DeleteTopicsRequest request;
  request.topic_names = {"a"};
  EXPECT_EQ(remove(request, 2).responses.at(0).error_code, ErrorCode::InvalidRequest);
  EXPECT_EQ(remove(request, 3).responses.at(0).error_code, ErrorCode::TopicDeletionDisabled);
  EXPECT_NE(metadata.image.topic("a"), nullptr);
}

TEST_F(TopicAdminTest, Behaviour16CreatePartitionsAnswersForEachTopic) {
  create(wanted("a", 2));
  create(wanted("b", 2));
  CreatePartitionsRequest request;
  request.topics = {{"a", 5, std::nullopt}, {"b", 2, std::nullopt}, {"nothing", 3, std::nullopt}};
  const auto response = grow(request);
  ASSERT_EQ(response.results.size(), 3U);
  EXPECT_EQ(response.results[0].error_code, ErrorCode::None);
  EXPECT_EQ(response.results[1].error_code, ErrorCode::InvalidPartitions);
  EXPECT_EQ(response.results[2].error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(metadata.image.topic("a")->partitions.size(), 5U);
  request.topics = {{"a", 6, std::nullopt}, {"a", 7, std::nullopt}};
  EXPECT_EQ(grow(request).results.at(0).error_code, ErrorCode::InvalidRequest);
  request.topics = {{"b", 3, std::nullopt}};
  request.validate_only = true;
  EXPECT_EQ(grow(request).results.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(metadata.image.topic("b")->partitions.size(), 2U);
}

TEST(TopicRules, ReplicasAreSpreadOverTheBrokers) {
  MetadataFixture metadata({1, 2, 3});
  const auto placed =
      place_replicas(metadata.image, {.count = 6, .replication_factor = 2, .first = 0});
  ASSERT_TRUE(placed);
  const std::vector<ReplicaIds> expected{{1, 2}, {2, 3}, {3, 1}, {1, 3}, {2, 1}, {3, 2}};
  EXPECT_EQ(*placed, expected);
}

class TopicPagesTest : public TopicAdminTest {
 protected:
  void SetUp() override {
    create(wanted("b", 3));
    create(wanted("a", 2));
    create(wanted("c", 1));
  }
  std::string page(const DescribeTopicPartitionsRequest& request, std::int32_t limit_max = 2000) {
    const auto response = describe_topic_page(metadata.image, request, limit_max);
    std::string text;
    for (const auto& topic : response.topics) {
      text += *topic.name + ":";
      for (const auto& partition : topic.partitions)
        text += std::to_string(partition.partition_index);
      if (topic.error_code != ErrorCode::None) text += to_string(topic.error_code);
      text += " ";
    }
    if (response.next_cursor)
      text += "next " + response.next_cursor->topic_name + "-" +
              std::to_string(response.next_cursor->partition_index);
    return text;
  }
};

TEST_F(TopicPagesTest, Behaviour19TopicsComeSortedWithACursorBehindTheLimit) {
  DescribeTopicPartitionsRequest request;
  EXPECT_EQ(page(request), "a:01 b:012 c:0 ");
  request.response_partition_limit = 3;
  EXPECT_EQ(page(request), "a:01 b:0 next b-1");
  request.cursor = DescribeTopicPartitionsRequest::Cursor{};
  request.cursor->topic_name = "b";
  request.cursor->partition_index = 1;
  EXPECT_EQ(page(request), "b:12 c:0 ");
  request.response_partition_limit = 2;
  EXPECT_EQ(page(request), "b:12 next c-0");
  request.response_partition_limit = 2000;
  EXPECT_EQ(page(request, 1), "b:1 next b-2");
}

TEST_F(TopicPagesTest, Behaviour19UnknownTopicsHaveNoId) {
  DescribeTopicPartitionsRequest request;
  request.topics = {{"c"}, {"nothing"}, {"a"}};
  EXPECT_EQ(page(request), "a:01 c:0 nothing:UNKNOWN_TOPIC_OR_PARTITION ");
  const auto response = describe_topic_page(metadata.image, request, 2000);
  EXPECT_TRUE(response.topics.at(2).topic_id.is_zero());
}

TEST_F(TopicPagesTest, NoPartitionOfASingleBrokerMoves) {
  EXPECT_TRUE(list_reassignments(metadata.image, {}).topics.empty());
}

}  // namespace
}  // namespace barnabas
