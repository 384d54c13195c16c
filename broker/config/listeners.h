#pragma once
// Listeners: what listeners, advertised.listeners, listener.security.protocol.map and
// controller.listener.names say together.

#include <functional>

#include "broker/config/broker_config.h"
#include "protocol/base/result.h"

namespace barnabas {

// The value that is in force for a property, null where nobody set it.
using ConfigLookup = std::function<const std::string*(std::string_view name)>;

// Reads "NAME://host:port,..."; IPv6 addresses stand in brackets. Errors: InvalidConfig.
Result<std::vector<Listener>> parse_listeners(std::string_view property, std::string_view text);

// Fills config.listeners and config.advertised_listeners. `host_name` is advertised for listeners
// on all interfaces. REQUIRES: config.controller_listener_names is set.
Result<void> resolve_listeners(const ConfigLookup& lookup, std::string_view host_name,
                               BrokerConfig& config);

}  // namespace barnabas
