#include "generator/run/disturbing_output.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "generator/entities/key_index.h"
#include "generator/run/corruption.h"

namespace barnabas {
namespace {

std::int64_t time_of(const Record& record) {
  if (record.timestamp_ms) return *record.timestamp_ms;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

DisturbingOutput::DisturbingOutput(std::unique_ptr<Output> next, std::uint64_t seed,
                                   std::function<void(const std::string&)> told)
    : next_(std::move(next)), seed_(seed), told_(std::move(told)) {}

Result<std::size_t> DisturbingOutput::open(const ChannelConfig& config) {
  auto channel = next_->open(config);
  if (!channel) return channel;
  if (streams_.size() <= *channel) streams_.resize(*channel + 1);
  auto& stream = streams_[*channel];
  stream.emitter = config.emitter;
  stream.faults = config.faults;
  stream.draws = key_hash("faults:" + config.emitter);
  return channel;
}

DisturbingOutput::Fault DisturbingOutput::draw(const Stream& stream, Random& random) const {
  const auto& faults = stream.faults;
  double share = random.unit();
  const std::pair<Fault, double> all[] = {
      {Fault::Late, faults.late},           {Fault::Reorder, faults.reorder},
      {Fault::Duplicate, faults.duplicate}, {Fault::Drop, faults.drop},
      {Fault::Corrupt, faults.corrupt},     {Fault::Null, faults.null}};
  for (const auto& [fault, rate] : all) {
    if (share < rate) return fault;
    share -= rate;
  }
  return Fault::None;
}

Result<void> DisturbingOutput::put(std::size_t channel, const Record& record) {
  auto& stream = streams_[channel];
  const auto number = stream.count++;
  if (!stream.faults.any()) return next_->put(channel, record);
  if (!stream.until_number.empty() || !stream.until_ms.empty()) {
    const auto time_ms = stream.until_ms.empty() ? 0 : time_of(record);
    if (auto done = release(channel, number, time_ms); !done) return done;
  }
  Random random(Random::record_key(Random::emitter_key(seed_, stream.draws), number));
  auto fault = draw(stream, random);
  const bool damages = fault == Fault::Corrupt || fault == Fault::Null;
  if (damages && (!record.has_value || record.value.empty())) fault = Fault::None;
  return disturb(channel, record, fault, random);
}

Result<void> DisturbingOutput::disturb(std::size_t channel, const Record& record, Fault fault,
                                       Random& random) {
  auto& stream = streams_[channel];
  const auto number = stream.count - 1;
  if (fault == Fault::Late || fault == Fault::Reorder) {
    hold(stream, record, fault, random);
    return {};
  }
  ++stream.done[static_cast<std::size_t>(fault)];
  if (fault == Fault::Drop) return {};
  auto changed = record;
  std::string damaged;
  if (fault == Fault::Corrupt) {
    damaged = corrupted(record.value, random);
    changed.value = damaged;
  } else if (fault == Fault::Null) {
    changed.value = {};
    changed.has_value = false;
  } else if (fault == Fault::Duplicate) {
    if (auto done = hand_on(channel, record, number); !done) return done;
  }
  return hand_on(channel, changed, number);
}

void DisturbingOutput::hold(Stream& stream, const Record& record, Fault fault, Random& random) {
  Held held{.number = stream.count - 1,
            .fault = fault,
            .key = std::string(record.key),
            .value = std::string(record.value),
            .header_texts = {},
            .headers = {record.headers.begin(), record.headers.end()},
            .record = record};
  for (const auto& header : record.headers)
    held.header_texts.emplace_back(std::string(header.key), std::string(header.value));
  const auto time_ms = time_of(record);
  held.record.timestamp_ms = time_ms;
  held.record.due.reset();
  if (fault == Fault::Late) {
    stream.until_ms.emplace(time_ms + stream.faults.late_ms, std::move(held));
  } else {
    const auto behind = 1 + random.below(stream.faults.reorder_by);
    stream.until_number.emplace(held.number + behind, std::move(held));
  }
}

// Those whose time has come when the record of that number and time is about to be put.
Result<void> DisturbingOutput::release(std::size_t channel, std::uint64_t number,
                                       std::int64_t time_ms) {
  auto& stream = streams_[channel];
  while (!stream.until_number.empty() && stream.until_number.begin()->first < number) {
    if (auto done = release_first(channel, stream.until_number); !done) return done;
  }
  while (!stream.until_ms.empty() && stream.until_ms.begin()->first <= time_ms) {
    if (auto done = release_first(channel, stream.until_ms); !done) return done;
  }
  return {};
}

template <class Queue>
Result<void> DisturbingOutput::release_first(std::size_t channel, Queue& queue) {
  auto& stream = streams_[channel];
  auto held = std::move(queue.extract(queue.begin()).mapped());
  held.record.key = held.key;
  held.record.value = held.value;
  for (std::size_t i = 0; i < held.headers.size(); ++i) {
    held.headers[i].key = held.header_texts[i].first;
    held.headers[i].value = held.header_texts[i].second;
  }
  held.record.headers = held.headers;
  if (held.number < stream.put_below) ++stream.done[static_cast<std::size_t>(held.fault)];
  return hand_on(channel, held.record, held.number);
}

Result<void> DisturbingOutput::hand_on(std::size_t channel, const Record& record,
                                       std::uint64_t number) {
  auto& stream = streams_[channel];
  stream.put_below = std::max(stream.put_below, number + 1);
  return next_->put(channel, record);
}

Delivery DisturbingOutput::finish(StopSignal& signal) {
  std::string error;
  for (std::size_t channel = 0; channel < streams_.size() && error.empty(); ++channel) {
    if (auto done = release(channel, UINT64_MAX, INT64_MAX); !done) error = done.error().message;
  }
  auto delivery = next_->finish(signal);
  for (const auto& stream : streams_) {
    const auto done = [&](Fault fault) { return stream.done[static_cast<std::size_t>(fault)]; };
    delivery.withheld += static_cast<std::int64_t>(done(Fault::Drop));
    delivery.withheld -= static_cast<std::int64_t>(done(Fault::Duplicate));
    const auto held = stream.until_number.size() + stream.until_ms.size();
    if (held > 0) delivery.failures[error] += held;
    delivery.failed += held;
    if (stream.faults.any()) told_(summary(stream));
  }
  return delivery;
}

std::string DisturbingOutput::summary(const Stream& stream) const {
  const auto done = [&](Fault fault) { return stream.done[static_cast<std::size_t>(fault)]; };
  return fmt::format(
      "Faults: of {} records of {}, {} late, {} reordered, {} duplicated, {} dropped, {} "
      "corrupt, {} null",
      stream.count, stream.emitter, done(Fault::Late), done(Fault::Reorder), done(Fault::Duplicate),
      done(Fault::Drop), done(Fault::Corrupt), done(Fault::Null));
}

}  // namespace barnabas
