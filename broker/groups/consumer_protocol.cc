#include "broker/groups/consumer_protocol.h"

#include "protocol/messages/records/consumer_protocol.h"
#include "protocol/messages/records/framing.h"

namespace barnabas {

std::optional<std::set<std::string>> parse_subscribed_topics(Bytes metadata) {
  const auto frame = parse_coordinator_frame(metadata);
  if (!frame) return std::nullopt;
  const auto subscription = decode<ConsumerProtocolSubscription>(frame->body, 0);
  if (!subscription) return std::nullopt;
  return std::set<std::string>(subscription->topics.begin(), subscription->topics.end());
}

}  // namespace barnabas
