// Partition logs; most rows are defaults of topic settings (tables/topic.cc).

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("background.threads", Int, "10", at_least(1), ClusterWide),
    acted("compression.gzip.level", Int, "-1", one_of("-1,1,2,3,4,5,6,7,8,9"), ClusterWide, {},
          "Level used when the broker itself compresses with gzip; -1 is the codec's own choice."),
    acted("compression.lz4.level", Int, "9", in_range(1, 17), ClusterWide, {},
          "Level used when the broker itself compresses with lz4."),
    acted("compression.type", String, "producer",
          one_of("uncompressed,zstd,lz4,snappy,gzip,producer"), ClusterWide, {},
          "Compression in which batches are stored; producer keeps what the producer chose."),
    acted("compression.zstd.level", Int, "3", in_range(-131072, 22), ClusterWide, {},
          "Level used when the broker itself compresses with zstd."),
    acted("log.cleaner.backoff.ms", Long, "15000", at_least(0), ClusterWide,
          &BrokerConfig::log_cleaner_backoff_ms,
          "How long after a write, or after nothing was found to do, compacted partitions are "
          "looked at again."),
    acted("log.cleaner.dedupe.buffer.size", Long, "134217728", kAnyValue, ClusterWide,
          &BrokerConfig::log_cleaner_dedupe_buffer_size,
          "Memory in bytes that a compaction may take to remember keys, 24 bytes each; what does "
          "not fit is left to the next one. Taken only while a compaction runs, and only as much "
          "as there can be keys."),
    acted("log.cleaner.delete.retention.ms", Long, "86400000", at_least(0), ClusterWide, {},
          "Default of the topic setting delete.retention.ms."),
    acted("log.cleaner.enable", Boolean, "true", kAnyValue, ReadOnly,
          &BrokerConfig::log_cleaner_enable, "Whether compacted topics are compacted at all."),
    acted("log.cleaner.io.buffer.load.factor", Double, "0.9", kAnyValue, ClusterWide,
          &BrokerConfig::log_cleaner_io_buffer_load_factor,
          "How full the memory for keys may get; fuller holds more keys and finds them slower."),
    accepted("log.cleaner.io.buffer.size", Int, "524288", at_least(0), ClusterWide),
    acted("log.cleaner.io.max.bytes.per.second", Double, "1.7976931348623157E308", kAnyValue,
          ClusterWide, &BrokerConfig::log_cleaner_io_max_bytes_per_second,
          "How many bytes a second compaction may read and write together, on average."),
    acted("log.cleaner.max.compaction.lag.ms", Long, "9223372036854775807", at_least(1),
          ClusterWide, {}, "Default of the topic setting max.compaction.lag.ms."),
    acted("log.cleaner.min.cleanable.ratio", Double, "0.5", in_range(0, 1), ClusterWide, {},
          "Default of the topic setting min.cleanable.dirty.ratio."),
    acted("log.cleaner.min.compaction.lag.ms", Long, "0", at_least(0), ClusterWide, {},
          "Default of the topic setting min.compaction.lag.ms."),
    accepted("log.cleaner.threads", Int, "1", at_least(0), ClusterWide),
    acted("log.cleanup.policy", List, "delete", one_of("compact,delete"), ClusterWide, {},
          "Default of the topic setting cleanup.policy."),
    accepted("log.dir.failure.timeout.ms", Long, "30000", at_least(1)),
    acted("log.flush.interval.messages", Long, "9223372036854775807", at_least(1), ClusterWide, {},
          "Default of the topic setting flush.messages."),
    acted("log.flush.interval.ms", Long, kNoDefault, kAnyValue, ClusterWide, {},
          "Default of the topic setting flush.ms."),
    acted("log.flush.offset.checkpoint.interval.ms", Int, "60000", at_least(0), ReadOnly,
          &BrokerConfig::log_flush_offset_checkpoint_interval_ms,
          "How often recovery-point-offset-checkpoint is written."),
    acted("log.flush.scheduler.interval.ms", Long, "9223372036854775807", kAnyValue, ReadOnly, {},
          "Default of log.flush.interval.ms. Nothing is looked for at intervals: a partition is "
          "synced when it is due."),
    acted("log.flush.start.offset.checkpoint.interval.ms", Int, "60000", at_least(0), ReadOnly,
          &BrokerConfig::log_flush_start_offset_checkpoint_interval_ms,
          "How often log-start-offset-checkpoint is written; DeleteRecords writes it at once."),
    acted("log.index.interval.bytes", Int, "4096", at_least(0), ClusterWide, {},
          "Default of the topic setting index.interval.bytes."),
    acted("log.index.size.max.bytes", Int, "10485760", at_least(4), ClusterWide, {},
          "Default of the topic setting segment.index.bytes."),
    accepted("log.initial.task.delay.ms", Long, "30000", at_least(0)).internal(),
    accepted("log.local.retention.bytes", Long, "-2", at_least(-2), ClusterWide),
    accepted("log.local.retention.ms", Long, "-2", at_least(-2), ClusterWide),
    acted("log.message.timestamp.after.max.ms", Long, "3600000", at_least(0), ClusterWide, {},
          "Default of the topic setting message.timestamp.after.max.ms."),
    acted("log.message.timestamp.before.max.ms", Long, "9223372036854775807", at_least(0),
          ClusterWide, {}, "Default of the topic setting message.timestamp.before.max.ms."),
    acted("log.message.timestamp.type", String, "CreateTime", one_of("CreateTime,LogAppendTime"),
          ClusterWide, {}, "Default of the topic setting message.timestamp.type."),
    accepted("log.preallocate", Boolean, "false", kAnyValue, ClusterWide),
    accepted("log.remote.copy.lag.bytes", Long, "-1", at_least(-1), ClusterWide),
    accepted("log.remote.copy.lag.ms", Long, "0", at_least(-1), ClusterWide),
    acted("log.retention.bytes", Long, "-1", kAnyValue, ClusterWide, {},
          "Default of the topic setting retention.bytes."),
    acted("log.retention.check.interval.ms", Long, "300000", at_least(1), ReadOnly,
          &BrokerConfig::log_retention_check_interval_ms,
          "How often logs are searched for segments past their retention."),
    acted("log.retention.hours", Int, "168", kAnyValue, ReadOnly, {},
          "Default of the topic setting retention.ms, in hours."),
    acted("log.retention.minutes", Int, kNoDefault, kAnyValue, ReadOnly, {},
          "Default of the topic setting retention.ms, in minutes."),
    acted("log.retention.ms", Long, kNoDefault, kAnyValue, ClusterWide, {},
          "Default of the topic setting retention.ms."),
    acted("log.roll.hours", Int, "168", at_least(1), ReadOnly, {},
          "Default of the topic setting segment.ms, in hours."),
    acted("log.roll.jitter.hours", Int, "0", at_least(0), ReadOnly, {},
          "Default of the topic setting segment.jitter.ms, in hours."),
    acted("log.roll.jitter.ms", Long, kNoDefault, kAnyValue, ClusterWide, {},
          "Default of the topic setting segment.jitter.ms."),
    acted("log.roll.ms", Long, kNoDefault, kAnyValue, ClusterWide, {},
          "Default of the topic setting segment.ms."),
    acted("log.segment.bytes", Int, "1073741824", at_least(14), ClusterWide, {},
          "Default of the topic setting segment.bytes."),
    acted("log.segment.delete.delay.ms", Long, "60000", at_least(0), ClusterWide, {},
          "Default of the topic setting file.delete.delay.ms."),
    accepted("max.decompressed.message.bytes", Int, "2147483639", in_range(1, 2147483639),
             ClusterWide),
    acted(
        "message.max.bytes", Int, "1048588", at_least(0), ClusterWide, {},
        "Largest record batch in bytes, as compressed; topics override it with max.message.bytes."),
    accepted("num.recovery.threads.per.data.dir", Int, "2", at_least(1), ClusterWide),
    acted("producer.id.expiration.check.interval.ms", Int, "600000", at_least(1), ReadOnly,
          &BrokerConfig::producer_id_expiration_check_interval_ms,
          "How often partitions forget expired producers.")
        .internal(),
    acted("producer.id.expiration.ms", Int, "86400000", at_least(1), ClusterWide,
          &BrokerConfig::producer_id_expiration_ms,
          "How long a partition remembers the sequence numbers of a silent producer."),
};

}  // namespace

std::span<const Property> log_properties() { return kProperties; }

}  // namespace barnabas
