#pragma once
// The one thing the broker reads in a member's metadata: which topics a consumer subscribes to.
//
// ConsumerProtocolSubscription (embedded protocol "consumer"): version int16, then topics as an
// array of strings, then what later versions added. Version 0 is the front of them all, so that is
// all that is read. Used so that positions in a topic that is being read neither expire nor can be
// deleted.

#include <optional>
#include <set>
#include <string>

#include "protocol/base/bytes.h"

namespace barnabas {

// Nothing when the bytes are no subscription.
std::optional<std::set<std::string>> parse_subscribed_topics(Bytes metadata);

}  // namespace barnabas
