// Behaviour 5: requests that a client sends without waiting for answers.

#include "tests/broker/behaviours/requests.h"
#include "tests/broker/behaviours/test_peer.h"

namespace barnabas {
namespace {

class PipeliningTest : public testing::Test {
 protected:
  PipeliningTest() { create_topic(broker); }

  TestBroker broker;
  TestListener listener{broker};
  TestPeer peer = listener.connect();
  const Buffer batch = encode_batch({});
};

TEST_F(PipeliningTest, Behaviour5_PipelinedRequestsAreAnsweredInTheirOrder) {
  peer.send_request(fetch_request({.min_bytes = 1, .max_wait_ms = 5}), 12, 1);
  peer.send_request(produce_request(batch.view()), 9, 2);
  peer.send_request(produce_request(batch.view(), {.acks = 0}), 9, 3);
  peer.send_request(MetadataRequest{}, 12, 4);
  EXPECT_EQ(peer.receive_response<FetchResponse>(12)->correlation_id, 1);
  EXPECT_EQ(peer.receive_response<ProduceResponse>(9)->correlation_id, 2);
  EXPECT_EQ(peer.receive_response<MetadataResponse>(12)->correlation_id, 4);
  broker.settle();
  EXPECT_EQ(fetch(broker).values.size(), 2U);
}

// More of them than may wait at once, some in between that need not wait, and another kind behind.
TEST_F(PipeliningTest, Behaviour5_ProducesThatWaitForTheDiskAreAnsweredInTheirOrder) {
  constexpr int count = 50;
  for (int i = 0; i < count; ++i) {
    const auto acks = static_cast<std::int16_t>(i % 7 == 3 ? 1 : -1);
    peer.send_request(produce_request(batch.view(), {.acks = acks}), 9, i);
  }
  peer.send_request(MetadataRequest{}, 12, count);
  peer.shutdown_send();
  for (int i = 0; i < count; ++i) {
    const auto answer = peer.receive_response<ProduceResponse>(9);
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->correlation_id, i);
    const auto& partition = answer->body.responses.at(0).partition_responses.at(0);
    EXPECT_EQ(partition.error_code, ErrorCode::None);
    EXPECT_EQ(partition.base_offset, i);
  }
  const auto metadata = peer.receive_response<MetadataResponse>(12);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->correlation_id, count);
  EXPECT_TRUE(peer.is_closed());
}

TEST_F(PipeliningTest, Behaviour5_AFailedSyncIsToldToEachProduceThatWaitedForIt) {
  ASSERT_EQ(produce(broker, batch.view()).error_code, ErrorCode::None);
  broker.disk->inject({.operation = DiskOperation::Sync, .path_suffix = ".log"});
  for (int i = 0; i < 3; ++i) peer.send_request(produce_request(batch.view()), 9, i);
  for (int i = 0; i < 3; ++i) {
    const auto answer = peer.receive_response<ProduceResponse>(9);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->correlation_id, i);
    EXPECT_EQ(answer->body.responses.at(0).partition_responses.at(0).error_code,
              ErrorCode::KafkaStorageError);
  }
  EXPECT_TRUE(peer.ask(MetadataRequest{}, 12));
}

TEST_F(PipeliningTest, Behaviour5_ARequestBehindAWaitingFetchIsNotServedBeforeIt) {
  peer.send_request(fetch_request({.max_wait_ms = 60'000}), 12, 1);
  peer.send_request(MetadataRequest{}, 12, 2);
  EXPECT_TRUE(peer.hears_nothing());
  produce(broker, TestBatch{});
  EXPECT_EQ(peer.receive_response<FetchResponse>(12)->correlation_id, 1);
  EXPECT_EQ(peer.receive_response<MetadataResponse>(12)->correlation_id, 2);
}

}  // namespace
}  // namespace barnabas
