#include "cli/dump_index.h"

#include <fmt/core.h>

#include "cli/dump_side_files.h"
#include "cli/exit_code.h"

namespace barnabas {
namespace {

// The batch header at a position of the log; nothing where no batch starts there.
struct Landing {
  Offset base_offset = 0;
  Offset last_offset = 0;
};

std::optional<Landing> land(LogFile& log, std::uint64_t position) {
  log.seek(position);
  const auto entry = log.next();
  if (!entry || !*entry) return std::nullopt;
  const auto batch = RecordBatchView::parse((*entry)->bytes);
  if (!batch) return std::nullopt;
  return Landing{batch->base_offset(), batch->last_offset()};
}

// What the log says to an entry of an offset index: "" where it agrees.
std::string objection(const OffsetIndexEntry& entry, const std::optional<Landing>& landing) {
  if (!landing) return "WRONG: no batch starts there";
  if (entry.offset < landing->base_offset || entry.offset > landing->last_offset) {
    return fmt::format("WRONG: the batch there has offsets {} to {}", landing->base_offset,
                       landing->last_offset);
  }
  return "";
}

Result<int> show_offset_index(const std::string& path, bool json, ToolOutput output) {
  const auto index = read_offset_index(path);
  if (!index) return tl::unexpected(index.error());
  auto log = LogFile::open(sibling_path(path, ".log"));
  if (!log) return tl::unexpected(log.error());
  int wrong = 0;
  if (!json) {
    fmt::print(output.out, "{}: {} entries of 8 bytes; base offset {}\n", path,
               index->entries.size(), index->base_offset);
    fmt::print(output.out, "{:>6}  {:>10}  {:>12}  {:>10}  {:>12}  {}\n", "entry", "relative",
               "offset", "position", "bytes apart", "batch there");
  }
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < index->entries.size(); ++i) {
    const auto& entry = index->entries[i];
    const auto landing = land(*log, entry.position);
    const auto what = objection(entry, landing);
    if (!what.empty()) ++wrong;
    if (json) {
      fmt::print(output.out,
                 R"({{"entry":{},"relativeOffset":{},"offset":{},"position":{},"valid":{}}})"
                 "\n",
                 i, entry.offset - index->base_offset, entry.offset, entry.position, what.empty());
    } else {
      const auto there = !what.empty() ? what
                                       : fmt::format("offsets {} to {}", landing->base_offset,
                                                     landing->last_offset);
      fmt::print(output.out, "{:>6}  {:>10}  {:>12}  {:>10}  {:>12}  {}\n", i,
                 entry.offset - index->base_offset, entry.offset, entry.position,
                 static_cast<std::int64_t>(entry.position) - static_cast<std::int64_t>(previous),
                 there);
    }
    previous = entry.position;
  }
  const auto defect = index_defect(*index);
  if (!defect.empty()) fmt::print(output.err, "{}: {}\n", path, defect);
  return wrong + (defect.empty() ? 0 : 1);
}

Result<int> show_time_index(const std::string& path, bool json, ToolOutput output) {
  const auto index = read_time_index(path);
  if (!index) return tl::unexpected(index.error());
  // The comparison with the log is dump-log's, whose complaints go to stderr.
  const DumpLogOptions verify{.verify_index_only = true};
  auto wrong = dump_time_index(path, verify, output);
  if (!wrong) return wrong;
  if (!json) {
    fmt::print(output.out, "{}: {} entries of 12 bytes; base offset {}\n", path,
               index->entries.size(), index->base_offset);
    fmt::print(output.out, "{:>6}  {:>14}  {:>10}  {:>12}\n", "entry", "timestamp", "relative",
               "offset");
  }
  for (std::size_t i = 0; i < index->entries.size(); ++i) {
    const auto& entry = index->entries[i];
    if (json) {
      fmt::print(output.out,
                 R"({{"entry":{},"timestamp":{},"relativeOffset":{},"offset":{}}})"
                 "\n",
                 i, entry.timestamp_ms, entry.offset - index->base_offset, entry.offset);
    } else {
      fmt::print(output.out, "{:>6}  {:>14}  {:>10}  {:>12}\n", i, entry.timestamp_ms,
                 entry.offset - index->base_offset, entry.offset);
    }
  }
  return wrong;
}

Result<int> show(const std::string& path, bool json, ToolOutput output) {
  if (path.ends_with(".index")) return show_offset_index(path, json, output);
  if (path.ends_with(".timeindex")) return show_time_index(path, json, output);
  return fail(ErrorCode::InvalidRequest,
              fmt::format("{}: not an index; expected a file that ends in .index or .timeindex "
                          "(dump-log shows the others)",
                          path));
}

}  // namespace

int dump_index(const DumpIndexOptions& options, ToolOutput output) {
  bool failed = false;
  bool wrong = false;
  for (const auto& path : options.files) {
    const auto shown = show(path, options.json, output);
    if (!shown) fmt::print(output.err, "barnabas: {}\n", shown.error().message);
    failed = failed || !shown;
    wrong = wrong || (shown && *shown > 0);
  }
  if (failed) return kExitFailed;
  return wrong ? kExitCheckFailed : kExitOk;
}

}  // namespace barnabas
