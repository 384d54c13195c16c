// The Produce request that docs/protocol.md takes apart, read from that very page.

#include <gtest/gtest.h>

#include <fstream>

#include "protocol/messages/data/produce.h"
#include "protocol/messages/message_catalog.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch.h"
#include "tests/support/hex.h"

namespace barnabas {
namespace {

// The left columns of the block that begins with ```hex: what stands before two spaces.
std::string bytes_of_the_page() {
  std::ifstream page(BARNABAS_SOURCE_DIR "/docs/protocol.md");
  std::string hex;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line == "```hex") {
      inside = true;
    } else if (line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      hex += line.substr(0, line.find("  "));
    }
  }
  return from_hex(hex).value_or("");
}

class WorkedExample : public testing::Test {
 protected:
  const std::string bytes_ = bytes_of_the_page();
  Bytes frame() const { return as_bytes(bytes_).subspan(4); }
};

TEST_F(WorkedExample, HasTheSizeThatItSays) {
  ASSERT_GT(bytes_.size(), 4U);
  EXPECT_EQ(load_big_endian<std::uint32_t>(as_bytes(bytes_).data()), bytes_.size() - 4);
}

TEST_F(WorkedExample, IsTheRequestThatThePageDescribes) {
  ASSERT_GT(bytes_.size(), 4U);
  const auto printed = print_request(frame());
  ASSERT_TRUE(printed) << printed.error().message;
  EXPECT_EQ(printed->header,
            R"({"requestApiKey":0,"requestApiVersion":9,"correlationId":1,"clientId":"me"})");
  EXPECT_EQ(printed->body,
            R"({"transactionalId":null,"acks":-1,"timeoutMs":30000,"topicData":[{"name":"orders",)"
            R"("partitionData":[{"index":0,"recordsSizeInBytes":75}]}]})");
}

TEST_F(WorkedExample, HoldsTheRecordThatThePageDescribes) {
  ASSERT_GT(bytes_.size(), 17U);
  const auto request = decode<ProduceRequest>(frame().subspan(13), 9);
  ASSERT_TRUE(request) << request.error().message;
  const auto batch =
      RecordBatchView::parse(request->topic_data.at(0).partition_data.at(0).records.bytes);
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_TRUE(batch->check_crc());
  EXPECT_TRUE(batch->check_header());
  EXPECT_EQ(batch->base_timestamp_ms(), 1'700'000'000'000);
  RecordIterator records(*batch, batch->payload());
  const auto record = records.next();
  ASSERT_TRUE(record && *record);
  EXPECT_EQ(as_text(*(*record)->key), "k1");
  EXPECT_EQ(as_text(*(*record)->value), "hello");
  EXPECT_FALSE(*records.next());
}

TEST_F(WorkedExample, IsSevenBytesLongerInVersion8) {
  ASSERT_GT(bytes_.size(), 17U);
  const auto request = decode<ProduceRequest>(frame().subspan(13), 9);
  ASSERT_TRUE(request) << request.error().message;
  const RequestHeader header{.api_key = 0, .client_id = "me"};
  Buffer buffer;
  encode(header, 1, buffer);
  encode(*request, 8, buffer);
  EXPECT_EQ(buffer.size(), frame().size() + 7);
}

}  // namespace
}  // namespace barnabas
