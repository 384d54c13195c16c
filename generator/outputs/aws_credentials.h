#pragma once
// Who we are to Amazon's services, found where its own programs look.

#include <string>

#include "protocol/base/result.h"

namespace barnabas {

struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty: none
  std::string region;         // of a profile; empty: none
};

// Those given, if there is a key; else those of the environment (AWS_ACCESS_KEY_ID ...); else those
// of the profile AWS_PROFILE, or "default", in AWS_SHARED_CREDENTIALS_FILE or ~/.aws/credentials.
// An error says where nothing was found.
Result<AwsCredentials> aws_credentials(const AwsCredentials& given);

// The lines "key = value" below "[profile]" of such a file's text.
AwsCredentials aws_profile(const std::string& text, const std::string& profile);

}  // namespace barnabas
