// HttpClient on libcurl: the module barnabas-http.so.

#include <curl/curl.h>

#include <algorithm>

#include "generator/http/http_client.h"

namespace barnabas {
namespace {

// No answer of ours is longer; a server that sends without end is cut off.
constexpr std::size_t body_max = 64 * 1024 * 1024;

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& body = *static_cast<std::string*>(target);
  if (body.size() + size * count > body_max) return 0;
  body.append(bytes, size * count);
  return size * count;
}

// http://user:secret@host/path without the secret.
std::string shown(const std::string& url) {
  const auto start = url.find("://");
  if (start == std::string::npos) return url;
  const auto slash = std::min(url.find('/', start + 3), url.size());
  const auto at = url.rfind('@', slash);
  if (at == std::string::npos || at < start) return url;
  return url.substr(0, start + 3) + url.substr(at + 1);
}

class CurlClient : public HttpClient {
 public:
  explicit CurlClient(HttpOptions options)
      : options_(std::move(options)), curl_(curl_easy_init()) {}
  ~CurlClient() override { curl_easy_cleanup(curl_); }
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;

  Result<HttpClientResponse> send(const HttpClientRequest& request) override {
    if (curl_ == nullptr) return fail(ErrorCode::InvalidConfig, "libcurl could not be started");
    curl_easy_reset(curl_);
    HttpClientResponse response;
    char why[CURL_ERROR_SIZE] = "";
    curl_slist* headers = nullptr;
    for (const auto& [name, value] : request.headers)
      headers = curl_slist_append(headers, (name + ": " + value).c_str());
    // Else curl waits for a "100 Continue" that many servers never send.
    headers = curl_slist_append(headers, "Expect:");
    set_request(request, response, why, headers);
    set_trust();
    set_identity();
    const auto code = curl_easy_perform(curl_);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
      return fail(ErrorCode::BrokerNotAvailable,
                  request.method + " " + shown(request.url) + ": " +
                      (why[0] != '\0' ? why : curl_easy_strerror(code)));
    }
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    return response;
  }

 private:
  void set_request(const HttpClientRequest& request, HttpClientResponse& response, char* why,
                   curl_slist* headers) {
    curl_easy_setopt(curl_, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers);
    if (request.method == "HEAD") curl_easy_setopt(curl_, CURLOPT_NOBODY, 1L);
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &response.body);
    curl_easy_setopt(curl_, CURLOPT_ERRORBUFFER, why);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout_ms));
    // Signals are the program's.
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_ACCEPT_ENCODING, "");
  }

  void set_trust() {
    if (!options_.ca_file.empty())
      curl_easy_setopt(curl_, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(curl_, CURLOPT_SSL_VERIFYPEER, options_.verify ? 1L : 0L);
    curl_easy_setopt(curl_, CURLOPT_SSL_VERIFYHOST, options_.verify ? 2L : 0L);
  }

  void set_identity() {
    if (!options_.user.empty()) {
      curl_easy_setopt(curl_, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
      curl_easy_setopt(curl_, CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(curl_, CURLOPT_PASSWORD, options_.password.c_str());
    }
    if (!options_.bearer_token.empty()) {
      curl_easy_setopt(curl_, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
      curl_easy_setopt(curl_, CURLOPT_XOAUTH2_BEARER, options_.bearer_token.c_str());
    }
    if (!options_.certificate_file.empty())
      curl_easy_setopt(curl_, CURLOPT_SSLCERT, options_.certificate_file.c_str());
    if (!options_.key_file.empty())
      curl_easy_setopt(curl_, CURLOPT_SSLKEY, options_.key_file.c_str());
    if (!options_.key_password.empty())
      curl_easy_setopt(curl_, CURLOPT_KEYPASSWD, options_.key_password.c_str());
  }

  HttpOptions options_;
  CURL* curl_;
};

}  // namespace
}  // namespace barnabas

// What the program asks the module for: a client that is the caller's.
extern "C" barnabas::HttpClient* barnabas_make_http_client(const barnabas::HttpOptions& options) {
  return new barnabas::CurlClient(options);
}
