#pragma once
// barnabas decode HEX: bytes from a capture, a log or a bug report, as what they mean.
//
// Requests, with or without their four bytes of size; responses, which do not say what they answer,
// so that API and version must be given; bodies without a header; record batches; varints.

#include <optional>
#include <string>
#include <vector>

#include "cli/dump_log.h"

namespace barnabas {

enum class DecodeKind {
  Guess,    // a record batch if it looks like one, else a request
  Request,  // a whole frame
  Response,
  Body,    // of a request, or of a response with `response`, without its header
  Batch,   // record batches
  Varint,  // as unsigned and as zigzag varints
};

struct DecodeOptions {
  std::string hex;  // spaces, newlines, colons, commas and 0x are skipped
  DecodeKind kind = DecodeKind::Guess;
  std::string api;  // "Fetch" or "1"
  std::optional<std::int32_t> version;
  bool response = false;  // for Body
};

// Returns an exit code: 0, 1 where the bytes are not that, 2 where options are missing.
int decode_hex(const DecodeOptions& options, ToolOutput output);

// Reads hexadecimal digits. Errors: INVALID_REQUEST naming the character and where it stands.
Result<Buffer> parse_hex(const std::string& text);

}  // namespace barnabas
