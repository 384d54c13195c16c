#include "broker/events/event_file.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

namespace barnabas {

Result<std::unique_ptr<EventFile>> EventFile::open(const std::string& path, EventStream& events) {
  auto* file = std::fopen(path.c_str(), "ae");
  if (file == nullptr)
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("events file {}: {}", path, std::strerror(errno)));
  return std::unique_ptr<EventFile>(new EventFile(file, events));
}

EventFile::EventFile(std::FILE* file, EventStream& events) : file_(file), events_(events) {
  // A line is written when it is whole, so that `tail -f` and a crash see whole lines.
  std::setvbuf(file_, nullptr, _IOLBF, 0);
  id_ = events_.listen(EventDetail::Everything, [this](const Event& event) {
    const auto line = to_json(event) + "\n";
    std::fwrite(line.data(), 1, line.size(), file_);
  });
}

EventFile::~EventFile() {
  events_.stop_listening(id_);
  std::fclose(file_);
}

}  // namespace barnabas
