#include "generator/outputs/kafka_output.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "generator/outputs/kafka_setup.h"
#include "generator/outputs/kafka_transactions.h"

namespace barnabas {
namespace {

using Clock = StopSignal::Clock;

constexpr auto connect_patience = std::chrono::seconds(5);
constexpr auto topic_patience = std::chrono::seconds(10);
constexpr auto statistics_patience = std::chrono::seconds(3);
constexpr int one_try_ms = 250;
constexpr int records_between_polls = 64;

// Notices beyond these would only repeat themselves.
constexpr std::size_t notices_max = 8;

struct MetadataDeleter {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, MetadataDeleter>;

bool is_about_identity(int error) {
  return error == RD_KAFKA_RESP_ERR__AUTHENTICATION || error == RD_KAFKA_RESP_ERR__SSL ||
         error == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED;
}

}  // namespace

// Owns librdkafka's handles, and counts what they report.
class KafkaOutput::Client {
 public:
  Client(const KafkaConfig& config, StopSignal& stop) : config_(config), signal_(stop) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    for (auto* topic : topics_) rd_kafka_topic_destroy(topic);
    if (reports_ != nullptr) rd_kafka_queue_destroy(reports_);
    if (handle_ != nullptr) rd_kafka_destroy(handle_);
  }

  Result<void> start() {
    auto conf = make_producer_conf(config_.properties);
    if (!conf) return tl::unexpected(conf.error());
    servers_ = property(config_.properties, "bootstrap.servers");
    if (servers_.empty()) servers_ = kDefaultServers;
    rd_kafka_conf_set_opaque(conf->get(), this);
    // As events, what comes together was a batch.
    if (config_.explained)
      rd_kafka_conf_set_events(conf->get(), RD_KAFKA_EVENT_DR);
    else
      rd_kafka_conf_set_dr_msg_cb(conf->get(), on_delivery);
    if (config_.statistics) rd_kafka_conf_set_stats_cb(conf->get(), on_statistics);
    rd_kafka_conf_set_error_cb(conf->get(), on_error);
    if (property(config_.properties, "debug").empty())
      rd_kafka_conf_set_log_cb(conf->get(),
                               [](const rd_kafka_t*, int, const char*, const char*) {});
    ErrorText why{};
    handle_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf->get(), why.data(), why.size());
    if (handle_ == nullptr) return fail(ErrorCode::InvalidConfig, why.data());
    (void)conf->release();
    if (config_.explained) reports_ = rd_kafka_queue_get_main(handle_);
    if (auto there = wait_for_broker(); !there) return there;
    if (property(config_.properties, "transactional.id").empty()) return {};
    transactions_.emplace(handle_, config_.transaction_records);
    return transactions_->init(signal_);
  }

  Result<std::size_t> open_topic(const std::string& name) {
    if (config_.autocreate) {
      auto there = exists(name);
      if (there && !*there) {
        if (auto made = create_topic(name); !made) return tl::unexpected(made.error());
      }
    }
    auto* topic = rd_kafka_topic_new(handle_, name.c_str(), nullptr);
    if (topic == nullptr) {
      return fail(ErrorCode::InvalidTopicException,
                  fmt::format("topic '{}': {}", name, rd_kafka_err2str(rd_kafka_last_error())));
    }
    topics_.push_back(topic);
    if (auto ready = wait_for_topic(topic, name); !ready) return tl::unexpected(ready.error());
    return topics_.size() - 1;
  }

  // The record, in a transaction if they are wanted.
  Result<void> produce(std::size_t topic, const Record& record) {
    if (!transactions_) return enqueue(topic, record);
    if (!fatal_.empty()) return enqueue(topic, record);
    if (auto begun = transactions_->add(); !begun) {
      count_failed(fatal_ = begun.error().message);
      return begun;
    }
    const auto failed_before = delivery_.failed;
    if (auto done = enqueue(topic, record); !done) return done;
    if (delivery_.failed > failed_before) {
      fatal_ = "a transaction was aborted because a record of it failed";
      abort(fatal_);
      return fail(ErrorCode::InvalidTxnState, fatal_);
    }
    return transactions_->is_full() ? commit(signal_) : Result<void>();
  }

  // What is open for a while is committed before a pause.
  Result<void> pause() {
    poll(0);
    return transactions_ && transactions_->is_old() ? commit(signal_) : Result<void>();
  }

  Result<void> enqueue(std::size_t topic, const Record& record) {
    if (++since_poll_ >= records_between_polls) poll(0);
    while (true) {
      if (!fatal_.empty()) return count_failed(fatal_), fail(ErrorCode::UnknownServerError, fatal_);
      const auto error = hand_over(topics_[topic], record);
      if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
      if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        count_failed(explained(error));
        return {};
      }
      if (signal_.stopped()) {
        count_failed("the queue was full when a signal ended the run");
        return {};
      }
      poll(100);
    }
  }

  DeliveryCounts counts() {
    poll(0);
    return {.delivered = delivery_.delivered, .failed = delivery_.failed};
  }

  void poll(int milliseconds) {
    since_poll_ = 0;
    if (reports_ == nullptr) {
      rd_kafka_poll(handle_, milliseconds);
      return;
    }
    while (auto* event = rd_kafka_queue_poll(reports_, milliseconds)) {
      take(event);
      rd_kafka_event_destroy(event);
      milliseconds = 0;
    }
  }

  Delivery finish(StopSignal& signal) {
    if (transactions_ && transactions_->is_open()) {
      if (signal.has_come())
        abort("in the transaction that a signal aborted");
      else
        (void)commit(signal);
    }
    if (!wait_for_reports(signal)) {
      rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
      wait(1000);
    }
    if (config_.statistics) wait_for_statistics();
    return delivery_;
  }

  Result<void> create_topic(const std::string& name);

 private:
  void wait(int milliseconds) {
    // With reports as events flush() would wait for us to take them.
    if (reports_ == nullptr)
      rd_kafka_flush(handle_, milliseconds);
    else
      poll(milliseconds);
  }

  // Until it is known what became of all records; false: a signal came first.
  bool wait_for_reports(StopSignal& signal) {
    while (rd_kafka_outq_len(handle_) > 0) {
      wait(100);
      if (signal.stopped()) return false;
    }
    return true;
  }

  Result<void> commit(StopSignal& signal);
  void abort(const std::string& why);

  // librdkafka copies key, value and headers, and takes them without const all the same. What it
  // takes for a null is a null pointer, so an empty text must point somewhere.
  static char* bytes_of(std::string_view text, bool there) {
    static char nothing;
    if (!there) return nullptr;
    return text.data() == nullptr ? &nothing : const_cast<char*>(text.data());
  }

  // The time from which the record's latency counts, in what a message has for such things.
  static void* due_of(const Record& record) {
    const auto due = record.due.value_or(std::chrono::nanoseconds(0)).count();
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(due));
  }

  rd_kafka_resp_err_t hand_over(rd_kafka_topic_t* topic, const Record& record) {
    auto* value = bytes_of(record.value, record.has_value);
    const auto value_size = record.has_value ? record.value.size() : 0;
    auto* key = bytes_of(record.key, record.has_key);
    const auto key_size = record.has_key ? record.key.size() : 0;
    const auto partition = record.partition.value_or(RD_KAFKA_PARTITION_UA);
    if (record.headers.empty() && !record.timestamp_ms) {
      const int refused = rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, value, value_size,
                                           key, key_size, due_of(record));
      return refused == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
    }
    parts_.clear();
    const auto add = [&](rd_kafka_vtype_t type) -> auto& {
      auto& part = parts_.emplace_back();
      part.vtype = type;
      return part.u;
    };
    add(RD_KAFKA_VTYPE_RKT).rkt = topic;
    add(RD_KAFKA_VTYPE_PARTITION).i32 = partition;
    add(RD_KAFKA_VTYPE_MSGFLAGS).i = RD_KAFKA_MSG_F_COPY;
    add(RD_KAFKA_VTYPE_VALUE).mem = {value, value_size};
    add(RD_KAFKA_VTYPE_KEY).mem = {key, key_size};
    add(RD_KAFKA_VTYPE_OPAQUE).ptr = due_of(record);
    if (record.timestamp_ms) add(RD_KAFKA_VTYPE_TIMESTAMP).i64 = *record.timestamp_ms;
    names_.clear();
    for (const auto& header : record.headers) names_.append(header.key).push_back('\0');
    std::size_t name = 0;
    for (const auto& header : record.headers) {
      auto& place = add(RD_KAFKA_VTYPE_HEADER).header;
      place.name = names_.data() + name;
      place.val = bytes_of(header.value, header.has_value);
      place.size = static_cast<ssize_t>(header.has_value ? header.value.size() : 0);
      name += header.key.size() + 1;
    }
    auto* error = rd_kafka_produceva(handle_, parts_.data(), parts_.size());
    if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
    const auto code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return code;
  }

  // From the due time where there is one: a record that had to wait before it was put waited.
  void add_latency(const rd_kafka_message_t* message) {
    const auto due = reinterpret_cast<std::intptr_t>(message->_private);
    auto latency = rd_kafka_message_latency(message);
    if (due > 0) {
      const auto now =
          std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch());
      latency = (now.count() - due) / 1000;
    }
    if (latency >= 0) delivery_.latencies.add(static_cast<std::uint64_t>(latency));
  }

  void explain_batch(rd_kafka_event_t* event);
  // Who asks for one kind of event gets all kinds as events.
  void take(rd_kafka_event_t* event) {
    switch (rd_kafka_event_type(event)) {
      case RD_KAFKA_EVENT_DR:
        return explain_batch(event);
      case RD_KAFKA_EVENT_ERROR:
        return on_error(handle_, rd_kafka_event_error(event), rd_kafka_event_error_string(event),
                        this);
      case RD_KAFKA_EVENT_STATS:
        ++statistics_told_;
        return config_.statistics(rd_kafka_event_stats(event));
      default:
        return;
    }
  }

  static int on_statistics(rd_kafka_t*, char* report, std::size_t size, void* opaque) {
    auto& client = *static_cast<Client*>(opaque);
    ++client.statistics_told_;
    client.config_.statistics({report, size});
    return 0;  // librdkafka frees it
  }

  // What was sent last is in the second report from now, at the latest.
  void wait_for_statistics() {
    const auto last = statistics_told_ + 2;
    const auto deadline = Clock::now() + statistics_patience;
    while (statistics_told_ < last && Clock::now() < deadline) poll(50);
  }

  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    auto& client = *static_cast<Client*>(opaque);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++(client.transactions_ ? client.acknowledged_ : client.delivery_.delivered);
      client.add_latency(message);
    } else {
      client.count_failed(!client.aborted_.empty()
                              ? client.aborted_
                              : fmt::format("topic {}: {}", rd_kafka_topic_name(message->rkt),
                                            explained(message->err)));
    }
  }

  static void on_error(rd_kafka_t* handle, int error, const char* reason, void* opaque) {
    auto& client = *static_cast<Client*>(opaque);
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    if (error == RD_KAFKA_RESP_ERR__FATAL) {
      ErrorText why{};
      rd_kafka_fatal_error(handle, why.data(), why.size());
      client.fatal_ = why.data();
      return;
    }
    // That all brokers are down says less than why each one is.
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !client.trouble_.empty()) return;
    client.trouble_ = fmt::format("{}{}", reason, advice(code));
    client.refused_ = client.refused_ || is_about_identity(error);
    if (client.connected_ && client.config_.notice && client.told_.size() < notices_max &&
        client.told_.insert(client.trouble_).second)
      client.config_.notice(client.trouble_);
  }

  void count_failed(const std::string& why, std::uint64_t records = 1) {
    if (records == 0) return;
    delivery_.failed += records;
    delivery_.failures[why] += records;
  }

  Metadata metadata(rd_kafka_topic_t* topic, bool all, rd_kafka_resp_err_t& error) {
    const rd_kafka_metadata_t* found = nullptr;
    error = rd_kafka_metadata(handle_, all ? 1 : 0, topic, &found, one_try_ms);
    rd_kafka_poll(handle_, 0);
    return Metadata(error == RD_KAFKA_RESP_ERR_NO_ERROR ? found : nullptr);
  }

  Result<void> wait_for_broker() {
    const auto deadline = Clock::now() + connect_patience;
    auto error = RD_KAFKA_RESP_ERR_NO_ERROR;
    while (true) {
      if (const auto found = metadata(nullptr, false, error)) {
        brokers_ = found->broker_cnt;
        connected_ = true;
        return {};
      }
      if (refused_ || signal_.stopped() || Clock::now() >= deadline) break;
      signal_.wait_until(Clock::now() + std::chrono::milliseconds(50));
    }
    const auto why = trouble_.empty() ? explained(error) : trouble_;
    return fail(ErrorCode::BrokerNotAvailable,
                fmt::format("no broker answers at {}: {}", servers_, why));
  }

  Result<bool> exists(const std::string& name) {
    auto error = RD_KAFKA_RESP_ERR_NO_ERROR;
    const auto found = metadata(nullptr, true, error);
    if (!found) return fail(ErrorCode::BrokerNotAvailable, explained(error));
    return std::any_of(found->topics, found->topics + found->topic_cnt,
                       [&](const auto& topic) { return name == topic.topic; });
  }

  // Asking for a topic makes it, where the broker makes topics by itself; that takes a moment.
  Result<void> wait_for_topic(rd_kafka_topic_t* topic, const std::string& name) {
    const auto deadline = Clock::now() + topic_patience;
    auto error = RD_KAFKA_RESP_ERR_NO_ERROR;
    while (true) {
      if (const auto found = metadata(topic, false, error); found && found->topic_cnt == 1) {
        error = found->topics[0].err;
        partitions_[name] = found->topics[0].partition_cnt;
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR && found->topics[0].partition_cnt > 0) return {};
      }
      const bool may_pass =
          error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
          error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
          error == RD_KAFKA_RESP_ERR__TIMED_OUT || error == RD_KAFKA_RESP_ERR__TRANSPORT;
      const auto patience = error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
                                ? deadline - topic_patience * 3 / 4
                                : deadline;
      if (!may_pass || signal_.stopped() || Clock::now() >= patience) break;
      signal_.wait_until(Clock::now() + std::chrono::milliseconds(50));
    }
    const bool missing = error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    return fail(ErrorCode::UnknownTopicOrPartition,
                fmt::format("topic '{}': {}{}", name, explained(error),
                            missing ? "; --autocreate makes it" : ""));
  }

  const KafkaConfig config_;
  StopSignal& signal_;
  rd_kafka_t* handle_ = nullptr;
  std::vector<rd_kafka_topic_t*> topics_;
  std::string servers_;
  int brokers_ = 0;
  int since_poll_ = 0;
  // Of the record that is handed over, kept for the next one.
  std::vector<rd_kafka_vu_t> parts_;
  std::string names_;
  bool connected_ = false;
  bool refused_ = false;
  std::string trouble_;
  std::string fatal_;
  std::set<std::string> told_;
  Delivery delivery_;
  rd_kafka_queue_t* reports_ = nullptr;  // only where each record is explained
  std::map<std::string, std::int32_t, std::less<>> partitions_;
  std::uint64_t batches_ = 0;
  int statistics_told_ = 0;
  std::optional<KafkaTransactions> transactions_;
  std::uint64_t acknowledged_ = 0;  // in the transaction that is open
  std::string aborted_;             // why it was, while it is
};

Result<void> KafkaOutput::Client::commit(StopSignal& signal) {
  // librdkafka takes our reports while it commits, but for those that are events.
  while (reports_ != nullptr && rd_kafka_outq_len(handle_) > 0) poll(100);
  auto committed = transactions_->commit(signal);
  if (committed) {
    delivery_.delivered += std::exchange(acknowledged_, 0);
    return {};
  }
  fatal_ = fmt::format("a transaction was aborted: {}", committed.error().message);
  abort(fatal_);
  return fail(committed.error().code, fatal_);
}

// Nobody who reads committed records sees those of the transaction: none of them is delivered.
void KafkaOutput::Client::abort(const std::string& why) {
  aborted_ = why;
  const auto trouble = transactions_->abort();
  while (reports_ != nullptr && rd_kafka_outq_len(handle_) > 0 && !signal_.stopped()) poll(100);
  if (!trouble.empty() && fatal_.empty()) fatal_ = "a transaction cannot be aborted: " + trouble;
  count_failed(why, std::exchange(acknowledged_, 0));
  aborted_.clear();
}

void KafkaOutput::Client::explain_batch(rd_kafka_event_t* event) {
  std::vector<const rd_kafka_message_t*> messages(rd_kafka_event_message_count(event));
  messages.resize(rd_kafka_event_message_array(event, messages.data(), messages.size()));
  ++batches_;
  for (const auto* message : messages) {
    on_delivery(handle_, message, this);
    const std::string_view topic = rd_kafka_topic_name(message->rkt);
    DeliveredRecord record{.topic = topic,
                           .partition = message->partition,
                           .offset = message->offset,
                           .batch = batches_,
                           .batch_records = messages.size()};
    if (message->key != nullptr)
      record.key = std::string_view(static_cast<const char*>(message->key), message->key_len);
    if (const auto count = partitions_.find(topic); count != partitions_.end())
      record.partitions = count->second;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) record.error = explained(message->err);
    config_.explained(record);
  }
}

Result<void> KafkaOutput::Client::create_topic(const std::string& name) {
  return make_topic(handle_, name,
                    {.partitions = config_.partitions,
                     .replicas = std::min(config_.replication, std::max(brokers_, 1))});
}

KafkaOutput::KafkaOutput(std::unique_ptr<Client> client) : client_(std::move(client)) {}
KafkaOutput::~KafkaOutput() = default;

Result<std::unique_ptr<KafkaOutput>> KafkaOutput::connect(const KafkaConfig& config,
                                                          StopSignal& signal) {
  auto client = std::make_unique<Client>(config, signal);
  if (auto started = client->start(); !started) return tl::unexpected(started.error());
  return std::unique_ptr<KafkaOutput>(new KafkaOutput(std::move(client)));
}

Result<std::size_t> KafkaOutput::open(const ChannelConfig& config) {
  return client_->open_topic(config.topic);
}

Result<void> KafkaOutput::put(std::size_t channel, const Record& record) {
  return client_->produce(channel, record);
}

Result<void> KafkaOutput::flush() { return client_->pause(); }

DeliveryCounts KafkaOutput::counts() { return client_->counts(); }

Delivery KafkaOutput::finish(StopSignal& signal) { return client_->finish(signal); }

Result<void> KafkaOutput::create_topic(const std::string& name) {
  return client_->create_topic(name);
}

}  // namespace barnabas
