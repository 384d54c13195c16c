#pragma once
// FaultCase: a log with known content that a case of tests/storage/fault_*_test.cc damages.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "storage/checkpoint.h"
#include "tests/storage/small_log.h"

namespace barnabas {

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

}  // namespace barnabas
