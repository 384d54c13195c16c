// Sockets, requests and connections.

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    acted("advertised.listeners", List, kNoDefault, kAnyValue, ReadOnly, {},
          "Addresses that clients are told to connect to; by default those of listeners."),
    acted("connections.max.idle.ms", Long, "600000", kAnyValue, ReadOnly,
          &BrokerConfig::connections_max_idle_ms,
          "A connection without any request for this time is closed."),
    accepted("delete.records.purgatory.purge.interval.requests", Int, "1"),
    acted("fetch.max.bytes", Int, "57671680", at_least(1024), ReadOnly,
          &BrokerConfig::fetch_max_bytes, "Most bytes of records that one Fetch response carries."),
    accepted("fetch.purgatory.purge.interval.requests", Int, "1000"),
    acted("listener.security.protocol.map", String,
          "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT", kAnyValue,
          PerBroker, {}, "The security protocol of each listener name, as NAME:PROTOCOL pairs."),
    acted("listeners", List, "PLAINTEXT://127.0.0.1:9092", kAnyValue, PerBroker, {},
          "Addresses to listen on, comma-separated, as NAME://host:port; an empty host means all "
          "interfaces, port 0 a free one. Names that controller.listener.names holds are not "
          "opened: the metadata quorum is inside this process.")
        .unlike_apache("PLAINTEXT://:9092"),
    acted("max.connection.creation.rate", Int, "2147483647", at_least(0), ClusterWide,
          &BrokerConfig::max_connection_creation_rate,
          "Connections accepted in a second, on average over ten seconds; more wait their turn."),
    acted("max.connections", Int, "2147483647", at_least(0), ClusterWide,
          &BrokerConfig::max_connections,
          "Connections that may be open at once, over all listeners."),
    acted("max.connections.per.ip", Int, "2147483647", at_least(0), ClusterWide,
          &BrokerConfig::max_connections_per_ip,
          "Connections that may be open at once from one address."),
    acted("max.connections.per.ip.overrides", String, "", kAnyValue, ClusterWide,
          &BrokerConfig::max_connections_per_ip_overrides,
          "Other limits for single addresses, as in 127.0.0.1:100,10.0.0.7:5."),
    acted("max.incremental.fetch.session.cache.slots", Int, "1000", at_least(0), ReadOnly,
          &BrokerConfig::max_incremental_fetch_session_cache_slots,
          "Fetch sessions (KIP-227) kept at once; the oldest idle one gives way."),
    acted("max.request.partition.size.limit", Int, "2000", at_least(1), ReadOnly,
          &BrokerConfig::max_request_partition_size_limit,
          "Most partitions that one DescribeTopicPartitions response lists."),
    accepted("num.io.threads", Int, "8", at_least(1), ClusterWide),
    accepted("num.network.threads", Int, "3", at_least(1), ClusterWide),
    accepted("producer.purgatory.purge.interval.requests", Int, "1000"),
    acted("queued.max.request.bytes", Long, "-1", kAnyValue, ReadOnly,
          &BrokerConfig::queued_max_request_bytes,
          "Memory in bytes for requests that were read and not yet answered; beyond it no more are "
          "read. -1 is no limit."),
    accepted("queued.max.requests", Int, "500", at_least(1)),
    accepted("request.timeout.ms", Int, "30000"),
    accepted("socket.connection.setup.timeout.max.ms", Long, "30000"),
    accepted("socket.connection.setup.timeout.ms", Long, "10000"),
    acted("socket.listen.backlog.size", Int, "1024", at_least(1), ReadOnly,
          &BrokerConfig::socket_listen_backlog_size,
          "Connections that may wait to be accepted; the system has a limit of its own.")
        .unlike_apache("50"),
    acted("socket.receive.buffer.bytes", Int, "-1", kAnyValue, ReadOnly,
          &BrokerConfig::socket_receive_buffer_bytes,
          "Receive buffer of a connection in the system; -1 lets the system adapt it.")
        .unlike_apache("102400"),
    acted("socket.request.max.bytes", Int, "104857600", at_least(1), ReadOnly,
          &BrokerConfig::socket_request_max_bytes,
          "Largest request in bytes; a connection that announces more is closed."),
    acted("socket.send.buffer.bytes", Int, "-1", kAnyValue, ReadOnly,
          &BrokerConfig::socket_send_buffer_bytes,
          "Send buffer of a connection in the system; -1 lets the system adapt it.")
        .unlike_apache("102400"),
};

}  // namespace

std::span<const Property> network_properties() { return kProperties; }

}  // namespace barnabas
