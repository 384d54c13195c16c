// Tiered storage (KIP-405).

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("follower.fetch.last.tiered.offset.enable", Boolean, "false", kAnyValue, ClusterWide),
    accepted("remote.fetch.max.wait.ms", Int, "500", at_least(1), ClusterWide),
    accepted("remote.list.offsets.request.timeout.ms", Long, "30000", at_least(1), ClusterWide),
    accepted("remote.log.index.file.cache.total.size.bytes", Long, "1073741824", at_least(1),
             ClusterWide),
    accepted("remote.log.index.file.cache.ttl.ms", Long, "900000", at_least(-1)).internal(),
    accepted("remote.log.manager.copier.thread.pool.size", Int, "10", at_least(1), ClusterWide),
    accepted("remote.log.manager.copy.max.bytes.per.second", Long, "9223372036854775807",
             at_least(1), ClusterWide),
    accepted("remote.log.manager.copy.quota.window.num", Int, "11", at_least(1)),
    accepted("remote.log.manager.copy.quota.window.size.seconds", Int, "1", at_least(1)),
    accepted("remote.log.manager.expiration.thread.pool.size", Int, "10", at_least(1), ClusterWide),
    accepted("remote.log.manager.fetch.max.bytes.per.second", Long, "9223372036854775807",
             at_least(1), ClusterWide),
    accepted("remote.log.manager.fetch.quota.window.num", Int, "11", at_least(1)),
    accepted("remote.log.manager.fetch.quota.window.size.seconds", Int, "1", at_least(1)),
    accepted("remote.log.manager.follower.thread.pool.size", Int, "2", at_least(1), ClusterWide),
    accepted("remote.log.manager.task.interval.ms", Long, "30000", at_least(1)),
    accepted("remote.log.manager.task.retry.backoff.max.ms", Long, "30000", at_least(1)).internal(),
    accepted("remote.log.manager.task.retry.backoff.ms", Long, "500", at_least(1)).internal(),
    accepted("remote.log.manager.task.retry.jitter", Double, "0.2", in_range(0, 0.5)).internal(),
    accepted("remote.log.manager.thread.pool.size", Int, "2", at_least(1)),
    accepted("remote.log.metadata.custom.metadata.max.bytes", Int, "128", at_least(0)),
    accepted(
        "remote.log.metadata.manager.class.name", String,
        "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager"),
    accepted("remote.log.metadata.manager.class.path", String, kNoDefault),
    accepted("remote.log.metadata.manager.impl.prefix", String, "rlmm.config."),
    accepted("remote.log.metadata.manager.listener.name", String, kNoDefault),
    accepted("remote.log.reader.max.pending.tasks", Int, "100", at_least(1)),
    accepted("remote.log.reader.threads", Int, "10", at_least(1), ClusterWide),
    accepted("remote.log.storage.manager.class.name", String, kNoDefault),
    accepted("remote.log.storage.manager.class.path", String, kNoDefault),
    accepted("remote.log.storage.manager.impl.prefix", String, "rsm.config."),
    accepted("remote.log.storage.system.enable", Boolean, "false"),
};

}  // namespace

std::span<const Property> remote_storage_properties() { return kProperties; }

}  // namespace barnabas
