#pragma once
// barnabas dump-index FILE...: the entries of an offset or time index, each held against the log.

#include <string>
#include <vector>

#include "cli/dump_log.h"

namespace barnabas {

struct DumpIndexOptions {
  std::vector<std::string> files;  // .index and .timeindex
  bool json = false;
};

// Returns an exit code: 0, 1 where a file cannot be read, 5 where an index is wrong.
int dump_index(const DumpIndexOptions& options, ToolOutput output);

}  // namespace barnabas
