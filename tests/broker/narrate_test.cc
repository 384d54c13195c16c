#include "broker/events/narrate.h"

#include <gtest/gtest.h>

#include "broker/events/words.h"

namespace barnabas {
namespace {

TEST(Words, NumbersReadLikeEnglish) {
  EXPECT_EQ(words::count(1, "record"), "1 record");
  EXPECT_EQ(words::count(0, "batch"), "0 batches");
  EXPECT_EQ(words::offsets(7, 7), "offset 7");
  EXPECT_EQ(words::offsets(7, 9), "offsets 7 to 9");
  EXPECT_EQ(words::bytes(1), "1 byte");
  EXPECT_EQ(words::bytes(11'204), "10.9 KiB");
  EXPECT_EQ(words::bytes(3'000'000'000), "2.8 GiB");
  EXPECT_EQ(words::duration(40), "40 us");
  EXPECT_EQ(words::duration(312), "0.3 ms");
  EXPECT_EQ(words::duration(1'500'000), "1.5 s");
  EXPECT_EQ(words::log_file(1480), "00000000000000001480.log");
}

TEST(Narrate, ProduceNamesEverythingThatCanBeLookedUp) {
  EXPECT_EQ(narrate(RecordsProduced{.client_id = "kcat",
                                    .topic = "orders",
                                    .partition = 0,
                                    .records = 12,
                                    .bytes = 900,
                                    .base_offset = 1569,
                                    .last_offset = 1580,
                                    .segment_base_offset = 1480,
                                    .position = 11204,
                                    .durable_after_us = 300,
                                    .high_watermark = 1581}),
            "kcat produced 12 records to orders-0: offsets 1569 to 1580, 00000000000000001480.log "
            "at byte 11204, durable after 0.3 ms, high watermark 1581");
  EXPECT_EQ(narrate(RecordsProduced{.topic = "orders",
                                    .partition = 2,
                                    .records = 1,
                                    .base_offset = 5,
                                    .last_offset = 5,
                                    .high_watermark = 5,
                                    .acks = 0}),
            "a client produced 1 record to orders-2: offset 5, 00000000000000000000.log at byte 0, "
            "no acknowledgement wanted, high watermark 5");
}

TEST(Narrate, DuplicateSaysThatNothingWasAppended) {
  EXPECT_EQ(narrate(DuplicateRecognised{.topic = "orders",
                                        .partition = 1,
                                        .producer_id = 100,
                                        .producer_epoch = 0,
                                        .base_sequence = 1,
                                        .last_sequence = 1,
                                        .base_offset = 3345,
                                        .last_offset = 3345}),
            "producer 100 sent sequence 1 again to orders-1: nothing appended, ack sent with "
            "offset 3345");
}

TEST(Narrate, PartitionEvents) {
  EXPECT_EQ(narrate(RecordsFetched{.client_id = "kcat",
                                   .topic = "orders",
                                   .from_offset = 3,
                                   .next_offset = 9,
                                   .bytes = 812,
                                   .high_watermark = 9,
                                   .waited_us = 0}),
            "kcat fetched 812 bytes from orders-0: offsets 3 to 8, high watermark 9");
  EXPECT_EQ(narrate(HighWatermarkMoved{.topic = "orders", .from = 3, .to = 5}),
            "high watermark of orders-0 moved from 3 to 5: consumers may read offsets 3 to 4");
  EXPECT_EQ(
      narrate(FlushDone{.topic = "orders", .recovery_point = 5, .files = 1, .took_us = 1'234}),
      "synced 1 file of orders-0 in 1.2 ms: everything below offset 5 is durable");
  EXPECT_EQ(narrate(ProduceRefused{.client_id = "kcat",
                                   .topic = "orders",
                                   .error = "INVALID_RECORD",
                                   .message = "record 0 has no key"}),
            "refused records of kcat for orders-0: INVALID_RECORD, record 0 has no key");
}

TEST(Narrate, FileEvents) {
  EXPECT_EQ(narrate(SegmentRolled{.topic = "orders",
                                  .closed_base_offset = 0,
                                  .closed_bytes = 4'000,
                                  .new_base_offset = 37,
                                  .reason = "size"}),
            "orders-0 starts segment 00000000000000000037.log because of size; "
            "00000000000000000000.log is sealed with 4000 bytes");
  EXPECT_EQ(
      narrate(LogCompacted{.topic = "orders",
                           .up_to = 900,
                           .segments_before = 9,
                           .segments_after = 1,
                           .records_before = 900,
                           .records_after = 12,
                           .bytes_before = 8'000,
                           .bytes_after = 700}),
      "compacted orders-0 up to offset 900: 12 of 900 records are left, 700 bytes of 7.8 KiB, "
      "in 1 segment instead of 9");
  EXPECT_EQ(narrate(IndexEntryWritten{.topic = "orders",
                                      .segment_base_offset = 0,
                                      .offset = 42,
                                      .position = 4'100,
                                      .entries = 1}),
            "index of orders-0, segment 0: entry 1 says offset 42 lies at byte 4100");
  EXPECT_EQ(
      narrate(LogOpened{.topic = "orders",
                        .clean = false,
                        .bytes_scanned = 100,
                        .segments_scanned = 1,
                        .log_start_offset = 0,
                        .log_end_offset = 3}),
      "opened orders-0 after an unclean stop: offsets 0 to 2; checked 100 bytes in 1 segment");
}

TEST(Narrate, GroupEvents) {
  EXPECT_EQ(narrate(RebalanceStarted{
                .group_id = "billing", .generation = 3, .reason = "member-2 joined"}),
            "billing rebalances: generation 3 ends, every member has to join again (member-2 "
            "joined)");
  EXPECT_EQ(narrate(GenerationStarted{.group_id = "billing",
                                      .generation = 4,
                                      .protocol = "range",
                                      .leader = "member-1",
                                      .members = 2}),
            "billing has generation 4 with 2 members: member-1 assigns the partitions by range");
  EXPECT_EQ(narrate(MemberLeft{.member = {.group_id = "billing", .member_id = "member-2"},
                               .how = "sent no heartbeat in time"}),
            "member-2 of billing sent no heartbeat in time");
  EXPECT_EQ(
      narrate(OffsetCommitted{
          .position = {.group_id = "billing", .topic = "orders", .partition = 0, .offset = 9}}),
      "billing committed offset 9 in orders-0: it will go on reading there");
}

TEST(Narrate, OneMemberIsNotMany) {
  EXPECT_EQ(narrate(GroupStable{.group_id = "billing", .generation = 1, .members = 1}),
            "billing is stable in generation 1: 1 member knows its partitions");
  EXPECT_EQ(narrate(GroupStable{.group_id = "billing", .generation = 2, .members = 2}),
            "billing is stable in generation 2: 2 members know their partitions");
}

TEST(Narrate, ATopicOfTheBrokersOwnWasNotAskedFor) {
  TopicCreated event{.topic = "__consumer_offsets", .partitions = 1};
  event.automatic = true;
  EXPECT_EQ(narrate(event),
            "the broker created topic __consumer_offsets with 1 partition, id "
            "AAAAAAAAAAAAAAAAAAAAAA, where it keeps its own state");
  event.client_id = "kcat";
  EXPECT_NE(narrate(event).find("auto.create.topics.enable"), std::string::npos);
}

TEST(Narrate, ClusterEvents) {
  EXPECT_EQ(narrate(ConfigChanged{.resource = "topic orders", .key = "retention.ms", .value = "5"}),
            "topic orders: retention.ms is now 5");
  EXPECT_EQ(narrate(ConfigChanged{.resource = "topic orders", .key = "retention.ms"}),
            "topic orders: retention.ms is back to its default");
  EXPECT_EQ(narrate(BrokerReady{.node_id = 1,
                                .address = "127.0.0.1:9092",
                                .topics = 1,
                                .partitions = 3,
                                .took_us = 2'000}),
            "broker 1 is ready on 127.0.0.1:9092 with 1 topic and 3 partitions, after 2.0 ms");
}

TEST(Narrate, AnEventOfAnyKindFindsItsSentence) {
  EXPECT_EQ(narrate(Event{.sequence = 1, .body = GroupRemoved{.group_id = "billing"}}),
            "group billing was deleted with its offsets");
}

}  // namespace
}  // namespace barnabas
