#include <gtest/gtest.h>

#include "client/batch_split.h"
#include "client/endpoint.h"
#include "client/group_member.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas {

using namespace client;
namespace {

TEST(Endpoint, ListsAreReadWithPortsAndBrackets) {
  const auto endpoints = parse_endpoints("a:1,b,[::1]:9094");
  ASSERT_TRUE(endpoints);
  EXPECT_EQ(*endpoints, (std::vector<Endpoint>{{"a", 1}, {"b", 9092}, {"::1", 9094}}));
  EXPECT_EQ(to_string((*endpoints)[2]), "[::1]:9094");
}

TEST(Endpoint, MistakesAreNamed) {
  EXPECT_EQ(parse_endpoints("localhost:x").error().message,
            "'localhost:x' is not a broker's address (the port is not a number from 1 to 65535); "
            "write HOST:PORT, for instance 127.0.0.1:9092");
  EXPECT_FALSE(parse_endpoints(""));
  EXPECT_FALSE(parse_endpoints("a,,b"));
  EXPECT_FALSE(parse_endpoints("a:70000"));
}

using Assignment = std::map<std::string, std::vector<PartitionName>>;

TEST(RangeAssignor, FirstMembersGetWhatIsLeftOver) {
  const auto assignment = assign_ranges({{"m1", {"orders"}}, {"m2", {"orders"}}}, {{"orders", 3}});
  EXPECT_EQ(assignment,
            (Assignment{{"m1", {{"orders", 0}, {"orders", 1}}}, {"m2", {{"orders", 2}}}}));
}

TEST(RangeAssignor, OnlyThoseWhoWantATopicGetIt) {
  const auto assignment = assign_ranges({{"m1", {"orders"}}, {"m2", {"orders", "users"}}},
                                        {{"orders", 1}, {"users", 1}});
  EXPECT_EQ(assignment, (Assignment{{"m1", {{"orders", 0}}}, {"m2", {{"users", 0}}}}));
}

TEST(RangeAssignor, MemberWithoutPartitionsIsStillNamed) {
  const auto assignment = assign_ranges({{"m1", {"gone"}}, {"m2", {"gone"}}}, {});
  EXPECT_EQ(assignment, (Assignment{{"m1", {}}, {"m2", {}}}));
}

TEST(ConsumerProtocol, SubscriptionsAndAssignmentsComeBack) {
  const std::vector<std::string> topics{"orders", "users"};
  EXPECT_EQ(decode_subscription(encode_subscription(topics).view()), topics);
  const std::vector<PartitionName> partitions{{"orders", 0}, {"orders", 2}, {"users", 1}};
  EXPECT_EQ(decode_assignment(encode_assignment(partitions).view()), partitions);
  EXPECT_EQ(decode_assignment({}), std::vector<PartitionName>{});
}

TEST(ConsumerProtocol, SubscriptionOfANewerClientIsReadAsFarAsKnown) {
  auto bytes = encode_subscription({"orders"});
  store_big_endian(bytes.data(), std::int16_t{99});
  bytes.append(as_bytes(std::string_view("\0\0\0\0\xff\xff\xff\xff\xff\xff", 10)));
  const auto topics = decode_subscription(bytes.view());
  ASSERT_TRUE(topics) << topics.error().message;
  EXPECT_EQ(*topics, std::vector<std::string>{"orders"});
}

TEST(ConsumerProtocol, CutOffBytesAreAnError) {
  const auto bytes = encode_subscription({"orders"});
  EXPECT_FALSE(decode_subscription(bytes.view().first(1)));
  EXPECT_FALSE(decode_subscription(bytes.view().first(bytes.size() - 1)));
}

TEST(BatchSplit, HalvesHaveAllRecordsInOrderAndSequencesThatGoOn) {
  RecordBatchOptions options{.producer_id = 7, .producer_epoch = 1, .base_sequence = 2147483646};
  options.compression.codec = Compression::Zstd;
  RecordBatchBuilder builder(options);
  const std::vector<RecordHeader> headers{{"source", as_bytes("web")}};
  for (const std::string_view value : {"a", "b", "c", "d", "e"})
    builder.append(
        {.timestamp_ms = 1000, .key = as_bytes("k"), .value = as_bytes(value), .headers = headers});
  const auto whole = builder.finish();
  const auto halves = split_batch(*RecordBatchView::parse(whole->view()));
  ASSERT_TRUE(halves) << halves.error().message;
  ASSERT_EQ(halves->size(), 2U);
  std::string values;
  std::vector<Sequence> sequences;
  for (const auto& half : *halves) {
    const auto batch = RecordBatchView::parse(half.view());
    ASSERT_TRUE(batch->check_crc());
    EXPECT_EQ(batch->compression(), Compression::Zstd);
    EXPECT_EQ(batch->producer_id(), 7);
    sequences.push_back(batch->base_sequence());
    Buffer scratch;
    RecordIterator records(*batch, *batch->records(scratch));
    for (auto record = records.next(); record && *record; record = records.next()) {
      values += as_text(*(*record)->value);
      EXPECT_EQ((*record)->timestamp_ms, 1000);
      EXPECT_EQ((*record)->header_count, 1);
    }
    values += ' ';
  }
  EXPECT_EQ(values, "ab cde ");
  EXPECT_EQ(sequences, (std::vector<Sequence>{2147483646, 0}));
}

}  // namespace
}  // namespace barnabas
