#pragma once
// Connections: all clients that are connected, and how many may be.
//
// Limits are Kafka's max.connections and max.connections.per.ip, below what the process has
// descriptors for; a client over a limit is closed at once, those that are served notice nothing.
// Over max.connection.creation.rate a client waits to be accepted.
// Loop's thread only.

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "broker/net/connection.h"
#include "broker/net/connection_rate.h"

namespace barnabas {

class Connections {
 public:
  explicit Connections(Broker& broker) : broker_(broker) {}

  // Serves a client that has connected, or turns it away.
  void accept(asio::ip::tcp::socket socket, const std::string& listener_name);

  // How long a listener is to leave the next one in the queue; zero: not at all. It asks again.
  ConnectionRate::Duration wait_before_accepting() const;

  // Ends idle and stalled ones; see Connection::sweep.
  void sweep();
  // Ends all; calls `ended` when the last is gone.
  void close_all(std::function<void()> ended);

  std::size_t size() const { return open_.size(); }

 private:
  // max.connections.per.ip, or what max.connections.per.ip.overrides says for this address.
  std::int32_t limit_of(const std::string& host) const;
  // Empty where there is room, otherwise the limit that is reached.
  std::string limit_reached(const std::string& host) const;
  void remove(Connection& connection);

  Broker& broker_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> open_;
  std::unordered_map<std::string, std::int32_t> open_per_host_;
  ConnectionRate rate_;
  std::function<void()> all_ended_;  // set while closing
};

}  // namespace barnabas
