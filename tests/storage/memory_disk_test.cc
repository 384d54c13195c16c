#include "storage/memory_disk.h"

#include <gtest/gtest.h>

#include <set>

namespace barnabas {
namespace {

std::unique_ptr<File> create(MemoryDisk& disk, const std::string& path, std::string_view content) {
  auto file = disk.open(path, OpenMode::Create).value();
  EXPECT_TRUE(file->write_at(0, as_bytes(content)));
  return file;
}

TEST(MemoryDisk, BehavesLikeAFileSystem) {
  MemoryDisk disk;
  ASSERT_TRUE(disk.make_directory("d"));
  auto file = create(disk, "d/a", "hello world");
  ASSERT_TRUE(file->truncate(5));
  ASSERT_TRUE(file->write_at(7, as_bytes("x")));
  EXPECT_EQ(disk.content("d/a"), std::string("hello\0\0x", 8));
  ASSERT_TRUE(disk.rename({.from = "d/a", .to = "d/b"}));
  EXPECT_EQ(disk.content("d/a"), std::nullopt);
  EXPECT_EQ(file->size(), 8U);
  EXPECT_FALSE(disk.remove("d"));
  EXPECT_TRUE(is_missing(disk.open("d/a", OpenMode::Write).error()));
  EXPECT_FALSE(disk.open("d", OpenMode::Create));
  EXPECT_TRUE(remove_tree(disk, "d"));
  EXPECT_TRUE(disk.list("").value().empty());
  // The file lives on for who has it open.
  EXPECT_EQ(file->size(), 8U);
}

TEST(MemoryDisk, AProcessKillKeepsEverythingButNotItsDurability) {
  MemoryDisk disk;
  auto file = create(disk, "a", "text");
  auto next = disk.after_process_kill();
  EXPECT_EQ(next->content("a"), "text");
  std::set<std::optional<std::string>> outcomes;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    outcomes.insert(next->after_power_loss(seed)->content("a"));
  EXPECT_TRUE(outcomes.contains(std::nullopt));
  EXPECT_TRUE(outcomes.contains("text"));
}

TEST(MemoryDisk, APowerLossKeepsWhatWasSynced) {
  MemoryDisk disk;
  auto file = create(disk, "a", "durable");
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(disk.sync_directory(""));
  ASSERT_TRUE(file->write_at(7, as_bytes(" and more")));
  ASSERT_TRUE(file->write_at(0, as_bytes("D")));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto content = disk.after_power_loss(seed)->content("a").value();
    EXPECT_EQ(content.substr(1, 6), "urable");
    EXPECT_TRUE(content[0] == 'd' || content[0] == 'D');
  }
}

TEST(MemoryDisk, UnsyncedWritesAreLostTornAndReordered) {
  MemoryDisk disk;
  auto file = create(disk, "a", "");
  ASSERT_TRUE(disk.sync_directory(""));
  ASSERT_TRUE(file->write_at(0, as_bytes(std::string(1024, '1'))));
  ASSERT_TRUE(file->write_at(1024, as_bytes(std::string(1024, '2'))));
  bool lost = false, whole = false, hole = false, torn = false;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto content = disk.after_power_loss(seed)->content("a").value();
    lost |= content.empty();
    whole |= content == std::string(1024, '1') + std::string(1024, '2');
    hole |= content.size() == 2048 && content[0] == '\0' && content[2047] == '2';
    torn |= content == std::string(512, '1');
  }
  EXPECT_TRUE(lost && whole && hole && torn) << lost << whole << hole << torn;
}

TEST(MemoryDisk, ALostTruncationTakesLaterWritesWithIt) {
  MemoryDisk disk;
  auto file = create(disk, "a", "old content");
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(disk.sync_directory(""));
  ASSERT_TRUE(file->truncate(3));
  ASSERT_TRUE(file->write_at(3, as_bytes("NEW")));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto content = disk.after_power_loss(seed)->content("a").value();
    const std::set<std::string> legal{"old content", "old", "oldNEW", std::string("old\0\0\0", 6)};
    const bool part_of_write = content.starts_with("old") && content.size() <= 6;
    EXPECT_TRUE(legal.contains(content) || part_of_write) << content;
  }
}

TEST(MemoryDisk, NamesAreDurableOnlyAfterTheFolderIsSynced) {
  MemoryDisk disk;
  create(disk, "old", "1");
  ASSERT_TRUE(disk.open("old", OpenMode::Write).value()->sync());
  ASSERT_TRUE(disk.sync_directory(""));
  ASSERT_TRUE(disk.rename({.from = "old", .to = "new"}));
  create(disk, "other", "");
  std::set<std::vector<std::string>> outcomes;
  for (std::uint64_t seed = 0; seed < 300; ++seed)
    outcomes.insert(disk.after_power_loss(seed)->paths());
  const std::set<std::vector<std::string>> expected{
      {"old"}, {"new"}, {"old", "other"}, {"new", "other"}};
  EXPECT_EQ(outcomes, expected);
  ASSERT_TRUE(disk.sync_directory(""));
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    EXPECT_EQ(disk.after_power_loss(seed)->paths(), (std::vector<std::string>{"new", "other"}));
}

TEST(MemoryDisk, ReplacingAFileLeavesTheOldOrTheNewAtEveryCrashPoint) {
  MemoryDisk disk;
  ASSERT_TRUE(replace_file(disk, "checkpoint", "old"));
  std::set<std::string> seen;
  disk.before_operation([&](std::uint64_t number) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const auto content = disk.after_power_loss(seed + 100 * number)->content("checkpoint");
      ASSERT_TRUE(content == "old" || content == "new") << content.value_or("nothing");
      seen.insert(*content);
    }
    EXPECT_EQ(disk.after_process_kill()->content("checkpoint").has_value(), true);
  });
  ASSERT_TRUE(replace_file(disk, "checkpoint", "new"));
  EXPECT_EQ(seen, (std::set<std::string>{"old", "new"}));
  EXPECT_EQ(disk.after_power_loss(1)->content("checkpoint"), "new");
}

TEST(MemoryDisk, AfterTheCrashPointEveryCallFails) {
  MemoryDisk disk;
  auto file = create(disk, "a", "xy");  // 0: creation, 1: write
  EXPECT_EQ(disk.operations(), 2U);
  disk.crash_at_operation(3);
  EXPECT_TRUE(file->sync());
  EXPECT_FALSE(file->sync());
  EXPECT_TRUE(disk.crashed());
  std::byte byte{};
  EXPECT_FALSE(file->read_at(0, std::span(&byte, 1)));
  EXPECT_FALSE(disk.list(""));
  EXPECT_EQ(disk.after_process_kill()->content("a"), "xy");
}

TEST(MemoryDisk, AKillMayFallIntoTheMiddleOfAWrite) {
  MemoryDisk disk;
  create(disk, "a", "");
  disk.crash_at_operation(disk.operations() + 1);
  EXPECT_FALSE(
      disk.open("a", OpenMode::Write).value()->write_at(0, as_bytes(std::string(2000, 'x'))));
  const auto content = disk.after_process_kill()->content("a").value();
  EXPECT_TRUE(!content.empty() && content.size() < 2000 && content.size() % 512 == 0);
}

TEST(MemoryDisk, FaultsHitTheChosenCall) {
  MemoryDisk disk;
  auto file = create(disk, "a.log", "");
  disk.inject({.operation = DiskOperation::Write,
               .nth = 1,
               .error = ENOSPC,
               .bytes_written = 2,
               .path_suffix = ".log"});
  EXPECT_TRUE(file->write_at(0, as_bytes("one")));
  EXPECT_TRUE(create(disk, "b.index", "x"));
  auto failed = file->write_at(3, as_bytes("two"));
  ASSERT_FALSE(failed);
  EXPECT_TRUE(is_disk_full(failed.error()));
  EXPECT_EQ(disk.content("a.log"), "onetw");
  EXPECT_TRUE(file->write_at(3, as_bytes("two")));
  disk.inject({.operation = DiskOperation::Open, .error = EMFILE, .path_suffix = ""});
  EXPECT_TRUE(is_out_of_descriptors(disk.open("a.log", OpenMode::Read).error()));
  EXPECT_TRUE(disk.open("a.log", OpenMode::Read));
}

TEST(MemoryDisk, AFailedSyncIsNotHealedByTheNext) {
  MemoryDisk disk;
  auto file = create(disk, "a", "x");
  ASSERT_TRUE(disk.sync_directory(""));
  disk.inject({.operation = DiskOperation::Sync, .error = EIO, .path_suffix = ""});
  EXPECT_FALSE(file->sync());
  EXPECT_FALSE(file->sync());
  EXPECT_FALSE(file->write_at(1, as_bytes("y")));
  EXPECT_TRUE(disk.open("a", OpenMode::Write).value()->sync());
  bool lost = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    lost |= disk.after_power_loss(seed)->content("a") == "";
  EXPECT_TRUE(lost);
}

TEST(MemoryDisk, AFullDiskTakesWhatFits) {
  MemoryDisk disk;
  disk.set_capacity(10);
  auto file = create(disk, "a", "12345678");
  auto failed = file->write_at(8, as_bytes("9abc"));
  ASSERT_FALSE(failed);
  EXPECT_TRUE(is_disk_full(failed.error()));
  EXPECT_EQ(disk.content("a"), "123456789a");
  EXPECT_EQ(disk.volume_space().value().free, 0U);
  ASSERT_TRUE(file->truncate(8));
  EXPECT_TRUE(file->write_at(0, as_bytes("87654321")));
  disk.set_capacity(100);
  EXPECT_TRUE(file->write_at(8, as_bytes("9abc")));
}

}  // namespace
}  // namespace barnabas
