#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "generator/outputs/http_form.h"
#include "generator/outputs/http_settings.h"
#include "protocol/wire/printer.h"

namespace barnabas {
namespace {

using enum PropertyKind;

constexpr OutputProperty properties[] = {
    {"es_uri", Text, "", "the server, for instance https://127.0.0.1:9200"},
    {"index", Text, "", "where documents go; else into the index of the emitter's topic"},
    {"username", Text},
    {"password", Secret},
    {"api_key", Secret, "", "in place of username and password"},
    {"op_type", Choice, "index", "index replaces a document with the same key, create fails then",
     "index|create"},
    {"refresh", Choice, "false", "when documents can be found: later, at once, or wait until then",
     "false|true|wait_for"},
    {"timeout", Duration, "30s", "for one request"},
    {"tls.insecure_skip_verify", Truth, "false", tls_texts.any_server},
    {"tls.root_ca_file", Text, "", tls_texts.trusted},
    {"tls.cert_file", Text, "", tls_texts.certificate},
    {"tls.key_file", Text, "", tls_texts.key},
    {"batch.records", Number, "1000", "documents in a request, at most"},
    {"batch.bytes", Size, "5MB", "of documents in a request, about"},
    {"in_flight", Number, "2", "requests at a time; with 1 documents arrive in their order"},
    {"retries", Number, "5", "of what may pass: no connection, status 408, 425, 429, 5xx"},
};

// A line that says what to do, a line with the document: for each record.
class BulkForm : public RequestForm {
 public:
  explicit BulkForm(const OutputSettings& settings)
      : index_(settings.text("index")), operation_(settings.text("op_type")) {
    url_ = settings.text("es_uri");
    while (url_.ends_with('/')) url_.pop_back();
    url_ += "/_bulk";
    if (settings.text("refresh") != "false") url_ += "?refresh=" + settings.text("refresh");
    headers_.emplace_back("Content-Type", "application/x-ndjson");
    if (settings.has("api_key"))
      headers_.emplace_back("Authorization", "ApiKey " + settings.text("api_key"));
  }

  Result<void> open(const ChannelConfig& config) override {
    indexes_.push_back(json_quote(index_.empty() ? config.topic : index_));
    return {};
  }

  Result<void> add(const Record& record, HttpBatch& batch) override {
    if (!record.has_value && !record.has_key)
      return fail(ErrorCode::InvalidRecord, "a record without key and value deletes no document");
    auto& body = batch.request.body;
    body += record.has_value ? "{\"" + operation_ : "{\"delete";
    body += "\":{\"_index\":";
    body += indexes_[batch.channel];
    if (record.has_key) {
      body += ",\"_id\":";
      body += json_quote(record.key);
    }
    body += "}}\n";
    if (!record.has_value) return {};
    const auto begin = body.size();
    body += record.value;
    // In JSON the end of a line is nothing but space.
    std::replace(body.begin() + static_cast<std::ptrdiff_t>(begin), body.end(), '\n', ' ');
    body += '\n';
    return {};
  }

  Result<void> complete(HttpBatch& batch) override {
    batch.request.method = "POST";
    batch.request.url = url_;
    batch.request.headers = headers_;
    return {};
  }

  Judgement judge(HttpBatch& batch, const HttpClientResponse& response,
                  DeliveryCounter& counter) override {
    auto judgement = judge_status(response, "es_uri answered");
    if (judgement.verdict == Judgement::Verdict::Arrived)
      return judge_items(batch, response.body, counter);
    if (response.status == 401 || response.status == 403)
      judgement.why += "; look at username, password and api_key";
    if (response.status == 404 || response.status == 405) judgement.why += "; look at es_uri";
    if (response.status == 413) judgement.why += "; look at batch.bytes";
    return judgement;
  }

  std::string advice() const override { return "look at es_uri"; }

 private:
  using Json = nlohmann::json;

  static Judgement judge_items(HttpBatch& batch, const std::string& body,
                               DeliveryCounter& counter) {
    const auto answer = Json::parse(body, nullptr, false);
    const bool speaks = answer.is_object() && answer.contains("items") &&
                        answer["items"].is_array() && answer["items"].size() == batch.records();
    if (!speaks) {
      return {.verdict = Judgement::Verdict::GiveUp,
              .why =
                  "what answers is no Elasticsearch: it does not say what became of each "
                  "document; look at es_uri"};
    }
    HttpBatch rest{.channel = batch.channel, .request = {}, .ends = {}, .began = {}};
    std::string why;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < batch.records(); ++i) {
      const auto& item = item_of(answer["items"][i]);
      const int status = status_of(item);
      const auto end = batch.ends[i];
      const bool is_gone = status == 404 && answer["items"][i].contains("delete");
      if ((status >= 200 && status < 300) || is_gone) {
        counter.add_delivered(batch.began[i]);
      } else if (status == 429) {
        why = reason(item, status);
        rest.request.body.append(batch.request.body, begin, end - begin);
        rest.ends.push_back(rest.request.body.size());
        rest.began.push_back(batch.began[i]);
      } else {
        counter.add_failed(reason(item, status));
      }
      begin = end;
    }
    if (rest.records() == 0) return {.verdict = Judgement::Verdict::Counted};
    batch.request.body = std::move(rest.request.body);
    batch.ends = std::move(rest.ends);
    batch.began = std::move(rest.began);
    return {.verdict = Judgement::Verdict::Again, .why = why};
  }

  // {"index": {...}}: what stands inside.
  static const Json& item_of(const Json& entry) {
    static const Json nothing = Json::object();
    const bool is_one = entry.is_object() && entry.size() == 1 && entry.begin()->is_object();
    return is_one ? *entry.begin() : nothing;
  }

  static int status_of(const Json& item) {
    const auto found = item.find("status");
    return found != item.end() && found->is_number_integer() ? found->get<int>() : 0;
  }

  static std::string text(const Json& from, const char* key) {
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : "";
  }

  // Without what differs from document to document, as far as servers let us.
  static std::string reason(const Json& item, int status) {
    const auto index = text(item, "_index");
    if (!item.contains("error") || !item["error"].is_object())
      return fmt::format("index {}: status {}", index, status);
    const auto& error = item["error"];
    auto told = fmt::format("index {}: {}", index, text(error, "type"));
    // The identity of the document is the only difference between such conflicts.
    if (status == 409) return told + ": a document with that key exists";
    if (const auto more = text(error, "reason"); !more.empty()) told += ": " + more;
    if (error.contains("caused_by") && error["caused_by"].is_object()) {
      if (const auto more = text(error["caused_by"], "reason"); !more.empty()) told += ": " + more;
    }
    return told;
  }

  const std::string index_;
  const std::string operation_;
  std::string url_;
  PropertyList headers_;
  std::vector<std::string> indexes_;  // by channel, quoted
};

}  // namespace

const OutputTable elastic_table{"elastic", "--elasticConfig", properties};

Result<std::unique_ptr<Output>> connect_elastic(const OutputSettings& settings,
                                                StopSignal& signal) {
  if (!settings.has("es_uri")) return settings.missing("es_uri");
  HttpOutputOptions options{.name = "elastic", .url = settings.text("es_uri"), .transfers = {}};
  options.transfers.http.user = settings.text("username");
  options.transfers.http.password = settings.text("password");
  if (settings.has("api_key")) options.transfers.http.user.clear();
  if (auto done = set_trust(settings, options); !done) return tl::unexpected(done.error());
  set_limits(settings, "timeout", options);
  return HttpOutput::connect(std::move(options), std::make_unique<BulkForm>(settings), signal)
      .map([](auto output) { return std::unique_ptr<Output>(std::move(output)); });
}

}  // namespace barnabas
