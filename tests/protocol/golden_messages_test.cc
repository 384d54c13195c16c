// Replays what Apache Kafka's own classes wrote and printed: every message in every version, see
// tests/oracle/run, which recorded tests/protocol/golden/messages.txt.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "protocol/messages/message_catalog.h"
#include "protocol/messages/record_catalog.h"
#include "tests/support/filler.h"
#include "tests/support/hex.h"

namespace barnabas {
namespace {

struct Golden {
  MessageType type;
  Version version = 0;
  std::string bytes;
  std::string json;
  std::string title() const { return std::string(type.name) + " v" + std::to_string(version); }
};

std::map<std::string, MessageType, std::less<>> all_types() {
  std::map<std::string, MessageType, std::less<>> types;
  const auto add = [&](const MessageType& type) { types.emplace(type.name, type); };
  for (const auto& api : message_catalog()) {
    add(api.request);
    add(api.response);
  }
  for (const auto& record : record_catalog()) add(record.message);
  return types;
}

// "org.apache.kafka.common.message.FetchRequestData" is our FetchRequest.
std::string our_name(std::string name) {
  name.erase(0, name.rfind('.') + 1);
  if (name.ends_with("Data")) name.erase(name.size() - 4);
  return name;
}

// Bad lines are left out here and missed by CoversEveryTypeAndVersion.
std::vector<Golden> load() {
  const auto types = all_types();
  std::vector<Golden> all;
  std::ifstream file(BARNABAS_GOLDEN_DIR "/messages.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    Golden golden;
    std::string name;
    std::string hex;
    std::istringstream words(line);
    words >> name >> golden.version >> hex;
    std::getline(words >> std::ws, golden.json);
    hex.pop_back();  // the full stop that keeps an empty message visible
    const auto type = types.find(our_name(name));
    if (type == types.end()) continue;
    golden.type = type->second;
    golden.bytes = from_hex(hex).value_or("");
    all.push_back(std::move(golden));
  }
  return all;
}

class GoldenMessages : public testing::Test {
 protected:
  const std::vector<Golden> all_ = load();
};

TEST_F(GoldenMessages, CoverEveryTypeAndVersion) {
  std::set<std::string> covered;
  for (const auto& golden : all_) covered.insert(golden.title());
  for (const auto& [name, type] : all_types()) {
    for (Version version = type.versions.min; version <= type.versions.max; ++version) {
      const auto title = name + " v" + std::to_string(version);
      EXPECT_TRUE(covered.contains(title)) << title << ": run tests/oracle/run --record";
    }
  }
}

TEST_F(GoldenMessages, PrintTheJsonOfApache) {
  for (const auto& golden : all_) {
    const auto message = decode(golden.type, as_bytes(golden.bytes), golden.version);
    ASSERT_TRUE(message) << golden.title() << ": " << message.error().message;
    const auto printed = print(**message, golden.version);
    EXPECT_EQ(nlohmann::json::parse(printed), nlohmann::json::parse(golden.json)) << golden.title();
  }
}

TEST_F(GoldenMessages, EncodeToTheBytesOfApache) {
  for (const auto& golden : all_) {
    const auto message = decode(golden.type, as_bytes(golden.bytes), golden.version);
    ASSERT_TRUE(message) << golden.title() << ": " << message.error().message;
    Buffer buffer;
    encode(golden.type, **message, golden.version, buffer);
    EXPECT_EQ(to_hex(buffer.view()), to_hex(as_bytes(golden.bytes))) << golden.title();
  }
}

TEST_F(GoldenMessages, TruncatedAtAnyByteAreRefused) {
  for (const auto& golden : all_) {
    for (std::size_t size = 0; size < golden.bytes.size(); ++size) {
      // On the heap and of exact size, so that a read beyond the end is seen.
      const std::vector<char> cut(golden.bytes.begin(),
                                  golden.bytes.begin() + static_cast<std::ptrdiff_t>(size));
      const auto message = decode(golden.type, as_bytes({cut.data(), size}), golden.version);
      ASSERT_FALSE(message) << golden.title() << " cut to " << size << " bytes";
      EXPECT_TRUE(message.error().message.starts_with(golden.type.name)) << message.error().message;
    }
  }
}

// A byte that changes may well give another valid message, but never a crash, and what is read
// comes back in bytes that read the same.
TEST_F(GoldenMessages, WithOneByteChangedAreRefusedOrStable) {
  std::mt19937 random(3);
  for (const auto& golden : all_) {
    for (std::size_t at = 0; at < golden.bytes.size(); ++at) {
      auto bytes = golden.bytes;
      bytes[at] = static_cast<char>(random());
      const auto message = decode(golden.type, as_bytes(bytes), golden.version);
      if (!message) continue;
      Buffer buffer;
      encode(golden.type, **message, golden.version, buffer);
      const auto again = decode(golden.type, buffer.view(), golden.version);
      ASSERT_TRUE(again) << golden.title() << ": " << again.error().message;
      EXPECT_EQ(print(**again, golden.version), print(**message, golden.version));
    }
  }
}

TEST(RandomMessages, RoundTripInEveryTypeAndVersion) {
  for (const auto& [name, type] : all_types()) {
    for (Version version = type.versions.min; version <= type.versions.max; ++version) {
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        auto message = type.make();
        Filler filler(version, seed, {});
        message->walk(filler);
        Buffer buffer;
        encode(type, *message, version, buffer);
        const auto decoded = decode(type, buffer.view(), version);
        ASSERT_TRUE(decoded) << name << " v" << version << ": " << decoded.error().message;
        EXPECT_EQ(print(**decoded, version, PrintRecords::Base64),
                  print(*message, version, PrintRecords::Base64));
      }
    }
  }
}

}  // namespace
}  // namespace barnabas
