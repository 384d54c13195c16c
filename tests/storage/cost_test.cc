// What a log may cost, counted and not timed.

#include <gtest/gtest.h>

#include <map>

#include "storage/log_directory.h"
#include "storage/memory_disk.h"
#include "storage/segment.h"
#include "tests/storage/crash_model.h"
#include "tests/support/forwarding_directory.h"

namespace barnabas {
namespace {

// Counts how often which file is opened, and how many calls there are in all.
class CountingDirectory final : public ForwardingDirectory {
 public:
  using ForwardingDirectory::ForwardingDirectory;
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    ++opened[path];
    ++calls;
    return ForwardingDirectory::open(path, mode);
  }
  Result<bool> exists(const std::string& path) override {
    ++calls;
    return ForwardingDirectory::exists(path);
  }
  Result<std::uint64_t> file_size(const std::string& path) override {
    ++calls;
    return ForwardingDirectory::file_size(path);
  }
  Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
    ++calls;
    return ForwardingDirectory::list(path);
  }

  std::map<std::string, int> opened;
  int calls = 0;
};

const TopicPartition orders{"orders", 0};

std::unique_ptr<LogDirectory> open(Directory& directory) {
  std::uint64_t random = 1;
  auto opened = LogDirectory::open(directory, {.random = [&random] { return random++; }});
  EXPECT_TRUE(opened) << opened.error().message;
  return std::move(opened.value());
}

Log* open_orders(LogDirectory& logs) {
  return logs.open_log({.partition = orders, .config = CrashModel::config(), .now_ms = 1000})
      .value();
}

// A disk with a partition of so many segments, left by a clean stop.
std::unique_ptr<MemoryDisk> disk_with(int segments) {
  auto disk = std::make_unique<MemoryDisk>();
  auto logs = open(*disk);
  auto* log = open_orders(*logs);
  for (int i = 0; i < segments; ++i) {
    EXPECT_TRUE(log->roll(1000));  // does nothing while there is nothing
    auto batch = make_batch({.label = "x", .timestamp_ms = 1000});
    EXPECT_TRUE(log->append(batch.mutable_view(), {.now_ms = 1000}));
  }
  EXPECT_TRUE(logs->close(1));
  return disk;
}

TEST(LogCost, ACleanStartOpensNoSealedSegmentHoweverManyThereAre) {
  std::map<int, int> calls;
  for (const int segments : {3, 60}) {
    const auto disk = disk_with(segments);
    CountingDirectory counting(*disk);
    const auto logs = open(counting);
    const auto* log = open_orders(*logs);
    EXPECT_EQ(log->log_end_offset(), segments);
    const auto active = log->active_base_offset();
    EXPECT_EQ(active, segments - 1);
    for (const auto& [path, times] : counting.opened) {
      const auto name = parse_segment_file_name(path.substr(path.rfind('/') + 1));
      // The snapshot at the end bears the name of the next segment.
      if (!name) continue;
      EXPECT_GE(name->base_offset, active) << path;
    }
    calls[segments] = counting.calls;
  }
  EXPECT_EQ(calls[3], calls[60]) << "calls grow with the number of segments";
}

}  // namespace
}  // namespace barnabas
