#include "generator/outputs/http_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "generator/outputs/http_settings.h"

namespace barnabas {
namespace {

using enum PropertyKind;

constexpr OutputProperty properties[] = {
    {"endpoint.url", Text, "", "where requests go, http://... or https://..."},
    {"endpoint.method", Choice, "POST", "POST or PUT", "POST|PUT"},
    {"endpoint.timeout", Duration, "10s", "for one request"},
    {"headers.*", Text, "", "headers of each request, headers.X-Name=value"},
    {"session.use_cookie_jar", Truth, "false", "send back the cookies that the server sets"},
    {"error_handling.expect_status_code", Number, "", "that means success; else 200 to 299 do"},
    {"error_handling.ignore_status_code", Truth, "false", "any answer is as good"},
    {"authentication.type", Choice, "", "basic, bearer, api_key or digest",
     "basic|bearer|api_key|digest"},
    {"authentication.basic.username", Text},
    {"authentication.basic.password", Secret},
    {"authentication.digest.username", Text},
    {"authentication.digest.password", Secret},
    {"authentication.bearer.token", Secret},
    {"authentication.api_key.header", Text, "", "the header that has the key"},
    {"authentication.api_key.value", Secret, "", "the key"},
    {"tls.insecure_skip_verify", Truth, "false", tls_texts.any_server},
    {"tls.root_ca_file", Text, "", tls_texts.trusted},
    {"tls.cert_file", Text, "", tls_texts.certificate},
    {"tls.key_file", Text, "", tls_texts.key},
    {"batch.records", Number, "1", "records in a request, at most"},
    {"batch.bytes", Size, "1MB", "of records in a request, about"},
    {"batch.format", Choice, "lines", "how several records are written: JSON lines, or an array",
     "lines|array"},
    {"in_flight", Number, "8", "requests at a time; with 1 records arrive in their order"},
    {"retries", Number, "5", "of what may pass: no connection, status 408, 425, 429, 5xx"},
};

bool is_same_name(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

class PlainForm : public RequestForm {
 public:
  explicit PlainForm(const OutputSettings& settings)
      : url_(settings.text("endpoint.url")),
        method_(settings.text("endpoint.method")),
        headers_(settings.all_below("headers.")),
        expected_(static_cast<int>(settings.number("error_handling.expect_status_code"))),
        any_status_(settings.truth("error_handling.ignore_status_code")),
        single_(settings.number("batch.records") == 1),
        array_(settings.text("batch.format") == "array") {
    if (settings.text("authentication.type") == "api_key")
      headers_.emplace_back(settings.text("authentication.api_key.header"),
                            settings.text("authentication.api_key.value"));
    const bool typed = std::any_of(headers_.begin(), headers_.end(), [](const auto& header) {
      return is_same_name(header.first, "Content-Type");
    });
    if (!typed)
      headers_.emplace_back("Content-Type",
                            single_ || array_ ? "application/json" : "application/x-ndjson");
  }

  Result<void> open(const ChannelConfig&) override { return {}; }

  Result<void> add(const Record& record, HttpBatch& batch) override {
    auto& body = batch.request.body;
    if (array_ && !single_) body += batch.records() == 0 ? '[' : ',';
    const auto begin = body.size();
    body += record.has_value ? record.value : "null";
    if (single_ || array_) return {};
    // A line a record: in JSON the end of a line is nothing but space.
    std::replace(body.begin() + static_cast<std::ptrdiff_t>(begin), body.end(), '\n', ' ');
    body += '\n';
    return {};
  }

  Result<void> complete(HttpBatch& batch) override {
    batch.request.method = method_;
    batch.request.url = url_;
    batch.request.headers = headers_;
    if (array_ && !single_) batch.request.body += ']';
    return {};
  }

  Judgement judge(HttpBatch&, const HttpClientResponse& response, DeliveryCounter&) override {
    if (any_status_ || (expected_ != 0 && response.status == expected_)) return {};
    auto judgement = judge_status(response, "the server of endpoint.url answered");
    if (expected_ != 0 && judgement.verdict == Judgement::Verdict::Arrived)
      return {.verdict = Judgement::Verdict::Failed,
              .why = fmt::format("status {}, and error_handling.expect_status_code is {}",
                                 response.status, expected_)};
    if (response.status == 401 || response.status == 403)
      judgement.why += "; look at the properties of authentication";
    if (response.status == 404 || response.status == 405)
      judgement.why += "; look at endpoint.url and endpoint.method";
    return judgement;
  }

  std::string advice() const override { return "look at endpoint.url"; }

 private:
  const std::string url_;
  const std::string method_;
  PropertyList headers_;
  const int expected_;  // 0: any success
  const bool any_status_;
  const bool single_;
  const bool array_;
};

Result<void> set_identity(const OutputSettings& settings, HttpTransferOptions& options) {
  const auto type = settings.text("authentication.type");
  if (type.empty()) {
    if (settings.all_below("authentication.").empty()) return {};
    return settings.missing("authentication.type");
  }
  const auto need = [&](const std::string& name, std::string& value) -> Result<void> {
    value = settings.text("authentication." + type + "." + name);
    if (value.empty()) return settings.missing("authentication." + type + "." + name);
    return {};
  };
  if (type == "bearer") return need("token", options.http.bearer_token);
  std::string header;
  if (type == "api_key")
    return need("header", header).and_then([&] { return need("value", header); });
  options.digest = type == "digest";
  options.http.password = settings.text("authentication." + type + ".password");
  return need("username", options.http.user);
}

}  // namespace

const OutputTable http_table{"http", "--httpConfig", properties};

Result<std::unique_ptr<Output>> connect_http(const OutputSettings& settings, StopSignal& signal) {
  if (!settings.has("endpoint.url")) return settings.missing("endpoint.url");
  HttpOutputOptions options{.name = "http", .url = settings.text("endpoint.url"), .transfers = {}};
  if (auto done = set_identity(settings, options.transfers); !done)
    return tl::unexpected(done.error());
  if (auto done = set_trust(settings, options); !done) return tl::unexpected(done.error());
  options.transfers.cookies = settings.truth("session.use_cookie_jar");
  set_limits(settings, "endpoint.timeout", options);
  return HttpOutput::connect(std::move(options), std::make_unique<PlainForm>(settings), signal)
      .map([](auto output) { return std::unique_ptr<Output>(std::move(output)); });
}

}  // namespace barnabas
