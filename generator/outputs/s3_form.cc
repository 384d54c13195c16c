#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <random>
#include <utility>

#include "generator/outputs/aws_credentials.h"
#include "generator/outputs/http_form.h"
#include "generator/outputs/http_settings.h"
#include "generator/outputs/random_name.h"
#include "protocol/records/compression.h"

namespace barnabas {
namespace {

using enum PropertyKind;

constexpr OutputProperty properties[] = {
    {"bucket", Text, "", "where objects go"},
    {"aws_region", Text, "", "else AWS_REGION, AWS_DEFAULT_REGION or us-east-1"},
    {"endpoint", Text, "",
     "another server than Amazon's, http://...; else AWS_ENDPOINT_URL_S3 or "
     "AWS_ENDPOINT_URL"},
    {"path_style", Choice, "auto",
     "the bucket in the path instead of the host: auto is true where "
     "there is an endpoint",
     "auto|true|false"},
    {"prefix", Text, "", "what the names of objects begin with"},
    {"suffix", Text, "", "what the names of objects of one record end with"},
    {"content_type", Text, "application/json", "of objects of one record"},
    {"access_key_id", Secret, "", "else AWS_ACCESS_KEY_ID, or the profile AWS_PROFILE"},
    {"secret_access_key", Secret, "", "else AWS_SECRET_ACCESS_KEY, or the profile"},
    {"session_token", Secret, "", "else AWS_SESSION_TOKEN, or the profile"},
    {"timeout", Duration, "60s", "for one request"},
    {"tls.insecure_skip_verify", Truth, "false", tls_texts.any_server},
    {"tls.root_ca_file", Text, "", tls_texts.trusted},
    {"tls.cert_file", Text, "", tls_texts.certificate},
    {"tls.key_file", Text, "", tls_texts.key},
    {"batch.records", Number, "1",
     "records in an object, at most; with more than 1 objects are "
     "JSON lines, PREFIX TOPIC/TIME-RANDOM-NUMBER.jsonl"},
    {"batch.bytes", Size, "8MB", "of records in an object, about"},
    {"batch.age", Duration, "60s", "an object that is younger waits for more records in a pause"},
    {"compression", Choice, "none", "of objects of several records", "none|gzip|zstd"},
    {"in_flight", Number, "8", "requests at a time"},
    {"retries", Number, "5", "of what may pass: no connection, status 408, 425, 429, 5xx"},
};

// As S3 wants names in a path: all but letters, digits and -._~/ as %XX.
std::string in_path(std::string_view name) {
  std::string path;
  for (const char letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') ||
                       std::string_view("-._~/").find(letter) != std::string_view::npos;
    if (plain)
      path += letter;
    else
      path += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return path;
}

// http://host and bucket as the service wants them together.
std::string bucket_url(const OutputSettings& settings, std::string endpoint,
                       const std::string& region) {
  const auto bucket = settings.text("bucket");
  const auto style = settings.text("path_style");
  const bool in_the_path = style == "true" || (style == "auto" && !endpoint.empty());
  if (endpoint.empty()) endpoint = fmt::format("https://s3.{}.amazonaws.com", region);
  while (endpoint.ends_with('/')) endpoint.pop_back();
  if (in_the_path) return fmt::format("{}/{}/", endpoint, in_path(bucket));
  const auto host = endpoint.find("://") + 3;
  return fmt::format("{}{}.{}/", endpoint.substr(0, host), bucket, endpoint.substr(host));
}

class ObjectForm : public RequestForm {
 public:
  ObjectForm(const OutputSettings& settings, std::string url, std::string session_token)
      : url_(std::move(url)),
        prefix_(settings.text("prefix")),
        suffix_(settings.text("suffix")),
        single_(settings.number("batch.records") <= 1),
        codec_(*parse_compression(settings.text("compression"))) {
    headers_.emplace_back("Content-Type",
                          single_ ? settings.text("content_type") : "application/x-ndjson");
    // Bodies are protected by TLS, where they are; the signature covers the rest.
    headers_.emplace_back("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    if (!session_token.empty()) headers_.emplace_back("x-amz-security-token", session_token);
    const auto now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    run_ =
        fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z-{:08x}", utc.tm_year + 1900, utc.tm_mon + 1,
                    utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, std::random_device{}());
  }

  Result<void> open(const ChannelConfig& config) override {
    topics_.push_back(config.topic);
    return {};
  }

  Result<void> add(const Record& record, HttpBatch& batch) override {
    if (!record.has_value)
      return fail(ErrorCode::InvalidRecord, "objects are not deleted: a record has no value");
    auto& body = batch.request.body;
    body += record.value;
    if (single_) {
      batch.request.url = record.has_key ? std::string(record.key) : random_uuid();
      return {};
    }
    std::replace(body.end() - static_cast<std::ptrdiff_t>(record.value.size()), body.end(), '\n',
                 ' ');
    body += '\n';
    return {};
  }

  Result<void> complete(HttpBatch& batch) override {
    auto& request = batch.request;
    request.method = "PUT";
    request.headers = headers_;
    if (single_) {
      request.url = url_ + in_path(prefix_ + request.url + suffix_);
      return {};
    }
    auto name =
        fmt::format("{}{}/{}-{:06}.jsonl", prefix_, topics_[batch.channel], run_, ++objects_);
    if (codec_ != Compression::None) {
      Buffer compressed;
      const Bytes body(reinterpret_cast<const std::byte*>(request.body.data()),
                       request.body.size());
      if (auto done = compress(body, {.codec = codec_, .level = {}}, compressed); !done)
        return done;
      request.body.assign(reinterpret_cast<const char*>(compressed.data()), compressed.size());
      name += codec_ == Compression::Gzip ? ".gz" : ".zst";
    }
    request.url = url_ + in_path(name);
    return {};
  }

  Judgement judge(HttpBatch&, const HttpClientResponse& response, DeliveryCounter&) override {
    auto judgement = judge_status(response, "the server of the bucket answered");
    // A wrong key is a 400 for some servers.
    const auto says = [&](std::string_view word) {
      return response.body.find(word) != std::string::npos;
    };
    if (says("NoSuchBucket")) {
      judgement.why += "; look at bucket";
    } else if (response.status == 403 || says("InvalidAccessKeyId") || says("ExpiredToken")) {
      judgement.why += "; look at access_key_id, secret_access_key and session_token";
    } else if (response.status == 301 || says("AuthorizationHeaderMalformed")) {
      judgement.verdict = Judgement::Verdict::GiveUp;
      judgement.why += "; look at aws_region";
    }
    return judgement;
  }

  std::string advice() const override { return "look at endpoint, aws_region and bucket"; }

 private:
  const std::string url_;
  const std::string prefix_;
  const std::string suffix_;
  const bool single_;
  const Compression codec_;
  PropertyList headers_;
  std::string run_;  // in the names of this run's objects
  std::vector<std::string> topics_;
  std::uint64_t objects_ = 0;
};

std::string first_of(std::initializer_list<const char*> variables) {
  for (const auto* variable : variables) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

}  // namespace

const OutputTable s3_table{"s3", "--s3Config", properties};

Result<std::unique_ptr<Output>> connect_s3(const OutputSettings& settings, StopSignal& signal) {
  if (!settings.has("bucket")) return settings.missing("bucket");
  auto credentials = aws_credentials({.access_key_id = settings.text("access_key_id"),
                                      .secret_access_key = settings.text("secret_access_key"),
                                      .session_token = settings.text("session_token")});
  if (!credentials) return tl::unexpected(credentials.error());
  auto region = settings.text("aws_region");
  if (region.empty()) region = first_of({"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (region.empty()) region = credentials->region.empty() ? "us-east-1" : credentials->region;
  auto endpoint = settings.text("endpoint");
  if (endpoint.empty()) endpoint = first_of({"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  if (!endpoint.empty() && endpoint.find("://") == std::string::npos)
    return fail(ErrorCode::InvalidConfig,
                fmt::format("endpoint: expected http://... or https://..., found '{}'", endpoint));
  const auto url = bucket_url(settings, endpoint, region);
  HttpOutputOptions options{.name = "s3", .url = url, .transfers = {}};
  options.transfers.http.user = credentials->access_key_id;
  options.transfers.http.password = credentials->secret_access_key;
  options.transfers.aws_signature = fmt::format("aws:amz:{}:s3", region);
  if (auto done = set_trust(settings, options); !done) return tl::unexpected(done.error());
  set_limits(settings, "timeout", options);
  if (options.batch_records > 1)
    options.batch_age = std::chrono::nanoseconds(settings.number("batch.age"));
  return HttpOutput::connect(
             std::move(options),
             std::make_unique<ObjectForm>(settings, url, credentials->session_token), signal)
      .map([](auto output) { return std::unique_ptr<Output>(std::move(output)); });
}

}  // namespace barnabas
