// What a group can set (KIP-848, KIP-932, KIP-1071), with the broker's property that gives the
// default.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("consumer.assignment.interval.ms", Int, "1000", at_least(0), ClusterWide)
        .with_twin("group.consumer.assignment.interval.ms"),
    accepted("consumer.assignor.offload.enable", Boolean, "true", kAnyValue, ClusterWide)
        .with_twin("group.consumer.assignor.offload.enable")
        .internal(),
    accepted("consumer.heartbeat.interval.ms", Int, "5000", at_least(1), ClusterWide)
        .with_twin("group.consumer.heartbeat.interval.ms"),
    accepted("consumer.session.timeout.ms", Int, "45000", at_least(1), ClusterWide)
        .with_twin("group.consumer.session.timeout.ms"),
    accepted("errors.deadletterqueue.copy.record.enable", Boolean, "false", kAnyValue, ClusterWide),
    accepted("errors.deadletterqueue.topic.name", String, "", kAnyValue, ClusterWide),
    accepted("share.assignment.interval.ms", Int, "1000", at_least(0), ClusterWide)
        .with_twin("group.share.assignment.interval.ms"),
    accepted("share.assignor.offload.enable", Boolean, "true", kAnyValue, ClusterWide)
        .with_twin("group.share.assignor.offload.enable")
        .internal(),
    accepted("share.auto.offset.reset", String, "latest", kAnyValue, ClusterWide),
    accepted("share.delivery.count.limit", Int, "5", at_least(2), ClusterWide)
        .with_twin("group.share.delivery.count.limit"),
    accepted("share.heartbeat.interval.ms", Int, "5000", at_least(1), ClusterWide)
        .with_twin("group.share.heartbeat.interval.ms"),
    accepted("share.isolation.level", String, "read_uncommitted",
             one_of("read_committed,read_uncommitted"), ClusterWide),
    accepted("share.partition.max.record.locks", Int, "2000", at_least(100), ClusterWide)
        .with_twin("group.share.partition.max.record.locks"),
    accepted("share.record.lock.duration.ms", Int, "30000", at_least(1000), ClusterWide)
        .with_twin("group.share.record.lock.duration.ms"),
    accepted("share.renew.acknowledge.enable", Boolean, "true", kAnyValue, ClusterWide),
    accepted("share.session.timeout.ms", Int, "45000", at_least(1), ClusterWide)
        .with_twin("group.share.session.timeout.ms"),
    accepted("streams.acceptable.recovery.lag", Long, "10000", at_least(0), ClusterWide)
        .with_twin("group.streams.acceptable.recovery.lag")
        .internal(),
    accepted("streams.assignment.interval.ms", Int, "1000", at_least(0), ClusterWide)
        .with_twin("group.streams.assignment.interval.ms"),
    accepted("streams.assignor.name", String, kNoDefault, kAnyValue, ClusterWide)
        .with_twin("group.streams.assignors"),
    accepted("streams.assignor.offload.enable", Boolean, "true", kAnyValue, ClusterWide)
        .with_twin("group.streams.assignor.offload.enable")
        .internal(),
    accepted("streams.heartbeat.interval.ms", Int, "5000", at_least(1), ClusterWide)
        .with_twin("group.streams.heartbeat.interval.ms"),
    accepted("streams.initial.rebalance.delay.ms", Int, "3000", at_least(0), ClusterWide)
        .with_twin("group.streams.initial.rebalance.delay.ms"),
    accepted("streams.num.standby.replicas", Int, "0", at_least(0), ClusterWide)
        .with_twin("group.streams.num.standby.replicas"),
    accepted("streams.num.warmup.replicas", Int, "2", at_least(0), ClusterWide)
        .with_twin("group.streams.num.warmup.replicas")
        .internal(),
    accepted("streams.rack.aware.assignment.tags", List, "", kAnyValue, ClusterWide)
        .with_twin("group.streams.rack.aware.assignment.tags"),
    accepted("streams.session.timeout.ms", Int, "45000", at_least(1), ClusterWide)
        .with_twin("group.streams.session.timeout.ms"),
    accepted("streams.task.offset.interval.ms", Int, "60000", at_least(1), ClusterWide)
        .with_twin("group.streams.task.offset.interval.ms")
        .internal(),
};

}  // namespace

std::span<const Property> group_properties() { return kProperties; }

}  // namespace barnabas
