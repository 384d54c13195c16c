// Properties that Apache Kafka 4.0 dropped with ZooKeeper and the old message formats. Many a
// server.properties still has them; they are accepted so that such a file starts.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;

constexpr Property kProperties[] = {
    accepted("advertised.host.name", String, kNoDefault),
    accepted("advertised.port", Int, kNoDefault),
    accepted("broker.id.generation.enable", Boolean, kNoDefault),
    accepted("control.plane.listener.name", String, kNoDefault),
    accepted("controlled.shutdown.max.retries", Int, kNoDefault),
    accepted("controlled.shutdown.retry.backoff.ms", Long, kNoDefault),
    accepted("host.name", String, kNoDefault),
    accepted("inter.broker.protocol.version", String, kNoDefault),
    accepted("leader.imbalance.per.broker.percentage", Int, kNoDefault),
    accepted("log.message.downconversion.enable", Boolean, kNoDefault),
    accepted("log.message.format.version", String, kNoDefault),
    accepted("log.message.timestamp.difference.max.ms", Long, kNoDefault),
    accepted("offsets.commit.required.acks", Short, kNoDefault),
    accepted("password.encoder.cipher.algorithm", String, kNoDefault),
    accepted("password.encoder.iterations", Int, kNoDefault),
    accepted("password.encoder.key.length", Int, kNoDefault),
    accepted("password.encoder.keyfactory.algorithm", String, kNoDefault),
    accepted("password.encoder.old.secret", Password, kNoDefault),
    accepted("password.encoder.secret", Password, kNoDefault),
    accepted("port", Int, kNoDefault),
    accepted("reserved.broker.max.id", Int, kNoDefault),
    accepted("zookeeper.clientCnxnSocket", String, kNoDefault),
    accepted("zookeeper.connect", String, kNoDefault),
    accepted("zookeeper.connection.timeout.ms", Int, kNoDefault),
    accepted("zookeeper.max.in.flight.requests", Int, kNoDefault),
    accepted("zookeeper.metadata.migration.enable", Boolean, kNoDefault),
    accepted("zookeeper.session.timeout.ms", Int, kNoDefault),
    accepted("zookeeper.set.acl", Boolean, kNoDefault),
    accepted("zookeeper.ssl.client.enable", Boolean, kNoDefault),
};

}  // namespace

std::span<const Property> removed_properties() { return kProperties; }

}  // namespace barnabas
