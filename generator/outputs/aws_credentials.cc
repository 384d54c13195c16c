#include "generator/outputs/aws_credentials.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace barnabas {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

}  // namespace

AwsCredentials aws_profile(const std::string& text, const std::string& profile) {
  AwsCredentials found;
  std::istringstream lines(text);
  std::string line;
  bool inside = false;
  while (std::getline(lines, line)) {
    line = trimmed(line);
    if (line.starts_with('[')) inside = line == "[" + profile + "]";
    const auto equals = line.find('=');
    if (!inside || equals == std::string::npos || line.starts_with('#')) continue;
    const auto key = trimmed(line.substr(0, equals));
    const auto value = trimmed(line.substr(equals + 1));
    if (key == "aws_access_key_id") found.access_key_id = value;
    if (key == "aws_secret_access_key") found.secret_access_key = value;
    if (key == "aws_session_token") found.session_token = value;
    if (key == "region") found.region = value;
  }
  return found;
}

Result<AwsCredentials> aws_credentials(const AwsCredentials& given) {
  if (!given.access_key_id.empty()) {
    if (!given.secret_access_key.empty()) return given;
    return fail(ErrorCode::InvalidConfig, "access_key_id is given, and secret_access_key is not");
  }
  AwsCredentials found{.access_key_id = variable("AWS_ACCESS_KEY_ID"),
                       .secret_access_key = variable("AWS_SECRET_ACCESS_KEY"),
                       .session_token = variable("AWS_SESSION_TOKEN"),
                       .region = {}};
  if (!found.access_key_id.empty() && !found.secret_access_key.empty()) return found;
  auto profile = variable("AWS_PROFILE");
  if (profile.empty()) profile = "default";
  auto path = variable("AWS_SHARED_CREDENTIALS_FILE");
  if (path.empty()) path = variable("HOME") + "/.aws/credentials";
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  found = aws_profile(text.str(), profile);
  if (!found.access_key_id.empty() && !found.secret_access_key.empty()) return found;
  return fail(ErrorCode::InvalidConfig,
              fmt::format("output s3 needs credentials: access_key_id and secret_access_key, or "
                          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or the "
                          "profile '{}' in {}",
                          profile, path));
}

}  // namespace barnabas
