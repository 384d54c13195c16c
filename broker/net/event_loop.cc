#include "broker/net/event_loop.h"

#include <sched.h>

#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <exception>

namespace barnabas {

EventLoop::EventLoop(int pool_threads)
    : work_(asio::make_work_guard(context_)), pool_threads_(pool_threads) {}

EventLoop::~EventLoop() {
  if (pool_) pool_->join();
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
  if (!pool_) pool_.emplace(static_cast<std::size_t>(pool_threads_));
  asio::post(*pool_, [this, work = std::move(work), done = std::move(done)]() mutable {
    work();
    asio::post(context_, std::move(done));
  });
}

void EventLoop::post(std::function<void()> task) { asio::post(context_, std::move(task)); }

void EventLoop::spawn(awaitable<void> task) {
  asio::co_spawn(context_, std::move(task), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
}

}  // namespace barnabas
