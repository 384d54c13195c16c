#include "generator/run/chunk_pool.h"

#include <algorithm>

namespace barnabas {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t slots_a_thread = 4;
// Fewer records are made sooner than a thread wakes up.
constexpr std::uint64_t worth_sharing = 256;
// The first one shows how large records are.
constexpr std::uint64_t first_chunk_records = 1;
constexpr std::uint64_t chunk_records_max = 1024;
// What a chunk should have or take, at most; the next one is adapted to that.
constexpr std::uint64_t chunk_bytes = 128 * 1024;
constexpr auto chunk_time = std::chrono::milliseconds(2);

}  // namespace

ChunkPool::ChunkPool(unsigned threads)
    : threads_wanted_(threads),
      slots_(std::max(threads, 1u) * slots_a_thread),
      free_chunks_(std::max(threads, 1u)) {}

ChunkPool::~ChunkPool() {
  {
    const Lock lock(mutex_);
    ends_ = true;
    is_over_ = true;
    something_to_do_.notify_all();
  }
  for (auto& thread : threads_) thread.join();
}

bool ChunkPool::is_shared(const Work& work) const {
  return threads_wanted_ > 1 && work.count >= worth_sharing && work.chunk_max > 1 &&
         !work.maker->templates().is_stateful();
}

void ChunkPool::start_threads() {
  while (threads_.size() + 1 < threads_wanted_)
    threads_.emplace_back([this, thread = threads_.size()] { work(thread); });
}

void ChunkPool::begin(const Work& work) {
  const Lock lock(mutex_);
  shared_ = is_shared(work);
  if (shared_) {
    auto& copies = makers_[work.maker];
    while (copies.size() + 1 < threads_wanted_) copies.push_back(work.maker->copy());
    copies_ = &copies;
    start_threads();
  }
  work_ = work;
  next_number_ = work.first;
  end_number_ = work.count > UINT64_MAX - work.first ? UINT64_MAX : work.first + work.count;
  claimed_ = consumed_ = 0;
  has_current_ = false;
  chunk_records_ = first_chunk_records;
  is_over_ = false;
  if (shared_) something_to_do_.notify_all();
}

void ChunkPool::end() {
  Lock lock(mutex_);
  is_over_ = true;
  end_number_ = next_number_;
  something_is_done_.wait(lock, [this] { return busy_ == 0; });
  while (consumed_ < claimed_) give_back(slots_[consumed_++ % slots_.size()]);
}

RecordChunk& ChunkPool::next() {
  Lock lock(mutex_);
  if (has_current_) {
    give_back(slots_[consumed_++ % slots_.size()]);
    if (waiting_ > 0 && shared_) something_to_do_.notify_one();
  }
  has_current_ = true;
  while (true) {
    auto& head = slots_[consumed_ % slots_.size()];
    if (consumed_ < claimed_ && head.is_ready) return *head.chunk;
    if (auto* slot = claim(free_chunks_.size() - 1)) {
      lock.unlock();
      make(*slot, *work_.maker);
      lock.lock();
      continue;
    }
    caller_waits_ = true;
    something_is_done_.wait(lock, [&] { return head.is_ready; });
    caller_waits_ = false;
  }
}

RecordChunk* ChunkPool::take_chunk(std::size_t thread) {
  auto* from = &free_chunks_[thread];
  for (auto other = free_chunks_.begin(); from->empty() && other != free_chunks_.end(); ++other)
    from = &*other;
  if (from->empty()) return chunks_.emplace_back(std::make_unique<RecordChunk>()).get();
  auto* chunk = from->back();
  from->pop_back();
  return chunk;
}

void ChunkPool::give_back(Slot& slot) { free_chunks_[slot.owner].push_back(slot.chunk); }

ChunkPool::Slot* ChunkPool::claim(std::size_t thread) {
  // Alone, one chunk is enough: it stays in the processor's cache.
  const std::size_t room = shared_ ? slots_.size() : 1;
  if (next_number_ == end_number_ || claimed_ - consumed_ >= room) return nullptr;
  if (!shared_) claimed_ = consumed_ = 0;
  auto& slot = slots_[claimed_++ % slots_.size()];
  slot.chunk = take_chunk(thread);
  slot.owner = thread;
  slot.first = next_number_;
  slot.count = std::min({chunk_records_, work_.chunk_max, end_number_ - next_number_});
  slot.is_ready = false;
  next_number_ += slot.count;
  return &slot;
}

void ChunkPool::work(std::size_t thread) {
  Lock lock(mutex_);
  while (!ends_) {
    auto* slot = shared_ && !is_over_ ? claim(thread) : nullptr;
    if (slot == nullptr) {
      ++waiting_;
      something_to_do_.wait(lock);
      --waiting_;
      continue;
    }
    ++busy_;
    auto& maker = *(*copies_)[thread];
    lock.unlock();
    make(*slot, maker);
    lock.lock();
    --busy_;
    if (caller_waits_ || (is_over_ && busy_ == 0)) something_is_done_.notify_one();
  }
}

void ChunkPool::make(Slot& slot, RecordMaker& maker) {
  const auto begun = Clock::now();
  auto& chunk = *slot.chunk;
  chunk.clear();
  chunk.first = slot.first;
  const auto now_ms = work_.now_ms();
  while (chunk.asked < slot.count && !is_over_.load(std::memory_order_relaxed)) {
    if (auto made = maker.append(slot.first + chunk.asked, now_ms, chunk); !made) {
      chunk.error = std::move(made.error());
      break;
    }
  }
  const auto time = Clock::now() - begun;
  const Lock lock(mutex_);
  slot.is_ready = true;
  adapt(slot, time);
}

void ChunkPool::adapt(const Slot& slot, std::chrono::nanoseconds time) {
  const auto asked = std::max<std::uint64_t>(slot.chunk->asked, 1);
  const auto bytes = slot.chunk->lines.size() + slot.chunk->parts.size();
  const auto by_bytes = asked * chunk_bytes / std::max<std::uint64_t>(bytes, 1);
  const auto by_time = asked *
                       static_cast<std::uint64_t>(std::chrono::nanoseconds(chunk_time).count()) /
                       static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 1));
  chunk_records_ =
      std::clamp<std::uint64_t>(std::min({by_bytes, by_time, asked * 4}), 1, chunk_records_max);
}

}  // namespace barnabas
