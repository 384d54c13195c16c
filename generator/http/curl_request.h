#pragma once
// CurlRequest: one request on a handle of libcurl. Only for the module barnabas-http.so.

#include <curl/curl.h>

#include <array>
#include <utility>

#include "generator/http/http_transfers.h"

namespace barnabas {

class CurlRequest {
 public:
  CurlRequest() : handle_(curl_easy_init()) {}
  ~CurlRequest();
  CurlRequest(const CurlRequest&) = delete;
  CurlRequest& operator=(const CurlRequest&) = delete;

  CURL* handle() const { return handle_; }

  // Makes the handle ready. The options must stay until the transfer is over. What the server said
  // before about digest authentication is kept.
  void prepare(HttpClientRequest request, const HttpTransferOptions& options);
  // What came of it, once the transfer ended with that code.
  Result<HttpClientResponse> result(CURLcode code);
  HttpClientRequest take_request() { return std::move(request_); }

 private:
  void set_request();
  void set_trust(const HttpOptions& options);
  void set_identity(const HttpTransferOptions& options);

  CURL* handle_;
  HttpClientRequest request_;
  HttpClientResponse response_;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> why_{};
};

}  // namespace barnabas
