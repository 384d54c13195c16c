#pragma once
// From the options of a client command to a cluster to talk to.

#include "cli/command_line.h"
#include "client/cluster.h"

namespace barnabas {

// Errors name the property or address that is wrong.
Result<client::ClusterOptions> cluster_options(const ClientOptions& options);

// Calls `run` with a cluster; what it returns becomes the exit code, an Error is reported.
// The program talks to the broker in `run` for the first time.
int with_cluster(const ClientOptions& options,
                 const std::function<Result<int>(client::Cluster& cluster)>& run);

// Whether Ctrl-C or SIGTERM came since block_interrupts(). A command that reads for ever asks
// between two requests, so that it can commit and leave its group.
void block_interrupts();
bool interrupted();

}  // namespace barnabas
