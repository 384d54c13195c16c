#pragma once
// AnyMessage: a message whose type is chosen at run time, for tools that look at bytes from
// outside: `barnabas decode`, the fuzzer, the comparison with Apache's classes.
//
// Code that knows its message uses the struct itself with decode, encode and print of codec.h;
// these are the same three for a MessageType, found in message_catalog.h or record_catalog.h.

#include <memory>
#include <string>
#include <string_view>

#include "protocol/wire/codec.h"

namespace barnabas {

class AnyMessage {
 public:
  virtual ~AnyMessage() = default;
  // Shows every field to `wire`.
  virtual void walk(Wire& wire) = 0;
};

// What there is to know of a message without its fields.
struct MessageType {
  std::string_view name;  // as in Apache Kafka: "FetchRequest", "TopicRecord"
  Versions versions;
  Version flexible_since = kNeverFlexible;
  std::unique_ptr<AnyMessage> (*make)() = nullptr;  // a message with all fields at their defaults

  bool is_flexible(Version version) const { return version >= flexible_since; }
};

// As decode() of codec.h; the message views into `body`.
Result<std::unique_ptr<AnyMessage>> decode(const MessageType& type, Bytes body, Version version);

// Appends the message. REQUIRES: `message` is of this type, which has that version; no Records of
// it lie in a file.
void encode(const MessageType& type, AnyMessage& message, Version version, Buffer& output);

// As print() of codec.h. REQUIRES: as encode.
std::string print(AnyMessage& message, Version version, PrintRecords records = PrintRecords::Size);

template <Message M>
class MessageOf final : public AnyMessage {
 public:
  void walk(Wire& wire) override { wire.message(message_); }

 private:
  M message_;
};

template <Message M>
constexpr MessageType message_type() {
  return {.name = M::info.name,
          .versions = M::info.versions,
          .flexible_since = M::info.flexible_since,
          .make = []() -> std::unique_ptr<AnyMessage> { return std::make_unique<MessageOf<M>>(); }};
}

}  // namespace barnabas
