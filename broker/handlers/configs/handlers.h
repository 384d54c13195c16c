#pragma once
// The handlers of requests about configs. One file each, named after the API.

#include "broker/context.h"
#include "broker/net/asio.h"
#include "protocol/messages/configs/alter_configs.h"
#include "protocol/messages/configs/describe_configs.h"
#include "protocol/messages/configs/incremental_alter_configs.h"
#include "protocol/messages/configs/list_config_resources.h"

namespace barnabas {

awaitable<AlterConfigsResponse> handle(AlterConfigsRequest request, Context& context);
DescribeConfigsResponse handle(const DescribeConfigsRequest& request, Context& context);
awaitable<IncrementalAlterConfigsResponse> handle(IncrementalAlterConfigsRequest request,
                                                  Context& context);
ListConfigResourcesResponse handle(const ListConfigResourcesRequest& request, Context& context);

}  // namespace barnabas
