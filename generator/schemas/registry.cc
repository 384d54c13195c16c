#include "generator/schemas/registry.h"

#include <fmt/format.h>

#include <utility>

#include "generator/schemas/json.h"

namespace barnabas {
namespace {

constexpr const char* media_type = "application/vnd.schemaregistry.v1+json";

// A subject can have any letters; in a path few may stand as they are.
std::string escaped(const std::string& text) {
  std::string path;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain)
      path += c;
    else
      path += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return path;
}

std::string request_of(SchemaFormat format, const std::string& text) {
  JsonValue json = JsonValue::object();
  json["schema"] = text;
  // Avro is what is meant where nothing is said, and the only language of old registries.
  if (format != SchemaFormat::Avro) json["schemaType"] = registry_name(format);
  return json.dump(-1, ' ', false, JsonValue::error_handler_t::replace);
}

// What a registry says about itself in an answer that is an error.
std::string reason(const HttpClientResponse& response) {
  const auto json = JsonValue::parse(response.body, nullptr, false);
  if (json.is_object() && json.contains("message") && json["message"].is_string())
    return json["message"].get<std::string>();
  return fmt::format("HTTP status {}", response.status);
}

tl::unexpected<Error> refused(const std::string& subject, const HttpClientResponse& response) {
  std::string hint;
  if (response.status == 401 || response.status == 403)
    hint = "; look at schemaRegistryUser and schemaRegistryPassword";
  if (response.status == 409)
    hint =
        "; the subject has schemas that this one does not go with: use another topic, or change "
        "the subject's compatibility";
  return fail(ErrorCode::InvalidConfig,
              fmt::format("schema registry: subject '{}': {}{}", subject, reason(response), hint));
}

Result<JsonValue> body_of(const std::string& subject, const Result<HttpClientResponse>& response) {
  if (!response) return tl::unexpected(response.error());
  if (response->status / 100 != 2) return refused(subject, *response);
  auto json = JsonValue::parse(response->body, nullptr, false);
  const bool has_id = json.is_object() && json.contains("id") && json["id"].is_number_integer();
  if (!has_id) {
    return fail(ErrorCode::InvalidConfig,
                fmt::format("schema registry: subject '{}': the answer has no schema id: is this "
                            "address a schema registry?",
                            subject));
  }
  return json;
}

Result<std::int32_t> id_of(const std::string& subject, const Result<HttpClientResponse>& response) {
  const auto json = body_of(subject, response);
  if (!json) return tl::unexpected(json.error());
  return (*json)["id"].get<std::int32_t>();
}

}  // namespace

SchemaRegistry::SchemaRegistry(HttpClient& client, std::vector<std::string> urls)
    : client_(client), urls_(std::move(urls)) {
  for (auto& url : urls_) {
    while (!url.empty() && url.back() == '/') url.pop_back();
  }
}

Result<HttpClientResponse> SchemaRegistry::send(const std::string& method, const std::string& path,
                                                const std::string& body) {
  HttpClientRequest request{.method = method, .headers = {{"Accept", media_type}}, .body = body};
  if (!body.empty()) request.headers.emplace_back("Content-Type", media_type);
  Result<HttpClientResponse> response =
      fail(ErrorCode::InvalidConfig, "no schema registry is named");
  for (const auto& url : urls_) {
    request.url = url + path;
    response = client_.send(request);
    if (response) return response;
  }
  return fail(response.error().code,
              fmt::format("the schema registry does not answer; look at schemaRegistryURL: {}",
                          response.error().message));
}

Result<std::int32_t> SchemaRegistry::add(const std::string& subject, SchemaFormat format,
                                         const std::string& text) {
  return id_of(subject, send("POST", fmt::format("/subjects/{}/versions", escaped(subject)),
                             request_of(format, text)));
}

Result<std::int32_t> SchemaRegistry::find(const std::string& subject, SchemaFormat format,
                                          const std::string& text) {
  return id_of(subject, send("POST", fmt::format("/subjects/{}", escaped(subject)),
                             request_of(format, text)));
}

Result<RegisteredSchema> SchemaRegistry::latest(const std::string& subject) {
  const auto json = body_of(
      subject, send("GET", fmt::format("/subjects/{}/versions/latest", escaped(subject)), ""));
  if (!json) return tl::unexpected(json.error());
  const auto text = [&](const char* key) {
    const auto found = json->find(key);
    return found != json->end() && found->is_string() ? found->get<std::string>() : "";
  };
  RegisteredSchema schema{.id = (*json)["id"].get<std::int32_t>(), .text = text("schema")};
  const auto type = text("schemaType");
  if (type == registry_name(SchemaFormat::Json)) schema.format = SchemaFormat::Json;
  if (type == registry_name(SchemaFormat::Protobuf)) schema.format = SchemaFormat::Protobuf;
  return schema;
}

}  // namespace barnabas
