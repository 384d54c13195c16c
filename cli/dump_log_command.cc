#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/dump_log.h"
#include "cli/exit_code.h"

namespace barnabas {
namespace {

constexpr const char* kDetails =
    "Shows what lies in the files of a partition: segments (.log), their indexes (.index, "
    ".timeindex), producer state (.snapshot), aborted transactions (.txnindex) and metadata "
    "snapshots (.checkpoint). The lines and options are those of Apache's kafka-dump-log; "
    "--annotate and --json are added. Files are only read, so a broker may be running on them. "
    "Exit code 5 means that something in a file is wrong; stderr says what and where.";

constexpr const char* kExamples =
    "  barnabas dump-log data/orders-0/*.log\n"
    "  barnabas dump-log --print-data-log data/orders-0/00000000000000000000.log\n"
    "  barnabas dump-log --annotate data/orders-0/00000000000000000000.log | less\n"
    "  barnabas dump-log --offsets-decoder data/__consumer_offsets-0/*.log\n"
    "  barnabas dump-log --cluster-metadata-decoder data/__cluster_metadata-0/*.log";

// The command line before it is checked.
struct Arguments {
  DumpLogOptions options;
  std::string comma_separated;
  std::int64_t bytes_max = -1;
  std::int64_t message_size_max = 0;
  bool annotate = false;
  bool json = false;
  bool offsets = false;
  bool transactions = false;
  bool metadata = false;
};

int run(Arguments arguments) {
  auto& options = arguments.options;
  for (std::size_t at = 0; at < arguments.comma_separated.size();) {
    const auto comma =
        std::min(arguments.comma_separated.find(',', at), arguments.comma_separated.size());
    options.files.push_back(arguments.comma_separated.substr(at, comma - at));
    at = comma + 1;
  }
  if (options.files.empty()) {
    print_error("dump-log: which file? For example barnabas dump-log data/orders-0/*.log");
    return kExitUsage;
  }
  if (arguments.offsets + arguments.transactions + arguments.metadata > 1) {
    print_error("dump-log: only one decoder at a time");
    return kExitUsage;
  }
  if (arguments.offsets) options.decoder = RecordDecoder::Offsets;
  if (arguments.transactions) options.decoder = RecordDecoder::TransactionLog;
  if (arguments.metadata) options.decoder = RecordDecoder::ClusterMetadata;
  if (options.decoder != RecordDecoder::Text) options.print_data_log = true;
  if (options.print_data_log) options.deep_iteration = true;
  if (arguments.bytes_max >= 0) {
    options.bytes_max = static_cast<std::uint64_t>(arguments.bytes_max);
  }
  if (arguments.annotate) options.style = DumpStyle::Annotate;
  if (arguments.json) options.style = DumpStyle::Json;
  options.annotate_json = arguments.annotate;
  return dump_log(options, {stdout, stderr});
}

void add_content_options(Command& command, Arguments& arguments) {
  auto& options = arguments.options;
  command.flag({.names = "--deep-iteration", .text = "Show the records of each batch"},
               options.deep_iteration);
  command.flag({.names = "--print-data-log", .text = "Show keys and values too"},
               options.print_data_log);
  command.flag(
      {.names = "--skip-record-metadata", .text = "With --print-data-log: only keys and values"},
      options.skip_record_metadata);
  command.flag({.names = "--offsets-decoder", .text = "Decode records of __consumer_offsets"},
               arguments.offsets);
  command.flag(
      {.names = "--transaction-log-decoder", .text = "Decode records of __transaction_state"},
      arguments.transactions);
  command.flag(
      {.names = "--cluster-metadata-decoder", .text = "Decode records of __cluster_metadata"},
      arguments.metadata);
}

}  // namespace

void add_dump_log_command(Command& program) {
  auto& command = program.add({.name = "dump-log",
                               .summary = "Show what lies in the files of a partition",
                               .details = kDetails,
                               .examples = kExamples});
  const auto arguments = std::make_shared<Arguments>();
  auto& options = arguments->options;
  command.argument({.names = "FILE", .text = "Files of a partition"}, options.files);
  command.option(
      {.names = "--files", .value = "A,B", .text = "The same, as Apache's tool takes them"},
      arguments->comma_separated);
  add_content_options(command, *arguments);
  command.flag({.names = "--annotate",
                .text = "Every field's bytes in hexadecimal beside its name, value and meaning"},
               arguments->annotate);
  command.flag({.names = "--json", .text = "One JSON object a line; with --annotate every field"},
               arguments->json);
  command.flag({.names = "--index-sanity-check", .text = "Only check the form of indexes"},
               options.index_sanity_check);
  command.flag({.names = "--verify-index-only", .text = "Only compare indexes with their logs"},
               options.verify_index_only);
  command.option({.names = "--max-bytes", .value = "N", .text = "Read at most N bytes of each log"},
                 arguments->bytes_max);
  command.option({.names = "--max-message-size",
                  .value = "N",
                  .text = "Accepted for Apache's sake; batches of any size are read"},
                 arguments->message_size_max);
  command.run = [arguments] { return run(*arguments); };
}

}  // namespace barnabas
