#include "generator/schemas/registry_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

enum class Setting {
  Url,
  User,
  Password,
  UserInfo,
  Token,
  CaFile,
  Certificate,
  Key,
  KeyPassword,
  Verify,
  Timeout,
  Nothing,
  Encryption
};

struct Name {
  const char* name;  // without "schema.registry." before it
  Setting setting;
};

constexpr Name names[] = {
    {"schemaRegistryURL", Setting::Url},
    {"url", Setting::Url},
    {"schemaRegistryUser", Setting::User},
    {"schemaRegistryPassword", Setting::Password},
    {"basic.auth.user.info", Setting::UserInfo},
    {"basic.auth.credentials.source", Setting::Nothing},
    {"bearer.auth.token", Setting::Token},
    {"bearer.auth.credentials.source", Setting::Nothing},
    {"ssl.ca.location", Setting::CaFile},
    {"ssl.certificate.location", Setting::Certificate},
    {"ssl.key.location", Setting::Key},
    {"ssl.key.password", Setting::KeyPassword},
    {"enable.ssl.certificate.verification", Setting::Verify},
    {"request.timeout.ms", Setting::Timeout},
    // JR's for the encryption of single fields.
    {"kekName", Setting::Encryption},
    {"kmsType", Setting::Encryption},
    {"kmsKeyID", Setting::Encryption},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

Result<void> set(Setting setting, const std::string& value, RegistryConfig& config) {
  auto& http = config.http;
  const auto wrong = [](const char* what) { return fail(ErrorCode::InvalidConfig, what); };
  switch (setting) {
    case Setting::Url: {
      auto urls = parse_registry_urls(value);
      if (!urls) return tl::unexpected(urls.error());
      config.urls = *std::move(urls);
      break;
    }
    case Setting::User:
      http.user = value;
      break;
    case Setting::Password:
      http.password = value;
      break;
    case Setting::UserInfo: {
      const auto colon = value.find(':');
      if (colon == std::string::npos) return wrong("expected USER:PASSWORD");
      http.user = value.substr(0, colon);
      http.password = value.substr(colon + 1);
      break;
    }
    case Setting::Token:
      http.bearer_token = value;
      break;
    case Setting::CaFile:
      http.ca_file = value;
      break;
    case Setting::Certificate:
      http.certificate_file = value;
      break;
    case Setting::Key:
      http.key_file = value;
      break;
    case Setting::KeyPassword:
      http.key_password = value;
      break;
    case Setting::Verify:
      if (value != "true" && value != "false") return wrong("expected true or false");
      http.verify = value == "true";
      break;
    case Setting::Timeout: {
      const auto* end = value.data() + value.size();
      const auto read = std::from_chars(value.data(), end, http.timeout_ms);
      if (read.ec != std::errc() || read.ptr != end || http.timeout_ms < 1)
        return wrong("expected milliseconds");
      break;
    }
    case Setting::Nothing:
      break;
    case Setting::Encryption:
      if (!value.empty())
        return wrong("fields are not encrypted here; take the line out to send them as they are");
      break;
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> parse_registry_urls(const std::string& text) {
  std::vector<std::string> urls;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(',', start), text.size());
    auto url = text.substr(start, end - start);
    while (!url.empty() && url.front() == ' ') url.erase(0, 1);
    while (!url.empty() && url.back() == ' ') url.pop_back();
    if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) {
      return fail(ErrorCode::InvalidConfig,
                  "expected the address of a schema registry, such as http://127.0.0.1:8081");
    }
    urls.push_back(std::move(url));
    start = end + 1;
  }
  return urls;
}

Result<RegistryConfig> read_registry_config(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& properties) {
  RegistryConfig config;
  constexpr std::string_view prefix = "schema.registry.";
  for (const auto& [name, value] : properties) {
    const bool has_prefix = same_name(std::string_view(name).substr(0, prefix.size()), prefix);
    const auto bare = std::string_view(name).substr(has_prefix ? prefix.size() : 0);
    const auto* known = std::find_if(std::begin(names), std::end(names),
                                     [&](const auto& each) { return same_name(each.name, bare); });
    if (known == std::end(names)) {
      std::vector<std::string> all;
      for (const auto& each : names) all.emplace_back(each.name);
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}: there is no property '{}'.{}", path, name,
                              did_you_mean(std::string(bare), all)));
    }
    if (auto done = set(known->setting, value, config); !done) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}: {}: {}", path, name, done.error().message));
    }
  }
  return config;
}

}  // namespace barnabas
