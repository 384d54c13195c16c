// Random operations on a log and on a model that is just a list of records; after each run of them
// both must say the same, also after clean stops, kills and power losses.
#include <algorithm>
#include <deque>
#include <random>

#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

// What a log is in principle.
struct Model {
  struct Record {
    Offset offset = 0;
    std::string value;
    TimestampMs timestamp_ms = 0;
    Offset batch_base = 0;
  };
  std::deque<Record> records;
  Offset start = 0;
  Offset end = 0;

  void append(const TestBatch& batch) {
    const auto base = end;
    auto timestamp_ms = batch.timestamp_ms;
    for (const auto& value : batch.values) {
      records.push_back({end++, value, timestamp_ms, base});
      timestamp_ms += batch.timestamp_step_ms;
    }
  }
  void truncate(Offset offset) {
    for (const auto& record : records)
      if (record.offset == offset) offset = record.batch_base;
    while (!records.empty() && records.back().offset >= offset) records.pop_back();
    end = std::min(end, offset);
  }
  void move_start(Offset offset) { start = std::max(start, offset); }
  Strings values(Offset from) const {
    Strings found;
    for (const auto& record : records)
      if (record.offset >= std::max(from, start)) found.push_back(record.value);
    return found;
  }
  Offset find(TimestampMs target) const {
    for (const auto& record : records)
      if (record.offset >= start && record.timestamp_ms >= target) return record.offset;
    return -1;
  }
};

class LogModelTest : public LogFixture {
 protected:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  Offset somewhere() {
    const auto room = static_cast<std::uint64_t>(model_.end - model_.start) + 1;
    return model_.start + static_cast<Offset>(below(room));
  }

  void run(std::uint64_t seed) {
    random_.seed(seed);
    config_.segment_bytes = 500 + static_cast<std::int64_t>(below(2000));
    config_.index_interval_bytes = 1 + static_cast<std::int64_t>(below(400));
    config_.retention_bytes = -1;
    config_.retention_ms = -1;
    disk_ = std::make_unique<MemoryDisk>();
    model_ = {};
    time_ms_ = kNow;
    open();
    for (int step = 0; step < 60 && !HasFailure(); ++step) {
      step_once();
      if (step % 5 == 0) compare();
    }
    compare();
    log_.reset();
  }

  void step_once() {
    switch (below(14)) {
      case 0:
        ASSERT_TRUE(log_->roll(kNow));
        break;
      case 1:
        ASSERT_TRUE(log_->flush());
        break;
      case 2: {
        const auto offset = somewhere();
        ASSERT_TRUE(log_->truncate_to(offset));
        model_.truncate(offset);
        model_.start = std::min(model_.start, model_.end);
        break;
      }
      case 3: {
        const auto offset = somewhere();
        ASSERT_TRUE(log_->delete_records_before(offset));
        model_.move_start(offset);
        break;
      }
      case 4: {
        config_.retention_bytes = static_cast<std::int64_t>(below(3000));
        log_->update_config(std::make_shared<LogConfig>(config_));
        ASSERT_TRUE(
            log_->apply_retention({.now_ms = kNow, .high_watermark = log_->log_end_offset()}));
        model_.move_start(log_->log_start_offset());
        config_.retention_bytes = -1;
        log_->update_config(std::make_shared<LogConfig>(config_));
        for (const auto& path : log_->take_removable_files(kNow + 1'000'000))
          ASSERT_TRUE(disk_->remove(path));
        break;
      }
      case 5:
        reopen_clean();
        break;
      case 6:
        ASSERT_TRUE(log_->flush());
        reopen_killed();
        break;
      case 7:
        lose_power();
        break;
      default:
        append_something();
    }
  }

  void append_something() {
    TestBatch batch{.values = {}, .timestamp_ms = time_ms_, .timestamp_step_ms = 1};
    const auto count = 1 + below(4);
    for (std::uint64_t i = 0; i < count; ++i)
      batch.values.push_back(std::to_string(random_()) + std::string(below(60), 'x'));
    batch.codec = below(3) == 0 ? Compression::Lz4 : Compression::None;
    time_ms_ += static_cast<std::int64_t>(below(5));
    append_ok(batch);
    model_.append(batch);
  }

  // What was flushed is there; of the rest, a prefix.
  void lose_power() {
    const auto durable = log_->recovery_point();
    const auto start = log_->log_start_offset_checkpoint().value_or(0);
    auto after = disk_->after_power_loss(random_());
    log_.reset();
    disk_ = std::move(after);
    // The checkpoint may be older than what is durable, never newer.
    const auto known = below(2) == 0 ? durable : std::max(start, durable / 2);
    open({.recovery_point = known, .log_start_offset = start});
    std::string findings;
    for (const auto& finding : report_.findings)
      findings += std::string("\n") + std::string(to_string(finding.kind)) + " " + finding.file +
                  " " + finding.text;
    SCOPED_TRACE(findings);
    ASSERT_GE(log_->log_end_offset(), durable) << "checkpoint " << known;
    ASSERT_LE(log_->log_end_offset(), model_.end);
    model_.truncate(log_->log_end_offset());
    ASSERT_EQ(model_.end, log_->log_end_offset());
    model_.start = log_->log_start_offset();
  }

  void compare() {
    ASSERT_EQ(log_->log_end_offset(), model_.end);
    ASSERT_EQ(log_->log_start_offset(), model_.start);
    ASSERT_EQ(values(model_.start, 200 + below(2000)), model_.values(model_.start));
    const auto from = somewhere();
    ASSERT_EQ(values(from), model_.values(from));
    const auto target = kNow + static_cast<std::int64_t>(below(200));
    auto found = log_->find_timestamp({.target_ms = target, .up_to = model_.end});
    ASSERT_TRUE(found);
    ASSERT_EQ(*found ? (*found)->offset : -1, model_.find(target));
  }

  std::mt19937_64 random_;
  Model model_;
  TimestampMs time_ms_ = kNow;
};

TEST_F(LogModelTest, RandomOperationsAgreeWithAListOfRecords) {
  for (std::uint64_t seed = 0; seed < 150 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    run(seed);
  }
}

}  // namespace
}  // namespace barnabas
