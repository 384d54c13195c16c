#include "generator/proof/marking_output.h"

#include <fmt/format.h>

#include <utility>

namespace barnabas {

MarkingOutput::MarkingOutput(std::unique_ptr<Output> next, MarkForm form, std::string run,
                             std::function<void(const std::string&)> told)
    : next_(std::move(next)), form_(form), run_(std::move(run)), told_(std::move(told)) {}

Result<std::size_t> MarkingOutput::open(const ChannelConfig& config) {
  auto channel = next_->open(config);
  if (!channel) return channel;
  if (streams_.size() <= *channel) streams_.resize(*channel + 1);
  streams_[*channel] = {.emitter = config.emitter, .topic = config.topic};
  return channel;
}

Result<void> MarkingOutput::put(std::size_t channel, const Record& record) {
  auto& stream = streams_[channel];
  Mark mark{.run = run_, .emitter = stream.emitter, .number = stream.count++};
  std::optional<std::string_view> key;
  if (record.has_key) {
    key = record.key;
    mark.key_number = stream.keys[std::hash<std::string_view>()(record.key)]++;
  }
  std::optional<std::string_view> value;
  if (record.has_value) value = record.value;
  mark.sum = mark_sum(key, value);
  return form_ == MarkForm::Headers ? put_with_headers(channel, record, mark)
                                    : put_with_field(channel, record, mark);
}

Result<void> MarkingOutput::put_with_headers(std::size_t channel, const Record& record,
                                             const Mark& mark) {
  const auto number = fmt::to_string(mark.number);
  const auto key_number = fmt::to_string(mark.key_number.value_or(0));
  const auto sum = hex8(mark.sum);
  std::vector<RecordHeader> headers(record.headers.begin(), record.headers.end());
  headers.push_back({.key = "gen.run", .value = mark.run});
  headers.push_back({.key = "gen.emitter", .value = mark.emitter});
  headers.push_back({.key = "gen.number", .value = number});
  if (mark.key_number) headers.push_back({.key = "gen.key_number", .value = key_number});
  headers.push_back({.key = "gen.sum", .value = sum});
  auto marked = record;
  marked.headers = headers;
  return next_->put(channel, marked);
}

Result<void> MarkingOutput::put_with_field(std::size_t channel, const Record& record,
                                           const Mark& mark) {
  const auto value = record.has_value ? add_mark_field(record.value, mark) : std::nullopt;
  if (!value) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("--mark=fields: record {} is no JSON object; --mark=headers takes any",
                            mark.number));
  }
  auto marked = record;
  marked.value = *value;
  return next_->put(channel, marked);
}

Delivery MarkingOutput::finish(StopSignal& signal) {
  auto delivery = next_->finish(signal);
  std::string topics;
  std::string expected;
  for (const auto& stream : streams_) {
    const auto topic = fmt::format(" -t {}", stream.topic);
    if (topics.find(topic + ' ') == topics.npos && !topics.ends_with(topic)) topics += topic;
    expected += fmt::format(" --expect {}={}", stream.emitter, stream.count);
  }
  told_(fmt::format("Marks: barnabas-gen verify{} --run {}{}", topics, run_, expected));
  return delivery;
}

}  // namespace barnabas
