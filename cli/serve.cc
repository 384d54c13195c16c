#include "cli/serve.h"

#include <fmt/format.h>
#include <unistd.h>

#include <asio/signal_set.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/events/event_file.h"
#include "broker/events/event_stream.h"
#include "broker/events/narrate.h"
#include "broker/events/words.h"
#include "broker/metadata/topic_admin.h"
#include "broker/net/event_loop.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/serve_config.h"
#include "protocol/wire/printer.h"
#include "storage/posix_directory.h"

namespace barnabas {
namespace {

// One run of the broker, from the options to the exit code.
class Serving {
 public:
  explicit Serving(const ServeOptions& options) : options_(options) {}

  int run() {
    // A peer that went away in the middle of a sendfile, and a file that became too large, are
    // errors of one call, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    auto config = configure();
    if (!config) {
      print_error(config.error().message);
      return kExitUsage;
    }
    const auto served = prepare(std::move(*config));
    if (!served) return report(served.error());
    loop_.run();
    events_file_.reset();
    broker_.reset();
    return exit_code_;
  }

 private:
  struct Configuration {
    ConfigMap values;
    std::string data_directory;
  };
  // Whatever is wrong here is wrong with how the program was called.
  Result<Configuration> configure() {
    auto config = make_serve_config(options_);
    if (!config) return tl::unexpected(config.error());
    for (const auto& warning : config->warnings) print_error(warning);
    const auto typed = make_broker_config(config->values);
    if (!typed) return tl::unexpected(typed.error());
    if (auto safe = check_exposure(*typed, options_.insecure_allow_remote); !safe)
      return tl::unexpected(safe.error());
    return Configuration{std::move(config->values), typed->log_dirs.front()};
  }

  Result<void> prepare(Configuration config) {
    auto directory = PosixDirectory::at(config.data_directory);
    if (!directory) return tl::unexpected(directory.error());
    directory_ = std::move(*directory);
    auto broker = Broker::open({.config = std::move(config.values),
                                .directory = *directory_,
                                .loop = loop_,
                                .clock = clock_,
                                .log = [](LogLevel level, const std::string& text) {
                                  if (level >= LogLevel::Warning) print_error(text);
                                }});
    if (!broker) return tl::unexpected(broker.error());
    broker_ = std::move(*broker);
    if (auto listening = listen_to_events(); !listening) return listening;
    if (auto started = broker_->start(); !started) return started;
    stop_on_signals();
    loop_.spawn(become_ready());
    return {};
  }

  Result<void> listen_to_events() {
    auto& events = broker_->events();
    if (options_.explain != Explain::Off) {
      const auto detail =
          options_.explain == Explain::Everything ? EventDetail::Everything : EventDetail::Summary;
      events.listen(detail, [this](const Event& event) {
        const bool said_on_stdout =
            !options_.quiet && std::holds_alternative<BrokerReady>(event.body);
        if (said_on_stdout) return;
        tell(stderr, narrate(event));
      });
    }
    if (!options_.events_file) return {};
    auto file = EventFile::open(*options_.events_file, events);
    if (!file) return tl::unexpected(file.error());
    events_file_ = std::move(*file);
    return {};
  }

  awaitable<void> become_ready() {
    const auto created = co_await create_topics();
    if (!created) {
      report(created.error());
      exit_code_ = kExitFailed;
      stop();
      co_return;
    }
    if (const auto written = write_ports_file(); !written) {
      report(written.error());
      exit_code_ = kExitFailed;
      stop();
      co_return;
    }
    announce();
  }

  awaitable<Result<void>> create_topics() {
    CreateTopicsRequest request;
    for (const auto& topic : options_.topics) {
      if (broker_->image().topic(topic.name) != nullptr) continue;
      auto& wanted = request.topics.emplace_back();
      wanted.name = topic.name;
      wanted.num_partitions = topic.partitions.value_or(-1);
      wanted.replication_factor = -1;
      for (const auto& [key, value] : topic.configs) wanted.configs.push_back({key, value});
    }
    if (request.topics.empty()) co_return Result<void>();
    auto& cluster = broker_->cluster();
    MetadataChange change(broker_->image());
    const auto response = TopicAdmin(cluster.admin_environment()).create(request, change);
    for (const auto& topic : response.topics) {
      if (topic.error_code == ErrorCode::None) continue;
      co_return fail(topic.error_code,
                     "--topic " + topic.name + ": " + topic.error_message.value_or(""));
    }
    co_return co_await cluster.change(std::move(change));
  }

  // Whole or not at all, because whoever waits for the file reads it at once.
  Result<void> write_ports_file() {
    if (!options_.ports_file) return {};
    const auto temporary = *options_.ports_file + ".tmp";
    const auto& endpoint = broker_->endpoints().front();
    const auto bootstrap = fmt::format("{}:{}", endpoint.host, endpoint.port);
    auto* file = std::fopen(temporary.c_str(), "w");
    const bool written = file != nullptr &&
                         std::fputs(fmt::format("{{\"pid\": {}, \"bootstrap\": {}}}\n", ::getpid(),
                                                json_quote(bootstrap))
                                        .c_str(),
                                    file) >= 0 &&
                         std::fclose(file) == 0;
    if (written && std::rename(temporary.c_str(), options_.ports_file->c_str()) == 0) return {};
    return fail(ErrorCode::UnknownServerError,
                fmt::format("--ports-file {}: cannot be written: {}", *options_.ports_file,
                            std::strerror(errno)));
  }

  void announce() {
    const auto& image = broker_->image();
    const auto& endpoint = broker_->endpoints().front();
    const auto took = clock_.steady() - started_;
    const auto took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    BrokerReady event;
    event.node_id = broker_->config().node_id;
    event.address = fmt::format("{}:{}", endpoint.host, endpoint.port);
    event.topics = static_cast<std::int64_t>(image.topics().size());
    event.partitions = static_cast<std::int64_t>(image.partition_count());
    event.took_us = took_us;
    if (!options_.quiet) {
      tell(stdout, fmt::format("barnabas is ready on {}: node {}, {}, {}, data in {}, {:.1f} ms",
                               event.address, event.node_id, words::count(event.topics, "topic"),
                               words::count(event.partitions, "partition"), directory_->name(),
                               static_cast<double>(took_us) / 1000));
    }
    broker_->events().emit(std::move(event));
  }

  // The first signal stops cleanly, a later one at once. What comes within a second of the first is
  // the same wish said twice: a terminal or timeout(1) signals the whole process group as well.
  void stop_on_signals() {
    signals_.async_wait([this](const std::error_code& cancelled, int) {
      if (cancelled) return;
      const auto now = clock_.steady();
      if (!stop_asked_) {
        stop_asked_ = now;
        stop();
      } else if (now - *stop_asked_ > std::chrono::seconds(1)) {
        std::_Exit(kExitInterrupted);
      }
      stop_on_signals();
    });
  }

  void stop() {
    broker_->stop([this](const Result<void>& stopped) {
      if (!stopped) exit_code_ = report(stopped.error());
      loop_.stop();
    });
  }

  const ServeOptions& options_;
  SystemClock clock_;
  const SteadyTime started_ = clock_.steady();
  EventLoop loop_;
  asio::signal_set signals_{loop_.context(), SIGINT, SIGTERM};
  std::unique_ptr<PosixDirectory> directory_;
  std::unique_ptr<EventFile> events_file_;
  std::unique_ptr<Broker> broker_;
  std::optional<SteadyTime> stop_asked_;
  int exit_code_ = kExitOk;
};

}  // namespace

int run_serve(const ServeOptions& options) { return Serving(options).run(); }

}  // namespace barnabas
