#pragma once
// Batches that Apache Kafka wrote (tests/protocol/golden/record_batches.txt), for several tests.

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "protocol/base/bytes.h"

namespace barnabas {

inline std::vector<std::byte> from_hex(const std::string& hex) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

// Name to bytes: none, gzip, snappy, lz4, zstd, ... empty where the file cannot be read.
inline std::map<std::string, std::vector<std::byte>> apache_batches() {
  std::map<std::string, std::vector<std::byte>> batches;
  std::ifstream file(BARNABAS_GOLDEN_DIR "/record_batches.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::string hex;
    if (words >> name >> hex && name != "#") batches[name] = from_hex(hex);
  }
  return batches;
}

}  // namespace barnabas
