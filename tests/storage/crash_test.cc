// Crashes at every operation of seeded runs, by process kill and by power loss, and once more
// while the next start repairs what the first crash left. After each the promises hold.
//
// One run is played once: before each operation of the disk the states that a crash there could
// leave are taken, opened and checked. BARNABAS_CRASH_POINTS says how many crashes each test
// tries, BARNABAS_CRASH_SEED where its seeds begin; a failure prints what to set to see it again.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/storage/crash_workload.h"

namespace barnabas {
namespace {

std::uint64_t environment_number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct CrashPlace {
  std::uint64_t seed = 0;
  std::uint64_t operation = 0;
};

std::string describe(const CrashPlace& place, std::string_view how, const std::string& problem) {
  return fmt::format(
      "{} before operation {} of seed {}: {}\nagain: BARNABAS_CRASH_SEED={} "
      "BARNABAS_CRASH_POINTS=1 build/release/bin/crash_test --gtest_filter=Crash.{}",
      how, place.operation, place.seed, problem, place.seed,
      ::testing::UnitTest::GetInstance()->current_test_info()->name());
}

// The files that a crash left, for the report of a failure.
std::string list_files(const MemoryDisk& disk) {
  std::string list;
  for (const auto& path : disk.paths())
    list += fmt::format("\n  {} {}", path, disk.content(path).value().size());
  return list;
}

// Opens what a crash left and checks it.
std::optional<std::string> check(MemoryDisk& disk, CrashModel& model) {
  const auto files = list_files(disk);
  auto problem = check_promises(disk, model);
  if (problem) *problem += "; the crash left" + files;
  return problem;
}

// Plays runs until enough crashes were tried; `crash` tries one place and says what went wrong.
template <class Crash>
void play(Crash crash) {
  const auto points = environment_number("BARNABAS_CRASH_POINTS", 10'000);
  const auto first_seed = environment_number("BARNABAS_CRASH_SEED", 1);
  std::uint64_t tried = 0;
  std::optional<std::string> problem;
  auto seed = first_seed;
  for (; tried < points && !problem; ++seed) {
    MemoryDisk disk;
    CrashWorkload workload(seed);
    disk.before_operation([&](std::uint64_t operation) {
      if (!problem) problem = crash(disk, workload.model(), CrashPlace{seed, operation}, tried);
    });
    workload.run(disk, 60);
  }
  fmt::print("{} crash points played, seeds {} to {}\n", tried, first_seed, seed - 1);
  if (problem) FAIL() << *problem;
}

TEST(Crash, FaultCase1_AProcessKillAtEveryOperationKeepsThePromises) {
  play([](const MemoryDisk& disk, const CrashModel& model, const CrashPlace& place,
          std::uint64_t& tried) -> std::optional<std::string> {
    ++tried;
    auto after = model;
    const auto next = disk.after_process_kill();
    if (auto problem = check(*next, after)) return describe(place, "kill", *problem);
    // What the restarted broker served is durable as well.
    ++tried;
    const auto later = next->after_power_loss(place.operation);
    if (auto problem = check(*later, after))
      return describe(place, "kill, start, power loss", *problem);
    return std::nullopt;
  });
}

TEST(Crash, FaultCase2And3_APowerLossAtEveryOperationKeepsThePromises) {
  play([](const MemoryDisk& disk, const CrashModel& model, const CrashPlace& place,
          std::uint64_t& tried) -> std::optional<std::string> {
    for (std::uint64_t variant = 0; variant < 4; ++variant) {
      ++tried;
      auto after = model;
      const auto next = disk.after_power_loss(place.operation * 4 + variant);
      if (auto problem = check(*next, after))
        return describe(place, fmt::format("power loss {}", variant), *problem);
    }
    return std::nullopt;
  });
}

TEST(Crash, FaultCase13_CrashesDuringRecoveryConverge) {
  play([](const MemoryDisk& disk, const CrashModel& model, const CrashPlace& place,
          std::uint64_t& tried) -> std::optional<std::string> {
    std::mt19937_64 random(place.operation);
    auto crashed = random() % 2 == 0 ? disk.after_process_kill() : disk.after_power_loss(random());
    for (int round = 0; round < 5; ++round) {
      ++tried;
      // A start that gets so far and no further. What it promises is never told to anybody.
      auto unseen = model;
      crashed->crash_at_operation(random() % 30);
      static_cast<void>(check_promises(*crashed, unseen));
      crashed =
          random() % 2 == 0 ? crashed->after_process_kill() : crashed->after_power_loss(random());
    }
    auto after = model;
    if (auto problem = check(*crashed, after))
      return describe(place, "five crashes during recovery", *problem);
    return std::nullopt;
  });
}

}  // namespace
}  // namespace barnabas
