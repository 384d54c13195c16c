#include "broker/topics/free_space.h"

#include <gtest/gtest.h>

#include "storage/memory_disk.h"

namespace barnabas {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;

// A volume that says what it is told to say. Only volume_space() is asked.
class FreeSpaceTest : public testing::Test {
 protected:
  // Fills the disk so that `bytes` are free.
  void leave(std::uint64_t bytes) {
    const auto used = disk.content("filler").value_or("").size();
    disk.set_capacity(used + bytes);
  }
  bool has_room(std::uint64_t bytes = 0) { return space.check(bytes, now).has_value(); }

  FreeSpaceTest() { disk.set_content("filler", std::string(200 * kMiB, 'x')); }

  MemoryDisk disk;
  std::vector<std::string> said;
  FreeSpace::Time now{};
  FreeSpace space{disk, {.reserve_bytes = kMiB, .tell = [this](const std::string& text) {
                           said.push_back(text);
                         }}};
};

TEST_F(FreeSpaceTest, Case43_ProducersAreRefusedBeforeTheDiskIsFull) {
  leave(2 * kMiB);
  EXPECT_TRUE(has_room());
  EXPECT_TRUE(said.empty());
  leave(kMiB);
  now += std::chrono::seconds(1);
  const auto refused = space.check(1, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::KafkaStorageError);
  EXPECT_NE(refused.error().message.find("log.dirs.min.free.bytes"), std::string::npos);
}

TEST_F(FreeSpaceTest, Case43_ProducersGoOnAsSoonAsThereIsRoom) {
  leave(kMiB);
  EXPECT_FALSE(has_room());
  leave(kMiB + 1);
  EXPECT_TRUE(has_room()) << "the same moment";
}

TEST_F(FreeSpaceTest, EachChangeIsSaidOnce) {
  leave(kMiB);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(has_room());
  EXPECT_EQ(said.size(), 1U);
  leave(3 * kMiB);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(has_room());
  EXPECT_EQ(said.size(), 2U);
}

TEST_F(FreeSpaceTest, TheVolumeIsAskedAgainOnceMuchWasWritten) {
  leave(5 * kMiB);
  EXPECT_TRUE(has_room());
  leave(kMiB);
  EXPECT_TRUE(has_room(kMiB)) << "a quarter of the room: not asked yet";
  EXPECT_FALSE(has_room(kMiB + 1)) << "over half of it";
}

TEST_F(FreeSpaceTest, AReserveForALargeVolumeDoesNotFillASmallOne) {
  MemoryDisk small;
  small.set_capacity(10 * kMiB);
  FreeSpace space_of_small(small, {.reserve_bytes = 64 * kMiB, .tell = {}});
  EXPECT_TRUE(space_of_small.check(0, now));
}

}  // namespace
}  // namespace barnabas
