// The parts of compaction one by one, and a random log compared with a plain map of its keys. What
// becomes of each kind of record is in tests/golden/log/compaction*.txt.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "protocol/base/siphash.h"
#include "storage/compaction/cleanable.h"
#include "storage/compaction/offset_map.h"
#include "storage/compaction/segment_groups.h"
#include "tests/storage/clean_log.h"
#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

std::string hex(const Hash128& hash) {
  return fmt::format("{:016x}{:016x}", __builtin_bswap64(hash.low), __builtin_bswap64(hash.high));
}

TEST(SipHash, GivesTheResultsOfTheReferenceImplementation) {
  const SipHashKey key{.low = 0x0706050403020100U, .high = 0x0f0e0d0c0b0a0908U};
  std::string input;
  EXPECT_EQ(hex(siphash128(as_bytes(input), key)), "a3817f04ba25a8e66df67214c7550293");
  input.push_back(0);
  EXPECT_EQ(hex(siphash128(as_bytes(input), key)), "da87c1d86b99af44347659119b22fc45");
  for (char next = 1; next < 8; ++next) input.push_back(next);
  EXPECT_EQ(hex(siphash128(as_bytes(input), key)), "3b62a9ba6258f5610f83e264f31497b4")
      << "eight bytes, a whole word";
}

TEST(OffsetMap, FindsTheLatestOffsetOfEachKeyAmongMany) {
  OffsetMap map({.bytes_max = 24 * 3000, .load_factor = 0.9, .keys_max = 2000}, {1, 2});
  EXPECT_LE(map.memory_bytes(), 24U * 2300) << "no more than the keys need";
  for (Offset offset = 0; offset < 4000; ++offset)
    ASSERT_TRUE(map.put(as_bytes(std::to_string(offset % 2000)), offset));
  EXPECT_EQ(map.size(), 2000U);
  for (Offset number = 0; number < 2000; ++number)
    ASSERT_EQ(map.find(as_bytes(std::to_string(number))), 2000 + number);
  EXPECT_EQ(map.find(as_bytes("2000")), std::nullopt);
  EXPECT_EQ(map.latest_offset(), 3999);
}

TEST(OffsetMap, TakesNoNewKeyWhenItIsFullButKnownOnes) {
  OffsetMap map({.bytes_max = 24 * 10, .load_factor = 0.5, .keys_max = 1'000'000}, {1, 2});
  EXPECT_EQ(map.size_max(), 5U);
  for (Offset offset = 0; offset < 5; ++offset)
    ASSERT_TRUE(map.put(as_bytes(std::to_string(offset)), offset));
  EXPECT_FALSE(map.put(as_bytes("5"), 5));
  EXPECT_EQ(map.latest_offset(), 4);
  EXPECT_TRUE(map.put(as_bytes("0"), 6));
  EXPECT_EQ(map.find(as_bytes("0")), 6);
  EXPECT_LE(map.memory_bytes(), 240U);
}

TEST(OffsetMap, HasRoomForOneKeyHoweverLittleMemoryItGets) {
  OffsetMap map({.bytes_max = 1, .load_factor = 0.9, .keys_max = 10}, {1, 2});
  EXPECT_TRUE(map.put(as_bytes(""), 0)) << "an empty key is a key";
  EXPECT_FALSE(map.put(as_bytes("b"), 1));
  EXPECT_EQ(map.find(as_bytes("c")), std::nullopt) << "a search ends";
}

SegmentToClean segment(Offset base_offset, Offset next_offset, std::uint64_t bytes) {
  return {.base_offset = base_offset,
          .next_offset = next_offset,
          .bytes = bytes,
          .offset_index_bytes = 8,
          .time_index_bytes = 12};
}

TEST(SegmentGroups, HoldWhatFitsIntoOneSegmentAndItsIndexes) {
  const std::vector segments{segment(0, 10, 40), segment(10, 20, 40), segment(20, 30, 40)};
  EXPECT_EQ(first_group_size(segments, {.segment_bytes = 100, .index_bytes = 1000}), 2U);
  EXPECT_EQ(first_group_size(segments, {.segment_bytes = 120, .index_bytes = 1000}), 3U);
  EXPECT_EQ(first_group_size(segments, {.segment_bytes = 10, .index_bytes = 1000}), 1U)
      << "one that is too large already stays alone";
  EXPECT_EQ(first_group_size(segments, {.segment_bytes = 1000, .index_bytes = 24}), 2U);
  EXPECT_EQ(
      first_group_size(segments, {.segment_bytes = 1000, .index_bytes = 1000, .segments_max = 1}),
      1U);
}

TEST(SegmentGroups, EndBeforeOffsetsAreTooFarFromTheFirst) {
  const Offset far = Offset{1} << 31;
  const GroupLimits limits{.segment_bytes = 1000, .index_bytes = 1000};
  EXPECT_EQ(first_group_size(std::vector{segment(0, 10, 40), segment(10, far, 40)}, limits), 2U);
  EXPECT_EQ(first_group_size(std::vector{segment(0, 10, 40), segment(10, far + 1, 40)}, limits),
            1U);
  EXPECT_EQ(first_group_size(std::vector{segment(0, 10, 40), segment(10, far + 1, 0)}, limits), 2U)
      << "an empty one has no offsets";
}

TEST(Cleanable, IsDueByRatioOrByAge) {
  LogConfig config;
  config.min_cleanable_dirty_ratio = 0.5;
  Cleanable log{.first_dirty_offset = 10,
                .first_uncleanable_offset = 20,
                .clean_bytes = 100,
                .dirty_bytes = 100};
  EXPECT_FALSE(is_due(log, config)) << "exactly the ratio is not enough";
  log.dirty_bytes = 101;
  EXPECT_TRUE(is_due(log, config));
  log.dirty_bytes = 1;
  log.overdue = true;
  EXPECT_TRUE(is_due(log, config));
  log.dirty_bytes = 0;
  EXPECT_FALSE(is_due(log, config));
}

class Compaction : public LogFixture {
 protected:
  void SetUp() override {
    config_.cleanup_compact = true;
    config_.cleanup_delete = false;
    config_.segment_bytes = 400;
    config_.index_interval_bytes = 100;
  }
  void put(const std::string& key, const std::string& value, TimestampMs timestamp_ms = kNow) {
    append_ok({.values = {value}, .key = key, .timestamp_ms = timestamp_ms});
  }
  Cleanable cleanable() {
    return *log_->cleanable({.now_ms = now_ms_, .high_watermark = log_->recovery_point()});
  }
  bool clean() { return clean_log(*log_, {.now_ms = now_ms_}).value(); }
};

TEST_F(Compaction, LeavesTheActiveSegmentAndWhatIsNotDurable) {
  open();
  for (int i = 0; i < 20; ++i) put("a", std::to_string(i));
  EXPECT_EQ(cleanable().first_uncleanable_offset, 0) << "nothing is synced";
  ASSERT_TRUE(log_->flush());
  EXPECT_EQ(cleanable().first_uncleanable_offset, log_->active_base_offset());
  EXPECT_EQ(cleanable().first_dirty_offset, 0);
  ASSERT_TRUE(clean());
  EXPECT_EQ(cleanable().first_dirty_offset, log_->active_base_offset());
  EXPECT_EQ(cleanable().dirty_bytes, 0U);
}

TEST_F(Compaction, WaitsForMinCompactionLagAndHurriesAfterMaxCompactionLag) {
  config_.min_compaction_lag_ms = 1000;
  config_.max_compaction_lag_ms = 5000;
  open();
  for (int i = 0; i < 20; ++i) put("a", std::to_string(i), kNow + i * 100);
  ASSERT_TRUE(log_->flush());
  now_ms_ = kNow + 900;
  EXPECT_EQ(cleanable().first_uncleanable_offset, 0);
  now_ms_ = kNow + 1500;
  EXPECT_GT(cleanable().first_uncleanable_offset, 0);
  EXPECT_LT(cleanable().first_uncleanable_offset, 7);
  EXPECT_FALSE(cleanable().overdue);
  now_ms_ = kNow + 5001;
  EXPECT_TRUE(cleanable().overdue);
}

TEST_F(Compaction, SealsASegmentThatSpansMaxCompactionLag) {
  config_.max_compaction_lag_ms = 100;
  open();
  put("a", "1", kNow);
  put("a", "2", kNow + 100);
  EXPECT_EQ(log_->active_base_offset(), 0);
  put("a", "3", kNow + 101);
  EXPECT_EQ(log_->active_base_offset(), 2);
}

TEST_F(Compaction, BeginsAnewWhereTheCheckpointCannotBe) {
  open();
  for (int i = 0; i < 20; ++i) put("a", std::to_string(i));
  ASSERT_TRUE(log_->flush());
  open({.recovery_point = 20, .cleaned_to = 25});
  EXPECT_EQ(cleanable().first_dirty_offset, 0) << "behind the end of the log";
  open({.recovery_point = 20, .log_start_offset = 9, .cleaned_to = 5});
  EXPECT_EQ(cleanable().first_dirty_offset, 9) << "before its start";
}

TEST_F(Compaction, GoesBackWithATruncation) {
  open();
  for (int i = 0; i < 20; ++i) put("a", std::to_string(i));
  ASSERT_TRUE(log_->flush());
  ASSERT_TRUE(clean());
  ASSERT_TRUE(log_->truncate_to(3));
  EXPECT_LE(log_->cleaned_to(), 3);
}

TEST_F(Compaction, KeepsADescriptorThatSomebodyReadsFrom) {
  open();
  for (int i = 0; i < 20; ++i) put("a", std::to_string(i));
  ASSERT_TRUE(log_->flush());
  auto slice = log_->read({.from = 0, .bytes_max = 100, .up_to = 20});
  auto before = log_->range(*slice);
  ASSERT_TRUE(before);
  ASSERT_TRUE(clean());
  slice = log_->read({.from = 0, .bytes_max = 100, .up_to = 20});
  EXPECT_EQ(slice->first_offset, log_->active_base_offset() - 1) << "the next one that is there";
}

TEST_F(Compaction, RetentionRestsWhileALogIsCleanedAndTakesWhatIsEmptyAfterwards) {
  config_.cleanup_delete = true;
  config_.retention_ms = 1000;
  config_.segment_bytes = 160;
  open();
  for (int i = 0; i < 4; ++i) put("a", std::to_string(i), kNow - 500);
  for (int i = 0; i < 4; ++i) put("a", std::to_string(i), kNow + 60'000);
  ASSERT_TRUE(log_->flush());
  const auto range = cleanable();
  auto cleaning = log_->begin_cleaning(range, {.now_ms = kNow});
  ASSERT_TRUE(cleaning);
  EXPECT_EQ(log_->apply_retention({.now_ms = kNow + 2000, .high_watermark = 8}).value(), 0U);
  log_->abandon_cleaning();
  ASSERT_TRUE(clean());
  EXPECT_EQ(log_->log_start_offset(), 0);
  EXPECT_GT(log_->apply_retention({.now_ms = kNow + 2000, .high_watermark = 8}).value(), 0U);
  EXPECT_GT(log_->log_start_offset(), 0);
  EXPECT_EQ(values().back(), "3");
}

TEST_F(Compaction, GapsAreExpectedAfterThePolicyHasChanged) {
  open();
  for (int i = 0; i < 20; ++i) put(std::to_string(i % 3), std::to_string(i));
  ASSERT_TRUE(log_->flush());
  ASSERT_TRUE(clean());
  const auto expected = values();
  const auto cleaned_to = log_->cleaned_to();
  config_.cleanup_compact = false;
  config_.cleanup_delete = true;
  open({.recovery_point = 0, .cleaned_to = cleaned_to});
  EXPECT_TRUE(report_.findings.empty()) << report_.findings.front().text;
  EXPECT_EQ(values(), expected);
}

// What readers see of each key, and that nothing but older values is ever missing.
TEST_F(Compaction, ARandomLogAlwaysHasTheLatestValueOfEachKey) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    disk_ = std::make_unique<MemoryDisk>();
    std::mt19937 random(seed);
    config_.segment_bytes = 200 + static_cast<std::int64_t>(random() % 600);
    config_.delete_retention_ms = static_cast<std::int64_t>(random() % 50);
    now_ms_ = kNow;
    open();
    std::map<std::string, std::pair<Offset, std::string>> latest;
    for (int step = 0; step < 150; ++step) {
      now_ms_ += static_cast<std::int64_t>(random() % 10);
      const auto key = fmt::format("k{}", random() % 6);
      const auto value = fmt::format("{}/{}", key, step);
      if (random() % 20 == 0) {
        ASSERT_TRUE(log_->flush());
        ASSERT_TRUE(clean_log(*log_, {.now_ms = now_ms_,
                                      .map_bytes_max = 24 * (1 + random() % 10),
                                      .step_bytes = 1 + random() % 500}));
      } else if (random() % 40 == 0) {
        random() % 2 == 0 ? reopen_clean() : reopen_killed();
      } else {
        const auto codec = static_cast<Compression>(random() % 5);
        const auto offset = append_ok(
            {.values = {"old", value}, .key = key, .timestamp_ms = now_ms_, .codec = codec});
        latest[key] = {offset + 1, value};
      }
    }
    const auto seen = values(0, 100 + random() % 1000);
    ASSERT_EQ(read_error_, ErrorCode::None) << "seed " << seed;
    for (const auto& [key, last] : latest)
      ASSERT_NE(std::find(seen.begin(), seen.end(), last.second), seen.end())
          << key << " of seed " << seed;
    std::map<std::string, int> order;
    for (const auto& value : seen) {
      if (value == "old") continue;
      const auto slash = value.find('/');
      auto& before = order[value.substr(0, slash)];
      const auto step = std::stoi(value.substr(slash + 1));
      ASSERT_GE(step, before) << "order of seed " << seed;
      before = step;
    }
  }
}

}  // namespace
}  // namespace barnabas
