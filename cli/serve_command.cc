#include <fmt/core.h>

#include <charconv>
#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/serve.h"

namespace barnabas {
namespace {

// The command line before it is checked.
struct ServeArguments {
  ServeOptions options;
  std::vector<std::string> topics;
  std::string explain;
};

int serve(ServeArguments arguments) {
  for (const auto& text : arguments.topics) {
    auto topic = parse_topic_on_start(text);
    if (!topic) {
      print_error(topic.error().message);
      return kExitUsage;
    }
    arguments.options.topics.push_back(std::move(*topic));
  }
  if (arguments.explain == "all")
    arguments.options.explain = Explain::Everything;
  else if (!arguments.explain.empty())
    arguments.options.explain = Explain::Summary;
  return run_serve(arguments.options);
}

constexpr const char* kDetails =
    "The broker is Apache Kafka's for every client: same protocol, same files, same names of "
    "settings. One line on stdout says when it is ready. Settings are taken, later ones winning, "
    "from the profile, the properties file, KAFKA_* variables (KAFKA_LOG_SEGMENT_BYTES for "
    "log.segment.bytes), --set, and the options below.";

constexpr const char* kExamples =
    "  barnabas serve --data-dir data\n"
    "  barnabas serve --data-dir data --explain         # tell what happens, on stderr\n"
    "  barnabas serve --port 0 --ports-file ports.json  # a free port, for tests\n"
    "  barnabas serve --profile test --topic orders:3 --topic users:1:cleanup.policy=compact\n"
    "  barnabas serve server.properties --set log.segment.bytes=4096";

void add_listener_options(Command& command, ServeOptions& options) {
  command.option({.names = "-d,--data-dir",
                  .value = "DIR",
                  .text = "Where the logs live; made if missing. Sets log.dirs"},
                 options.data_dir);
  command.option({.names = "-p,--port",
                  .value = "PORT",
                  .text = "Port to listen on; 0 takes a free one",
                  .default_value = "9092"},
                 options.port);
  command.option({.names = "--host",
                  .value = "HOST",
                  .text = "Address to listen on and to give to clients",
                  .default_value = "127.0.0.1"},
                 options.host);
  command.option({.names = "--ports-file",
                  .value = "FILE",
                  .text = "Write process id and address there, as JSON, once the broker is ready"},
                 options.ports_file);
  command.flag({.names = "--insecure-allow-remote",
                .text = "Listen on an address that other machines can reach, although there is no "
                        "authentication"},
               options.insecure_allow_remote);
  command.flag({.names = "-q,--quiet", .text = "Do not print the ready line"}, options.quiet);
}

void add_telling_options(Command& command, ServeArguments& arguments) {
  command.option({.names = "--explain",
                  .value = "summary|all",
                  .text = "Tell on stderr what the broker does, a sentence an event; all: every "
                          "request, index entry and fsync too",
                  .value_if_alone = "summary"},
                 arguments.explain);
  command.option({.names = "--events-file",
                  .value = "FILE",
                  .text = "Append every event there as a line of JSON"},
                 arguments.options.events_file);
}

}  // namespace

void add_serve_command(Command& program) {
  auto arguments = std::make_shared<ServeArguments>();
  auto& command = program.add({.name = "serve",
                               .summary = "Run a broker until Ctrl-C or SIGTERM",
                               .details = kDetails,
                               .examples = kExamples,
                               .aliases = {"broker", "start"}});
  command.argument({.names = "PROPERTIES",
                    .value = "FILE",
                    .text = "server.properties as Apache Kafka reads it"},
                   arguments->options.properties_file);
  add_listener_options(command, arguments->options);
  command.option({.names = "--set,--override",
                  .value = "KEY=VALUE",
                  .text = "Set a broker property; may be given several times"},
                 arguments->options.settings);
  command.option({.names = "--profile",
                  .value = "test|classroom|durable",
                  .text = "Settings for a purpose: test (quick, acknowledges before the disk has "
                          "it), classroom (small segments), durable (fsync before every "
                          "acknowledgement)"},
                 arguments->options.profile);
  command.option({.names = "-t,--topic",
                  .value = "NAME[:PARTITIONS[:KEY=VALUE,...]]",
                  .text = "Create this topic if it is missing; may be given several times"},
                 arguments->topics);
  add_telling_options(command, *arguments);
  command.run = [arguments] { return serve(*arguments); };
}

Result<TopicOnStart> parse_topic_on_start(const std::string& text) {
  const auto wrong = [&text](const std::string& what) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("--topic {}: {}; write NAME[:PARTITIONS[:KEY=VALUE,...]]", text, what));
  };
  TopicOnStart topic;
  const auto first = text.find(':');
  topic.name = text.substr(0, first);
  if (topic.name.empty()) return wrong("the name is empty");
  if (first == std::string::npos) return topic;

  const auto second = std::min(text.find(':', first + 1), text.size());
  const auto count = text.substr(first + 1, second - first - 1);
  if (!count.empty()) {
    std::int32_t partitions = 0;
    const auto* end = count.data() + count.size();
    const auto parsed = std::from_chars(count.data(), end, partitions);
    if (parsed.ec != std::errc() || parsed.ptr != end || partitions < 1)
      return wrong(fmt::format("'{}' is not a number of partitions", count));
    topic.partitions = partitions;
  }
  for (std::size_t from = second + 1; from < text.size();) {
    const auto to = std::min(text.find(',', from), text.size());
    const auto config = text.substr(from, to - from);
    const auto equals = config.find('=');
    if (equals == std::string::npos || equals == 0)
      return wrong(fmt::format("'{}' is not KEY=VALUE", config));
    topic.configs.emplace_back(config.substr(0, equals), config.substr(equals + 1));
    from = to + 1;
  }
  return topic;
}

}  // namespace barnabas
