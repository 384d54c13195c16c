#pragma once
// The handlers of requests about producers and transactions. One file each, named after the API.

#include "broker/context.h"
#include "broker/net/asio.h"
#include "protocol/messages/transactions/init_producer_id.h"

namespace barnabas {

awaitable<InitProducerIdResponse> handle(InitProducerIdRequest request, Context& context);

}  // namespace barnabas
