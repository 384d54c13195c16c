#include "storage/producer_state.h"

#include "storage/producer_snapshot.h"
#include "tests/storage/log_fixture.h"

namespace barnabas {
namespace {

using ProducerStateTest = LogFixture;

TestBatch batch(Sequence base_sequence, int count = 1) {
  return {.values = Strings(static_cast<std::size_t>(count), "v"),
          .producer_id = 100,
          .base_sequence = base_sequence};
}

TEST_F(ProducerStateTest, ARetryGetsTheOriginalOffsetsAndAppendsNothing) {
  open();
  for (int i = 0; i < 5; ++i) append_ok(batch(3 * i, 3));
  for (int i = 0; i < 5; ++i) {
    auto again = append(batch(3 * i, 3));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->duplicate);
    EXPECT_EQ(again->base_offset, 3 * i);
    EXPECT_EQ(again->last_offset, 3 * i + 2);
  }
  EXPECT_EQ(log_->log_end_offset(), 15);
}

TEST_F(ProducerStateTest, ARetryOlderThanFiveBatchesIsOutOfOrder) {
  open();
  for (int i = 0; i < 6; ++i) append_ok(batch(i));
  EXPECT_EQ(append(batch(0)).error().code, ErrorCode::OutOfOrderSequenceNumber);
  EXPECT_TRUE(append(batch(1))->duplicate);
}

TEST_F(ProducerStateTest, AGapIsOutOfOrder) {
  open();
  append_ok(batch(0));
  EXPECT_EQ(append(batch(2)).error().code, ErrorCode::OutOfOrderSequenceNumber);
  append_ok(batch(1));
}

TEST_F(ProducerStateTest, AnUnknownProducerMayStartAnywhere) {
  open();
  EXPECT_EQ(append_ok(batch(4711)), 0);
}

TEST_F(ProducerStateTest, SequencesWrapFromTheLargestNumberToZero) {
  open();
  append_ok(batch(2147483646, 3));  // 2147483646, 2147483647, 0
  EXPECT_EQ(log_->producer_state().find(100)->last_sequence(), 0);
  EXPECT_TRUE(append(batch(2147483646, 3))->duplicate);
  append_ok(batch(1));
}

TEST_F(ProducerStateTest, ANewEpochStartsAtZeroAndFencesTheOldOne) {
  open();
  append_ok(batch(0));
  auto next = batch(1);
  next.producer_epoch = 1;
  EXPECT_EQ(append(next).error().code, ErrorCode::OutOfOrderSequenceNumber);
  next.base_sequence = 0;
  append_ok(next);
  EXPECT_EQ(append(batch(1)).error().code, ErrorCode::InvalidProducerEpoch);
}

TEST_F(ProducerStateTest, StateSurvivesRollAndRestartCleanOrNot) {
  config_.segment_bytes = 200;
  open();
  for (int i = 0; i < 6; ++i) append_ok(batch(i));
  reopen_clean();
  EXPECT_TRUE(append(batch(5))->duplicate);
  EXPECT_EQ(append(batch(7)).error().code, ErrorCode::OutOfOrderSequenceNumber);
  append_ok(batch(6));
  append_ok(batch(7));
  reopen_killed();
  EXPECT_EQ(append(batch(7))->base_offset, 7);
  append_ok(batch(8));
}

TEST_F(ProducerStateTest, AllFiveBatchesAreKnownAfterACleanRestart) {
  open();
  for (int i = 0; i < 8; ++i) append_ok(batch(i));
  reopen_clean();
  EXPECT_EQ(append(batch(2)).error().code, ErrorCode::OutOfOrderSequenceNumber);
  for (int i = 3; i < 8; ++i) EXPECT_EQ(append(batch(i))->base_offset, i);
  append_ok(batch(8));
}

TEST_F(ProducerStateTest, StateSurvivesLostAndDamagedSnapshotsAfterACleanStop) {
  config_.segment_bytes = 200;
  open();
  for (int i = 0; i < 6; ++i) append_ok(batch(i));
  ASSERT_TRUE(log_->close());
  const auto end = log_->recovery_point();
  bool damaged = false;
  for (const auto& name : files()) {
    if (!name.ends_with(".snapshot")) continue;
    const auto path = "orders-0/" + name;
    auto content = *disk_->content(path);
    content[content.size() - 1] = static_cast<char>(content.back() ^ 1);
    if (damaged) {
      ASSERT_TRUE(disk_->remove(path));
    } else {
      disk_->set_content(path, content);
    }
    damaged = !damaged;
  }
  open({.clean = true, .recovery_point = end});
  EXPECT_TRUE(reported(FindingKind::SnapshotDamaged));
  EXPECT_TRUE(append(batch(5))->duplicate);
  EXPECT_TRUE(append(batch(1))->duplicate);
  append_ok(batch(6));
}

TEST_F(ProducerStateTest, StateSurvivesRetentionAndDeleteRecords) {
  config_.segment_bytes = 200;
  config_.retention_bytes = 200;
  open();
  for (int i = 0; i < 6; ++i) append_ok(batch(i));
  ASSERT_TRUE(log_->flush());
  ASSERT_TRUE(log_->delete_records_before(6));
  ASSERT_TRUE(log_->apply_retention({.now_ms = kNow, .high_watermark = 6}));
  EXPECT_TRUE(append(batch(5))->duplicate);
  reopen_clean();
  EXPECT_TRUE(append(batch(5))->duplicate);
  append_ok(batch(6));
}

TEST_F(ProducerStateTest, IdleProducersAreForgotten) {
  open();
  append_ok(batch(0));
  log_->expire_producers(kNow + config_.producer_id_expiration_ms - 1);
  EXPECT_FALSE(log_->producer_state().empty());
  log_->expire_producers(kNow + config_.producer_id_expiration_ms);
  EXPECT_TRUE(log_->producer_state().empty());
}

TEST_F(ProducerStateTest, TheLastStableOffsetStopsAtTheOldestOpenTransaction) {
  open();
  auto first = batch(0);
  first.transactional = true;
  append_ok({.values = {"plain"}});
  append_ok(first);
  auto second = first;
  second.producer_id = 200;
  append_ok(second);
  EXPECT_EQ(log_->last_stable_offset(3), 1);
  EXPECT_EQ(append(batch(1)).error().code, ErrorCode::InvalidTxnState);
  ASSERT_TRUE(append_marker({.producer_id = 100, .type = ControlRecordType::Abort}));
  EXPECT_EQ(log_->last_stable_offset(3), 1);
  EXPECT_EQ(log_->last_stable_offset(4), 2);
  ASSERT_TRUE(append_marker({.producer_id = 200}));
  EXPECT_EQ(log_->last_stable_offset(5), 5);
  const AbortedTransaction expected{
      .producer_id = 100, .first_offset = 1, .last_offset = 3, .last_stable_offset = 2};
  EXPECT_EQ(*log_->aborted_transactions(0, 5), std::vector{expected});
  EXPECT_TRUE(log_->aborted_transactions(4, 5)->empty());
  EXPECT_EQ(disk_->content("orders-0/00000000000000000000.txnindex")->size(), 34U);
}

TEST_F(ProducerStateTest, AnOpenTransactionSurvivesARestart) {
  open();
  auto first = batch(0);
  first.transactional = true;
  append_ok(first);
  reopen_clean();
  EXPECT_EQ(log_->last_stable_offset(1), 0);
  reopen_killed();
  EXPECT_EQ(log_->last_stable_offset(1), 0);
  ASSERT_TRUE(append_marker({.producer_id = 100, .coordinator_epoch = 4}));
  EXPECT_EQ(append_marker({.producer_id = 100, .coordinator_epoch = 3}).error().code,
            ErrorCode::TransactionCoordinatorFenced);
}

TEST(ProducerSnapshot, EveryFlippedBitIsNoticed) {
  ProducerState state;
  ProducerEntry entry;
  entry.epoch = 3;
  entry.coordinator_epoch = 5;
  entry.last_timestamp_ms = 1234;
  entry.transaction_first_offset = 40;
  entry.add({.last_sequence = 11, .last_offset = 47, .offset_delta = 3, .timestamp_ms = 1234});
  state.load(8, entry);
  auto bytes = encode_producer_snapshot(state.entries());
  ASSERT_EQ(bytes.size(), 56U);
  ASSERT_TRUE(decode_producer_snapshot(bytes.view()));
  EXPECT_EQ(decode_producer_snapshot(bytes.view())->at(8), entry);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes.data()[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    EXPECT_FALSE(decode_producer_snapshot(bytes.view())) << bit;
    bytes.data()[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
  }
}

}  // namespace
}  // namespace barnabas
