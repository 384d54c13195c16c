#include "broker/net/unexpected_peer.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

constexpr std::int32_t size_max = 104857600;

TEST(UnexpectedPeer, Case52_TlsAndHttpAreRecognisedByTheirFirstBytes) {
  EXPECT_NE(describe_unexpected_size(0x16030100, size_max).find("TLS"), std::string::npos);
  EXPECT_NE(describe_unexpected_size(0x47455420, size_max).find("HTTP"), std::string::npos);
}

TEST(UnexpectedPeer, Case51_OtherSizesAreNamedWithTheLimit) {
  EXPECT_EQ(describe_unexpected_size(-1, size_max),
            "request of -1 bytes, where 0 to 104857600 are allowed (socket.request.max.bytes)");
}

}  // namespace
}  // namespace barnabas
