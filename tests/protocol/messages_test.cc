// Oddities of single messages, and what the decoder says of bytes that lie.

#include <gtest/gtest.h>

#include <deque>

#include "protocol/messages/cluster/api_versions.h"
#include "protocol/messages/cluster/metadata.h"
#include "protocol/messages/data/fetch.h"
#include "protocol/messages/data/produce.h"
#include "protocol/messages/message_catalog.h"
#include "protocol/messages/record_catalog.h"
#include "protocol/messages/records/consumer_group_records.h"
#include "protocol/messages/records/framing.h"
#include "protocol/messages/records/offset_commit_records.h"
#include "protocol/messages/records/topic_records.h"
#include "protocol/messages/topics/delete_topics.h"
#include "tests/support/hex.h"

namespace barnabas {
namespace {

template <Message M>
Result<M> decode_hex(std::string_view hex, Version version) {
  // Static, since messages view into their input.
  static std::deque<std::string> inputs;
  inputs.push_back(*from_hex(hex));
  return decode<M>(as_bytes(inputs.back()), version);
}

template <Message M>
std::string error_of(std::string_view hex, Version version) {
  const auto decoded = decode_hex<M>(hex, version);
  return decoded ? "no error" : decoded.error().message;
}

template <Message M>
std::string encoded_hex(const M& message, Version version) {
  Buffer buffer;
  encode(message, version, buffer);
  return to_hex(buffer.view());
}

TEST(Messages, ApiVersionsAnswersUnderTheFirstHeaderInAllVersions) {
  EXPECT_EQ(response_header_version<ApiVersionsResponse>(2), 0);
  EXPECT_EQ(response_header_version<ApiVersionsResponse>(4), 0);
  EXPECT_EQ(response_header_version<MetadataResponse>(8), 0);
  EXPECT_EQ(response_header_version<MetadataResponse>(9), 1);
  EXPECT_EQ(request_header_version<ApiVersionsRequest>(3), 2);
  EXPECT_EQ(request_header_version<ApiVersionsRequest>(2), 1);
}

TEST(Messages, MetadataAsksForAllTopicsWithAnEmptyListInVersion0) {
  EXPECT_EQ(error_of<MetadataRequest>("ffffffff", 0),
            "MetadataRequest.topics: null where an array is required at byte 4");
  const auto empty = decode_hex<MetadataRequest>("00000000", 0);
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->topics->empty());
}

TEST(Messages, MetadataAsksForAllTopicsWithNullLater) {
  const auto all = decode_hex<MetadataRequest>("ffffffff", 1);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_FALSE(all->topics);
  const auto flexible = decode_hex<MetadataRequest>("00 01 00 00", 12);
  ASSERT_TRUE(flexible) << flexible.error().message;
  EXPECT_FALSE(flexible->topics);
}

TEST(Messages, MetadataTopicsMayLackANameOnlyFromVersion10) {
  EXPECT_EQ(error_of<MetadataRequest>("02 00 00 01 00 00 00", 9),
            "MetadataRequest.topics[0].name: null where a string is required at byte 2");
}

TEST(Messages, UnknownTagsAreSkippedInEveryStruct) {
  // v12: topics {id, name "a", tag 5 of two bytes}, three flags, tag 9 of one byte.
  const auto request = decode_hex<MetadataRequest>(
      "02 00000000000000000000000000000001 02 61 01 05 02 abcd 01 00 01 09 01 ee", 12);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(*request->topics->at(0).name, "a");
}

TEST(Messages, TagsOutOfOrderAreRefused) {
  EXPECT_EQ(error_of<MetadataRequest>("01 00 00 02 05 00 05 00", 12),
            "MetadataRequest.tags: tags are not in ascending order at byte 7");
}

TEST(Messages, ATagMayNotReachBeyondTheMessage) {
  EXPECT_EQ(error_of<MetadataRequest>("01 00 00 01 05 7f 00", 12),
            "MetadataRequest.tags: tagged field is longer than the message at byte 6");
}

TEST(Messages, ANullTagReadsAsAbsent) {
  // Fetch v12 with cluster_id null inside tag 0: odd, yet what the schema allows.
  const std::string body = "ffffffff 00000000 00000000 00000000 00 00000000 ffffffff 01 01 01";
  const auto request = decode_hex<FetchRequest>(body + "01 00 01 00", 12);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_FALSE(request->cluster_id);
}

TEST(Messages, AnArrayMayNotBeLongerThanTheBytesThatAreLeft) {
  EXPECT_EQ(error_of<MetadataRequest>("7fffffff 0001 61", 1),
            "MetadataRequest.topics: array of 2147483647 elements in 3 bytes at byte 4");
  EXPECT_EQ(error_of<MetadataRequest>("ffffffff0f 01", 12),
            "MetadataRequest.topics: array of 4294967294 elements in 1 bytes at byte 5");
}

TEST(Messages, ArraysMayNotTakeFarMoreMemoryThanTheMessage) {
  // DeleteTopics v4: a million names, each the one byte of an empty string.
  const std::string names(1'000'000, '\x01');
  const auto request = decode<DeleteTopicsRequest>(as_bytes("\xc1\x84\x3d" + names), 4);
  ASSERT_FALSE(request);
  EXPECT_EQ(
      request.error().message,
      "DeleteTopicsRequest.topicNames: array of 1000000 elements, too many for a message this "
      "short at byte 3");
}

TEST(Messages, NegativeLengthsOtherThanNullAreRefused) {
  EXPECT_EQ(error_of<MetadataRequest>("fffffffe", 1),
            "MetadataRequest.topics: length -2 at byte 4");
  EXPECT_EQ(error_of<MetadataRequest>("00000001 fffe", 1),
            "MetadataRequest.topics[0].name: length -2 at byte 6");
}

TEST(Messages, AnUnknownVersionIsNamed) {
  const auto decoded = decode_hex<ProduceRequest>("", 99);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::UnsupportedVersion);
}

TEST(Messages, RecordsOfAProduceRequestAreAViewOfTheFrame) {
  const auto frame =
      *from_hex("ffff 0001 00000bb8 00000001 0001 74 00000001 00000000 00000003 010203");
  const auto request = decode<ProduceRequest>(as_bytes(frame), 3);
  ASSERT_TRUE(request) << request.error().message;
  const auto& records = request->topic_data.at(0).partition_data.at(0).records;
  EXPECT_EQ(records.bytes.size(), 3U);
  EXPECT_EQ(reinterpret_cast<const char*>(records.bytes.data()) + 3, frame.data() + frame.size());
}

TEST(Messages, RecordsInAFileAreLeftOutAndTheirPlaceIsNoted) {
  FetchResponse response;
  response.responses.emplace_back().partitions.emplace_back().records.file = {.size = 1000};
  Buffer buffer;
  std::vector<Splice> splices;
  encode(response, 4, buffer, &splices);
  ASSERT_EQ(splices.size(), 1U);
  EXPECT_EQ(splices[0].position, buffer.size());
  EXPECT_EQ(load_big_endian<std::int32_t>(buffer.data() + buffer.size() - 4), 1000);
}

TEST(Messages, RecordsPrintAsTheirSizeUnlessNull) {
  ProduceRequest request;
  request.topic_data.push_back({.name = "t"});
  request.topic_data[0].partition_data = {{.index = 0, .records = {.null = true}}, {.index = 1}};
  EXPECT_EQ(
      print(request, 3),
      R"({"transactionalId":null,"acks":0,"timeoutMs":0,"topicData":[{"name":"t",)"
      R"("partitionData":[{"index":0,"records":null},{"index":1,"recordsSizeInBytes":0}]}]})");
}

TEST(Messages, ATaggedStructThatMayBeNullHasAMarkerByte) {
  ConsumerGroupMemberMetadataValue value{.classic_member_metadata = {{.session_timeout_ms = 5}}};
  const auto hex = encoded_hex(value, 0);
  // One tag: number 0, seven bytes: the marker, the timeout, no protocols, no tags; the end.
  EXPECT_TRUE(
      hex.ends_with("01"
                    "00"
                    "07"
                    "01"
                    "00000005"
                    "01"
                    "00"))
      << hex;
}

TEST(MessageCatalog, FindsApisByKeyAndByName) {
  ASSERT_NE(find_api(ApiKey::Fetch), nullptr);
  EXPECT_EQ(find_api(ApiKey::Fetch)->name, "Fetch");
  EXPECT_EQ(find_api("Fetch"), find_api(ApiKey::Fetch));
  EXPECT_EQ(find_api("fetch"), nullptr);
  EXPECT_EQ(find_api(ApiKey{999}), nullptr);
}

TEST(MessageCatalog, IsInTheOrderOfKeys) {
  for (std::size_t i = 1; i < message_catalog().size(); ++i)
    EXPECT_LT(message_catalog()[i - 1].key, message_catalog()[i].key);
}

TEST(MessageCatalog, PrintsAWholeRequest) {
  const auto frame = *from_hex("0003 0001 00000007 0002 6d65 ffffffff");
  const auto printed = print_request(as_bytes(frame));
  ASSERT_TRUE(printed) << printed.error().message;
  EXPECT_EQ(printed->api, "Metadata");
  EXPECT_EQ(printed->header,
            R"({"requestApiKey":3,"requestApiVersion":1,"correlationId":7,"clientId":"me"})");
  EXPECT_EQ(printed->body, R"({"topics":null})");
}

TEST(MessageCatalog, PrintsAResponseToApiVersionsUnderTheFirstHeader) {
  const auto frame = *from_hex("00000007 0000 01 00000000 00");
  const auto printed = print_response(as_bytes(frame), {.key = ApiKey::ApiVersions, .version = 3});
  ASSERT_TRUE(printed) << printed.error().message;
  EXPECT_EQ(printed->correlation_id, 7);
  EXPECT_EQ(printed->body, R"({"errorCode":0,"apiKeys":[],"throttleTimeMs":0})");
}

TEST(MessageCatalog, RefusesWhatItDoesNotKnow) {
  const auto unknown = print_request(as_bytes(*from_hex("03e7 0000 00000001 ffff")));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "api key 999 is not in the catalogue of messages");
  const auto future = print_request(as_bytes(*from_hex("0003 0063 00000001 ffff 00")));
  ASSERT_FALSE(future);
  EXPECT_EQ(future.error().message, "MetadataRequest has no version 99, only 0 to 13");
  EXPECT_FALSE(print_request(as_bytes(*from_hex("0003"))));
}

TEST(RecordFraming, MetadataRecordsCarryTheirTypeAndVersion) {
  Buffer buffer;
  encode_metadata_record(TopicRecord{.name = "a"}, 0, buffer);
  EXPECT_EQ(to_hex(buffer.view()),
            "010200"
            "0261"
            "00000000000000000000000000000000"
            "00");
  const auto frame = parse_metadata_frame(buffer.view());
  ASSERT_TRUE(frame) << frame.error().message;
  EXPECT_EQ(frame->type, TopicRecord::info.type);
  EXPECT_EQ(frame->version, 0);
  EXPECT_EQ(decode<TopicRecord>(frame->body, frame->version)->name, "a");
}

TEST(RecordFraming, MetadataFramesThatAreCutOffOrUnknownAreRefused) {
  EXPECT_FALSE(parse_metadata_frame({}));
  EXPECT_FALSE(parse_metadata_frame(as_bytes(*from_hex("0102"))));
  EXPECT_FALSE(parse_metadata_frame(as_bytes(*from_hex("020200"))));
  EXPECT_FALSE(parse_metadata_frame(as_bytes(*from_hex("01 ffff7f 00"))));
}

TEST(RecordFraming, CoordinatorKeysBeginWithTheirTypeAndValuesWithTheirVersion) {
  Buffer key;
  encode_coordinator_key(OffsetCommitKey{.group = "g", .topic = "t", .partition = 2}, key);
  EXPECT_EQ(to_hex(key.view()),
            "0001"
            "000167"
            "000174"
            "00000002");
  Buffer value;
  encode_coordinator_value(OffsetCommitValue{.offset = 9, .commit_timestamp = 4}, 3, value);
  EXPECT_EQ(to_hex(value.view()),
            "0003"
            "0000000000000009"
            "ffffffff"
            "0000"
            "0000000000000004");
  EXPECT_EQ(parse_coordinator_frame(key.view())->number, 1);
  EXPECT_EQ(parse_coordinator_frame(value.view())->body.size(), value.size() - 2);
  EXPECT_FALSE(parse_coordinator_frame(value.view().first(1)));
  EXPECT_FALSE(parse_coordinator_frame(as_bytes(*from_hex("ffff"))));
}

TEST(RecordCatalog, FindsRecordsByHomeAndType) {
  const auto* topic = find_record(RecordHome::Metadata, 2);
  ASSERT_NE(topic, nullptr);
  EXPECT_EQ(topic->message.name, "TopicRecord");
  EXPECT_EQ(find_record(RecordHome::GroupKey, 2)->message.name, "GroupMetadataKey");
  EXPECT_EQ(find_record(RecordHome::GroupValue, 2)->message.name, "GroupMetadataValue");
  EXPECT_EQ(find_record(RecordHome::Metadata, 999), nullptr);
}

}  // namespace
}  // namespace barnabas
