// The metadata log on a disk in memory: what a start finds after a stop, a kill, a power loss.

#include "broker/metadata/metadata_log.h"

#include <gtest/gtest.h>

#include "broker/metadata/quorum_state.h"
#include "broker/metadata/topic_rules.h"
#include "protocol/messages/records/config_records.h"
#include "protocol/messages/records/metadata_control_records.h"
#include "storage/memory_disk.h"

namespace barnabas {
namespace {

constexpr std::int64_t now_ms = 1'700'000'000'000;
const Uuid directory_id = Uuid::from_halves(3, 4);

MetadataLog::Options options(bool clean = false) {
  return {.node_id = 1,
          .directory_id = directory_id,
          .incarnation_id = Uuid::from_halves(5, 6),
          .clean = clean,
          .now_ms = now_ms,
          .snapshot_bytes = 2000};
}

std::unique_ptr<MetadataLog> open(Directory& disk, bool clean = false) {
  auto opened = MetadataLog::open(disk, options(clean));
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

std::unique_ptr<MetadataLog> start(Directory& disk, bool clean = false) {
  auto metadata = open(disk, clean);
  if (metadata == nullptr) return nullptr;
  const auto started =
      metadata->start({.advertised_listeners = {{"PLAINTEXT", "PLAINTEXT", "h", 9}},
                       .rack = "rack",
                       .now_ms = now_ms});
  EXPECT_TRUE(started) << started.error().message;
  return metadata;
}

Uuid id_of(std::uint64_t number) { return Uuid::from_halves(1, number); }

void create_topic(MetadataLog& metadata, const std::string& name, std::uint64_t number,
                  std::int32_t partitions = 1) {
  auto records = metadata.new_records();
  records.add(TopicRecord{.name = name, .topic_id = id_of(number)});
  for (std::int32_t partition = 0; partition < partitions; ++partition)
    records.add(make_partition({.topic_id = id_of(number),
                                .number = partition,
                                .replicas = {1},
                                .own_broker = 1,
                                .own_directory = directory_id}));
  const auto appended = metadata.append(records, now_ms);
  ASSERT_TRUE(appended) << appended.error().message;
}

std::vector<std::string> topic_names(const MetadataLog& metadata) {
  std::vector<std::string> names;
  for (const auto& [name, topic] : metadata.image().topics()) names.push_back(name);
  return names;
}

using Names = std::vector<std::string>;

TEST(MetadataLog, AFreshOneHasFeaturesAndThisBroker) {
  MemoryDisk disk;
  const auto metadata = start(disk);
  ASSERT_NE(metadata, nullptr);
  EXPECT_EQ(metadata->image().metadata_version(), kMetadataVersionFresh);
  const auto* broker = metadata->image().broker(1);
  ASSERT_NE(broker, nullptr);
  EXPECT_FALSE(broker->fenced);
  EXPECT_EQ(broker->rack, "rack");
  EXPECT_EQ(broker->broker_epoch, metadata->broker_epoch());
  EXPECT_EQ(metadata->leader_epoch(), 1);
  EXPECT_EQ(disk.content("__cluster_metadata-0/partition.metadata"),
            "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ");
  EXPECT_EQ(disk.content("__cluster_metadata-0/quorum-state"),
            R"({"clusterId":"","leaderId":1,"leaderEpoch":1,"votedId":-1,"appliedOffset":0,)"
            R"("currentVoters":[{"voterId":1}],"data_version":0})");
}

TEST(MetadataLog, EachStartReadsEverythingAndBeginsAnEpoch) {
  MemoryDisk disk;
  {
    const auto metadata = start(disk);
    create_topic(*metadata, "orders", 1, 3);
    ASSERT_TRUE(metadata->close());
  }
  for (const bool clean : {true, false}) {
    const auto metadata = start(disk, clean);
    ASSERT_NE(metadata, nullptr);
    EXPECT_EQ(topic_names(*metadata), Names{"orders"});
    EXPECT_EQ(metadata->image().topic("orders")->partitions.size(), 3U);
    EXPECT_EQ(metadata->leader_epoch(), clean ? 2 : 3);
    ASSERT_TRUE(metadata->close());
  }
}

TEST(MetadataLog, WhatWasFlushedOutlivesAPowerLossAndNothingIsHalf) {
  MemoryDisk disk;
  const auto metadata = start(disk);
  create_topic(*metadata, "durable", 1, 3);
  ASSERT_TRUE(metadata->log().flush());
  create_topic(*metadata, "perhaps", 2, 3);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto after = disk.after_power_loss(seed);
    const auto again = start(*after);
    ASSERT_NE(again, nullptr);
    ASSERT_NE(again->image().topic("durable"), nullptr) << "seed " << seed;
    EXPECT_EQ(again->image().topic("durable")->partitions.size(), 3U);
    const auto* perhaps = again->image().topic("perhaps");
    if (perhaps != nullptr) {
      EXPECT_EQ(perhaps->partitions.size(), 3U) << "seed " << seed;
    }
  }
}

TEST(MetadataLog, ManyRecordsCountTogetherOrNotAtAll) {
  MemoryDisk disk;
  const auto metadata = start(disk);
  ASSERT_TRUE(metadata->log().flush());
  create_topic(*metadata, "big", 1, 20'000);
  EXPECT_EQ(metadata->image().partition_count(), 20'000U);
  EXPECT_EQ(start(*disk.after_process_kill())->image().partition_count(), 20'000U);
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const auto after = disk.after_power_loss(seed);
    const auto again = start(*after);
    ASSERT_NE(again, nullptr);
    const auto found = again->image().partition_count();
    EXPECT_TRUE(found == 0 || found == 20'000U) << found << " with seed " << seed;
    create_topic(*again, "next", 2);
    EXPECT_NE(start(*after)->image().topic("next"), nullptr) << "seed " << seed;
  }
}

TEST(MetadataLog, ASnapshotReplacesTheLogBeforeIt) {
  MemoryDisk disk;
  {
    const auto metadata = start(disk);
    EXPECT_FALSE(metadata->snapshot_is_due(now_ms));
    for (std::uint64_t i = 1; i <= 20; ++i) create_topic(*metadata, "t" + std::to_string(i), i);
    ASSERT_TRUE(metadata->snapshot_is_due(now_ms));
    ASSERT_TRUE(metadata->log().flush());
    const auto written = metadata->write_snapshot(now_ms);
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_FALSE(metadata->snapshot_is_due(now_ms));
    EXPECT_EQ(metadata->log().log_start_offset(), metadata->log().log_end_offset());
    create_topic(*metadata, "later", 100);
    ASSERT_TRUE(metadata->close());
  }
  EXPECT_FALSE(disk.content("__cluster_metadata-0/00000000000000000000.log"));
  const auto metadata = start(disk, true);
  ASSERT_NE(metadata, nullptr);
  EXPECT_EQ(metadata->image().topics().size(), 21U);
  ASSERT_TRUE(metadata->log().flush());
  ASSERT_TRUE(metadata->write_snapshot(now_ms));
  const auto snapshots = list_snapshots(disk, kMetadataFolder);
  ASSERT_TRUE(snapshots);
  EXPECT_EQ(snapshots->size(), 1U);
}

TEST(MetadataLog, ADamagedSnapshotIsNamed) {
  MemoryDisk disk;
  SnapshotId id;
  {
    const auto metadata = start(disk);
    create_topic(*metadata, "orders", 1);
    ASSERT_TRUE(metadata->log().flush());
    ASSERT_TRUE(metadata->write_snapshot(now_ms));
    id = list_snapshots(disk, kMetadataFolder)->front();
    ASSERT_TRUE(metadata->close());
  }
  const auto path = std::string(kMetadataFolder) + "/" + snapshot_name(id);
  auto content = *disk.content(path);
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
  disk.set_content(path, content);
  const auto opened = MetadataLog::open(disk, options());
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find(path), std::string::npos) << opened.error().message;
}

TEST(MetadataLog, PartitionsWithoutALeaderAreTakenOver) {
  MemoryDisk disk;
  {
    const auto metadata = start(disk);
    create_topic(*metadata, "orders", 1);
    // As Apache Kafka leaves them when it stops.
    auto records = metadata->new_records();
    records.add(PartitionChangeRecord{.partition_id = 0,
                                      .topic_id = id_of(1),
                                      .isr = std::vector<std::int32_t>{},
                                      .leader = kNoLeader,
                                      .eligible_leader_replicas = std::vector<std::int32_t>{1},
                                      .last_known_elr = std::vector<std::int32_t>{1}});
    ASSERT_TRUE(metadata->append(records, now_ms));
    ASSERT_TRUE(metadata->close());
  }
  const auto metadata = start(disk, true);
  const auto& partition = metadata->image().topic("orders")->partitions.at(0);
  EXPECT_EQ(partition.leader, 1);
  EXPECT_EQ(partition.leader_epoch, 2);
  EXPECT_EQ(partition.isr, std::vector<std::int32_t>{1});
  EXPECT_TRUE(partition.eligible_leader_replicas.empty());
}

TEST(MetadataLog, ALevelFromTheFutureIsRefused) {
  MemoryDisk disk;
  {
    const auto metadata = start(disk);
    auto records = metadata->new_records();
    records.add(FeatureLevelRecord{.name = "metadata.version", .feature_level = 99});
    ASSERT_TRUE(metadata->append(records, now_ms));
    ASSERT_TRUE(metadata->close());
  }
  const auto opened = MetadataLog::open(disk, options(true));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::UnsupportedVersion);
}

TEST(MetadataLog, ASnapshotIsDueByTimeUnlessTheIntervalIsZero) {
  for (const std::int64_t interval_ms : {1000, 0}) {
    MemoryDisk disk;
    auto with_interval = options();
    with_interval.snapshot_interval_ms = interval_ms;
    auto opened = MetadataLog::open(disk, with_interval);
    ASSERT_TRUE(opened) << opened.error().message;
    auto& metadata = **opened;
    ASSERT_TRUE(metadata.start({.advertised_listeners = {}, .rack = {}, .now_ms = now_ms}));
    EXPECT_FALSE(metadata.snapshot_is_due(now_ms + 999));
    EXPECT_EQ(metadata.snapshot_is_due(now_ms + 1000), interval_ms > 0);
  }
}

TEST(MetadataLog, Case39_RecordsOfUnknownTypesKeepTheLog) {
  MemoryDisk disk;
  const auto metadata = start(disk);
  auto records = metadata->new_records();
  Buffer unknown;
  for (const std::uint32_t number : {1U, 999U, 0U})
    unknown.append(encode_unsigned_varint(number).view());
  for (int i = 0; i < 1000; ++i) records.add_encoded(unknown.view());
  ASSERT_TRUE(metadata->append(records, now_ms));
  EXPECT_FALSE(metadata->snapshot_is_due(now_ms));
}

TEST(QuorumState, RoundTripsAndRefusesGarbage) {
  for (const auto version : {std::int16_t{0}, std::int16_t{1}}) {
    const auto state = parse_quorum_state(
        format_quorum_state({.leader_id = 4, .leader_epoch = 7, .data_version = version}));
    ASSERT_TRUE(state);
    EXPECT_EQ(state->leader_id, 4);
    EXPECT_EQ(state->leader_epoch, 7);
    EXPECT_EQ(state->data_version, version);
  }
  EXPECT_FALSE(parse_quorum_state(""));
  EXPECT_FALSE(parse_quorum_state("{}"));
}

TEST(SnapshotNames, AreOffsetAndEpoch) {
  EXPECT_EQ(snapshot_name({42, 3}), "00000000000000000042-0000000003.checkpoint");
  EXPECT_EQ(parse_snapshot_name("00000000000000000042-0000000003.checkpoint"), (SnapshotId{42, 3}));
  EXPECT_FALSE(parse_snapshot_name("00000000000000000042-0000000003.checkpoint.part"));
  EXPECT_FALSE(parse_snapshot_name("leader-epoch-checkpoint"));
}

}  // namespace
}  // namespace barnabas
