// What a topic can set for its logs; the twin is the broker's property that gives the default.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    acted("cleanup.policy", List, "delete", one_of("compact,delete"), ClusterWide, {},
          "What happens to old records: delete drops whole segments by age or size; compact keeps "
          "the "
          "latest record of each key, and refuses records without a key. Both together do both.")
        .with_twin("log.cleanup.policy"),
    acted("compression.gzip.level", Int, "-1", one_of("-1,1,2,3,4,5,6,7,8,9"), ClusterWide, {},
          "Level used when the broker itself compresses with gzip; -1 is the codec's own choice.")
        .with_twin("compression.gzip.level"),
    acted("compression.lz4.level", Int, "9", in_range(1, 17), ClusterWide, {},
          "Level used when the broker itself compresses with lz4.")
        .with_twin("compression.lz4.level"),
    acted("compression.type", String, "producer",
          one_of("uncompressed,zstd,lz4,snappy,gzip,producer"), ClusterWide, {},
          "Compression in which batches are stored; producer keeps what the producer chose.")
        .with_twin("compression.type"),
    acted("compression.zstd.level", Int, "3", in_range(-131072, 22), ClusterWide, {},
          "Level used when the broker itself compresses with zstd.")
        .with_twin("compression.zstd.level"),
    acted("delete.retention.ms", Long, "86400000", at_least(0), ClusterWide, {},
          "How long compaction keeps a tombstone (a key with no value) after it first met it, so "
          "that readers who began before can see that the key is gone.")
        .with_twin("log.cleaner.delete.retention.ms"),
    accepted("errors.deadletterqueue.group.enable", Boolean, "false", kAnyValue, ClusterWide),
    acted("file.delete.delay.ms", Long, "60000", at_least(0), ClusterWide, {},
          "How long a dropped segment file is kept under the name .deleted.")
        .with_twin("log.segment.delete.delay.ms"),
    acted(
        "flush.messages", Long, "9223372036854775807", at_least(1), ClusterWide, {},
        "Once so many records of a partition are not synced, it is synced before the last of them "
        "is acknowledged, with acks=1 too. Of use with durability=os; with durability=fsync "
        "acks=all waits for a sync anyway.")
        .with_twin("log.flush.interval.messages"),
    acted("flush.ms", Long, "9223372036854775807", at_least(0), ClusterWide, {},
          "How long with durability=os a record may wait for a sync, acknowledged or not.")
        .with_twin("log.flush.interval.ms"),
    accepted("follower.replication.throttled.replicas", List, "", kAnyValue, ClusterWide),
    acted("index.interval.bytes", Int, "4096", at_least(0), ClusterWide, {},
          "Bytes of records between two entries of the offset index.")
        .with_twin("log.index.interval.bytes"),
    accepted("internal.segment.bytes", Int, kNoDefault, kAnyValue, ClusterWide).internal(),
    accepted("leader.replication.throttled.replicas", List, "", kAnyValue, ClusterWide),
    accepted("local.retention.bytes", Long, "-2", at_least(-2), ClusterWide)
        .with_twin("log.local.retention.bytes"),
    accepted("local.retention.ms", Long, "-2", at_least(-2), ClusterWide)
        .with_twin("log.local.retention.ms"),
    acted("max.compaction.lag.ms", Long, "9223372036854775807", at_least(1), ClusterWide, {},
          "How old a record may get before its partition is compacted, however little of it is "
          "dirty; its segment ends when it spans as much.")
        .with_twin("log.cleaner.max.compaction.lag.ms"),
    accepted("max.decompressed.message.bytes", Int, "2147483639", in_range(1, 2147483639),
             ClusterWide)
        .with_twin("max.decompressed.message.bytes"),
    acted("max.message.bytes", Int, "1048588", at_least(0), ClusterWide, {},
          "Largest record batch in bytes, as compressed.")
        .with_twin("message.max.bytes"),
    acted("message.timestamp.after.max.ms", Long, "3600000", at_least(0), ClusterWide, {},
          "How far in the future a producer's timestamp may lie.")
        .with_twin("log.message.timestamp.after.max.ms"),
    acted("message.timestamp.before.max.ms", Long, "9223372036854775807", at_least(0), ClusterWide,
          {}, "How far in the past a producer's timestamp may lie.")
        .with_twin("log.message.timestamp.before.max.ms"),
    acted("message.timestamp.type", String, "CreateTime", one_of("CreateTime,LogAppendTime"),
          ClusterWide, {},
          "Whether a record keeps its producer's timestamp or gets the time of its append.")
        .with_twin("log.message.timestamp.type"),
    acted("min.cleanable.dirty.ratio", Double, "0.5", in_range(0, 1), ClusterWide, {},
          "How much of a partition's bytes has to be new since the last compaction for the next "
          "one to begin. The segment that is written to does not count.")
        .with_twin("log.cleaner.min.cleanable.ratio"),
    acted("min.compaction.lag.ms", Long, "0", at_least(0), ClusterWide, {},
          "How old a record has to be before compaction may take it.")
        .with_twin("log.cleaner.min.compaction.lag.ms"),
    acted("min.insync.replicas", Int, "1", at_least(1), ClusterWide, {},
          "Replicas that must have a record before acks=all is answered; with fewer alive such a "
          "produce fails.")
        .with_twin("min.insync.replicas"),
    accepted("preallocate", Boolean, "false", kAnyValue, ClusterWide).with_twin("log.preallocate"),
    accepted("remote.copy.lag.bytes", Long, "-1", at_least(-1), ClusterWide)
        .with_twin("log.remote.copy.lag.bytes"),
    accepted("remote.copy.lag.ms", Long, "0", at_least(-1), ClusterWide)
        .with_twin("log.remote.copy.lag.ms"),
    accepted("remote.log.copy.disable", Boolean, "false", kAnyValue, ClusterWide),
    accepted("remote.log.delete.on.disable", Boolean, "false", kAnyValue, ClusterWide),
    accepted("remote.storage.enable", Boolean, "false", kAnyValue, ClusterWide),
    acted(
        "retention.bytes", Long, "-1", kAnyValue, ClusterWide, {},
        "Size in bytes over which the oldest segments of a partition are dropped; -1 is no limit.")
        .with_twin("log.retention.bytes"),
    acted("retention.ms", Long, "604800000", at_least(-1), ClusterWide, {},
          "Age, by record timestamp, after which segments are dropped; -1 is no limit.")
        .with_twin("log.retention.ms"),
    acted("segment.bytes", Int, "1073741824", at_least(14), ClusterWide, {},
          "Size in bytes at which a partition begins a new segment file. Smaller than Apache Kafka "
          "allows, on purpose: small segments are good to learn with.")
        .with_twin("log.segment.bytes"),
    acted("segment.index.bytes", Int, "10485760", at_least(4), ClusterWide, {},
          "Largest size in bytes of an offset or time index; a full index begins a new segment.")
        .with_twin("log.index.size.max.bytes"),
    acted("segment.jitter.ms", Long, "0", at_least(0), ClusterWide, {},
          "Upper bound of a random time by which segment.ms is shortened, so that partitions do "
          "not roll together.")
        .with_twin("log.roll.jitter.ms"),
    acted("segment.ms", Long, "604800000", at_least(1), ClusterWide, {},
          "Age at which a partition begins a new segment file, full or not.")
        .with_twin("log.roll.ms"),
    accepted("unclean.leader.election.enable", Boolean, "false", kAnyValue, ClusterWide)
        .with_twin("unclean.leader.election.enable"),
};

}  // namespace

std::span<const Property> topic_properties() { return kProperties; }

}  // namespace barnabas
