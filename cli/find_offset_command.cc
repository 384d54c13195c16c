#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/find_offset.h"

namespace barnabas {
namespace {

constexpr const char* kDetails =
    "Goes the way that a broker goes for each fetch: from an offset to a segment, through its "
    "sparse index to a byte, along the batches to a record. With --timestamp it looks for the "
    "first record that is not older. --explain tells every step: the segments, each probe of the "
    "binary search, the batches looked at, the bytes that need not be read.";

constexpr const char* kExamples =
    "  barnabas find-offset data/orders-0 1569 --explain\n"
    "  barnabas find-offset data/orders-0 --timestamp 1700000000000 --explain";

int run(const FindOffsetOptions& options) {
  if (options.offset.has_value() == options.timestamp_ms.has_value()) {
    print_error("find-offset: give an offset or --timestamp MS, one of the two");
    return kExitUsage;
  }
  return find_offset(options, {stdout, stderr});
}

}  // namespace

void add_find_offset_command(Command& program) {
  auto& command = program.add({.name = "find-offset",
                               .summary = "Find an offset or timestamp in the files, step by step",
                               .details = kDetails,
                               .examples = kExamples});
  const auto options = std::make_shared<FindOffsetOptions>();
  command.argument({.names = "DIR", .text = "Folder of one partition", .required = true},
                   options->directory);
  command.argument({.names = "OFFSET", .text = "The offset to find"}, options->offset);
  command.option({.names = "--timestamp",
                  .value = "MS",
                  .text = "Find the first record that is not older instead"},
                 options->timestamp_ms);
  command.flag({.names = "--explain", .text = "Tell every step"}, options->explain);
  command.run = [options] { return run(*options); };
}

}  // namespace barnabas
