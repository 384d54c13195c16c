#pragma once
// HttpTransfers: requests to HTTP servers, several at a time.
//
// Like HttpClient it is libcurl in a module. Nothing happens by itself: transfers go on, and their
// ends are told, while work() runs. Connections, cookies (if wanted) and what a server said for
// digest authentication are kept from one request to the next. Used by one thread.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "generator/http/http_client.h"

namespace barnabas {

struct HttpTransferOptions {
  HttpOptions http;
  bool digest = false;   // user and password by digest instead of basic authentication
  bool cookies = false;  // what servers set is sent back
  // Signs requests as Amazon's services want it: "aws:amz:REGION:SERVICE", with http.user as access
  // key and http.password as secret. Empty: no.
  std::string aws_signature;
};

class HttpTransfers {
 public:
  // Gets its request back, to send it again or not.
  using Done = std::function<void(HttpClientRequest, Result<HttpClientResponse>)>;

  virtual ~HttpTransfers() = default;

  // Connects to the server of that URL, TLS included, and asks for nothing. An error
  // (ErrorCode::BrokerNotAvailable) says why nobody answers.
  virtual Result<void> probe(const std::string& url) = 0;

  // Begins a request; `done` gets its response, or an error as HttpClient::send() has it.
  virtual void start(HttpClientRequest request, Done done) = 0;
  virtual std::size_t in_flight() const = 0;

  // Lets transfers go on, waiting at most so long for something to happen.
  virtual void work(std::chrono::milliseconds patience) = 0;
};

// An error says that the module is missing, or why it cannot be loaded.
Result<std::unique_ptr<HttpTransfers>> make_http_transfers(const HttpTransferOptions& options);

}  // namespace barnabas
