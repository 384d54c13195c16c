// InitProducerId: v0-5
//
// Behaviour:
//  * An idempotent producer gets an id that no other producer ever had, also over restarts, and
//    epoch 0. Without a transactional id, the id and epoch that a v3 request brings along change
//    nothing: such a producer raises its epoch by itself (KIP-360).
//
// Left out: transactions; a transactional id is INVALID_REQUEST.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/events/event_stream.h"
#include "broker/handlers/transactions/handlers.h"

namespace barnabas {

awaitable<InitProducerIdResponse> handle(InitProducerIdRequest request, Context& context) {
  InitProducerIdResponse response;
  if (request.transactional_id) {
    response.error_code = ErrorCode::InvalidRequest;
    co_return response;
  }
  const auto id = co_await context.broker.cluster().next_producer_id();
  if (!id) {
    response.error_code = id.error().code;
    co_return response;
  }
  response.producer_id = *id;
  response.producer_epoch = 0;
  if (context.broker.events().wants_summary()) {
    ProducerIdGiven event{.client_id = std::string(context.client_id()), .producer_id = *id};
    event.producer_epoch = 0;
    context.broker.events().emit(std::move(event));
  }
  co_return response;
}

}  // namespace barnabas
