#include "broker/groups/offsets_replay.h"

#include "protocol/records/control_record.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch.h"

namespace barnabas {
namespace {

// How much of the log is in memory at once.
constexpr std::uint64_t read_size = 1024 * 1024;

class Replay {
 public:
  Replay(std::int32_t partition, GroupCoordinator& groups,
         const std::function<void(const std::string&)>& warn)
      : partition_(partition), groups_(groups), warn_(warn) {}

  Result<void> run(Log& log) {
    auto next = log.log_start_offset();
    while (next < log.log_end_offset()) {
      const auto slice =
          log.read({.from = next, .bytes_max = read_size, .up_to = log.log_end_offset()});
      if (!slice) return tl::unexpected(slice.error());
      if (slice->empty()) break;
      bytes_.clear();
      if (auto loaded = log.load(*slice, bytes_); !loaded) return loaded;
      if (auto done = batches(bytes_.view()); !done) return done;
      next = slice->next_offset;
    }
    return {};
  }

 private:
  Result<void> batches(Bytes bytes) {
    while (!bytes.empty()) {
      const auto batch = RecordBatchView::parse(bytes);
      if (!batch) return tl::unexpected(batch.error());
      if (auto done = records(*batch); !done) return done;
      bytes = bytes.subspan(batch->size());
    }
    return {};
  }

  Result<void> records(const RecordBatchView& batch) {
    const auto content = batch.records(scratch_);
    if (!content) return tl::unexpected(content.error());
    RecordIterator iterator(batch, *content);
    while (true) {
      const auto record = iterator.next();
      if (!record) return tl::unexpected(record.error());
      if (!*record) return {};
      if (batch.is_control()) {
        end_transaction(batch, **record);
      } else {
        replay(batch, **record);
      }
    }
  }

  void end_transaction(const RecordBatchView& batch, const RecordView& record) {
    const auto type = read_control_record_key(record.key.value_or(Bytes{}));
    if (!type) return;
    if (*type == ControlRecordType::Commit || *type == ControlRecordType::Abort)
      groups_.replay_transaction_end(partition_, batch.producer_id(),
                                     *type == ControlRecordType::Commit);
  }

  void replay(const RecordBatchView& batch, const RecordView& record) {
    if (!record.key) return;
    const auto replayed = groups_.replay(
        partition_,
        {.offset = record.offset,
         .key = *record.key,
         .value = record.value,
         .producer_id = batch.is_transactional() ? batch.producer_id() : kNoProducerId});
    if (!replayed)
      warn_("__consumer_offsets-" + std::to_string(partition_) + ", offset " +
            std::to_string(record.offset) + " is skipped: " + replayed.error().message);
  }

  const std::int32_t partition_;
  GroupCoordinator& groups_;
  const std::function<void(const std::string&)>& warn_;
  Buffer bytes_;
  Buffer scratch_;
};

}  // namespace

Result<void> replay_offsets(Partition& partition, GroupCoordinator& groups,
                            const std::function<void(const std::string&)>& warn) {
  const auto log = partition.open();
  if (!log) return tl::unexpected(log.error());
  const auto number = partition.name().partition;
  if (auto replayed = Replay(number, groups, warn).run(**log); !replayed) return replayed;
  groups.activate(number);
  return {};
}

}  // namespace barnabas
