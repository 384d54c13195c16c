#include <gtest/gtest.h>

#include "protocol/base/base64.h"
#include "protocol/base/buffer.h"
#include "protocol/base/error_code.h"
#include "protocol/base/uuid.h"
#include "protocol/base/varint.h"

namespace barnabas {
namespace {

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64_encode(as_bytes(""), Base64Alphabet::Standard), "");
  EXPECT_EQ(base64_encode(as_bytes("f"), Base64Alphabet::Standard), "Zg==");
  EXPECT_EQ(base64_encode(as_bytes("fo"), Base64Alphabet::Standard), "Zm8=");
  EXPECT_EQ(base64_encode(as_bytes("foobar"), Base64Alphabet::Standard), "Zm9vYmFy");
  EXPECT_EQ(base64_encode(as_bytes("fo"), Base64Alphabet::Url), "Zm8");
}

TEST(Base64, DecodesBothAlphabetsAndRefusesOthers) {
  EXPECT_EQ(base64_decode("Zm9vYg=="), "foob");
  EXPECT_EQ(base64_decode("-_-_"), base64_decode("+/+/"));
  EXPECT_EQ(base64_decode("Zm9*"), std::nullopt);
}

TEST(Uuid, PrintsAndParsesAsKafkaDoes) {
  const auto uuid = Uuid::parse("q1Sh-9_ISia_zwGINzRvyQ");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(to_string(*uuid), "q1Sh-9_ISia_zwGINzRvyQ");
  EXPECT_EQ(to_string(Uuid{}), "AAAAAAAAAAAAAAAAAAAAAA");
  EXPECT_FALSE(Uuid::parse("short"));
}

TEST(Uuid, RandomIdsCarryVersionAndVariantAndNeverStartWithADash) {
  const auto uuid = Uuid::from_random(0, 0);
  ASSERT_TRUE(uuid);
  EXPECT_EQ(std::to_integer<int>(uuid->bytes[6]), 0x40);
  EXPECT_EQ(std::to_integer<int>(uuid->bytes[8]), 0x80);
  EXPECT_FALSE(Uuid::from_random(0xf800'0000'0000'0000U, 0));
}

template <class T>
void expect_zigzag_round_trip(T number) {
  const auto encoded = encode_varint(number);
  const auto decoded = decode_varint<T>(encoded.view());
  EXPECT_EQ(decoded.value, number);
  EXPECT_EQ(decoded.size, encoded.size);
}

TEST(Varint, RoundTripsTheBorders) {
  for (std::int32_t number : {0, -1, 1, 63, 64, -64, -65, INT32_MAX, INT32_MIN})
    expect_zigzag_round_trip(number);
  for (std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX, INT64_MIN})
    expect_zigzag_round_trip(number);
  EXPECT_EQ(encode_varint(std::int32_t{-1}).size, 1U);
  EXPECT_EQ(encode_varint(std::int32_t{64}).size, 2U);
}

TEST(Varint, RefusesTruncatedAndOverlongNumbers) {
  const auto overlong = std::string(5, '\xff');
  EXPECT_EQ(decode_unsigned_varint<std::uint32_t>(as_bytes(overlong)).size, 0U);
  EXPECT_EQ(decode_unsigned_varint<std::uint32_t>(as_bytes("\x80")).size, 0U);
  EXPECT_EQ(decode_unsigned_varint<std::uint32_t>(as_bytes("\xff\xff\xff\xff\x0f")).value,
            UINT32_MAX);
}

TEST(ErrorCode, NamesAreKafkas) {
  EXPECT_EQ(to_string(ErrorCode::UnknownServerError), "UNKNOWN_SERVER_ERROR");
  EXPECT_EQ(to_string(ErrorCode::UnknownTopicOrPartition), "UNKNOWN_TOPIC_OR_PARTITION");
  EXPECT_EQ(to_string(static_cast<ErrorCode>(9999)), "UNKNOWN_ERROR_CODE");
  EXPECT_TRUE(is_retriable(ErrorCode::NotLeaderOrFollower));
  EXPECT_FALSE(is_retriable(ErrorCode::InvalidTopicException));
}

TEST(Buffer, GrowsInsertsAndForgets) {
  Buffer buffer(as_bytes("ad"));
  buffer.insert(1, as_bytes("bc"));
  buffer.append(as_bytes("e"));
  EXPECT_EQ(as_text(buffer.view()), "abcde");
  buffer.remove_front(2);
  EXPECT_EQ(as_text(buffer.view()), "cde");
}

}  // namespace
}  // namespace barnabas
