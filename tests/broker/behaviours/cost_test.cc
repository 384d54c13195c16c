// What an idle partition may cost, in bytes that the program allocates. A program of its own, with
// an operator new that counts.

#include <malloc.h>

#include <cstdlib>
#include <new>

#include "storage/posix_directory.h"
#include "tests/broker/behaviours/requests.h"
#include "tests/storage/temporary_folder.h"

namespace {

std::size_t allocated = 0;  // what malloc set aside, its rounding included

}  // namespace

void* operator new(std::size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  allocated += malloc_usable_size(memory) + sizeof(std::size_t);
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  allocated -= malloc_usable_size(memory) + sizeof(std::size_t);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace barnabas {
namespace {

constexpr std::int32_t kPartitions = 1000;
constexpr std::size_t kBytesMax = 2048;

// What `work` leaves behind, for each of so many partitions.
template <class Work>
std::size_t bytes_per_partition(Work work, std::size_t partitions = kPartitions) {
  const auto before = allocated;
  work();
  return (allocated - before) / partitions;
}

TEST(PartitionCost, AnIdlePartitionTakesTwoKibibytesAtMost) {
  TemporaryFolder folder;
  const auto directory = PosixDirectory::at(folder.path()).value();
  TestBroker broker(ConfigMap{{"durability", "os"}}, *directory);
  const auto created =
      bytes_per_partition([&] { create_topic(broker, {.partitions = kPartitions}); });
  EXPECT_LE(created, kBytesMax) << "created and never used";

  for (std::int32_t i = 0; i < kPartitions; ++i)
    EXPECT_EQ(produce(broker, TestBatch{}, {.partition = i}).error_code, ErrorCode::None);
  broker.restart();
  const auto opened = bytes_per_partition([&] {
    for (std::int32_t i = 0; i < kPartitions; ++i)
      EXPECT_EQ(fetch(broker, {.partition = i, .offset = 1}).data.error_code, ErrorCode::None);
  });
  EXPECT_LE(opened, kBytesMax) << "what its log adds once it was read";
}

TEST(PartitionCost, APartitionThatIsWrittenToSyncedAndReadTakesTwoKibibytesInAll) {
  constexpr std::int32_t partitions = 100;  // each is synced, which takes its time
  TemporaryFolder folder;
  const auto directory = PosixDirectory::at(folder.path()).value();
  TestBroker broker({}, *directory);
  const auto use = [&](const std::string& topic) {
    create_topic(broker, {.name = topic, .partitions = partitions});
    for (std::int32_t i = 0; i < partitions; ++i) {
      EXPECT_EQ(produce(broker, TestBatch{}, {.topic = topic, .partition = i}).error_code,
                ErrorCode::None);
      // At the end: what is in the file would go from there to a socket.
      EXPECT_EQ(fetch(broker, {.topic = topic, .partition = i, .offset = 1}).data.error_code,
                ErrorCode::None);
    }
  };
  use("first");  // brings what the broker needs whatever the number of partitions
  EXPECT_LE(bytes_per_partition([&] { use("orders"); }, partitions), kBytesMax);
}

TEST(PartitionCost, ManyPartitionsShareAFewDescriptors) {
  TemporaryFolder folder;
  constexpr std::size_t kDescriptorsMax = 16;
  const auto directory =
      PosixDirectory::at(folder.path(), {.descriptors_max = kDescriptorsMax}).value();
  TestBroker broker({}, *directory);
  create_topic(broker, {.partitions = 100});
  for (int round = 0; round < 2; ++round) {
    for (std::int32_t i = 0; i < 100; ++i) {
      EXPECT_EQ(produce(broker, TestBatch{}, {.partition = i}).base_offset, round);
      // At the end: what is in the file would go from there to a socket.
      EXPECT_EQ(fetch(broker, {.partition = i, .offset = round + 1}).data.high_watermark,
                round + 1);
      EXPECT_LE(directory->open_descriptors(), kDescriptorsMax);
    }
  }
}

}  // namespace
}  // namespace barnabas
