// Behaviours 1 to 4 and 6 to 10: bytes, connections and their limits.

#include <malloc.h>

#include "protocol/messages/cluster/describe_cluster.h"
#include "protocol/records/legacy_message_set.h"
#include "tests/broker/behaviours/requests.h"
#include "tests/broker/behaviours/test_peer.h"

namespace barnabas {
namespace {

// A frame with any key and version and any body.
Buffer frame_of(std::int16_t key, Version version, Bytes body = {}) {
  Buffer frame;
  const Version header_version = key == 18 && version >= 3 ? 2 : 1;
  encode(RequestHeader{.api_key = key, .api_version = version, .correlation_id = 7}, header_version,
         frame);
  frame.append(body);
  return frame;
}

void send_frame(TestPeer& peer, const Buffer& frame) {
  peer.send_size(static_cast<std::int32_t>(frame.size()));
  peer.send(frame.view());
}

ApiVersionsRequest software(const std::string& name, const std::string& version) {
  ApiVersionsRequest request;
  request.client_software_name = name;
  request.client_software_version = version;
  return request;
}

TEST(WireTest, Behaviour1_AnUnknownApiVersionsVersionIsAnsweredInVersion0) {
  TestBroker broker;
  TestListener listener(broker);
  auto peer = listener.connect();
  send_frame(peer, frame_of(18, 99));
  const auto answer = peer.receive_response<ApiVersionsResponse>(0);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->correlation_id, 7);
  EXPECT_EQ(answer->body.error_code, ErrorCode::UnsupportedVersion);
  ASSERT_EQ(answer->body.api_keys.size(), 1U);
  EXPECT_EQ(answer->body.api_keys[0].api_key, 18);
  EXPECT_EQ(answer->body.api_keys[0].max_version, 5);
  // The client asks again on the same connection.
  EXPECT_TRUE(peer.ask(software("kcat", "1.7"), 4));
}

TEST(WireTest, Behaviour1_OtherUnknownKeysAndVersionsCloseTheConnectionWithoutAnAnswer) {
  TestBroker broker;
  TestListener listener(broker);
  for (const auto& [key, version] :
       {std::pair<int, int>{999, 0}, {-1, 0}, {3, 99}, {3, -1}, {18, -1}}) {
    auto peer = listener.connect();
    send_frame(peer, frame_of(static_cast<std::int16_t>(key), static_cast<Version>(version)));
    if (key == 18) {
      EXPECT_TRUE(peer.receive_response<ApiVersionsResponse>(0));
    } else {
      EXPECT_TRUE(peer.is_closed()) << key << " version " << version;
    }
  }
  // Who came meanwhile is not concerned.
  auto peer = listener.connect();
  EXPECT_TRUE(peer.ask(MetadataRequest{}, 12));
}

TEST(WireTest, Behaviour1_AHeaderOrBodyThatEndsTooEarlyClosesTheConnection) {
  TestBroker broker;
  TestListener listener(broker);
  const auto whole = encode_request(fetch_request(), 12);
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    auto peer = listener.connect();
    peer.send_size(static_cast<std::int32_t>(size));
    peer.send(whole.view().first(size));
    EXPECT_TRUE(peer.is_closed()) << size;
  }
}

TEST(WireTest, Behaviour2_TheHeaderInFrontOfApiVersionsHasNoTags) {
  TestBroker broker;
  for (Version version = 0; version <= 4; ++version) {
    const auto exchange = broker.serve(encode_request(software("kcat", "1"), version, 0x01020304));
    const auto bytes = exchange->reply.bytes.view().subspan(Reply::size_field);
    EXPECT_EQ(load_big_endian<std::int32_t>(bytes.data()), 0x01020304);
    // The error code comes right after the correlation id.
    EXPECT_EQ(load_big_endian<std::int16_t>(bytes.data() + 4), 0) << version;
    // A compact array holds its length plus one, a classic one four bytes of length.
    if (version >= 3) {
      EXPECT_EQ(static_cast<std::size_t>(bytes[6]), api_table().size() + 1);
    } else {
      EXPECT_EQ(load_big_endian<std::int32_t>(bytes.data() + 6),
                static_cast<std::int32_t>(api_table().size()));
    }
  }
}

TEST(WireTest, Behaviour3_TheClientIdIsAClassicStringInFlexibleHeadersToo) {
  TestBroker broker;
  MetadataRequest request;
  request.topics.emplace();
  const auto frame = encode_request(request, 12);
  // key 2, version 2, correlation id 4, then int16 length 4 and "test", then no tags.
  EXPECT_EQ(load_big_endian<std::int16_t>(frame.data() + 8), 4);
  EXPECT_EQ(as_text(frame.view().subspan(10, 4)), "test");
  EXPECT_EQ(frame.view()[14], std::byte{0});
  const auto exchange = broker.serve(Buffer(frame.view()));
  broker.settle();
  EXPECT_TRUE(exchange->answered);
  EXPECT_EQ(exchange->request.header.client_id, "test");
  EXPECT_FALSE(exchange->error);
}

TEST(WireTest, Behaviour3_EachApiBecomesFlexibleWhereKafkaSaysSo) {
  const std::map<std::string, int> first = {{"Produce", 9},          {"Fetch", 12},
                                            {"ListOffsets", 6},      {"Metadata", 9},
                                            {"OffsetCommit", 8},     {"OffsetFetch", 6},
                                            {"FindCoordinator", 3},  {"JoinGroup", 6},
                                            {"Heartbeat", 4},        {"LeaveGroup", 4},
                                            {"SyncGroup", 4},        {"DescribeGroups", 5},
                                            {"ListGroups", 3},       {"CreateTopics", 5},
                                            {"DeleteTopics", 4},     {"DeleteRecords", 2},
                                            {"InitProducerId", 2},   {"OffsetForLeaderEpoch", 4},
                                            {"DescribeAcls", 2},     {"DescribeConfigs", 4},
                                            {"AlterConfigs", 2},     {"IncrementalAlterConfigs", 1},
                                            {"CreatePartitions", 2}, {"DeleteGroups", 2},
                                            {"ApiVersions", 3}};
  std::size_t seen = 0;
  for (const auto& api : api_table()) {
    const auto known = first.find(api.name);
    if (known == first.end()) continue;
    ++seen;
    EXPECT_EQ(api.flexible_since, known->second) << api.name;
  }
  EXPECT_EQ(seen, first.size());
  for (const auto& api : api_table())
    if (std::string(api.name) == "OffsetDelete") {
      EXPECT_GT(api.flexible_since, api.versions.max);
    }
}

TEST(WireTest, Behaviour4_UnknownTagsAreSkippedInHeaderAndBody) {
  TestBroker broker;
  // One tag, number 77, of three bytes.
  const auto tags = std::to_array<std::uint8_t>({1, 77, 3, 9, 9, 9});
  const auto tag_bytes = std::as_bytes(std::span(tags));
  auto frame = encode_request(software("kcat", "1.7.0"), 3);
  constexpr std::size_t header_tags = 14;  // behind key, version, correlation id and "test"
  ASSERT_EQ(frame.view()[header_tags], std::byte{0});
  frame.truncate(frame.size() - 1);  // the body's own empty list of tags
  frame.append(tag_bytes);
  Buffer with_tags(frame.view().first(header_tags));
  with_tags.append(tag_bytes);
  with_tags.append(frame.view().subspan(header_tags + 1));
  const auto exchange = broker.serve(std::move(with_tags));
  ASSERT_FALSE(exchange->error) << exchange->error->message;
  EXPECT_EQ(exchange->client.software_name, "kcat");
  EXPECT_EQ(exchange->client.software_version, "1.7.0");
}

TEST(WireTest, AClientThatMeantAnotherClusterOrNodeIsSentBackToItsBootstrapServers) {
  TestBroker broker;
  const auto error = [&](std::optional<std::string> cluster_id, std::int32_t node_id) {
    auto request = software("a", "1");
    request.cluster_id = std::move(cluster_id);
    request.node_id = node_id;
    return broker.ask(request, 5)->error_code;
  };
  const auto id = broker.ask(DescribeClusterRequest{}, 0)->cluster_id;
  EXPECT_EQ(error({}, -1), ErrorCode::None);
  EXPECT_EQ(error(id, 1), ErrorCode::None);
  EXPECT_EQ(error(id, 2), ErrorCode::RebootstrapRequired);
  EXPECT_EQ(error("another", 1), ErrorCode::RebootstrapRequired);
}

TEST(WireTest, Behaviour4_TheNameOfTheClientsSoftwareIsChecked) {
  TestBroker broker;
  const auto error = [&](const std::string& name, const std::string& version) {
    return broker.ask(software(name, version), 3)->error_code;
  };
  EXPECT_EQ(error("librdkafka", "2.0.2"), ErrorCode::None);
  EXPECT_EQ(error("a", "1-beta.2"), ErrorCode::None);
  for (const auto* bad : {"", "-a", "a-", ".a", "a.", "a b", "a_b", "caf\xc3\xa9"}) {
    EXPECT_EQ(error(bad, "1"), ErrorCode::InvalidRequest) << bad;
    EXPECT_EQ(error("a", bad), ErrorCode::InvalidRequest) << bad;
  }
  // A refusal names no APIs, but the connection can be used on.
  EXPECT_TRUE(broker.ask(software("a b", "1"), 3)->api_keys.empty());
}

TEST(WireTest, Behaviour6_AFailedProduceWithoutAcksClosesTheConnection) {
  TestBroker broker;
  TestListener listener(broker);
  auto peer = listener.connect();
  const auto batch = encode_batch({});
  peer.send_request(produce_request(batch.view(), {.topic = "nothing", .acks = 0}), 9);
  EXPECT_TRUE(peer.is_closed());
}

TEST(WireTest, Behaviour7_ImpossibleSizesCloseTheConnection) {
  TestBroker broker(ConfigMap{{"socket.request.max.bytes", "1000000"}});
  TestListener listener(broker);
  for (const std::int32_t size : {-1, INT32_MIN, 1'000'001, INT32_MAX}) {
    auto peer = listener.connect();
    peer.send_size(size);
    EXPECT_TRUE(peer.is_closed()) << size;
  }
  auto peer = listener.connect();
  peer.send_size(1'000'000);
  EXPECT_TRUE(peer.hears_nothing()) << "the largest size that is allowed";
}

TEST(WireTest, Behaviour7_ASizeAloneClaimsNoMemory) {
  TestBroker broker;
  TestListener listener(broker);
  const auto before = mallinfo2();
  std::vector<TestPeer> peers;
  for (int i = 0; i < 3; ++i) {
    peers.push_back(listener.connect());
    peers.back().send_size(104'857'600);
    peers.back().send(as_bytes("a few bytes"));
  }
  broker.settle();
  const auto after = mallinfo2();
  EXPECT_LT(after.uordblks + after.hblkhd, before.uordblks + before.hblkhd + (1U << 20));
}

TEST(WireTest, Behaviour8_IdleConnectionsAreClosed) {
  TestBroker broker(ConfigMap{{"connections.max.idle.ms", "600000"}});
  TestListener listener(broker);
  auto idle = listener.connect();
  auto busy = listener.connect();
  broker.clock.advance(std::chrono::minutes(9));
  EXPECT_TRUE(busy.ask(MetadataRequest{}, 12));
  broker.clock.advance(std::chrono::minutes(2));
  listener.connections().sweep();
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(busy.ask(MetadataRequest{}, 12));
}

// A peer whose fetch waits for an hour.
class WaitingFetchTest : public testing::Test {
 protected:
  WaitingFetchTest() {
    create_topic(broker);
    peer.send_request(fetch_request({.max_wait_ms = 3'600'000}), 12);
    broker.settle();
  }

  TestBroker broker;
  TestListener listener{broker};
  TestPeer peer = listener.connect();
};

TEST_F(WaitingFetchTest, Behaviour8_ARequestThatWaitsIsNotIdle) {
  broker.clock.advance(std::chrono::minutes(30));
  listener.connections().sweep();
  EXPECT_TRUE(peer.hears_nothing());
  produce(broker, TestBatch{});
  EXPECT_TRUE(peer.receive());
}

TEST(WireTest, Behaviour8_ConnectionsOverALimitAreClosedAndTheOthersGoOn) {
  TestBroker broker(ConfigMap{{"max.connections", "3"}, {"max.connections.per.ip", "2"}});
  TestListener listener(broker);
  auto first = listener.connect();
  auto second = listener.connect();
  auto third = listener.connect();
  EXPECT_TRUE(third.is_closed());
  EXPECT_TRUE(first.ask(MetadataRequest{}, 12));
  EXPECT_TRUE(second.ask(MetadataRequest{}, 12));
  first.close();
  broker.settle();
  auto fourth = listener.connect();
  EXPECT_TRUE(fourth.ask(MetadataRequest{}, 12)) << "a place has become free";
}

TEST(WireTest, Behaviour8_AnAddressMayHaveALimitOfItsOwn) {
  TestBroker broker(ConfigMap{{"max.connections.per.ip", "1"},
                              {"max.connections.per.ip.overrides", "10.0.0.1:9,127.0.0.1:2"}});
  TestListener listener(broker);
  auto first = listener.connect();
  auto second = listener.connect();
  auto third = listener.connect();
  EXPECT_TRUE(second.ask(MetadataRequest{}, 12));
  EXPECT_TRUE(third.is_closed());
}

TEST(WireTest, Behaviour8_ARequestThatDoesNotArriveWholeIsGivenUp) {
  TestBroker broker;
  TestListener listener(broker);
  auto stalled = listener.connect();
  auto slow = listener.connect();
  stalled.send_size(100);
  slow.send_size(100);
  for (int i = 0; i < 4; ++i) {
    broker.clock.advance(std::chrono::seconds(10));
    stalled.send(as_bytes("x"));
    broker.settle();
    listener.connections().sweep();
  }
  EXPECT_TRUE(stalled.is_closed()) << "a byte every ten seconds is not enough";
  auto fresh = listener.connect();
  EXPECT_TRUE(fresh.ask(MetadataRequest{}, 12));
}

TEST(WireTest, Behaviour8_AClientThatNeverReadsItsAnswerIsGivenUp) {
  TestBroker broker;
  create_topic(broker, {.configs = {{"max.message.bytes", "20000000"}}});
  std::string value;
  value.resize(16'000'000, 'x');
  produce(broker, TestBatch{.values = {value}});
  TestListener listener(broker);
  auto deaf = listener.connect();
  deaf.send_request(fetch_request(), 12);
  broker.settle();
  listener.connections().sweep();
  EXPECT_EQ(listener.connections().size(), 1U);
  broker.clock.advance(std::chrono::minutes(11));
  listener.connections().sweep();
  broker.settle();
  EXPECT_EQ(listener.connections().size(), 0U);
}

TEST_F(WaitingFetchTest, Behaviour8_AWaitingFetchEndsWhenItsClientIsGone) {
  peer.close();
  broker.clock.advance(std::chrono::seconds(2));
  listener.connections().sweep();
  broker.settle();
  EXPECT_EQ(listener.connections().size(), 0U);
  // Nothing of it is left to be woken.
  EXPECT_EQ(produce(broker, TestBatch{}).error_code, ErrorCode::None);
}

TEST_F(WaitingFetchTest, Behaviour8_AWaitingFetchEndsAlsoWhenItsClientHadSentMore) {
  peer.send_request(MetadataRequest{}, 12, 2);
  broker.settle();
  peer.close();
  broker.clock.advance(std::chrono::seconds(2));
  listener.connections().sweep();
  broker.settle();
  EXPECT_EQ(listener.connections().size(), 0U);
}

TEST(WireTest, Behaviour8_LargeRequestsShareABudgetAndWaitForTheirTurn) {
  TestBroker broker(
      ConfigMap{{"queued.max.request.bytes", "1000000"}, {"message.max.bytes", "2000000"}});
  create_topic(broker);
  TestListener listener(broker);
  const auto batch = encode_batch({.values = {std::string(700'000, 'x')}});
  const auto frame = encode_request(produce_request(batch.view()), 9);
  auto holder = listener.connect();
  holder.send_size(static_cast<std::int32_t>(frame.size()));
  holder.send(frame.view().first(100'000));  // has its tokens, does not finish
  broker.settle();
  auto waiter = listener.connect();
  waiter.send_size(static_cast<std::int32_t>(frame.size()));
  waiter.send(frame.view().first(50'000));
  EXPECT_TRUE(waiter.hears_nothing());
  auto small = listener.connect();
  EXPECT_TRUE(small.ask(MetadataRequest{}, 12)) << "small requests need no tokens";
  // The one that holds the tokens goes away in the middle of its request.
  holder.close();
  broker.settle();
  waiter.send(frame.view().subspan(50'000));
  const auto answer = waiter.receive_response<ProduceResponse>(9);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.responses[0].partition_responses[0].error_code, ErrorCode::None);
}

// A budget of a megabyte, and requests of so many bytes that wait for their turn.
class BudgetTest : public testing::Test {
 protected:
  BudgetTest() { create_topic(broker); }
  Buffer request_of(std::size_t bytes) {
    const auto batch = encode_batch({.values = {std::string(bytes, 'x')}});
    return encode_request(produce_request(batch.view()), 9);
  }
  static void begin(TestPeer& peer, const Buffer& frame) {
    peer.send_size(static_cast<std::int32_t>(frame.size()));
    peer.send(frame.view().first(10'000));
  }
  static bool is_served(TestPeer& peer, const Buffer& frame) {
    peer.send(frame.view().subspan(10'000));
    return peer.receive_response<ProduceResponse>(9).has_value();
  }

  TestBroker broker{
      ConfigMap{{"queued.max.request.bytes", "1000000"}, {"message.max.bytes", "2000000"}}};
  TestListener listener{broker};
};

TEST_F(BudgetTest, Behaviour8_WhoGivesUpInTheQueueLetsThoseBehindThroughAtOnce) {
  auto holder = listener.connect();
  begin(holder, request_of(500'000));
  auto large = listener.connect();
  begin(large, request_of(900'000));
  const auto frame = request_of(300'000);
  auto behind = listener.connect();
  begin(behind, frame);
  EXPECT_TRUE(behind.hears_nothing()) << "it has to wait for its turn";
  large.close();
  listener.connections().sweep();
  broker.settle();
  EXPECT_EQ(listener.connections().size(), 2U) << "nobody noticed that the client is gone";
  EXPECT_TRUE(is_served(behind, frame));
}

TEST_F(BudgetTest, Behaviour8_TokensGrantedToAConnectionThatEndsAreNotLost) {
  for (int round = 0; round < 3; ++round) {
    auto holder = std::make_unique<TestPeer>(listener.connect());
    begin(*holder, request_of(900'000));
    auto waiter = listener.connect();
    begin(waiter, request_of(900'000));
    broker.settle();
    // Both end in one go: the waiter is granted tokens that it cannot take any more.
    holder->close();
    waiter.close();
    listener.connections().sweep();
    broker.settle();
    EXPECT_EQ(listener.connections().size(), 0U);
  }
  auto last = listener.connect();
  const auto frame = request_of(900'000);
  begin(last, frame);
  EXPECT_TRUE(is_served(last, frame));
}

TEST_F(BudgetTest, Behaviour8_WaitingForMemoryIsNotTheClientsFault) {
  auto holder = listener.connect();
  const auto frame = request_of(900'000);
  begin(holder, frame);
  auto waiter = listener.connect();
  begin(waiter, frame);
  broker.settle();
  broker.clock.advance(std::chrono::seconds(29));
  listener.connections().sweep();
  EXPECT_TRUE(is_served(holder, frame));
  broker.clock.advance(std::chrono::seconds(29));
  listener.connections().sweep();
  EXPECT_TRUE(is_served(waiter, frame)) << "the time before its turn counted";
}

TEST(WireTest, Behaviour8_ARequestLargerThanTheWholeBudgetIsServedAlone) {
  TestBroker broker(
      ConfigMap{{"queued.max.request.bytes", "100000"}, {"message.max.bytes", "2000000"}});
  create_topic(broker);
  TestListener listener(broker);
  auto peer = listener.connect();
  const auto batch = encode_batch({.values = {std::string(700'000, 'x')}});
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(peer.ask(produce_request(batch.view()), 9));
}

TEST(WireTest, Behaviour9_WithoutQuotasNobodyIsThrottled) {
  TestBroker broker;
  create_topic(broker);
  const auto batch = encode_batch({});
  EXPECT_EQ(broker.ask(produce_request(batch.view()), 9)->throttle_time_ms, 0);
  EXPECT_EQ(broker.ask(fetch_request(), 12)->throttle_time_ms, 0);
  EXPECT_EQ(broker.ask(software("a", "1"), 3)->throttle_time_ms, 0);
  // Nor does the broker pretend to keep quotas: DescribeClientQuotas, AlterClientQuotas.
  for (const auto& api : api_table()) {
    EXPECT_NE(static_cast<int>(api.key), 48);
    EXPECT_NE(static_cast<int>(api.key), 49);
  }
}

TEST(WireTest, Behaviour10_ClientsAreToldWhereToReachTheBrokerAndIdsStay) {
  TestBroker broker(
      ConfigMap{{"node.id", "7"}, {"advertised.listeners", "PLAINTEXT://kafka.example:19092"}});
  const auto before = broker.ask(MetadataRequest{}, 12);
  ASSERT_EQ(before->brokers.size(), 1U);
  EXPECT_EQ(before->brokers[0].host, "kafka.example");
  EXPECT_EQ(before->brokers[0].port, 19092);
  EXPECT_EQ(before->brokers[0].node_id, 7);
  EXPECT_EQ(before->controller_id, 7);
  ASSERT_TRUE(before->cluster_id);
  EXPECT_EQ(before->cluster_id->size(), 22U);
  broker.kill_and_restart();
  const auto after = broker.ask(MetadataRequest{}, 12);
  EXPECT_EQ(after->cluster_id, before->cluster_id);
  EXPECT_EQ(after->brokers[0].node_id, 7);
  EXPECT_EQ(broker.ask(DescribeClusterRequest{})->cluster_id, *before->cluster_id);
}

TEST(WireTest, Behaviour10_PortZeroIsAdvertisedAsTheRealPort) {
  TestBroker broker;
  const auto answer = broker.ask(MetadataRequest{}, 12);
  EXPECT_EQ(answer->brokers[0].host, "127.0.0.1");
  EXPECT_EQ(answer->brokers[0].port, broker->endpoints().at(0).port);
  EXPECT_GT(answer->brokers[0].port, 0);
}

}  // namespace
}  // namespace barnabas
