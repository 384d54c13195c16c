#pragma once
// What a failure of the log means to the member of a group.

#include "protocol/base/error_code.h"

namespace barnabas {

// A member can retry here, look for the coordinator again, or give up; what exactly failed in the
// log is of no use to it. Other errors stay what they are.
inline ErrorCode as_member_error(ErrorCode error) {
  switch (error) {
    case ErrorCode::UnknownTopicOrPartition:
    case ErrorCode::NotEnoughReplicas:
    case ErrorCode::RequestTimedOut:
      return ErrorCode::CoordinatorNotAvailable;
    case ErrorCode::NotLeaderOrFollower:
    case ErrorCode::KafkaStorageError:
      return ErrorCode::NotCoordinator;
    case ErrorCode::MessageTooLarge:
    case ErrorCode::RecordListTooLarge:
    case ErrorCode::InvalidFetchSize:
      return ErrorCode::UnknownServerError;
    default:
      return error;
  }
}

}  // namespace barnabas
