// `report`: how much the records of a template compress, and at what cost.

#include <fmt/format.h>

#include <fstream>
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/report_sending.h"
#include "generator/cli/workspace.h"
#include "generator/proof/report_text.h"
#include "generator/run/emitter.h"

namespace barnabas {
namespace {

struct ReportOptions {
  DirectoryOptions directories;
  std::string template_or_text;
  bool embedded = false;
  std::string key_template = "null";
  std::string locale = "us";
  EmitterFiles files;
  std::int64_t seed = 1;
  std::int64_t num = 10'000;
  std::string codecs = "none,gzip:1,gzip:6,gzip:9,snappy,lz4,lz4:12,zstd:1,zstd:3,zstd:9";
  std::string sizes = "1,10,100,1000,10000";
  bool json = false;
  std::string page;
  SendingOptions sending;
};

Result<std::unique_ptr<Emitter>> make_emitter(Workspace& workspace, const ReportOptions& options) {
  auto environment = workspace.environment(options.locale, options.files);
  if (!environment) return tl::unexpected(environment.error());
  EmitterOptions emitter{.name = options.embedded ? "embedded" : options.template_or_text,
                         .value_template = options.template_or_text,
                         .key_template = options.key_template,
                         .template_name = "value",
                         .seed = static_cast<std::uint64_t>(options.seed)};
  if (!options.embedded) {
    const auto file = workspace.catalog.find(options.template_or_text);
    if (!file) return tl::unexpected(file.error());
    emitter.value_template = file->text;
    emitter.template_name = file->path.empty() ? file->name + ".tpl" : file->path;
  }
  auto made = Emitter::make(emitter, workspace.functions, *std::move(environment));
  if (!made) return fail(ErrorCode::InvalidConfig, made.error().text());
  return *std::move(made);
}

Result<std::vector<SampleRecord>> make_records(Emitter& emitter, std::int64_t count) {
  // 2026-01-01: one time for all, so that the same seed gives the same sizes.
  constexpr std::int64_t now_ms = 1'767'225'600'000;
  std::vector<SampleRecord> records;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto record = emitter.next(now_ms);
    if (!record) return fail(ErrorCode::InvalidConfig, record.error().text());
    if (!*record) continue;
    auto& sample = records.emplace_back(SampleRecord{.value = std::string((*record)->value)});
    if ((*record)->has_key) sample.key = std::string((*record)->key);
  }
  if (records.empty())
    return fail(ErrorCode::InvalidConfig, "the template makes no records: all come out empty");
  return records;
}

Result<void> write_page(const std::string& path, const std::string& page) {
  std::ofstream file(path, std::ios::binary);
  file << page;
  file.close();
  if (!file) return fail(ErrorCode::InvalidConfig, fmt::format("{}: cannot be written", path));
  return {};
}

int report(const ReportOptions& options) {
  const auto codecs = parse_codecs(options.codecs);
  if (!codecs) return complain(codecs.error());
  const auto sizes = parse_batch_sizes(options.sizes);
  if (!sizes) return complain(sizes.error());
  if (options.num < 1) {
    complain("--num: expected 1 or more");
    return kExitUsage;
  }
  Workspace workspace(options.directories);
  const auto emitter = make_emitter(workspace, options);
  if (!emitter) return complain(emitter.error());
  const auto records = make_records(**emitter, options.num);
  if (!records) return complain(records.error());
  auto measured = measure_compression(*records, {.codecs = *codecs, .sizes = *sizes});
  if (!measured) return complain(measured.error());
  if (measured->sizes.empty()) {
    complain(fmt::format("--batches: {} records fill no batch of any of these sizes; -n makes more",
                         records->size()));
    return kExitUsage;
  }
  auto sent = send_sample(*records, *codecs, options.sending);
  if (!sent) return complain(sent.error());
  measured->sent = *std::move(sent);
  measured->title = options.embedded ? "embedded" : options.template_or_text;
  measured->seed = static_cast<std::uint64_t>(options.seed);
  if (!options.page.empty()) {
    if (auto written = write_page(options.page, report_page(*measured)); !written)
      return complain(written.error());
  }
  fmt::print("{}", options.json ? report_json(*measured) : report_table(*measured));
  return kExitOk;
}

void add_template_options(Command& command, ReportOptions& options) {
  command.argument({.names = "TEMPLATE",
                    .text = "Name of a template, or its text with --embedded",
                    .required = true},
                   options.template_or_text);
  command.flag(
      {.names = "--embedded,--template", .text = "TEMPLATE is the text of a template, not a name"},
      options.embedded);
  command.option({.names = "-k,--key",
                  .value = "TEMPLATE",
                  .text = "Template of the key; null is no key",
                  .default_value = "null"},
                 options.key_template);
  command.option({.names = "-n,--num",
                  .value = "N",
                  .text = "Records that are made",
                  .default_value = "10000"},
                 options.num);
  command.option({.names = "--locale",
                  .value = "LOCALE",
                  .text = "Whose names and places",
                  .default_value = "us"},
                 options.locale);
  command.option(
      {.names = "--seed", .value = "N", .text = "What the draws come from", .default_value = "1"},
      options.seed);
  add_file_options(command, options.files.csv, options.files.geojson);
}

}  // namespace

void add_report_command(Command& program) {
  auto options = std::make_shared<ReportOptions>();
  auto& command = program.add(
      {.name = "report",
       .summary = "Say how much records compress, by codec and size of batch, and at what cost",
       .details = "No broker is needed: the records are put into batches as a producer does it. "
                  "Sizes are those of whole batches, and the same each time; costs are CPU time of "
                  "this machine.",
       .examples =
           "  barnabas-gen report net_device\n"
           "  barnabas-gen report user --html user.html\n"
           "  barnabas-gen report user --codecs lz4,zstd:3,zstd:19 --batches 16KB,1MB --json"});
  add_template_options(command, *options);
  command.option({.names = "--codecs",
                  .value = "LIST",
                  .text = "Codecs with their levels, as gzip:6,snappy,lz4,zstd:3",
                  .default_value = options->codecs.c_str()},
                 options->codecs);
  command.option({.names = "--batches",
                  .value = "LIST",
                  .text = "Sizes of batches: numbers of records, or bytes as 16KB or 1MB",
                  .default_value = "1,10,100,1000,10000"},
                 options->sizes);
  command.flag({.names = "--json", .text = "The numbers as JSON"}, options->json);
  command.option({.names = "--html", .value = "FILE", .text = "Write a page with plots, too"},
                 options->page);
  add_sending_options(command, options->sending);
  add_directory_options(command, options->directories);
  command.run = [options] { return report(*options); };
}

}  // namespace barnabas
