#include "broker/net/event_loop.h"

#include <sched.h>

#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <exception>

namespace barnabas {
namespace {

// A pool of one could not be joined by more: Asio then leaves out the waking of others.
constexpr std::size_t pool_threads_at_first = 2;

}  // namespace

EventLoop::EventLoop(int pool_threads)
    : work_(asio::make_work_guard(context_)), pool_threads_(pool_threads) {}

EventLoop::~EventLoop() {
  if (pool_) pool_->join();
  for (auto& thread : more_pool_threads_) thread.join();
}

void EventLoop::run() {
  using Time = std::chrono::steady_clock;
  while (!stopping_) {
    if (context_.poll() > 0) {
      spin_.found_work(Time::now());
    } else if (spin_.keep_looking(Time::now())) {
      // The client may be waiting for this very CPU.
      sched_yield();
    } else {
      context_.run_one();
      spin_.found_work(Time::now());
    }
  }
}

void EventLoop::stop() {
  asio::post(context_, [this] { stopping_ = true; });
}

void EventLoop::on_pool(std::function<void()> work, std::function<void()> done) {
  if (pool_threads_ == 0) {
    asio::post(context_, [this, work = std::move(work), done = std::move(done)]() mutable {
      work();
      asio::post(context_, std::move(done));
    });
    return;
  }
  ++pool_tasks_;
  ensure_idle_pool_thread();
  asio::post(*pool_, [this, work = std::move(work), done = std::move(done)]() mutable {
    work();
    asio::post(context_, [this, done = std::move(done)] {
      --pool_tasks_;
      done();
    });
  });
}

// Syncs of several logs share a commit of the file system when they run at the same time, so there
// may be many threads; most brokers never need more than the first.
void EventLoop::ensure_idle_pool_thread() {
  if (!pool_) {
    pool_.emplace(pool_threads_at_first);
    return;
  }
  const auto threads = static_cast<int>(pool_threads_at_first + more_pool_threads_.size());
  if (pool_tasks_ <= threads || threads >= pool_threads_) return;
  more_pool_threads_.emplace_back([this] { pool_->attach(); });
}

void EventLoop::post(std::function<void()> task) { asio::post(context_, std::move(task)); }

void EventLoop::spawn(awaitable<void> task) {
  asio::co_spawn(context_, std::move(task), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
}

}  // namespace barnabas
