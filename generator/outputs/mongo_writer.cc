#include "generator/outputs/mongo_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "generator/mongo/mongo_client.h"
#include "generator/outputs/batch_output.h"

namespace barnabas {
namespace {

using enum PropertyKind;

constexpr OutputProperty properties[] = {
    {"mongo_uri", Secret, "mongodb://127.0.0.1:27017",
     "the server, with libmongoc's options: tls, replicaSet, authSource, w ..."},
    {"database", Text, "", "where the collection is"},
    {"collection", Text, "", "where documents go; else into that of the emitter's topic"},
    {"username", Text, "", "in place of mongo_uri's"},
    {"password", Secret, "", "in place of mongo_uri's"},
    {"mode", Choice, "insert",
     "insert: documents must be new; upsert: those with the same key are "
     "replaced, and deleted by a record without value",
     "insert|upsert"},
    {"batch.records", Number, "1000", "documents that are written at once"},
    {"batch.bytes", Size, "4MB", "the same in bytes, about"},
    {"retries", Number, "5",
     "of connections that break; an insert that had come through then says "
     "that the key exists"},
};

std::optional<std::string_view> text_if(bool there, std::string_view text) {
  if (!there) return std::nullopt;
  return text;
}

class MongoWriter : public BatchWriter {
 public:
  MongoWriter(const OutputSettings& settings, std::unique_ptr<MongoClient> client)
      : client_(std::move(client)),
        collection_(settings.text("collection")),
        replaces_(settings.text("mode") == "upsert") {}

  Result<void> open(const ChannelConfig& config) override {
    client_->open(collection_.empty() ? config.topic : collection_);
    bytes_.push_back(0);
    return {};
  }

  Result<void> add(std::size_t channel, const Record& record) override {
    if (!record.has_value && !(replaces_ && record.has_key))
      return fail(ErrorCode::InvalidRecord,
                  "a record without value deletes a document only with a key and mode=upsert");
    auto added = client_->add(channel, text_if(record.has_key, record.key),
                              text_if(record.has_value, record.value));
    if (added) bytes_[channel] += record.value.size();
    return added;
  }

  std::size_t bytes(std::size_t channel) const override { return bytes_[channel]; }

  Result<void> write(std::size_t channel, std::vector<std::string>& answers) override {
    auto written = client_->write(channel, answers);
    if (written) bytes_[channel] = 0;
    return written;
  }

 private:
  const std::unique_ptr<MongoClient> client_;
  const std::string collection_;
  const bool replaces_;
  std::vector<std::size_t> bytes_;  // by channel
};

}  // namespace

const OutputTable mongo_table{"mongo", "--mongoConfig", properties};

Result<std::unique_ptr<Output>> connect_mongo(const OutputSettings& settings, StopSignal& signal) {
  if (!settings.has("database")) return settings.missing("database");
  auto client = make_mongo_client({.uri = settings.text("mongo_uri"),
                                   .user = settings.text("username"),
                                   .password = settings.text("password"),
                                   .database = settings.text("database"),
                                   .replace = settings.text("mode") == "upsert"});
  if (!client) return tl::unexpected(client.error());
  if (auto connected = (*client)->connect(); !connected) {
    const bool there = connected.error().code != ErrorCode::BrokerNotAvailable;
    return fail(connected.error().code,
                fmt::format("output mongo: {}; look at {}", connected.error().message,
                            there ? "username, password and mongo_uri" : "mongo_uri"));
  }
  return std::make_unique<BatchOutput>(
      BatchOutputOptions{.name = "mongo",
                         .batch_records = static_cast<std::size_t>(
                             std::max<std::int64_t>(settings.number("batch.records"), 1)),
                         .batch_bytes = static_cast<std::size_t>(settings.number("batch.bytes")),
                         .retries = static_cast<int>(settings.number("retries"))},
      std::make_unique<MongoWriter>(settings, *std::move(client)), signal);
}

}  // namespace barnabas
