#include "generator/outputs/text_output.h"

#include <algorithm>
#include <utility>

namespace barnabas {
namespace {

constexpr std::size_t piece_size = 128 * 1024;
// Less waits for more, so that there are few writes.
constexpr std::size_t worth_writing = 32 * 1024;
constexpr std::string_view value_line = "{{.V}}\n";

constexpr std::string_view no_value = "null";

std::string_view value_of(const Record& record) {
  return record.has_value ? record.value : no_value;
}

// What an output template sees as its dot.
class RecordObject : public Object {
 public:
  explicit RecordObject(const Record& record) : record_(record) {}

  std::string_view type_name() const override {
    return "struct { K string; V string; H map[string]string; P int; T int64 }";
  }
  std::optional<Value> field(std::string_view name) const override {
    if (name == "K") return Value::of_string(record_.key);
    if (name == "V") return Value::of_string(value_of(record_));
    if (name == "H") return headers();
    if (name == "P") return record_.partition ? Value::of_int(*record_.partition) : Value();
    if (name == "T") return record_.timestamp_ms ? Value::of_int64(*record_.timestamp_ms) : Value();
    return std::nullopt;
  }
  void print(TextBuffer& out) const override {
    out.append('{');
    out.append(record_.key);
    out.append(' ');
    out.append(value_of(record_));
    out.append('}');
  }

 private:
  // Of headers with the same key, a map holds the last one.
  Value headers() const {
    entries_.clear();
    for (const auto& header : record_.headers) {
      const auto value = Value::of_string(header.has_value ? header.value : no_value);
      const auto at = std::lower_bound(
          entries_.begin(), entries_.end(), header.key,
          [](const MapEntry& entry, std::string_view key) { return entry.key.as_string() < key; });
      if (at != entries_.end() && at->key.as_string() == header.key)
        at->value = value;
      else
        entries_.insert(at, {.key = Value::of_string(header.key), .value = value});
    }
    map_ = {.key = Kind::String, .element = Kind::String, .entries = entries_};
    return Value::of_map(&map_);
  }

  const Record& record_;
  mutable std::vector<MapEntry> entries_;
  mutable Map map_;
};

}  // namespace

TextOutput::TextOutput(std::unique_ptr<TextSink> sink, const FunctionTable& functions,
                       Environment& environment)
    : sink_(std::move(sink)), functions_(functions), environment_(environment) {}

Result<std::size_t> TextOutput::open(const ChannelConfig& config) {
  Channel channel;
  if (config.output_template != value_line) {
    auto form =
        Template::parse(config.output_template,
                        {.name = "out", .functions = &functions_, .environment = &environment_});
    if (!form) return fail(ErrorCode::InvalidConfig, form.error().text());
    channel.form = std::make_unique<Template>(*std::move(form));
    channel.renderer = std::make_unique<Renderer>(*channel.form, &environment_);
  }
  channels_.push_back(std::move(channel));
  return channels_.size() - 1;
}

Result<void> TextOutput::put(std::size_t channel, const Record& record) {
  auto& renderer = channels_[channel].renderer;
  if (renderer == nullptr) {
    text_.append(value_of(record));
    text_.append('\n');
  } else {
    RecordObject dot(record);
    auto rendered =
        renderer->render({.number = delivered_ + ends_.size()}, Value::of_object(&dot), text_);
    if (!rendered) {
      text_.truncate(ends_.empty() ? 0 : ends_.back());
      return fail(ErrorCode::InvalidConfig, rendered.error().text());
    }
  }
  ends_.push_back(text_.size());
  return text_.size() < piece_size ? Result<void>() : flush();
}

Result<void> TextOutput::put_lines(std::size_t, std::string_view lines,
                                   std::span<const std::size_t> ends) {
  // Large pieces are not copied, unless the place takes no more for now.
  std::size_t written = 0;
  if (lines.size() >= worth_writing) {
    if (auto flushed = flush(); !flushed) {
      lost_ += ends.size();
      return flushed;
    }
    if (text_.empty()) {
      auto taken = sink_->write(lines, ends);
      error_ = std::move(taken.error);
      written = taken.bytes;
    }
  }
  const auto whole = std::upper_bound(ends.begin(), ends.end(), written) - ends.begin();
  const auto rest = ends.subspan(static_cast<std::size_t>(whole));
  delivered_ += static_cast<std::uint64_t>(whole);
  if (!error_.empty()) {
    lost_ += rest.size();
    return fail(ErrorCode::KafkaStorageError, error_);
  }
  for (const auto end : rest) ends_.push_back(text_.size() + end - written);
  text_.append(lines.substr(written));
  return text_.size() < piece_size ? Result<void>() : flush();
}

Result<void> TextOutput::flush() {
  if (error_.empty() && !ends_.empty()) {
    auto written = sink_->write(text_.view(), ends_);
    error_ = std::move(written.error);
    drop(written.bytes);
    if (!error_.empty()) {
      lost_ += ends_.size();
      ends_.clear();
      text_.clear();
    }
  }
  if (error_.empty()) return {};
  return fail(ErrorCode::KafkaStorageError, error_);
}

void TextOutput::drop(std::size_t bytes) {
  const auto whole = std::upper_bound(ends_.begin(), ends_.end(), bytes);
  delivered_ += static_cast<std::uint64_t>(whole - ends_.begin());
  ends_.erase(ends_.begin(), whole);
  for (auto& end : ends_) end -= bytes;
  const std::string rest(text_.view().substr(bytes));
  text_.clear();
  text_.append(rest);
}

Delivery TextOutput::finish(StopSignal& signal) {
  while (!ends_.empty() && error_.empty()) {
    (void)flush();
    if (signal.stopped()) break;
  }
  const auto end = sink_->finish(signal);
  if (error_.empty()) error_ = end.error;
  lost_ += ends_.size() + end.lost;
  delivered_ -= end.lost;
  ends_.clear();
  Delivery delivery{.delivered = delivered_, .failed = lost_};
  if (lost_ > 0)
    delivery.failures[error_] = lost_;
  else
    delivery.error = error_;
  return delivery;
}

}  // namespace barnabas
