#include "cli/log_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace barnabas {

Result<LogFile> LogFile::open(const std::string& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  return LogFile(std::move(*file));
}

Result<std::optional<LogEntry>> LogFile::next() {
  const auto end = std::min(end_, file_.size());
  if (position_ >= end || end - position_ < kBatchPrefixAndMagicSize) {
    return std::optional<LogEntry>();
  }
  std::array<std::byte, kBatchPrefixAndMagicSize> head;
  const auto got = file_.read_at(position_, head);
  if (!got) return tl::unexpected(got.error());
  auto prefix = read_batch_prefix(Bytes(head).first(*got));
  if (!prefix) {
    prefix.error().message =
        fmt::format("{}: at byte {}: {}", file_.path(), position_, prefix.error().message);
    return tl::unexpected(prefix.error());
  }
  if (prefix->size > end - position_) return std::optional<LogEntry>();
  content_.clear();
  const auto read = file_.read_at(position_, content_.grow(static_cast<std::size_t>(prefix->size)));
  if (!read) return tl::unexpected(read.error());
  if (*read < prefix->size) return std::optional<LogEntry>();
  LogEntry entry{.position = position_, .prefix = *prefix, .bytes = content_.view()};
  position_ += prefix->size;
  return entry;
}

std::optional<Offset> base_offset_of(const std::string& file_name) {
  const auto digits = file_name.substr(0, file_name.find('.'));
  Offset offset = 0;
  const auto* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, offset);
  if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != end || offset < 0) {
    return std::nullopt;
  }
  return offset;
}

std::string segment_name(Offset base_offset) { return fmt::format("{:020}", base_offset); }

std::string sibling_path(const std::string& path, const std::string& ending) {
  const auto slash = path.rfind('/');
  const auto dot = path.find('.', slash == std::string::npos ? 0 : slash);
  return path.substr(0, dot) + ending;
}

}  // namespace barnabas
