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

#include "broker/broker.h"
#include "broker/handlers/data/handlers.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

constexpr std::int64_t invalid_low_watermark = -1;

Result<Offset> delete_before(const Topics& topics, const std::string& topic,
                             const DeleteRecordsRequest::Partition& wanted) {
  const auto found = topics.find(topic, {}, wanted.partition_index);
  if (found.partition == nullptr) return fail(found.error, topic);
  if (found.topic->internal) return fail(ErrorCode::InvalidTopicException, topic);
  if (!found.topic->config->cleanup_delete) return fail(ErrorCode::PolicyViolation, topic);
  return found.partition->delete_records_before(wanted.offset);
}

void refuse_all(DeleteRecordsResponse& response, ErrorCode error) {
  for (auto& topic : response.topics) {
    for (auto& partition : topic.partitions) {
      if (partition.error_code != ErrorCode::None) continue;
      partition.low_watermark = invalid_low_watermark;
      partition.error_code = error;
    }
  }
}

}  // namespace

DeleteRecordsResponse handle(const DeleteRecordsRequest& request, Context& context) {
  DeleteRecordsResponse response;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    for (const auto& partition : topic.partitions) {
      const auto deleted = delete_before(context.broker.topics(), topic.name, partition);
      answered.partitions.push_back(
          {.partition_index = partition.partition_index,
           .low_watermark = deleted.value_or(invalid_low_watermark),
           .error_code = deleted ? ErrorCode::None : deleted.error().code});
    }
  }
  if (const auto written = context.broker.logs().write_log_starts(); !written) {
    context.broker.log(LogLevel::Error, written.error().message);
    refuse_all(response, ErrorCode::KafkaStorageError);
  }
  return response;
}

}  // namespace barnabas
