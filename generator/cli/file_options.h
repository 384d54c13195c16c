#pragma once
// What a command line says about text in files, or into a program.

#include <cstdint>
#include <string>

#include "cli/command.h"
#include "generator/outputs/file_sink.h"

namespace barnabas {

struct TextOptions {
  std::string file;
  std::string compress;  // "", "gzip", "zstd" or "none"
  std::string roll_size;
  std::string roll_every;
  std::int64_t roll_records = 0;
  std::string exec;
};
void add_text_options(Command& command, TextOptions& options);

// For the file with this path. An error names the option that is wrong.
Result<FileOptions> file_options(const TextOptions& options, const std::string& path);

}  // namespace barnabas
