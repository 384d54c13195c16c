// Faults of one partition, one test each, under the numbers of the list of fault cases that the
// project keeps (crash, corruption at rest, errors of the device).

#include "tests/storage/fault_case.h"

namespace barnabas {
namespace {

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
  for (const std::size_t zeros :
       {1U, 11U, 12U, 16U, 17U, 60U, 61U, 62U, 511U, 512U, 4096U, 65'536U}) {
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

}  // namespace
}  // namespace barnabas
