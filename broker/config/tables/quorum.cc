// The metadata log, its quorum, and metrics.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("broker.heartbeat.interval.ms", Int, "2000"),
    accepted("broker.session.timeout.ms", Int, "9000"),
    accepted("config.providers", List, "", kAnyValue, ClusterWide),
    acted("controller.listener.names", List, "CONTROLLER", kAnyValue, ReadOnly,
          &BrokerConfig::controller_listener_names,
          "Listener names that belong to the metadata quorum and are not opened for clients.")
        .unlike_apache("required"),
    accepted("controller.performance.always.log.threshold.ms", Long, "2000", at_least(0))
        .internal(),
    accepted("controller.performance.sample.period.ms", Long, "60000", at_least(100)).internal(),
    accepted("controller.quorum.append.linger.ms", Int, "25", at_least(0)),
    accepted("controller.quorum.auto.join.enable", Boolean, "false"),
    accepted("controller.quorum.bootstrap.servers", List, ""),
    accepted("controller.quorum.election.backoff.max.ms", Int, "1000", at_least(0)),
    accepted("controller.quorum.election.timeout.ms", Int, "1000", at_least(0)),
    accepted("controller.quorum.fetch.max.bytes", Int, "1048576", at_least(1)),
    accepted("controller.quorum.fetch.snapshot.max.bytes", Int, "1048576", at_least(1)),
    accepted("controller.quorum.fetch.timeout.ms", Int, "2000", at_least(0)),
    accepted("controller.quorum.request.timeout.ms", Int, "2000", at_least(0)),
    accepted("controller.quorum.retry.backoff.ms", Int, "20", at_least(0)),
    accepted("controller.quorum.voters", List, ""),
    accepted("controller.quota.window.num", Int, "11", at_least(1)),
    accepted("controller.quota.window.size.seconds", Int, "1", at_least(1)),
    accepted("controller.socket.timeout.ms", Int, "30000"),
    accepted("early.start.listeners", List, kNoDefault),
    accepted("initial.broker.registration.timeout.ms", Int, "60000"),
    accepted("internal.metadata.delete.delay.millis", Long, "60000").internal(),
    accepted("internal.metadata.log.segment.bytes", Int, kNoDefault).internal(),
    accepted("internal.metadata.max.batch.size.in.bytes", Int, "8388608").internal(),
    accepted("kafka.metrics.polling.interval.secs", Int, "10", at_least(1)),
    accepted("kafka.metrics.reporters", List, ""),
    accepted("metadata.log.dir", String, kNoDefault, kAnyValue, ReadOnly),
    acted("metadata.log.max.record.bytes.between.snapshots", Long, "20971520", at_least(1),
          ReadOnly, &BrokerConfig::metadata_log_max_record_bytes_between_snapshots,
          "Bytes of metadata records after which a snapshot is written and the log before it "
          "dropped."),
    acted("metadata.log.max.snapshot.interval.ms", Long, "3600000", at_least(0), ReadOnly,
          &BrokerConfig::metadata_log_max_snapshot_interval_ms,
          "Longest time between two snapshots of the metadata, when there is something new."),
    acted("metadata.log.segment.bytes", Int, "1073741824", at_least(8388608), ReadOnly,
          &BrokerConfig::metadata_log_segment_bytes, "Segment size of the metadata log in bytes."),
    accepted("metadata.log.segment.ms", Long, "604800000"),
    accepted("metadata.max.idle.interval.ms", Int, "500", at_least(0)),
    accepted("metadata.max.retention.bytes", Long, "104857600"),
    accepted("metadata.max.retention.ms", Long, "604800000"),
    accepted("metric.reporters", List, "org.apache.kafka.common.metrics.JmxReporter", kAnyValue,
             ClusterWide),
    accepted("metrics.num.samples", Int, "2", at_least(1)),
    accepted("metrics.recording.level", String, "INFO"),
    accepted("metrics.sample.window.ms", Long, "30000", at_least(1)),
    accepted("server.max.startup.time.ms", Long, "9223372036854775807", at_least(0)).internal(),
    accepted("telemetry.max.bytes", Int, "1048576", at_least(1)),
    accepted("unstable.api.versions.enable", Boolean, "false").internal(),
    accepted("unstable.feature.versions.enable", Boolean, "false").internal(),
};

}  // namespace

std::span<const Property> quorum_properties() { return kProperties; }

}  // namespace barnabas
