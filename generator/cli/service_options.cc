#include "generator/cli/service_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "generator/cli/workspace.h"
#include "generator/outputs/http_form.h"
#include "generator/outputs/mongo_writer.h"
#include "generator/outputs/redis_writer.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr const char* property_option = "--output-property";

struct Service {
  const OutputTable& table;
  std::array<const char*, 2> names;  // "" where there is no second one
  std::string ServiceOptions::*config;
  const char* config_setting;  // in the global part of jrconfig.json
  Result<std::unique_ptr<Output>> (*connect)(const OutputSettings&, StopSignal&);
};

const Service services[] = {
    {http_table, {"http", ""}, &ServiceOptions::http_config, "httpConfig", connect_http},
    {elastic_table,
     {"elastic", "opensearch"},
     &ServiceOptions::elastic_config,
     "elasticConfig",
     connect_elastic},
    {s3_table, {"s3", ""}, &ServiceOptions::s3_config, "s3Config", connect_s3},
    {redis_table, {"redis", ""}, &ServiceOptions::redis_config, "redisConfig", connect_redis},
    {mongo_table,
     {"mongo", "mongodb"},
     &ServiceOptions::mongo_config,
     "mongoConfig",
     connect_mongo},
};

const Service* find_service(const std::string& output) {
  for (const auto& service : services) {
    if (!output.empty() && (output == service.names[0] || output == service.names[1]))
      return &service;
  }
  return nullptr;
}

// The property's name for that output, where it is one of its own: "http.headers.X" or "headers.X"
// is "headers.X" for http. Else an empty text.
std::string name_for(const Service& service, const std::string& property) {
  for (const std::string name : service.names) {
    if (!name.empty() && property.starts_with(name + ".")) return property.substr(name.size() + 1);
  }
  return has_property(service.table, property) ? property : "";
}

std::string setting(const JrConfig* users, const char* name) {
  const auto found = users == nullptr ? std::nullopt : users->setting(name);
  return found ? std::string(*found) : "";
}

Result<void> add_ttl(const ServiceOptions& options, const JrConfig* users,
                     OutputSettings& settings) {
  const auto configured = setting(users, "redisTtl");
  if (!configured.empty()) {
    if (auto done = settings.add("jrconfig.json: redisTtl", "ttl", configured); !done) return done;
  }
  if (options.redis_ttl.empty()) return {};
  return settings.add("--redis.ttl", "ttl", options.redis_ttl);
}

}  // namespace

void add_service_options(Command& command, ServiceOptions& options) {
  constexpr const char* group = "Services";
  const auto config = [&](const char* names, const char* text, std::string& target) {
    command.option({.names = names, .value = "FILE", .text = text, .group = group}, target);
  };
  config("--httpConfig", "Properties of output http, JSON: endpoint, headers, authentication ...",
         options.http_config);
  config("--elasticConfig", "Properties of output elastic, JSON: es_uri, index, username ...",
         options.elastic_config);
  config("--s3Config", "Properties of output s3, JSON: bucket, aws_region, endpoint ...",
         options.s3_config);
  config("--redisConfig", "Properties of output redis, JSON: host, port, username, password ...",
         options.redis_config);
  config("--mongoConfig", "Properties of output mongo, JSON: mongo_uri, database, collection ...",
         options.mongo_config);
  command.option({.names = "--redis.ttl",
                  .value = "DURATION",
                  .text = "How long keys of output redis live, for instance 1h",
                  .default_value = "for ever",
                  .group = group},
                 options.redis_ttl);
  command.option(
      {.names = property_option,
       .value = "NAME=VALUE",
       .text = "A property of such an output, as in its file, with dots between objects: "
               "endpoint.url=http://127.0.0.1:8080/; may be given several times, and "
               "wins over the file. 'producer list OUTPUT' shows what there is",
       .group = group},
      options.properties);
}

const OutputTable* service_table(const std::string& output) {
  const auto* service = find_service(output);
  return service == nullptr ? nullptr : &service->table;
}

Result<void> check_service_properties(const ServiceOptions& options,
                                      const std::vector<std::string>& outputs) {
  std::vector<std::string> known;
  std::vector<const Service*> used;
  for (const auto& output : outputs) {
    const auto* service = find_service(output);
    if (service == nullptr) continue;
    used.push_back(service);
    for (const auto& property : service->table.properties) known.emplace_back(property.name);
  }
  for (const auto& [name, value] : options.properties) {
    const bool taken = std::any_of(used.begin(), used.end(), [&name = name](const auto* service) {
      return !name_for(*service, name).empty();
    });
    if (taken) continue;
    return fail(ErrorCode::InvalidRequest,
                fmt::format("{}: {} has a property '{}'.{}", property_option,
                            used.empty() ? "no output of this run" : "none of the outputs", name,
                            did_you_mean(name, known)));
  }
  return {};
}

Result<std::unique_ptr<Output>> connect_service(const std::string& output,
                                                const ServiceOptions& options,
                                                const JrConfig* users, StopSignal& signal) {
  const auto& service = *find_service(output);
  OutputSettings settings(service.table);
  auto path = options.*service.config;
  if (path.empty()) path = setting(users, service.config_setting);
  if (!path.empty()) {
    const auto text = read_whole_file(path);
    if (!text) return tl::unexpected(text.error());
    if (auto done = settings.add_file(path, *text); !done) return tl::unexpected(done.error());
  }
  if (has_property(service.table, "ttl")) {
    if (auto done = add_ttl(options, users, settings); !done) return tl::unexpected(done.error());
  }
  for (const auto& [given, value] : options.properties) {
    const auto name = name_for(service, given);
    if (name.empty()) continue;  // of another output
    if (auto done = settings.add(property_option, name, value); !done)
      return tl::unexpected(done.error());
  }
  for (const auto& name : settings.unused())
    complain(fmt::format("output {}: {} means nothing here", output, name));
  return service.connect(settings, signal);
}

}  // namespace barnabas
