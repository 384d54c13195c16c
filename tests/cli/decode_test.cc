#include "cli/decode.h"

#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "tests/cli/tool_run.h"

namespace barnabas {
namespace {

ToolRun decode_text(const DecodeOptions& options) {
  return run_tool([&](ToolOutput output) { return decode_hex(options, output); });
}

TEST(Decode, ShowsARequestFrameWithOrWithoutItsSize) {
  const std::string frame = "0012 0000 00000001 0006 636c69656e74";
  const auto run = decode_text({.hex = frame});
  EXPECT_EQ(run.out.find("ApiVersions request version 0, correlation id 1\nheader {"), 0U)
      << run.out << run.err;
  EXPECT_NE(run.out.find("\"clientId\":\"client\""), std::string::npos) << run.out;
  EXPECT_EQ(decode_text({.hex = "00000010" + frame}).out, run.out);
}

TEST(Decode, ShowsAResponseOfTheApiAndVersionThatAreGiven) {
  const auto run = decode_text({.hex = "00:00:00:07 0x0000 00000000",
                                .kind = DecodeKind::Response,
                                .api = "api-versions",
                                .version = 0});
  EXPECT_EQ(run.out,
            "ApiVersions response version 0, correlation id 7\nheader {\"correlationId\":7}\n"
            "body {\n  \"errorCode\": 0,\n  \"apiKeys\": []\n}\n")
      << run.err;
}

TEST(Decode, ShowsABodyAlone) {
  const auto run = decode_text(
      {.hex = "ffffffff", .kind = DecodeKind::Body, .api = "3", .version = 1, .response = false});
  EXPECT_EQ(run.out, "MetadataRequest version 1\n{\n  \"topics\": null\n}\n") << run.err;
}

TEST(Decode, RecognisesRecordBatches) {
  std::string hex;
  const auto log = read_text(kApacheDir + "orders-0/00000000000000000062.log");
  for (const char signed_byte : log) {
    const auto c = static_cast<unsigned char>(signed_byte);
    constexpr char digits[] = "0123456789abcdef";
    hex += digits[c / 16];
    hex += digits[c % 16];
  }
  const auto run = decode_text({.hex = hex});
  EXPECT_NE(run.out.find("batch at byte 156: offsets 64 to 64, 78 bytes"), std::string::npos);
  hex.resize(hex.size() - 2);
  const auto cut = decode_text({.hex = hex});
  EXPECT_NE(cut.err.find("at byte 156: truncated: a batch of 78 bytes, but 77 are left"),
            std::string::npos)
      << cut.err;
}

TEST(Decode, ShowsVarintsAsAllThatTheyCanMean) {
  const auto run = decode_text({.hex = "9601 00", .kind = DecodeKind::Varint});
  EXPECT_EQ(run.out,
            "byte    0: 96 01                          unsigned 150, zigzag 75, compact length "
            "149\nbyte    2: 00                             unsigned 0, zigzag 0, compact length "
            "null\n");
}

TEST(Decode, NamesWhatIsWrongAndTheWayOut) {
  const auto error = [](const DecodeOptions& options) {
    const auto run = decode_text(options);
    EXPECT_EQ(run.exit_code, kExitFailed);
    return run.err;
  };
  EXPECT_EQ(error({.hex = "00zz"}),
            "barnabas: decode: character 3 of the input, 'z', is no hexadecimal digit\n");
  EXPECT_EQ(error({.hex = "123"}),
            "barnabas: decode: an odd number of hexadecimal digits; two make a byte\n");
  EXPECT_EQ(error({.hex = " "}), "barnabas: decode: no bytes to decode\n");
  EXPECT_NE(error({.hex = "00120003"}).find("RequestHeader.correlationId: truncated at byte 4"),
            std::string::npos);
  EXPECT_NE(error({.hex = "00", .kind = DecodeKind::Response}).find("Give --api NAME"),
            std::string::npos);
  EXPECT_NE(error({.hex = "00", .kind = DecodeKind::Body, .api = "Fetsch", .version = 1})
                .find("no API is called 'Fetsch'; there are Produce, Fetch"),
            std::string::npos);
  EXPECT_NE(error({.hex = "00", .kind = DecodeKind::Body, .api = "Fetch", .version = 99})
                .find("Fetch has versions "),
            std::string::npos);
}

}  // namespace
}  // namespace barnabas
