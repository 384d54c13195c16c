// DeleteRecords: v0-2
//
// Behaviour:
//  * Moves the log start of each partition up to the offset asked for; -1 means the high watermark,
//    beyond it OFFSET_OUT_OF_RANGE. Segments that lie wholly below go at the next retention.
//  * Refused with POLICY_VIOLATION where cleanup.policy does not contain delete, and with
//    INVALID_TOPIC_EXCEPTION for internal topics.
//  * Answers with the new low watermark, once log-start-offset-checkpoint is on the disk: deleted
//    records do not come back after a crash. (Written on the loop's thread: it is a small file, and
//    the request a rare one.)
//  * With durability=os the log is synced first, because a log must not be said to start behind
//    what a power loss leaves of it.

#include "broker/broker.h"
#include "broker/handlers/data/handlers.h"
#include "broker/handlers/data/lost_meanwhile.h"
#include "broker/topics/group_commit.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

constexpr std::int64_t invalid_low_watermark = -1;

struct Deleted {
  Partition& partition;
  Offset low_watermark = 0;
};

Result<Deleted> delete_before(const Topics& topics, const std::string& topic,
                              const DeleteRecordsRequest::Partition& wanted) {
  const auto found = topics.find(topic, {}, wanted.partition_index);
  if (found.partition == nullptr) return fail(found.error, topic);
  if (found.topic->internal) return fail(ErrorCode::InvalidTopicException, topic);
  if (!found.topic->config->cleanup_delete) return fail(ErrorCode::PolicyViolation, topic);
  const auto low_watermark = found.partition->delete_records_before(wanted.offset);
  if (!low_watermark) return tl::unexpected(low_watermark.error());
  return Deleted{*found.partition, *low_watermark};
}

void refuse(DeleteRecordsResponse::PartitionResult& partition, ErrorCode error) {
  partition.low_watermark = invalid_low_watermark;
  partition.error_code = error;
}

// Partitions whose log went offline while the answer waited for it.
void refuse_lost(DeleteRecordsResponse& response, const Topics& topics) {
  for (auto& topic : response.topics) {
    for (auto& partition : topic.partitions) {
      if (partition.error_code != ErrorCode::None) continue;
      const auto found = topics.find(topic.name, {}, partition.partition_index);
      if (const auto lost = lost_meanwhile(found)) refuse(partition, lost->code);
    }
  }
}

void refuse_all(DeleteRecordsResponse& response, ErrorCode error) {
  for (auto& topic : response.topics)
    for (auto& partition : topic.partitions)
      if (partition.error_code == ErrorCode::None) refuse(partition, error);
}

}  // namespace

awaitable<DeleteRecordsResponse> handle(DeleteRecordsRequest request, Context& context) {
  auto& broker = context.broker;
  DeleteRecordsResponse response;
  bool must_wait = false;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    for (const auto& partition : topic.partitions) {
      auto& answer = answered.partitions.emplace_back();
      answer.partition_index = partition.partition_index;
      const auto deleted = delete_before(broker.topics(), topic.name, partition);
      if (!deleted) {
        refuse(answer, deleted.error().code);
        continue;
      }
      answer.low_watermark = deleted->low_watermark;
      if (deleted->partition.log().recovery_point() >= deleted->low_watermark) continue;
      broker.commits().join(deleted->partition);
      must_wait = true;
    }
  }
  if (must_wait) {
    co_await broker.commits().wait();
    refuse_lost(response, broker.topics());
  }
  if (const auto written = broker.logs().write_log_starts(); !written) {
    broker.log(LogLevel::Error, written.error().message);
    refuse_all(response, ErrorCode::KafkaStorageError);
  }
  co_return response;
}

}  // namespace barnabas
