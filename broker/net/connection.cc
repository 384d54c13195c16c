#include "broker/net/connection.h"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>
#include <exception>

#include "broker/api_table.h"
#include "broker/broker.h"
#include "broker/net/socket_io.h"
#include "broker/net/unexpected_peer.h"

namespace barnabas {
namespace {

constexpr std::size_t size_field = 4;
// The first read of a frame: enough for most requests, little enough for ten thousand clients.
constexpr std::size_t receive_size_min = 4 * 1024;
constexpr std::size_t receive_size_max = 1024 * 1024;
// Requests up to this size are not worth asking the MemoryBudget for.
constexpr std::size_t unbudgeted_size = 64 * 1024;
// A quiet connection keeps no more input memory than this.
constexpr std::size_t quiet_capacity_max = 16 * 1024;

}  // namespace

Connection::Connection(Broker& broker, asio::ip::tcp::socket socket, std::string listener_name)
    : broker_(broker), socket_(std::move(socket)), last_activity_(broker.clock().steady()) {
  std::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  client_.connection_id = broker.next_connection_id();
  client_.listener_name = std::move(listener_name);
  const auto peer = socket_.remote_endpoint(ignored);
  client_.host = peer.address().to_string(ignored);
  client_.port = peer.port();
  const auto local = socket_.local_endpoint(ignored);
  client_.local_host = local.address().to_string(ignored);
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

void Connection::close() { cancellation_.emit(asio::cancellation_type::all); }

void Connection::sweep(SteadyTime now) {
  if (serving_) return;
  const auto& limits = broker_.config();
  const auto idle_ms = std::chrono::milliseconds(limits.connections_max_idle_ms);
  const bool in_frame = !input_.empty();
  if (now - last_activity_ > idle_ms ||
      (in_frame && now - frame_started_ > broker_.partial_request_timeout())) {
    close();
  } else if (!in_frame && input_.capacity() > quiet_capacity_max &&
             now - last_activity_ > std::chrono::seconds(1)) {
    input_.release();
    reply_.bytes.release();
  }
}

awaitable<void> Connection::run() {
  while (co_await read_frame()) {
    const auto frame = input_.view().subspan(size_field, frame_size_ - size_field);
    serving_ = true;
    const bool go_on = co_await serve(frame);
    serving_ = false;
    last_activity_ = broker_.clock().steady();
    if (!go_on) co_return;
    input_.remove_front(frame_size_);
    frame_started_ = last_activity_;
    if (budgeted_ > 0) broker_.request_memory().give_back(std::exchange(budgeted_, 0));
  }
}

// Makes input_ begin with a whole frame. False when the peer is gone or sends what cannot be one.
awaitable<bool> Connection::read_frame() {
  frame_size_ = 0;
  while (true) {
    if (frame_size_ == 0 && input_.size() >= size_field) {
      const auto size = load_big_endian<std::int32_t>(input_.data());
      if (!frame_size_is_acceptable(size)) co_return false;
      frame_size_ = size_field + static_cast<std::size_t>(size);
      if (frame_size_ > unbudgeted_size && input_.size() < frame_size_) {
        co_await broker_.request_memory().take(broker_.loop(), frame_size_);
        budgeted_ = frame_size_;
      }
    }
    if (frame_size_ != 0 && input_.size() >= frame_size_) co_return true;
    // At most doubles what has arrived, so that a length alone claims no memory.
    auto wanted = std::clamp(input_.size(), receive_size_min, receive_size_max);
    wanted = std::max(wanted, std::min(input_.capacity() - input_.size(), receive_size_max));
    if (frame_size_ > input_.size() + receive_size_min)
      wanted = std::min(wanted, frame_size_ - input_.size());
    const bool starts_frame = input_.empty();
    if (co_await receive_some(socket_, input_, wanted) == 0) co_return false;
    last_activity_ = broker_.clock().steady();
    if (starts_frame) frame_started_ = last_activity_;
  }
}

bool Connection::frame_size_is_acceptable(std::int32_t size) const {
  const auto size_max = broker_.config().socket_request_max_bytes;
  if (size >= 0 && size <= size_max) return true;
  broker_.log_bad_peer(client_, describe_unexpected_size(size, size_max));
  return false;
}

// Answers one request. False when the connection is to be closed.
awaitable<bool> Connection::serve(Bytes frame) {
  reply_.clear();
  const auto request = ReceivedRequest::parse(frame);
  if (!request) {
    broker_.log_bad_peer(client_, request.error().message);
    co_return false;
  }
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
    broker_.log_bad_peer(client_, error->message);
    co_return false;
  }
  if (!reply_.suppressed) {
    reply_.finish();
    if (!co_await send_all(socket_, reply_.bytes.view(), reply_.splices)) co_return false;
  }
  co_return !reply_.close_connection;
}

}  // namespace barnabas
