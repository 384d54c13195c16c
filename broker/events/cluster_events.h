#pragma once
// Events of the cluster: topics, settings, producer ids, the broker's own life.

#include <optional>
#include <string>

#include "broker/events/event_kind.h"
#include "protocol/base/offset.h"
#include "protocol/base/uuid.h"
#include "protocol/wire/wire.h"

namespace barnabas {

struct TopicCreated {
  std::string client_id;  // empty: the broker itself
  std::string topic;
  Uuid topic_id;
  std::int32_t partitions = 0;
  bool automatic = false;  // because somebody asked for it (auto.create.topics.enable)

  static constexpr EventKind kind{"TopicCreated", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("topic", topic);
    wire("topicId", topic_id);
    wire("partitions", partitions);
    wire("automatic", automatic);
  }
};

struct TopicDeleted {
  std::string client_id;
  std::string topic;
  Uuid topic_id;

  static constexpr EventKind kind{"TopicDeleted", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("topic", topic);
    wire("topicId", topic_id);
  }
};

struct PartitionsAdded {
  std::string client_id;
  std::string topic;
  std::int32_t from = 0;
  std::int32_t to = 0;

  static constexpr EventKind kind{"PartitionsAdded", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("topic", topic);
    wire("from", from);
    wire("to", to);
  }
};

struct ConfigChanged {
  std::string resource;  // "topic orders", "broker 1"
  std::string key;
  std::optional<std::string> value;  // nothing: back to the default

  static constexpr EventKind kind{"ConfigChanged", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("resource", resource);
    wire("key", key);
    wire("value", value);
  }
};

struct ProducerIdGiven {
  std::string client_id;
  ProducerId producer_id = kNoProducerId;
  ProducerEpoch producer_epoch = kNoProducerEpoch;

  static constexpr EventKind kind{"ProducerIdGiven", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("producerId", producer_id);
    wire("producerEpoch", producer_epoch);
  }
};

struct BrokerReady {
  std::int32_t node_id = 0;
  std::string address;
  std::int64_t topics = 0;
  std::int64_t partitions = 0;
  std::int64_t took_us = kUnknownDuration;

  static constexpr EventKind kind{"BrokerReady", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("nodeId", node_id);
    wire("address", address);
    wire("topics", topics);
    wire("partitions", partitions);
    wire("tookUs", took_us);
  }
};

struct BrokerStopping {
  std::int32_t node_id = 0;
  std::string reason;

  static constexpr EventKind kind{"BrokerStopping", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("nodeId", node_id);
    wire("reason", reason);
  }
};

}  // namespace barnabas
