#include "broker/net/port_owner.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

// As Linux prints it: 127.0.0.1:9092 listens, a client is connected to it, 9093 listens too.
constexpr const char* kTable =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
    "31337 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0100007F:2384 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 "
    "31400 1 0000000000000000 20 4 30 10 -1\n"
    "   2: 00000000:2385 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "999 1 0000000000000000 100 0 0 10 0\n";

TEST(PortOwner, OnlyListeningSocketsOfThePortCount) {
  EXPECT_EQ(listening_inodes(kTable, 9092), std::vector<std::string>{"31337"});
  EXPECT_EQ(listening_inodes(kTable, 9093), std::vector<std::string>{"999"});
  EXPECT_TRUE(listening_inodes(kTable, 9094).empty());
  EXPECT_TRUE(listening_inodes("", 9092).empty());
}

TEST(PortOwner, MessageNamesTheOwnerAndAWayOut) {
  EXPECT_EQ(port_in_use_message("127.0.0.1", 9092, PortOwner{4711, "java"}),
            "cannot listen on 127.0.0.1:9092: 'java' (process 4711) listens there. Stop it, or "
            "take another port: --port 9093, or --port 0 for any free one.");
  EXPECT_EQ(port_in_use_message("127.0.0.1", 65535, std::nullopt),
            "cannot listen on 127.0.0.1:65535: another process listens there. Stop it, or take "
            "another port: --port 65534, or --port 0 for any free one.");
}

}  // namespace
}  // namespace barnabas
