#include "cli/serve_config.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace barnabas {
namespace {

// Settings for a purpose, weaker than anything said explicitly.
Result<ConfigMap> profile_values(const std::string& profile) {
  if (profile.empty()) return ConfigMap{};
  if (profile == "test")
    return ConfigMap{{"durability", "os"}, {"log.retention.check.interval.ms", "1000"}};
  if (profile == "classroom")
    return ConfigMap{{"log.segment.bytes", "65536"}, {"log.index.interval.bytes", "512"}};
  if (profile == "durable") return ConfigMap{{"durability", "fsync"}};
  return fail(ErrorCode::InvalidConfig,
              "--profile " + profile + ": there are test, classroom and durable");
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return fail(ErrorCode::InvalidConfig, path + ": cannot be read: " + std::strerror(errno));
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::pair<std::string, std::string>> environment_variables() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

void apply_options(const ServeOptions& options, ConfigMap& values) {
  if (options.data_dir) values["log.dirs"] = *options.data_dir;
  if (!options.host && !options.port) return;
  values["listeners"] = fmt::format("PLAINTEXT://{}:{}", options.host.value_or("127.0.0.1"),
                                    options.port.value_or(9092));
  values.erase("advertised.listeners");
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

Result<ServeConfig> make_serve_config(const ServeOptions& options) {
  auto profile = profile_values(options.profile);
  if (!profile) return tl::unexpected(profile.error());
  std::string content;
  if (options.properties_file) {
    auto read = read_file(*options.properties_file);
    if (!read) return tl::unexpected(read.error());
    content = std::move(*read);
  }
  const auto variables = environment_variables();
  std::vector<std::string> settings;
  for (const auto& [key, value] : options.settings) settings.push_back(key + "=" + value);
  auto loaded = load_config({.file_name = options.properties_file.value_or(""),
                             .file_content = content,
                             .environment = variables,
                             .settings = settings});
  if (!loaded) return tl::unexpected(loaded.error());
  loaded->values.merge(*profile);  // keeps what is there already
  apply_options(options, loaded->values);
  return ServeConfig{std::move(loaded->values), std::move(loaded->warnings)};
}

Result<void> check_exposure(const BrokerConfig& config, bool insecure_allow_remote) {
  for (const auto& listener : config.listeners) {
    if (listener.security_protocol != "PLAINTEXT")
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("listener {} asks for {}, but only PLAINTEXT is served",
                              listener.name, listener.security_protocol));
    if (is_loopback(listener.host) || insecure_allow_remote) continue;
    return fail(ErrorCode::InvalidConfig,
                fmt::format("listener {} on {}:{} can be reached from other machines, and has no "
                            "authentication; listen on 127.0.0.1, or say --insecure-allow-remote",
                            listener.name, listener.host.empty() ? "all interfaces" : listener.host,
                            listener.port));
  }
  return {};
}

}  // namespace barnabas
