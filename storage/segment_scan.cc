#include "storage/segment_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace barnabas {
namespace {

constexpr std::size_t kWindow = 256 * 1024;
// A sector goes to the disk with the writes that it had by then: what it misses is its end, from
// where some batch starts, or all of it.
constexpr std::uint64_t kSector = 512;
// Shorter runs of zeros are common in good batches; base offset and length together are not zero.
constexpr std::uint64_t kTellingZeros = 12;

class Scanner {
 public:
  Scanner(File& file, const ScanOptions& options)
      : file_(file),
        options_(options),
        walker_(file, {.end = options.file_end, .window = kWindow}),
        chain_({.expected_offset = options.base_offset,
                .limit = options.limit,
                .epoch = options.epoch}),
        scan_{.indexes = IndexBuilder(options.index_interval_bytes)} {}

  Result<SegmentScan> run();

 private:
  // A batch that is good unless the next one shows that it is not.
  struct Held {
    BatchAt batch;
    BatchChain before;
  };

  void accept(const BatchAt& batch);
  void accept_held();
  Result<std::string> objection_to(const BatchAt& batch);
  bool held_is_to_blame(const BatchAt& next) const;
  // Deals with bytes from `from` on that are not a good batch; moves the walker behind them.
  // False if the scan ends here.
  Result<bool> handle_damage(std::uint64_t from, std::string reason);
  Result<std::optional<BatchAt>> next_good_behind(std::uint64_t from);
  Result<std::optional<BatchAt>> patch(Extent extent, const std::optional<BatchAt>& next);
  Result<bool> looks_torn(Extent extent);
  bool base_offset_shows(std::size_t bytes) const;
  Result<bool> suspicious_last_gap();

  File& file_;
  const ScanOptions options_;
  BatchWalker walker_;
  BatchChain chain_;  // behind the held batch, if there is one
  std::optional<Held> held_;
  SegmentScan scan_;
};

void Scanner::accept(const BatchAt& batch) {
  scan_.indexes.add(batch);
  if (!scan_.good.empty() && scan_.good_end() == batch.position)
    scan_.good.back().size += batch.size;
  else
    scan_.good.push_back({batch.position, batch.size});
}

void Scanner::accept_held() {
  if (held_) accept(held_->batch);
  held_.reset();
}

Result<std::string> Scanner::objection_to(const BatchAt& batch) {
  if (auto objection = chain_.objection(batch); !objection.empty()) return objection;
  auto view = walker_.load(batch);
  if (!view) {
    if (view.error().code != ErrorCode::CorruptMessage) return tl::unexpected(view.error());
    return view.error().message;
  }
  if (auto crc = view->check_crc(); !crc) return crc.error().message;
  if (auto header = view->check_header(); !header) return header.error().message;
  return "";
}

// Base offset and epoch of the held batch are not covered by its CRC. If it jumped ahead and the
// next batch follows what came before it, the jump was the mistake.
bool Scanner::held_is_to_blame(const BatchAt& next) const {
  if (!held_ || chain_.objection(next).empty()) return false;
  const auto& held = held_->batch;
  const bool jumped = held.base_offset > held_->before.expected_offset() ||
                      held.leader_epoch > held_->before.epoch();
  const auto records = held.last_offset - held.base_offset + 1;
  return jumped && next.base_offset >= held_->before.expected_offset() + records &&
         next.leader_epoch >= held_->before.epoch() && next.last_offset < chain_.limit();
}

Result<SegmentScan> Scanner::run() {
  while (true) {
    const auto position = walker_.position();
    auto batch = walker_.next();
    if (!batch && batch.error().code != ErrorCode::CorruptMessage)
      return tl::unexpected(batch.error());
    if (batch && !*batch) {
      auto wrong = suspicious_last_gap();
      if (!wrong) return tl::unexpected(wrong.error());
      if (!*wrong) break;
      continue;
    }
    std::string reason;
    if (!batch) {
      reason = batch.error().message;
    } else if (held_is_to_blame(**batch)) {
      const auto blamed = *held_;
      held_.reset();
      chain_ = blamed.before;
      auto go_on = handle_damage(blamed.batch.position, chain_.objection(blamed.batch));
      if (!go_on) return tl::unexpected(go_on.error());
      if (!*go_on) break;
      continue;
    } else {
      auto objection = objection_to(**batch);
      if (!objection) return tl::unexpected(objection.error());
      reason = std::move(*objection);
    }
    if (reason.empty()) {
      accept_held();
      held_ = Held{**batch, chain_};
      chain_.advance(**batch);
      continue;
    }
    accept_held();
    auto go_on = handle_damage(position, std::move(reason));
    if (!go_on) return tl::unexpected(go_on.error());
    if (!*go_on) break;
  }
  accept_held();
  scan_.next_offset = chain_.expected_offset();
  scan_.epoch = chain_.epoch();
  return std::move(scan_);
}

// The last batch of the log has no successor to show that its base offset jumped. A log of whole
// appends has no gaps, so there the jump itself is the mistake.
Result<bool> Scanner::suspicious_last_gap() {
  if (!held_ || options_.gaps_expected || options_.limit != std::numeric_limits<Offset>::max())
    return false;
  const bool has_hole =
      std::any_of(scan_.damages.begin(), scan_.damages.end(),
                  [](const Damage& damage) { return damage.kind != DamageKind::Patched; });
  if (has_hole) return false;
  const auto last = *held_;
  if (last.batch.base_offset <= last.before.expected_offset()) return false;
  held_.reset();
  chain_ = last.before;
  return handle_damage(last.batch.position,
                       fmt::format("base offset {} leaves a gap after {} at the end of the log",
                                   last.batch.base_offset, chain_.expected_offset()));
}

Result<std::optional<BatchAt>> Scanner::next_good_behind(std::uint64_t from) {
  const auto end = options_.file_end;
  // Where the damaged batch itself says it ends, before any byte in between: its records may hold
  // batches that somebody stored as values.
  walker_.move_to(from);
  if (auto damaged = walker_.next(); damaged && *damaged) {
    walker_.move_to((*damaged)->end());
    auto behind = walker_.next();
    if (behind && *behind && (*behind)->base_offset >= chain_.expected_offset()) {
      auto objection = objection_to(**behind);
      if (!objection) return tl::unexpected(objection.error());
      if (objection->empty()) return *behind;
    }
  }
  return find_good_batch(file_, {.region = {from + 1, end - std::min(end, from + 1)},
                                 .offset_min = chain_.expected_offset(),
                                 .offset_max = chain_.limit()});
}

Result<bool> Scanner::handle_damage(std::uint64_t from, std::string reason) {
  auto next = next_good_behind(from);
  if (!next) return tl::unexpected(next.error());
  const auto end = *next ? (*next)->position : options_.file_end;
  Damage damage{.extent = {from, end - from},
                .from = chain_.expected_offset(),
                .up_to = *next ? (*next)->base_offset : kNoOffset,
                .reason = std::move(reason)};
  auto patched = patch(damage.extent, *next);
  if (!patched) return tl::unexpected(patched.error());
  if (*patched) {
    damage.kind = DamageKind::Patched;
    accept(**patched);
    chain_.advance(**patched);
    walker_.move_to(end);
    scan_.damages.push_back(std::move(damage));
    return true;
  }
  if (chain_.expected_offset() >= options_.durable_before) {
    auto torn = looks_torn(damage.extent);
    if (!torn) return tl::unexpected(torn.error());
    scan_.torn = *torn;
    damage.kind = *torn ? DamageKind::Torn : DamageKind::Rotten;
  }
  scan_.damages.push_back(std::move(damage));
  walker_.move_to(end);
  return *next && !scan_.torn;
}

// Tries whether `extent` is one batch whose first 17 bytes are wrong.
Result<std::optional<BatchAt>> Scanner::patch(Extent extent, const std::optional<BatchAt>& next) {
  namespace layout = record_batch_layout;
  constexpr std::uint64_t size_max = std::uint64_t{1} << 30;
  if (extent.size < kRecordBatchHeaderSize || extent.size > size_max) return std::nullopt;
  auto content = walker_.bytes(extent);
  if (!content) return tl::unexpected(content.error());
  if (content->size() != extent.size) return std::nullopt;
  // A batch with nothing behind it to agree with, and an offset that was given out before, is an
  // old one that came back, not a damaged new one.
  const bool last = !next && chain_.limit() == std::numeric_limits<Offset>::max();
  const auto stored_offset = load_big_endian<std::int64_t>(content->data() + layout::kBaseOffset);
  if (last && stored_offset >= 0 && stored_offset < chain_.expected_offset()) return std::nullopt;
  Buffer whole(*content);
  store_big_endian(whole.data() + layout::kBaseOffset, chain_.expected_offset());
  store_big_endian(whole.data() + layout::kBatchLength,
                   static_cast<std::int32_t>(extent.size - kBatchPrefixSize));
  store_big_endian(whole.data() + layout::kMagic, std::int8_t{2});
  const auto epoch = load_big_endian<std::int32_t>(whole.data() + layout::kPartitionLeaderEpoch);
  if (epoch < chain_.epoch() || (next && epoch > next->leader_epoch))
    store_big_endian(whole.data() + layout::kPartitionLeaderEpoch, std::max(chain_.epoch(), 0));
  auto view = RecordBatchView::parse(whole.view());
  if (!view || !view->check_crc() || !view->check_header()) return std::nullopt;
  // Offsets must come out right: up to the next batch, or to the next segment.
  const auto must_end_at = next ? next->base_offset : chain_.limit();
  if (must_end_at != std::numeric_limits<Offset>::max() && view->next_offset() != must_end_at)
    return std::nullopt;
  PrefixPatch patch{.position = extent.position};
  std::copy_n(whole.data(), patch.bytes.size(), patch.bytes.begin());
  scan_.patches.push_back(patch);
  return summarise(*view, extent.position);
}

Result<bool> Scanner::looks_torn(Extent extent) {
  const auto end = extent.position + extent.size;
  walker_.move_to(extent.position);
  // A header that is there and wants more bytes than there are: the rest was never written.
  auto header = walker_.bytes({extent.position, std::min(extent.size, kRecordBatchHeaderSize)});
  if (!header) return tl::unexpected(header.error());
  if (end == options_.file_end) {
    if (header->size() < kRecordBatchHeaderSize) return true;
    const auto prefix = read_batch_prefix(*header);
    if (prefix && prefix->size > extent.size) return true;
  }
  for (auto at = extent.position; at < end;) {
    const auto piece_end = std::min(options_.file_end, (at / kSector + 1) * kSector);
    auto piece = walker_.bytes({at, piece_end - at});
    if (!piece) return tl::unexpected(piece.error());
    const bool zeros =
        std::all_of(piece->begin(), piece->end(), [](std::byte b) { return b == std::byte{0}; });
    if (zeros && (piece->size() >= kTellingZeros || piece_end == options_.file_end ||
                  (at == extent.position && base_offset_shows(piece->size()))))
      return true;
    at = piece_end;
  }
  return false;
}

// Whether the first bytes of the next batch cannot have been written as zeros.
bool Scanner::base_offset_shows(std::size_t bytes) const {
  const auto hidden_bits = bytes >= sizeof(Offset) ? 0 : 8 * (sizeof(Offset) - bytes);
  return chain_.expected_offset() >> hidden_bits != 0;
}

}  // namespace

Result<SegmentScan> scan_segment(File& file, const ScanOptions& options) {
  return Scanner(file, options).run();
}

}  // namespace barnabas
