#pragma once
// decode, encode and print: the three things one does with a message.

#include "protocol/base/result.h"
#include "protocol/wire/printer.h"
#include "protocol/wire/reader.h"
#include "protocol/wire/writer.h"

namespace barnabas {

// A struct with describe() and an ApiMessage or RecordSchema named info.
template <class M>
concept Message = Describable<M> && requires {
  M::info.name;
  M::info.versions;
  M::info.flexible_since;
};

template <Message M>
constexpr bool is_flexible(Version version) {
  return version >= M::info.flexible_since;
}

Error no_such_version(const char* message_name, Version version);

// Reads a message from the front of `body`; bytes behind it are ignored, as Kafka does.
// The message views into `body`. Errors: InvalidRequest with the path to the field;
// UnsupportedVersion when the message has no such version.
template <Message M>
Result<M> decode(Bytes body, Version version) {
  if (!M::info.versions.contains(version))
    return tl::unexpected(no_such_version(M::info.name, version));
  M message;
  Reader reader(body, M::info.name, version, is_flexible<M>(version));
  reader.message(message);
  if (!reader.ok()) return fail(ErrorCode::InvalidRequest, reader.error());
  return message;
}

// Appends a message. Fields that `version` lacks are left out silently.
// REQUIRES: the message has that version.
template <Message M>
void encode(const M& message, Version version, Buffer& output,
            std::vector<Splice>* splices = nullptr) {
  Writer writer(output, splices, version, is_flexible<M>(version));
  // describe() is one for reading and writing, hence not const; a Writer changes nothing.
  writer.message(const_cast<M&>(message));
}

// The message as JSON with the names of Apache Kafka's request log.
template <Message M>
std::string print(const M& message, Version version, PrintRecords records = PrintRecords::Size) {
  Printer printer(version, records);
  printer.message(const_cast<M&>(message));  // see encode
  return printer.take();
}

}  // namespace barnabas
