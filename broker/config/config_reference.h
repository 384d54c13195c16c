#pragma once
// The page docs/config.md, written from the table of properties, so that the two cannot differ.

#include <string>

namespace barnabas {

// Markdown: the deliberate differences from Apache Kafka first, then every property of brokers,
// topics, groups and client metrics.
std::string config_reference();

}  // namespace barnabas
