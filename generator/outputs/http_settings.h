#pragma once
// What the outputs http, elastic and s3 have in common among their properties.

#include <string_view>

#include "generator/outputs/http_output.h"
#include "generator/outputs/output_settings.h"

namespace barnabas {

// What the properties tls.* mean, for the tables.
struct TlsTexts {
  const char* any_server = "take any certificate of the server";
  const char* trusted = "a file of certificates to trust in place of the system's";
  const char* certificate = "a file with our certificate, and what leads to it";
  const char* key = "a file with its key";
};
inline constexpr TlsTexts tls_texts;

// From tls.insecure_skip_verify, tls.root_ca_file, tls.cert_file and tls.key_file. An error: only
// one of the last two.
Result<void> set_trust(const OutputSettings& settings, HttpOutputOptions& options);

// From batch.records, batch.bytes, in_flight, retries, and the property that has the time for one
// request.
void set_limits(const OutputSettings& settings, std::string_view timeout,
                HttpOutputOptions& options);

}  // namespace barnabas
