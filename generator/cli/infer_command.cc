// `infer`: a template from an example.

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/workspace.h"
#include "generator/proof/infer.h"
#include "generator/proof/shape.h"
#include "generator/run/emitter.h"

namespace barnabas {
namespace {

struct InferOptions {
  DirectoryOptions directories;
  std::string sample;
  std::string file;
};

Result<std::string> read_sample(const std::string& path) {
  if (path != "-") return read_whole_file(path);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

// What is written must work: a template that cannot be rendered would be our fault.
std::string trouble_with(Workspace& workspace, const InferredTemplate& inferred) {
  constexpr int tries = 20;
  constexpr std::int64_t now_ms = 1'767'225'600'000;
  auto environment = workspace.environment(inferred.locale);
  if (!environment) return environment.error().message;
  auto emitter = Emitter::make(
      {.name = "inferred", .value_template = inferred.text, .template_name = "inferred", .seed = 1},
      workspace.functions, *std::move(environment));
  if (!emitter) return emitter.error().text();
  for (int i = 0; i < tries; ++i) {
    const auto record = (*emitter)->next(now_ms);
    if (!record) return record.error().text();
    if (!*record || !nlohmann::json::accept((*record)->value)) return "it writes no JSON";
  }
  return "";
}

int infer(const InferOptions& options) {
  const auto text = read_sample(options.sample);
  if (!text) return complain(text.error());
  const auto name = options.sample == "-" ? "standard input" : options.sample;
  const auto samples = read_samples(name, *text);
  if (!samples) return complain(samples.error());
  Workspace workspace(options.directories);
  DataSets sets;
  const auto inferred = infer_template(name, *samples, sets);
  const auto trouble = trouble_with(workspace, inferred);
  if (!trouble.empty())
    complain(
        fmt::format("the template that was made has a fault, mend it before use: {}", trouble));
  if (options.file.empty()) {
    fmt::print("{}\n", inferred.text);
  } else {
    std::ofstream file(options.file, std::ios::binary);
    file << inferred.text;
    file.close();
    if (!file) {
      complain(fmt::format("{}: cannot be written", options.file));
      return kExitFailed;
    }
  }
  return trouble.empty() ? kExitOk : kExitFailed;
}

}  // namespace

void add_infer_command(Command& program) {
  auto options = std::make_shared<InferOptions>();
  auto& command = program.add(
      {.name = "infer",
       .summary = "Write a template from an example",
       .details = "The example is one JSON record, many of them, a line each, or in a list; the "
                  "more there are, the better the guesses. A comment at the head of the template "
                  "says what was assumed of each field.",
       .examples = "  barnabas-gen infer sample.json\n"
                   "  barnabas-gen infer sample.json --file mine.tpl && barnabas-gen run mine "
                   "--templates .\n"
                   "  kcat -C -t orders -c 1000 | barnabas-gen infer -"});
  command.argument(
      {.names = "SAMPLE", .text = "A file with JSON, or - for standard input", .required = true},
      options->sample);
  command.option({.names = "--file",
                  .value = "FILE",
                  .text = "Write the template to this file, for instance NAME.tpl",
                  .default_value = "standard output"},
                 options->file);
  add_directory_options(command, options->directories);
  command.run = [options] { return infer(*options); };
}

}  // namespace barnabas
