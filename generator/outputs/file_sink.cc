#include "generator/outputs/file_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

namespace barnabas {
namespace {

namespace fs = std::filesystem;

Compression compression_of_name(const std::string& path) {
  if (path.ends_with(".gz")) return Compression::Gzip;
  return path.ends_with(".zst") ? Compression::Zstd : Compression::None;
}

// Where the number goes: before the first dot of the name, but for one it begins with.
std::size_t stem_end(const std::string& path) {
  const auto name = path.rfind('/') + 1;  // npos + 1 is 0
  return std::min(path.find('.', name + 1), path.size());
}

// The highest number of the files that are there, or 0.
std::uint64_t last_number(const std::string& path) {
  const auto end = stem_end(path);
  const auto name = path.rfind('/') + 1;
  const auto stem = path.substr(name, end - name) + "-";
  const auto rest = path.substr(end);
  const auto folder = name == 0 ? std::string(".") : path.substr(0, name);
  std::uint64_t last = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const auto found = entry.path().filename().string();
    if (!found.starts_with(stem) || !found.ends_with(rest)) continue;
    if (found.size() <= stem.size() + rest.size()) continue;
    const auto* from = found.data() + stem.size();
    const auto* to = found.data() + found.size() - rest.size();
    std::uint64_t number = 0;
    const auto read = std::from_chars(from, to, number);
    if (read.ec == std::errc() && read.ptr == to) last = std::max(last, number);
  }
  return last;
}

std::string cannot_write(const std::string& path) {
  return fmt::format("{}: cannot be written: {}", path, std::strerror(errno));
}

}  // namespace

std::string numbered_path(const std::string& path, std::uint64_t number) {
  const auto end = stem_end(path);
  return fmt::format("{}-{:05}{}", path.substr(0, end), number, path.substr(end));
}

Result<std::unique_ptr<FileSink>> FileSink::create(FileOptions options) {
  if (!options.compression) options.compression = compression_of_name(options.path);
  std::unique_ptr<FileSink> sink(new FileSink(std::move(options)));
  if (sink->options_.roll.is_wanted()) sink->number_ = last_number(sink->options_.path);
  if (auto opened = sink->open(); !opened) return tl::unexpected(opened.error());
  return sink;
}

FileSink::~FileSink() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> FileSink::open() {
  path_ = options_.path;
  if (options_.roll.is_wanted()) path_ = numbered_path(path_, ++number_);
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return fail(ErrorCode::KafkaStorageError, cannot_write(path_));
  if (*options_.compression != Compression::None)
    compressor_ = make_stream_compressor(*options_.compression);
  file_bytes_ = text_bytes_ = records_ = 0;
  opened_ = Clock::now();
  return {};
}

std::string FileSink::close() {
  std::string error;
  if (compressor_ != nullptr) {
    compressed_.clear();
    compressor_->finish(compressed_);
    error = write_all(descriptor_, compressed_, path_).error;
  }
  // A network file system may say only now that the disk is full.
  if (::close(std::exchange(descriptor_, -1)) != 0 && error.empty()) error = cannot_write(path_);
  return error;
}

std::size_t FileSink::that_fit(std::size_t begin, std::span<const std::size_t> ends) const {
  const auto& roll = options_.roll;
  if (!roll.is_wanted()) return ends.size();
  if (roll.age > roll.age.zero() && records_ > 0 && Clock::now() - opened_ >= roll.age) return 0;
  std::size_t fit = ends.size();
  if (roll.records > 0) fit = std::min<std::size_t>(fit, roll.records - records_);
  if (roll.size_bytes > 0) {
    const auto limit = begin + (roll.size_bytes - std::min(roll.size_bytes, text_bytes_));
    const auto by_size =
        static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), limit) - ends.begin());
    // A record that is larger than a file may be has one to itself.
    fit = std::min(fit, std::max<std::size_t>(by_size, records_ == 0 ? 1 : 0));
  }
  return fit;
}

TextSink::Written FileSink::write(std::string_view text, std::span<const std::size_t> ends) {
  Written written;
  for (std::size_t done = 0; done < ends.size();) {
    const auto fit = that_fit(written.bytes, ends.subspan(done));
    if (fit == 0) {
      if (auto error = close(); !error.empty()) return {.bytes = written.bytes, .error = error};
      if (auto opened = open(); !opened)
        return {.bytes = written.bytes, .error = opened.error().message};
      continue;
    }
    const auto end = ends[done + fit - 1];
    const auto piece = text.substr(written.bytes, end - written.bytes);
    const auto step = write_piece(piece, ends.subspan(done, fit));
    if (!step.error.empty()) return {.bytes = written.bytes + step.bytes, .error = step.error};
    written.bytes = end;
    text_bytes_ += piece.size();
    records_ += fit;
    done += fit;
  }
  return written;
}

// Of a piece that did not arrive, what can be read counts: plain text to the last whole record,
// nothing of a compressed piece.
TextSink::Written FileSink::write_piece(std::string_view piece, std::span<const std::size_t> ends) {
  auto bytes = piece;
  if (compressor_ != nullptr) {
    compressed_.clear();
    compressor_->add(piece, compressed_);
    bytes = compressed_;
  }
  auto written = write_all(descriptor_, bytes, path_);
  if (written.error.empty()) {
    file_bytes_ += bytes.size();
    return {.bytes = piece.size()};
  }
  std::size_t whole = 0;
  if (compressor_ == nullptr) {
    const auto begin = ends.back() - piece.size();
    for (const auto end : ends) {
      if (end - begin <= written.bytes) whole = end - begin;
    }
  }
  compressor_ = nullptr;  // what it would say at its end speaks of what is not there
  // A device has nothing to cut.
  (void)!::ftruncate(descriptor_, static_cast<off_t>(file_bytes_ + whole));
  return {.bytes = whole, .error = std::move(written.error)};
}

TextSink::End FileSink::finish(StopSignal&) {
  if (descriptor_ < 0) return {};
  return {.error = close()};
}

}  // namespace barnabas
