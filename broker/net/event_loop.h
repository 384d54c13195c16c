#pragma once
// EventLoop: the one thread on which a broker runs, and the small pool for what would block it.
//
// Sockets, timers, handlers and coordinators run to completion on the thread that calls run(), so
// nothing above needs a mutex. What blocks (fsync, deleting files) goes through on_pool() and comes
// back as an event. While traffic flows the loop spins before it sleeps (SpinPolicy); idle, it
// sleeps in epoll and uses no CPU.

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "broker/net/asio.h"
#include "broker/net/spin_policy.h"

namespace barnabas {

class EventLoop {
 public:
  // Up to `pool_threads` serve on_pool(). They start when work comes and all others are busy.
  explicit EventLoop(int pool_threads = 16);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs until stop(). The calling thread becomes the loop's thread.
  void run();
  // Makes run() return after the current handler. Any thread, and signal handlers of Asio.
  void stop();

  // Runs `work` on the pool, then `done` on the loop's thread. Loop's thread.
  void on_pool(std::function<void()> work, std::function<void()> done);
  // Runs `task` on the loop's thread, after what it is doing now. Any thread.
  void post(std::function<void()> task);
  // Starts a coroutine that owns itself. An exception that leaves it ends the program.
  void spawn(awaitable<void> task);

  asio::io_context& context() { return context_; }

 private:
  void ensure_idle_pool_thread();

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  const int pool_threads_;
  std::optional<asio::thread_pool> pool_;
  std::vector<std::thread> more_pool_threads_;
  int pool_tasks_ = 0;  // begun or waiting
  SpinPolicy spin_;
  bool stopping_ = false;
};

}  // namespace barnabas
