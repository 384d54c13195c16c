// Behaviours 11 to 21 as a client sees them: topics, ids, features. What planning a change decides
// (12 and 14 to 19) is in topic_admin_test.cc and config_admin_test.cc.

#include "broker/groups/offsets_topic.h"
#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

MetadataRequest::Topic by_name(const std::string& name) { return {.topic_id = {}, .name = name}; }
MetadataRequest::Topic by_id(const Uuid& id) { return {.topic_id = id, .name = std::nullopt}; }

MetadataRequest asking(std::vector<MetadataRequest::Topic> topics) {
  MetadataRequest request;
  request.topics = std::move(topics);
  return request;
}
MetadataRequest asking_all() {
  MetadataRequest request;
  request.topics.reset();
  return request;
}

TEST(MetadataTest, Behaviour11_WhichTopicsAnEmptyOrNullListMeans) {
  TestBroker broker;
  create_topic(broker, {.name = "a"});
  create_topic(broker, {.name = "b"});
  EXPECT_EQ(broker.ask(asking({}), 0)->topics.size(), 2U) << "v0: empty means all";
  for (Version version = 1; version <= 13; ++version) {
    EXPECT_EQ(broker.ask(asking_all(), version)->topics.size(), 2U) << version;
    EXPECT_EQ(broker.ask(asking({}), version)->topics.size(), 0U) << version;
  }
}

TEST(MetadataTest, Behaviour11_ATopicIsCreatedWhenSomebodyAsksForItAndMayBeWrittenAtOnce) {
  TestBroker broker(ConfigMap{{"num.partitions", "3"}});
  const auto answer = broker.ask(asking({by_name("orders")}), 12);
  ASSERT_EQ(answer->topics.size(), 1U);
  EXPECT_EQ(answer->topics[0].error_code, ErrorCode::None);
  EXPECT_EQ(answer->topics[0].partitions.size(), 3U);
  EXPECT_EQ(produce(broker, TestBatch{}, {.partition = 2}).error_code, ErrorCode::None);
}

TEST(MetadataTest, Behaviour11_CreationCanBeForbiddenByClientOrBroker) {
  TestBroker allowing;
  auto request = asking({by_name("orders")});
  request.allow_auto_topic_creation = false;
  EXPECT_EQ(allowing.ask(request, 4)->topics.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(allowing.ask(request, 3)->topics.at(0).error_code, ErrorCode::None)
      << "before v4 the flag does not exist";
  TestBroker forbidding(ConfigMap{{"auto.create.topics.enable", "false"}});
  const auto answer = forbidding.ask(asking({by_name("orders")}), 12);
  EXPECT_EQ(answer->topics.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_TRUE(forbidding.ask(asking_all(), 12)->topics.empty());
}

TEST(MetadataTest, Behaviour12_AskingForAnIllegalNameCreatesNothing) {
  TestBroker broker;
  for (const auto& name : {std::string(), std::string("."), std::string(".."), std::string("a b"),
                           std::string(250, 'x')})
    EXPECT_EQ(broker.ask(asking({by_name(name)}), 9)->topics.at(0).error_code,
              ErrorCode::InvalidTopicException)
        << name;
  EXPECT_TRUE(broker.ask(asking_all(), 9)->topics.empty());
}

TEST(MetadataTest, Behaviour12_ANameThatCollidesWithAnotherIsNotCreated) {
  TestBroker broker;
  create_topic(broker, {.name = "a.b"});
  // The name by itself is legal, so the answer is that of a topic that does not exist.
  EXPECT_EQ(broker.ask(asking({by_name("a_b")}), 9)->topics.at(0).error_code,
            ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(broker.ask(asking_all(), 9)->topics.size(), 1U);
}

TEST(MetadataTest, Behaviour13_TopicsHaveIdsAndCanBeAskedForByThem) {
  TestBroker broker;
  const auto id = create_topic(broker);
  const auto found = broker.ask(asking({by_id(id), by_id(Uuid::from_halves(5, 5))}), 12);
  ASSERT_EQ(found->topics.size(), 2U);
  EXPECT_EQ(found->topics[0].name, "orders");
  EXPECT_EQ(found->topics[0].topic_id, id);
  EXPECT_EQ(found->topics[1].error_code, ErrorCode::UnknownTopicId);
  EXPECT_EQ(found->topics[1].name, std::nullopt);
  EXPECT_EQ(found->topics[1].topic_id, Uuid::from_halves(5, 5));
}

TEST(MetadataTest, Behaviour13_PartitionsNameLeaderEpochAndReplicas) {
  TestBroker broker(ConfigMap{{"node.id", "4"}});
  create_topic(broker, {.partitions = 2});
  const auto answer = broker.ask(asking({by_name("orders")}), 7);
  for (const auto& partition : answer->topics.at(0).partitions) {
    EXPECT_EQ(partition.leader_id, 4);
    EXPECT_EQ(partition.leader_epoch, 0);
    EXPECT_EQ(partition.replica_nodes, std::vector<std::int32_t>{4});
    EXPECT_EQ(partition.isr_nodes, std::vector<std::int32_t>{4});
    EXPECT_TRUE(partition.offline_replicas.empty());
  }
}

TEST(MetadataTest, Behaviour13_OperationsAreToldToWhoAsksForThem) {
  TestBroker broker;
  create_topic(broker);
  auto request = asking({by_name("orders")});
  const auto without = broker.ask(request, 10);
  EXPECT_EQ(without->topics.at(0).topic_authorized_operations, INT32_MIN);
  EXPECT_EQ(without->cluster_authorized_operations, INT32_MIN);
  request.include_topic_authorized_operations = true;
  request.include_cluster_authorized_operations = true;
  const auto with = broker.ask(request, 10);
  EXPECT_GT(with->topics.at(0).topic_authorized_operations, 0);
  EXPECT_GT(with->cluster_authorized_operations, 0);
}

TEST(MetadataTest, Behaviour13_TheTopicOfCommittedOffsetsIsInternal) {
  TestBroker broker;
  create_topic(broker);
  FindCoordinatorRequest request;
  request.key = "group";
  EXPECT_EQ(broker.ask(request, 2)->error_code, ErrorCode::None);
  const auto answer = broker.ask(asking_all(), 12);
  EXPECT_EQ(answer->topics.size(), 2U);
  for (const auto& topic : answer->topics)
    EXPECT_EQ(topic.is_internal, topic.name == kOffsetsTopic) << *topic.name;
}

TEST(MetadataTest, Behaviour14_TheIdOfADeletedTopicIsNotThatOfItsSuccessor) {
  TestBroker broker;
  const auto before = create_topic(broker);
  produce(broker, TestBatch{});
  delete_topic(broker, "orders");
  const auto after = create_topic(broker);
  EXPECT_NE(after, before);
  auto request = fetch_request();
  request.topics[0].topic_id = before;
  EXPECT_EQ(broker.ask(request, 13)->responses.at(0).partitions.at(0).error_code,
            ErrorCode::UnknownTopicId);
  request.topics[0].topic_id = after;
  const auto fetched = broker.ask(request, 13);
  EXPECT_EQ(fetched->responses.at(0).partitions.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(fetched->responses.at(0).partitions.at(0).records.size(), 0U);
}

TEST(MetadataTest, Behaviour14_InsideASessionTheOldIdIsUnknownAndSwitchingToIdsIsAnError) {
  TestBroker broker;
  const auto id = create_topic(broker);
  auto request = fetch_request();
  request.session_epoch = 0;
  request.topics[0].topic_id = id;
  const auto by_ids = broker.ask(request, 13)->session_id;
  const auto by_names = broker.ask(request, 12)->session_id;
  delete_topic(broker, "orders");
  create_topic(broker);
  FetchRequest next;
  next.min_bytes = 1;
  next.session_epoch = 1;
  next.session_id = by_ids;
  const auto answer = broker.ask(next, 13);
  EXPECT_EQ(answer->responses.at(0).partitions.at(0).error_code, ErrorCode::UnknownTopicId);
  next.session_id = by_names;
  EXPECT_EQ(broker.ask(next, 13)->error_code, ErrorCode::FetchSessionTopicIdError);
}

TEST(MetadataTest, Behaviour15_ACreatedTopicCanBeWrittenBeforeAnythingElseHappens) {
  TestBroker broker;
  create_topic(broker, {.name = "wide", .partitions = 50});
  for (const std::int32_t partition : {0, 49})
    EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "wide", .partition = partition}).error_code,
              ErrorCode::None);
}

OffsetCommitRequest commit_request(const std::string& topic, Offset offset) {
  OffsetCommitRequest request;
  request.group_id = "readers";
  auto& wanted = request.topics.emplace_back();
  wanted.name = topic;
  wanted.partitions.emplace_back().committed_offset = offset;
  return request;
}

Offset committed_offset(TestBroker& broker, const std::string& topic) {
  OffsetFetchRequest request;
  request.group_id = "readers";
  request.topics.emplace();
  request.topics->push_back({.name = topic, .partition_indexes = {0}});
  return broker.ask(request, 7)->topics.at(0).partitions.at(0).committed_offset;
}

TEST(MetadataTest, Behaviour16_ADeletedTopicIsGoneFromMetadataAndGroupsAtOnce) {
  TestBroker broker;
  create_topic(broker, {.name = "a"});
  create_topic(broker, {.name = "b"});
  FindCoordinatorRequest coordinator;
  coordinator.key = "readers";
  broker.ask(coordinator, 2);
  for (const auto* topic : {"a", "b"})
    EXPECT_EQ(broker.ask(commit_request(topic, 5), 8)->topics.at(0).partitions.at(0).error_code,
              ErrorCode::None);
  delete_topic(broker, "a");
  auto request = asking({by_name("a")});
  request.allow_auto_topic_creation = false;
  EXPECT_EQ(broker.ask(request, 9)->topics.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(committed_offset(broker, "a"), -1);
  EXPECT_EQ(committed_offset(broker, "b"), 5);
  broker.restart();
  EXPECT_EQ(committed_offset(broker, "a"), -1);
  EXPECT_EQ(committed_offset(broker, "b"), 5);
}

TEST(MetadataTest, Behaviour17_EveryConfigComesWithItsSourceOverTheWire) {
  TestBroker broker;
  create_topic(broker, {.configs = {{"retention.ms", "5000"}}});
  DescribeConfigsRequest request;
  request.resources.push_back({.resource_type = 2, .resource_name = "orders"});
  const auto answer = broker.ask(request, 4);
  const auto& configs = answer->results.at(0).configs;
  EXPECT_GT(configs.size(), 25U);
  for (const auto& config : configs) {
    EXPECT_EQ(config.config_source, config.name == "retention.ms" ? 1 : 5) << config.name;
    EXPECT_NE(config.config_type, 0) << config.name;
  }
  request.resources[0].resource_name = "nothing";
  EXPECT_EQ(broker.ask(request, 4)->results.at(0).error_code, ErrorCode::UnknownTopicOrPartition);
  request.resources[0] = {.resource_type = 4, .resource_name = "99"};
  EXPECT_EQ(broker.ask(request, 4)->results.at(0).error_code, ErrorCode::InvalidRequest);
}

TEST(MetadataTest, Behaviour17_AdvertisedListenersHaveTheirRealPorts) {
  TestBroker broker;
  const auto advertised = [&] {
    DescribeConfigsRequest request;
    request.resources.push_back({.resource_type = 4, .resource_name = "1"});
    const auto answer = broker.ask(request, 4);
    for (const auto& config : answer->results.at(0).configs)
      if (config.name == "advertised.listeners") return config.value.value_or("");
    return std::string();
  };
  const auto& endpoint = broker->endpoints().front();
  EXPECT_NE(endpoint.port, 0);
  const auto real = "PLAINTEXT://127.0.0.1:" + std::to_string(endpoint.port);
  EXPECT_EQ(advertised(), real);
  // Still so after any other setting has changed.
  IncrementalAlterConfigsRequest request;
  auto& resource = request.resources.emplace_back();
  resource.resource_type = 4;
  resource.resource_name = "1";
  resource.configs.push_back({.name = "log.retention.ms", .config_operation = 0, .value = "1000"});
  EXPECT_EQ(broker.ask(request)->responses.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(advertised(), real);
}

TEST(MetadataTest, Behaviour18_AChangedConfigIsInForceForTheNextRequest) {
  TestBroker broker;
  create_topic(broker);
  const TestBatch large{.values = {std::string(5000, 'x')}};
  EXPECT_EQ(produce(broker, large).error_code, ErrorCode::None);
  IncrementalAlterConfigsRequest request;
  auto& resource = request.resources.emplace_back();
  resource.resource_type = 2;
  resource.resource_name = "orders";
  resource.configs.push_back({.name = "max.message.bytes", .config_operation = 0, .value = "1000"});
  EXPECT_EQ(broker.ask(request)->responses.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(produce(broker, large).error_code, ErrorCode::MessageTooLarge);
  // AlterConfigs replaces the set: what it does not name is the default again.
  AlterConfigsRequest replace;
  auto& replaced = replace.resources.emplace_back();
  replaced.resource_type = 2;
  replaced.resource_name = "orders";
  EXPECT_EQ(broker.ask(replace)->responses.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(produce(broker, large).error_code, ErrorCode::None);
}

TEST(MetadataTest, Behaviour19_PagesOfPartitionsFollowEachOther) {
  TestBroker broker(ConfigMap{{"max.request.partition.size.limit", "4"}});
  create_topic(broker, {.name = "b", .partitions = 3});
  create_topic(broker, {.name = "a", .partitions = 3});
  DescribeTopicPartitionsRequest request;
  request.topics = {{"b"}, {"a"}};
  request.response_partition_limit = 2000;
  std::vector<std::string> seen;
  for (int page = 0; page < 5; ++page) {
    const auto answer = broker.ask(request);
    for (const auto& topic : answer->topics)
      for (const auto& partition : topic.partitions)
        seen.push_back(*topic.name + std::to_string(partition.partition_index));
    if (!answer->next_cursor) break;
    request.cursor = DescribeTopicPartitionsRequest::Cursor{};
    request.cursor->topic_name = answer->next_cursor->topic_name;
    request.cursor->partition_index = answer->next_cursor->partition_index;
  }
  EXPECT_EQ(seen, (Strings{"a0", "a1", "a2", "b0", "b1", "b2"}));
}

TEST(MetadataTest, Behaviour20_WhatIsAdvertisedIsServedAndFeaturesAreThoseOfTheMetadataLog) {
  TestBroker broker;
  ApiVersionsRequest request;
  request.client_software_name = request.client_software_version = "1";
  const auto answer = broker.ask(request, 4);
  EXPECT_EQ(answer->api_keys.size(), api_table().size());
  for (const auto& api : answer->api_keys) {
    EXPECT_NE(api.api_key, 71) << "GetTelemetrySubscriptions";
    EXPECT_NE(api.api_key, 72) << "PushTelemetry";
  }
  ASSERT_TRUE(answer->finalized_features);
  EXPECT_GE(answer->finalized_features_epoch.value_or(-1), 0);
  bool has_metadata_version = false;
  for (const auto& feature : *answer->finalized_features) {
    has_metadata_version |= feature.name == "metadata.version";
    EXPECT_NE(feature.name, "transaction.version") << "no transactions are served";
  }
  EXPECT_TRUE(has_metadata_version);
  // Before v4 no feature may have a range that begins at 0.
  const auto old = broker.ask(request, 3);
  for (const auto& feature : old->supported_features.value())
    EXPECT_GT(feature.min_version, 0) << feature.name;
}

TEST(MetadataTest, Behaviour21_LogDirsHaveTheirRealSizes) {
  TestBroker broker;
  create_topic(broker, {.partitions = 2});
  const auto batch = encode_batch({});
  produce(broker, batch.view());
  produce(broker, batch.view());
  DescribeLogDirsRequest request;
  request.topics.reset();
  const auto answer = broker.ask(request, 4);
  ASSERT_EQ(answer->results.size(), 1U);
  const auto& directory = answer->results[0];
  EXPECT_EQ(directory.log_dir, broker.disk->name());
  EXPECT_GT(directory.total_bytes, 0);
  EXPECT_GT(directory.usable_bytes, 0);
  ASSERT_EQ(directory.topics.size(), 1U);
  EXPECT_EQ(directory.topics[0].partitions.at(0).partition_size,
            static_cast<std::int64_t>(2 * batch.size()));
  EXPECT_EQ(directory.topics[0].partitions.at(1).partition_size, 0);
  // Asked for by name, what does not exist is left out.
  request.topics.emplace();
  request.topics->push_back({.topic = "orders", .partitions = {1, 7}});
  request.topics->push_back({.topic = "nothing", .partitions = {0}});
  const auto some = broker.ask(request, 4);
  ASSERT_EQ(some->results.at(0).topics.size(), 1U);
  EXPECT_EQ(some->results[0].topics[0].partitions.size(), 1U);
}

TEST(MetadataTest, TheQuorumIsOneVoterWhoseHighWatermarkIsWhatCountsAsStored) {
  for (const auto* durability : {"fsync", "os"}) {
    TestBroker broker(ConfigMap{{"durability", durability}});
    create_topic(broker);
    DescribeQuorumRequest request;
    request.topics.push_back({.topic_name = "__cluster_metadata", .partitions = {{0}, {1}}});
    const auto answer = broker.ask(request, 2);
    const auto& partitions = answer->topics.at(0).partitions;
    EXPECT_EQ(partitions.at(1).error_code, ErrorCode::UnknownTopicOrPartition);
    const auto& quorum = partitions.at(0);
    EXPECT_EQ(quorum.leader_id, 1);
    ASSERT_EQ(quorum.current_voters.size(), 1U);
    EXPECT_GT(quorum.high_watermark, 0) << durability;
    EXPECT_EQ(quorum.high_watermark, quorum.current_voters[0].log_end_offset) << durability;
    EXPECT_TRUE(quorum.current_voters[0].replica_directory_id.is_zero())
        << "kraft.version is 0: voters have no directory";
  }
}

}  // namespace
}  // namespace barnabas
