// rdkafka_load: what an application sees that uses librdkafka: a producer that fills its queue as
// fast as it is let, a consumer that takes what comes. One line of JSON.
//
//   rdkafka_load produce|consume BROKER TOPIC RECORDS BYTES [key=value ...]

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "rdkafka_load: %s\n", why.c_str());
  std::exit(1);
}

void set(rd_kafka_conf_t* conf, const std::string& key, const std::string& value) {
  char why[512];
  if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK) {
    give_up(why);
  }
}

rd_kafka_t* client(rd_kafka_type_t type, rd_kafka_conf_t* conf) {
  char why[512];
  rd_kafka_t* kafka = rd_kafka_new(type, conf, why, sizeof why);
  if (kafka == nullptr) give_up(why);
  return kafka;
}

long failures = 0;

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) ++failures;
}

void produce(rd_kafka_conf_t* conf, const char* topic, long records, std::size_t bytes) {
  rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  rd_kafka_t* kafka = client(RD_KAFKA_PRODUCER, conf);
  rd_kafka_topic_t* to = rd_kafka_topic_new(kafka, topic, nullptr);
  std::string value(bytes, ' ');
  unsigned seed = 1;
  for (auto& byte : value) byte = static_cast<char>('a' + rand_r(&seed) % 26);
  for (long i = 0; i < records; ++i) {
    while (rd_kafka_produce(to, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value.data(),
                            value.size(), nullptr, 0, nullptr) != 0) {
      if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        give_up(rd_kafka_err2str(rd_kafka_last_error()));
      }
      rd_kafka_poll(kafka, 10);
    }
    if (i % 1000 == 0) rd_kafka_poll(kafka, 0);
  }
  if (rd_kafka_flush(kafka, 120'000) != RD_KAFKA_RESP_ERR_NO_ERROR || failures > 0) {
    give_up("not everything was delivered");
  }
  rd_kafka_topic_destroy(to);
  rd_kafka_destroy(kafka);
}

void consume(rd_kafka_conf_t* conf, const char* topic, long records) {
  set(conf, "group.id", "rdkafka-load");
  set(conf, "enable.auto.commit", "false");
  rd_kafka_t* kafka = client(RD_KAFKA_CONSUMER, conf);
  rd_kafka_poll_set_consumer(kafka);
  const rd_kafka_metadata_t* metadata = nullptr;
  rd_kafka_topic_t* of = rd_kafka_topic_new(kafka, topic, nullptr);
  if (rd_kafka_metadata(kafka, 0, of, &metadata, 30'000) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    give_up("no metadata");
  }
  auto* all = rd_kafka_topic_partition_list_new(1);
  for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
    rd_kafka_topic_partition_list_add(all, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_metadata_destroy(metadata);
  rd_kafka_topic_destroy(of);
  rd_kafka_assign(kafka, all);
  rd_kafka_topic_partition_list_destroy(all);
  for (long got = 0; got < records;) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(kafka, 30'000);
    if (message == nullptr) give_up("nothing came for 30 s");
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) ++got;
    rd_kafka_message_destroy(message);
  }
  rd_kafka_consumer_close(kafka);
  rd_kafka_destroy(kafka);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) give_up("produce|consume BROKER TOPIC RECORDS BYTES [key=value ...]");
  const std::string what = argv[1];
  const long records = std::strtol(argv[4], nullptr, 10);
  const auto bytes = static_cast<std::size_t>(std::strtol(argv[5], nullptr, 10));
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", argv[2]);
  for (int i = 6; i < argc; ++i) {
    const std::string property = argv[i];
    const auto equals = property.find('=');
    set(conf, property.substr(0, equals), property.substr(equals + 1));
  }
  const auto started = Clock::now();
  if (what == "produce") {
    produce(conf, argv[3], records, bytes);
  } else {
    consume(conf, argv[3], records);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - started).count();
  const double total = static_cast<double>(records) * static_cast<double>(bytes);
  std::printf(
      "{\"bytes\": %.0f, \"seconds\": %.4f, \"megabytes_a_second\": %.1f, "
      "\"records_a_second\": %.0f}\n",
      total, seconds, total / 1e6 / seconds, static_cast<double>(records) / seconds);
  return 0;
}
