#pragma once
// GroupCommit: makes appends durable, many at a time.
//
// Zero-delay group commit: if no commit runs, one starts at once; whatever is appended meanwhile
// joins the next. One producer alone waits for one sync of its own, a hundred share one. Each
// commit syncs the logs that were written since the last, in parallel on the loop's pool, because
// file systems make one commit of syncs that come at the same time (ext4: 16 small files take 4 ms
// one after the other and 1 ms at once). A sync
// that fails is never repeated: its log goes offline (see storage/log.h), and whoever waited finds
// out by asking the log. A sync that could not begin, because the process has no descriptor left,
// is none: it is tried again a little later, and its waiters wait on.
//
// What nobody waits for (durability=os with flush.ms) joins by itself when its time has come.
//
// Loop's thread only.

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broker/net/alarm.h"
#include "broker/net/asio.h"
#include "broker/topics/committable.h"
#include "protocol/base/result.h"
#include "storage/flush_work.h"

namespace barnabas {

class EventLoop;

class GroupCommit {
 public:
  explicit GroupCommit(EventLoop& loop);

  // `target` has bytes that are not durable. It must live until the next commit has ended.
  void join(Committable& target);
  // The same, once `delay` has passed, unless it joins before. A deadline that it has already
  // stays. A century is for ever.
  void join_within(Committable& target, std::chrono::milliseconds delay);
  void forget_deadline(Committable& target);
  // Forgets a log that is being closed or deleted.
  void leave(Committable& target);

  // Calls `done` when everything that has joined so far is durable or has failed. At once when
  // nothing is on its way.
  void when_done(std::function<void()> done);
  // The same for a coroutine.
  awaitable<void> wait();

  bool idle() const { return running_.empty() && joined_.empty(); }

 private:
  void start();
  void begin_syncs();
  void finished();
  void join_those_due();

  struct Sync {
    Committable* target;  // null once it has left
    FlushWork work;
    Result<void> result;
  };
  static constexpr std::size_t sync_threads = 16;
  static constexpr std::chrono::milliseconds retry_interval{20};

  EventLoop& loop_;
  std::vector<Committable*> joined_;
  std::vector<Sync> running_;
  std::size_t tasks_left_ = 0;
  bool start_is_posted_ = false;
  Alarm retry_;  // of what could not be synced
  std::set<std::pair<Alarm::Time, Committable*>> deadlines_;
  Alarm next_deadline_;  // rings at the first of deadlines_
  std::vector<std::function<void()>> waiting_for_running_;
  std::vector<std::function<void()>> waiting_for_joined_;
};

}  // namespace barnabas
