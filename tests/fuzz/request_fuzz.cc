// Takes its input for a request frame without the size: header and body, chosen by the api key and
// version in front.
//
// Properties: nothing crashes, reads outside the input or claims memory far beyond its size; what
// decodes can be encoded, and then decodes to a message that prints the same. The error of what
// does not decode names the message.

#include "protocol/base/check.h"
#include "protocol/messages/message_catalog.h"

namespace barnabas {
namespace {

void check_stable(const MessageType& type, Version version, Bytes body) {
  const auto message = decode(type, body, version);
  if (!message) {
    BARNABAS_CHECK(message.error().message.starts_with(type.name), "an error names its message");
    return;
  }
  Buffer encoded;
  encode(type, **message, version, encoded);
  const auto again = decode(type, encoded.view(), version);
  BARNABAS_CHECK(again.has_value(), "what was encoded decodes");
  BARNABAS_CHECK(print(**message, version, PrintRecords::Base64) ==
                     print(**again, version, PrintRecords::Base64),
                 "and prints the same");
  Buffer encoded_again;
  encode(type, **again, version, encoded_again);
  BARNABAS_CHECK(as_text(encoded.view()) == as_text(encoded_again.view()), "and encodes the same");
}

void run(Bytes input) {
  (void)print_request(input);
  if (input.size() < 4) return;
  const auto* api = find_api(ApiKey{load_big_endian<std::int16_t>(input.data())});
  if (api == nullptr) return;
  const auto version = load_big_endian<Version>(input.data() + 2);
  // The same bytes serve as a body of their own, of the request and of the response: a fuzzer gets
  // there without first inventing a header.
  check_stable(api->request, version, input.subspan(4));
  check_stable(api->response, version, input.subspan(4));
}

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  barnabas::run(std::as_bytes(std::span(data, size)));
  return 0;
}
