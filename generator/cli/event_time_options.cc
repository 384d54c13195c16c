#include "generator/cli/event_time_options.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "generator/cli/moment.h"
#include "generator/emitters/go_duration.h"

namespace barnabas {
namespace {

constexpr const char* kEventTimeGroup = "Event time";

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

Result<double> parse_warp(std::string_view text) {
  double warp = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, warp);
  const std::string_view unit(read.ptr, static_cast<std::size_t>(end - read.ptr));
  if (read.ec != std::errc() || (!unit.empty() && unit != "x") || !(warp > 0) || warp > 1e12)
    return wrong(fmt::format("--time-warp: '{}' is no factor above 0; write 60x", text));
  return warp;
}

Result<void> read_distance(std::string_view name, const std::string& text, std::int64_t& value) {
  if (text.empty()) return {};
  const auto parsed = parse_go_duration(name, text);
  if (!parsed) return wrong(parsed.error().message);
  if (*parsed < 0) return wrong(fmt::format("{}: '{}' is negative", name, text));
  value = *parsed;
  return {};
}

}  // namespace

std::int64_t real_time_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void add_faults_option(Command& command, std::string& faults) {
  command.option({.names = "--faults",
                  .value = "FAULT=SHARE,...",
                  .text = "What goes wrong with records on their way, and how often: "
                          "late=1%:5m,reorder=2%:10,duplicate=0.1%,drop=0.1%,corrupt=0.1%,null=1%; "
                          "the end of the run tells how many, verify finds them",
                  .group = "Proof"},
                 faults);
}

void add_event_time_options(Command& command, EventTimeOptions& options) {
  command.option({.names = "--from",
                  .value = "TIME",
                  .text = "Event time begins here, and nothing waits for the clock: "
                          "2026-05-17T12:00:00Z, 2026-05-17, now-24h or milliseconds since 1970. "
                          "Frequencies count in event time; records have it as their timestamp",
                  .group = kEventTimeGroup},
                 options.from);
  command.option({.names = "--to",
                  .value = "TIME",
                  .text = "Event time ends before this; -n records without -f are spread over it",
                  .group = kEventTimeGroup},
                 options.to);
  command.option({.names = "--time-warp",
                  .value = "FACTOR",
                  .text = "Event time passes so many times as fast as the clock, for instance 60x; "
                          "from now on, if --from does not say from when",
                  .group = kEventTimeGroup},
                 options.warp);
}

Result<EventTime> read_event_time(const EventTimeOptions& options) {
  EventTime time;
  const auto now_ms = real_time_ms();
  if (options.from.empty() && !options.to.empty())
    return wrong("--to needs --from, where event time begins");
  if (!options.from.empty()) {
    auto from = parse_moment("--from", options.from, now_ms);
    if (!from) return tl::unexpected(from.error());
    time = {.start_ms = *from, .warp = 0, .stamps = true};
  }
  if (!options.to.empty()) {
    auto to = parse_moment("--to", options.to, now_ms);
    if (!to) return tl::unexpected(to.error());
    if (*to <= *time.start_ms) return wrong("--to: expected a time behind --from");
    time.end_ms = *to;
  }
  if (!options.warp.empty()) {
    auto warp = parse_warp(options.warp);
    if (!warp) return tl::unexpected(warp.error());
    time.warp = *warp;
    time.stamps = true;
    if (!time.start_ms) time.start_ms = now_ms;
  }
  return time;
}

void add_event_clock_options(Command& command, EventClockFlags& flags) {
  command.option({.names = "--advance",
                  .value = "DURATION",
                  .text = "Event time goes on by this from record to record, whatever the clock "
                          "does",
                  .group = kEventTimeGroup},
                 flags.advance);
  command.option({.names = "--jitter",
                  .value = "DURATION",
                  .text = "event_time is at most so far from now, to either side",
                  .group = kEventTimeGroup},
                 flags.jitter);
  command.option({.names = "--lateness",
                  .value = "DURATION",
                  .text = "event_time is so long before now, in the mean (exponential)",
                  .group = kEventTimeGroup},
                 flags.lateness);
  command.option({.names = "--arrivals",
                  .value = "even|poisson",
                  .text = "How passes come between --from and --to: evenly, or at random with the "
                          "same mean",
                  .default_value = "even",
                  .group = kEventTimeGroup},
                 flags.arrivals);
}

Result<void> read_event_clock(const EventClockFlags& flags, EventClockOptions& options) {
  if (auto done = read_distance("--advance", flags.advance, options.advance_ns); !done) return done;
  if (auto done = read_distance("--jitter", flags.jitter, options.jitter_ns); !done) return done;
  if (auto done = read_distance("--lateness", flags.lateness, options.lateness_ns); !done)
    return done;
  options.poisson = flags.arrivals == "poisson";
  return {};
}

}  // namespace barnabas
