#include "storage/slice_check.h"

#include <optional>

namespace barnabas {
namespace {

constexpr std::size_t kWindow = 256 * 1024;

class SliceCheck {
 public:
  SliceCheck(File& file, const SliceToCheck& slice)
      : slice_(slice),
        end_(slice.extent.position + slice.extent.size),
        walker_(file,
                {.position = slice.extent.position, .end = slice.file_end, .window = kWindow}),
        chain_({.expected_offset = slice.first_offset, .limit = slice.limit}),
        result_{.good_end = slice.extent.position, .next_offset = slice.first_offset} {}

  Result<CheckedSlice> run() {
    while (true) {
      auto batch = walker_.next();
      if (!batch && batch.error().code != ErrorCode::CorruptMessage)
        return tl::unexpected(batch.error());
      const bool inside = batch ? *batch && (*batch)->position < end_ : walker_.position() < end_;
      std::string objection = !batch ? batch.error().message : std::string();
      if (batch && *batch) objection = chain_.objection(**batch);
      if (!objection.empty() && batch && held_ && held_->base_offset > result_.next_offset) {
        // The held batch left a gap and this one goes back: it is the held one that is wrong.
        result_.objection = std::move(objection);
        return result_;
      }
      accept_held();
      if (!inside) return result_;
      if (objection.empty()) {
        auto sound = check_content(**batch);
        if (!sound) objection = sound.error().message;
      }
      if (!objection.empty()) {
        result_.objection = std::move(objection);
        return result_;
      }
      chain_.advance(**batch);
      held_ = **batch;
    }
  }

 private:
  void accept_held() {
    if (!held_) return;
    result_.good_end = held_->end();
    result_.next_offset = held_->last_offset + 1;
    held_.reset();
  }

  Result<void> check_content(const BatchAt& batch) {
    auto view = walker_.load(batch);
    if (!view) return tl::unexpected(view.error());
    if (auto crc = view->check_crc(); !crc) return crc;
    return view->check_header();
  }

  const SliceToCheck slice_;
  const std::uint64_t end_;
  BatchWalker walker_;
  BatchChain chain_;
  std::optional<BatchAt> held_;  // good, unless the next one goes back behind it
  CheckedSlice result_;
};

}  // namespace

Result<CheckedSlice> check_batches(File& file, const SliceToCheck& slice) {
  return SliceCheck(file, slice).run();
}

}  // namespace barnabas
