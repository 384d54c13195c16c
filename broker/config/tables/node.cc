// What the node is and which topics it makes.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("alter.config.policy.class.name", Class, kNoDefault),
    acted("auto.create.topics.enable", Boolean, "true", kAnyValue, ReadOnly,
          &BrokerConfig::auto_create_topics_enable,
          "Whether a Metadata request may create the topics that it names."),
    acted("broker.id", Int, "-1", kAnyValue, ReadOnly, {},
          "Older name of node.id; where both are set they must agree."),
    acted("broker.rack", String, kNoDefault, kAnyValue, ReadOnly, &BrokerConfig::broker_rack,
          "Rack or zone of this broker, told to clients in Metadata responses."),
    accepted("create.topic.policy.class.name", Class, kNoDefault),
    acted("delete.topic.enable", Boolean, "true", kAnyValue, ReadOnly,
          &BrokerConfig::delete_topic_enable, "Whether DeleteTopics is allowed."),
    acted("log.dir", List, "barnabas-data", kAnyValue, ReadOnly, {},
          "Folder for the data, where log.dirs is not set.")
        .unlike_apache("/tmp/kafka-logs"),
    acted("log.dirs", List, kNoDefault, kAnyValue, ReadOnly, &BrokerConfig::log_dirs,
          "Folders for the data, comma-separated; only the first one is used. Stronger than "
          "log.dir."),
    acted("node.id", Int, "1", at_least(0), ReadOnly, &BrokerConfig::node_id,
          "The number of this broker in its cluster; it must stay what the data directory says.")
        .unlike_apache("required"),
    acted("num.partitions", Int, "1", at_least(1), ReadOnly, &BrokerConfig::num_partitions,
          "Partitions of a topic that is created without a count."),
    acted("process.roles", List, "broker,controller", one_of("broker,controller"), ReadOnly, {},
          "Roles of the process; this program is always broker and controller in one.")
        .unlike_apache("required"),
    acted(
        "cluster.id", String, kNoDefault, kAnyValue, ReadOnly, &BrokerConfig::cluster_id,
        "Cluster id for formatting a fresh data folder; an existing folder must have the same one.")
        .our_own(),
    acted("durability", String, "fsync", one_of("fsync,os"), ReadOnly, &BrokerConfig::durability,
          "When a record counts as stored: fsync waits for the disk, os trusts the operating "
          "system's cache as Apache Kafka does.")
        .our_own(),
    acted("log.dirs.min.free.bytes", Long, "67108864", at_least(0), ReadOnly,
          &BrokerConfig::log_dirs_min_free_bytes,
          "Free bytes of the volume below which producers are refused, so that group offsets and "
          "metadata can still be written; at most a hundredth of the volume.")
        .our_own(),
};

}  // namespace

std::span<const Property> node_properties() { return kProperties; }

}  // namespace barnabas
