// Cases 41 to 50 of the fault list: what the operating system refuses while a log is used.

#include "tests/storage/fault_case.h"

namespace barnabas {
namespace {

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
  for (const std::uint64_t room : {0U, 1U, 30U, 61U}) {
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
