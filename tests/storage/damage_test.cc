// Every byte of every file of a small data directory flipped, and every file cut at every length,
// after a clean stop and after a crash. Whatever is opened then is a shorter log or a named error:
// no crash, nothing served that was not written, nothing lost but what was hit.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "storage/checkpoint.h"
#include "tests/storage/small_log.h"

namespace barnabas {
namespace {

// One way of damaging one file.
struct Damage {
  std::string path;
  std::size_t at = 0;
  bool cut = false;  // cut there, or flip the byte
  bool clean = false;

  std::string text() const {
    return fmt::format("{} {} at {} after a {} stop", path, cut ? "cut" : "flipped", at,
                       clean ? "clean" : "unclean");
  }
};

void damage(MemoryDisk& disk, const Damage& damage) {
  auto content = disk.content(damage.path).value();
  if (damage.cut) {
    content.resize(damage.at);
  } else {
    // A different bit at each place; over a whole file every bit of a field has its turn.
    content[damage.at] = static_cast<char>(content[damage.at] ^ (1 << (damage.at * 3 % 8)));
  }
  disk.set_content(damage.path, content);
}

class DamageTest : public ::testing::Test {
 protected:
  // Calls `check(damage, disk)` for every damage of the files that end so.
  template <class Check>
  void for_each_damage(std::string_view suffix, Check check) {
    int damages = 0;
    for (const auto& path : small_.disk->paths()) {
      if (!path.ends_with(suffix)) continue;
      for (const bool clean : {true, false}) {
        const auto size = small_.copy(clean)->content(path).value_or("").size();
        for (std::size_t at = 0; at < size; ++at) {
          for (const bool cut : {false, true}) {
            const Damage one{path, at, cut, clean};
            auto disk = small_.copy(clean);
            damage(*disk, one);
            check(one, *disk);
            if (HasFatalFailure()) return;
            ++damages;
          }
        }
      }
    }
    EXPECT_GT(damages, 0) << "no file ends with " << suffix;
  }

  // Everything is served as if nothing had happened.
  void expect_everything(const Damage& damage, Log& log) {
    const auto served = serve_everything(log);
    ASSERT_EQ(log.log_end_offset(), small_.end) << damage.text();
    for (const auto& [offset, error] : served.errors)
      FAIL() << damage.text() << ": offset " << offset << ": " << error.message;
    ASSERT_TRUE(served.batches == small_.batches) << damage.text();
  }

  void expect_retries_are_recognised(const Damage& damage, Log& log) {
    // The last batch of each of the two producers.
    std::map<ProducerId, const std::string*> last;
    for (const auto& [offset, bytes] : small_.batches) {
      const auto batch = RecordBatchView::parse(as_bytes(bytes)).value();
      if (batch.has_producer_id()) last[batch.producer_id()] = &bytes;
    }
    ASSERT_EQ(last.size(), 2U);
    for (const auto& [producer_id, bytes] : last) {
      auto again = resend(*bytes);
      const auto result = log.append(again.mutable_view(), {.now_ms = 0, .leader_epoch = 2});
      ASSERT_TRUE(result) << damage.text() << ": " << result.error().message;
      EXPECT_TRUE(result->duplicate) << damage.text();
    }
  }

  const SmallLog small_ = SmallLog::make();
};

TEST_F(DamageTest, TheUndamagedLogIsServedWhole) {
  for (const bool clean : {true, false}) {
    auto disk = small_.copy(clean);
    auto opened = OpenedLog::open(*disk);
    ASSERT_NE(opened.log, nullptr);
    expect_everything({}, *opened.log);
    expect_retries_are_recognised({}, *opened.log);
    EXPECT_TRUE(opened.warnings.empty());
    EXPECT_TRUE(opened.report.findings.empty());
  }
}

// The leader epoch of a batch is under no checksum. A flip that leaves epochs growing is not
// noticed; clients see the records unchanged.
bool same_but_for_epoch(std::string_view found, std::string_view expected) {
  constexpr std::size_t epoch = record_batch_layout::kPartitionLeaderEpoch;
  return found.size() == expected.size() && found.substr(0, epoch) == expected.substr(0, epoch) &&
         found.substr(epoch + 4) == expected.substr(epoch + 4);
}

// Whether recovery has said that there is a hole now.
bool is_reported(const RecoveryReport& report, Offset offset) {
  for (const auto& finding : report.findings)
    if (finding.kind == FindingKind::DamageSetAside && finding.from <= offset &&
        offset < finding.up_to)
      return true;
  return false;
}

// A byte of a .log: at most the batch it hit is missing. After a clean stop sealed segments are not
// read, so there a damaged header is met by a reader, and the batches up to the next index entry
// may answer with an error as well; the next recovery, or a scrub, brings them back.
TEST_F(DamageTest, AFlipInALogCostsAtMostTheBatchItHits) {
  for_each_damage(".log", [&](const Damage& one, MemoryDisk& disk) {
    if (one.cut) return;
    auto opened = OpenedLog::open(disk);
    if (opened.log == nullptr) {
      EXPECT_NE(opened.error->message.find("orders-0"), std::string::npos) << opened.error->message;
      FAIL() << one.text() << " does not open: " << opened.error->message;
    }
    ASSERT_LE(opened.log->log_end_offset(), small_.end) << one.text();
    const auto served = serve_everything(*opened.log);
    std::size_t missing = 0;
    for (const auto& [offset, bytes] : small_.batches) {
      const auto found = served.batches.find(offset);
      if (found == served.batches.end()) {
        ++missing;
        if (one.clean) {
          ASSERT_TRUE(served.errors.contains(offset) || is_reported(opened.report, offset) ||
                      offset >= opened.log->log_end_offset())
              << one.text() << ": " << offset << " is passed over";
        }
      } else {
        ASSERT_TRUE(same_but_for_epoch(found->second, bytes))
            << one.text() << ": another batch at " << offset;
      }
    }
    ASSERT_LE(missing, one.clean ? 4U : 1U) << one.text();
    for (const auto& [offset, bytes] : served.batches)
      ASSERT_TRUE(small_.batches.contains(offset)) << one.text() << ": nobody wrote " << offset;
  });
}

// A .log that is cut: what lies before the cut is served, and so is every later segment.
TEST_F(DamageTest, ACutLogCostsWhatIsBehindTheCutInThatSegment) {
  for_each_damage(".log", [&](const Damage& one, MemoryDisk& disk) {
    if (!one.cut) return;
    // All of it was synced: what is missing is damage, not the end of the log.
    if (!one.clean)
      disk.set_content(recovery_point_checkpoint, fmt::format("0\n1\norders 0 {}\n", small_.end));
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    const auto served = serve_everything(*opened.log);
    std::uint64_t position = 0;
    std::string segment;
    for (const auto& [offset, bytes] : small_.batches) {
      const auto file = fmt::format("orders-0/{:020}.log", offset);
      if (small_.disk->content(file)) {
        segment = file;
        position = 0;
      }
      position += bytes.size();
      const bool lost = segment == one.path && position > one.at;
      const auto found = served.batches.find(offset);
      ASSERT_EQ(found == served.batches.end(), lost) << one.text() << ": offset " << offset;
      if (!lost) {
        ASSERT_TRUE(found->second == bytes) << one.text();
      }
    }
  });
}

TEST_F(DamageTest, FaultCase25_ADamagedOffsetIndexChangesNothing) {
  for_each_damage(".index", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    expect_everything(one, *opened.log);
  });
}

TEST_F(DamageTest, FaultCase26_ADamagedTimeIndexChangesNoAnswer) {
  for_each_damage(".timeindex", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    for (const auto& [offset, timestamp_ms] : small_.timestamps) {
      const auto found = opened.log->find_timestamp(
          {.target_ms = timestamp_ms, .up_to = opened.log->log_end_offset()});
      ASSERT_TRUE(found && *found) << one.text();
      Offset expected = 0;
      while (small_.timestamps.at(expected) < timestamp_ms) ++expected;
      ASSERT_EQ((*found)->offset, expected) << one.text() << ": time " << timestamp_ms;
    }
    expect_everything(one, *opened.log);
  });
}

TEST_F(DamageTest, FaultCase32_ADamagedProducerSnapshotForgetsNoProducer) {
  for_each_damage(".snapshot", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    expect_everything(one, *opened.log);
    expect_retries_are_recognised(one, *opened.log);
  });
}

TEST_F(DamageTest, ADamagedLeaderEpochCheckpointIsANuisanceAtMost) {
  for_each_damage("leader-epoch-checkpoint", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    expect_everything(one, *opened.log);
  });
}

TEST_F(DamageTest, ADamagedOffsetCheckpointLosesNothingButALogStart) {
  for_each_damage("-offset-checkpoint", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    expect_everything(one, *opened.log);
  });
}

TEST_F(DamageTest, ADamagedPartitionMetadataLosesNothing) {
  for_each_damage("partition.metadata", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    ASSERT_NE(opened.log, nullptr) << one.text() << ": " << opened.error->message;
    if (opened.log->log_end_offset() == small_.end) {
      expect_everything(one, *opened.log);
      return;
    }
    // It reads as another topic's id: the folder is kept, whole, under another name.
    const auto first = small_.log_files().front();
    const auto file = first.substr(first.rfind('/'));
    bool kept = false;
    for (const auto& path : disk.paths())
      kept |= path.ends_with("-stray" + file) && disk.content(path) == small_.disk->content(first);
    ASSERT_TRUE(kept) << one.text();
  });
}

TEST_F(DamageTest, FaultCase35_DamagedMetaPropertiesAreANamedErrorOrHarmless) {
  for_each_damage("meta.properties", [&](const Damage& one, MemoryDisk& disk) {
    auto opened = OpenedLog::open(disk);
    if (opened.error) {
      ASSERT_NE(opened.error->message.find("meta.properties"), std::string::npos)
          << one.text() << ": " << opened.error->message;
    } else {
      expect_everything(one, *opened.log);
    }
  });
}

TEST_F(DamageTest, ADamagedCleanMarkIsStillAMark) {
  const auto mark = small_.disk->content(".kafka_cleanshutdown").value();
  for (std::size_t at = 0; at < mark.size(); ++at) {
    auto disk = small_.copy(true);
    damage(*disk, {".kafka_cleanshutdown", at, false, true});
    auto opened = OpenedLog::open(*disk);
    ASSERT_NE(opened.log, nullptr);
    EXPECT_TRUE(opened.logs->last_shutdown().clean);
    expect_everything({".kafka_cleanshutdown", at, false, true}, *opened.log);
  }
}

}  // namespace
}  // namespace barnabas
