#include "generator/outputs/kafka_config.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace barnabas {
namespace {

std::string trimmed(const std::string& text) {
  const auto* space = " \t\r";
  const auto from = text.find_first_not_of(space);
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(space) - from + 1);
}

}  // namespace

Result<KafkaProperties> read_kafka_properties(const std::string& path) {
  errno = 0;
  std::ifstream file(path);
  if (!file) {
    return fail(ErrorCode::InvalidConfig,
                fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  }
  KafkaProperties properties;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#' || line[0] == '!') continue;
    const auto equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}:{}: expected name=value, found '{}'", path, number, line));
    }
    properties.emplace_back(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
  }
  return properties;
}

std::string property(const KafkaProperties& properties, const std::string& name) {
  std::string value;
  for (const auto& [key, given] : properties) {
    if (key == name) value = given;
  }
  return value;
}

}  // namespace barnabas
