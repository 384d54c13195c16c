#include "storage/checkpoint.h"

#include <gtest/gtest.h>

#include "storage/memory_disk.h"

namespace barnabas {
namespace {

constexpr auto path = "recovery-point-offset-checkpoint";

TEST(Checkpoint, IsWrittenAsKafkaWritesIt) {
  MemoryDisk disk;
  ASSERT_TRUE(write_offset_checkpoint(disk, path, {{{"orders", 1}, 7}, {{"orders", 0}, 1500}}));
  EXPECT_EQ(disk.content(path), "0\n2\norders 0 1500\norders 1 7\n");
  const OffsetCheckpoint expected{{{"orders", 0}, 1500}, {{"orders", 1}, 7}};
  EXPECT_EQ(read_offset_checkpoint(disk, path).value(), expected);
}

TEST(Checkpoint, FaultCase11_AMissingOrEmptyFileHasNoEntries) {
  MemoryDisk disk;
  EXPECT_TRUE(read_offset_checkpoint(disk, path).value().empty());
  disk.set_content(path, "");
  EXPECT_TRUE(read_offset_checkpoint(disk, path).value().empty());
}

TEST(Checkpoint, DamageIsANamedError) {
  const std::vector<std::pair<std::string, std::string>> samples{
      {"1\n0\n", "line 1 is '1', expected the version 0"},
      {"0\nx\n", "line 2 is 'x'"},
      {"0\n-1\n", "line 2 is '-1'"},
      {"0\n99999999999999999999999\n", "line 2"},
      {"0\n2\norders 0 1\n", "promises 2 entries, there are 1"},
      {"0\n1\norders 0 1\norders 1 1\n", "promises 1 entries, there are 2"},
      {"0\n1\norders 0 1", "does not end"},
      {"0\n1\norders 0\n", "line 3 is 'orders 0'"},
      {"0\n1\norders x 1\n", "line 3"},
      {"0\n1\norders 0 -5\n", "line 3"},
      {"0\n1\norders 0 1 2\n", "line 3"},
      {"0\n1\nor/ders 0 1\n", "line 3"},
      {"0\n2\norders 0 1\norders 0 2\n", "line 4 names orders-0 again"},
      {std::string(10, '\0'), "does not end"},
  };
  MemoryDisk disk;
  for (const auto& [content, expected] : samples) {
    disk.set_content(path, content);
    const auto read = read_offset_checkpoint(disk, path);
    ASSERT_FALSE(read) << content;
    EXPECT_EQ(read.error().code, ErrorCode::KafkaStorageError);
    EXPECT_TRUE(read.error().message.starts_with(path)) << read.error().message;
    EXPECT_NE(read.error().message.find(expected), std::string::npos) << read.error().message;
  }
}

TEST(Checkpoint, FaultCase10_ACrashAnywhereLeavesTheOldOrTheNew) {
  MemoryDisk disk;
  const OffsetCheckpoint before{{{"orders", 0}, 1}};
  const OffsetCheckpoint after{{{"orders", 0}, 2}, {{"orders", 1}, 3}};
  ASSERT_TRUE(write_offset_checkpoint(disk, path, before));
  int looked_at = 0;
  const auto look = [&](MemoryDisk& crashed) {
    const auto read = read_offset_checkpoint(crashed, path);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(*read == before || *read == after);
    // And the next one can be written over what the crash left.
    ASSERT_TRUE(write_offset_checkpoint(crashed, path, after));
    EXPECT_EQ(read_offset_checkpoint(crashed, path).value(), after);
    ++looked_at;
  };
  disk.before_operation([&](std::uint64_t) {
    look(*disk.after_process_kill());
    for (std::uint64_t seed = 0; seed < 20; ++seed) look(*disk.after_power_loss(seed));
  });
  ASSERT_TRUE(write_offset_checkpoint(disk, path, after));
  EXPECT_GE(looked_at, 5 * 21);
}

TEST(Checkpoint, AFullDiskKeepsTheOldContent) {
  MemoryDisk disk;
  ASSERT_TRUE(write_offset_checkpoint(disk, path, {{{"orders", 0}, 1}}));
  disk.set_capacity(20);
  const auto written = write_offset_checkpoint(disk, path, {{{"orders", 0}, 2}});
  ASSERT_FALSE(written);
  EXPECT_TRUE(is_disk_full(written.error()));
  EXPECT_EQ(disk.content(path), "0\n1\norders 0 1\n");
}

}  // namespace
}  // namespace barnabas
