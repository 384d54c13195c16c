// DescribeAcls: v0-3
//
// Behaviour:
//  * There is no authorizer: SECURITY_DISABLED, which tells tools to show no access rules.

#include "broker/handlers/security/handlers.h"

namespace barnabas {

DescribeAclsResponse handle(const DescribeAclsRequest&, Context&) {
  return {.error_code = ErrorCode::SecurityDisabled,
          .error_message = "No Authorizer is configured."};
}

}  // namespace barnabas
