// Writes random messages of every type and version, for the comparison with Apache's own classes.
//
//   oracle_messages SEED COUNT [ELEMENTS STRING_SIZE [NAME]]
//
// One line a message: class, version, bytes in hexadecimal, and the JSON that we print. COUNT
// messages of each type and version; the same seed gives the same lines.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "protocol/messages/message_catalog.h"
#include "protocol/messages/record_catalog.h"
#include "tests/support/filler.h"
#include "tests/support/hex.h"

namespace barnabas {
namespace {

// What every twentieth message is filled with: lengths that take two bytes as varints.
constexpr Filler::Limits kLarge{.elements = 8, .string_size = 300};

struct Options {
  std::uint64_t seed = 1;
  int count = 1;
  Filler::Limits limits;
  std::string only;
};

// Where Apache keeps the class that it generated from the message of this name.
std::string class_name(const MessageType& type, const RecordType* record) {
  const std::string name(type.name);
  if (record == nullptr) return "org.apache.kafka.common.message." + name + "Data";
  switch (record->home) {
    case RecordHome::Metadata:
      return "org.apache.kafka.common.metadata." + name;
    case RecordHome::GroupKey:
    case RecordHome::GroupValue:
      return "org.apache.kafka.coordinator.group.generated." + name;
    case RecordHome::TransactionKey:
    case RecordHome::TransactionValue:
      return "org.apache.kafka.coordinator.transaction.generated." + name;
    case RecordHome::Control:
    case RecordHome::ConsumerProtocol:
      break;
  }
  return "org.apache.kafka.common.message." + name;
}

void emit(const MessageType& type, const RecordType* record, const Options& options) {
  if (!options.only.empty() && type.name != options.only) return;
  const auto class_of_apache = class_name(type, record);
  for (Version version = type.versions.min; version <= type.versions.max; ++version) {
    for (int i = 0; i < options.count; ++i) {
      const auto seed = std::hash<std::string>()(class_of_apache + std::to_string(version)) +
                        options.seed + static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15U;
      auto message = type.make();
      const bool large = i % 20 == 19;
      Filler filler(version, seed, large ? kLarge : options.limits);
      message->walk(filler);
      Buffer buffer;
      encode(type, *message, version, buffer);
      const auto json = print(*message, version, PrintRecords::Base64);
      std::printf("%s %d %s. %s\n", class_of_apache.c_str(), version, to_hex(buffer.view()).c_str(),
                  json.c_str());
    }
  }
}

int run(const Options& options) {
  for (const auto& api : message_catalog()) {
    emit(api.request, nullptr, options);
    emit(api.response, nullptr, options);
  }
  for (const auto& record : record_catalog()) emit(record.message, &record, options);
  return 0;
}

}  // namespace
}  // namespace barnabas

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: oracle_messages SEED COUNT [ELEMENTS STRING_SIZE [NAME]]\n");
    return 2;
  }
  barnabas::Options options;
  options.seed = std::strtoull(argv[1], nullptr, 10);
  options.count = std::atoi(argv[2]);
  if (argc > 4)
    options.limits = {.elements = std::atoi(argv[3]), .string_size = std::atoi(argv[4])};
  if (argc > 5) options.only = argv[5];
  return barnabas::run(options);
}
