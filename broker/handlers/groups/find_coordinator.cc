// FindCoordinator: v0-6
//
// Behaviour:
//  * Every group is coordinated here, so the answer is this broker, as the client's listener names
//    it. The first one who asks brings __consumer_offsets into being, and waits for it.
//
// Version notes:
//  * v1 key types and error texts. v4 several keys at once, each with its own error.
//
// Left out: transactional ids (type 1) and share groups (type 2): INVALID_REQUEST, so that a client
// fails at once instead of asking for ever.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/groups/handlers.h"

namespace barnabas {
namespace {

constexpr std::int8_t group_key_type = 0;

}  // namespace

awaitable<FindCoordinatorResponse> handle(FindCoordinatorRequest request, Context& context) {
  FindCoordinatorResponse response;
  auto error = ErrorCode::InvalidRequest;
  if (request.key_type == group_key_type)
    error = co_await context.broker.cluster().ensure_offsets_topic();
  FindCoordinatorResponse::Coordinator answer{
      .key = {}, .node_id = -1, .host = "", .port = -1, .error_code = error};
  if (error == ErrorCode::None) {
    const auto& endpoint = context.broker.endpoint_for(context.client);
    answer.node_id = context.broker.config().node_id;
    answer.host = endpoint.host;
    answer.port = endpoint.port;
  }
  if (context.version() < 4) {
    response.error_code = error;
    response.error_message = std::string(to_string(error));
    response.node_id = answer.node_id;
    response.host = answer.host;
    response.port = answer.port;
    co_return response;
  }
  for (auto& key : request.coordinator_keys) {
    answer.key = std::move(key);
    response.coordinators.push_back(answer);
  }
  co_return response;
}

}  // namespace barnabas
