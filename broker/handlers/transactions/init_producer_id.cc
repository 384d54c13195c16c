// InitProducerId: v0-5
//
// Behaviour:
//  * An idempotent producer gets an id that no other producer ever had, also over restarts, and
//    epoch 0. Ids come in blocks of 1000 that the metadata log hands out.
//  * v3 and later: a producer that brings id and epoch gets the same id with the next epoch, and a
//    new id when epochs are used up (KIP-360).
//
// Left out: transactions; a transactional id is INVALID_REQUEST.

#include <limits>

#include "broker/broker.h"
#include "broker/handlers/transactions/handlers.h"

namespace barnabas {

awaitable<InitProducerIdResponse> handle(InitProducerIdRequest request, Context& context) {
  InitProducerIdResponse response;
  if (request.transactional_id) {
    response.error_code = ErrorCode::InvalidRequest;
    co_return response;
  }
  constexpr auto last_epoch = std::numeric_limits<std::int16_t>::max() - 1;
  const bool resumes = request.producer_id >= 0 && request.producer_epoch >= 0;
  if (resumes && request.producer_epoch < last_epoch) {
    response.producer_id = request.producer_id;
    response.producer_epoch = static_cast<std::int16_t>(request.producer_epoch + 1);
    co_return response;
  }
  const auto id = co_await context.broker.next_producer_id();
  if (!id) {
    response.error_code = id.error().code;
    co_return response;
  }
  response.producer_id = *id;
  response.producer_epoch = 0;
  co_return response;
}

}  // namespace barnabas
