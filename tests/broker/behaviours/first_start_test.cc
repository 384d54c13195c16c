// The first start of a broker, its first topic and its first record, with a crash at every
// operation of the disk.

#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

class FirstStartTest : public testing::Test {
 protected:
  // Starts on what a crash left.
  void look(std::unique_ptr<MemoryDisk> left) {
    ++looked_at;
    TestBroker broker({}, std::move(left));
    if (HasFatalFailure()) return;
    if (acknowledged) {
      EXPECT_EQ(produce(broker, TestBatch{}).base_offset, 1);
    }
    create_topic(broker, {.name = "later"});
    EXPECT_EQ(produce(broker, TestBatch{}, {.topic = "later"}).error_code, ErrorCode::None);
    EXPECT_FALSE(broker.stop());
  }

  bool acknowledged = false;
  int looked_at = 0;
};

TEST_F(FirstStartTest, Case18_ACrashAnywhereLeavesADirectoryThatStartsAndHasWhatWasAcknowledged) {
  constexpr std::uint64_t power_losses = 6;
  auto disk = std::make_unique<MemoryDisk>();
  auto& watched = *disk;
  watched.before_operation([&](std::uint64_t operation) {
    if (HasFailure()) return;
    look(watched.after_process_kill());
    if (HasFailure()) ADD_FAILURE() << "after a kill before operation " << operation;
    for (std::uint64_t i = 0; i < power_losses && !HasFailure(); ++i) {
      look(watched.after_power_loss(operation * power_losses + i));
      if (HasFailure()) ADD_FAILURE() << "after power loss " << i << " before " << operation;
    }
  });
  TestBroker broker({}, std::move(disk));
  create_topic(broker);
  EXPECT_EQ(produce(broker, TestBatch{}).error_code, ErrorCode::None);
  acknowledged = true;
  EXPECT_FALSE(broker.stop());
  watched.before_operation({});
  EXPECT_GT(looked_at, 30 * 7);
}

}  // namespace
}  // namespace barnabas
