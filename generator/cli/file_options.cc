#include "generator/cli/file_options.h"

#include "generator/emitters/byte_size.h"
#include "generator/emitters/go_duration.h"

namespace barnabas {

void add_text_options(Command& command, TextOptions& options) {
  constexpr const char* group = "Files and programs";
  command.option({.names = "--file",
                  .value = "FILE",
                  .text = "The file of output file; it is emptied first",
                  .group = group},
                 options.file);
  command.option({.names = "--compress",
                  .value = "gzip|zstd|none",
                  .text = "How the file is compressed",
                  .default_value = "as the name ends: .gz, .zst",
                  .group = group},
                 options.compress);
  command.option({.names = "--roll-size",
                  .value = "SIZE",
                  .text = "A next file once one has so much text, for instance 100MB; files are "
                          "numbered, orders.json becomes orders-00001.json, and those that are "
                          "there stay",
                  .group = group},
                 options.roll_size);
  command.option({.names = "--roll-records",
                  .value = "N",
                  .text = "A next file after so many records",
                  .group = group},
                 options.roll_records);
  command.option({.names = "--roll-every",
                  .value = "DURATION",
                  .text = "A next file, at the next record, after so long, for instance 1h",
                  .group = group},
                 options.roll_every);
  command.option({.names = "--exec",
                  .value = "COMMAND",
                  .text = "The program of output exec, run by the shell: it gets the records on "
                          "its standard input, in the form of the output template",
                  .group = group},
                 options.exec);
}

Result<FileOptions> file_options(const TextOptions& options, const std::string& path) {
  FileOptions file{.path = path};
  if (!options.compress.empty()) file.compression = parse_compression(options.compress);
  if (!options.roll_size.empty()) {
    auto size = parse_byte_size("--roll-size", options.roll_size);
    if (!size) return tl::unexpected(size.error());
    file.roll.size_bytes = *size;
  }
  if (options.roll_records < 0)
    return fail(ErrorCode::InvalidRequest, "--roll-records: expected 1 or more");
  file.roll.records = static_cast<std::uint64_t>(options.roll_records);
  if (!options.roll_every.empty()) {
    auto age = parse_go_duration("--roll-every", options.roll_every);
    if (!age) return tl::unexpected(age.error());
    file.roll.age = std::chrono::nanoseconds(*age);
  }
  return file;
}

}  // namespace barnabas
