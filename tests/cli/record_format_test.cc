#include "cli/record_format.h"

#include <gtest/gtest.h>

#include "cli/time_text.h"

namespace barnabas {

using namespace client;
namespace {

// One record as a consumer would get it.
class Fetched {
 public:
  Fetched(const std::optional<std::string>& key, const std::optional<std::string>& value) {
    const auto view = [](const std::optional<std::string>& text) {
      return text ? std::optional(as_bytes(*text)) : std::nullopt;
    };
    RecordBatchOptions options;
    options.base_offset = 41;
    RecordBatchBuilder builder(options);
    const std::vector<RecordHeader> headers{{"source", as_bytes("web")}, {"gone", std::nullopt}};
    builder.append({.timestamp_ms = 1'700'000'000'123,
                    .key = view(key),
                    .value = view(value),
                    .headers = headers});
    bytes_ = std::move(*builder.finish());
  }

  template <class Use>
  auto with(Use use) const {
    const auto batch = *RecordBatchView::parse(bytes_.view());
    RecordIterator records(batch, batch.payload());
    const auto record = **records.next();
    return use(FetchedRecord{name_, batch, record, 42, 7});
  }

  std::string printed(const char* format) const {
    return with([format](const FetchedRecord& record) {
      std::string text;
      RecordFormat::parse(format)->print(record, text);
      return text;
    });
  }

 private:
  const PartitionName name_{"orders", 2};
  Buffer bytes_;
};

TEST(RecordFormat, EveryEscapeIsPrinted) {
  const Fetched record("k1", "hello");
  EXPECT_EQ(record.printed("%t[%p] %o %k=%v %s\\n"), "orders[2] 41 k1=hello hello\n");
  EXPECT_EQ(record.printed("%K %V %S"), "2 5 5");
  EXPECT_EQ(record.printed("%T %d %D"), "1700000000123 1700000000123 2023-11-14T22:13:20.123Z");
  EXPECT_EQ(record.printed("%h %H"), "source=web,gone=NULL 2");
  EXPECT_EQ(record.printed("%a %x %y %e %[ %]"), "none -1 -1 -1 7 42");
  EXPECT_EQ(record.printed("100%%\\t\\x41\\\\"), "100%\tA\\");
}

TEST(RecordFormat, NullsPrintAsNothingWithLengthMinusOne) {
  const Fetched record(std::nullopt, std::nullopt);
  EXPECT_EQ(record.printed("<%k><%v> %K %V"), "<><> -1 -1");
}

TEST(RecordFormat, JsonHasOneLineForARecord) {
  EXPECT_EQ(Fetched("k1", std::nullopt).with(record_json),
            R"({"topic":"orders","partition":2,"offset":41,"timestamp":1700000000123,)"
            R"("key":"k1","value":null,"headers":[{"key":"source","value":"web"},)"
            R"({"key":"gone","value":null}]})"
            "\n");
}

TEST(RecordFormat, UnknownEscapesAreRefused) {
  EXPECT_FALSE(RecordFormat::parse("%z"));
  EXPECT_FALSE(RecordFormat::parse("100%"));
}

TEST(RecordFormat, LinesAreTakenApartAtTheTextBetween) {
  const auto format = *RecordFormat::parse("%p|%k|%v\\n");
  const auto record = format.read("2|a|b|c");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->partition, 2);
  EXPECT_EQ(record->key, "a");
  EXPECT_EQ(record->value, "b|c");
  EXPECT_EQ(format.read("2|a").error().message, "no '|' in 'a'");
  EXPECT_FALSE(format.read("two|a|b"));
}

TEST(RecordFormat, WhatCannotBeReadIsSaidAtOnce) {
  EXPECT_TRUE(RecordFormat::parse("%k,%v")->check_readable());
  EXPECT_FALSE(RecordFormat::parse("%k%v")->check_readable());
  EXPECT_FALSE(RecordFormat::parse("%o %v")->check_readable());
}

TEST(TimeText, EverySpellingIsRead) {
  constexpr std::int64_t kNow = 1'700'000'000'000;
  EXPECT_EQ(parse_time("1700000000123", kNow), 1'700'000'000'123);
  EXPECT_EQ(parse_time("1970-01-02", kNow), 86'400'000);
  EXPECT_EQ(parse_time("2023-11-14T22:13:20.123Z", kNow), 1'700'000'000'123);
  EXPECT_EQ(parse_time("2023-11-14 22:13:20", kNow), 1'700'000'000'000);
  EXPECT_EQ(parse_time("-90s", kNow), kNow - 90'000);
  EXPECT_EQ(parse_time("@-2h", kNow), kNow - 7'200'000);
  EXPECT_EQ(iso_time(1'700'000'000'123), "2023-11-14T22:13:20.123Z");
  for (const char* wrong : {"", "yesterday", "2023-13-01", "2023-11-14T25:00:00", "-5", "-5x"})
    EXPECT_FALSE(parse_time(wrong, kNow)) << wrong;
}

}  // namespace
}  // namespace barnabas
