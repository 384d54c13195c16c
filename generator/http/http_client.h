#pragma once
// HttpClient: requests to HTTP servers, one after the other.
//
// libcurl does the work. It stands in a module of its own (barnabas-http.so, beside the program)
// that is loaded when the first client is made: a program that was linked with it would take
// several times as long to start, whatever it is asked to do. Used by one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

// How to reach servers and who we are there. Nothing of it is ever shown in a message.
struct HttpOptions {
  std::string user;  // HTTP's basic authentication, unless it is empty
  std::string password;
  std::string bearer_token;  // or this
  std::string ca_file;       // certificates to trust in place of the system's
  std::string certificate_file;
  std::string key_file;
  std::string key_password;
  bool verify = true;  // the server's certificate and name
  std::int64_t timeout_ms = 10'000;
};

struct HttpClientRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpClientResponse {
  int status = 0;
  std::string body;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // Any status is a response. An error (ErrorCode::BrokerNotAvailable) means that there is none,
  // and says which server and why. Connections are kept for the next request.
  virtual Result<HttpClientResponse> send(const HttpClientRequest& request) = 0;
};

// An error says that the module is missing, or why it cannot be loaded.
Result<std::unique_ptr<HttpClient>> make_http_client(const HttpOptions& options);

}  // namespace barnabas
