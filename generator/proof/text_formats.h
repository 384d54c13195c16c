#pragma once
// Formats that can be told from a text alone.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace barnabas {

bool is_uuid(std::string_view text);
bool is_ulid(std::string_view text);
bool is_email(std::string_view text);
bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);
bool is_mac(std::string_view text);

// A date, a time, or both, in one of the usual ways to write them.
struct Moment {
  std::string layout;  // Go's: "2006-01-02T15:04:05Z07:00"
  // Since 1970, zone left out of account; nothing where there is no date.
  std::optional<std::int64_t> ms;
  bool has_time = false;
};
// `day_first` decides what 05/06/2026 means.
std::optional<Moment> read_moment(std::string_view text, bool day_first);

}  // namespace barnabas
