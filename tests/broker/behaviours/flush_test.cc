// durability=os: what is acknowledged from the page cache, and when it is synced after all.

#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

constexpr auto never = std::chrono::hours(1);

class FlushTest : public testing::Test {
 protected:
  void create(const ConfigMap& configs) { create_topic(broker, {.configs = configs}); }
  ErrorCode send(std::int16_t acks) {
    return produce(broker, TestBatch{}, {.acks = acks}).error_code;
  }
  Partition& partition() { return *broker->topics().find("orders")->partition(0); }
  Offset synced() { return partition().log().recovery_point(); }
  void fail_syncs() {
    broker.disk->inject(
        {.operation = DiskOperation::Sync, .count = UINT64_MAX, .path_suffix = ".log"});
  }

  TestBroker broker{ConfigMap{{"durability", "os"}}};
};

TEST_F(FlushTest, NothingIsSyncedUnlessAsked) {
  create({});
  fail_syncs();
  EXPECT_EQ(send(-1), ErrorCode::None);
  broker.settle();
  EXPECT_EQ(synced(), 0);
  EXPECT_EQ(partition().high_watermark(), 1);
  broker.disk->clear_faults();
}

TEST_F(FlushTest, FlushMessagesOneSyncsBeforeEveryAcknowledgement) {
  create({{"flush.messages", "1"}});
  for (const std::int16_t acks : {std::int16_t{-1}, std::int16_t{1}}) {
    EXPECT_EQ(send(acks), ErrorCode::None);
    EXPECT_EQ(synced(), partition().log().log_end_offset()) << "acks=" << acks;
    EXPECT_EQ(partition().high_watermark(), synced());
  }
}

TEST_F(FlushTest, AnAcknowledgementThatAFlushIsDueForSharesItsFate) {
  create({{"flush.messages", "1"}});
  fail_syncs();
  EXPECT_EQ(send(1), ErrorCode::KafkaStorageError);
  EXPECT_EQ(partition().high_watermark(), 0) << "readers see what was not acknowledged";
}

TEST_F(FlushTest, FlushMessagesCountsRecordsSinceTheLastSync) {
  create({{"flush.messages", "3"}});
  for (const Offset expected : {0, 0, 3, 3, 3, 6}) {
    EXPECT_EQ(send(1), ErrorCode::None);
    EXPECT_EQ(synced(), expected);
    EXPECT_EQ(partition().high_watermark(), partition().log().log_end_offset());
  }
}

TEST_F(FlushTest, FlushMsSyncsWithoutAnybodyWaiting) {
  create({{"flush.ms", "1"}});
  EXPECT_EQ(send(-1), ErrorCode::None);
  EXPECT_TRUE(broker.run_until([&] { return synced() == 1; }));
  EXPECT_EQ(send(-1), ErrorCode::None);
  EXPECT_TRUE(broker.run_until([&] { return synced() == 2; })) << "only the first time";
}

TEST_F(FlushTest, FlushMsIsNoReasonToSyncEarlier) {
  create({{"flush.ms", std::to_string(std::chrono::milliseconds(never).count())}});
  EXPECT_EQ(send(-1), ErrorCode::None);
  broker.settle();
  EXPECT_EQ(synced(), 0);
}

TEST_F(FlushTest, AShorterFlushMsHoldsForWhatIsWrittenAlready) {
  create({});
  EXPECT_EQ(send(-1), ErrorCode::None);
  IncrementalAlterConfigsRequest request;
  auto& resource = request.resources.emplace_back();
  resource.resource_type = 2;
  resource.resource_name = "orders";
  resource.configs.push_back({.name = "flush.ms", .config_operation = 0, .value = "1"});
  EXPECT_EQ(broker.ask(request)->responses.at(0).error_code, ErrorCode::None);
  EXPECT_TRUE(broker.run_until([&] { return synced() == 1; }));
}

TEST_F(FlushTest, AFullSegmentIsSyncedWithoutAnybodyWaiting) {
  create({{"segment.bytes", "150"}});
  EXPECT_EQ(send(-1), ErrorCode::None);
  broker.settle();
  EXPECT_EQ(synced(), 0);
  EXPECT_EQ(send(-1), ErrorCode::None);
  EXPECT_EQ(send(-1), ErrorCode::None);
  broker.settle();
  const auto active = partition().log().active_base_offset();
  EXPECT_GT(active, 0);
  EXPECT_GE(synced(), active);
}

TEST_F(FlushTest, DeletedRecordsStayDeletedWhenTheProcessIsKilled) {
  create({});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(-1), ErrorCode::None);
  DeleteRecordsRequest request;
  request.topics.push_back({.name = "orders", .partitions = {{0, 2}}});
  const auto answer = broker.ask(request)->topics.at(0).partitions.at(0);
  EXPECT_EQ(answer.error_code, ErrorCode::None);
  EXPECT_EQ(answer.low_watermark, 2);
  broker.kill_and_restart();
  ASSERT_TRUE(partition().open());
  EXPECT_EQ(partition().log().log_start_offset(), 2);
  EXPECT_EQ(partition().log().log_end_offset(), 3);
}

TEST_F(FlushTest, DeletedRecordsAreNotSaidToBeGoneWhereTheirDiskFails) {
  create({});
  EXPECT_EQ(send(-1), ErrorCode::None);
  fail_syncs();
  DeleteRecordsRequest request;
  request.topics.push_back({.name = "orders", .partitions = {{0, 1}}});
  const auto answer = broker.ask(request)->topics.at(0).partitions.at(0);
  EXPECT_EQ(answer.error_code, ErrorCode::KafkaStorageError);
  EXPECT_EQ(answer.low_watermark, -1);
}

TEST(BrokerFlushTest, TopicsInheritTheBrokersInterval) {
  TestBroker broker(ConfigMap{{"durability", "os"}, {"log.flush.interval.messages", "1"}});
  create_topic(broker);
  EXPECT_EQ(produce(broker, TestBatch{}, {.acks = 1}).error_code, ErrorCode::None);
  EXPECT_EQ(broker->topics().find("orders")->partition(0)->log().recovery_point(), 1);
}

TEST(BrokerFlushTest, TheSchedulersIntervalStandsInForFlushMs) {
  TestBroker broker(ConfigMap{{"durability", "os"}, {"log.flush.scheduler.interval.ms", "1"}});
  create_topic(broker);
  EXPECT_EQ(produce(broker, TestBatch{}).error_code, ErrorCode::None);
  const auto& log = broker->topics().find("orders")->partition(0)->log();
  EXPECT_TRUE(broker.run_until([&] { return log.recovery_point() == 1; }));
}

TEST(BrokerFlushTest, WithFsyncFlushMessagesMakesAcksOneWaitToo) {
  TestBroker broker;
  create_topic(broker, {.configs = {{"flush.messages", "1"}}});
  broker.disk->inject({.operation = DiskOperation::Sync, .path_suffix = ".log"});
  EXPECT_EQ(produce(broker, TestBatch{}, {.acks = 1}).error_code, ErrorCode::KafkaStorageError);
}

}  // namespace
}  // namespace barnabas
