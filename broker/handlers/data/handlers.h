#pragma once
// The handlers of requests about records. One file each, named after the API.

#include "broker/context.h"
#include "broker/durable_answer.h"
#include "broker/net/asio.h"
#include "protocol/messages/data/delete_records.h"
#include "protocol/messages/data/fetch.h"
#include "protocol/messages/data/list_offsets.h"
#include "protocol/messages/data/offset_for_leader_epoch.h"
#include "protocol/messages/data/produce.h"

namespace barnabas {

DurableAnswer<ProduceResponse> handle(const ProduceRequest& request, Context& context);
awaitable<FetchResponse> handle(FetchRequest request, Context& context);
ListOffsetsResponse handle(const ListOffsetsRequest& request, Context& context);
awaitable<DeleteRecordsResponse> handle(DeleteRecordsRequest request, Context& context);
OffsetForLeaderEpochResponse handle(const OffsetForLeaderEpochRequest& request, Context& context);

}  // namespace barnabas
