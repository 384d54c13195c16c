// Group commits over logs on a disk in memory, on a loop without sockets.

#include "broker/topics/group_commit.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <future>

#include "broker/net/event_loop.h"
#include "protocol/records/record_batch_builder.h"
#include "storage/log.h"
#include "storage/memory_disk.h"
#include "tests/support/forwarding_directory.h"

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

// What is wrong with a disk.
struct Trouble {
  int refusals = 0;   // so many syncs cannot begin
  bool slow = false;  // a sync takes until it is released
  std::promise<void> release;
};

// A file of a disk in memory that is in trouble when it is to be synced.
class TroubledFile final : public ForwardingFile {
 public:
  TroubledFile(std::unique_ptr<File> file, Trouble& trouble)
      : ForwardingFile(std::move(file)), trouble_(trouble) {}
  Result<SyncWork> sync_work() override {
    if (trouble_.refusals-- > 0)
      return tl::unexpected(storage_error(EMFILE, path(), "cannot open"));
    auto work = ForwardingFile::sync_work();
    if (!work || !trouble_.slow) return work;
    return [sync = std::move(*work), release = trouble_.release.get_future().share()] {
      release.wait();
      return sync();
    };
  }

 private:
  Trouble& trouble_;
};

class TroubledDirectory final : public ForwardingDirectory {
 public:
  TroubledDirectory() : ForwardingDirectory(disk) {}
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    auto file = disk.open(path, mode);
    if (!file) return file;
    return std::make_unique<TroubledFile>(std::move(*file), trouble);
  }

  MemoryDisk disk;
  Trouble trouble;
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

TEST_F(GroupCommitTest, Case46_ASyncThatCannotBeginIsTriedAgainBeforeAnybodyIsAnswered) {
  TroubledDirectory troubled;
  TestLog log(troubled, "orders-0");
  TestLog other(disk, "payments-0");
  log.append();
  other.append();
  commits.join(log);
  commits.join(other);
  troubled.trouble.refusals = 3;
  bool done = false;
  commits.when_done([&] { done = true; });
  run_until(done);
  EXPECT_LT(troubled.trouble.refusals, 0) << "it was not tried again";
  EXPECT_FALSE(log.log().offline());
  EXPECT_EQ(log.log().recovery_point(), 1);
  EXPECT_EQ(other.log().recovery_point(), 1);
  EXPECT_TRUE(commits.idle());
}

TEST_F(GroupCommitTest, Case47_ASlowDiskHoldsUpOnlyThoseWhoWaitForIt) {
  TroubledDirectory troubled;
  troubled.trouble.slow = true;
  TestLog slow(troubled, "orders-0");
  slow.append();
  commits.join(slow);
  bool done = false;
  commits.when_done([&] { done = true; });
  // Meanwhile others write and read.
  TestLog other(disk, "payments-0");
  bool served = false;
  loop.post([&] {
    loop.post([&] {
      other.append();
      served = other.log().read({.from = 0, .bytes_max = 1000, .up_to = 1}).has_value();
    });
  });
  run_until(served);
  EXPECT_FALSE(done);
  troubled.trouble.release.set_value();
  run_until(done);
  EXPECT_EQ(slow.log().recovery_point(), 1);
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

TEST_F(GroupCommitTest, ADeadlineMakesALogJoinByItself) {
  TestLog first(disk, "orders-0");
  TestLog second(disk, "payments-0");
  TestLog never(disk, "returns-0");
  for (auto* log : {&first, &second, &never}) log->append();
  commits.join_within(second, std::chrono::milliseconds(2));
  commits.join_within(first, std::chrono::milliseconds(1));
  commits.join_within(never, std::chrono::milliseconds::max());
  EXPECT_TRUE(commits.idle()) << "nobody is to wait for it";
  while (first.commits == 0 || second.commits == 0) loop.context().run_one();
  EXPECT_EQ(first.log().recovery_point(), 1);
  EXPECT_EQ(second.log().recovery_point(), 1);
  EXPECT_EQ(never.commits, 0);
}

TEST_F(GroupCommitTest, ALogThatJoinsBeforeItsDeadlineHasNone) {
  TestLog log(disk, "orders-0");
  log.append();
  commits.join_within(log, std::chrono::milliseconds(1));
  commits.join(log);
  bool done = false;
  commits.when_done([&] { done = true; });
  run_until(done);
  // The next deadline to come is another log's.
  TestLog other(disk, "payments-0");
  other.append();
  commits.join_within(other, std::chrono::milliseconds(2));
  while (other.commits == 0) loop.context().run_one();
  EXPECT_EQ(log.commits, 1);
}

TEST_F(GroupCommitTest, ALogThatLeavesBeforeItsDeadlineIsNotTouchedAgain) {
  auto log = std::make_unique<TestLog>(disk, "orders-0");
  log->append();
  commits.join_within(*log, std::chrono::milliseconds(1));
  commits.leave(*log);
  log.reset();
  TestLog other(disk, "payments-0");
  other.append();
  commits.join_within(other, std::chrono::milliseconds(2));
  while (other.commits == 0) loop.context().run_one();
  EXPECT_TRUE(commits.idle());
}

TEST_F(GroupCommitTest, NothingToWaitForIsDoneAtOnce) {
  bool done = false;
  commits.when_done([&] { done = true; });
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace barnabas
