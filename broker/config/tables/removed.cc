// Properties that Apache Kafka 4.0 dropped with ZooKeeper and the old message formats. Many a
// server.properties still has them; they are accepted so that such a file starts.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;

constexpr Property kProperties[] = {
    accepted("advertised.host.name", String, kNoDefault).internal(),
    accepted("advertised.port", Int, kNoDefault).internal(),
    accepted("broker.id.generation.enable", Boolean, kNoDefault).internal(),
    accepted("control.plane.listener.name", String, kNoDefault).internal(),
    accepted("controlled.shutdown.max.retries", Int, kNoDefault).internal(),
    accepted("controlled.shutdown.retry.backoff.ms", Long, kNoDefault).internal(),
    accepted("host.name", String, kNoDefault).internal(),
    accepted("inter.broker.protocol.version", String, kNoDefault).internal(),
    accepted("leader.imbalance.per.broker.percentage", Int, kNoDefault).internal(),
    accepted("log.message.downconversion.enable", Boolean, kNoDefault).internal(),
    accepted("log.message.format.version", String, kNoDefault).internal(),
    accepted("log.message.timestamp.difference.max.ms", Long, kNoDefault).internal(),
    accepted("offsets.commit.required.acks", Short, kNoDefault).internal(),
    accepted("password.encoder.cipher.algorithm", String, kNoDefault).internal(),
    accepted("password.encoder.iterations", Int, kNoDefault).internal(),
    accepted("password.encoder.key.length", Int, kNoDefault).internal(),
    accepted("password.encoder.keyfactory.algorithm", String, kNoDefault).internal(),
    accepted("password.encoder.old.secret", Password, kNoDefault).internal(),
    accepted("password.encoder.secret", Password, kNoDefault).internal(),
    accepted("port", Int, kNoDefault).internal(),
    accepted("reserved.broker.max.id", Int, kNoDefault).internal(),
    accepted("zookeeper.clientCnxnSocket", String, kNoDefault).internal(),
    accepted("zookeeper.connect", String, kNoDefault).internal(),
    accepted("zookeeper.connection.timeout.ms", Int, kNoDefault).internal(),
    accepted("zookeeper.max.in.flight.requests", Int, kNoDefault).internal(),
    accepted("zookeeper.metadata.migration.enable", Boolean, kNoDefault).internal(),
    accepted("zookeeper.session.timeout.ms", Int, kNoDefault).internal(),
    accepted("zookeeper.set.acl", Boolean, kNoDefault).internal(),
    accepted("zookeeper.ssl.client.enable", Boolean, kNoDefault).internal(),
};

}  // namespace

std::span<const Property> removed_properties() { return kProperties; }

}  // namespace barnabas
