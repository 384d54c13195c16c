#include "broker/net/connections.h"

#include <fmt/format.h>

#include <charconv>

#include "broker/broker.h"
#include "broker/events/event_stream.h"

namespace barnabas {

ConnectionRate::Duration Connections::wait_before_accepting() const {
  return rate_.wait(broker_.clock().steady(), broker_.config().max_connection_creation_rate);
}

void Connections::accept(asio::ip::tcp::socket socket, const std::string& listener_name) {
  rate_.count(broker_.clock().steady(), broker_.config().max_connection_creation_rate);
  auto connection =
      std::make_shared<Connection>(broker_, std::move(socket), listener_name, ++last_id_);
  const auto& client = connection->client();
  if (all_ended_ || client.host.empty()) return;
  if (const auto limit = limit_reached(client.host); !limit.empty())
    return broker_.refuse_peer(client, limit);
  auto& events = broker_.events();
  if (events.wants_everything())
    events.emit(ConnectionOpened{static_cast<std::int64_t>(client.connection_id),
                                 client.listener_name, client.peer()});
  open_[connection.get()] = connection;
  ++open_per_host_[client.host];
  broker_.connection_count_changed();
  connection->start([this, raw = connection.get()] { remove(*raw); });
}

std::int32_t Connections::limit_of(const std::string& host) const {
  const auto& config = broker_.config();
  std::string_view rest = config.max_connections_per_ip_overrides;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    auto entry = rest.substr(0, comma);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    // The last colon: an IPv6 address has others.
    const auto colon = entry.rfind(':');
    if (colon == entry.npos || entry.substr(0, colon) != host) continue;
    std::int32_t limit = 0;
    const auto digits = entry.substr(colon + 1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), limit);
    if (parsed.ec == std::errc() && limit >= 0) return limit;
  }
  return config.max_connections_per_ip;
}

std::string Connections::limit_reached(const std::string& host) const {
  const auto& config = broker_.config();
  if (static_cast<std::int64_t>(open_.size()) >= config.max_connections)
    return fmt::format("max.connections={} is reached", config.max_connections);
  const auto found = open_per_host_.find(host);
  const auto limit = limit_of(host);
  if ((found != open_per_host_.end() ? found->second : 0) >= limit)
    return fmt::format("max.connections.per.ip={} is reached", limit);
  return {};
}

void Connections::remove(Connection& connection) {
  const auto& client = connection.client();
  auto& events = broker_.events();
  if (events.wants_everything())
    events.emit(ConnectionClosed{static_cast<std::int64_t>(client.connection_id), client.peer(),
                                 connection.end_reason()});
  if (--open_per_host_[client.host] == 0) open_per_host_.erase(client.host);
  open_.erase(&connection);
  if (open_.empty() && all_ended_) std::exchange(all_ended_, nullptr)();
}

void Connections::sweep() {
  const auto now = broker_.clock().steady();
  // Closing only asks: the map changes later, when the coroutine has ended.
  for (const auto& [raw, connection] : open_) connection->sweep(now);
}

void Connections::close_all(std::function<void()> ended) {
  if (open_.empty()) return ended();
  all_ended_ = std::move(ended);
  for (const auto& [raw, connection] : open_) connection->close("the broker stops");
}

}  // namespace barnabas
