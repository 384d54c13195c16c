#include "storage/log_recovery.h"

#include <set>

#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

class LogRecoveryTest : public LogFixture {
 protected:
  static constexpr auto kFirst = "orders-0/00000000000000000000.log";

  // A log of `count` batches with one record each, all in one segment, and where each starts.
  void fill(int count) {
    open();
    positions_.clear();
    for (int i = 0; i < count; ++i) {
      positions_.push_back(append({.values = {value(i)},
                                   .timestamp_ms = kNow + i,
                                   .producer_id = 5,
                                   .base_sequence = i})
                               ->position);
    }
    positions_.push_back(log_->size_bytes());
  }
  static std::string value(int i) { return "value number " + std::to_string(i); }
  Strings expected(int from, int to) {
    Strings all;
    for (int i = from; i < to; ++i) all.push_back(value(i));
    return all;
  }
  void damage(std::size_t position) {
    auto content = *disk_->content(kFirst);
    content[position] = static_cast<char>(content[position] ^ 0x40);
    disk_->set_content(kFirst, content);
  }
  bool kept_aside() const {
    for (const auto& name : files())
      if (name.find(".corrupt") != std::string::npos) return true;
    return false;
  }
  std::vector<std::uint64_t> positions_;
};

// Case 4 and 5 of the fault list: a torn last batch, header included.
TEST_F(LogRecoveryTest, Case4And5ATailTornAtAnyByteIsCutAndNamed) {
  fill(3);
  const auto whole = *disk_->content(kFirst);
  for (auto size = positions_[2] + 1; size < positions_[3]; ++size) {
    log_.reset();
    disk_->set_content(kFirst, whole.substr(0, size));
    open();
    EXPECT_EQ(log_->log_end_offset(), 2) << size;
    EXPECT_EQ(values(), expected(0, 2));
    ASSERT_TRUE(reported(FindingKind::TailCut));
    EXPECT_EQ(report_.findings[0].file, kFirst);
    EXPECT_EQ(report_.findings[0].position, positions_[2]);
    EXPECT_EQ(report_.findings[0].bytes, size - positions_[2]);
    EXPECT_FALSE(kept_aside());
  }
}

TEST_F(LogRecoveryTest, Case6ZerosAtTheEndAreCut) {
  fill(3);
  const auto whole = *disk_->content(kFirst);
  for (const std::size_t zeros : {1U, 16U, 61U, 500U, 65536U}) {
    log_.reset();
    disk_->set_content(kFirst, whole + std::string(zeros, '\0'));
    open();
    EXPECT_EQ(values(), expected(0, 3)) << zeros;
    EXPECT_EQ(disk_->content(kFirst)->size(), whole.size());
  }
}

TEST_F(LogRecoveryTest, Case7AHugeOrNegativeLengthAtTheEndIsCut) {
  fill(3);
  auto content = *disk_->content(kFirst);
  for (const char top : {'\x7f', '\xff'}) {
    log_.reset();
    auto tail = content.substr(positions_[0], positions_[1]);
    tail[7] = 3;  // the base offset that would follow
    tail[70] = '!';
    tail.replace(8, 4, std::string{top, '\xff', '\xff', '\xff'});
    disk_->set_content(kFirst, content + tail);
    open();
    EXPECT_EQ(values(), expected(0, 3));
  }
}

TEST_F(LogRecoveryTest, Case8OldBatchesBehindTheEndAreNotTaken) {
  fill(3);
  const auto content = *disk_->content(kFirst);
  log_.reset();
  disk_->set_content(kFirst, content + content.substr(positions_[1]));
  open();
  EXPECT_EQ(values(), expected(0, 3));
  EXPECT_EQ(log_->log_end_offset(), 3);
  log_.reset();
  disk_->set_content(kFirst, content + content.substr(positions_[2]));
  open();
  EXPECT_EQ(values(), expected(0, 3));
}

TEST_F(LogRecoveryTest, Case13RecoveryThatIsInterruptedAnywhereConverges) {
  fill(8);
  ASSERT_TRUE(log_->flush());
  damage(positions_[3] + 70);
  log_.reset();
  const auto outcome = [&](MemoryDisk& disk) {
    auto opened = Log::open(disk, {.folder = "orders-0",
                                   .config = std::make_shared<LogConfig>(config_),
                                   .recovery_point = 8});
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    return opened ? opened->log->log_end_offset() : -1;
  };
  const auto start = disk_->after_process_kill();
  const auto before = start->operations();
  ASSERT_EQ(outcome(*start), 8);
  const auto operations = start->operations() - before;
  ASSERT_GT(operations, 5U);
  for (std::uint64_t crash = 0; crash < operations; ++crash)
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      auto disk = disk_->after_process_kill();
      disk->crash_at_operation(disk->operations() + crash);
      (void)Log::open(*disk, {.folder = "orders-0",
                              .config = std::make_shared<LogConfig>(config_),
                              .recovery_point = 8});
      auto next = disk->after_power_loss(seed);
      EXPECT_EQ(outcome(*next), 8) << "crash at " << crash << " seed " << seed;
    }
}

TEST_F(LogRecoveryTest, Case20AFlippedBitInASealedBatchIsNotServedAndNothingElseIsLost) {
  fill(6);
  ASSERT_TRUE(log_->roll(kNow));
  ASSERT_TRUE(log_->close());
  damage(positions_[2] + 75);
  open({.clean = true, .recovery_point = 6});
  EXPECT_EQ(values(0), expected(0, 2));
  EXPECT_EQ(read_error_, ErrorCode::CorruptMessage);
  EXPECT_EQ(values(3), expected(3, 6));
}

TEST_F(LogRecoveryTest, Case21To23AFlippedPrefixIsNotServed) {
  fill(6);
  ASSERT_TRUE(log_->roll(kNow));
  ASSERT_TRUE(log_->close());
  const auto whole = *disk_->content(kFirst);
  for (std::size_t byte = 0; byte < 17; ++byte) {
    if (byte >= 12 && byte < 16) continue;  // an epoch that grew cannot be told from a new one
    disk_->set_content(kFirst, whole);
    damage(positions_[2] + byte);
    open({.clean = true, .recovery_point = 6});
    const auto found = values(0);
    EXPECT_EQ(found, expected(0, 2)) << byte;
    EXPECT_NE(read_error_, ErrorCode::None) << byte;
  }
}

TEST_F(LogRecoveryTest, Case21To23AFlippedPrefixIsPutRightAfterACrash) {
  fill(6);
  const auto whole = *disk_->content(kFirst);
  for (std::size_t batch = 0; batch < 6; ++batch)
    for (std::size_t byte = 0; byte < 17; ++byte) {
      if (batch == 5 && byte >= 12 && byte < 16) continue;  // nothing behind it contradicts
      log_.reset();
      disk_->set_content(kFirst, whole);
      damage(positions_[batch] + byte);
      open();
      EXPECT_TRUE(reported(FindingKind::BatchRepaired)) << batch << " " << byte;
      EXPECT_EQ(*disk_->content(kFirst), whole) << batch << " " << byte;
      EXPECT_EQ(values(), expected(0, 6));
    }
}

TEST_F(LogRecoveryTest, Case24DamageInTheMiddleIsSetAsideAndWhatFollowsIsKept) {
  fill(6);
  const auto whole = *disk_->content(kFirst);
  for (auto position = positions_[2] + 17; position < positions_[3]; ++position) {
    disk_ = std::make_unique<MemoryDisk>();
    fill(6);
    damage(position);
    const auto damaged = *disk_->content(kFirst);
    open();
    auto all = expected(0, 2);
    for (const auto& kept : expected(3, 6)) all.push_back(kept);
    EXPECT_EQ(values(), all) << position - positions_[2];
    ASSERT_TRUE(reported(FindingKind::DamageSetAside));
    EXPECT_EQ(report_.findings[0].from, 2);
    EXPECT_EQ(report_.findings[0].up_to, 3);
    EXPECT_EQ(*disk_->content("orders-0/00000000000000000000.log.corrupt"), damaged);
    EXPECT_EQ(log_->log_end_offset(), 6);
    // The hole is known now: opening again finds nothing wrong.
    open();
    EXPECT_TRUE(report_.findings.empty());
    EXPECT_EQ(values(), all);
  }
}

TEST_F(LogRecoveryTest, BatchesThatWereNeverSyncedAreNotKeptBehindAGap) {
  open();
  for (int i = 0; i < 6; ++i) {
    positions_.push_back(log_->size_bytes());
    append_ok({.values = {std::string(700, static_cast<char>('a' + i))}});
  }
  // Sectors that the disk never got: zeros from inside batch 2 on, batch 5 survived.
  auto content = *disk_->content(kFirst);
  const auto from = (positions_[2] / 512 + 1) * 512;
  const auto to = positions_[5] / 512 * 512;
  ASSERT_GT(to, from);
  content.replace(from, to - from, to - from, '\0');
  log_.reset();
  disk_->set_content(kFirst, content);
  open();
  EXPECT_EQ(log_->log_end_offset(), 2);
  EXPECT_EQ(values().size(), 2U);
  EXPECT_TRUE(reported(FindingKind::TailCut));
}

TEST_F(LogRecoveryTest, TheLastBatchBehindDamageKeepsItsOffset) {
  fill(6);
  damage(positions_[4] + 70);
  open();
  EXPECT_EQ(log_->log_end_offset(), 6);
  EXPECT_EQ(values(5), expected(5, 6));
}

TEST_F(LogRecoveryTest, Case28AnIndexWithoutItsLogIsRemoved) {
  fill(2);
  log_.reset();
  disk_->set_content("orders-0/00000000000000000700.index", "12345678");
  open();
  EXPECT_TRUE(reported(FindingKind::OrphanRemoved));
  EXPECT_FALSE(disk_->content("orders-0/00000000000000000700.index"));
}

TEST_F(LogRecoveryTest, Case29AMissingSegmentIsAHoleAndNotServedAsEmpty) {
  config_.segment_bytes = 200;
  fill(6);
  ASSERT_TRUE(log_->close());
  ASSERT_TRUE(disk_->remove("orders-0/00000000000000000002.log"));
  open({.clean = true, .recovery_point = 6});
  EXPECT_EQ(values(0), expected(0, 2));
  EXPECT_EQ(read_error_, ErrorCode::OffsetOutOfRange);
  EXPECT_EQ(values(4), expected(4, 6));
  open({.recovery_point = 5});
  EXPECT_EQ(values(4), expected(4, 6));
}

TEST_F(LogRecoveryTest, Case33ARecoveryPointBehindTheEndIsMoved) {
  fill(2);
  open({.recovery_point = 900});
  EXPECT_TRUE(reported(FindingKind::RecoveryPointMoved));
  EXPECT_EQ(log_->recovery_point(), 2);
}

TEST_F(LogRecoveryTest, Case34ALogStartBehindTheEndIsRefusedAndNothingDeleted) {
  fill(2);
  const auto before = *disk_->content(kFirst);
  auto opened = try_open({.log_start_offset = 900});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("log-start-offset-checkpoint"), std::string::npos);
  EXPECT_EQ(*disk_->content(kFirst), before);
}

TEST_F(LogRecoveryTest, LeftoversOfInterruptedDeletesGo) {
  fill(2);
  log_.reset();
  disk_->set_content("orders-0/00000000000000000000.log.deleted", "x");
  disk_->set_content("orders-0/00000000000000000009.index.cleaned", "x");
  disk_->set_content("orders-0/leader-epoch-checkpoint.tmp", "x");
  open();
  EXPECT_EQ(files(), (Strings{"00000000000000000000.index", "00000000000000000000.log",
                              "00000000000000000000.timeindex", "leader-epoch-checkpoint"}));
}

TEST_F(LogRecoveryTest, Case15AFinishedSwapTakesThePlaceOfWhatItReplaces) {
  config_.segment_bytes = 200;
  config_.cleanup_compact = true;
  fill(6);
  const auto compacted = *disk_->content("orders-0/00000000000000000000.log") +
                         disk_->content("orders-0/00000000000000000002.log")->substr(positions_[1]);
  log_.reset();
  disk_->set_content("orders-0/00000000000000000000.log.swap", compacted);
  open();
  EXPECT_TRUE(reported(FindingKind::LeftoverCompleted));
  auto all = expected(0, 2);
  for (const auto& kept : expected(3, 6)) all.push_back(kept);
  EXPECT_EQ(values(), all);
}

TEST_F(LogRecoveryTest, ALostOrDamagedEpochCheckpointIsReadFromTheBatches) {
  fill(2);
  epoch_ = 4;
  append_ok({});
  ASSERT_TRUE(log_->close());
  for (const auto* damaged : {"", "garbage", "0\n7\n0 0\n"}) {
    disk_->set_content("orders-0/leader-epoch-checkpoint", damaged);
    open({.clean = true, .recovery_point = 3});
    EXPECT_TRUE(reported(FindingKind::EpochsRebuilt));
    EXPECT_EQ(log_->end_of_epoch(0), (EpochEnd{0, 2}));
    EXPECT_EQ(*disk_->content("orders-0/leader-epoch-checkpoint"), "0\n2\n0 0\n4 2\n");
  }
}

TEST_F(LogRecoveryTest, ACleanStartReadsOnlyTheActiveSegment) {
  config_.segment_bytes = 200;
  fill(40);
  ASSERT_TRUE(log_->close());
  // Reading a sealed segment fails from now on; opening does not care.
  disk_->inject({.operation = DiskOperation::Open,
                 .count = UINT64_MAX,
                 .path_suffix = "00000000000000000002.log"});
  open({.clean = true, .recovery_point = 40});
  EXPECT_TRUE(report_.findings.empty());
  EXPECT_EQ(log_->log_end_offset(), 40);
  EXPECT_EQ(report_.bytes_scanned, 0U);
}

TEST_F(LogRecoveryTest, AnyFlippedByteOfAnyFileGivesAShorterLogOrAnErrorAndNeverOtherRecords) {
  config_.segment_bytes = 400;
  config_.index_interval_bytes = 100;
  fill(9);
  ASSERT_TRUE(log_->close());
  const auto all = expected(0, 9);
  for (const auto& name : files()) {
    const auto path = "orders-0/" + name;
    const auto whole = *disk_->content(path);
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const bool clean : {true, false}) {
        auto disk = disk_->after_process_kill();
        auto content = whole;
        content[at] = static_cast<char>(content[at] ^ 0x04);
        disk->set_content(path, content);
        std::swap(disk, disk_);
        auto opened = try_open({.clean = clean, .recovery_point = clean ? 9 : 4});
        if (opened) {
          log_ = std::move(opened->log);
          const auto found = values();
          std::size_t matched = 0;
          for (const auto& one : all) matched += matched < found.size() && found[matched] == one;
          EXPECT_EQ(matched, found.size()) << path << " at " << at << " clean " << clean;
          if (!name.ends_with(".log")) {
            EXPECT_EQ(found, all) << path << " at " << at << " clean " << clean;
          }
          log_.reset();
        }
        std::swap(disk, disk_);
      }
  }
}

}  // namespace
}  // namespace barnabas
