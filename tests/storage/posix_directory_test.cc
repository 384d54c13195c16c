#include "storage/posix_directory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "storage/posix_io.h"
#include "tests/storage/temporary_folder.h"

namespace barnabas {
namespace {

class PosixDirectoryTest : public ::testing::Test {
 protected:
  std::unique_ptr<PosixDirectory> open(PosixDirectoryOptions options = {}) {
    return PosixDirectory::at(folder_.path("data"), options).value();
  }
  std::string on_disk(const std::string& path) const {
    std::ifstream file(folder_.path("data/" + path), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  mode_t mode_of(const std::string& path) const {
    struct stat status {};
    EXPECT_EQ(::stat(folder_.path("data/" + path).c_str(), &status), 0);
    return status.st_mode & 0777;
  }

  TemporaryFolder folder_;
};

std::string read(File& file, std::uint64_t position, std::size_t size) {
  std::string text(size, '?');
  const auto count = file.read_at(position, std::as_writable_bytes(std::span(text))).value();
  return text.substr(0, count);
}

TEST_F(PosixDirectoryTest, ADirectoryThatCannotBeHadSaysWhatToDo) {
  const auto message = [](const std::string& path) {
    return PosixDirectory::at(path).error().message;
  };
  EXPECT_NE(message(folder_.path("no/data")).find("mkdir -p"), std::string::npos);
  std::ofstream(folder_.path("file")) << "text";
  EXPECT_NE(message(folder_.path("file")).find("name another folder"), std::string::npos);
}

TEST_F(PosixDirectoryTest, WhatIsWrittenIsReadBackAtEveryPosition) {
  auto directory = open();
  auto file = directory->open("a", OpenMode::Create).value();
  ASSERT_TRUE(file->write_at(0, as_bytes("hello ")));
  const std::array<Bytes, 3> pieces{as_bytes("small "), as_bytes(""), as_bytes("world")};
  ASSERT_TRUE(file->write_pieces_at(6, pieces));
  EXPECT_EQ(file->size(), 17U);
  EXPECT_EQ(read(*file, 0, 100), "hello small world");
  EXPECT_EQ(read(*file, 12, 3), "wor");
  EXPECT_EQ(read(*file, 17, 3), "");
  EXPECT_EQ(read(*file, 1000, 3), "");
  ASSERT_TRUE(file->truncate(5));
  ASSERT_TRUE(file->sync());
  EXPECT_EQ(file->size(), 5U);
  EXPECT_EQ(on_disk("a"), "hello");
}

TEST_F(PosixDirectoryTest, ManyPiecesNeedSeveralCalls) {
  auto directory = open();
  auto file = directory->open("a", OpenMode::Create).value();
  std::vector<std::string> texts;
  std::vector<Bytes> pieces;
  std::string whole;
  for (int i = 0; i < 3000; ++i) texts.push_back(std::to_string(i));
  for (const auto& text : texts) {
    pieces.push_back(as_bytes(text));
    whole += text;
  }
  ASSERT_TRUE(file->write_pieces_at(0, pieces));
  EXPECT_EQ(on_disk("a"), whole);
}

TEST_F(PosixDirectoryTest, FilesAndFoldersAreForTheirOwnerOnly) {
  auto directory = open();
  ASSERT_TRUE(directory->make_directory("orders-0"));
  ASSERT_TRUE(directory->open("orders-0/x", OpenMode::Create));
  EXPECT_EQ(mode_of(""), 0700U);
  EXPECT_EQ(mode_of("orders-0"), 0700U);
  EXPECT_EQ(mode_of("orders-0/x"), 0600U);
}

TEST_F(PosixDirectoryTest, AMissingFileIsToldFromOtherErrors) {
  auto directory = open();
  auto missing = directory->open("a", OpenMode::Write);
  ASSERT_FALSE(missing);
  EXPECT_TRUE(is_missing(missing.error()));
  EXPECT_EQ(missing.error().code, ErrorCode::KafkaStorageError);
  EXPECT_EQ(missing.error().message, "a: cannot look at it: No such file or directory");
  EXPECT_FALSE(directory->exists("a").value());
  EXPECT_FALSE(directory->exists("b/a").value());
}

TEST_F(PosixDirectoryTest, AFileOpenedToReadIsNotWritten) {
  auto directory = open();
  ASSERT_TRUE(directory->open("a", OpenMode::Create));
  auto file = directory->open("a", OpenMode::Read).value();
  EXPECT_FALSE(file->write_at(0, as_bytes("x")));
  EXPECT_FALSE(file->truncate(0));
  EXPECT_FALSE(file->sync());
}

TEST_F(PosixDirectoryTest, TruncateModeEmptiesAndCreateKeeps) {
  auto directory = open();
  ASSERT_TRUE(directory->open("a", OpenMode::Create).value()->write_at(0, as_bytes("text")));
  EXPECT_EQ(directory->open("a", OpenMode::Create).value()->size(), 4U);
  EXPECT_EQ(directory->file_size("a").value(), 4U);
  EXPECT_EQ(directory->open("a", OpenMode::Truncate).value()->size(), 0U);
  EXPECT_EQ(on_disk("a"), "");
}

TEST_F(PosixDirectoryTest, PathsOutOfTheDirectoryAreRefused) {
  auto directory = open();
  std::ofstream(folder_.path("secret")) << "secret";
  for (const std::string path :
       {"../secret", "", "/etc/passwd", "a/../../secret", ".", "..", "a//b"}) {
    EXPECT_FALSE(directory->open(path, OpenMode::Read)) << path;
    EXPECT_FALSE(directory->open(path, OpenMode::Create)) << path;
    EXPECT_FALSE(directory->remove(path)) << path;
    EXPECT_FALSE(directory->make_directory(path)) << path;
    EXPECT_FALSE(directory->rename({.from = path, .to = "x"})) << path;
  }
}

TEST_F(PosixDirectoryTest, LinksAndFifosAreNeitherFollowedNorWaitedFor) {
  auto directory = open();
  std::ofstream(folder_.path("secret")) << "secret";
  ASSERT_EQ(::symlink("../secret", folder_.path("data/link").c_str()), 0);
  ASSERT_EQ(::symlink("..", folder_.path("data/up").c_str()), 0);
  ASSERT_EQ(::mkfifo(folder_.path("data/fifo").c_str(), 0600), 0);
  for (const std::string path : {"link", "up/secret", "fifo"}) {
    EXPECT_FALSE(directory->open(path, OpenMode::Read)) << path;
    EXPECT_FALSE(directory->open(path, OpenMode::Create)) << path;
    EXPECT_FALSE(directory->open(path, OpenMode::Truncate)) << path;
  }
  EXPECT_FALSE(directory->list("up"));
  const std::vector<DirectoryEntry> expected{
      {"fifo", EntryKind::Other}, {"link", EntryKind::Other}, {"up", EntryKind::Other}};
  EXPECT_EQ(directory->list("").value(), expected);
}

TEST_F(PosixDirectoryTest, RenameReplacesAndRemoveForgivesWhatIsGone) {
  auto directory = open();
  ASSERT_TRUE(replace_file(*directory, "a", "one"));
  ASSERT_TRUE(replace_file(*directory, "a", "two"));
  EXPECT_EQ(read_whole_file(*directory, "a").value(), "two");
  EXPECT_FALSE(directory->exists("a.tmp").value());
  EXPECT_FALSE(read_whole_file(*directory, "a", 2));
  EXPECT_TRUE(directory->remove("a"));
  EXPECT_TRUE(directory->remove("a"));
  ASSERT_TRUE(directory->make_directory("d"));
  ASSERT_TRUE(directory->make_directory("d"));
  ASSERT_TRUE(directory->open("d/x", OpenMode::Create));
  EXPECT_FALSE(directory->remove("d"));
  EXPECT_TRUE(remove_tree(*directory, "d"));
  EXPECT_TRUE(remove_tree(*directory, "d"));
  EXPECT_TRUE(directory->list("").value().empty());
}

TEST_F(PosixDirectoryTest, DescriptorsAreGivenUpAndTakenAgainUnseen) {
  auto directory = open({.create = true, .descriptors_max = 4});
  std::vector<std::unique_ptr<File>> files;
  for (int i = 0; i < 50; ++i) {
    files.push_back(directory->open("f" + std::to_string(i), OpenMode::Create).value());
    ASSERT_TRUE(files.back()->write_at(0, as_bytes(std::to_string(i))));
    EXPECT_LE(directory->open_descriptors(), 4U);
  }
  for (int i = 49; i >= 0; --i) {
    auto& file = *files[static_cast<std::size_t>(i)];
    ASSERT_TRUE(file.write_at(file.size(), as_bytes("!")));
    ASSERT_TRUE(file.sync());
    EXPECT_EQ(read(file, 0, 10), std::to_string(i) + "!");
    EXPECT_LE(directory->open_descriptors(), 4U);
  }
  files.clear();
  EXPECT_EQ(directory->open_descriptors(), 0U);
}

TEST_F(PosixDirectoryTest, ARangeKeepsItsDescriptorWhenTheFileIsGone) {
  auto directory = open({.create = true, .descriptors_max = 1});
  auto file = directory->open("a", OpenMode::Create).value();
  ASSERT_TRUE(file->write_at(0, as_bytes("hello world")));
  const auto range = file->range({.position = 6, .size = 5}).value();
  auto other = directory->open("b", OpenMode::Create).value();
  EXPECT_EQ(directory->open_descriptors(), 1U);
  file.reset();
  ASSERT_TRUE(directory->remove("a"));
  std::array<char, 5> text{};
  ASSERT_EQ(::pread(range.descriptor, text.data(), range.size, static_cast<off_t>(range.offset)),
            5);
  EXPECT_EQ(std::string_view(text.data(), 5), "world");
}

TEST_F(PosixDirectoryTest, SyncWorkRunsOnAnotherThreadAfterTheFileIsGone) {
  auto directory = open();
  auto file = directory->open("a", OpenMode::Create).value();
  ASSERT_TRUE(file->write_at(0, as_bytes("x")));
  const auto work = file->sync_work().value();
  file.reset();
  bool good = false;
  std::thread([&] { good = work().has_value(); }).join();
  EXPECT_TRUE(good);
}

TEST_F(PosixDirectoryTest, FaultCase40_ASecondProcessIsToldWhoHoldsTheDirectory) {
  auto directory = open();
  auto lock = directory->lock(".lock").value();
  auto second = open()->lock(".lock");
  ASSERT_FALSE(second);
  const auto& message = second.error().message;
  EXPECT_NE(message.find("process " + std::to_string(::getpid())), std::string::npos) << message;
  EXPECT_NE(message.find("--data-dir"), std::string::npos) << message;
  lock.reset();
  EXPECT_TRUE(open()->lock(".lock"));
}

TEST_F(PosixDirectoryTest, ALockFileThatCannotBeOpenedIsNamedWithItsDirectory) {
  auto directory = open();
  ASSERT_TRUE(directory->make_directory(".lock"));
  const auto lock = directory->lock(".lock");
  ASSERT_FALSE(lock);
  EXPECT_NE(lock.error().message.find(directory->name() + "/.lock"), std::string::npos)
      << lock.error().message;
}

TEST_F(PosixDirectoryTest, FaultCase40_TheLockOfAJvmIsRespected) {
  auto directory = open();
  ASSERT_TRUE(directory->open(".lock", OpenMode::Create));
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    // As java.nio's FileLock does it.
    const int descriptor = ::open(folder_.path("data/.lock").c_str(), O_RDWR);
    struct flock wanted {};
    wanted.l_type = F_WRLCK;
    ::fcntl(descriptor, F_SETLK, &wanted);
    [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  auto refused = directory->lock(".lock");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("process " + std::to_string(child)), std::string::npos)
      << refused.error().message;
}

TEST_F(PosixDirectoryTest, FaultCase46_OpeningASegmentWithoutDescriptorsClosesOthersFirst) {
  auto directory = open();
  std::vector<std::unique_ptr<File>> files;
  for (int i = 0; i < 8; ++i)
    files.push_back(directory->open("f" + std::to_string(i), OpenMode::Create).value());
  std::vector<int> taken;
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  rlimit low = limit;
  low.rlim_cur = 64;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  while (true) {
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) break;
    taken.push_back(descriptor);
  }
  auto opened = directory->open("one-more", OpenMode::Create);
  auto listed = directory->exists("f0");
  for (const int descriptor : taken) ::close(descriptor);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(listed);
}

TEST_F(PosixDirectoryTest, FaultCase42_AFullDiskIsNamedSo) {
  ::signal(SIGXFSZ, SIG_IGN);
  auto directory = open();
  auto file = directory->open("a", OpenMode::Create).value();
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  rlimit low = limit;
  low.rlim_cur = 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &low), 0);
  const std::string much(5000, 'x');
  auto written = file->write_at(0, as_bytes(much));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  ASSERT_FALSE(written);
  EXPECT_TRUE(is_disk_full(written.error())) << written.error().message;
  // The file knows how far it got, and goes on from there.
  EXPECT_EQ(file->size(), 1000U);
  EXPECT_TRUE(file->truncate(0));
  EXPECT_TRUE(file->write_at(0, as_bytes(much)));
}

TEST(PosixIo, FaultCase44_ShortWritesAndInterruptionsAreCarriedOn) {
  std::string disk;
  int calls = 0;
  const auto stubborn = [&](const iovec* pieces, int count, off_t offset) -> ssize_t {
    if (++calls % 3 == 0) {
      errno = calls % 2 == 0 ? EINTR : EAGAIN;
      return -1;
    }
    EXPECT_EQ(static_cast<std::size_t>(offset), disk.size());
    for (int i = 0; i < count; ++i) {
      if (pieces[i].iov_len == 0) continue;
      const auto some = std::min<std::size_t>(pieces[i].iov_len, 2);
      disk.append(static_cast<const char*>(pieces[i].iov_base), some);
      return static_cast<ssize_t>(some);
    }
    return 0;
  };
  const std::array<Bytes, 5> pieces{as_bytes(""), as_bytes("a"), as_bytes("bcdef"), as_bytes(""),
                                    as_bytes("ghi")};
  EXPECT_EQ(write_fully(0, pieces, stubborn), 0);
  EXPECT_EQ(disk, "abcdefghi");
}

TEST(PosixIo, FaultCase44_AWriteWithoutProgressEnds) {
  const auto text = as_bytes("abc");
  EXPECT_EQ(
      write_fully(0, std::span(&text, 1), [](const iovec*, int, off_t) { return ssize_t{0}; }),
      EIO);
  EXPECT_EQ(write_fully(0, std::span(&text, 1),
                        [](const iovec*, int, off_t) {
                          errno = ENOSPC;
                          return ssize_t{-1};
                        }),
            ENOSPC);
}

TEST(PosixIo, FaultCase44_ShortReadsAreCarriedOn) {
  const std::string disk = "abcdefghi";
  int calls = 0;
  std::string text(20, '?');
  const auto outcome = read_fully(1, std::as_writable_bytes(std::span(text)),
                                  [&](std::byte* into, std::size_t, off_t offset) -> ssize_t {
                                    if (++calls % 2 == 0) {
                                      errno = EINTR;
                                      return -1;
                                    }
                                    const auto at = static_cast<std::size_t>(offset);
                                    if (at >= disk.size()) return 0;
                                    std::memcpy(into, disk.data() + at, 1);
                                    return 1;
                                  });
  EXPECT_EQ(outcome.error, 0);
  EXPECT_EQ(text.substr(0, outcome.bytes), "bcdefghi");
}

}  // namespace
}  // namespace barnabas
