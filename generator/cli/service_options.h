#pragma once
// What a command line says about outputs that are services: http, elastic, s3, redis, mongo.

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "generator/emitters/jr_config.h"
#include "generator/outputs/output_settings.h"
#include "generator/run/output.h"

namespace barnabas {

struct ServiceOptions {
  // JR's configuration files.
  std::string http_config;
  std::string redis_config;
  std::string mongo_config;
  std::string elastic_config;
  std::string s3_config;
  std::string redis_ttl;
  PropertyList properties;  // of any of them; they win over the files
};
void add_service_options(Command& command, ServiceOptions& options);

// The properties of the output with this name; nullptr: it is no service.
const OutputTable* service_table(const std::string& output);

// An error: a property that none of these outputs has.
Result<void> check_service_properties(const ServiceOptions& options,
                                      const std::vector<std::string>& outputs);

// Connects. The file is that of the command line, else that of the global part of `users`.
// REQUIRES: service_table(output) != nullptr.
Result<std::unique_ptr<Output>> connect_service(const std::string& output,
                                                const ServiceOptions& options,
                                                const JrConfig* users, StopSignal& signal);

}  // namespace barnabas
