#pragma once
// ChunkPool: makes the records of one stream in chunks, on several threads, and hands them out in
// order.
//
// Where records follow from their number alone, each thread takes the next range of numbers and
// makes it with a maker of its own; so the bytes are those of one thread. The caller takes chunks
// in order, and makes one itself where the next is not ready. Threads look at a lock once a chunk,
// not once a record; there are at most four chunks a thread. Records that depend on earlier ones,
// and those too few to be worth waking anybody, are made by the caller alone.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "generator/run/record_maker.h"

namespace barnabas {

class ChunkPool {
 public:
  // So many threads make records, the caller's among them. Others are started when there is
  // something for them.
  explicit ChunkPool(unsigned threads);
  ~ChunkPool();
  ChunkPool(const ChunkPool&) = delete;
  ChunkPool& operator=(const ChunkPool&) = delete;

  struct Work {
    RecordMaker* maker = nullptr;  // the caller's; it must outlive the pool
    std::uint64_t first = 0;       // number of the first record
    std::uint64_t count = 0;
    std::uint64_t chunk_max = UINT64_MAX;  // records
    // The time that records take for now; called from all threads.
    std::function<std::int64_t()> now_ms;
  };

  // All but the destructor from one thread. Between begin() and end(), next() gives chunks until
  // all records were asked for, or one has an error: then there are no more. A chunk is good until
  // the next call.
  void begin(const Work& work);
  RecordChunk& next();
  void end();

 private:
  // A chunk that is being made or waits for the caller. Which thread has it: the caller is the
  // last.
  struct Slot {
    RecordChunk* chunk = nullptr;
    std::size_t owner = 0;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    bool is_ready = false;
  };
  using Lock = std::unique_lock<std::mutex>;

  bool is_shared(const Work& work) const;
  void start_threads();
  void work(std::size_t thread);
  // The next range of numbers, or nullptr: all are taken, or there is no room.
  Slot* claim(std::size_t thread);
  RecordChunk* take_chunk(std::size_t thread);
  void give_back(Slot& slot);
  void make(Slot& slot, RecordMaker& maker);
  void adapt(const Slot& slot, std::chrono::nanoseconds time);

  const unsigned threads_wanted_;
  std::vector<std::thread> threads_;
  // By the caller's maker: one for each thread.
  std::map<const RecordMaker*, std::vector<std::unique_ptr<RecordMaker>>> makers_;

  std::mutex mutex_;
  std::condition_variable something_to_do_;
  std::condition_variable something_is_done_;
  Work work_;
  bool shared_ = false;  // whether the threads take part
  std::vector<std::unique_ptr<RecordMaker>>* copies_ = nullptr;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<RecordChunk>> chunks_;
  // By thread. Each fills those again that it filled before: their memory is in its own processor's
  // cache, and to take it from another's costs as much as to make the records.
  std::vector<std::vector<RecordChunk*>> free_chunks_;
  std::uint64_t next_number_ = 0;
  std::uint64_t end_number_ = 0;
  std::uint64_t claimed_ = 0;   // chunks
  std::uint64_t consumed_ = 0;  // chunks
  bool has_current_ = false;    // the caller holds the first that is not consumed
  std::uint64_t chunk_records_ = 0;
  unsigned busy_ = 0;     // threads that make a chunk
  unsigned waiting_ = 0;  // threads that have nothing to do
  bool caller_waits_ = false;
  bool ends_ = false;
  std::atomic<bool> is_over_ = false;  // what is still being made is not wanted
};

}  // namespace barnabas
