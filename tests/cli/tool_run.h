#pragma once
// Runs a file tool and keeps what it printed; and the files that Apache Kafka wrote.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "cli/dump_log.h"

namespace barnabas {

inline const std::string kApacheDir = BARNABAS_GOLDEN_DIR "/apache/";
inline const std::string kOrdersLog = kApacheDir + "orders-0/00000000000000000000.log";

struct ToolRun {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// `tool` takes a ToolOutput and returns an exit code. The folder of golden files is left out of
// what was printed.
template <class Tool>
ToolRun run_tool(const Tool& tool) {
  ToolRun run;
  char* out = nullptr;
  char* err = nullptr;
  std::size_t out_size = 0;
  std::size_t err_size = 0;
  std::FILE* out_file = open_memstream(&out, &out_size);
  std::FILE* err_file = open_memstream(&err, &err_size);
  run.exit_code = tool(ToolOutput{out_file, err_file});
  std::fclose(out_file);
  std::fclose(err_file);
  run.out.assign(out, out_size);
  run.err.assign(err, err_size);
  std::free(out);
  std::free(err);
  for (auto* text : {&run.out, &run.err}) {
    for (auto at = text->find(kApacheDir); at != std::string::npos; at = text->find(kApacheDir)) {
      text->erase(at, kApacheDir.size());
    }
  }
  return run;
}

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_text(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace barnabas
