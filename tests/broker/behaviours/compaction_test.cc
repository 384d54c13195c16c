// Compaction on a running broker: what it leaves, and what ends it halfway.

#include "storage/compaction/log_cleaning.h"
#include "storage/log_directory.h"
#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

// Segments of two batches or so, all records with the same key.
class CompactionTest : public testing::Test {
 protected:
  // The first step reads more than is allowed in many minutes, and so is the last for now.
  static constexpr const char* kStandsStill = "1";

  explicit CompactionTest(ConfigMap config = {{"log.cleaner.backoff.ms", "1"},
                                              {"log.cleaner.min.cleanable.ratio", "0.01"}})
      : broker(std::move(config)) {}

  void fill(const std::string& policy = "compact") {
    create_topic(broker, {.configs = {{"cleanup.policy", policy}, {"segment.bytes", "250"}}});
    for (const auto* value : {"1", "2", "3", "4", "5"})
      ASSERT_EQ(produce(broker, {.values = {value, std::string(30, 'x'), value}}).error_code,
                ErrorCode::None);
  }
  void set_config(std::int8_t type, const std::string& resource, const std::string& name,
                  const std::string& value) {
    IncrementalAlterConfigsRequest request;
    auto& changed = request.resources.emplace_back();
    changed.resource_type = type;
    changed.resource_name = resource;
    changed.configs.push_back({.name = name, .config_operation = 0, .value = value});
    EXPECT_EQ(broker.ask(request)->responses.at(0).error_code, ErrorCode::None);
  }
  // One fetch ends where a segment ends.
  Strings read_all() {
    Strings values;
    for (Offset offset = 0;;) {
      const auto answer = broker.ask(fetch_request({.offset = offset}), 12);
      const auto& data = answer->responses.at(0).partitions.at(0);
      const auto found = read_records(data);
      if (found.base_offsets.empty()) return values;
      values.insert(values.end(), found.values.begin(), found.values.end());
      RecordBatchIterator batches(data.records.bytes);
      for (auto batch = batches.next(); batch && *batch; batch = batches.next())
        offset = (*batch)->next_offset();
    }
  }
  std::size_t records() { return read_all().size(); }
  const LogCleaning* cleaning() {
    const auto* log = broker->logs().find({"orders", 0});
    return log == nullptr ? nullptr : log->cleaning();
  }
  bool has_files(std::string_view suffix) {
    const auto files = broker.disk->list("orders-0");
    if (!files) return false;
    return std::ranges::any_of(*files,
                               [&](const auto& file) { return file.name.ends_with(suffix); });
  }

  TestBroker broker;
};

class CompactionThatStandsStillTest : public CompactionTest {
 protected:
  CompactionThatStandsStillTest()
      : CompactionTest({{"log.cleaner.backoff.ms", "1"},
                        {"log.cleaner.min.cleanable.ratio", "0.01"},
                        {"log.cleaner.io.max.bytes.per.second", kStandsStill}}) {}
  void SetUp() override {
    fill();
    ASSERT_TRUE(broker.run_until([&] { return cleaning() != nullptr; }));
    broker.settle();
  }
};

TEST_F(CompactionTest, TheLatestOfAKeyIsLeftOfSealedSegments) {
  fill();
  const auto latest = read_all().back();
  ASSERT_TRUE(broker.run_until([&] { return records() < 15; }));
  EXPECT_EQ(read_all().back(), latest);
  broker.restart();
  EXPECT_LT(records(), 15U);
  EXPECT_EQ(read_all().back(), latest);
}

TEST_F(CompactionTest, ATopicThatIsNotCompactedKeepsEverything) {
  fill("delete");
  set_config(2, "orders", "segment.bytes", "240");
  EXPECT_EQ(records(), 15U);
  set_config(2, "orders", "cleanup.policy", "compact");
  ASSERT_EQ(produce(broker, {.values = {"6"}}).error_code, ErrorCode::None);
  EXPECT_TRUE(broker.run_until([&] { return records() < 15; }));
}

TEST_F(CompactionThatStandsStillTest, AStopEndsIt) {
  broker.restart();
  EXPECT_FALSE(has_files(".cleaned"));
  EXPECT_EQ(records(), 15U);
}

TEST_F(CompactionThatStandsStillTest, ATopicIsDeletedMeanwhile) {
  delete_topic(broker, "orders");
  broker.settle();
  EXPECT_FALSE(has_files(".log"));
  create_topic(broker, {.configs = {{"cleanup.policy", "compact"}}});
  ASSERT_EQ(produce(broker, TestBatch{}).error_code, ErrorCode::None);
  EXPECT_EQ(records(), 1U);
  EXPECT_FALSE(broker.stop());
}

TEST_F(CompactionThatStandsStillTest, ServesReadersAndWritersMeanwhile) {
  EXPECT_EQ(records(), 15U);
  EXPECT_EQ(produce(broker, TestBatch{}).error_code, ErrorCode::None);
  EXPECT_EQ(records(), 16U);
  EXPECT_NE(cleaning(), nullptr);
}

TEST_F(CompactionThatStandsStillTest, AKillDuringItLosesNothing) {
  broker.kill_and_restart();
  EXPECT_EQ(records(), 15U);
}

// Fast enough to get to the new files, slow enough to see them before they take their place.
class CompactionBeforeTheSwapTest : public CompactionTest {
 protected:
  CompactionBeforeTheSwapTest()
      : CompactionTest({{"log.cleaner.backoff.ms", "1"},
                        {"log.cleaner.min.cleanable.ratio", "0.01"},
                        {"log.cleaner.io.max.bytes.per.second", "5000"}}) {}
  void SetUp() override {
    fill();
    ASSERT_TRUE(broker.run_until([&] { return has_files(".swap"); }));
  }
};

TEST_F(CompactionBeforeTheSwapTest, AStopThrowsTheNewFilesAway) {
  broker.restart();
  EXPECT_EQ(records(), 15U);
}

TEST_F(CompactionBeforeTheSwapTest, AKillLeavesTheLatest) {
  const auto latest = read_all().back();
  broker.kill_and_restart();
  EXPECT_EQ(read_all().back(), latest);
  EXPECT_FALSE(has_files(".swap"));
}

TEST_F(CompactionBeforeTheSwapTest, ATopicThatIsDeletedTakesTheNewFilesAlong) {
  delete_topic(broker, "orders");
  broker.settle();
  EXPECT_FALSE(has_files(".swap"));
  EXPECT_FALSE(broker.stop());
}

TEST_F(CompactionBeforeTheSwapTest, AnotherPolicyEndsIt) {
  set_config(2, "orders", "cleanup.policy", "delete");
  ASSERT_TRUE(broker.run_until([&] { return cleaning() == nullptr; }));
  broker.settle();
  EXPECT_FALSE(has_files(".swap"));
  EXPECT_EQ(records(), 15U);
}

}  // namespace
}  // namespace barnabas
