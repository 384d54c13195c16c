#include "generator/outputs/text_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace barnabas {
namespace {

constexpr std::size_t piece_size = 128 * 1024;
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

TextOutput::TextOutput(int descriptor, std::string name, const FunctionTable& functions,
                       Environment& environment)
    : descriptor_(descriptor),
      name_(std::move(name)),
      functions_(functions),
      environment_(environment) {}

Result<std::unique_ptr<TextOutput>> TextOutput::make_file(const std::string& path,
                                                          const FunctionTable& functions,
                                                          Environment& environment) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
  }
  auto output = std::make_unique<TextOutput>(descriptor, path, functions, environment);
  output->owns_descriptor_ = true;
  return output;
}

TextOutput::~TextOutput() {
  if (owns_descriptor_) ::close(descriptor_);
}

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

Result<void> TextOutput::flush() {
  const auto text = text_.view();
  std::size_t written = 0;
  while (written < text.size() && error_.empty()) {
    const auto taken = ::write(descriptor_, text.data() + written, text.size() - written);
    if (taken >= 0) {
      written += static_cast<std::size_t>(taken);
    } else if (errno == EPIPE) {
      error_ = fmt::format("{}: its reader has gone", name_);
    } else if (errno != EINTR) {
      error_ = fmt::format("{}: cannot be written: {}", name_, std::strerror(errno));
    }
  }
  const auto whole = static_cast<std::uint64_t>(
      std::upper_bound(ends_.begin(), ends_.end(), written) - ends_.begin());
  delivered_ += whole;
  lost_ += ends_.size() - whole;
  ends_.clear();
  text_.clear();
  if (error_.empty()) return {};
  return fail(ErrorCode::KafkaStorageError, error_);
}

Delivery TextOutput::finish(StopSignal&) {
  (void)flush();
  // A network file system may say only now that the disk is full.
  if (owns_descriptor_ && ::close(descriptor_) != 0 && error_.empty())
    error_ = fmt::format("{}: cannot be written: {}", name_, std::strerror(errno));
  owns_descriptor_ = false;
  Delivery delivery{.delivered = delivered_, .failed = lost_};
  if (!error_.empty()) delivery.failures[error_] = lost_;
  return delivery;
}

}  // namespace barnabas
