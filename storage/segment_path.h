#pragma once
// The names of a segment's files: its first offset in 20 digits, and what kind of file it is.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/offset.h"

namespace barnabas {

namespace segment_suffix {
inline constexpr std::string_view kLog = ".log";
inline constexpr std::string_view kOffsetIndex = ".index";
inline constexpr std::string_view kTimeIndex = ".timeindex";
inline constexpr std::string_view kTransactionIndex = ".txnindex";
inline constexpr std::string_view kSnapshot = ".snapshot";
// Behind those: a file that is to go, and one on its way in (log_cleaning.h).
inline constexpr std::string_view kDeleted = ".deleted";
inline constexpr std::string_view kCleaned = ".cleaned";
inline constexpr std::string_view kSwap = ".swap";
}  // namespace segment_suffix

// "orders-0" and 1480 with ".log" give "orders-0/00000000000000001480.log".
std::string segment_path(std::string_view folder, Offset base_offset, std::string_view suffix);

// What such a file name says; nothing for names that are not 20 digits and a suffix.
struct SegmentFileName {
  Offset base_offset = 0;
  std::string_view suffix;  // with its dot: ".log", ".log.deleted"; part of the name
};
std::optional<SegmentFileName> parse_segment_file_name(std::string_view name);

}  // namespace barnabas
