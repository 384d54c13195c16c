#pragma once
// socket_io: reading and writing a non-blocking socket from a coroutine.
//
// Each call tries the system call first and waits for readiness only when the kernel says so: a
// request that is already there costs no trip through epoll. Errors and the end of the stream come
// back as false; the connection is then closed, there is nothing else to do with it.
// Loop's thread only; one reader and one writer at a time.

#include <asio/ip/tcp.hpp>
#include <vector>

#include "broker/net/asio.h"
#include "protocol/base/buffer.h"
#include "protocol/wire/writer.h"

namespace barnabas {

// Appends what has arrived to `into`, at least one byte and at most `size_max`.
// 0 means that the peer has closed or failed.
awaitable<std::size_t> receive_some(asio::ip::tcp::socket& socket, Buffer& into,
                                    std::size_t size_max);

// Sends `bytes` with the file content of `splices` in their places; large stretches of a file go
// from page cache to socket without passing through this process. False when the peer is gone or
// a file could not be read; the peer then misses bytes, and only closing is right.
// `sent` grows by what the kernel takes.
awaitable<bool> send_all(asio::ip::tcp::socket& socket, Bytes bytes,
                         const std::vector<Splice>& splices, std::uint64_t& sent);

// Whether the peer has ended its side, even if bytes of it are still to be read.
bool peer_is_gone(asio::ip::tcp::socket& socket);

}  // namespace barnabas
