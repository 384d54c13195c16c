#include "storage/partition_metadata.h"

#include <fmt/core.h>

namespace barnabas {

Result<Uuid> parse_partition_metadata(std::string_view text) {
  constexpr std::string_view version = "version: 0\n";
  constexpr std::string_view label = "topic_id: ";
  const auto refuse = [](std::string_view expected) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: is damaged: expected {}", partition_metadata_file, expected));
  };
  if (!text.starts_with(version)) return refuse("the line 'version: 0'");
  text.remove_prefix(version.size());
  if (!text.starts_with(label)) return refuse("'topic_id: ' on line 2");
  text.remove_prefix(label.size());
  if (text.ends_with('\n')) text.remove_suffix(1);
  const auto id = text.size() == 22 ? Uuid::parse(text) : std::nullopt;
  // The last character has four bits to spare; a flip there shall be noticed too.
  if (!id || id->is_zero() || to_string(*id) != text)
    return refuse("22 characters of base64url as topic_id");
  return *id;
}

std::string format_partition_metadata(const Uuid& topic_id) {
  return fmt::format("version: 0\ntopic_id: {}", to_string(topic_id));
}

Result<std::optional<Uuid>> read_partition_metadata(Directory& directory,
                                                    const std::string& folder) {
  const auto path = join_path(folder, partition_metadata_file);
  const auto content = read_whole_file(directory, path, 4096);
  if (!content) {
    if (is_missing(content.error())) return std::optional<Uuid>{};
    return tl::unexpected(content.error());
  }
  if (content->empty()) return std::optional<Uuid>{};
  auto id = parse_partition_metadata(*content);
  if (!id) return fail(id.error().code, join_path(folder, id.error().message));
  return *id;
}

Result<void> write_partition_metadata(Directory& directory, const std::string& folder,
                                      const Uuid& topic_id, ReplaceSync sync) {
  return replace_file(directory, join_path(folder, partition_metadata_file),
                      format_partition_metadata(topic_id), sync);
}

}  // namespace barnabas
