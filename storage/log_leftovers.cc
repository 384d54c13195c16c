// LogRecovery, before any batch is read: what the names of the files in a partition folder say.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "storage/log_recovery.h"
#include "storage/segment.h"

namespace barnabas {
namespace {

constexpr std::string_view kRepaired = ".log.repaired";

std::string file_name(Offset base_offset, std::string_view suffix) {
  return fmt::format("{:020}{}", base_offset, suffix);
}

}  // namespace

Result<void> LogRecovery::list() {
  auto entries = directory_.list(options_.folder);
  if (!entries) return tl::unexpected(entries.error());
  names_.clear();
  for (auto& entry : *entries)
    if (entry.kind == EntryKind::File) names_.push_back(std::move(entry.name));
  return {};
}

bool LogRecovery::has(const std::string& name) const {
  return std::binary_search(names_.begin(), names_.end(), name);
}

bool LogRecovery::has_known_hole(Offset base_offset) const {
  return has(file_name(base_offset, kCorrupt));
}

std::string LogRecovery::kept_name(Offset base_offset, std::string_view suffix) const {
  auto name = file_name(base_offset, suffix);
  for (int i = 1; has(name); ++i) name = fmt::format("{}.{}", file_name(base_offset, suffix), i);
  return name;
}

Result<void> LogRecovery::remove_file(const std::string& name, FindingKind kind, std::string text) {
  const auto path = join_path(options_.folder, name);
  if (auto removed = directory_.remove(path); !removed) return removed;
  changed_names_ = true;
  std::erase(names_, name);
  add({.kind = kind, .file = path, .text = std::move(text)});
  return {};
}

Result<void> LogRecovery::rename_file(const std::string& from, const std::string& to) {
  auto renamed = directory_.rename(
      {.from = join_path(options_.folder, from), .to = join_path(options_.folder, to)});
  if (!renamed) return renamed;
  changed_names_ = true;
  std::erase(names_, from);
  names_.insert(std::lower_bound(names_.begin(), names_.end(), to), to);
  return {};
}

Result<void> LogRecovery::finish_interrupted() {
  for (const auto& name : names_)
    just_replaced_ |= name.ends_with(".log") && has(name + std::string(segment_suffix::kDeleted));
  if (auto done = finish_repairs(); !done) return done;
  if (auto done = finish_swaps(); !done) return done;
  const auto names = names_;
  for (const auto& name : names) {
    const bool leftover = name.ends_with(".deleted") || name.ends_with(".cleaned") ||
                          name.ends_with(".tmp") || name.ends_with(".swap");
    if (!leftover) continue;
    if (auto done = remove_file(name, FindingKind::LeftoverRemoved,
                                "left by an operation that was interrupted");
        !done)
      return done;
  }
  return {};
}

// rewrite() makes a repaired copy, syncs it, moves the damaged file aside and the copy in its
// place. With the damaged one still there the copy may be half done; without it, it is whole.
Result<void> LogRecovery::finish_repairs() {
  const auto names = names_;
  for (const auto& name : names) {
    const auto parsed = parse_segment_file_name(name);
    if (!parsed || parsed->suffix != kRepaired) continue;
    const auto log_name = file_name(parsed->base_offset, segment_suffix::kLog);
    auto done = has(log_name) ? remove_file(name, FindingKind::LeftoverRemoved,
                                            "a repair that was interrupted; it is done anew")
                              : rename_file(name, log_name);
    if (!done) return done;
    if (!has(name) && has(log_name))
      add({.kind = FindingKind::LeftoverCompleted,
           .file = join_path(options_.folder, log_name),
           .text = "a repair that was interrupted"});
  }
  return {};
}

// A compaction writes NNN.log.cleaned and its indexes, renames them to .swap once complete, the
// .log last, puts the segments that they replace out of the way, then renames them to their final
// names. A .cleaned file that is still there means that swaps from its offset on are incomplete;
// other swaps are good and take their place.
Result<void> LogRecovery::finish_swaps() {
  auto cleaned_min = std::numeric_limits<Offset>::max();
  std::set<Offset> swaps;
  for (const auto& name : names_) {
    const auto parsed = parse_segment_file_name(name);
    if (!parsed) continue;
    if (parsed->suffix.ends_with(segment_suffix::kCleaned))
      cleaned_min = std::min(cleaned_min, parsed->base_offset);
    if (parsed->suffix == ".log.swap") swaps.insert(parsed->base_offset);
  }
  for (const auto base_offset : swaps) {
    if (base_offset >= cleaned_min) continue;  // removed with the other leftovers
    if (auto done = finish_swap(base_offset); !done) return done;
  }
  return {};
}

Result<void> LogRecovery::finish_swap(Offset base_offset) {
  const auto swap_path = join_path(options_.folder, file_name(base_offset, ".log.swap"));
  auto next_offset = base_offset;
  {
    auto file = directory_.open(swap_path, OpenMode::Read);
    if (!file) return tl::unexpected(file.error());
    // Compaction may leave nothing at all of a segment.
    if ((*file)->size() > 0) {
      auto scan = scan_segment(
          **file, {.file_end = (*file)->size(), .base_offset = base_offset, .gaps_expected = true});
      if (!scan) return tl::unexpected(scan.error());
      if (!scan->damages.empty()) return {};
      next_offset = scan->next_offset;
    }
  }
  const auto names = names_;
  for (const auto& name : names) {
    const auto parsed = parse_segment_file_name(name);
    const bool is_base = parsed && parsed->base_offset == base_offset;
    if (!parsed || parsed->base_offset < base_offset ||
        (!is_base && parsed->base_offset >= next_offset) ||
        parsed->suffix.ends_with(segment_suffix::kSwap) ||
        parsed->suffix == segment_suffix::kSnapshot || parsed->suffix.starts_with(kCorrupt) ||
        parsed->suffix.starts_with(kUnsynced))
      continue;
    // These names are taken over at once, if not by an earlier start that did not get to the end.
    if (is_base && (parsed->suffix == segment_suffix::kLog ||
                    parsed->suffix == segment_suffix::kTransactionIndex))
      continue;
    if (auto done =
            remove_file(name, FindingKind::LeftoverRemoved, "replaced by a compacted segment");
        !done)
      return done;
  }
  // They go for good before the name is there that they overlap with; also those that an earlier
  // start removed.
  if (auto synced = directory_.sync_directory(options_.folder); !synced) return synced;
  for (const auto suffix : {segment_suffix::kTransactionIndex, segment_suffix::kOffsetIndex,
                            segment_suffix::kTimeIndex, segment_suffix::kLog}) {
    const auto to = file_name(base_offset, suffix);
    const auto from = to + std::string(segment_suffix::kSwap);
    if (!has(from)) continue;
    if (has(to)) std::erase(names_, to);
    if (auto done = rename_file(from, to); !done) return done;
  }
  add({.kind = FindingKind::LeftoverCompleted,
       .file = join_path(options_.folder, file_name(base_offset, segment_suffix::kLog)),
       .text = "a compaction that was interrupted"});
  return {};
}

Result<void> LogRecovery::load_segments() {
  for (const auto& name : names_) {
    const auto parsed = parse_segment_file_name(name);
    if (parsed && parsed->suffix == segment_suffix::kLog)
      log_.segments_.push_back(log_.make_segment(parsed->base_offset));
  }
  if (log_.segments_.empty()) {
    log_.segments_.push_back(log_.make_segment(options_.log_start_offset));
    // The first batch makes the file, unless its name has something to keep.
    if (options_.log_start_offset > 0) {
      if (auto made = log_.active().log(); !made) return tl::unexpected(made.error());
      changed_names_ = true;
    }
  }
  return {};
}

Result<void> LogRecovery::remove_orphans() {
  const auto names = names_;
  const auto newest = log_.active().base_offset();
  std::optional<std::string> newest_snapshot;
  for (const auto& name : names) {
    const auto parsed = parse_segment_file_name(name);
    if (!parsed || has(file_name(parsed->base_offset, segment_suffix::kLog))) continue;
    const bool is_index = parsed->suffix == segment_suffix::kOffsetIndex ||
                          parsed->suffix == segment_suffix::kTimeIndex ||
                          parsed->suffix == segment_suffix::kTransactionIndex;
    const bool is_snapshot = parsed->suffix == segment_suffix::kSnapshot;
    if (is_index) {
      if (auto done = remove_file(name, FindingKind::OrphanRemoved,
                                  "there is no .log of that name; records may be missing");
          !done)
        return done;
    } else if (is_snapshot) {
      // The one of a clean shutdown lies behind the active segment's base; it replaces older ones.
      auto stray = parsed->base_offset > newest ? std::exchange(newest_snapshot, name) : name;
      if (!stray || stray->empty()) continue;
      if (auto done = remove_file(*stray, FindingKind::OrphanRemoved,
                                  "a producer snapshot that no segment starts with");
          !done)
        return done;
    }
  }
  return {};
}

}  // namespace barnabas
