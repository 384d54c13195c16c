#pragma once
// The catalogue of APIs whose messages this program can read and write, for tools that look at
// traffic from outside. What the broker serves is another, smaller list: broker/api_table.

#include <span>

#include "protocol/messages/any_message.h"
#include "protocol/messages/headers.h"

namespace barnabas {

struct ApiMessages {
  ApiKey key{};
  std::string_view name;  // "Fetch"
  MessageType request;
  MessageType response;
};

// In the order of their keys.
std::span<const ApiMessages> message_catalog();

// Nothing when the catalogue lacks the API.
const ApiMessages* find_api(ApiKey key);
const ApiMessages* find_api(std::string_view name);  // exact: "Fetch"

// A whole request or response frame without its size, as JSON.
struct PrintedFrame {
  std::string_view api;
  Version version = 0;
  std::int32_t correlation_id = 0;
  std::string header;
  std::string body;
};

// Errors: InvalidRequest with the path to the field; UnsupportedVersion when the API or its version
// is unknown.
Result<PrintedFrame> print_request(Bytes frame, PrintRecords records = PrintRecords::Size);

// A response does not say which request it answers: the caller must. Errors as above.
struct ResponseKind {
  ApiKey key{};
  Version version = 0;
};
Result<PrintedFrame> print_response(Bytes frame, ResponseKind kind,
                                    PrintRecords records = PrintRecords::Size);

}  // namespace barnabas
