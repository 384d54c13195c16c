// The properties of outputs, and the names that outputs give to things.

#include "generator/outputs/output_settings.h"

#include <gtest/gtest.h>

#include "generator/outputs/aws_credentials.h"
#include "generator/outputs/file_sink.h"
#include "generator/outputs/retry.h"

namespace barnabas {
namespace {

using enum PropertyKind;

constexpr OutputProperty properties[] = {
    {"endpoint.url", Text},    {"endpoint.timeout", Duration, "10s"},
    {"headers.*", Text},       {"password", Secret},
    {"db", Number, "7"},       {"size", Size, "1MB"},
    {"verify", Truth, "true"}, {"mode", Choice, "set", "", "set|list"},
    {"PoolSize", Unused},
};
constexpr OutputTable table{"thing", "--thingConfig", properties};

std::string error_of(const Result<void>& result) { return result ? "" : result.error().message; }

TEST(OutputSettings, AreReadFromObjectsInAnyCaseOfLettersAndTheLastOneWins) {
  OutputSettings settings(table);
  const auto read = settings.add_file("x.json", R"({"Endpoint": {"URL": "http://a", "timeout": 5},
      "headers": {"X-One": "1", "two": 2}, "DB": "3", "verify": false, "mode": null})");
  ASSERT_EQ(error_of(read), "");
  EXPECT_EQ(settings.text("endpoint.url"), "http://a");
  EXPECT_EQ(settings.number("endpoint.timeout"), 5);
  EXPECT_EQ(settings.number("db"), 3);
  EXPECT_FALSE(settings.truth("verify"));
  EXPECT_EQ(settings.text("mode"), "set");
  const PropertyList headers{{"two", "2"}, {"X-One", "1"}};
  EXPECT_EQ(settings.all_below("headers."), headers);
  ASSERT_EQ(error_of(settings.add("-X", "db", "4")), "");
  EXPECT_EQ(settings.number("db"), 4);
}

TEST(OutputSettings, HaveTheDefaultsOfTheTable) {
  const OutputSettings settings(table);
  EXPECT_EQ(settings.number("endpoint.timeout"), 10'000'000'000);
  EXPECT_EQ(settings.number("size"), 1 << 20);
  EXPECT_TRUE(settings.truth("verify"));
  EXPECT_FALSE(settings.has("endpoint.url"));
}

TEST(OutputSettings, SayWhatIsWrongAndWhere) {
  OutputSettings settings(table);
  const auto says = [&](std::string_view name, std::string_view value) {
    return error_of(settings.add("here", name, value));
  };
  EXPECT_NE(says("endpoint.ulr", "x").find("no property 'endpoint.ulr'"), std::string::npos);
  EXPECT_NE(says("endpoint.ulr", "x").find("Did you mean 'endpoint.url'?"), std::string::npos);
  EXPECT_EQ(says("db", "-1"), "here: db: expected a whole number, 0 or more, found '-1'");
  EXPECT_EQ(says("mode", "lost"),
            "here: mode: expected set or list, found 'lost'. Did you mean 'list'?");
  EXPECT_EQ(says("verify", "yes"), "here: verify: expected true or false, found 'yes'");
  EXPECT_NE(says("headers.", "x"), "");
  EXPECT_EQ(error_of(settings.add_file("x.json", "{]")),
            "x.json: expected the properties of output thing as a JSON object");
  EXPECT_EQ(error_of(settings.add_file("x.json", R"({"password": ["s3cret"]})")),
            "x.json: password: expected one value, found a list");
}

TEST(OutputSettings, TellWhatMeansNothing) {
  OutputSettings settings(table);
  ASSERT_EQ(error_of(settings.add("here", "poolsize", "9")), "");
  EXPECT_EQ(settings.unused(), std::vector<std::string>{"poolsize"});
}

TEST(FileSink, NumbersStandBeforeTheEndings) {
  EXPECT_EQ(numbered_path("orders.json.gz", 7), "orders-00007.json.gz");
  EXPECT_EQ(numbered_path("a.b/orders", 7), "a.b/orders-00007");
  EXPECT_EQ(numbered_path("/x/.hidden", 123456), "/x/.hidden-123456");
}

TEST(AwsCredentials, AreThoseOfTheProfile) {
  const auto found = aws_profile(
      "[default]\naws_access_key_id = A\n# no\n[jr]\r\naws_access_key_id=B\n"
      "aws_secret_access_key = c=d \naws_session_token= t\nregion = eu\n[x]\nregion = us\n",
      "jr");
  EXPECT_EQ(found.access_key_id, "B");
  EXPECT_EQ(found.secret_access_key, "c=d");
  EXPECT_EQ(found.session_token, "t");
  EXPECT_EQ(found.region, "eu");
}

TEST(Retries, PausesDoubleUpToALimit) {
  EXPECT_EQ(retry_pause(1), std::chrono::milliseconds(100));
  EXPECT_EQ(retry_pause(3), std::chrono::milliseconds(400));
  EXPECT_EQ(retry_pause(50), retry_pause_max);
}

}  // namespace
}  // namespace barnabas
