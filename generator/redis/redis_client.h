#pragma once
// RedisClient: commands to a Redis server, many at a time.
//
// hiredis does the work, in a module of its own (generator/modules/module.h). Used by one thread.

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

// How to reach a server and who we are there. Nothing of it but the address is ever shown.
struct RedisOptions {
  std::string host = "127.0.0.1";  // or the path of a socket: "/run/redis.sock"
  int port = 6379;
  std::string user;      // empty: the default user
  std::string password;  // empty: none
  std::int64_t database = 0;
  std::string client_name;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds answer_timeout{10'000};

  std::string address() const {
    return host.starts_with('/') ? host : host + ":" + std::to_string(port);
  }
};

class RedisClient {
 public:
  virtual ~RedisClient() = default;

  // Connects, says who we are, chooses the database. Errors: nobody answers
  // (ErrorCode::BrokerNotAvailable), or the server refuses (ErrorCode::SaslAuthenticationFailed).
  virtual Result<void> connect() = 0;
  // Adds a command to those that go with the next exchange().
  virtual void add(std::span<const std::string_view> words) = 0;
  // Sends the commands and waits for their answers: for each what is wrong, or an empty text. After
  // an error (ErrorCode::BrokerNotAvailable) the connection is gone, with the commands that were
  // not answered; `answers` has those that were.
  virtual Result<void> exchange(std::vector<std::string>& answers) = 0;
};

// An error says that the module is missing, or why it cannot be loaded.
Result<std::unique_ptr<RedisClient>> make_redis_client(const RedisOptions& options);

}  // namespace barnabas
