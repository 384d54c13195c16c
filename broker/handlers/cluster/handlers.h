#pragma once
// The handlers of requests about the cluster as a whole. One file each, named after the API.

#include "broker/context.h"
#include "broker/net/asio.h"
#include "protocol/messages/cluster/api_versions.h"
#include "protocol/messages/cluster/describe_cluster.h"
#include "protocol/messages/cluster/describe_log_dirs.h"
#include "protocol/messages/cluster/describe_producers.h"
#include "protocol/messages/cluster/describe_quorum.h"
#include "protocol/messages/cluster/metadata.h"

namespace barnabas {

ApiVersionsResponse handle(const ApiVersionsRequest& request, Context& context);
awaitable<MetadataResponse> handle(MetadataRequest request, Context& context);
DescribeClusterResponse handle(const DescribeClusterRequest& request, Context& context);
DescribeLogDirsResponse handle(const DescribeLogDirsRequest& request, Context& context);
DescribeProducersResponse handle(const DescribeProducersRequest& request, Context& context);
DescribeQuorumResponse handle(const DescribeQuorumRequest& request, Context& context);

}  // namespace barnabas
