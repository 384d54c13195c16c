#pragma once
// Connection: one client on one socket, from accept to close.
//
// A single coroutine reads a frame, has it served, writes the answer and begins again: one request
// of a connection at a time, as Apache Kafka does it (it mutes the channel), which keeps answers in
// order and pushes back on a client that asks faster than it reads. Produces whose records are in
// the log and wait for the disk are the exception: the next one is served meanwhile, up to
// `unanswered_max` of them, and answers leave in order. Input memory grows with what
// has really arrived, never with what a length field claims, and counts against the broker's
// MemoryBudget. The broker's housekeeping ends connections that stall in the middle of a request,
// stay silent or leave an answer unread for too long, or whose client went away while its request
// waits: nobody else would notice, because nothing is read meanwhile.
//
// Loop's thread only. Owned by the broker, and kept alive by a shared_ptr in its coroutine.

#include <asio/cancellation_signal.hpp>
#include <asio/ip/tcp.hpp>
#include <deque>
#include <memory>
#include <string>

#include "broker/context.h"
#include "broker/net/event_loop.h"
#include "broker/net/signal.h"
#include "protocol/base/buffer.h"

namespace barnabas {

class Broker;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Broker& broker, asio::ip::tcp::socket socket, std::string listener_name,
             std::uint64_t id);

  // Serves until the peer leaves, misbehaves or close() is called; then calls `ended`.
  void start(std::function<void()> ended);
  // Ends the coroutine wherever it waits.
  void close(std::string reason);
  // Why it ended; "closed by the client" unless this side had a reason.
  const std::string& end_reason() const { return end_reason_; }

  // Closes when idle or stalled for too long; gives memory back that a quiet connection does not
  // need. Called by the broker about once a second.
  void sweep(SteadyTime now);

  const ClientInfo& client() const { return client_; }

 private:
  awaitable<void> run();
  awaitable<bool> read_frame();
  awaitable<void> take_memory();
  std::size_t receive_size() const;
  void sweep_served(SteadyTime now);
  awaitable<bool> serve(Bytes frame);
  awaitable<bool> send(Reply& reply);
  void answer_when_durable();
  awaitable<void> send_answers();
  awaitable<void> all_answered();
  void forget_frame();
  bool frame_size_is_acceptable(std::int32_t size);
  // Notes why the peer cannot be served; the caller ends the connection.
  void refuse(std::string reason);

  Broker& broker_;
  asio::ip::tcp::socket socket_;
  asio::cancellation_signal cancellation_;
  ClientInfo client_;
  Buffer input_;
  Reply reply_;
  // Answers that wait for the group commit, or behind one that does, in the order of their
  // requests.
  struct Unanswered {
    Reply reply;
    bool durable;
  };
  std::deque<Unanswered> unanswered_;
  Signal answered_;  // unanswered_ has become empty
  bool sending_answers_ = false;
  std::size_t served_ = 0;      // bytes at the front of input_ that are done with
  std::size_t frame_size_ = 0;  // of the frame behind them, size field included
  std::size_t budgeted_ = 0;    // tokens taken from the MemoryBudget
  bool queued_ = false;         // waits for tokens, and nothing is read
  bool serving_ = false;        // a request is being handled: waiting is not idling
  bool sending_ = false;        // its answer is on its way
  std::uint64_t sent_ = 0;      // bytes of answers, and how many they were at the last sweep
  std::uint64_t sent_at_sweep_ = 0;
  SteadyTime last_activity_;
  SteadyTime frame_started_;
  std::string end_reason_ = "closed by the client";
};

}  // namespace barnabas
