#pragma once
// FileSink: text into a file, or into a row of numbered ones; compressed on the way, if wanted.
//
// A file that ends in the middle of a record, because the disk was full, is cut back to its last
// whole one: it holds what was counted as delivered.

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "generator/outputs/stream_compressor.h"
#include "generator/outputs/text_sink.h"
#include "protocol/base/result.h"

namespace barnabas {

// When a next file begins: at the first record that would go beyond one of these. 0: never.
struct RollOptions {
  std::uint64_t size_bytes = 0;  // of text, before it is compressed
  std::uint64_t records = 0;
  std::chrono::nanoseconds age{0};

  bool is_wanted() const { return size_bytes > 0 || records > 0 || age > age.zero(); }
};

struct FileOptions {
  std::string path;
  // None, Gzip or Zstd. Nothing: as the name's end says, .gz or .zst.
  std::optional<Compression> compression = {};
  RollOptions roll = {};
};

// The name of the file with this number: "orders.json.gz" has "orders-00001.json.gz".
std::string numbered_path(const std::string& path, std::uint64_t number);

class FileSink : public TextSink {
 public:
  // Makes the file, or empties the one that is there. Numbered files are never overwritten: the
  // first of this run comes after the last that is there.
  static Result<std::unique_ptr<FileSink>> create(FileOptions options);
  ~FileSink() override;
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  Written write(std::string_view text, std::span<const std::size_t> ends) override;
  End finish(StopSignal& signal) override;

 private:
  using Clock = std::chrono::steady_clock;

  explicit FileSink(FileOptions options) : options_(std::move(options)) {}
  Result<void> open();
  // An error of the file that closes, or nothing.
  std::string close();
  // How many of the records still belong into this file.
  std::size_t that_fit(std::size_t begin, std::span<const std::size_t> ends) const;
  Written write_piece(std::string_view piece, std::span<const std::size_t> ends);

  FileOptions options_;
  std::string path_;  // of the file that is open
  std::uint64_t number_ = 0;
  int descriptor_ = -1;
  std::unique_ptr<StreamCompressor> compressor_;
  std::string compressed_;
  std::uint64_t file_bytes_ = 0;  // on the disk
  std::uint64_t text_bytes_ = 0;
  std::uint64_t records_ = 0;
  Clock::time_point opened_;
};

}  // namespace barnabas
