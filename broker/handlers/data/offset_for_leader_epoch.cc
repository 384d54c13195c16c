// OffsetForLeaderEpoch: v0-4
//
// Behaviour:
//  * The largest epoch not above the one asked for, with the offset where it ends; -1 and -1 where
//    the log has none. A consumer compares that with its position to find truncation (KIP-320).
//
// Version notes:
//  * v1 adds the epoch to the answer, v2 checks the epoch that the client believes in.

#include "broker/broker.h"
#include "broker/handlers/data/handlers.h"

namespace barnabas {
namespace {

using Answer = OffsetForLeaderEpochResponse::EpochEndOffset;

Answer find_end(const Topics& topics, const std::string& topic,
                const OffsetForLeaderEpochRequest::OffsetForLeaderPartition& wanted) {
  Answer answer{.partition = wanted.partition};
  const auto found = topics.find(topic, {}, wanted.partition);
  if (found.partition == nullptr) {
    answer.error_code = found.error;
    return answer;
  }
  answer.error_code = found.partition->check_leader_epoch(wanted.current_leader_epoch);
  if (answer.error_code != ErrorCode::None) return answer;
  const auto log = found.partition->open();
  if (!log) {
    answer.error_code = log.error().code;
    return answer;
  }
  const auto end = (*log)->end_of_epoch(wanted.leader_epoch);
  answer.leader_epoch = end.epoch;
  answer.end_offset = end.end_offset;
  return answer;
}

}  // namespace

OffsetForLeaderEpochResponse handle(const OffsetForLeaderEpochRequest& request, Context& context) {
  OffsetForLeaderEpochResponse response;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.topic = topic.topic;
    for (const auto& partition : topic.partitions)
      answered.partitions.push_back(find_end(context.broker.topics(), topic.topic, partition));
  }
  return response;
}

}  // namespace barnabas
