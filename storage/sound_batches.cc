#include "storage/sound_batches.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {

SoundBatches::SoundBatches(File& file, const Options& options)
    : file_(file),
      end_(options.end),
      walker_(file, {.position = options.position, .end = options.end, .window = options.window}),
      expected_offset_(options.expected_offset) {}

Result<bool> SoundBatches::jumped_ahead(const BatchAt& batch) {
  if (batch.base_offset <= expected_offset_) return false;
  auto next = walker_.peek();
  if (!next && next.error().code != ErrorCode::CorruptMessage) return tl::unexpected(next.error());
  if (!next || !*next) return false;
  const auto records = batch.last_offset - batch.base_offset + 1;
  return (*next)->base_offset <= batch.last_offset &&
         (*next)->base_offset - expected_offset_ >= records;
}

Result<void> SoundBatches::skip_damage(std::uint64_t from) {
  auto good = find_good_batch(
      file_, {.region = {from, end_ - std::min(end_, from)}, .offset_min = expected_offset_});
  if (!good) return tl::unexpected(good.error());
  walker_.move_to(*good ? (*good)->position : end_);
  resumes_at_ = *good ? (*good)->base_offset : std::numeric_limits<Offset>::max();
  return {};
}

Result<std::optional<BatchAt>> SoundBatches::next() {
  auto batch = walker_.next();
  if (!batch && batch.error().code != ErrorCode::CorruptMessage) return batch;
  if (batch && !*batch) return batch;
  auto behind = walker_.position() + 1;
  if (batch) {
    auto jumped = jumped_ahead(**batch);
    if (!jumped) return tl::unexpected(jumped.error());
    if ((*batch)->base_offset >= expected_offset_ && !*jumped) {
      expected_offset_ = (*batch)->last_offset + 1;
      return batch;
    }
    behind = (*batch)->end();
    batch = fail(
        ErrorCode::CorruptMessage,
        fmt::format("{}: the batch at byte {} has base offset {}, {} should come next",
                    file_.path(), (*batch)->position, (*batch)->base_offset, expected_offset_));
  }
  if (auto skipped = skip_damage(behind); !skipped) return tl::unexpected(skipped.error());
  return batch;
}

}  // namespace barnabas
