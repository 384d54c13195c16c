#include "broker/api_reference.h"

#include <fmt/format.h>

#include "broker/api_table.h"

namespace barnabas {
namespace {

constexpr std::string_view kIntroduction =
    R"(# The APIs that are served

What a client is told by ApiVersions, and what `barnabas apis` prints. Other keys and versions are
not advertised; a request for one ends its connection, as it does with Apache Kafka.

From the flexible version on, lengths are compact and there are tagged fields (KIP-482). An API that
waits may hold its answer back: for records, for the disk, or for the other members of a group.

This page is written from `broker/api_table.cc`: change it there, then run
`broker_test --gtest_filter=ApiReference.*` with `BARNABAS_UPDATE_DOCS=1`.

| key | API | versions | flexible from | waits |
|---|---|---|---|---|
)";

}  // namespace

std::string api_reference() {
  std::string page(kIntroduction);
  for (const auto& api : api_table()) {
    const bool flexible = api.flexible_since <= api.versions.max;
    page += fmt::format("| {} | {} | {} to {} | {} | {} |\n", static_cast<int>(api.key), api.name,
                        api.versions.min, api.versions.max,
                        flexible ? fmt::to_string(api.flexible_since) : "never",
                        api.waiting != nullptr || api.answers_when_durable ? "yes" : "");
  }
  return page;
}

}  // namespace barnabas
