#pragma once
// tell_config_changes: the events of a request that changed configs, once they are in force.

#include <algorithm>

#include "broker/broker.h"
#include "broker/events/event_stream.h"
#include "broker/metadata/config_rules.h"

namespace barnabas {

// Both kinds of requests have resources with configs, and responses in the same order.
template <class Request, class Response>
void tell_config_changes(const Request& request, const Response& response, Context& context) {
  auto& events = context.broker.events();
  if (!events.wants_summary()) return;
  for (const auto& wanted : request.resources) {
    const auto refused = [&](const auto& result) {
      return result.error_code != ErrorCode::None && result.resource_type == wanted.resource_type &&
             result.resource_name == wanted.resource_name;
    };
    if (std::any_of(response.responses.begin(), response.responses.end(), refused)) continue;
    const auto type = to_string(static_cast<ConfigResourceType>(wanted.resource_type));
    for (const auto& config : wanted.configs) {
      ConfigChanged event{.resource = std::string(type) + " " + wanted.resource_name,
                          .key = config.name};
      event.value = config.value;
      events.emit(std::move(event));
    }
  }
}

}  // namespace barnabas
