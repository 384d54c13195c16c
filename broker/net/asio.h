#pragma once
// asio.h: the few names of Asio that the broker uses, under one roof.
//
// <asio.hpp> is never included: it triples the time a file takes to compile. Two traps of this
// toolchain matter to every caller. Debian's Asio 1.22 keeps as_tuple in `experimental`; and
// g++ 12.2 destroys twice any lambda, braced list or aggregate that is written inside a co_await
// expression, so those get a name first (tests/tidy refuses the inline form).

#include <asio/awaitable.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>

namespace barnabas {

using asio::awaitable;

// Completion token: `auto [error, ...] = co_await operation(as_tuple);`, no exceptions.
inline constexpr auto as_tuple = asio::experimental::as_tuple(asio::use_awaitable);

}  // namespace barnabas
