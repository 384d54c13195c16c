#pragma once
// EventFile: every event as a line of JSON, appended to a file.

#include <cstdio>
#include <memory>
#include <string>

#include "broker/events/event_stream.h"
#include "protocol/base/result.h"

namespace barnabas {

class EventFile {
 public:
  // Listens to `events`, which must outlive it, until destroyed. Errors name the file.
  static Result<std::unique_ptr<EventFile>> open(const std::string& path, EventStream& events);
  ~EventFile();
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

 private:
  EventFile(std::FILE* file, EventStream& events);

  std::FILE* const file_;
  EventStream& events_;
  EventStream::ListenerId id_ = 0;
};

}  // namespace barnabas
