#include <cstdio>
#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/decode.h"
#include "cli/exit_code.h"

namespace barnabas {
namespace {

constexpr const char* kDetails =
    "Shows what bytes mean: a request frame, whose header names API and version; a response, for "
    "which --api and --version must be given; a body without header; record batches, field by "
    "field; varints. HEX may contain spaces, colons and 0x; - reads it from stdin.";

constexpr const char* kExamples =
    "  barnabas decode 00000010001200000000000100066b6166657421   # a request\n"
    "  barnabas decode --response --api ApiVersions --version 0 00000001000000000000\n"
    "  barnabas decode --varint 96 01 ac 02\n"
    "  xxd -p data/orders-0/00000000000000000000.log | barnabas decode --batch -";

struct Arguments {
  DecodeOptions options;
  std::vector<std::string> hex;
  bool response = false;
  bool body = false;
  bool batch = false;
  bool varint = false;
};

std::string read_stdin() {
  std::string text;
  char piece[4096];
  for (std::size_t got; (got = std::fread(piece, 1, sizeof piece, stdin)) > 0;) {
    text.append(piece, got);
  }
  return text;
}

int run(Arguments arguments) {
  auto& options = arguments.options;
  if (arguments.body + arguments.batch + arguments.varint > 1) {
    print_error("decode: --body, --batch and --varint exclude each other");
    return kExitUsage;
  }
  for (const auto& piece : arguments.hex) {
    options.hex += piece == "-" ? read_stdin() : piece + " ";
  }
  options.response = arguments.response;
  if (arguments.response) options.kind = DecodeKind::Response;
  if (arguments.body) options.kind = DecodeKind::Body;
  if (arguments.batch) options.kind = DecodeKind::Batch;
  if (arguments.varint) options.kind = DecodeKind::Varint;
  return decode_hex(options, {stdout, stderr});
}

}  // namespace

void add_decode_command(Command& program) {
  auto& command = program.add({.name = "decode",
                               .summary = "Show what bytes of the protocol or of a log mean",
                               .details = kDetails,
                               .examples = kExamples});
  const auto arguments = std::make_shared<Arguments>();
  auto& options = arguments->options;
  command.argument({.names = "HEX", .text = "The bytes; - for stdin", .required = true},
                   arguments->hex);
  command.option(
      {.names = "--api", .value = "NAME", .text = "API of a response or body: Fetch, or 1"},
      options.api);
  command.option({.names = "--version", .value = "N", .text = "Version of a response or body"},
                 options.version);
  command.flag({.names = "--response", .text = "The bytes are a response"}, arguments->response);
  command.flag({.names = "--body", .text = "The bytes are a body without header"}, arguments->body);
  command.flag({.names = "--batch", .text = "The bytes are record batches"}, arguments->batch);
  command.flag({.names = "--varint", .text = "The bytes are varints"}, arguments->varint);
  command.run = [arguments] { return run(*arguments); };
}

}  // namespace barnabas
