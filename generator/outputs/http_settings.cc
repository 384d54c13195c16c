#include "generator/outputs/http_settings.h"

#include <algorithm>

namespace barnabas {

Result<void> set_trust(const OutputSettings& settings, HttpOutputOptions& options) {
  auto& http = options.transfers.http;
  http.verify = !settings.truth("tls.insecure_skip_verify");
  http.ca_file = settings.text("tls.root_ca_file");
  http.certificate_file = settings.text("tls.cert_file");
  http.key_file = settings.text("tls.key_file");
  if (http.certificate_file.empty() == http.key_file.empty()) return {};
  return settings.missing(http.key_file.empty() ? "tls.key_file" : "tls.cert_file");
}

void set_limits(const OutputSettings& settings, std::string_view timeout,
                HttpOutputOptions& options) {
  const auto at_least_one = [&](std::string_view name) {
    return static_cast<std::size_t>(std::max<std::int64_t>(settings.number(name), 1));
  };
  options.batch_records = at_least_one("batch.records");
  options.batch_bytes = at_least_one("batch.bytes");
  options.in_flight = at_least_one("in_flight");
  options.retries = static_cast<int>(std::min<std::int64_t>(settings.number("retries"), 1000));
  constexpr std::int64_t nanoseconds_in_ms = 1'000'000;
  options.transfers.http.timeout_ms =
      std::max<std::int64_t>(settings.number(timeout) / nanoseconds_in_ms, 1);
}

}  // namespace barnabas
