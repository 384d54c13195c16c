#pragma once

// A TCP proxy in front of the broker that can lose an answer: the Produce request reaches the
// broker and is stored, its response never comes back and the connection drops. What a client does
// then is what idempotence is for. One thread a connection, ended by the destructor.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace barnabas::e2e {

class LossyProxy {
 public:
  // Listens on a free port of 127.0.0.1 and passes everything to `broker` ("host:port").
  explicit LossyProxy(const std::string& broker);
  ~LossyProxy();
  LossyProxy(const LossyProxy&) = delete;
  LossyProxy& operator=(const LossyProxy&) = delete;

  std::uint16_t port() const { return port_; }
  // The next `count` Produce responses are lost.
  void lose_produce_responses(int count) { to_lose_ = count; }
  int lost() const { return lost_; }

 private:
  void accept_loop();
  void serve(int client);

  std::uint16_t broker_port_;
  std::uint16_t port_ = 0;
  int listener_;
  int stop_pipe_[2];
  std::atomic<int> to_lose_ = 0;
  std::atomic<int> lost_ = 0;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

}  // namespace barnabas::e2e
