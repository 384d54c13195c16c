#include "broker/api_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "broker/api_reference.h"

namespace barnabas {
namespace {

Buffer frame(ApiKey key, Version version, Version header_version) {
  Buffer bytes;
  encode(RequestHeader{.api_key = static_cast<std::int16_t>(key),
                       .api_version = version,
                       .correlation_id = 7,
                       .client_id = "test"},
         header_version, bytes);
  return bytes;
}

TEST(ApiTable, B1_AnUnknownVersionOfApiVersionsIsAnsweredInVersionZero) {
  const auto bytes = frame(ApiKey::ApiVersions, 99, 2);
  const auto request = ReceivedRequest::parse(bytes.view());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_TRUE(request->unsupported_version);
  EXPECT_EQ(request->header.api_version, 0);
  EXPECT_EQ(request->header.correlation_id, 7);
}

TEST(ApiTable, B1_OtherUnknownVersionsAndKeysAreRefusedByName) {
  const auto too_new = ReceivedRequest::parse(frame(ApiKey::Produce, 99, 2).view());
  ASSERT_FALSE(too_new);
  EXPECT_EQ(too_new.error().message, "Produce version 99 is not served, only 0 to 13");
  const auto unknown = ReceivedRequest::parse(frame(ApiKey{999}, 0, 1).view());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "API key 999 is not served");
}

TEST(ApiTable, B3_FlexibleVersionsHaveHeaderVersionTwo) {
  const auto bytes = frame(ApiKey::Metadata, 9, 2);
  const auto request = ReceivedRequest::parse(bytes.view());
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->body.empty()) << "the tags of the header are not part of the body";
}

TEST(ApiTable, AHeaderThatIsCutShortIsRefused) {
  const auto bytes = frame(ApiKey::Metadata, 9, 2);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(ReceivedRequest::parse(bytes.view().first(size))) << size;
}

TEST(ApiTable, ProduceIsOfferedFromVersionZeroSoThatOldLibrdkafkaCompresses) {
  const auto produce = std::ranges::find(api_table(), ApiKey::Produce, &ApiEntry::key);
  ASSERT_NE(produce, api_table().end());
  EXPECT_EQ(produce->versions.min, 0);
}

TEST(ApiReference, TheDocsPageIsWhatTheTableSays) {
  const std::string path = BARNABAS_DOCS_DIR "/api_support.md";
  if (std::getenv("BARNABAS_UPDATE_DOCS") != nullptr) std::ofstream(path) << api_reference();
  std::ifstream file(path);
  std::ostringstream content;
  content << file.rdbuf();
  EXPECT_TRUE(content.str() == api_reference())
      << path << " differs from the table; run this test with BARNABAS_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace barnabas
