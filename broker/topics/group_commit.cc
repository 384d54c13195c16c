#include "broker/topics/group_commit.h"

#include <algorithm>

#include "broker/net/event_loop.h"
#include "broker/net/signal.h"
#include "protocol/base/check.h"
#include "storage/log.h"

namespace barnabas {
namespace {

// Longer delays are no delays but a way to say never; added to a time they would overflow.
constexpr std::chrono::milliseconds delay_max = std::chrono::hours(24 * 365 * 100);

}  // namespace

GroupCommit::GroupCommit(EventLoop& loop)
    : loop_(loop),
      retry_(loop,
             [this] {
               if (running_.empty() && !start_is_posted_) start();
             }),
      next_deadline_(loop, [this] { join_those_due(); }) {}

void GroupCommit::join(Committable& target) {
  if (target.joined_) return;
  target.joined_ = true;
  forget_deadline(target);
  joined_.push_back(&target);
  if (!running_.empty() || start_is_posted_) return;
  // Not at once: the request that is being handled may write to other logs as well.
  start_is_posted_ = true;
  loop_.post([this] {
    start_is_posted_ = false;
    if (running_.empty()) start();
  });
}

void GroupCommit::join_within(Committable& target, std::chrono::milliseconds delay) {
  if (target.joined_ || target.joins_at_ || delay >= delay_max) return;
  target.joins_at_ = std::chrono::steady_clock::now() + delay;
  const auto at = deadlines_.emplace(*target.joins_at_, &target).first;
  if (at == deadlines_.begin()) next_deadline_.set(at->first);
}

void GroupCommit::join_those_due() {
  const auto now = std::chrono::steady_clock::now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) join(*deadlines_.begin()->second);
  if (!deadlines_.empty()) next_deadline_.set(deadlines_.begin()->first);
}

// The alarm may then ring for nobody, which is harmless.
void GroupCommit::forget_deadline(Committable& target) {
  if (!target.joins_at_) return;
  deadlines_.erase({*target.joins_at_, &target});
  target.joins_at_.reset();
}

void GroupCommit::leave(Committable& target) {
  forget_deadline(target);
  if (target.joined_) std::erase(joined_, &target);
  target.joined_ = false;
  for (auto& sync : running_)
    if (sync.target == &target) sync.target = nullptr;
}

void GroupCommit::when_done(std::function<void()> done) {
  if (!joined_.empty()) {
    waiting_for_joined_.push_back(std::move(done));
  } else if (!running_.empty()) {
    waiting_for_running_.push_back(std::move(done));
  } else {
    done();
  }
}

awaitable<void> GroupCommit::wait() {
  if (idle()) co_return;
  // Shared, because whoever waits may be cancelled before the commit ends.
  auto done = std::make_shared<Signal>(loop_);
  when_done([done] { done->notify(); });
  co_await done->wait();
}

// Moves what can be synced from joined_ to running_.
void GroupCommit::begin_syncs() {
  std::erase_if(joined_, [this](Committable* target) {
    auto work = target->log().begin_flush();
    if (work) running_.push_back({target, std::move(*work), {}});
    // Offline for good is something that its waiters will see; anything else passes.
    target->joined_ = !work && !target->log().offline();
    return !target->joined_;
  });
}

void GroupCommit::start() {
  BARNABAS_CHECK(running_.empty(), "two group commits at once");
  begin_syncs();
  // Nobody says which logs he waits for, so all wait for those that could not be synced yet.
  if (joined_.empty()) waiting_for_running_ = std::exchange(waiting_for_joined_, {});
  if (running_.empty() && joined_.empty()) return finished();
  if (running_.empty()) return retry_.set_after(retry_interval);
  const auto tasks = std::min<std::size_t>(running_.size(), sync_threads);
  tasks_left_ = tasks;
  for (std::size_t first = 0; first < tasks; ++first) {
    auto sync_share = [this, first, tasks] {
      for (auto i = first; i < running_.size(); i += tasks)
        running_[i].result = running_[i].work.run();
    };
    loop_.on_pool(std::move(sync_share), [this] {
      if (--tasks_left_ == 0) finished();
    });
  }
}

void GroupCommit::finished() {
  // What is called below may join again.
  const auto syncs = std::exchange(running_, {});
  const auto waiters = std::exchange(waiting_for_running_, {});
  for (const auto& sync : syncs) {
    if (sync.target == nullptr) continue;
    // The error stays in the log as the reason why it is offline.
    static_cast<void>(sync.target->log().finish_flush(sync.work, sync.result));
    sync.target->committed();
  }
  for (const auto& done : waiters) done();
  if (!joined_.empty() && running_.empty() && !start_is_posted_) start();
}

}  // namespace barnabas
