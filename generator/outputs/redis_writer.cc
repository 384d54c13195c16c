#include "generator/outputs/redis_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "generator/outputs/batch_output.h"
#include "generator/outputs/random_name.h"
#include "generator/redis/redis_client.h"

namespace barnabas {
namespace {

using enum PropertyKind;

constexpr const char* of_the_pool = "of go-redis' pool: there is one connection here";
constexpr OutputProperty properties[] = {
    {"host", Text, "127.0.0.1", "the server, or the path of its socket"},
    {"port", Number, "6379"},
    {"Addr", Text, "", "host and port in one, as go-redis has it"},
    {"username", Text, "", "else the default user"},
    {"password", Secret},
    {"db", Number, "0", "number of the database"},
    {"ClientName", Text, "barnabas-gen", "how the server lists us"},
    {"ttl", Duration, "", "how long a key lives; else for ever"},
    {"mode", Choice, "set",
     "set KEY VALUE; or the end of a list, a stream or a channel, which is "
     "named by list, or like the topic",
     "set|list|stream|publish"},
    {"list", Text, "", "name of the list, stream or channel; else that of the emitter's topic"},
    {"prefix", Text, "", "what keys begin with"},
    {"batch.records", Number, "500", "commands that are sent before their answers are waited for"},
    {"batch.bytes", Size, "1MB", "the same in bytes, about"},
    {"retries", Number, "5", "of connections that break"},
    {"MaxRetries", Number, "", "go-redis' name for retries"},
    {"DialTimeout", Duration, "5s", "for a connection"},
    {"ReadTimeout", Duration, "10s", "for an answer"},
    {"Network", Choice, "tcp", "tcp, or unix for a socket", "tcp|unix"},
    {"WriteTimeout", Unused, "", "ReadTimeout counts for both"},
    {"PoolSize", Unused, "", of_the_pool},
    {"PoolTimeout", Unused, "", of_the_pool},
    {"PoolFIFO", Unused, "", of_the_pool},
    {"MinIdleConns", Unused, "", of_the_pool},
    {"MaxIdleConns", Unused, "", of_the_pool},
    {"MinRetryBackoff", Unused, "", "pauses are 100 ms, 200 ms ... 5 s here"},
    {"MaxRetryBackoff", Unused, "", "pauses are 100 ms, 200 ms ... 5 s here"},
};

enum class Mode { Set, List, Stream, Publish };

// A batch is one text with the places of keys and values in it: no record needs memory of its own.
class RedisWriter : public BatchWriter {
 public:
  RedisWriter(const OutputSettings& settings, std::unique_ptr<RedisClient> client)
      : client_(std::move(client)),
        list_(settings.text("list")),
        prefix_(settings.text("prefix")),
        ttl_(std::to_string(settings.number("ttl") / 1'000'000)),
        expires_(settings.number("ttl") > 0) {
    const auto mode = settings.text("mode");
    mode_ = mode == "list"      ? Mode::List
            : mode == "stream"  ? Mode::Stream
            : mode == "publish" ? Mode::Publish
                                : Mode::Set;
  }

  Result<void> connect() {
    auto connected = client_->connect();
    is_connected_ = connected.has_value();
    return connected;
  }

  Result<void> open(const ChannelConfig& config) override {
    channels_.push_back({.list = prefix_ + (list_.empty() ? config.topic : list_)});
    return {};
  }

  Result<void> add(std::size_t channel, const Record& record) override {
    if (!record.has_value && (mode_ != Mode::Set || !record.has_key))
      return fail(ErrorCode::InvalidRecord, "a record without value deletes nothing here");
    auto& [list, text, entries] = channels_[channel];
    Entry entry{.begin = text.size(), .has_value = record.has_value, .has_key = record.has_key};
    if (mode_ == Mode::Set) text += prefix_;
    if (record.has_key)
      text += record.key;
    else if (mode_ == Mode::Set)
      text += random_uuid();
    entry.key_end = text.size();
    if (record.has_value) text += record.value;
    entry.value_end = text.size();
    entries.push_back(entry);
    return {};
  }

  std::size_t bytes(std::size_t channel) const override { return channels_[channel].text.size(); }

  Result<void> write(std::size_t number, std::vector<std::string>& answers) override {
    if (!is_connected_) {
      if (auto connected = connect(); !connected) return connected;
    }
    auto& channel = channels_[number];
    for (const auto& entry : channel.entries) add_command(channel, entry);
    const auto exchanged = client_->exchange(answers);
    is_connected_ = exchanged.has_value();
    auto& entries = channel.entries;
    entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(answers.size()));
    if (entries.empty()) channel.text.clear();
    return exchanged;
  }

 private:
  // Where a record's key and value stand in the text.
  struct Entry {
    std::size_t begin = 0;
    std::size_t key_end = 0;
    std::size_t value_end = 0;
    bool has_value = true;
    bool has_key = true;
  };
  struct Channel {
    std::string list;
    std::string text = {};
    std::vector<Entry> entries = {};
  };

  void add_command(const Channel& channel, const Entry& entry) {
    const std::string_view text = channel.text;
    const auto key = text.substr(entry.begin, entry.key_end - entry.begin);
    const auto value = text.substr(entry.key_end, entry.value_end - entry.key_end);
    const std::string_view list = channel.list;
    switch (mode_) {
      case Mode::Set:
        if (!entry.has_value)
          words_ = {"DEL", key};
        else if (expires_)
          words_ = {"SET", key, value, "PX", ttl_};
        else
          words_ = {"SET", key, value};
        break;
      case Mode::List:
        words_ = {"RPUSH", list, value};
        break;
      case Mode::Stream:
        words_ = {"XADD", list, "*"};
        if (entry.has_key) words_.insert(words_.end(), {"key", key});
        words_.insert(words_.end(), {"value", value});
        break;
      case Mode::Publish:
        words_ = {"PUBLISH", list, value};
        break;
    }
    client_->add(words_);
  }

  const std::unique_ptr<RedisClient> client_;
  const std::string list_;
  const std::string prefix_;
  const std::string ttl_;  // milliseconds
  const bool expires_;
  Mode mode_ = Mode::Set;
  bool is_connected_ = false;
  std::vector<Channel> channels_;
  std::vector<std::string_view> words_;
};

Result<RedisOptions> address(const OutputSettings& settings) {
  RedisOptions options{.host = settings.text("host"),
                       .port = static_cast<int>(settings.number("port"))};
  const auto both = settings.text("Addr");
  if (both.empty() || both.starts_with('/')) {
    if (!both.empty()) options.host = both;
    return options;
  }
  const auto colon = both.rfind(':');
  options.host = both.substr(0, colon);
  if (options.host.empty()) options.host = "127.0.0.1";
  if (colon == std::string::npos) return options;
  const auto port = both.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (read.ec != std::errc() || read.ptr != port.data() + port.size())
    return fail(ErrorCode::InvalidConfig,
                fmt::format("Addr: expected HOST:PORT, found '{}'", both));
  return options;
}

}  // namespace

const OutputTable redis_table{"redis", "--redisConfig", properties};

Result<std::unique_ptr<Output>> connect_redis(const OutputSettings& settings, StopSignal& signal) {
  auto options = address(settings);
  if (!options) return tl::unexpected(options.error());
  options->user = settings.text("username");
  options->password = settings.text("password");
  options->database = settings.number("db");
  options->client_name = settings.text("ClientName");
  options->connect_timeout = std::chrono::milliseconds(settings.number("DialTimeout") / 1'000'000);
  options->answer_timeout = std::chrono::milliseconds(settings.number("ReadTimeout") / 1'000'000);
  if (settings.number("ttl") > 0 && settings.text("mode") != "set")
    return fail(ErrorCode::InvalidConfig,
                "ttl: only keys that are set expire; leave it out, or "
                "say mode=set");
  auto client = make_redis_client(*options);
  if (!client) return tl::unexpected(client.error());
  auto writer = std::make_unique<RedisWriter>(settings, *std::move(client));
  if (auto connected = writer->connect(); !connected) {
    const bool there = connected.error().code != ErrorCode::BrokerNotAvailable;
    return fail(connected.error().code,
                fmt::format("output redis: {}; look at {}", connected.error().message,
                            there ? "username, password and db" : "host, port and Addr"));
  }
  const auto retries =
      settings.has("MaxRetries") ? settings.number("MaxRetries") : settings.number("retries");
  return std::make_unique<BatchOutput>(
      BatchOutputOptions{.name = "redis",
                         .batch_records = static_cast<std::size_t>(
                             std::max<std::int64_t>(settings.number("batch.records"), 1)),
                         .batch_bytes = static_cast<std::size_t>(settings.number("batch.bytes")),
                         .retries = static_cast<int>(retries)},
      std::move(writer), signal);
}

}  // namespace barnabas
