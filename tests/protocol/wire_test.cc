// The rules of the encoding, on small messages; the real ones are compared with Apache's classes.

#include <gtest/gtest.h>

#include "protocol/messages/cluster/api_versions.h"
#include "protocol/messages/headers.h"

namespace barnabas {
namespace {

std::string hex(Bytes bytes) {
  std::string text;
  for (auto byte : bytes) {
    constexpr char digits[] = "0123456789abcdef";
    text += digits[std::to_integer<unsigned>(byte) >> 4];
    text += digits[std::to_integer<unsigned>(byte) & 15U];
  }
  return text;
}

template <Message M>
std::string encoded_hex(const M& message, Version version) {
  Buffer buffer;
  encode(message, version, buffer);
  return hex(buffer.view());
}

ApiVersionsResponse sample_response() {
  ApiVersionsResponse response;
  response.api_keys = {{.api_key = 18, .min_version = 0, .max_version = 4}};
  response.finalized_features_epoch = 7;
  return response;
}

TEST(Wire, ClassicVersionsHaveFixedLengths) {
  EXPECT_EQ(encoded_hex(sample_response(), 0),
            "0000"
            "00000001"
            "001200000004");
  EXPECT_EQ(encoded_hex(sample_response(), 1),
            "0000"
            "00000001"
            "001200000004"
            "00000000");
}

TEST(Wire, FlexibleVersionsHaveCompactLengthsAndTags) {
  EXPECT_EQ(encoded_hex(sample_response(), 3),
            "0000"
            "02"
            "001200000004"
            "00"
            "00000000"
            "01"
            "01"
            "08"
            "0000000000000007");
}

TEST(Wire, ClientIdOfTheHeaderStaysClassicWhenFlexible) {
  RequestHeader header{.api_key = 3, .api_version = 12, .correlation_id = 1, .client_id = "me"};
  EXPECT_EQ(encoded_hex(header, 2),
            "0003"
            "000c"
            "00000001"
            "00026d65"
            "00");
}

TEST(Wire, RoundTripsThroughEveryVersion) {
  for (Version version = 0; version <= 5; ++version) {
    Buffer buffer;
    encode(sample_response(), version, buffer);
    const auto decoded = decode<ApiVersionsResponse>(buffer.view(), version);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(print(*decoded, version), print(sample_response(), version));
  }
}

TEST(Wire, PrintsTheJsonOfTheRequestLog) {
  EXPECT_EQ(print(sample_response(), 3),
            R"({"errorCode":0,"apiKeys":[{"apiKey":18,"minVersion":0,"maxVersion":4}],)"
            R"("throttleTimeMs":0,"finalizedFeaturesEpoch":7})");
}

TEST(Wire, ErrorsNameTheFieldAndTheByte) {
  Buffer buffer;
  encode(sample_response(), 0, buffer);
  buffer.truncate(9);
  const auto decoded = decode<ApiVersionsResponse>(buffer.view(), 0);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().message,
            "ApiVersionsResponse.apiKeys[0].minVersion: truncated at byte 8");
}

TEST(Wire, AnArrayLongerThanTheMessageIsRefusedBeforeMemoryIsTaken) {
  Buffer buffer(Bytes(reinterpret_cast<const std::byte*>("\0\0\x7f\xff\xff\xff"), 6));
  const auto decoded = decode<ApiVersionsResponse>(buffer.view(), 0);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().message,
            "ApiVersionsResponse.apiKeys: array of 2147483647 elements in 0 bytes at byte 6");
}

TEST(Wire, UnknownTagsAreSkipped) {
  const std::string message(
      "\0\0\x01\0\0\0\0\x01\x63\x03"
      "abc",
      13);
  const auto decoded = decode<ApiVersionsResponse>(as_bytes(message), 3);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_TRUE(decoded->api_keys.empty());
}

}  // namespace
}  // namespace barnabas
