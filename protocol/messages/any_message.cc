#include "protocol/messages/any_message.h"

#include "protocol/base/check.h"

namespace barnabas {

Result<std::unique_ptr<AnyMessage>> decode(const MessageType& type, Bytes body, Version version) {
  const std::string name(type.name);
  if (!type.versions.contains(version))
    return fail(ErrorCode::UnsupportedVersion, name + " has no version " + std::to_string(version) +
                                                   ", only " + std::to_string(type.versions.min) +
                                                   " to " + std::to_string(type.versions.max));
  auto message = type.make();
  Reader reader(body, name.c_str(), version, type.is_flexible(version));
  message->walk(reader);
  if (!reader.ok()) return fail(ErrorCode::InvalidRequest, reader.error());
  return message;
}

void encode(const MessageType& type, AnyMessage& message, Version version, Buffer& output) {
  BARNABAS_CHECK(type.versions.contains(version), "a message is encoded in a version it lacks");
  Writer writer(output, nullptr, version, type.is_flexible(version));
  message.walk(writer);
}

std::string print(AnyMessage& message, Version version, PrintRecords records) {
  Printer printer(version, records);
  message.walk(printer);
  return printer.take();
}

}  // namespace barnabas
