#pragma once
// barnabas dump-log FILE...: what lies in the files of a partition, batch by batch.
//
// stdout has the lines of Apache's kafka-dump-log, field by field, so that what has been learnt or
// scripted for one serves for the other; --annotate and --json are ours. Differences: a file that
// cannot be read is one error and the others are still shown, the exit code tells whether anything
// was wrong, and the first record of a later segment is not reported as a gap.

#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "cli/record_decoder.h"

namespace barnabas {

enum class DumpStyle {
  Apache,    // lines as kafka-dump-log prints them
  Annotate,  // every field's bytes beside its name, value and meaning
  Json,      // one JSON object a line: a batch, index entry or producer
};

struct DumpLogOptions {
  std::vector<std::string> files;
  DumpStyle style = DumpStyle::Apache;
  RecordDecoder decoder = RecordDecoder::Text;
  bool deep_iteration = false;  // show the records of each batch
  bool print_data_log = false;  // and their keys and values
  bool skip_record_metadata = false;
  bool index_sanity_check = false;  // only say whether an index is well formed
  bool verify_index_only = false;   // only compare an index with its log
  bool annotate_json = false;       // with Json: every field of each batch
  std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();  // of each log
};

// Where a tool writes: data to `out`, complaints to `err`.
struct ToolOutput {
  std::FILE* out;
  std::FILE* err;
};

// Returns an exit code: 0, 1 where a file could not be read, 5 where something was wrong in one.
int dump_log(const DumpLogOptions& options, ToolOutput output);

}  // namespace barnabas
