#include "broker/net/connection.h"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>
#include <exception>

#include "broker/api_table.h"
#include "broker/broker.h"
#include "broker/net/event_loop.h"
#include "broker/net/memory_budget.h"
#include "broker/net/socket_io.h"
#include "broker/net/unexpected_peer.h"
#include "broker/topics/group_commit.h"

namespace barnabas {
namespace {

constexpr std::size_t size_field = 4;
// The first read of a frame: enough for most requests, little enough for ten thousand clients.
constexpr std::size_t receive_size_min = 4 * 1024;
constexpr std::size_t receive_size_max = 1024 * 1024;
// Requests up to this size are not worth asking the MemoryBudget for.
constexpr std::size_t unbudgeted_size = 64 * 1024;
// How long a request may take to arrive: a peer that sends a byte a second holds memory.
constexpr std::chrono::seconds partial_request_timeout{30};
// From when on a client is looked after while its request waits. Quick requests are answered even
// to those who end their side right after sending, as `nc` does.
constexpr std::chrono::seconds waiting_alone_max{1};
// So many produces of one connection may wait for the disk. Clients keep up to 5 on their way, or,
// not idempotent, as many as they like.
constexpr std::size_t unanswered_max = 16;
// A quiet connection keeps no more input memory than this.
constexpr std::size_t quiet_capacity_max = 16 * 1024;

}  // namespace

Connection::Connection(Broker& broker, asio::ip::tcp::socket socket, std::string listener_name,
                       std::uint64_t id)
    : broker_(broker),
      socket_(std::move(socket)),
      answered_(broker.loop()),
      last_activity_(broker.clock().steady()) {
  std::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  // A client whose machine vanished says nothing more; the kernel finds out.
  socket_.set_option(asio::ip::tcp::socket::keep_alive(true), ignored);
  client_.connection_id = id;
  client_.listener_name = std::move(listener_name);
  const auto peer = socket_.remote_endpoint(ignored);
  client_.host = peer.address().to_string();
  client_.port = peer.port();
  const auto local = socket_.local_endpoint(ignored);
  client_.local_host = local.address().to_string();
  client_.local_port = local.port();
}

void Connection::start(std::function<void()> ended) {
  auto self = shared_from_this();
  auto on_end = [self, ended = std::move(ended)](const std::exception_ptr& error) {
    if (self->budgeted_ > 0) self->broker_.request_memory().give_back(self->budgeted_);
    std::error_code ignored;
    self->socket_.close(ignored);
    ended();
    if (error == nullptr) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::system_error& cancelled) {
      // close() ends the coroutine by this exception of Asio; any other is a bug, and loud.
      if (cancelled.code() != asio::error::operation_aborted) throw;
    }
  };
  asio::co_spawn(broker_.loop().context(), run(),
                 asio::bind_cancellation_slot(cancellation_.slot(), std::move(on_end)));
}

void Connection::close(std::string reason) {
  end_reason_ = std::move(reason);
  // From the loop, never from within the coroutine that is to end.
  broker_.loop().post(
      [self = shared_from_this()] { self->cancellation_.emit(asio::cancellation_type::all); });
}

void Connection::refuse(std::string reason) {
  broker_.refuse_peer(client_, reason);
  end_reason_ = std::move(reason);
}

void Connection::sweep_served(SteadyTime now) {
  const auto quiet = now - last_activity_;
  if (!sending_) {
    if (quiet > waiting_alone_max && peer_is_gone(socket_))
      close("closed by the client while its request waited");
  } else if (sent_ != std::exchange(sent_at_sweep_, sent_)) {
    last_activity_ = now;
  } else if (quiet > std::chrono::milliseconds(broker_.config().connections_max_idle_ms)) {
    close("did not read its answer for connections.max.idle.ms");
  }
}

void Connection::sweep(SteadyTime now) {
  if (serving_) return sweep_served(now);
  if (queued_) {
    if (peer_is_gone(socket_)) close("closed by the client while its request waited for memory");
    return;
  }
  const auto& limits = broker_.config();
  const auto idle_max = std::chrono::milliseconds(limits.connections_max_idle_ms);
  const bool in_frame = !input_.empty();
  if (now - last_activity_ > idle_max) {
    close("idle for connections.max.idle.ms");
  } else if (in_frame && now - frame_started_ > partial_request_timeout) {
    close("a request did not arrive whole within 30 s");
  } else if (!in_frame && input_.capacity() > quiet_capacity_max &&
             now - last_activity_ > std::chrono::seconds(1)) {
    input_.release();
    reply_.bytes.release();
  }
}

awaitable<void> Connection::run() {
  while (co_await read_frame()) {
    const auto frame = input_.view().subspan(served_ + size_field, frame_size_ - size_field);
    serving_ = true;
    const bool go_on = co_await serve(frame);
    serving_ = false;
    last_activity_ = broker_.clock().steady();
    if (!go_on) co_return;
    forget_frame();
  }
  // A client may end its side after its last request and still wants to hear of it.
  serving_ = true;
  co_await all_answered();
}

void Connection::forget_frame() {
  served_ += frame_size_;
  frame_started_ = last_activity_;
  if (served_ == input_.size()) {
    input_.clear();
    served_ = 0;
  }
  if (budgeted_ > 0) broker_.request_memory().give_back(std::exchange(budgeted_, 0));
}

// Makes a whole frame stand in input_ at served_. False when the peer is gone or sends what cannot
// be one.
awaitable<bool> Connection::read_frame() {
  frame_size_ = 0;
  while (true) {
    const auto unserved = input_.size() - served_;
    if (frame_size_ == 0 && unserved >= size_field) {
      const auto size = load_big_endian<std::int32_t>(input_.data() + served_);
      if (!frame_size_is_acceptable(size)) co_return false;
      frame_size_ = size_field + static_cast<std::size_t>(size);
      if (frame_size_ > unbudgeted_size && unserved < frame_size_) co_await take_memory();
    }
    if (frame_size_ != 0 && unserved >= frame_size_) co_return true;
    input_.remove_front(std::exchange(served_, 0));
    const bool starts_frame = input_.empty();
    if (co_await receive_some(socket_, input_, receive_size()) == 0) co_return false;
    last_activity_ = broker_.clock().steady();
    if (starts_frame) frame_started_ = last_activity_;
  }
}

// The time that this takes is not the client's.
awaitable<void> Connection::take_memory() {
  queued_ = true;
  co_await broker_.request_memory().take(broker_.loop(), frame_size_);
  queued_ = false;
  budgeted_ = frame_size_;
  frame_started_ = last_activity_ = broker_.clock().steady();
}

// At most as much again as has arrived, so that a length alone claims no memory; what is allocated
// already may be filled.
std::size_t Connection::receive_size() const {
  const auto room = std::min(input_.capacity() - input_.size(), receive_size_max);
  const auto wanted = std::max(std::clamp(input_.size(), receive_size_min, receive_size_max), room);
  if (frame_size_ <= input_.size() + receive_size_min) return wanted;
  return std::min(wanted, frame_size_ - input_.size());
}

bool Connection::frame_size_is_acceptable(std::int32_t size) {
  const auto size_max = broker_.config().socket_request_max_bytes;
  if (size >= 0 && size <= size_max) return true;
  refuse(describe_unexpected_size(size, size_max));
  return false;
}

// Answers one request. False when the connection is to be closed.
awaitable<bool> Connection::serve(Bytes frame) {
  reply_.clear();
  const auto request = ReceivedRequest::parse(frame);
  if (!request) {
    refuse(request.error().message);
    co_return false;
  }
  // A produce queues its answer behind those that wait for the disk. Any other
  // answer is sent from `reply_` at once, so what came before must have gone out.
  if (!unanswered_.empty() &&
      (!request->api->answers_when_durable || unanswered_.size() >= unanswered_max))
    co_await all_answered();
  Context context{.broker = broker_,
                  .loop = broker_.loop(),
                  .header = request->header,
                  .client = client_,
                  .reply = reply_,
                  .received_at = last_activity_,
                  .unsupported_version = request->unsupported_version};
  std::optional<Error> error;
  if (request->api->immediate != nullptr) {
    error = request->api->immediate(request->body, context);
  } else {
    error = co_await request->api->waiting(request->body, context);
  }
  if (error) {
    refuse(error->message);
    co_return false;
  }
  if (reply_.when_durable || (!unanswered_.empty() && !reply_.suppressed)) {
    answer_when_durable();
  } else if (!reply_.suppressed && !co_await send(reply_)) {
    co_return false;
  }
  co_return !reply_.close_connection;
}

awaitable<bool> Connection::send(Reply& reply) {
  reply.finish();
  sending_ = true;
  const bool sent = co_await send_all(socket_, reply.bytes.view(), reply.splices, sent_);
  sending_ = false;
  co_return sent;
}

// Puts the answer of the request just served behind those that are not sent yet.
void Connection::answer_when_durable() {
  const bool waits = static_cast<bool>(reply_.when_durable);
  auto& waiting = unanswered_.emplace_back(std::exchange(reply_, Reply{}), !waits);
  if (!waits) return;  // whoever is before it takes it along
  broker_.commits().when_done([weak = weak_from_this(), &waiting] {
    const auto self = weak.lock();
    if (!self) return;
    waiting.reply.when_durable(waiting.reply);
    waiting.durable = true;
    if (self->sending_answers_) return;
    self->sending_answers_ = true;
    self->broker_.loop().spawn(self->send_answers());
  });
}

// Sends what may be sent from the front.
awaitable<void> Connection::send_answers() {
  const auto self = shared_from_this();
  while (!unanswered_.empty() && unanswered_.front().durable) {
    if (!co_await send(unanswered_.front().reply)) co_return close(end_reason_);
    unanswered_.pop_front();
  }
  sending_answers_ = false;
  if (unanswered_.empty()) answered_.notify();
}

awaitable<void> Connection::all_answered() {
  while (!unanswered_.empty()) co_await answered_.wait();
}

}  // namespace barnabas
