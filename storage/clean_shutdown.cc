#include "storage/clean_shutdown.h"

#include <fmt/core.h>

#include <charconv>

namespace barnabas {
namespace {

// The number after "brokerEpoch":, the one thing of this JSON that anybody needs.
std::optional<std::int64_t> find_epoch(std::string_view json) {
  constexpr std::string_view key = "\"brokerEpoch\"";
  const auto at = json.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const auto digits = json.find_first_not_of(" \t\r\n:", at + key.size());
  if (digits == std::string_view::npos) return std::nullopt;
  std::int64_t epoch = 0;
  const auto [stopped, problem] =
      std::from_chars(json.data() + digits, json.data() + json.size(), epoch);
  if (problem != std::errc{}) return std::nullopt;
  return epoch;
}

}  // namespace

Result<CleanShutdown> take_clean_shutdown(Directory& directory) {
  const auto content = read_whole_file(directory, clean_shutdown_file, 4096);
  if (!content && is_missing(content.error())) return CleanShutdown{};
  CleanShutdown found{.clean = true, .broker_epoch = std::nullopt};
  if (content) found.broker_epoch = find_epoch(*content);
  if (auto removed = directory.remove(clean_shutdown_file); !removed)
    return tl::unexpected(removed.error());
  if (auto synced = directory.sync_directory(""); !synced) return tl::unexpected(synced.error());
  return found;
}

Result<void> write_clean_shutdown(Directory& directory, std::int64_t broker_epoch) {
  return replace_file(directory, clean_shutdown_file,
                      fmt::format("{{\"version\":0,\"brokerEpoch\":{}}}", broker_epoch));
}

}  // namespace barnabas
