#pragma once
// The handlers of requests about access rules. One file each, named after the API.

#include "broker/context.h"
#include "protocol/messages/security/describe_acls.h"

namespace barnabas {

DescribeAclsResponse handle(const DescribeAclsRequest& request, Context& context);

}  // namespace barnabas
