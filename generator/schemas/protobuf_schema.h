#pragma once
// ProtobufSchema: the messages of a .proto file.
//
// proto2 and proto3: messages inside of messages, enumerations, maps, oneof, packed lists, and of
// Google's own types Timestamp, Duration and the wrappers. Options, services, extensions and
// reserved numbers say nothing about the bytes of a value and are read past. Left out: groups, Any
// and Struct, and imports of other files.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

enum class ProtobufType : std::uint8_t {
  Double,
  Float,
  Int32,
  Int64,
  Uint32,
  Uint64,
  Sint32,
  Sint64,
  Fixed32,
  Fixed64,
  Sfixed32,
  Sfixed64,
  Bool,
  String,
  Bytes,
  Enum,
  Message,
};

struct ProtobufEnum {
  std::string full_name;
  std::vector<std::pair<std::string, std::int32_t>> values;
};

struct ProtobufMessage;

struct ProtobufField {
  std::string name;
  std::string json_name;
  std::string type_name;  // as written
  std::uint32_t number = 0;
  ProtobufType type = ProtobufType::Message;
  bool repeated = false;
  bool required = false;
  bool has_presence = false;  // written even if it is 0 or ""
  bool packed = false;
  bool is_map = false;  // then `message` is an entry: fields 1 and 2
  int oneof = -1;       // of which only one may be there
  const ProtobufMessage* message = nullptr;
  const ProtobufEnum* enumeration = nullptr;
};

// Those of Google's that have a form of their own in JSON.
enum class ProtobufForm : std::uint8_t { Plain, Timestamp, Duration, Wrapper };

struct ProtobufMessage {
  std::string full_name;
  ProtobufForm form = ProtobufForm::Plain;
  std::vector<int> indexes;           // where it stands in the file: Confluent's name for it
  std::vector<ProtobufField> fields;  // by number
};

class ProtobufSchema {
 public:
  // An error says line, what was found and what was expected.
  static Result<ProtobufSchema> parse(std::string_view text);

  // The message of that name, in full or without the package; "" is the first of the file.
  Result<const ProtobufMessage*> message(std::string_view name) const;

 private:
  friend class ProtobufParser;
  Result<void> resolve();

  std::string package_;
  std::deque<ProtobufMessage> messages_;  // of which addresses stay
  std::deque<ProtobufEnum> enums_;
};

}  // namespace barnabas
