#include <memory>

#include "cli/commands.h"
#include "cli/dump_index.h"

namespace barnabas {
namespace {

constexpr const char* kDetails =
    "Shows the entries of an offset index (.index) or time index (.timeindex) and holds each "
    "against the log beside it: does a batch start at that position, and does it hold that "
    "offset? Exit code 5 where one does not. An index is a cache: delete it while the broker is "
    "stopped and it is rebuilt.";

constexpr const char* kExamples =
    "  barnabas dump-index data/orders-0/00000000000000000000.index\n"
    "  barnabas dump-index --json data/orders-0/*.timeindex";

}  // namespace

void add_dump_index_command(Command& program) {
  auto& command = program.add({.name = "dump-index",
                               .summary = "Show an index and hold it against its log",
                               .details = kDetails,
                               .examples = kExamples});
  const auto options = std::make_shared<DumpIndexOptions>();
  command.argument({.names = "FILE", .text = ".index and .timeindex files", .required = true},
                   options->files);
  command.flag({.names = "--json", .text = "One JSON object a line"}, options->json);
  command.run = [options] { return dump_index(*options, {stdout, stderr}); };
}

}  // namespace barnabas
