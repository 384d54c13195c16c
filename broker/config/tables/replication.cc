// Replicas, leaders and quotas.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("follower.replication.throttled.rate", Long, kNoDefault, at_least(0), PerBroker)
        .internal(),
    accepted("leader.replication.throttled.rate", Long, kNoDefault, at_least(0), PerBroker)
        .internal(),
    accepted("replica.alter.log.dirs.io.max.bytes.per.second", Long, kNoDefault, at_least(0),
             PerBroker)
        .internal(),
    accepted("alter.log.dirs.replication.quota.window.num", Int, "11", at_least(1)),
    accepted("alter.log.dirs.replication.quota.window.size.seconds", Int, "1", at_least(1)),
    accepted("auto.leader.rebalance.enable", Boolean, "true"),
    accepted("client.quota.callback.class", Class, kNoDefault),
    accepted("controlled.shutdown.enable", Boolean, "true"),
    accepted("cordoned.log.dirs", List, "", kAnyValue, PerBroker),
    acted("default.replication.factor", Int, "1", kAnyValue, ReadOnly,
          &BrokerConfig::default_replication_factor,
          "Replicas of a topic that is created without a count."),
    accepted("inter.broker.listener.name", String, kNoDefault),
    accepted("leader.imbalance.check.interval.seconds", Long, "300", at_least(1)),
    acted("min.insync.replicas", Int, "1", at_least(1), ClusterWide, {},
          "Replicas that must have a record before acks=all is answered; with fewer alive such a "
          "produce fails."),
    accepted("num.replica.alter.log.dirs.threads", Int, kNoDefault),
    accepted("num.replica.fetchers", Int, "1", at_least(1), ClusterWide),
    accepted("quota.window.num", Int, "11", at_least(1)),
    accepted("quota.window.size.seconds", Int, "1", at_least(1)),
    accepted("replica.fetch.backoff.ms", Int, "1000", at_least(0)),
    accepted("replica.fetch.max.bytes", Int, "1048576", at_least(0)),
    accepted("replica.fetch.min.bytes", Int, "1"),
    accepted("replica.fetch.response.max.bytes", Int, "10485760", at_least(0)),
    accepted("replica.fetch.wait.max.ms", Int, "500"),
    accepted("replica.high.watermark.checkpoint.interval.ms", Long, "5000", kAnyValue, ReadOnly),
    accepted("replica.lag.time.max.ms", Long, "30000"),
    accepted("replica.selector.class", String, kNoDefault),
    accepted("replica.socket.receive.buffer.bytes", Int, "65536"),
    accepted("replica.socket.timeout.ms", Int, "30000"),
    accepted("replication.quota.window.num", Int, "11", at_least(1)),
    accepted("replication.quota.window.size.seconds", Int, "1", at_least(1)),
    accepted("unclean.leader.election.enable", Boolean, "false", kAnyValue, ClusterWide),
    accepted("unclean.leader.election.interval.ms", Long, "300000", at_least(1)).internal(),
};

}  // namespace

std::span<const Property> replication_properties() { return kProperties; }

}  // namespace barnabas
