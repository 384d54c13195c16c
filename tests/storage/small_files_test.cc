// meta.properties, partition.metadata, .kafka_cleanshutdown and the names of folders.
#include <gtest/gtest.h>

#include "storage/clean_shutdown.h"
#include "storage/memory_disk.h"
#include "storage/meta_properties.h"
#include "storage/partition_metadata.h"
#include "storage/topic_partition.h"

namespace barnabas {
namespace {

const Uuid topic_id = Uuid::from_halves(0x1234, 0x5678);

TEST(MetaProperties, AreWrittenAsVersionOne) {
  MemoryDisk disk;
  const MetaProperties properties{
      .cluster_id = "MkU3OEVBNTcwNTJENDM2Qg", .node_id = 3, .directory_id = topic_id};
  ASSERT_TRUE(write_meta_properties(disk, properties));
  EXPECT_EQ(disk.content("meta.properties"), "cluster.id=MkU3OEVBNTcwNTJENDM2Qg\ndirectory.id=" +
                                                 to_string(topic_id) + "\nnode.id=3\nversion=1\n");
  EXPECT_EQ(read_meta_properties(disk).value(), properties);
}

TEST(MetaProperties, KafkasOwnFileIsRead) {
  const auto parsed = MetaProperties::parse(
      "#\n#Mon Nov 23 10:00:00 UTC 2026\ncluster.id=abc\\:d\n directory.id = "
      "AAAAAAAAEjQAAAAAAABWeA\r\nnode.id=1\nversion: 1\nunknown.key=x\n");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->cluster_id, "abc:d");
  EXPECT_EQ(parsed->directory_id, topic_id);
  EXPECT_EQ(parsed->node_id, 1);
}

TEST(MetaProperties, AnOlderVersionIsUnderstood) {
  const auto parsed = MetaProperties::parse("version=0\nbroker.id=7\ncluster.id=x\n");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->node_id, 7);
}

TEST(MetaProperties, FaultCase35_WhatIsWrongIsSaidWithTheFix) {
  const std::vector<std::pair<std::string, std::string>> samples{
      {"", "version is missing"},
      {"version=2\n", "version is '2', expected 1"},
      {"version=1\ncluster.id=x\n", "node.id is missing; add the line node.id=NUMBER"},
      {"version=1\ncluster.id=x\nnode.id=-1\n", "node.id is '-1'"},
      {"version=1\nnode.id=1\n", "cluster.id is missing"},
      {"version=1\nnode.id=1\nnode.id=2\ncluster.id=x\n", "line 3 sets 'node.id' again"},
      {"version=1\ncluster.id=x\nnode.id=1\ndirectory.id=short\n", "directory.id is 'short'"},
      {"garbage\n", "line 1 is 'garbage'"},
  };
  for (const auto& [text, expected] : samples) {
    const auto parsed = MetaProperties::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_TRUE(parsed.error().message.starts_with("meta.properties: ")) << parsed.error().message;
    EXPECT_NE(parsed.error().message.find(expected), std::string::npos) << parsed.error().message;
  }
}

TEST(MetaProperties, FaultCase35_AnotherNodeOrClusterIsRefusedWithTheDifference) {
  const MetaProperties found{.cluster_id = "one", .node_id = 1, .directory_id = topic_id};
  EXPECT_TRUE(check_identity(found, {.node_id = 1, .cluster_id = std::nullopt}));
  EXPECT_TRUE(check_identity(found, {.node_id = 1, .cluster_id = "one"}));
  EXPECT_EQ(check_identity(found, {.node_id = 2, .cluster_id = "one"}).error().message,
            "meta.properties: node.id is 1 there, this broker is node 2; start it with node.id=1, "
            "or with another --data-dir");
  EXPECT_EQ(check_identity(found, {.node_id = 1, .cluster_id = "two"}).error().message,
            "meta.properties: cluster.id is one there, this broker belongs to two; start it with "
            "cluster.id=one, or with another --data-dir");
}

TEST(PartitionMetadata, HasNoNewlineAtItsEnd) {
  MemoryDisk disk;
  ASSERT_TRUE(disk.make_directory("orders-0"));
  EXPECT_EQ(read_partition_metadata(disk, "orders-0").value(), std::nullopt);
  ASSERT_TRUE(write_partition_metadata(disk, "orders-0", topic_id, ReplaceSync::Now));
  EXPECT_EQ(disk.content("orders-0/partition.metadata"),
            "version: 0\ntopic_id: AAAAAAAAEjQAAAAAAABWeA");
  EXPECT_EQ(read_partition_metadata(disk, "orders-0").value(), topic_id);
}

TEST(PartitionMetadata, EveryCutAndEveryFlipIsAnErrorOrAnotherId) {
  MemoryDisk disk;
  ASSERT_TRUE(disk.make_directory("orders-0"));
  const auto good = format_partition_metadata(topic_id);
  for (std::size_t size = 0; size < good.size(); ++size) {
    disk.set_content("orders-0/partition.metadata", good.substr(0, size));
    const auto read = read_partition_metadata(disk, "orders-0");
    if (size == 0) {
      EXPECT_EQ(read.value(), std::nullopt);
    } else {
      ASSERT_FALSE(read) << size;
      EXPECT_TRUE(read.error().message.starts_with("orders-0/partition.metadata: is damaged"));
    }
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x04);
    disk.set_content("orders-0/partition.metadata", bad);
    const auto read = read_partition_metadata(disk, "orders-0");
    EXPECT_TRUE(!read || *read != topic_id) << at;
  }
}

TEST(CleanShutdown, IsTakenOnce) {
  MemoryDisk disk;
  EXPECT_FALSE(take_clean_shutdown(disk).value().clean);
  ASSERT_TRUE(write_clean_shutdown(disk, 42));
  EXPECT_EQ(disk.content(".kafka_cleanshutdown"), "{\"version\":0,\"brokerEpoch\":42}");
  const auto found = take_clean_shutdown(disk).value();
  EXPECT_TRUE(found.clean);
  EXPECT_EQ(found.broker_epoch, 42);
  EXPECT_FALSE(take_clean_shutdown(disk.after_power_loss(1).operator*()).value().clean);
}

TEST(CleanShutdown, AnUnreadableEpochIsUnknown) {
  for (const std::string content :
       {"", "{}", "garbage", "{\"brokerEpoch\":", "{\"brokerEpoch\":x}"}) {
    MemoryDisk disk;
    disk.set_content(".kafka_cleanshutdown", content);
    const auto found = take_clean_shutdown(disk).value();
    EXPECT_TRUE(found.clean) << content;
    EXPECT_EQ(found.broker_epoch, std::nullopt) << content;
  }
}

TEST(TopicPartition, FaultCase38_OnlyLegalFolderNamesAreParsed) {
  EXPECT_EQ(parse_partition_folder("orders-0"), (TopicPartition{"orders", 0}));
  EXPECT_EQ(parse_partition_folder("my-orders.v1_2-17"), (TopicPartition{"my-orders.v1_2", 17}));
  EXPECT_EQ(parse_partition_folder("a-1-2"), (TopicPartition{"a-1", 2}));
  const auto long_name = std::string(250, 'x') + "-0";
  for (const std::string name :
       {"orders", "orders-", "-0", "orders-x", "orders-01", "orders-0x", "..-0", ".-0", "or ders-0",
        "or\nders-0", "orders-2147483648", "orders-99999999999999999999", "", long_name.c_str()})
    EXPECT_EQ(parse_partition_folder(name), std::nullopt) << name;
}

}  // namespace
}  // namespace barnabas
