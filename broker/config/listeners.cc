#include "broker/config/listeners.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "broker/config/property.h"

namespace barnabas {
namespace {

using ProtocolMap = std::map<std::string, std::string, std::less<>>;

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

bool is_security_protocol(std::string_view name) {
  return name == "PLAINTEXT" || name == "SSL" || name == "SASL_PLAINTEXT" || name == "SASL_SSL";
}

Result<ProtocolMap> protocol_map(const std::string* text) {
  ProtocolMap protocols;
  for (const auto* name : {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"})
    protocols[name] = name;
  if (text == nullptr) return protocols;
  for (const auto& pair : split_list(*text)) {
    const auto colon = pair.find(':');
    const auto protocol = colon == std::string::npos ? "" : upper(pair.substr(colon + 1));
    if (!is_security_protocol(protocol))
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("listener.security.protocol.map has \"{}\": expected NAME:PROTOCOL, "
                              "PROTOCOL one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL",
                              pair));
    protocols[upper(pair.substr(0, colon))] = protocol;
  }
  return protocols;
}

Result<void> name_protocols(std::vector<Listener>& listeners, const ProtocolMap& protocols) {
  for (auto& listener : listeners) {
    const auto found = protocols.find(listener.name);
    if (found == protocols.end())
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("listener {} has no security protocol: add {}:PLAINTEXT to "
                              "listener.security.protocol.map",
                              listener.name, listener.name));
    listener.security_protocol = found->second;
  }
  return {};
}

Result<std::vector<Listener>> advertised(const std::string* text, std::string_view host_name,
                                         const BrokerConfig& config) {
  if (text == nullptr) {
    auto listeners = config.listeners;
    for (auto& listener : listeners)
      if (listener.host.empty() || listener.host == "0.0.0.0" || listener.host == "::")
        listener.host = host_name;
    return listeners;
  }
  auto told = parse_listeners("advertised.listeners", *text);
  if (!told) return told;
  std::vector<Listener> ordered;
  for (const auto& listener : config.listeners) {
    const auto same = [&](const Listener& other) { return other.name == listener.name; };
    const auto found = std::find_if(told->begin(), told->end(), same);
    if (found == told->end())
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("advertised.listeners lacks the listener {}", listener.name));
    if (found->host.empty() || found->host == "0.0.0.0" || found->host == "::")
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("advertised.listeners cannot name \"{}\" for {}: clients need an "
                              "address that they can connect to",
                              found->host, found->name));
    ordered.push_back(*found);
  }
  for (const auto& listener : *told) {
    const auto same = [&](const Listener& other) { return other.name == listener.name; };
    if (std::none_of(ordered.begin(), ordered.end(), same) &&
        std::find(config.controller_listener_names.begin(), config.controller_listener_names.end(),
                  listener.name) == config.controller_listener_names.end())
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("advertised.listeners names {}, which listeners does not have",
                              listener.name));
  }
  return ordered;
}

}  // namespace

Result<std::vector<Listener>> parse_listeners(std::string_view property, std::string_view text) {
  std::vector<Listener> listeners;
  for (const auto& item : split_list(text)) {
    const auto complain = [&](std::string_view what) {
      return fail(ErrorCode::InvalidConfig, fmt::format("{} has \"{}\": {}", property, item, what));
    };
    const auto scheme = item.find("://");
    if (scheme == std::string::npos || scheme == 0) return complain("expected NAME://host:port");
    const std::string_view address = std::string_view(item).substr(scheme + 3);
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos) return complain("the port is missing");
    Listener listener{.name = upper(std::string_view(item).substr(0, scheme))};
    auto host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    listener.host = host;
    const auto port = address.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(port.data(), port.data() + port.size(), listener.port);
    if (error != std::errc() || end != port.data() + port.size())
      return complain("the port has to be a number from 0 to 65535");
    for (const auto& other : listeners)
      if (other.name == listener.name) return complain("each listener needs a name of its own");
    listeners.push_back(std::move(listener));
  }
  return listeners;
}

Result<void> resolve_listeners(const ConfigLookup& lookup, std::string_view host_name,
                               BrokerConfig& config) {
  const auto protocols = protocol_map(lookup("listener.security.protocol.map"));
  if (!protocols) return tl::unexpected(protocols.error());
  if (const auto* text = lookup("listeners")) {
    auto listeners = parse_listeners("listeners", *text);
    if (!listeners) return tl::unexpected(listeners.error());
    const auto& controllers = config.controller_listener_names;
    std::erase_if(*listeners, [&](const Listener& listener) {
      return std::find(controllers.begin(), controllers.end(), listener.name) != controllers.end();
    });
    if (listeners->empty())
      return fail(ErrorCode::InvalidConfig,
                  "listeners names no address for clients; for instance "
                  "listeners=PLAINTEXT://127.0.0.1:9092");
    config.listeners = std::move(*listeners);
  }
  if (auto named = name_protocols(config.listeners, *protocols); !named) return named;
  auto told = advertised(lookup("advertised.listeners"), host_name, config);
  if (!told) return tl::unexpected(told.error());
  config.advertised_listeners = std::move(*told);
  return name_protocols(config.advertised_listeners, *protocols);
}

}  // namespace barnabas
