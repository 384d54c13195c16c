#pragma once
// LogFile: walks the batches of a segment (.log) or metadata snapshot (.checkpoint), one at a time,
// so that a file of any size takes the memory of its largest batch.
//
// Batches of magic 0 and 1 are walked too; LogEntry says which kind it is. One thread.

#include <cstdint>
#include <optional>
#include <string>

#include "cli/input_file.h"
#include "protocol/base/offset.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

// One batch or legacy message in the file. `bytes` lives until the next call of next().
struct LogEntry {
  std::uint64_t position = 0;
  BatchPrefix prefix;
  Bytes bytes;
};

class LogFile {
 public:
  explicit LogFile(InputFile file) : file_(std::move(file)) {}
  static Result<LogFile> open(const std::string& path);

  const InputFile& file() const { return file_; }

  // Goes on reading at `position`, which must be where a batch starts.
  void seek(std::uint64_t position) { position_ = position; }
  // Where the next batch starts; once next() gave nothing, where the good part of the file ends.
  std::uint64_t position() const { return position_; }
  // Does not look behind `end`: a batch that crosses it is not returned.
  void set_end(std::uint64_t end) { end_ = end; }

  // The next batch; nothing at the end of the file or where only part of a batch is left (then
  // position() is not the end). Errors: what stands there is not a batch, naming file and position.
  Result<std::optional<LogEntry>> next();

 private:
  InputFile file_;
  std::uint64_t position_ = 0;
  std::uint64_t end_ = UINT64_MAX;
  Buffer content_;
};

// The base offset that a file name such as 00000000000000001480.log states.
std::optional<Offset> base_offset_of(const std::string& file_name);

// "00000000000000001480", as Kafka names segments.
std::string segment_name(Offset base_offset);

// The path beside `path` with another ending: ".log" for x/0...0.index gives x/0...0.log.
std::string sibling_path(const std::string& path, const std::string& ending);

}  // namespace barnabas
