#include "cli/client_setup.h"

#include <fmt/core.h>

#include <csignal>

#include "cli/exit_code.h"
#include "protocol/base/suggest.h"

namespace barnabas {

using namespace client;
namespace {

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

}  // namespace

Result<ClusterOptions> cluster_options(const ClientOptions& options) {
  ClusterOptions cluster;
  auto bootstrap = options.bootstrap_server;
  for (const auto& [key, value] : options.properties) {
    std::string complaint;
    if (key == "client.id")
      cluster.connection.client_id = value;
    else if (key == "bootstrap.servers" || key == "metadata.broker.list")
      bootstrap = value;
    else if (key == "request.timeout.ms")
      complaint = read_value(value, cluster.connection.request_timeout_ms);
    else if (key == "socket.connection.setup.timeout.ms")
      complaint = read_value(value, cluster.connection.connect_timeout_ms);
    else if (key == "retry.backoff.ms")
      complaint = read_value(value, cluster.retry_backoff_ms);
    else if (key == "delivery.timeout.ms" || key == "default.api.timeout.ms")
      complaint = read_value(value, cluster.retry_timeout_ms);
    else
      return usage_error(fmt::format(
          "-X {}: this client has no such property.{}", key,
          did_you_mean(key, std::vector<std::string>{"client.id", "bootstrap.servers",
                                                     "metadata.broker.list", "request.timeout.ms",
                                                     "socket.connection.setup.timeout.ms",
                                                     "retry.backoff.ms", "delivery.timeout.ms"})));
    if (!complaint.empty()) return usage_error(fmt::format("-X {}: {}", key, complaint));
  }
  auto endpoints = parse_endpoints(bootstrap);
  if (!endpoints) return tl::unexpected(std::move(endpoints.error()));
  cluster.bootstrap = std::move(*endpoints);
  if (options.verbose)
    cluster.connection.trace = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  return cluster;
}

int with_cluster(const ClientOptions& options,
                 const std::function<Result<int>(Cluster& cluster)>& run) {
  auto settings = cluster_options(options);
  if (!settings) {
    print_error(settings.error().message);
    return kExitUsage;
  }
  Cluster cluster(std::move(*settings));
  const auto code = run(cluster);
  return code ? *code : report(code.error());
}

void block_interrupts() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

bool interrupted() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

}  // namespace barnabas
