#include "storage/log_directory.h"

#include <gtest/gtest.h>

#include "storage/checkpoint.h"
#include "storage/memory_disk.h"
#include "storage/partition_metadata.h"
#include "tests/storage/crash_model.h"

namespace barnabas {
namespace {

const Uuid first_id = Uuid::from_halves(1, 1);
const Uuid second_id = Uuid::from_halves(2, 2);

class LogDirectoryTest : public ::testing::Test {
 protected:
  LogDirectoryOptions options() {
    auto options = crash_test_options();
    options.warn = [this](const std::string& text) { warnings_.push_back(text); };
    return options;
  }
  std::unique_ptr<LogDirectory> open() {
    warnings_.clear();
    auto opened = LogDirectory::open(*disk_, options());
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(opened.value());
  }
  static Log* log(LogDirectory& logs, const TopicPartition& partition,
                  const Uuid& topic_id = first_id) {
    return logs
        .open_log({.partition = partition,
                   .topic_id = topic_id,
                   .config = CrashModel::config(),
                   .now_ms = 1000})
        .value();
  }
  static void append(Log& log, int batches = 1) {
    for (int i = 0; i < batches; ++i) {
      auto batch = make_batch({.label = "x", .timestamp_ms = 1000});
      ASSERT_TRUE(log.append(batch.mutable_view(), {.now_ms = 1000}));
    }
    ASSERT_TRUE(log.flush());
  }
  bool warned(std::string_view part) const {
    for (const auto& text : warnings_)
      if (text.find(part) != std::string::npos) return true;
    return false;
  }
  // What the disk holds after the process died.
  void kill() { disk_ = disk_->after_process_kill(); }

  std::unique_ptr<MemoryDisk> disk_ = std::make_unique<MemoryDisk>();
  std::vector<std::string> warnings_;
};

TEST_F(LogDirectoryTest, AnEmptyDirectoryGetsAnIdentityAndCountsAsClean) {
  auto logs = open();
  EXPECT_TRUE(logs->last_shutdown().clean);
  EXPECT_EQ(logs->identity().node_id, 1);
  EXPECT_EQ(logs->identity().cluster_id.size(), 22U);
  EXPECT_FALSE(logs->identity().directory_id.is_zero());
  EXPECT_TRUE(logs->partitions().empty());
  const auto identity = logs->identity();
  kill();
  EXPECT_EQ(open()->identity(), identity);
}

TEST_F(LogDirectoryTest, TheCleanMarkIsGoneWhileTheDirectoryIsInUse) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}), 3);
  EXPECT_EQ(disk_->content(".kafka_cleanshutdown"), std::nullopt);
  ASSERT_TRUE(logs->close(7));
  EXPECT_EQ(disk_->content(".kafka_cleanshutdown"), "{\"version\":0,\"brokerEpoch\":7}");
  logs = open();
  EXPECT_TRUE(logs->last_shutdown().clean);
  EXPECT_EQ(logs->last_shutdown().broker_epoch, 7);
  EXPECT_EQ(disk_->content(".kafka_cleanshutdown"), std::nullopt);
  EXPECT_TRUE(logs->unrecovered().empty());
  EXPECT_EQ(log(*logs, {"orders", 0})->log_end_offset(), 3);
  kill();
  logs = open();
  EXPECT_FALSE(logs->last_shutdown().clean);
  EXPECT_EQ(log(*logs, {"orders", 0})->log_end_offset(), 3);
}

TEST_F(LogDirectoryTest, NoCleanMarkBeforeEveryLogWasRecovered) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}));
  append(*log(*logs, {"orders", 1}));
  kill();
  logs = open();
  EXPECT_EQ(logs->unrecovered().size(), 2U);
  log(*logs, {"orders", 0});
  EXPECT_EQ(logs->unrecovered(), (std::set<TopicPartition>{{"orders", 1}}));
  ASSERT_TRUE(logs->close(1));
  EXPECT_FALSE(open()->last_shutdown().clean);
  kill();
  logs = open();
  log(*logs, {"orders", 0});
  log(*logs, {"orders", 1});
  ASSERT_TRUE(logs->close(1));
  EXPECT_TRUE(open()->last_shutdown().clean);
}

TEST_F(LogDirectoryTest, ALogIsOpenedOnFirstUse) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}));
  ASSERT_TRUE(logs->close(1));
  logs = open();
  EXPECT_TRUE(logs->contains({"orders", 0}));
  EXPECT_EQ(logs->find({"orders", 0}), nullptr);
  Log* opened = log(*logs, {"orders", 0});
  EXPECT_EQ(logs->find({"orders", 0}), opened);
  EXPECT_EQ(log(*logs, {"orders", 0}), opened);
}

TEST_F(LogDirectoryTest, ANewPartitionHasItsFolderAndTopicId) {
  auto logs = open();
  log(*logs, {"orders", 0});
  EXPECT_EQ(disk_->content("orders-0/partition.metadata"), format_partition_metadata(first_id));
  EXPECT_TRUE(logs->contains({"orders", 0}));
}

TEST_F(LogDirectoryTest, CheckpointsAreKafkas) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}), 5);
  append(*log(*logs, {"orders", 1}), 2);
  ASSERT_TRUE(log(*logs, {"orders", 0})->delete_records_before(2));
  ASSERT_TRUE(logs->write_checkpoints());
  EXPECT_EQ(disk_->content(recovery_point_checkpoint), "0\n2\norders 0 5\norders 1 2\n");
  EXPECT_EQ(disk_->content(log_start_checkpoint), "0\n1\norders 0 2\n");
  EXPECT_EQ(disk_->content(replication_checkpoint), "0\n2\norders 0 5\norders 1 2\n");
  // Nothing changed: nothing is written.
  const auto operations = disk_->operations();
  ASSERT_TRUE(logs->write_checkpoints());
  EXPECT_EQ(disk_->operations(), operations);
  // Logs that are not opened keep their lines.
  kill();
  logs = open();
  EXPECT_EQ(logs->checkpointed_high_watermark({"orders", 1}), 2);
  append(*log(*logs, {"orders", 1}));
  ASSERT_TRUE(logs->write_checkpoints());
  EXPECT_EQ(disk_->content(recovery_point_checkpoint), "0\n2\norders 0 5\norders 1 3\n");
  EXPECT_EQ(disk_->content(log_start_checkpoint), "0\n1\norders 0 2\n");
  EXPECT_EQ(log(*logs, {"orders", 0})->log_start_offset(), 2);
}

TEST_F(LogDirectoryTest, CheckpointsLagOnceAWholeSegmentIsDurable) {
  auto logs = open();
  auto& log = *this->log(*logs, {"orders", 0});
  append(log, 3);
  EXPECT_FALSE(logs->checkpoint_lags({"orders", 0}));
  ASSERT_TRUE(log.roll(1000));
  EXPECT_TRUE(logs->checkpoint_lags({"orders", 0}));
  ASSERT_TRUE(logs->write_checkpoints());
  EXPECT_FALSE(logs->checkpoint_lags({"orders", 0}));
  EXPECT_EQ(disk_->content(recovery_point_checkpoint), "0\n1\norders 0 3\n");
}

TEST_F(LogDirectoryTest, ADamagedCheckpointCostsAWarningOnly) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}), 5);
  ASSERT_TRUE(logs->write_checkpoints());
  kill();
  for (const auto* file : {recovery_point_checkpoint, log_start_checkpoint, replication_checkpoint})
    disk_->set_content(file, "garbage");
  logs = open();
  EXPECT_EQ(warnings_.size(), 3U);
  EXPECT_TRUE(warned("recovery-point-offset-checkpoint: is damaged"));
  EXPECT_EQ(log(*logs, {"orders", 0})->log_end_offset(), 5);
}

TEST_F(LogDirectoryTest, FaultCase16_ADeletedPartitionIsNeverServedAgain) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}));
  ASSERT_TRUE(logs->delete_log({"orders", 0}));
  EXPECT_TRUE(logs->delete_log({"orders", 0}));
  EXPECT_FALSE(logs->contains({"orders", 0}));
  const auto folders = logs->take_removable_folders();
  ASSERT_EQ(folders.size(), 1U);
  EXPECT_TRUE(folders[0].starts_with("orders-0.") && folders[0].ends_with("-delete"));
  EXPECT_TRUE(logs->take_removable_folders().empty());
  // A new topic of that name starts at 0, also after a kill before the removal.
  EXPECT_EQ(log(*logs, {"orders", 0}, second_id)->log_end_offset(), 0);
  kill();
  logs = open();
  EXPECT_EQ(logs->partitions().size(), 1U);
  EXPECT_EQ(logs->take_removable_folders(), folders);
  ASSERT_TRUE(remove_tree(*disk_, folders[0]));
  logs.reset();
  EXPECT_TRUE(open()->take_removable_folders().empty());
}

TEST_F(LogDirectoryTest, ANewTopicInheritsNoOffsetsFromADeletedOneOfItsName) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}), 5);
  ASSERT_TRUE(log(*logs, {"orders", 0})->delete_records_before(3));
  ASSERT_TRUE(logs->write_checkpoints());
  ASSERT_TRUE(logs->delete_log({"orders", 0}));
  kill();
  logs = open();
  EXPECT_EQ(log(*logs, {"orders", 0}, second_id)->log_start_offset(), 0);
  kill();
  logs = open();
  EXPECT_EQ(log(*logs, {"orders", 0}, second_id)->log_start_offset(), 0);
  EXPECT_EQ(logs->checkpointed_high_watermark({"orders", 0}), 0);
}

TEST_F(LogDirectoryTest, ALongTopicNameFitsItsDeletedFolder) {
  auto logs = open();
  const TopicPartition partition{std::string(249, 'x'), 0};
  log(*logs, partition);
  ASSERT_TRUE(logs->delete_log(partition));
  const auto folders = logs->take_removable_folders();
  ASSERT_EQ(folders.size(), 1U);
  EXPECT_EQ(folders[0].size(), 255U);
  kill();
  EXPECT_EQ(open()->take_removable_folders(), folders);
}

TEST_F(LogDirectoryTest, AFolderOfAnOlderTopicIsSetAsideAndKept) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}), 4);
  logs.reset();
  logs = open();
  EXPECT_EQ(log(*logs, {"orders", 0}, second_id)->log_end_offset(), 0);
  EXPECT_TRUE(warned("orders-0: belongs to topic id"));
  EXPECT_TRUE(warned("-stray, nothing in it is lost"));
  std::string stray;
  for (const auto& path : disk_->paths())
    if (path.find("-stray/00000000000000000000.log") != std::string::npos) stray = path;
  EXPECT_FALSE(disk_->content(stray).value_or("").empty());
  EXPECT_TRUE(logs->take_removable_folders().empty());
}

TEST_F(LogDirectoryTest, AFolderWithoutAReadableTopicIdIsAdopted) {
  for (const std::string content : {"", "version: 0\ntopic_id: short", "garbage"}) {
    disk_ = std::make_unique<MemoryDisk>();
    auto logs = open();
    append(*log(*logs, {"orders", 0}), 4);
    disk_->set_content("orders-0/partition.metadata", content);
    logs.reset();
    logs = open();
    EXPECT_EQ(log(*logs, {"orders", 0})->log_end_offset(), 4);
    EXPECT_TRUE(warned("orders-0/partition.metadata"));
    EXPECT_EQ(disk_->content("orders-0/partition.metadata"), format_partition_metadata(first_id));
  }
}

TEST_F(LogDirectoryTest, FaultCase35_ADirectoryOfAnotherNodeIsRefusedUntouched) {
  auto logs = open();
  ASSERT_TRUE(logs->close(1));
  auto other = options();
  other.identity.node_id = 2;
  const auto refused = LogDirectory::open(*disk_, other);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("node.id is 1 there, this broker is node 2"),
            std::string::npos);
  // The mark is still there, and so is the way back.
  EXPECT_TRUE(open()->last_shutdown().clean);
}

TEST_F(LogDirectoryTest, FaultCase36_AnUnmountedVolumeIsNotFilledAnew) {
  auto strict = options();
  strict.must_exist = true;
  const auto refused = LogDirectory::open(*disk_, strict);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("is its volume mounted?"), std::string::npos);
  open().reset();
  EXPECT_TRUE(LogDirectory::open(*disk_, strict));
}

TEST_F(LogDirectoryTest, PartitionsWithoutMetaPropertiesAreRefused) {
  auto logs = open();
  log(*logs, {"orders", 0});
  logs.reset();
  ASSERT_TRUE(disk_->remove("meta.properties"));
  const auto refused = LogDirectory::open(*disk_, options());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("holds partitions (orders-0) but no meta.properties"),
            std::string::npos);
}

TEST_F(LogDirectoryTest, FaultCase37_WhatDoesNotBelongHereIsLeftAlone) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}), 2);
  logs.reset();
  disk_->set_content("notes.txt", "mine");
  disk_->set_content("orders-0/notes.txt", "mine too");
  disk_->add_other("fifo");
  disk_->add_other("orders-7");
  disk_->add_other("orders-0/fifo.log");
  ASSERT_TRUE(disk_->make_directory("lost+found"));
  ASSERT_TRUE(disk_->make_directory("__cluster_metadata-0"));
  logs = open();
  EXPECT_EQ(logs->partitions(), (std::vector<TopicPartition>{{"orders", 0}}));
  EXPECT_EQ(log(*logs, {"orders", 0})->log_end_offset(), 2);
  ASSERT_TRUE(logs->close(1));
  EXPECT_EQ(disk_->content("notes.txt"), "mine");
  EXPECT_EQ(disk_->content("orders-0/notes.txt"), "mine too");
  EXPECT_TRUE(disk_->exists("fifo").value());
  // Where a partition's folder should be, something else cannot be served.
  logs = open();
  EXPECT_FALSE(logs->open_log({.partition = {"orders", 7},
                               .topic_id = first_id,
                               .config = CrashModel::config(),
                               .now_ms = 0}));
}

TEST_F(LogDirectoryTest, FaultCase38_FoldersWithIllegalNamesAreSkippedWithAWarning) {
  const std::vector<std::string> names{"orders", "orders-x", "-0", std::string(300, 'x') + "-0",
                                       "a b-0",  "orders-00"};
  for (const auto& name : names) ASSERT_TRUE(disk_->make_directory(name));
  auto logs = open();
  EXPECT_TRUE(logs->partitions().empty());
  EXPECT_EQ(warnings_.size(), names.size());
  for (const auto& name : names) EXPECT_TRUE(warned(name + ": is no partition's folder"));
}

TEST_F(LogDirectoryTest, FaultCase40_TheSecondUserIsRefused) {
  auto logs = open();
  EXPECT_FALSE(LogDirectory::open(*disk_, options()));
  logs.reset();
  EXPECT_TRUE(LogDirectory::open(*disk_, options()));
}

TEST_F(LogDirectoryTest, FaultCase12_AnErrorWhileStoppingLeavesNoCleanMark) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}));
  auto batch = make_batch({.label = "x", .timestamp_ms = 1000});
  ASSERT_TRUE(log(*logs, {"orders", 0})->append(batch.mutable_view(), {.now_ms = 1000}));
  disk_->inject({.operation = DiskOperation::Sync, .error = EIO, .path_suffix = ".log"});
  EXPECT_FALSE(logs->close(1));
  EXPECT_FALSE(open()->last_shutdown().clean);
}

TEST_F(LogDirectoryTest, FaultCase18_TheFirstStartMayCrashAnywhere) {
  // Every state that a crash of the first start can leave is opened, and works.
  int looked_at = 0;
  const auto look = [&](std::unique_ptr<MemoryDisk> crashed) {
    auto logs = LogDirectory::open(*crashed, options());
    ASSERT_TRUE(logs) << logs.error().message;
    append(*log(**logs, {"orders", 0}));
    ASSERT_TRUE((*logs)->close(1));
    ++looked_at;
  };
  disk_->before_operation([&](std::uint64_t) {
    look(disk_->after_process_kill());
    for (std::uint64_t seed = 0; seed < 30; ++seed) look(disk_->after_power_loss(seed));
  });
  auto logs = open();
  append(*log(*logs, {"orders", 0}));
  ASSERT_TRUE(logs->close(1));
  EXPECT_GE(looked_at, 20 * 31);
}

TEST_F(LogDirectoryTest, FaultCase17_TheFirstAcknowledgedRecordOfANewTopicSurvivesAPowerLoss) {
  auto logs = open();
  append(*log(*logs, {"orders", 0}));
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    auto lost = disk_->after_power_loss(seed);
    auto again = LogDirectory::open(*lost, options()).value();
    ASSERT_TRUE(again->contains({"orders", 0})) << seed;
    warnings_.clear();
    ASSERT_EQ(log(*again, {"orders", 0})->log_end_offset(), 1) << seed;
    EXPECT_EQ(lost->content("orders-0/partition.metadata"), format_partition_metadata(first_id));
    EXPECT_TRUE(warnings_.empty());
  }
}

}  // namespace
}  // namespace barnabas
