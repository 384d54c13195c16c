// Behaviours 32 to 36: what a partition remembers of its producers.

#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

class IdempotenceTest : public testing::Test {
 protected:
  IdempotenceTest() { create_topic(broker); }
  // One record with this sequence.
  ProduceResponse::PartitionProduceResponse send(Sequence sequence, ProducerEpoch epoch = 0,
                                                 ProducerId producer_id = 100) {
    return produce(
        broker,
        TestBatch{.producer_id = producer_id, .producer_epoch = epoch, .base_sequence = sequence});
  }
  ProducerId new_producer_id() {
    InitProducerIdRequest request;
    request.transactional_id.reset();
    const auto answer = broker.ask(request, 4);
    EXPECT_EQ(answer->error_code, ErrorCode::None);
    EXPECT_EQ(answer->producer_epoch, 0);
    return answer->producer_id;
  }
  TestBroker broker;
};

TEST_F(IdempotenceTest, Behaviour32_TheLastFiveBatchesAreRecognised) {
  for (Sequence sequence = 0; sequence < 7; ++sequence)
    EXPECT_EQ(send(sequence).base_offset, sequence);
  for (Sequence sequence = 2; sequence < 7; ++sequence) {
    const auto again = send(sequence);
    EXPECT_EQ(again.error_code, ErrorCode::None) << sequence;
    EXPECT_EQ(again.base_offset, sequence) << "the offset of the first time";
  }
  EXPECT_EQ(send(1).error_code, ErrorCode::OutOfOrderSequenceNumber) << "too long ago";
  EXPECT_EQ(send(8).error_code, ErrorCode::OutOfOrderSequenceNumber) << "7 is missing";
  EXPECT_EQ(send(7).base_offset, 7);
  EXPECT_EQ(fetch(broker).values.size(), 8U);
}

TEST_F(IdempotenceTest, Behaviour32_ADuplicateHasTheTimeOfTheFirstTime) {
  create_topic(broker,
               {.name = "stamped", .configs = {{"message.timestamp.type", "LogAppendTime"}}});
  const TestBatch batch{.producer_id = 100};
  const auto first = produce(broker, batch, {.topic = "stamped"});
  broker.clock.advance(std::chrono::seconds(5));
  const auto again = produce(broker, batch, {.topic = "stamped"});
  EXPECT_EQ(again.log_append_time_ms, first.log_append_time_ms);
  EXPECT_EQ(again.base_offset, first.base_offset);
}

TEST_F(IdempotenceTest, Behaviour32_ABatchThatOverlapsIsNoDuplicate) {
  produce(broker, TestBatch{.values = {"a", "b", "c"}, .producer_id = 100});
  EXPECT_EQ(produce(broker, TestBatch{.values = {"a", "b"}, .producer_id = 100}).error_code,
            ErrorCode::OutOfOrderSequenceNumber);
  EXPECT_EQ(produce(broker, TestBatch{.values = {"c", "d"}, .producer_id = 100, .base_sequence = 2})
                .error_code,
            ErrorCode::OutOfOrderSequenceNumber);
}

TEST_F(IdempotenceTest, Behaviour33_SequencesWrapToZero) {
  EXPECT_EQ(send(INT32_MAX - 1).error_code, ErrorCode::None);
  EXPECT_EQ(send(INT32_MAX).error_code, ErrorCode::None);
  EXPECT_EQ(send(1).error_code, ErrorCode::OutOfOrderSequenceNumber);
  EXPECT_EQ(send(0).error_code, ErrorCode::None);
  EXPECT_EQ(send(INT32_MAX).base_offset, 1) << "a duplicate from before the wrap";
  // One batch across the wrap.
  const TestBatch across{.values = {"a", "b", "c"}, .producer_id = 7, .base_sequence = INT32_MAX};
  EXPECT_EQ(produce(broker, across).error_code, ErrorCode::None);
  EXPECT_EQ(send(2, 0, 7).error_code, ErrorCode::None);
}

TEST_F(IdempotenceTest, Behaviour33_ANewEpochBeginsAtZeroAndFencesTheOld) {
  send(0);
  send(1);
  EXPECT_EQ(send(2, 1).error_code, ErrorCode::OutOfOrderSequenceNumber);
  EXPECT_EQ(send(0, 1).error_code, ErrorCode::None);
  EXPECT_EQ(send(2, 0).error_code, ErrorCode::InvalidProducerEpoch);
  EXPECT_EQ(send(1, 1).error_code, ErrorCode::None);
}

TEST_F(IdempotenceTest, Behaviour33_AnUnknownProducerMayBeginAnywhere) {
  EXPECT_EQ(send(4711).error_code, ErrorCode::None);
  EXPECT_EQ(send(4712).error_code, ErrorCode::None);
  EXPECT_EQ(send(4714).error_code, ErrorCode::OutOfOrderSequenceNumber);
}

TEST_F(IdempotenceTest, Behaviour34_StateSurvivesStopAndKill) {
  for (Sequence sequence = 0; sequence < 3; ++sequence) send(sequence);
  broker.restart();
  EXPECT_EQ(send(2).base_offset, 2);
  EXPECT_EQ(send(3).base_offset, 3);
  broker.kill_and_restart();
  EXPECT_EQ(send(3).base_offset, 3);
  EXPECT_EQ(send(5).error_code, ErrorCode::OutOfOrderSequenceNumber);
  EXPECT_EQ(send(4).base_offset, 4);
}

TEST_F(IdempotenceTest, Behaviour34_ProducersAreForgottenAfterADayAndDeletedRecordsBringNoneBack) {
  send(0);
  broker.clock.advance(std::chrono::hours(25));
  // The broker's own round comes when its timer fires; here the log is told directly.
  const auto found = broker->topics().find("orders", {}, 0);
  found.partition->log().expire_producers(broker.clock.wall_ms());
  EXPECT_EQ(send(7).error_code, ErrorCode::None) << "as a producer nobody knows";
  DeleteRecordsRequest request;
  request.topics.push_back({.name = "orders", .partitions = {{0, 1}}});
  EXPECT_EQ(broker.ask(request)->topics.at(0).partitions.at(0).error_code, ErrorCode::None);
  broker.kill_and_restart();
  EXPECT_EQ(send(8).error_code, ErrorCode::None);
  EXPECT_EQ(send(10).error_code, ErrorCode::OutOfOrderSequenceNumber);
}

TEST_F(IdempotenceTest, Behaviour35_ProducerIdsAreNeverGivenTwice) {
  std::set<ProducerId> seen;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(seen.insert(new_producer_id()).second);
    if (round == 0) broker.restart();
    if (round == 1) broker.kill_and_restart();
  }
  for (int i = 0; i < 1005; ++i) EXPECT_TRUE(seen.insert(new_producer_id()).second) << "next block";
}

TEST_F(IdempotenceTest, Behaviour35_AskingAgainWithIdAndEpochGivesAnIdThatWorks) {
  InitProducerIdRequest request;
  request.transactional_id.reset();
  request.producer_id = new_producer_id();
  request.producer_epoch = 0;
  const auto answer = broker.ask(request, 4);
  EXPECT_EQ(answer->error_code, ErrorCode::None);
  EXPECT_EQ(send(0, answer->producer_epoch, answer->producer_id).error_code, ErrorCode::None);
}

TEST_F(IdempotenceTest, Behaviour36_AFailedSyncAfterTheAppendLosesNothingThatWasAcknowledged) {
  send(0);
  broker.disk->inject({.operation = DiskOperation::Sync, .path_suffix = ".log"});
  const auto failed = send(1);
  EXPECT_EQ(failed.error_code, ErrorCode::KafkaStorageError);
  EXPECT_EQ(failed.base_offset, -1);
  broker.disk->clear_faults();
  // The partition is offline until the next start; then the producer tries again.
  broker.kill_and_restart();
  EXPECT_EQ(send(0).base_offset, 0) << "known from before";
  EXPECT_EQ(send(1).base_offset, 1) << "stored once, whether or not it had reached the disk";
  EXPECT_EQ(fetch(broker).values.size(), 2U);
}

TEST_F(IdempotenceTest, Behaviour36_AnAnswerThatGotLostIsGivenAgain) {
  // The response is thrown away: the client asks again.
  static_cast<void>(
      broker.serve(encode_request(produce_request(encode_batch({.producer_id = 100}).view()), 9)));
  broker.settle();
  EXPECT_EQ(send(0).base_offset, 0);
  EXPECT_EQ(fetch(broker).values.size(), 1U);
}

}  // namespace
}  // namespace barnabas
