// HttpClient on libcurl: for the module barnabas-http.so.

#include "generator/http/curl_request.h"

namespace barnabas {
namespace {

class CurlClient : public HttpClient {
 public:
  explicit CurlClient(HttpOptions options) : options_{.http = std::move(options)} {}

  Result<HttpClientResponse> send(const HttpClientRequest& request) override {
    if (request_.handle() == nullptr)
      return fail(ErrorCode::InvalidConfig, "libcurl could not be started");
    request_.prepare(request, options_);
    return request_.result(curl_easy_perform(request_.handle()));
  }

 private:
  const HttpTransferOptions options_;
  CurlRequest request_;
};

}  // namespace
}  // namespace barnabas

// What the program asks the module for: a client that is the caller's.
extern "C" barnabas::HttpClient* barnabas_make_http_client(const barnabas::HttpOptions& options) {
  return new barnabas::CurlClient(options);
}
