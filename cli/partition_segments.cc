#include "cli/partition_segments.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "cli/log_file.h"

namespace barnabas {

Result<std::vector<PartitionSegment>> list_segments(const std::string& directory) {
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  if (error) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: cannot list: {}; name the folder of one partition, such as "
                            "data/orders-0",
                            directory, error.message()));
  }
  std::vector<PartitionSegment> segments;
  for (const auto& entry : entries) {
    const auto base_offset = base_offset_of(entry.path().filename().string());
    if (!base_offset || entry.path().extension() != ".log") continue;
    segments.push_back({*base_offset, entry.path().string(), entry.file_size(error)});
  }
  if (segments.empty()) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: no segment here (no 00000000000000000000.log or the like); name "
                            "the folder of one partition, such as {}/orders-0",
                            directory, directory));
  }
  std::sort(segments.begin(), segments.end(),
            [](const auto& a, const auto& b) { return a.base_offset < b.base_offset; });
  return segments;
}

}  // namespace barnabas
