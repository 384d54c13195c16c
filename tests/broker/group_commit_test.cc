// Group commits over logs on a disk in memory, on a loop without sockets.

#include "broker/topics/group_commit.h"

#include <gtest/gtest.h>

#include "protocol/records/record_batch_builder.h"
#include "storage/memory_disk.h"

namespace barnabas {
namespace {

class TestLog final : public Committable {
 public:
  TestLog(Directory& directory, const std::string& folder) {
    auto opened =
        Log::open(directory, {.folder = folder, .config = std::make_shared<const LogConfig>()});
    EXPECT_TRUE(opened) << opened.error().message;
    log_ = std::move(opened->log);
  }

  void append() {
    RecordBatchBuilder builder(RecordBatchOptions{});
    builder.append({.timestamp_ms = 1, .value = as_bytes("hello")});
    auto batch = builder.finish();
    ASSERT_TRUE(log_->append(batch->mutable_view(), {.now_ms = 1}));
  }

  Log& log() override { return *log_; }
  void committed() override { ++commits; }

  int commits = 0;

 private:
  std::unique_ptr<Log> log_;
};

class GroupCommitTest : public testing::Test {
 protected:
  void run_until(const bool& done) {
    while (!done) loop.context().run_one();
  }

  MemoryDisk disk;
  EventLoop loop{1};  // one pool thread: the disk in memory is for one at a time
  GroupCommit commits{loop};
};

TEST_F(GroupCommitTest, WaitersAreCalledWhenTheirAppendsAreDurable) {
  TestLog log(disk, "orders-0");
  log.append();
  commits.join(log);
  bool done = false;
  commits.when_done([&] { done = true; });
  EXPECT_FALSE(done);
  run_until(done);
  EXPECT_EQ(log.log().recovery_point(), log.log().log_end_offset());
  EXPECT_EQ(log.commits, 1);
  EXPECT_TRUE(commits.idle());
}

TEST_F(GroupCommitTest, WhatArrivesDuringACommitJoinsTheNext) {
  TestLog log(disk, "orders-0");
  bool first_done = false;
  bool second_done = false;
  log.append();
  commits.join(log);
  commits.when_done([&] {
    first_done = true;
    log.append();
    commits.join(log);
    commits.when_done([&] { second_done = true; });
  });
  run_until(second_done);
  EXPECT_TRUE(first_done);
  EXPECT_EQ(log.commits, 2);
  EXPECT_EQ(log.log().recovery_point(), 2);
}

TEST_F(GroupCommitTest, OneCommitServesManyLogs) {
  std::vector<std::unique_ptr<TestLog>> logs;
  for (int i = 0; i < 10; ++i) {
    logs.push_back(std::make_unique<TestLog>(disk, "orders-" + std::to_string(i)));
    logs.back()->append();
    commits.join(*logs.back());
  }
  bool done = false;
  commits.when_done([&] { done = true; });
  run_until(done);
  for (const auto& log : logs) EXPECT_EQ(log->commits, 1);
}

TEST_F(GroupCommitTest, ALogThatLeavesIsNotTouchedAgain) {
  auto log = std::make_unique<TestLog>(disk, "orders-0");
  log->append();
  commits.join(*log);
  bool done = false;
  commits.when_done([&] { done = true; });
  commits.leave(*log);
  log.reset();
  run_until(done);
  EXPECT_TRUE(commits.idle());
}

TEST_F(GroupCommitTest, NothingToWaitForIsDoneAtOnce) {
  bool done = false;
  commits.when_done([&] { done = true; });
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace barnabas
