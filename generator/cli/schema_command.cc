// `schema`: what the values of a template look like, in a schema language.

#include <fmt/format.h>

#include <memory>

#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/sample.h"
#include "generator/schemas/schema_text.h"

namespace barnabas {
namespace {

struct SchemaCommandOptions {
  DirectoryOptions directories;
  EmitterConfig emitter;
  SampleOptions sample;
  std::string template_or_text;
  bool embedded = false;
  std::string format = "avro";
  std::string name;
  std::string name_space;
  bool timestamps = false;
  bool no_enums = false;
  std::int64_t seed = 1;
};

SchemaFormat format_of(const std::string& name) {
  if (name == "json") return SchemaFormat::Json;
  return name == "protobuf" ? SchemaFormat::Protobuf : SchemaFormat::Avro;
}

int show(SchemaCommandOptions& options) {
  if (options.sample.samples < 1)
    return complain(Error{ErrorCode::InvalidRequest, "--samples: expected 1 or more"});
  auto& emitter = options.emitter;
  emitter.name = options.embedded ? "embedded" : options.template_or_text;
  (options.embedded ? emitter.embedded_template : emitter.value_template) =
      options.template_or_text;
  options.sample.seed = static_cast<std::uint64_t>(options.seed);
  Workspace workspace(options.directories);
  Inference inference;
  if (auto added = add_samples(workspace, emitter, options.sample, inference); !added)
    return complain(added.error());
  if (inference.samples() == 0) {
    complain(fmt::format("{}: no record has a value, so there is no schema", emitter.name));
    return kExitFailed;
  }
  const auto shape = inference.shape({.name = options.name.empty() ? emitter.name : options.name,
                                      .enums = !options.no_enums,
                                      .timestamps = options.timestamps});
  const auto text =
      schema_text(format_of(options.format), shape, {.name_space = options.name_space});
  if (!text) return complain(text.error());
  fmt::print("{}", *text);
  return kExitOk;
}

void add_shape_options(Command& command, SchemaCommandOptions& options) {
  command.option({.names = "--format",
                  .value = "avro|json|protobuf",
                  .text = "The schema language",
                  .default_value = "avro"},
                 options.format);
  command.option({.names = "--name",
                  .value = "NAME",
                  .text = "What the type is called",
                  .default_value = "the template's name"},
                 options.name);
  command.option({.names = "--namespace",
                  .value = "NAME",
                  .text = "Avro's namespace, Protobuf's package; none without it"},
                 options.name_space);
  command.flag({.names = "--timestamps",
                .text = "Recognise times: milliseconds since 1970, and texts such as "
                        "2026-05-17T12:00:00Z and 2026-05-17"},
               options.timestamps);
  command.flag({.names = "--no-enums", .text = "Few texts are texts, too"}, options.no_enums);
}

void add_sample_options(Command& command, SchemaCommandOptions& options) {
  command.flag(
      {.names = "--embedded,--template", .text = "TEMPLATE is the text of a template, not a name"},
      options.embedded);
  command.option({.names = "--samples",
                  .value = "N",
                  .text = "How many records to look at",
                  .default_value = "1000"},
                 options.sample.samples);
  command.option({.names = "--locale",
                  .value = "LOCALE",
                  .text = "Whose names and places",
                  .default_value = "us"},
                 options.emitter.locale);
  command.option(
      {.names = "--seed", .value = "N", .text = "What the draws come from", .default_value = "1"},
      options.seed);
  add_file_options(command, options.emitter.csv, options.emitter.geojson);
}

}  // namespace

void add_schema_command(Command& program) {
  auto& command = program.add(
      {.name = "schema",
       .summary = "Print the schema of a template's values: Avro, JSON Schema or Protobuf",
       .details =
           "Makes records and looks at them. Whole numbers that stay small and do not count up are "
           "ints, others longs; a field that some records lack, or have null in, is optional; few "
           "texts that are all names are an enumeration, except in Protobuf; objects whose keys "
           "differ from record to record are maps. Change what does not suit you, and register it.",

       .examples = "  barnabas-gen schema user\n"
                   "  barnabas-gen schema pizzastore_order --format protobuf\n"
                   "  barnabas-gen schema --embedded '{\"id\": {{counter \"id\" 1 1}}}' --format "
                   "json --name Thing"});
  auto options = std::make_shared<SchemaCommandOptions>();
  command.argument({.names = "TEMPLATE",
                    .text = "Name of a template, or its text with --embedded",
                    .required = true},
                   options->template_or_text);
  add_shape_options(command, *options);
  add_sample_options(command, *options);
  add_directory_options(command, options->directories);
  command.run = [options] { return show(*options); };
}

}  // namespace barnabas
