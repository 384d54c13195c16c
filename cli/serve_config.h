#pragma once
// serve_config: what the options of `barnabas serve` mean as broker properties.

#include <string>
#include <vector>

#include "broker/config/config_sources.h"
#include "cli/serve.h"

namespace barnabas {

struct ServeConfig {
  ConfigMap values;
  std::vector<std::string> warnings;
};

// Puts profile, properties file, environment, --set and options together, later ones winning.
// Errors name the place and the way out, for instance a file that cannot be read.
Result<ServeConfig> make_serve_config(const ServeOptions& options);

// Refuses what would expose the broker: a listener that other machines can reach, without
// authentication, unless --insecure-allow-remote says so.
Result<void> check_exposure(const BrokerConfig& config, bool insecure_allow_remote);

}  // namespace barnabas
