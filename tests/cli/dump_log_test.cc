#include "cli/dump_log.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "cli/exit_code.h"
#include "tests/cli/tool_run.h"

namespace barnabas {
namespace {

ToolRun dump(DumpLogOptions options) {
  return run_tool([&](ToolOutput output) { return dump_log(options, output); });
}

// Paths of files of the golden partition.
std::vector<std::string> orders(const std::vector<std::string>& names) {
  std::vector<std::string> paths;
  for (const auto& name : names) paths.push_back(kApacheDir + "orders-0/" + name);
  return paths;
}

const std::string kFirst = "00000000000000000000";
const std::string kSecond = "00000000000000000062";

// A folder of its own for a test that damages files.
class DamagedFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "barnabas-" +
              testing::UnitTest::GetInstance()->current_test_info()->name() + "/";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& content) const {
    write_text(folder_ + name, content);
    return folder_ + name;
  }

  std::string folder_;
};

TEST(DumpLog, PrintsWhatApachesToolPrintsAboutEveryKindOfFile) {
  const auto run = dump(
      {.files = orders({kFirst + ".log", kFirst + ".index", kFirst + ".timeindex", kSecond + ".log",
                        kSecond + ".index", kSecond + ".timeindex", kSecond + ".snapshot",
                        kSecond + ".txnindex", "00000000000000000065.snapshot"})});
  EXPECT_EQ(run.out, read_text(kApacheDir + "shallow.txt"));
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, kExitOk);
}

TEST(DumpLog, PrintsRecordsHeadersAndMarkersAsApachesToolDoes) {
  const auto run = dump({.files = orders({kFirst + ".log", kSecond + ".log"}),
                         .deep_iteration = true,
                         .print_data_log = true});
  EXPECT_EQ(run.out, read_text(kApacheDir + "data.txt"));
  EXPECT_EQ(run.err, "");
}

TEST(DumpLog, DecodesGroupsAsApachesToolDoes) {
  const auto run = dump({.files = {kApacheDir + "__consumer_offsets-0/" + kFirst + ".log"},
                         .decoder = RecordDecoder::Offsets,
                         .deep_iteration = true,
                         .print_data_log = true});
  EXPECT_EQ(run.out, read_text(kApacheDir + "offsets.txt"));
}

TEST(DumpLog, DecodesMetadataSnapshotsAsApachesToolDoes) {
  const auto run = dump({.files = {kApacheDir + "bootstrap.checkpoint"},
                         .decoder = RecordDecoder::ClusterMetadata,
                         .deep_iteration = true,
                         .print_data_log = true});
  EXPECT_EQ(run.out, read_text(kApacheDir + "bootstrap.txt"));
}

TEST(DumpLog, ChecksIndexesWithoutPrintingThem) {
  const auto files = orders({kFirst + ".index", kFirst + ".timeindex"});
  const auto names = std::string("orders-0/") + kFirst;
  EXPECT_EQ(dump({.files = files, .index_sanity_check = true}).out,
            "Dumping " + names + ".index\n" + names + ".index passed sanity check.\nDumping " +
                names + ".timeindex\n" + names + ".timeindex passed sanity check.\n");
  EXPECT_EQ(dump({.files = files, .verify_index_only = true}).out,
            "Dumping " + names + ".index\nDumping " + names + ".timeindex\n");
}

TEST(DumpLog, StopsBeforeTheBatchThatCrossesMaxBytes) {
  const auto run = dump({.files = {kOrdersLog}, .bytes_max = 500});
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 4);
  EXPECT_EQ(run.exit_code, kExitOk);
}

TEST(DumpLog, AnnotatesEveryByteOfHeaderAndRecords) {
  const auto run = dump({.files = {kOrdersLog}, .style = DumpStyle::Annotate, .bytes_max = 205});
  for (const auto* line : {"batch at byte 0: offsets 0 to 2, 205 bytes\n",
                           "       8  00 00 00 c1              batch length            193",
                           "      17  34 de f2 44              crc                     0x34def244",
                           "  record 0: offset 0\n", "customer-0",
                           "header key              \"trace\"", "-1 is null"}) {
    EXPECT_NE(run.out.find(line), std::string::npos) << line << "\n" << run.out;
  }
  EXPECT_EQ(run.out.find("cannot be read"), std::string::npos);
}

TEST(DumpLog, GivesJsonWithTheWordsOfTheOtherOutput) {
  const auto run = dump({.files = {kOrdersLog},
                         .style = DumpStyle::Json,
                         .deep_iteration = true,
                         .print_data_log = true,
                         .bytes_max = 205});
  EXPECT_EQ(run.out.find("{\"position\":0,\"size\":205,\"baseOffset\":0,\"lastOffset\":2,"), 0U)
      << run.out;
  EXPECT_NE(run.out.find("\"headers\":[{\"key\":\"trace\",\"value\":\"id-0\"},"
                         "{\"key\":\"none\",\"value\":null}]"),
            std::string::npos)
      << run.out;
}

TEST(DumpLog, AMissingFileIsNamedAndTheOthersAreShown) {
  const auto run = dump({.files = {kApacheDir + "nothing.log", kOrdersLog}});
  EXPECT_NE(run.err.find("nothing.log: cannot open: No such file or directory"), std::string::npos);
  EXPECT_NE(run.out.find("baseOffset: 60"), std::string::npos);
  EXPECT_EQ(run.exit_code, kExitFailed);
}

TEST(DumpLog, AnUnknownKindOfFileIsIgnoredWithAWord) {
  const auto run = dump({.files = {kApacheDir + "README.md"}});
  EXPECT_EQ(run.err.find("Ignoring unknown file README.md"), 0U) << run.err;
}

TEST(DumpLog, AFolderIsAnErrorThatSaysWhatToName) {
  const auto run = dump({.files = {kApacheDir}});
  EXPECT_EQ(run.exit_code, kExitFailed);
  EXPECT_NE(run.err.find("is a folder; name the files in it"), std::string::npos) << run.err;
}

TEST_F(DamagedFiles, MessagesFromBeforeKafka011AreShownAsApachesToolShowsThem) {
  const std::string message(
      "\0\0\0\0\0\0\0\5\0\0\0\x18\x5a\xe8\x18\xe1\0\0\0\0\0\3old\0\0\0\7message", 36);
  const auto run = dump(
      {.files = {write(kFirst + ".log", message)}, .deep_iteration = true, .print_data_log = true});
  EXPECT_NE(run.out.find("offset: 5 position: 0 NoTimestampType: -1 size: 36 magic: 0 "
                         "compresscodec: none crc: 1525160161 isvalid: true\n"
                         "| offset: 5 NoTimestampType: -1 keySize: 3 valueSize: 7 isValid: true "
                         "crc: 1525160161 key: old payload: message\n"),
            std::string::npos)
      << run.out << run.err;
}

TEST_F(DamagedFiles, Case4ATornTailIsCountedAndExplained) {
  auto log = read_text(kOrdersLog);
  log.resize(log.size() - 1);
  const auto run = dump({.files = {write(kFirst + ".log", log)}});
  EXPECT_NE(run.out.find("Found 99 invalid bytes at the end of " + kFirst + ".log\n"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.err.find("99 bytes from byte 3688 on are no whole batch"), std::string::npos)
      << run.err;
  EXPECT_EQ(run.exit_code, kExitCheckFailed);
}

TEST_F(DamagedFiles, Case20AFlippedBitInAValueIsNamedWithItsPosition) {
  auto log = read_text(kOrdersLog);
  log[205 + 100] ^= 1;
  const auto run = dump({.files = {write(kFirst + ".log", log)}});
  EXPECT_NE(run.out.find("position: 205 CreateTime: 1700000005000 size: 205 magic: 2 "
                         "compresscodec: none crc: 637933847 isvalid: false\n"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.err.find("at byte 205: CRC-32C of the batch at offset 3 is"), std::string::npos);
  EXPECT_EQ(run.exit_code, kExitCheckFailed);
}

TEST_F(DamagedFiles, Case22ALengthThatLiesEndsTheWalkWithAnError) {
  auto log = read_text(kOrdersLog);
  log[205 + 8] = '\xff';
  const auto run = dump({.files = {write(kFirst + ".log", log)}});
  EXPECT_NE(run.err.find("at byte 205: batch length -16777023 (bytes 8 to 11), at least 49"),
            std::string::npos)
      << run.err;
  EXPECT_NE(run.out.find("Found 3583 invalid bytes"), std::string::npos) << run.out;
}

TEST_F(DamagedFiles, Case25ABadIndexIsNamedWithTheWayOut) {
  write(kFirst + ".log", read_text(kOrdersLog));
  auto index = read_text(kApacheDir + "orders-0/" + kFirst + ".index");
  EXPECT_NE(dump({.files = {write(kFirst + ".index", index.substr(0, 77))}})
                .err.find("77 bytes, expected a multiple of 8; an index is rebuilt"),
            std::string::npos);
  auto unordered = index;
  unordered[11] = 1;
  EXPECT_NE(dump({.files = {write(kFirst + ".index", unordered)}})
                .err.find("entry 1 has offset 1, not above 8 before it"),
            std::string::npos);
  index[79] = '\x01';
  const auto run = dump({.files = {write(kFirst + ".index", index)}});
  EXPECT_NE(run.err.find("Mismatches in :"), std::string::npos) << run.err;
  EXPECT_EQ(run.exit_code, kExitCheckFailed);
}

TEST_F(DamagedFiles, Case32AFlippedBitInASnapshotIsFoundByItsCrc) {
  auto snapshot = read_text(kApacheDir + "orders-0/" + kSecond + ".snapshot");
  snapshot[20] ^= 1;
  const auto run = dump({.files = {write(kSecond + ".snapshot", snapshot)}});
  EXPECT_NE(run.err.find("CRC-32C is "), std::string::npos) << run.err;
  EXPECT_EQ(run.exit_code, kExitCheckFailed);
}

TEST_F(DamagedFiles, NoByteFlipOfAnyFileCrashesTheTool) {
  for (const auto& entry : std::filesystem::directory_iterator(kApacheDir + "orders-0")) {
    const auto name = entry.path().filename().string();
    const auto content = read_text(entry.path().string());
    write(kFirst + ".log", read_text(kOrdersLog));
    for (std::size_t at = 0; at < content.size(); at += 1 + content.size() / 15) {
      auto damaged = content;
      damaged[at] = static_cast<char>(~damaged[at]);
      for (const auto style : {DumpStyle::Apache, DumpStyle::Annotate, DumpStyle::Json}) {
        dump({.files = {write(name, damaged)},
              .style = style,
              .decoder = RecordDecoder::Offsets,
              .deep_iteration = true,
              .print_data_log = true});
      }
    }
  }
}

TEST(ValidUtf8, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(valid_utf8("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa6"),
            "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa6");
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(valid_utf8("\xe2\x82"), "\xef\xbf\xbd");
}

}  // namespace
}  // namespace barnabas
