// Group commits over logs on a disk in memory, on a loop without sockets.

#include "broker/topics/group_commit.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <future>

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

// What is wrong with a disk.
struct Trouble {
  int refusals = 0;   // so many syncs cannot begin
  bool slow = false;  // a sync takes until it is released
  std::promise<void> release;
};

// A file of a disk in memory that is in trouble when it is to be synced.
class TroubledFile final : public File {
 public:
  TroubledFile(std::unique_ptr<File> file, Trouble& trouble)
      : file_(std::move(file)), trouble_(trouble) {}
  const std::string& path() const override { return file_->path(); }
  std::uint64_t size() const override { return file_->size(); }
  Result<std::size_t> read_at(std::uint64_t position, MutableBytes into) override {
    return file_->read_at(position, into);
  }
  Result<void> write_at(std::uint64_t position, Bytes content) override {
    return file_->write_at(position, content);
  }
  Result<void> write_pieces_at(std::uint64_t position, std::span<const Bytes> pieces) override {
    return file_->write_pieces_at(position, pieces);
  }
  Result<void> truncate(std::uint64_t size) override { return file_->truncate(size); }
  Result<void> sync() override { return file_->sync(); }
  Result<SyncWork> sync_work() override {
    if (trouble_.refusals-- > 0)
      return tl::unexpected(storage_error(EMFILE, path(), "cannot open"));
    auto work = file_->sync_work();
    if (!work || !trouble_.slow) return work;
    return [sync = std::move(*work), release = trouble_.release.get_future().share()] {
      release.wait();
      return sync();
    };
  }
  Result<FileRange> range(Extent extent) override { return file_->range(extent); }

 private:
  std::unique_ptr<File> file_;
  Trouble& trouble_;
};

class TroubledDirectory final : public Directory {
 public:
  const std::string& name() const override { return disk.name(); }
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    auto file = disk.open(path, mode);
    if (!file) return file;
    return std::make_unique<TroubledFile>(std::move(*file), trouble);
  }
  Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
    return disk.list(path);
  }
  Result<bool> exists(const std::string& path) override { return disk.exists(path); }
  Result<std::uint64_t> file_size(const std::string& path) override { return disk.file_size(path); }
  Result<void> make_directory(const std::string& path) override {
    return disk.make_directory(path);
  }
  Result<void> rename(const Rename& names) override { return disk.rename(names); }
  Result<void> remove(const std::string& path) override { return disk.remove(path); }
  Result<void> sync_directory(const std::string& path) override {
    return disk.sync_directory(path);
  }
  Result<VolumeSpace> volume_space() override { return disk.volume_space(); }
  Result<std::unique_ptr<DirectoryLock>> lock(const std::string& path) override {
    return disk.lock(path);
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

TEST_F(GroupCommitTest, NothingToWaitForIsDoneAtOnce) {
  bool done = false;
  commits.when_done([&] { done = true; });
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace barnabas
