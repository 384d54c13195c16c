#include "cli/find_offset.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "cli/dump_index.h"
#include "cli/exit_code.h"
#include "tests/cli/tool_run.h"

namespace barnabas {
namespace {

const std::string kOrders = kApacheDir + "orders-0";

ToolRun find(FindOffsetOptions options) {
  if (options.directory.empty()) options.directory = kOrders;
  return run_tool([&](ToolOutput output) { return find_offset(options, output); });
}

ToolRun index(const std::vector<std::string>& files) {
  return run_tool([&](ToolOutput output) { return dump_index({.files = files}, output); });
}

// A copy of the golden partition that a test may damage.
class CopiedPartition : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "barnabas-" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::copy(kOrders, folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
};

TEST(FindOffset, ExplainsEachStepFromTheOffsetToTheRecord) {
  const auto run = find({.offset = 40, .explain = true});
  EXPECT_EQ(run.out, read_text(BARNABAS_GOLDEN_DIR "/find_offset_40.txt"));
  EXPECT_EQ(run.exit_code, kExitOk);
}

TEST(FindOffset, ExplainsTheWayOfATimestampThroughBothIndexes) {
  const auto run = find({.timestamp_ms = 1700000030500, .explain = true});
  EXPECT_EQ(run.out, read_text(BARNABAS_GOLDEN_DIR "/find_timestamp.txt"));
}

TEST(FindOffset, FindsEveryOffsetOfThePartition) {
  for (Offset offset = 0; offset < 65; ++offset) {
    const auto run = find({.offset = offset});
    EXPECT_EQ(run.out.find("offset " + std::to_string(offset) + " (timestamp "), 0U) << run.out;
    EXPECT_EQ(run.exit_code, kExitOk) << run.err;
  }
}

TEST(FindOffset, FindsTheFirstRecordThatIsNotOlderForEveryTimestamp) {
  // Record n of the first segment was written with 1700000000000 + n seconds.
  for (Offset offset = 0; offset < 62; ++offset) {
    const auto run = find({.timestamp_ms = 1700000000000 + offset * 1000 - 1});
    EXPECT_EQ(run.out.find("offset " + std::to_string(offset) + " (timestamp "), 0U) << run.out;
  }
}

TEST(FindOffset, SaysWhyAnOffsetIsNotThere) {
  EXPECT_EQ(find({.offset = 65}).err,
            "barnabas: offset 65 is not written yet: the log ends before offset 65\n");
  EXPECT_EQ(find({.timestamp_ms = 1900000000000}).err,
            "barnabas: no record is as new as 1900000000000; the log ends before offset 65\n");
  EXPECT_EQ(find({.offset = -1}).exit_code, kExitFailed);
  const auto nowhere = find({.directory = kApacheDir, .offset = 1});
  EXPECT_NE(nowhere.err.find("no segment here"), std::string::npos) << nowhere.err;
}

TEST_F(CopiedPartition, Cases25To27IndexesAreCachesWithoutThemTheAnswerIsTheSame) {
  const auto offset = find({.directory = folder_, .offset = 40});
  const auto timestamp = find({.directory = folder_, .timestamp_ms = 1700000030500});
  for (const auto* ending : {".index", ".timeindex"}) {
    std::filesystem::remove(path(std::string("00000000000000000000") + ending));
  }
  EXPECT_EQ(find({.directory = folder_, .offset = 40}).out, offset.out);
  EXPECT_EQ(find({.directory = folder_, .timestamp_ms = 1700000030500}).out, timestamp.out);
}

TEST_F(CopiedPartition, ADamagedBatchIsNamedInsteadOfAnAnswer) {
  auto log = read_text(path("00000000000000000000.log"));
  log[2489 + 80] ^= 1;
  write_text(path("00000000000000000000.log"), log);
  const auto run = find({.directory = folder_, .offset = 40});
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("at byte 2489: CRC-32C"), std::string::npos) << run.err;
  EXPECT_EQ(run.exit_code, kExitCheckFailed);
}

TEST(DumpIndex, ShowsTheEntriesBesideTheBatchesThatTheyPointTo) {
  const auto run =
      index({kOrders + "/00000000000000000000.index", kOrders + "/00000000000000000000.timeindex"});
  EXPECT_EQ(run.out, read_text(BARNABAS_GOLDEN_DIR "/dump_index.txt"));
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, kExitOk);
}

TEST_F(CopiedPartition, AnEntryThatPointsElsewhereIsMarked) {
  auto bytes = read_text(path("00000000000000000000.index"));
  bytes[15] = '\x01';
  write_text(path("00000000000000000000.index"), bytes);
  const auto run = index({path("00000000000000000000.index")});
  EXPECT_NE(run.out.find("WRONG: no batch starts there"), std::string::npos) << run.out;
  EXPECT_EQ(run.exit_code, kExitCheckFailed);
}

TEST(DumpIndex, RefusesWhatIsNoIndexByName) {
  const auto run = index({kOrdersLog});
  EXPECT_NE(run.err.find("not an index; expected a file that ends in .index or .timeindex"),
            std::string::npos);
  EXPECT_EQ(run.exit_code, kExitFailed);
}

}  // namespace
}  // namespace barnabas
