#pragma once
// RegistryConfig: where a schema registry is and who we are there.
//
// In JR's words (schemaRegistryURL, schemaRegistryUser, schemaRegistryPassword) or in those of
// Confluent's clients (schema.registry.url, basic.auth.user.info, ssl.ca.location ...), one
// NAME=VALUE a line.

#include <string>
#include <utility>
#include <vector>

#include "generator/http/http_client.h"

namespace barnabas {

struct RegistryConfig {
  std::vector<std::string> urls;
  HttpOptions http;
};

// From the properties of a file. `path` is for messages: an error names the property, never what it
// is set to.
Result<RegistryConfig> read_registry_config(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& properties);

// "http://a:8081,http://b:8081" as a list. An error says what is no address.
Result<std::vector<std::string>> parse_registry_urls(const std::string& text);

}  // namespace barnabas
