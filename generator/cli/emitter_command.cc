// `emitter list|show|run`: groups of streams that belong together.

#include <fmt/format.h>

#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/colour.h"
#include "generator/cli/commands.h"
#include "generator/cli/emitter_groups.h"
#include "generator/cli/session.h"
#include "generator/emitters/go_duration.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

struct ListOptions {
  DirectoryOptions directories;
  std::string group;
  bool full = false;
  bool no_color = false;
};

struct RunOptions {
  DirectoryOptions directories;
  std::vector<std::string> groups;
  SessionOptions session;
  bool dry_run = false;
};

const EmitterGroup* find_group(const std::vector<EmitterGroup>& groups, const std::string& name) {
  for (const auto& group : groups) {
    if (group.name == name) return &group;
  }
  std::vector<std::string> known;
  for (const auto& group : groups) known.push_back(group.name);
  complain(fmt::format("there is no emitter group '{}'.{}", name, did_you_mean(name, known)));
  return nullptr;
}

int list(const ListOptions& options) {
  const Workspace workspace(options.directories);
  const auto groups = all_groups(workspace);
  if (!groups) return complain(groups.error());
  const Colours colours(options.no_color);
  for (const auto& group : *groups) {
    fmt::print("{}\n", colours.green(group.name));
    if (!options.full) continue;
    for (const auto& emitter : group.emitters) fmt::print("  {}\n", emitter.name);
  }
  return kExitOk;
}

int show(const ListOptions& options) {
  const Workspace workspace(options.directories);
  const auto groups = all_groups(workspace);
  if (!groups) return complain(groups.error());
  const auto* group = find_group(*groups, options.group);
  if (group == nullptr) return kExitFailed;
  const Colours colours(options.no_color);
  for (const auto& emitter : group->emitters) {
    fmt::print("{}\n", colours.green(emitter.name));
    const auto line = [](const char* name, const std::string& value) {
      fmt::print("  {:<15} {}\n", name, value);
    };
    line("template",
         emitter.embedded_template.empty() ? emitter.value_template : emitter.embedded_template);
    line("key", emitter.key_template);
    line("locale", emitter.locale);
    for (const auto& [name, text] : emitter.headers)
      line("header", fmt::format("{} = {}", name, text));
    const auto line_if_there = [&](const char* name, const std::string& value) {
      if (!value.empty()) line(name, value);
    };
    line_if_there("partition", emitter.partition);
    line_if_there("timestamp", emitter.timestamp);
    line_if_there("tombstone", emitter.tombstone);
    line_if_there("throughput", emitter.throughput);
    line_if_there("shape", emitter.shape);
    line("preload", fmt::to_string(emitter.preload));
    line("num", fmt::to_string(emitter.num));
    line("frequency", go_duration_text(emitter.frequency_ns));
    line("duration", go_duration_text(emitter.duration_ns));
    line("output", emitter.output);
    line("topic", emitter.topic);
  }
  return kExitOk;
}

int run(const RunOptions& options) {
  Workspace workspace(options.directories);
  const auto groups = all_groups(workspace);
  if (!groups) return complain(groups.error());
  std::vector<EmitterConfig> emitters;
  const auto add = [&](const EmitterGroup& group) {
    emitters.insert(emitters.end(), group.emitters.begin(), group.emitters.end());
  };
  for (const auto& name : options.groups) {
    const auto* group = find_group(*groups, name);
    if (group == nullptr) return kExitFailed;
    add(*group);
  }
  if (options.groups.empty()) {
    for (const auto& group : *groups) add(group);
  }
  for (auto& emitter : emitters) {
    if (options.dry_run) emitter.output = "stdout";
    if (emitter.kcat) {
      emitter.oneline = true;
      emitter.output = "stdout";
    }
  }
  return run_session(workspace, emitters, options.session);
}

void add_list_options(Command& command, ListOptions& options) {
  command.flag({.names = "-n,--nocolor", .text = "Without colours"}, options.no_color);
  add_directory_options(command, options.directories);
}

}  // namespace

Result<std::vector<EmitterGroup>> all_groups(const Workspace& workspace) {
  auto users = workspace.users_config();
  if (!users) return tl::unexpected(users.error());
  std::vector<EmitterGroup> groups;
  if (*users != nullptr) groups = (*users)->groups;
  for (auto& own : own_jr_config().groups) {
    if (*users == nullptr || (*users)->group(own.name) == nullptr) groups.push_back(std::move(own));
  }
  return groups;
}

void add_emitter_command(Command& program) {
  auto& group = program.add({.name = "emitter",
                             .summary = "List, show and run streams that belong together",
                             .examples = "  barnabas-gen emitter list --full\n"
                                         "  barnabas-gen emitter run shoestore --dryrun"});
  auto list_options = std::make_shared<ListOptions>();
  auto& list_command = group.add({.name = "list", .summary = "List the groups"});
  list_command.flag({.names = "-f,--full", .text = "And the emitters of each"}, list_options->full);
  add_list_options(list_command, *list_options);
  list_command.run = [list_options] { return list(*list_options); };

  auto show_options = std::make_shared<ListOptions>();
  auto& show_command = group.add({.name = "show", .summary = "Show the emitters of a group"});
  show_command.argument({.names = "GROUP", .text = "Name of a group", .required = true},
                        show_options->group);
  add_list_options(show_command, *show_options);
  show_command.run = [show_options] { return show(*show_options); };

  auto options = std::make_shared<RunOptions>();
  auto& run_command = group.add(
      {.name = "run",
       .summary = "Run the emitters of groups",
       .details = "First each emitter's preload, in their order; then passes as they are due. "
                  "Several groups share their lists, counters and values.",
       .examples = "  barnabas-gen emitter run shoestore --dryrun --seed 42\n"
                   "  barnabas-gen emitter run shoestore -b 127.0.0.1:9092 -a"});
  run_command.argument({.names = "GROUP", .text = "Names of groups; all without one"},
                       options->groups);
  run_command.flag({.names = "-d,--dryrun", .text = "Everything to stdout"}, options->dry_run);
  add_session_options(run_command, options->session);
  add_output_options(run_command, options->session.output);
  add_schema_options(run_command, options->session.schemas);
  add_directory_options(run_command, options->directories);
  run_command.run = [options] { return run(*options); };
}

}  // namespace barnabas
