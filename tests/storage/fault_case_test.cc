// Faults of one partition, one test each, under the numbers of the list of fault cases that the
// project keeps (crash, corruption at rest, errors of the device).
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "storage/checkpoint.h"
#include "tests/storage/small_log.h"

namespace barnabas {
namespace {

class FaultCase : public ::testing::Test {
 protected:
  // After a crash: no clean mark, no recovery points.
  void SetUp() override { use(false); }
  void use(bool clean) { disk_ = small_.copy(clean); }

  // After a crash: the recovery point of the last checkpoint was the end of the log.
  void remember_that_all_is_durable() {
    disk_->set_content(recovery_point_checkpoint, fmt::format("0\n1\norders 0 {}\n", small_.end));
  }

  std::string content(const std::string& path) const { return disk_->content(path).value(); }
  void append_to(const std::string& path, std::string_view more) {
    disk_->set_content(path, content(path) + std::string(more));
  }
  std::string last_log() const { return small_.log_files().back(); }
  std::string first_log() const { return small_.log_files().front(); }
  std::string middle_log() const { return small_.log_files().at(1); }
  static std::string with_suffix(const std::string& log, std::string_view suffix) {
    return log.substr(0, log.size() - 4) + std::string(suffix);
  }
  static Offset base_of(const std::string& log) { return std::stoll(log.substr(9, 20)); }
  // The base offset of the batch that comes `from_end` batches before the last one.
  Offset batch_before_last(std::size_t from_end) const {
    auto it = small_.batches.rbegin();
    std::advance(it, from_end);
    return it->first;
  }
  // Where a batch starts in its segment's file.
  struct Spot {
    std::string file;
    std::size_t position = 0;
  };
  Spot spot_of(Offset batch) const {
    Spot spot;
    for (const auto& [offset, bytes] : small_.batches) {
      const auto file = fmt::format("orders-0/{:020}.log", offset);
      if (small_.disk->content(file)) spot = {file, 0};
      if (offset == batch) break;
      spot.position += bytes.size();
    }
    return spot;
  }
  void flip(Offset batch, std::size_t byte) {
    const auto spot = spot_of(batch);
    auto bytes = content(spot.file);
    bytes[spot.position + byte] = static_cast<char>(bytes[spot.position + byte] ^ 0x01);
    disk_->set_content(spot.file, bytes);
  }
  OpenedLog& open() {
    opened_ = OpenedLog::open(*disk_);
    EXPECT_NE(opened_.log, nullptr) << opened_.error->message;
    return opened_;
  }
  const Finding* finding(FindingKind kind) const {
    for (const auto& one : opened_.report.findings)
      if (one.kind == kind) return &one;
    return nullptr;
  }
  void expect_served_but(const std::vector<Offset>& missing) {
    auto expected = small_.batches;
    for (const auto offset : missing) expected.erase(offset);
    EXPECT_TRUE(serve_everything(*opened_.log).batches == expected);
  }
  // What is served is what was written; what is not is an error, not a silence.
  void expect_nothing_wrong_is_served() {
    const auto served = serve_everything(*opened_.log);
    for (const auto& [offset, bytes] : served.batches)
      EXPECT_TRUE(small_.batches.contains(offset) && small_.batches.at(offset) == bytes) << offset;
    for (const auto& [offset, bytes] : small_.batches)
      EXPECT_TRUE(served.batches.contains(offset) || served.errors.contains(offset)) << offset;
    EXPECT_EQ(opened_.log->log_end_offset(), small_.end);
  }
  void append_one(bool good = true) {
    auto batch = make_batch({.label = "new", .timestamp_ms = 1'700'000'100'000});
    const auto end = opened_.log->log_end_offset();
    const auto result =
        opened_.log->append(batch.mutable_view(), {.now_ms = 1'700'000'100'000, .leader_epoch = 2});
    ASSERT_EQ(result.has_value(), good) << (result ? "" : result.error().message);
    EXPECT_EQ(opened_.log->log_end_offset(), good ? end + 1 : end);
  }

  const SmallLog small_ = SmallLog::make();
  std::unique_ptr<MemoryDisk> disk_;
  OpenedLog opened_;
};

TEST_F(FaultCase, Case4_ATornLastBatchIsCutAtEveryByte) {
  const auto last = batch_before_last(0);
  const auto spot = spot_of(last);
  const auto size = small_.batches.at(last).size();
  for (std::size_t kept = 1; kept < size; ++kept) {
    use(false);
    disk_->set_content(spot.file, content(spot.file).substr(0, spot.position + kept));
    open();
    EXPECT_EQ(opened_.log->log_end_offset(), last);
    expect_served_but({last});
    const auto* cut = finding(FindingKind::TailCut);
    ASSERT_NE(cut, nullptr) << kept;
    EXPECT_EQ(cut->file, spot.file);
    EXPECT_EQ(cut->position, spot.position);
    EXPECT_EQ(cut->bytes, kept);
    append_one();
    opened_ = {};
  }
}

TEST_F(FaultCase, Case5_ATornHeaderIsCut) {
  const auto header = small_.batches.begin()->second.substr(0, 61);
  for (std::size_t kept = 1; kept <= header.size(); ++kept) {
    use(false);
    append_to(last_log(), header.substr(0, kept));
    open();
    expect_served_but({});
    EXPECT_EQ(content(last_log()), small_.disk->content(last_log())) << kept;
    opened_ = {};
  }
}

TEST_F(FaultCase, Case6_ATailOfZerosIsCut) {
  for (const std::size_t zeros : {1, 11, 12, 16, 17, 60, 61, 62, 511, 512, 4096, 65'536}) {
    use(false);
    append_to(last_log(), std::string(zeros, '\0'));
    open();
    expect_served_but({});
    EXPECT_EQ(content(last_log()), small_.disk->content(last_log())) << zeros;
    append_one();
    opened_ = {};
  }
}

TEST_F(FaultCase, Case7_AGarbageTailWithAnImpossibleLengthIsCut) {
  for (const std::int32_t length : {0x7fffffff, -1, -2147483647 - 1, 0, 1, 48, 1 << 30}) {
    use(false);
    std::string garbage(100, 'g');
    store_big_endian(reinterpret_cast<std::byte*>(garbage.data()), small_.end);
    store_big_endian(reinterpret_cast<std::byte*>(garbage.data()) + 8, length);
    garbage[16] = 2;
    append_to(last_log(), garbage);
    open();
    expect_served_but({});
    EXPECT_EQ(content(last_log()), small_.disk->content(last_log())) << length;
    append_one();
    opened_ = {};
  }
}

TEST_F(FaultCase, Case8_OldBatchesBehindTheEndAreNotTakenForNewOnes) {
  for (const std::size_t back : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
    use(false);
    append_to(last_log(), small_.batches.at(batch_before_last(back)));
    open();
    EXPECT_EQ(opened_.log->log_end_offset(), small_.end) << back;
    expect_served_but({});
    append_one();
    opened_ = {};
  }
}

TEST_F(FaultCase, Case9_ACrashWhileRollingLosesNothing) {
  // The new segment's file is there, empty; its indexes are not.
  disk_->set_content(fmt::format("orders-0/{:020}.log", small_.end), "");
  open();
  EXPECT_EQ(opened_.log->log_end_offset(), small_.end);
  expect_served_but({});
  append_one();
  opened_ = {};
  // Its index is there, the file is not.
  use(false);
  disk_->set_content(fmt::format("orders-0/{:020}.index", small_.end), "");
  open();
  EXPECT_EQ(opened_.log->log_end_offset(), small_.end);
  expect_served_but({});
  append_one();
}

TEST_F(FaultCase, Case14_AnInterruptedRetentionDoesNotBringHalfASegmentBack) {
  for (const bool clean : {true, false}) {
    use(clean);
    ASSERT_TRUE(disk_->rename({.from = first_log(), .to = first_log() + ".deleted"}));
    open();
    EXPECT_EQ(opened_.log->log_start_offset(), base_of(middle_log()));
    for (const auto& path : disk_->paths())
      EXPECT_FALSE(path.ends_with(".deleted") || path == with_suffix(first_log(), ".index"))
          << path;
    const auto served = serve_everything(*opened_.log);
    EXPECT_EQ(served.batches.begin()->first, base_of(middle_log()));
    EXPECT_TRUE(served.errors.empty());
    opened_ = {};
  }
}

TEST_F(FaultCase, Case15_LeftoversOfACompactionAreRemovedOrFinished) {
  disk_->set_content(middle_log() + ".cleaned", content(middle_log()).substr(0, 100));
  disk_->set_content(first_log() + ".swap", content(first_log()));
  open();
  expect_served_but({});
  for (const auto& path : disk_->paths())
    EXPECT_FALSE(path.ends_with(".cleaned") || path.ends_with(".swap")) << path;
}

TEST_F(FaultCase, Case20_AFlippedValueInASealedSegmentCostsThatBatchOnly) {
  const auto hit = small_.batches.begin()->first;
  const auto size = small_.batches.at(hit).size();
  for (const bool clean : {true, false}) {
    use(clean);
    flip(hit, size - 2);
    open();
    const auto served = serve_everything(*opened_.log);
    auto expected = small_.batches;
    expected.erase(hit);
    EXPECT_TRUE(served.batches == expected);
    // Recovery leaves a hole, which a consumer skips; found by a read it is an error.
    EXPECT_EQ(served.errors.contains(hit), clean);
    EXPECT_EQ(opened_.log->log_end_offset(), small_.end);
    opened_ = {};
  }
}

TEST_F(FaultCase, Case21_AFlippedBaseOffsetIsNoticed) {
  for (const bool clean : {true, false}) {
    for (std::size_t byte = 0; byte < 8; ++byte) {
      use(clean);
      const auto hit = batch_before_last(6);
      flip(hit, byte);
      open();
      expect_nothing_wrong_is_served();
      if (!clean) expect_served_but({});  // there is only one offset it can have had
      opened_ = {};
    }
  }
}

TEST_F(FaultCase, Case22_AFlippedLengthDoesNotHideTheRestOfTheSegment) {
  for (const bool clean : {true, false}) {
    for (std::size_t byte = 8; byte < 12; ++byte) {
      use(clean);
      flip(std::next(small_.batches.begin())->first, byte);
      open();
      expect_nothing_wrong_is_served();
      if (!clean) expect_served_but({});  // there is only one length it can have had
      opened_ = {};
    }
  }
}

TEST_F(FaultCase, Case23_AFlippedLeaderEpochIsNotServed) {
  for (std::size_t byte = 12; byte < 16; ++byte) {
    use(false);
    flip(batch_before_last(6), byte);
    open();
    for (const auto& [offset, bytes] : serve_everything(*opened_.log).batches)
      EXPECT_EQ(small_.batches.at(offset), bytes) << offset;
    opened_ = {};
  }
}

TEST_F(FaultCase, Case24_DamageInTheMiddleDeletesNothingBehindIt) {
  const auto hit = batch_before_last(7);
  flip(hit, 70);
  const auto damaged = content(spot_of(hit).file);
  open();
  expect_served_but({hit});
  EXPECT_EQ(opened_.log->log_end_offset(), small_.end);
  EXPECT_NE(finding(FindingKind::DamageSetAside), nullptr);
  bool kept = false;
  for (const auto& path : disk_->paths())
    kept |= path.find(".corrupt") != std::string::npos && content(path) == damaged;
  EXPECT_TRUE(kept) << "the damaged file is not kept";
  append_one();
  // The next start finds it in order.
  opened_ = {};
  open();
  EXPECT_EQ(opened_.log->log_end_offset(), small_.end + 1);
  EXPECT_EQ(finding(FindingKind::DamageSetAside), nullptr);
}

TEST_F(FaultCase, Case25_GarbageIndexIsRebuilt) {
  for (const bool clean : {true, false}) {
    for (const auto& log : small_.log_files()) {
      for (const std::string& garbage :
           {std::string(800, 'g'), std::string(7, 'g'), std::string(8, '\xff'),
            std::string(16, '\0'), std::string(1, '\0')}) {
        use(clean);
        disk_->set_content(with_suffix(log, ".index"), garbage);
        open();
        expect_served_but({});
        opened_ = {};
      }
    }
  }
}

TEST_F(FaultCase, Case26_GarbageTimeIndexIsRebuilt) {
  for (const bool clean : {true, false}) {
    for (const auto& log : small_.log_files()) {
      for (const std::string& garbage :
           {std::string(1200, 'g'), std::string(11, 'g'), std::string(12, '\x7f')}) {
        use(clean);
        disk_->set_content(with_suffix(log, ".timeindex"), garbage);
        open();
        const auto target = small_.timestamps.at(base_of(log));
        const auto found = opened_.log->find_timestamp({.target_ms = target, .up_to = small_.end});
        ASSERT_TRUE(found && *found);
        EXPECT_EQ((*found)->timestamp_ms, target);
        expect_served_but({});
        opened_ = {};
      }
    }
  }
}

TEST_F(FaultCase, Case27_AllIndexesMissingChangeNothing) {
  for (const bool clean : {true, false}) {
    use(clean);
    for (const auto& path : disk_->paths())
      if (path.ends_with("index") || path.ends_with(".snapshot")) {
        ASSERT_TRUE(disk_->remove(path));
      }
    open();
    expect_served_but({});
    append_one();
    opened_ = {};
  }
}

TEST_F(FaultCase, Case28_AnIndexWithoutItsLogIsRemovedAndTheHoleReported) {
  for (const bool clean : {true, false}) {
    use(clean);
    remember_that_all_is_durable();
    ASSERT_TRUE(disk_->remove(middle_log()));
    open();
    EXPECT_NE(finding(FindingKind::OrphanRemoved), nullptr);
    EXPECT_FALSE(disk_->exists(with_suffix(middle_log(), ".index")).value());
    EXPECT_FALSE(serve_everything(*opened_.log).errors.empty());
    opened_ = {};
  }
}

TEST_F(FaultCase, Case29_AMissingSegmentInTheMiddleIsAHoleAndNothingMore) {
  for (const bool clean : {true, false}) {
    use(clean);
    remember_that_all_is_durable();
    for (const auto* suffix : {".log", ".index", ".timeindex", ".snapshot"})
      ASSERT_TRUE(disk_->remove(with_suffix(middle_log(), suffix)));
    open();
    const auto from = base_of(middle_log());
    const auto to = base_of(last_log());
    const auto served = serve_everything(*opened_.log);
    for (const auto& [offset, bytes] : small_.batches)
      EXPECT_EQ(served.batches.contains(offset), offset < from || offset >= to) << offset;
    for (auto offset = from; offset < to; ++offset) {
      ASSERT_TRUE(served.errors.contains(offset)) << offset;
      EXPECT_EQ(served.errors.at(offset).code, ErrorCode::OffsetOutOfRange);
    }
    append_one();
    opened_ = {};
  }
}

TEST_F(FaultCase, Case30_ASegmentUnderAWrongNameIsNotServed) {
  // The middle segment's content under a name that promises other offsets.
  const auto wrong = fmt::format("orders-0/{:020}.log", base_of(middle_log()) + 1);
  ASSERT_TRUE(disk_->rename({.from = middle_log(), .to = wrong}));
  open();
  for (const auto& [offset, bytes] : serve_everything(*opened_.log).batches)
    EXPECT_EQ(small_.batches.at(offset), bytes) << offset;
}

TEST_F(FaultCase, Case31_OverlappingSegmentsServeEveryOffsetOnce) {
  // A second copy of the end of the first segment, as a segment of its own.
  auto second = std::prev(small_.batches.lower_bound(base_of(middle_log())));
  disk_->set_content(fmt::format("orders-0/{:020}.log", second->first), second->second);
  open();
  expect_served_but({});
}

TEST_F(FaultCase, Case32_WithoutSnapshotsProducersAreFoundInTheLog) {
  for (const bool clean : {true, false}) {
    use(clean);
    for (const auto& path : disk_->paths())
      if (path.ends_with(".snapshot")) {
        ASSERT_TRUE(disk_->remove(path));
      }
    open();
    EXPECT_NE(opened_.log->producer_state().find(100), nullptr);
    EXPECT_NE(opened_.log->producer_state().find(101), nullptr);
    opened_ = {};
  }
}

TEST_F(FaultCase, Case33_ARecoveryPointBehindTheEndIsMoved) {
  disk_->set_content(recovery_point_checkpoint, "0\n1\norders 0 1000000\n");
  open();
  EXPECT_LE(opened_.log->recovery_point(), small_.end);
  expect_served_but({});
  append_one();
  ASSERT_TRUE(opened_.log->flush());
  EXPECT_EQ(opened_.log->recovery_point(), small_.end + 1);
}

TEST_F(FaultCase, Case34_ALogStartBehindTheEndIsRefusedAndNothingDeleted) {
  for (const bool clean : {true, false}) {
    use(clean);
    disk_->set_content(log_start_checkpoint, "0\n1\norders 0 1000000\n");
    const auto opened = OpenedLog::open(*disk_);
    if (opened.log != nullptr) {
      EXPECT_TRUE(serve_everything(*opened.log).batches == small_.batches);
    } else {
      EXPECT_NE(opened.error->message.find("orders-0"), std::string::npos) << opened.error->message;
    }
    for (const auto& log : small_.log_files()) EXPECT_EQ(content(log), small_.disk->content(log));
  }
}

TEST_F(FaultCase, Case41_AFailedSyncIsNeverTriedAgain) {
  open();
  append_one();
  disk_->inject({.operation = DiskOperation::Sync, .error = EIO, .path_suffix = ".log"});
  const auto flushed = opened_.log->flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, ErrorCode::KafkaStorageError);
  EXPECT_TRUE(opened_.log->offline());
  EXPECT_FALSE(opened_.log->flush());
  append_one(false);
  // The next start finds out what is really there.
  opened_ = {};
  disk_ = disk_->after_power_loss(3);
  open();
  EXPECT_GE(opened_.log->log_end_offset(), small_.end);
  append_one();
  EXPECT_TRUE(opened_.log->flush());
}

TEST_F(FaultCase, Case42_AFullDiskFailsTheAppendAndHealsByItself) {
  open();
  const auto before = content(last_log());
  std::uint64_t used = 0;
  for (const auto& path : disk_->paths()) used += content(path).size();
  for (const std::uint64_t room : {0, 1, 30, 61}) {
    disk_->set_capacity(used + room);
    auto batch = make_batch({.label = "new", .timestamp_ms = 1'700'000'100'000});
    const auto result =
        opened_.log->append(batch.mutable_view(), {.now_ms = 1'700'000'100'000, .leader_epoch = 2});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::KafkaStorageError);
    EXPECT_TRUE(is_disk_full(result.error())) << result.error().message;
    EXPECT_FALSE(opened_.log->offline());
    EXPECT_EQ(content(last_log()), before);
    expect_served_but({});
  }
  disk_->set_capacity(used + 10'000);
  append_one();
  EXPECT_TRUE(opened_.log->flush());
}

TEST_F(FaultCase, Case45_AReadErrorConcernsItsSegmentOnly) {
  use(true);
  open();
  disk_->inject({.operation = DiskOperation::Read,
                 .count = UINT64_MAX,
                 .error = EIO,
                 .path_suffix = middle_log()});
  const auto served = serve_everything(*opened_.log);
  for (const auto& [offset, bytes] : small_.batches)
    EXPECT_EQ(served.batches.contains(offset),
              offset < base_of(middle_log()) || offset >= base_of(last_log()))
        << offset;
  for (const auto& [offset, error] : served.errors)
    EXPECT_EQ(error.code, ErrorCode::KafkaStorageError) << error.message;
  disk_->clear_faults();
  expect_served_but({});
  append_one();
}

TEST_F(FaultCase, Case46_WithoutDescriptorsALogCanBeOpenedLater) {
  disk_->inject({.operation = DiskOperation::Open,
                 .count = UINT64_MAX,
                 .error = EMFILE,
                 .path_suffix = ".log"});
  auto refused = OpenedLog::open(*disk_);
  ASSERT_EQ(refused.log, nullptr);
  EXPECT_TRUE(is_out_of_descriptors(*refused.error)) << refused.error->message;
  refused = {};
  disk_->clear_faults();
  open();
  expect_served_but({});
}

TEST_F(FaultCase, Case48_AFileCutUnderTheBrokerIsAnErrorNotACrash) {
  use(true);
  open();
  disk_->set_content(middle_log(), content(middle_log()).substr(0, 50));
  const auto served = serve_everything(*opened_.log);
  for (const auto& [offset, bytes] : served.batches) EXPECT_EQ(small_.batches.at(offset), bytes);
  EXPECT_FALSE(served.errors.empty());
}

TEST_F(FaultCase, Case49_AReadOnlyDiskFailsAppendsAndServesReads) {
  open();
  disk_->inject(
      {.operation = DiskOperation::Write, .count = UINT64_MAX, .error = EROFS, .path_suffix = ""});
  append_one(false);
  expect_served_but({});
  disk_->clear_faults();
  append_one();
}

TEST_F(FaultCase, Case50_AJumpingClockDeletesNothing) {
  open();
  auto config = std::make_shared<LogConfig>(opened_.log->config());
  config->retention_ms = std::int64_t{7} * 24 * 3600 * 1000;
  opened_.log->update_config(config);
  for (const std::int64_t now_ms : {std::int64_t{0}, std::int64_t{1'700'000'000'000 + 3'600'000},
                                    std::int64_t{1'700'000'000'000 - 3'600'000}}) {
    ASSERT_TRUE(opened_.log->apply_retention({.now_ms = now_ms, .high_watermark = small_.end}));
    expect_served_but({});
  }
}

}  // namespace
}  // namespace barnabas
