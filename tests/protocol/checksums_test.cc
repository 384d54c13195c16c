#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <random>
#include <vector>

#include "protocol/base/crc32c.h"
#include "protocol/base/murmur2.h"
#include "protocol/base/offset.h"

namespace barnabas {
namespace {

TEST(Crc32c, GivesTheVectorsOfRfc3720) {
  std::array<std::byte, 32> bytes{};
  EXPECT_EQ(crc32c(bytes), 0x8a9136aaU);
  bytes.fill(std::byte{0xff});
  EXPECT_EQ(crc32c(bytes), 0x62a8ab43U);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  EXPECT_EQ(crc32c(bytes), 0x46dd794eU);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(31 - i);
  EXPECT_EQ(crc32c(bytes), 0x113fdb5cU);
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283U);
  EXPECT_EQ(crc32c({}), 0U);
}

TEST(Crc32c, TheFastWayAndTheTablesAgreeOnEveryLengthAndAlignment) {
  std::mt19937 random(1);
  std::vector<std::byte> bytes(4096);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  for (std::size_t start = 0; start < 9; ++start) {
    for (std::size_t size = 0; size < 300; ++size) {
      const auto piece = Bytes(bytes).subspan(start, size);
      ASSERT_EQ(crc32c(piece), crc32c_by_table(piece)) << start << ' ' << size;
    }
  }
  EXPECT_EQ(crc32c(bytes), crc32c_by_table(bytes));
  EXPECT_FALSE(crc32c_implementation().empty());
}

TEST(Crc32c, ContinuesFromTheChecksumOfWhatCameBefore) {
  const auto all = as_bytes("Barnabas brought a letter from Klamm");
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    EXPECT_EQ(crc32c(all.subspan(cut), crc32c(all.first(cut))), crc32c(all));
    EXPECT_EQ(crc32c_by_table(all.subspan(cut), crc32c_by_table(all.first(cut))), crc32c(all));
  }
}

TEST(Murmur2, HashesAndPartitionsAsTheJavaProducerDoes) {
  struct Case {
    std::string_view key;
    std::int32_t hash;
    std::int32_t partition_of_12;
  };
  // Recorded from org.apache.kafka.common.utils.Utils.
  const Case cases[] = {
      {"", 275646681, 9},
      {"a", -1563381124, 4},
      {"ab", 316155434, 2},
      {"abc", 479470107, 3},
      {"abcd", -1323649548, 8},
      {"21", -973932308, 0},
      {"foobar", -790332482, 6},
      {"a-little-bit-long-string", -985981536, 8},
      {"a-little-bit-longer-string", -1486304829, 11},
      {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971, 5},
      {"\xc3\xa4\xc3\xb6\xc3\xbc\xe2\x82\xac", 563110447, 7},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(static_cast<std::int32_t>(murmur2(as_bytes(c.key))), c.hash) << c.key;
    EXPECT_EQ(murmur2_partition(as_bytes(c.key), 12), c.partition_of_12) << c.key;
  }
}

TEST(Crc32Partition, IsTheCrcModuloThePartitionsAsInLibrdkafka) {
  // CRC-32 of "123456789" is 0xcbf43926.
  EXPECT_EQ(crc32_partition(as_bytes("123456789"), 12), static_cast<int>(0xcbf43926U % 12U));
  EXPECT_EQ(crc32_partition({}, 12), 0);
}

TEST(Sequence, WrapsFromTheLargestInt32ToZero) {
  EXPECT_EQ(advance_sequence(2147483647, 1), 0);
  EXPECT_EQ(advance_sequence(2147483646, 3), 1);
  EXPECT_EQ(advance_sequence(0, 5), 5);
}

}  // namespace
}  // namespace barnabas
