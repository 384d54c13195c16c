// What a broker says to whoever runs it, and how it goes on, when its disk gives it trouble.

#include <algorithm>

#include "storage/log_directory.h"
#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

class TroubleTest : public testing::Test {
 protected:
  TroubleTest() {
    create_topic(broker);
    produce(broker, TestBatch{});
    FindCoordinatorRequest request;
    request.key = "billing";
    EXPECT_EQ(broker.ask(request, 2)->error_code, ErrorCode::None);
    broker.log.clear();
  }
  ErrorCode send(std::size_t bytes = 10) {
    return produce(broker, TestBatch{.values = {std::string(bytes, 'x')}}).error_code;
  }
  // How often something was said that has this in it.
  std::ptrdiff_t said(std::string_view words) {
    return std::ranges::count_if(
        broker.log, [&](const std::string& line) { return line.find(words) != std::string::npos; });
  }
  // Leaves so many free bytes on a disk of 100 MiB, of which 1 MiB is kept.
  void leave(std::uint64_t bytes) {
    constexpr std::uint64_t capacity = 100 << 20;
    broker.disk->set_capacity(capacity);
    broker.disk->set_content("filler", "");
    const auto used = capacity - broker.disk->volume_space()->free;
    broker.disk->set_content("filler", std::string(capacity - bytes - used, 'x'));
  }

  TestBroker broker;
};

TEST_F(TroubleTest, Case41_APartitionThatGoesOfflineIsNamedOnce) {
  broker.disk->inject({.operation = DiskOperation::Sync, .path_suffix = ".log"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(), ErrorCode::KafkaStorageError);
  EXPECT_EQ(broker.log.size(), 1U);
  EXPECT_EQ(said("orders-0 is offline"), 1);
}

TEST_F(TroubleTest, Case42_AFullDiskIsSaidOnceAndNotForEveryRequest) {
  broker.disk->inject(
      {.operation = DiskOperation::Write, .count = 3, .error = ENOSPC, .path_suffix = ".log"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(), ErrorCode::KafkaStorageError);
  EXPECT_EQ(broker.log.size(), 1U);
  EXPECT_EQ(said("orders-0/00000000000000000000.log"), 1);
  EXPECT_EQ(send(), ErrorCode::None);
}

TEST_F(TroubleTest, Case43_WhileTheReserveIsLeftOnlyProducersAreRefused) {
  leave(1 << 20);
  broker.clock.advance(std::chrono::seconds(1));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(), ErrorCode::KafkaStorageError);
  EXPECT_EQ(said("log.dirs.min.free.bytes"), 1);

  // Readers, group offsets and metadata go on.
  EXPECT_EQ(fetch(broker).values.size(), 1U);
  OffsetCommitRequest commit;
  commit.group_id = "billing";
  commit.topics.push_back({.name = "orders", .partitions = {{0, 1}}});
  EXPECT_EQ(broker.ask(commit, 8)->topics.at(0).partitions.at(0).error_code, ErrorCode::None);
  create_topic(broker, {.name = "payments"});
  delete_topic(broker, "payments");

  leave(2 << 20);
  EXPECT_EQ(send(), ErrorCode::None) << "without a restart";
}

TEST_F(TroubleTest, DamageIsSaidWithoutAnybodyListening) {
  broker.restart();
  const std::string path = "orders-0/00000000000000000000.log";
  auto content = broker.disk->content(path).value();
  content.back() = static_cast<char>(content.back() ^ 1);
  broker.disk->set_content(path, content);
  broker.log.clear();
  for (int i = 0; i < 3; ++i) fetch(broker);
  EXPECT_EQ(broker.log.size(), 1U);
  EXPECT_EQ(said(path), 1);
}

TEST_F(TroubleTest, AMetadataLogThatGoesOfflineIsNamed) {
  broker.disk->inject({.operation = DiskOperation::Sync, .path_suffix = ".log"});
  CreateTopicsRequest request;
  request.topics.push_back({.name = "payments", .num_partitions = 1, .replication_factor = 1});
  EXPECT_NE(broker.ask(request)->topics.at(0).error_code, ErrorCode::None);
  EXPECT_EQ(said("__cluster_metadata-0 is offline"), 1);
}

}  // namespace
}  // namespace barnabas
