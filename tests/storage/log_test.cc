#include "protocol/records/record_batch_editor.h"
#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

using LogTest = LogFixture;

TEST_F(LogTest, WhatWasAppendedIsReadBackInOrder) {
  open();
  EXPECT_EQ(append_ok({.values = {"a", "b"}}), 0);
  EXPECT_EQ(append_ok({.values = {"c"}}), 2);
  EXPECT_EQ(values(), (Strings{"a", "b", "c"}));
  EXPECT_EQ(log_->log_end_offset(), 3);
  EXPECT_EQ(values(1), (Strings{"b", "c"}));
}

TEST_F(LogTest, OffsetAndEpochAreAssignedOutsideTheCrc) {
  open();
  epoch_ = 7;
  append_ok({});
  auto bytes = encode_batch({.values = {"x"}});
  const auto sent = RecordBatchView::parse(bytes.view())->crc();
  ASSERT_TRUE(log_->append(bytes.mutable_view(), {.now_ms = kNow, .leader_epoch = 7}));
  const auto stored = RecordBatchView::parse(bytes.view());
  EXPECT_EQ(stored->crc(), sent);
  EXPECT_EQ(stored->base_offset(), 1);
  EXPECT_EQ(stored->partition_leader_epoch(), 7);
}

TEST_F(LogTest, NoFileIsMadeBeforeTheFirstAppend) {
  open();
  EXPECT_EQ(files(), Strings{});
  append_ok({});
  EXPECT_EQ(files(), (Strings{"00000000000000000000.log", "leader-epoch-checkpoint"}));
}

TEST_F(LogTest, ReadsOutsideTheLogAreOutOfRange) {
  open();
  append_ok({.values = {"a", "b", "c"}});
  ASSERT_TRUE(log_->delete_records_before(1));
  EXPECT_EQ(log_->read({.from = 0, .bytes_max = 100, .up_to = 3}).error().code,
            ErrorCode::OffsetOutOfRange);
  EXPECT_EQ(log_->read({.from = 4, .bytes_max = 100, .up_to = 3}).error().code,
            ErrorCode::OffsetOutOfRange);
  EXPECT_TRUE(log_->read({.from = 3, .bytes_max = 100, .up_to = 3})->empty());
}

TEST_F(LogTest, TheBatchThatHoldsTheOffsetComesFromItsStart) {
  open();
  append_ok({.values = {"a", "b", "c"}});
  auto slice = log_->read({.from = 2, .bytes_max = 4096, .up_to = 3});
  ASSERT_TRUE(slice);
  EXPECT_EQ(slice->first_offset, 0);
  EXPECT_EQ(slice->next_offset, 3);
}

TEST_F(LogTest, NothingBehindTheUpperBoundIsGiven) {
  open();
  append_ok({.values = {"a"}});
  append_ok({.values = {"b"}});
  append_ok({.values = {"c"}});
  auto slice = log_->read({.from = 0, .bytes_max = 4096, .up_to = 2});
  ASSERT_TRUE(slice);
  EXPECT_EQ(slice->next_offset, 2);
  EXPECT_TRUE(log_->read({.from = 2, .bytes_max = 4096, .up_to = 2})->empty());
}

TEST_F(LogTest, TheFirstBatchIsGivenEvenIfItIsTooLarge) {
  open();
  append_ok({.values = {std::string(1000, 'x')}});
  append_ok({.values = {"y"}});
  auto slice = log_->read({.from = 0, .bytes_max = 10, .up_to = 2});
  ASSERT_TRUE(slice);
  EXPECT_EQ(slice->next_offset, 1);
  EXPECT_GT(slice->size, 1000U);
  EXPECT_TRUE(
      log_->read({.from = 0, .bytes_max = 10, .up_to = 2, .at_least_one_batch = false})->empty());
}

TEST_F(LogTest, ASliceEndsAtTheLastBatchThatFits) {
  open();
  for (int i = 0; i < 200; ++i) append_ok({.values = {std::string(100, 'x')}});
  const auto batch_bytes = log_->size_bytes() / 200;
  for (const Offset from : {0, 17, 60, 150}) {
    auto slice = log_->read({.from = from, .bytes_max = batch_bytes * 40 + 7, .up_to = 200});
    ASSERT_TRUE(slice);
    EXPECT_EQ(slice->size, batch_bytes * 40);
    EXPECT_EQ(slice->next_offset, from + 40);
  }
}

TEST_F(LogTest, ASegmentRollsBeforeItGrowsTooLarge) {
  config_.segment_bytes = 300;
  open();
  for (int i = 0; i < 6; ++i) append_ok({.values = {std::string(50, 'x')}});
  auto stats = log_->segment_stats();
  ASSERT_TRUE(stats);
  ASSERT_EQ(stats->size(), 3U);
  for (const auto& segment : *stats) EXPECT_LE(segment.log_bytes, 300U);
  EXPECT_EQ((*stats)[1].base_offset, 2);
  EXPECT_EQ(values().size(), 6U);
}

TEST_F(LogTest, ASegmentRollsByTheTimeOfItsFirstRecord) {
  config_.segment_ms = 1000;
  open();
  append_ok({.timestamp_ms = kNow});
  append_ok({.timestamp_ms = kNow + 1000});
  EXPECT_EQ(log_->segment_stats()->size(), 1U);
  append_ok({.timestamp_ms = kNow + 1001});
  EXPECT_EQ(log_->segment_stats()->size(), 2U);
}

TEST_F(LogTest, ASegmentRollsWhenItsIndexIsFull) {
  config_.segment_index_bytes = 24;
  config_.index_interval_bytes = 1;
  open();
  for (int i = 0; i < 20; ++i) append_ok({.timestamp_ms = kNow + i});
  auto stats = log_->segment_stats();
  EXPECT_GT(stats->size(), 3U);
  for (const auto& segment : *stats) EXPECT_LE(segment.offset_index_entries, 3U);
  EXPECT_EQ(values().size(), 20U);
}

TEST_F(LogTest, IndexesPointToTheLastOffsetOfABatchEveryInterval) {
  config_.index_interval_bytes = 100;
  open();
  for (int i = 0; i < 3; ++i) append_ok({.values = {"a", "b"}, .timestamp_ms = kNow + i});
  const auto batch = log_->size_bytes() / 3;
  ASSERT_LT(batch, 100U);
  const auto index = disk_->content("orders-0/00000000000000000000.index");
  ASSERT_TRUE(index);
  const auto bytes = as_bytes(*index);
  ASSERT_EQ(bytes.size(), 8U);
  EXPECT_EQ(load_big_endian<std::int32_t>(bytes.data()), 5);
  EXPECT_EQ(load_big_endian<std::int32_t>(bytes.data() + 4), static_cast<int>(2 * batch));
  const auto times = disk_->content("orders-0/00000000000000000000.timeindex");
  ASSERT_TRUE(times);
  ASSERT_EQ(times->size(), 12U);
  EXPECT_EQ(load_big_endian<std::int64_t>(as_bytes(*times).data()), kNow + 2);
  EXPECT_EQ(load_big_endian<std::int32_t>(as_bytes(*times).data() + 8), 5);
}

TEST_F(LogTest, DeletingTheIndexesChangesNothing) {
  config_.segment_bytes = 2000;
  config_.index_interval_bytes = 200;
  open();
  for (int i = 0; i < 60; ++i) append_ok({.values = {std::to_string(i)}, .timestamp_ms = kNow + i});
  const auto before = values();
  ASSERT_TRUE(log_->close());
  const auto recovery_point = log_->recovery_point();
  for (const auto& name : files())
    if (name.ends_with("index")) {
      ASSERT_TRUE(disk_->remove("orders-0/" + name));
    }
  open({.clean = true, .recovery_point = recovery_point});
  EXPECT_EQ(values(), before);
  EXPECT_EQ((*log_->find_timestamp({.target_ms = kNow + 33, .up_to = 60}))->offset, 33);
  EXPECT_EQ(values(47), Strings(before.begin() + 47, before.end()));
}

TEST_F(LogTest, GarbageInIndexesIsNoticedByTheLookupThatMeetsIt) {
  config_.segment_bytes = 2000;
  config_.index_interval_bytes = 200;
  open();
  for (int i = 0; i < 60; ++i) append_ok({.values = {std::to_string(i)}, .timestamp_ms = kNow + i});
  const auto before = values();
  ASSERT_TRUE(log_->close());
  const auto recovery_point = log_->recovery_point();
  for (const auto& name : files()) {
    if (!name.ends_with("index")) continue;
    auto content = *disk_->content("orders-0/" + name);
    for (std::size_t i = 0; i < content.size(); ++i)
      content[i] = static_cast<char>(content[i] ^ static_cast<char>(37 * i + 5));
    disk_->set_content("orders-0/" + name, content);
  }
  open({.clean = true, .recovery_point = recovery_point});
  for (Offset from = 0; from < 60; ++from)
    EXPECT_EQ(values(from), Strings(before.begin() + from, before.end())) << from;
  for (Offset offset = 0; offset < 60; ++offset)
    EXPECT_EQ((*log_->find_timestamp({.target_ms = kNow + offset, .up_to = 60}))->offset, offset);
}

TEST_F(LogTest, ALookupByTimeFindsTheRecordInsideACompressedBatch) {
  open();
  append_ok({.values = {"a", "b", "c"},
             .timestamp_ms = kNow,
             .timestamp_step_ms = 10,
             .codec = Compression::Lz4});
  append_ok({.values = {"d", "e"}, .timestamp_ms = kNow + 5, .timestamp_step_ms = 100});
  const auto at = [&](TimestampMs target) {
    return log_->find_timestamp({.target_ms = target, .up_to = log_->log_end_offset()});
  };
  EXPECT_EQ((*at(0))->offset, 0);
  EXPECT_EQ((*at(kNow + 10))->offset, 1);
  EXPECT_EQ((*at(kNow + 11))->offset, 2);
  EXPECT_EQ((*at(kNow + 21))->offset, 4);
  EXPECT_EQ((*at(kNow + 21))->timestamp_ms, kNow + 105);
  EXPECT_FALSE(*at(kNow + 106));
  EXPECT_EQ((*log_->find_max_timestamp())->offset, 4);
}

TEST_F(LogTest, ALookupByTimeStaysBelowTheUpperBoundAndBehindTheLogStart) {
  open();
  for (int i = 0; i < 4; ++i) append_ok({.timestamp_ms = kNow + i});
  EXPECT_FALSE(*log_->find_timestamp({.target_ms = kNow + 3, .up_to = 3}));
  ASSERT_TRUE(log_->delete_records_before(2));
  EXPECT_EQ((*log_->find_timestamp({.target_ms = 0, .up_to = 4}))->offset, 2);
}

TEST_F(LogTest, EpochsAreKeptWithTheOffsetsWhereTheyBegan) {
  open();
  append_ok({.values = {"a", "b"}});
  epoch_ = 3;
  append_ok({});
  EXPECT_EQ(*disk_->content("orders-0/leader-epoch-checkpoint"), "0\n2\n0 0\n3 2\n");
  EXPECT_EQ(log_->end_of_epoch(0), (EpochEnd{0, 2}));
  EXPECT_EQ(log_->end_of_epoch(2), (EpochEnd{0, 2}));
  EXPECT_EQ(log_->end_of_epoch(3), (EpochEnd{3, 3}));
  EXPECT_EQ(log_->end_of_epoch(4), (EpochEnd{-1, -1}));
}

TEST_F(LogTest, TruncationGoesBackToABatchBoundaryWithEpochsAndProducers) {
  config_.segment_bytes = 400;
  open();
  for (int i = 0; i < 12; ++i) {
    epoch_ = i / 4;
    append_ok({.values = {"x" + std::to_string(i)}, .producer_id = 9, .base_sequence = i});
  }
  ASSERT_TRUE(log_->truncate_to(5));
  EXPECT_EQ(log_->log_end_offset(), 5);
  EXPECT_EQ(values(), (Strings{"x0", "x1", "x2", "x3", "x4"}));
  EXPECT_EQ(log_->leader_epochs().latest(), 1);
  EXPECT_EQ(log_->producer_state().find(9)->last_sequence(), 4);
  EXPECT_EQ(append_ok({.values = {"y"}, .producer_id = 9, .base_sequence = 5}), 5);
  reopen_killed();
  EXPECT_EQ(values(), (Strings{"x0", "x1", "x2", "x3", "x4", "y"}));
}

TEST_F(LogTest, AFlushMovesTheRecoveryPointAndAFailedOneEndsTheLog) {
  open();
  append_ok({});
  EXPECT_EQ(log_->recovery_point(), 0);
  ASSERT_TRUE(log_->flush());
  EXPECT_EQ(log_->recovery_point(), 1);
  append_ok({});
  disk_->inject({.operation = DiskOperation::Sync});
  EXPECT_FALSE(log_->flush());
  EXPECT_EQ(log_->recovery_point(), 1);
  EXPECT_EQ(append({}).error().code, ErrorCode::KafkaStorageError);
  EXPECT_EQ(log_->begin_flush().error().code, ErrorCode::KafkaStorageError);
  EXPECT_TRUE(log_->offline());
}

TEST_F(LogTest, AppendsGoOnWhileAFlushRuns) {
  open();
  append_ok({.values = {"a"}});
  auto work = log_->begin_flush();
  ASSERT_TRUE(work);
  append_ok({.values = {"b"}});
  ASSERT_TRUE(log_->finish_flush(*work, work->run()));
  EXPECT_EQ(log_->recovery_point(), 1);
  ASSERT_TRUE(log_->flush());
  EXPECT_EQ(log_->recovery_point(), 2);
}

TEST_F(LogTest, AFullDiskRefusesAppendsAndForgetsIt) {
  open();
  append_ok({.values = {"a"}});
  disk_->inject({.operation = DiskOperation::Write,
                 .count = 2,
                 .error = ENOSPC,
                 .bytes_written = 30,
                 .path_suffix = ".log"});
  EXPECT_EQ(append({.values = {"b"}}).error().code, ErrorCode::KafkaStorageError);
  EXPECT_EQ(append({.values = {"b"}}).error().code, ErrorCode::KafkaStorageError);
  EXPECT_FALSE(log_->offline());
  EXPECT_EQ(values(), (Strings{"a"}));
  EXPECT_EQ(append_ok({.values = {"c"}}), 1);
  EXPECT_EQ(values(), (Strings{"a", "c"}));
  reopen_killed();
  EXPECT_EQ(values(), (Strings{"a", "c"}));
}

TEST_F(LogTest, ACleanStopLeavesWhatApacheKafkaLeaves) {
  open();
  append_ok({.values = {"a", "b"}});
  ASSERT_TRUE(log_->close());
  EXPECT_EQ(files(), (Strings{"00000000000000000000.index", "00000000000000000000.log",
                              "00000000000000000000.timeindex", "00000000000000000002.snapshot",
                              "leader-epoch-checkpoint"}));
  EXPECT_EQ(disk_->content("orders-0/00000000000000000000.timeindex")->size(), 12U);
  EXPECT_FALSE(append({}));
}

}  // namespace
}  // namespace barnabas
