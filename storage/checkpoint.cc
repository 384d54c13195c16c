#include "storage/checkpoint.h"

#include <fmt/core.h>

#include <charconv>
#include <string_view>

namespace barnabas {
namespace {

// Takes the text before the next `separator` off the front; all of it where there is none.
std::string_view take(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

template <class Integer>
bool parse_number(std::string_view text, Integer& number) {
  const auto* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc{} && stopped == end && !text.empty();
}

tl::unexpected<Error> damaged(const std::string& path, std::string_view what) {
  return fail(ErrorCode::KafkaStorageError,
              fmt::format("{}: is damaged: {}; going on without it costs a longer recovery, and "
                          "the next checkpoint replaces it",
                          path, what));
}

}  // namespace

Result<std::vector<std::string>> read_checkpoint(Directory& directory, const std::string& path) {
  const auto content = read_whole_file(directory, path);
  if (!content) {
    if (is_missing(content.error())) return std::vector<std::string>{};
    return tl::unexpected(content.error());
  }
  std::string_view rest = *content;
  if (rest.empty()) return std::vector<std::string>{};
  if (rest.back() != '\n') return damaged(path, "the last line does not end");
  const auto version = take(rest, '\n');
  if (version != "0")
    return damaged(path, fmt::format("line 1 is '{}', expected the version 0", version));
  std::size_t count = 0;
  const auto count_line = take(rest, '\n');
  if (!parse_number(count_line, count))
    return damaged(path, fmt::format("line 2 is '{}', expected the number of entries", count_line));
  std::vector<std::string> lines;
  while (!rest.empty()) lines.emplace_back(take(rest, '\n'));
  if (lines.size() != count)
    return damaged(path,
                   fmt::format("line 2 promises {} entries, there are {}", count, lines.size()));
  return lines;
}

Result<void> write_checkpoint(Directory& directory, const std::string& path,
                              const std::vector<std::string>& lines) {
  std::string content = fmt::format("0\n{}\n", lines.size());
  for (const auto& line : lines) content.append(line).append("\n");
  return replace_file(directory, path, content);
}

Result<OffsetCheckpoint> read_offset_checkpoint(Directory& directory, const std::string& path) {
  auto lines = read_checkpoint(directory, path);
  if (!lines) return tl::unexpected(lines.error());
  OffsetCheckpoint offsets;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    std::string_view rest = (*lines)[i];
    const auto topic = take(rest, ' ');
    const auto number = take(rest, ' ');
    TopicPartition partition{.topic = std::string(topic), .partition = 0};
    std::int64_t offset = 0;
    if (!is_legal_topic_name(topic) || !parse_number(number, partition.partition) ||
        !parse_number(rest, offset) || partition.partition < 0 || offset < 0)
      return damaged(path, fmt::format("line {} is '{}', expected topic, partition and offset",
                                       i + 3, (*lines)[i]));
    if (!offsets.emplace(std::move(partition), offset).second)
      return damaged(path, fmt::format("line {} names {}-{} again", i + 3, topic, number));
  }
  return offsets;
}

Result<void> write_offset_checkpoint(Directory& directory, const std::string& path,
                                     const OffsetCheckpoint& offsets) {
  std::vector<std::string> lines;
  lines.reserve(offsets.size());
  for (const auto& [partition, offset] : offsets)
    lines.push_back(fmt::format("{} {} {}", partition.topic, partition.partition, offset));
  return write_checkpoint(directory, path, lines);
}

}  // namespace barnabas
