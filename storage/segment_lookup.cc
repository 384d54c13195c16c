// Segment, looking things up: from an offset, a time or a position to a batch.
#include <fmt/format.h>

#include "storage/segment.h"
#include "storage/sound_batches.h"

namespace barnabas {
namespace {

constexpr std::size_t kScanWindow = 128 * 1024;

}  // namespace

Result<bool> Segment::entry_holds(const OffsetIndex::Entry& entry) {
  auto batch = batch_at(entry.position);
  if (!batch) return false;
  return *batch && (*batch)->last_offset == entry.offset;
}

Result<bool> Segment::entry_holds(const TimeIndex::Entry& entry) {
  auto batch = find(entry.offset);
  if (!batch) return false;
  // Apache Kafka before 3.6 put the offset of the record itself, not that of the batch's end.
  return *batch && (*batch)->base_offset <= entry.offset &&
         (*batch)->max_timestamp_ms == entry.timestamp_ms;
}

Result<Offset> Segment::find_end() {
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes == 0) return base_offset_;
  auto loaded = indexes();
  if (!loaded) return tl::unexpected(loaded.error());
  if (auto learnt = learn_max_timestamp(); !learnt) return tl::unexpected(learnt.error());
  auto& index = *indexes_;
  // No gaps, unless in front of the last entry: what left one has to be found out by a recovery.
  BatchChain chain({.expected_offset = base_offset_, .gaps_allowed = false});
  std::uint64_t position = 0;
  if (index.offsets.count() > 0) {
    auto last = index.offsets.entry(index.offsets.count() - 1);
    if (!last) return tl::unexpected(last.error());
    auto holds = entry_holds(*last);
    if (!holds) return tl::unexpected(holds.error());
    if (!*holds)
      return fail(ErrorCode::CorruptMessage,
                  fmt::format("{}: the last entry does not match the log", index.offsets.path()));
    position = last->position;
    auto batch = batch_at(position);
    if (!batch) return tl::unexpected(batch.error());
    chain = BatchChain({.expected_offset = (*batch)->base_offset, .gaps_allowed = false});
  }
  index.bytes_since_entry = *bytes - position;
  BatchWalker walker(*log_, {.position = position, .end = *bytes});
  while (true) {
    auto batch = walker.next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) return chain.expected_offset();
    if (const auto objection = chain.objection(**batch); !objection.empty())
      return fail(ErrorCode::CorruptMessage,
                  fmt::format("{}: at byte {}: {}", log_->path(), (*batch)->position, objection));
    // Where the log ends is worth a checksum.
    auto view = walker.load(**batch);
    if (!view) return tl::unexpected(view.error());
    if (auto crc = view->check_crc(); !crc) return tl::unexpected(crc.error());
    chain.advance(**batch);
    if ((*batch)->max_timestamp_ms > index.max_timestamp_ms) {
      index.max_timestamp_ms = (*batch)->max_timestamp_ms;
      index.offset_of_max_timestamp = (*batch)->last_offset;
    }
  }
}

Result<std::optional<BatchAt>> Segment::find(Offset offset) {
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes == 0) return std::nullopt;
  for (const bool rebuilt : {false, true}) {
    auto loaded = indexes();
    if (!loaded) return tl::unexpected(loaded.error());
    auto entry = (*loaded)->offsets.floor_of_offset(offset);
    if (!entry) return tl::unexpected(entry.error());
    if (!*entry) return walk_to(offset, 0);
    auto holds = entry_holds(**entry);
    if (!holds) return tl::unexpected(holds.error());
    if (*holds || rebuilt) return walk_to(offset, (*entry)->position);
    if (auto done = rebuild_indexes(); !done) return tl::unexpected(done.error());
    rebuild_reason_ =
        std::make_unique<const std::string>("an entry of the offset index does not match the log");
  }
  return std::nullopt;
}

Result<std::optional<BatchAt>> Segment::walk_to(Offset offset, std::uint64_t position) {
  auto file = log();
  if (!file) return tl::unexpected(file.error());
  SoundBatches batches(**file,
                       {.position = position, .end = *size_, .expected_offset = base_offset_});
  while (true) {
    auto batch = batches.next();
    if (!batch && batch.error().code != ErrorCode::CorruptMessage) return batch;
    if (!batch && batches.resumes_at() > offset) return batch;
    if (batch && (!*batch || (*batch)->last_offset >= offset)) return batch;
  }
}

Result<std::optional<BatchAt>> Segment::find_timestamp(TimestampMs target_ms) {
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes == 0) return std::nullopt;
  auto loaded = indexes();
  if (!loaded) return tl::unexpected(loaded.error());
  auto entry = (*loaded)->times.before(target_ms);
  if (!entry) return tl::unexpected(entry.error());
  auto from = base_offset_;
  if (*entry) {
    auto holds = entry_holds(**entry);
    if (!holds) return tl::unexpected(holds.error());
    if (*holds) {
      from = (*entry)->offset;
    } else {
      if (auto done = rebuild_indexes(); !done) return tl::unexpected(done.error());
      rebuild_reason_ =
          std::make_unique<const std::string>("an entry of the time index does not match the log");
    }
  }
  auto first = find(from);
  if (!first || !*first) return first;
  SoundBatches batches(*log_, {.position = (*first)->position,
                               .end = *size_,
                               .expected_offset = (*first)->base_offset,
                               .window = kScanWindow});
  while (true) {
    auto batch = batches.next();
    if (!batch && batch.error().code != ErrorCode::CorruptMessage) return batch;
    if (batch && (!*batch || (*batch)->max_timestamp_ms >= target_ms)) return batch;
  }
}

Result<std::optional<BatchAt>> Segment::last_within(Span span) {
  auto loaded = indexes();
  if (!loaded) return tl::unexpected(loaded.error());
  auto entry = (*loaded)->offsets.floor_of_position(span.limit);
  if (!entry) return tl::unexpected(entry.error());
  auto position = span.from;
  if (*entry && (*entry)->position > position) {
    auto holds = entry_holds(**entry);
    if (holds && *holds) position = (*entry)->position;
  }
  auto file = log();
  if (!file) return tl::unexpected(file.error());
  BatchWalker walker(**file, {.position = position, .end = *size_});
  std::optional<BatchAt> last;
  while (true) {
    auto batch = walker.next();
    // Damage: what lies before it can be given.
    if (!batch || !*batch) return last;
    if ((*batch)->end() <= span.limit) {
      last = *batch;
      continue;
    }
    if (last || position == span.from) return last;
    // The indexed batch itself is too long; the one before it has no entry of its own.
    position = span.from;
    walker.move_to(position);
  }
}

Result<std::uint64_t> Segment::start_near(std::uint64_t position) {
  auto loaded = indexes();
  if (!loaded) return tl::unexpected(loaded.error());
  auto entry = (*loaded)->offsets.floor_of_position(position);
  if (!entry) return tl::unexpected(entry.error());
  if (!*entry) return 0;
  auto holds = entry_holds(**entry);
  if (!holds) return tl::unexpected(holds.error());
  return *holds ? (*entry)->position : 0;
}

Result<std::optional<BatchAt>> Segment::batch_at(std::uint64_t position) {
  auto file = log();
  if (!file) return tl::unexpected(file.error());
  return BatchWalker(**file, {.position = position, .end = *size_, .window = 0}).next();
}

}  // namespace barnabas
