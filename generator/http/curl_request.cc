#include "generator/http/curl_request.h"

#include <algorithm>
#include <utility>

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

// http://user:secret@host/path?query without the secret, and without what a query may hold.
std::string shown(const std::string& url) {
  const auto bare = url.substr(0, url.find('?'));
  const auto start = bare.find("://");
  if (start == std::string::npos) return bare;
  const auto slash = std::min(bare.find('/', start + 3), bare.size());
  const auto at = bare.rfind('@', slash);
  if (at == std::string::npos || at < start) return bare;
  return bare.substr(0, start + 3) + bare.substr(at + 1);
}

const char* text_or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

}  // namespace

CurlRequest::~CurlRequest() {
  curl_slist_free_all(headers_);
  curl_easy_cleanup(handle_);
}

void CurlRequest::prepare(HttpClientRequest request, const HttpTransferOptions& options) {
  request_ = std::move(request);
  response_ = {};
  why_[0] = '\0';
  curl_slist_free_all(std::exchange(headers_, nullptr));
  for (const auto& [name, value] : request_.headers)
    headers_ = curl_slist_append(headers_, (name + ": " + value).c_str());
  // Else curl waits for a "100 Continue" that many servers never send. A signature would cover the
  // header that is taken out; there curl asks, and does not wait.
  if (options.aws_signature.empty()) headers_ = curl_slist_append(headers_, "Expect:");
  curl_easy_setopt(handle_, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
  set_request();
  curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, static_cast<long>(options.http.timeout_ms));
  set_trust(options.http);
  set_identity(options);
}

void CurlRequest::set_request() {
  curl_easy_setopt(handle_, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
  const bool sends =
      !request_.body.empty() || request_.method == "POST" || request_.method == "PUT";
  if (sends) {
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
  } else {
    curl_easy_setopt(handle_, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(handle_, CURLOPT_NOBODY, request_.method == "HEAD" ? 1L : 0L);
  curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &response_.body);
  curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, why_.data());
  // Signals are the program's.
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_ACCEPT_ENCODING, "");
}

void CurlRequest::set_trust(const HttpOptions& options) {
  if (!options.ca_file.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(handle_, CURLOPT_SSL_VERIFYPEER, options.verify ? 1L : 0L);
  curl_easy_setopt(handle_, CURLOPT_SSL_VERIFYHOST, options.verify ? 2L : 0L);
}

void CurlRequest::set_identity(const HttpTransferOptions& options) {
  const auto& http = options.http;
  if (!http.user.empty()) {
    curl_easy_setopt(handle_, CURLOPT_USERNAME, http.user.c_str());
    curl_easy_setopt(handle_, CURLOPT_PASSWORD, http.password.c_str());
    curl_easy_setopt(handle_, CURLOPT_HTTPAUTH, options.digest ? CURLAUTH_DIGEST : CURLAUTH_BASIC);
  }
  if (!options.aws_signature.empty())
    curl_easy_setopt(handle_, CURLOPT_AWS_SIGV4, options.aws_signature.c_str());
  if (!http.bearer_token.empty()) {
    curl_easy_setopt(handle_, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    curl_easy_setopt(handle_, CURLOPT_XOAUTH2_BEARER, http.bearer_token.c_str());
  }
  curl_easy_setopt(handle_, CURLOPT_SSLCERT, text_or_null(http.certificate_file));
  curl_easy_setopt(handle_, CURLOPT_SSLKEY, text_or_null(http.key_file));
  curl_easy_setopt(handle_, CURLOPT_KEYPASSWD, text_or_null(http.key_password));
}

Result<HttpClientResponse> CurlRequest::result(CURLcode code) {
  if (code != CURLE_OK) {
    return fail(ErrorCode::BrokerNotAvailable,
                request_.method + " " + shown(request_.url) + ": " +
                    (why_[0] != '\0' ? why_.data() : curl_easy_strerror(code)));
  }
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

}  // namespace barnabas
