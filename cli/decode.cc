#include "cli/decode.h"

#include <fmt/core.h>

#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/annotate.h"
#include "cli/exit_code.h"
#include "protocol/base/varint.h"
#include "protocol/messages/message_catalog.h"

namespace barnabas {
namespace {

constexpr std::size_t kFrameSizeSize = 4;
constexpr int kIndent = 2;

tl::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

// The frame without its size, if its first four bytes are one.
Bytes without_size(Bytes bytes) {
  if (bytes.size() < kFrameSizeSize) return bytes;
  const auto size = load_big_endian<std::int32_t>(bytes.data());
  const auto rest = bytes.subspan(kFrameSizeSize);
  return size >= 0 && static_cast<std::size_t>(size) == rest.size() ? rest : bytes;
}

// The API by its name, in any case, or by its number.
Result<const ApiMessages*> api_of(const std::string& text) {
  std::int16_t number = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec == std::errc() && parsed.ptr == end) {
    if (const auto* api = find_api(static_cast<ApiKey>(number))) return api;
    return refuse(fmt::format("no API has the key {}", number));
  }
  const auto lower = [](std::string_view name) {
    std::string out;
    for (const char c : name) {
      if (c != '-' && c != '_')
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
  };
  std::string names;
  for (const auto& api : message_catalog()) {
    if (lower(api.name) == lower(text)) return &api;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", api.name);
  }
  return refuse(fmt::format("no API is called '{}'; there are {}", text, names));
}

std::string indented(const std::string& json) {
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  return parsed.is_discarded() ? json : parsed.dump(kIndent);
}

void show(const PrintedFrame& frame, const char* what, ToolOutput output) {
  fmt::print(output.out, "{} {} version {}, correlation id {}\nheader {}\nbody {}\n", frame.api,
             what, frame.version, frame.correlation_id, frame.header, indented(frame.body));
}

Result<void> decode_request(Bytes bytes, ToolOutput output) {
  const auto frame = print_request(without_size(bytes), PrintRecords::Base64);
  if (!frame) return tl::unexpected(frame.error());
  show(*frame, "request", output);
  return {};
}

// API and version as the options give them; both are needed.
struct Asked {
  const ApiMessages* api = nullptr;
  Version version = 0;
};

Result<Asked> asked(const DecodeOptions& options) {
  if (options.api.empty() || !options.version) {
    return refuse("which API and version? Give --api NAME and --version N");
  }
  const auto api = api_of(options.api);
  if (!api) return tl::unexpected(api.error());
  const auto& versions = (*api)->request.versions;
  if (*options.version < versions.min || *options.version > versions.max) {
    return fail(ErrorCode::UnsupportedVersion,
                fmt::format("{} has versions {} to {}, not {}", (*api)->name, versions.min,
                            versions.max, *options.version));
  }
  return Asked{*api, static_cast<Version>(*options.version)};
}

Result<void> decode_response(Bytes bytes, const DecodeOptions& options, ToolOutput output) {
  const auto kind = asked(options);
  if (!kind) return tl::unexpected(kind.error());
  const auto frame = print_response(
      without_size(bytes), {.key = kind->api->key, .version = kind->version}, PrintRecords::Base64);
  if (!frame) return tl::unexpected(frame.error());
  show(*frame, "response", output);
  return {};
}

Result<void> decode_body(Bytes bytes, const DecodeOptions& options, ToolOutput output) {
  const auto kind = asked(options);
  if (!kind) return tl::unexpected(kind.error());
  const auto& type = options.response ? kind->api->response : kind->api->request;
  auto message = decode(type, bytes, kind->version);
  if (!message) return tl::unexpected(message.error());
  fmt::print(output.out, "{} version {}\n{}\n", type.name, kind->version,
             indented(print(**message, kind->version, PrintRecords::Base64)));
  return {};
}

Result<void> decode_batches(Bytes bytes, ToolOutput output) {
  RecordBatchIterator iterator(bytes);
  for (auto position = iterator.position();; position = iterator.position()) {
    const auto batch = iterator.next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) return {};
    Buffer scratch;
    fmt::print(output.out, "batch at byte {}: offsets {} to {}, {} bytes\n{}\n", position,
               (*batch)->base_offset(), (*batch)->last_offset(), (*batch)->size(),
               render_annotation(annotate_batch(**batch, position, scratch)));
  }
}

Result<void> decode_varints(Bytes bytes, ToolOutput output) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto read = decode_unsigned_varint<std::uint64_t>(bytes.subspan(at));
    if (read.size == 0) {
      return refuse(
          fmt::format("at byte {}: a varint without an end (the top bit of each byte "
                      "says that more follow, for at most 10)",
                      at));
    }
    std::string hex;
    for (const auto byte : bytes.subspan(at, read.size)) {
      hex += fmt::format("{:02x} ", std::to_integer<unsigned>(byte));
    }
    const auto zigzag = decode_varint<std::int64_t>(bytes.subspan(at)).value;
    fmt::print(output.out, "byte {:>4}: {:<30} unsigned {}, zigzag {}, compact length {}\n", at,
               hex, read.value, zigzag,
               read.value == 0 ? "null" : fmt::format("{}", read.value - 1));
    at += read.size;
  }
  return {};
}

bool looks_like_batch(Bytes bytes) { return RecordBatchView::parse(bytes).has_value(); }

Result<void> decode_as(DecodeKind kind, Bytes bytes, const DecodeOptions& options,
                       ToolOutput output) {
  switch (kind) {
    case DecodeKind::Guess:
      return decode_as(looks_like_batch(bytes) ? DecodeKind::Batch : DecodeKind::Request, bytes,
                       options, output);
    case DecodeKind::Request:
      return decode_request(bytes, output);
    case DecodeKind::Response:
      return decode_response(bytes, options, output);
    case DecodeKind::Body:
      return decode_body(bytes, options, output);
    case DecodeKind::Batch:
      return decode_batches(bytes, output);
    case DecodeKind::Varint:
      return decode_varints(bytes, output);
  }
  return {};
}

}  // namespace

Result<Buffer> parse_hex(const std::string& text) {
  Buffer bytes;
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '0' && i + 1 < text.size() && (text[i + 1] == 'x' || text[i + 1] == 'X') && high < 0) {
      ++i;
      continue;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ':' || c == ',') continue;
    int digit = 0;
    const auto parsed = std::from_chars(&text[i], &text[i] + 1, digit, 16);
    if (parsed.ec != std::errc()) {
      return refuse(
          fmt::format("character {} of the input, '{}', is no hexadecimal digit", i + 1, c));
    }
    if (high < 0) {
      high = digit;
    } else {
      bytes.grow(1)[0] = static_cast<std::byte>(high * 16 + digit);
      high = -1;
    }
  }
  if (high >= 0) return refuse("an odd number of hexadecimal digits; two make a byte");
  if (bytes.empty()) return refuse("no bytes to decode");
  return bytes;
}

int decode_hex(const DecodeOptions& options, ToolOutput output) {
  const auto bytes = parse_hex(options.hex);
  const auto done = bytes ? decode_as(options.kind, bytes->view(), options, output)
                          : Result<void>(tl::unexpected(bytes.error()));
  if (done) return kExitOk;
  std::fflush(output.out);
  fmt::print(output.err, "barnabas: decode: {}\n", done.error().message);
  if (bytes && options.kind == DecodeKind::Guess) {
    fmt::print(output.err,
               "(read as a request; --response, --body, --batch and --varint say what else the "
               "bytes are)\n");
  }
  if (bytes && bytes->size() > kFrameSizeSize && bytes->data()[0] == std::byte{0}) {
    const auto size = load_big_endian<std::int32_t>(bytes->data());
    fmt::print(output.err,
               "(were the first four bytes the size of a frame, {} would have to follow; {} do)\n",
               size, bytes->size() - kFrameSizeSize);
  }
  return kExitFailed;
}

}  // namespace barnabas
