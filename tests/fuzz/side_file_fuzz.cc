// Parses whatever it is given as one of the small files of a data directory.
//
// Input: a byte that says which file, then its content. Properties: nothing crashes; what is
// accepted and written again reads the same.

#include <cstdint>
#include <span>

#include "broker/metadata/quorum_state.h"
#include "protocol/base/check.h"
#include "storage/aborted_transactions.h"
#include "storage/checkpoint.h"
#include "storage/clean_shutdown.h"
#include "storage/leader_epochs.h"
#include "storage/memory_disk.h"
#include "storage/meta_properties.h"
#include "storage/partition_metadata.h"
#include "storage/producer_snapshot.h"

namespace barnabas {
namespace {

void offset_checkpoint(Bytes content) {
  MemoryDisk disk;
  disk.set_content("checkpoint", std::string(as_text(content)));
  const auto read = read_offset_checkpoint(disk, "checkpoint");
  if (!read) return;
  BARNABAS_CHECK(write_offset_checkpoint(disk, "again", *read).has_value(), "it can be written");
  const auto again = read_offset_checkpoint(disk, "again");
  BARNABAS_CHECK(again && *again == *read, "a checkpoint reads as it was written");
}

void producer_snapshot(Bytes content) {
  const auto read = decode_producer_snapshot(content);
  if (!read) return;
  const auto written = encode_producer_snapshot(*read);
  const auto again = decode_producer_snapshot(written.view());
  BARNABAS_CHECK(again && again->size() == read->size(), "a snapshot reads as it was written");
  BARNABAS_CHECK(as_text(encode_producer_snapshot(*again).view()) == as_text(written.view()),
                 "to the byte");
}

void leader_epochs(Bytes content) {
  auto read = LeaderEpochs::parse(as_text(content));
  if (!read) return;
  const auto again = LeaderEpochs::parse(read->format());
  BARNABAS_CHECK(again && *again == *read, "epochs read as they were written");
  (void)read->end_of({.epoch = 1, .log_end_offset = 100});
  read->truncate_from_end(50);
  read->truncate_from_start(20);
}

void partition_metadata(Bytes content) {
  const auto read = parse_partition_metadata(as_text(content));
  if (!read) return;
  const auto again = parse_partition_metadata(format_partition_metadata(*read));
  BARNABAS_CHECK(again && *again == *read, "a topic id reads as it was written");
}

void meta_properties(Bytes content) {
  const auto read = MetaProperties::parse(as_text(content));
  if (!read) return;
  const auto again = MetaProperties::parse(read->format());
  BARNABAS_CHECK(again && *again == *read, "properties read as they were written");
  (void)check_identity(*read, {});
}

void quorum_state(Bytes content) {
  const auto read = parse_quorum_state(as_text(content));
  if (!read) return;
  const auto again = parse_quorum_state(format_quorum_state(*read));
  BARNABAS_CHECK(
      again && again->leader_id == read->leader_id && again->leader_epoch == read->leader_epoch,
      "a leader reads as it was written");
}

void clean_shutdown(Bytes content) {
  MemoryDisk disk;
  disk.set_content(clean_shutdown_file, std::string(as_text(content)));
  const auto read = take_clean_shutdown(disk);
  BARNABAS_CHECK(read && read->clean, "a mark is a mark");
  BARNABAS_CHECK(!disk.content(clean_shutdown_file), "and is taken away");
}

void aborted_transactions(Bytes content) {
  const auto read = decode_aborted_transactions(content, 0);
  if (!read) return;
  Buffer written;
  for (const auto& transaction : *read) written.append(encode(transaction));
  BARNABAS_CHECK(as_text(written.view()) == as_text(content), "entries are written as they were");
}

constexpr std::array parsers = {offset_checkpoint,  producer_snapshot,   leader_epochs,
                                partition_metadata, meta_properties,     quorum_state,
                                clean_shutdown,     aborted_transactions};

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto content = std::as_bytes(std::span(data + 1, size - 1));
  barnabas::parsers[data[0] % barnabas::parsers.size()](content);
  return 0;
}
