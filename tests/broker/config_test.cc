// The table of properties, and the way from files, environment and --set to a BrokerConfig.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "broker/config/config_reference.h"
#include "broker/config/config_sources.h"
#include "broker/config/property_table.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

using Environment = std::vector<std::pair<std::string, std::string>>;

Result<StaticConfig> load(std::string_view file, const Environment& environment = {},
                          const std::vector<std::string>& settings = {}) {
  return load_config({.file_name = "server.properties",
                      .file_content = file,
                      .environment = environment,
                      .settings = settings});
}

BrokerConfig config_of(std::string_view file) {
  const auto loaded = load(file);
  EXPECT_TRUE(loaded) << loaded.error().message;
  const auto config = make_broker_config(loaded->values);
  EXPECT_TRUE(config) << config.error().message;
  return *config;
}

std::string error_of(std::string_view file) {
  const auto loaded = load(file);
  if (!loaded) return loaded.error().message;
  const auto config = make_broker_config(loaded->values);
  return config ? "" : config.error().message;
}

TEST(PropertyTable, DefaultsAreValidAndInCanonicalSpelling) {
  for (const auto* table :
       {&broker_table(), &topic_table(), &group_table(), &client_metrics_table()}) {
    for (const auto* row : table->rows()) {
      if (row->default_value == kNoDefault) continue;
      const auto valid = validate_value(*row, row->default_value);
      EXPECT_TRUE(valid) << valid.error().message;
      if (valid) {
        EXPECT_EQ(*valid, row->default_value) << row->name;
      }
    }
  }
}

TEST(PropertyTable, DefaultsAreThoseOfTheTypedStruct) {
  BrokerConfig from_table;
  for (const auto* row : broker_table().rows())
    if (row->default_value != kNoDefault) assign(*row, row->default_value, from_table);
  EXPECT_EQ(from_table, BrokerConfig{});
}

TEST(PropertyTable, EachNameStandsOnce) {
  std::string_view previous;
  for (const auto* row : broker_table().rows()) {
    EXPECT_NE(row->name, previous);
    previous = row->name;
  }
}

TEST(PropertyTable, TwinsOfTopicAndGroupPropertiesExistWithTheSameDefault) {
  for (const auto* table : {&topic_table(), &group_table()}) {
    for (const auto* row : table->rows()) {
      if (row->twin.empty()) continue;
      const auto* twin = broker_table().find(row->twin);
      ASSERT_NE(twin, nullptr) << row->twin;
      if (broker_synonyms(row->twin).size() > 1 || twin->type != row->type) continue;
      EXPECT_STREQ(twin->default_value, row->default_value) << row->name;
    }
  }
}

TEST(PropertyTable, KnowsEveryPropertyOfApacheKafka44) {
  std::size_t apache = 0;
  for (const auto* row : broker_table().rows()) apache += row->own ? 0 : 1;
  EXPECT_EQ(apache - removed_properties().size(), 379U + 3U);
  EXPECT_EQ(topic_table().rows().size(), 38U);
  EXPECT_EQ(group_table().rows().size(), 27U);
}

TEST(PropertyTable, ValuesOutsideTheLimitsAreRefusedWithTheLimits) {
  const auto refused = [](std::string_view name, std::string_view value) {
    const auto valid = validate_value(*topic_table().find(name), value);
    return valid ? "accepted" : valid.error().message;
  };
  EXPECT_EQ(refused("retention.ms", "-2"),
            "retention.ms cannot be \"-2\": it has to be a whole number of at least -1");
  EXPECT_EQ(refused("compression.type", "brotli"),
            "compression.type cannot be \"brotli\": it has to be one of uncompressed, zstd, lz4, "
            "snappy, gzip, producer");
  EXPECT_EQ(
      refused("segment.bytes", "5000000000"),
      "segment.bytes cannot be \"5000000000\": it has to be a whole number of at least 14, of "
      "32 bits");
  EXPECT_EQ(refused("compression.gzip.level", "0").substr(0, 30), "compression.gzip.level cannot ");
  EXPECT_EQ(refused("min.cleanable.dirty.ratio", "1.5"),
            "min.cleanable.dirty.ratio cannot be \"1.5\": it has to be a number from 0 to 1");
  EXPECT_EQ(refused("preallocate", "yes"),
            "preallocate cannot be \"yes\": it has to be true or false");
  EXPECT_EQ(refused("cleanup.policy", " compact , delete"), "accepted");
}

TEST(EditDistance, CountsInsertionsChangesAndSwaps) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("retention", "retnetion"), 1U);
  EXPECT_EQ(edit_distance("segment.byte", "segment.bytes"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(PropertiesFile, ReadsJavaSyntax) {
  const auto values = parse_properties(
      "# comment\n! comment\n\n  a = 1\nb:2\nc 3\nd=x\\\n   y\ne=\\u0041\\tz\nf\\=g=h\r\nempty=\n");
  ASSERT_TRUE(values) << values.error().message;
  const ConfigMap expected{{"a", "1"},    {"b", "2"},   {"c", "3"},   {"d", "xy"},
                           {"e", "A\tz"}, {"f=g", "h"}, {"empty", ""}};
  EXPECT_EQ(*values, expected);
}

TEST(PropertiesFile, ABrokenEscapeNamesItsLine) {
  const auto values = parse_properties("a=1\nb=\\u00\n");
  ASSERT_FALSE(values);
  EXPECT_EQ(values.error().message, "line 2: \\u needs four hexadecimal digits behind it");
}

TEST(ConfigSources, EnvironmentNamesAreMappedAsInApachesImage) {
  EXPECT_EQ(property_of_environment_name("KAFKA_LOG_SEGMENT_BYTES"), "log.segment.bytes");
  EXPECT_EQ(property_of_environment_name("KAFKA_A__B___C"), "a_b-c");
  EXPECT_EQ(property_of_environment_name("CLUSTER_ID"), "cluster.id");
  EXPECT_EQ(property_of_environment_name("HOME"), "");
}

TEST(ConfigSources, LaterSourcesWin) {
  const auto loaded = load("num.partitions=2\nmax.connections=1000\n",
                           {{"KAFKA_NUM_PARTITIONS", "3"}, {"KAFKA_FETCH_MAX_BYTES", "4096"}},
                           {"num.partitions=4"});
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto config = make_broker_config(loaded->values);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->num_partitions, 4);
  EXPECT_EQ(config->fetch_max_bytes, 4096);
  EXPECT_EQ(config->max_connections, 1000);
}

TEST(ConfigSources, AnUnknownNameGetsASuggestion) {
  EXPECT_EQ(error_of("log.segment.byte=1\n"),
            "server.properties: there is no property log.segment.byte; did you mean "
            "log.segment.bytes?");
  EXPECT_EQ(error_of("colour=green\n"),
            "server.properties: there is no property colour; docs/config.md lists them all");
}

TEST(ConfigSources, KnownNamesWithoutEffectGiveOneWarningInAll) {
  const auto loaded = load("num.io.threads=4\nzookeeper.connect=localhost:2181\n");
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_EQ(loaded->warnings[0],
            "Accepted for compatibility, without effect: num.io.threads, zookeeper.connect");
}

TEST(ConfigSources, ForeignEnvironmentVariablesDoNotStopTheStart) {
  const auto loaded = load("", {{"KAFKA_HOME", "/opt"}, {"KAFKA_LOG_SEGMENT_BYTE", "1"}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_EQ(loaded->warnings[0],
            "environment variable KAFKA_LOG_SEGMENT_BYTE: there is no property log.segment.byte; "
            "did you mean log.segment.bytes?");
}

TEST(BrokerConfig, ControllerListenersAreLeftOut) {
  const auto config = config_of(
      "listeners=PLAINTEXT://:9092,CONTROLLER://:9093\ncontroller.listener.names=CONTROLLER\n"
      "process.roles=broker,controller\nnode.id=7\n");
  ASSERT_EQ(config.listeners.size(), 1U);
  EXPECT_EQ(config.listeners[0].port, 9092);
  EXPECT_EQ(config.listeners[0].host, "");
  EXPECT_EQ(config.advertised_listeners[0].host, "localhost");
  EXPECT_EQ(config.node_id, 7);
}

TEST(BrokerConfig, ListenersGetTheirProtocolAndTheirAdvertisedAddress) {
  const auto config = config_of(
      "listeners=IN://[::1]:1,OUT://0.0.0.0:2\nadvertised.listeners=OUT://example.org:3,IN://"
      "[::1]:1\n"
      "listener.security.protocol.map=IN:PLAINTEXT,OUT:SASL_PLAINTEXT\n");
  const std::vector<Listener> listeners{{"IN", "PLAINTEXT", "::1", 1},
                                        {"OUT", "SASL_PLAINTEXT", "0.0.0.0", 2}};
  const std::vector<Listener> advertised{{"IN", "PLAINTEXT", "::1", 1},
                                         {"OUT", "SASL_PLAINTEXT", "example.org", 3}};
  EXPECT_EQ(config.listeners, listeners);
  EXPECT_EQ(config.advertised_listeners, advertised);
}

TEST(BrokerConfig, ImpossibleListenersAreRefused) {
  EXPECT_EQ(error_of("listeners=PLAINTEXT://127.0.0.1\n"),
            "listeners has \"PLAINTEXT://127.0.0.1\": the port is missing");
  EXPECT_EQ(error_of("listeners=FOO://:9092\n"),
            "listener FOO has no security protocol: add FOO:PLAINTEXT to "
            "listener.security.protocol.map");
  EXPECT_EQ(error_of("advertised.listeners=PLAINTEXT://0.0.0.0:9092\n"),
            "advertised.listeners cannot name \"0.0.0.0\" for PLAINTEXT: clients need an address "
            "that they can connect to");
}

TEST(BrokerConfig, DynamicValuesWin) {
  const DynamicConfig dynamic{
      .cluster_wide = {{"max.connections", "5"}, {"fetch.max.bytes", "7777"}},
      .this_broker = {{"max.connections", "6"}}};
  const auto config = make_broker_config({{"max.connections", "4"}}, dynamic);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->max_connections, 6);
  EXPECT_EQ(config->fetch_max_bytes, 7777);
}

TEST(BrokerConfig, OlderNamesCount) {
  const auto config = config_of("broker.id=3\nlog.dir=/tmp/x\n");
  EXPECT_EQ(config.node_id, 3);
  EXPECT_EQ(config.log_dirs, std::vector<std::string>{"/tmp/x"});
  EXPECT_EQ(error_of("broker.id=3\nnode.id=4\n"),
            "broker.id=3 and node.id=4 name the same thing; keep node.id");
}

TEST(ConfigReference, TheDocsPageIsWhatTheTableSays) {
  const std::string path = BARNABAS_DOCS_DIR "/config.md";
  if (std::getenv("BARNABAS_UPDATE_DOCS") != nullptr) std::ofstream(path) << config_reference();
  std::ifstream file(path);
  std::ostringstream content;
  content << file.rdbuf();
  EXPECT_TRUE(content.str() == config_reference())
      << path << " differs from the table; run this test with BARNABAS_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace barnabas
