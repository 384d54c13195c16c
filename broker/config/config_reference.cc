#include "broker/config/config_reference.h"

#include <fmt/format.h>

#include <algorithm>

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

constexpr std::string_view kIntroduction =
    R"(# Configuration

Names, types, units and defaults are those of Apache Kafka 4.4. A broker takes them from a
properties file, then from the environment (`KAFKA_LOG_SEGMENT_BYTES=1048576`; `__` stands for an
underscore, `___` for a dash), then from `--set log.segment.bytes=1048576`; the last one wins.
Topics, groups and running brokers are configured with `kafka-configs`, `barnabas config` or any
admin client.

A property that Apache Kafka knows and Barnabas does not act on is accepted, with one warning; it is
listed at the end. A name that neither knows is an error. Properties of a single listener
(`listener.name.NAME.PROPERTY`) and of plug-ins (`config.providers.`, `rlmm.config.`, `rsm.config.`)
are accepted.

This page is written from the tables in `broker/config/tables`: change it there, then run
`broker_test --gtest_filter=ConfigReference.*` with `BARNABAS_UPDATE_DOCS=1`.
)";

std::string cell(const char* value) {
  if (value == kNoDefault) return "";
  return *value == '\0' ? "empty" : fmt::format("`{}`", value);
}

std::string values_of(const Property& property) {
  return fmt::format("{}{}{}", to_string(property.type),
                     describe_limits(property.limits).empty() ? "" : " ",
                     describe_limits(property.limits));
}

void add_differences(std::string& page) {
  page +=
      "\n## Where the defaults differ from Apache Kafka's\n\n| property | here | there "
      "|\n|---|---|---|\n";
  for (const auto* row : broker_table().rows())
    if (row->apache_default != kNoDefault)
      page += fmt::format("| `{}` | {} | {} |\n", row->name, cell(row->default_value),
                          cell(row->apache_default));
  for (const auto* row : broker_table().rows())
    if (row->own)
      page += fmt::format("| `{}` | {} | not a property there |\n", row->name,
                          cell(row->default_value));
  page +=
      "\n`segment.bytes` and `log.segment.bytes` may be as small as 14 bytes, where Apache Kafka "
      "wants a mebibyte. A small value is stored under its internal name `internal.segment.bytes`, "
      "so that Apache Kafka still opens the directory.\n";
}

void add_section(std::string& page, std::string_view title, const PropertyTable& table) {
  page += fmt::format(
      "\n## {}\n\n| property | values | default | can change | what it does "
      "|\n|---|---|---|---|---|\n",
      title);
  for (const auto* row : table.rows()) {
    if (!row->is_acted_on()) continue;
    const bool of_broker = &table == &broker_table();
    page += fmt::format(
        "| `{}` | {} | {} | {} | {} |\n", row->name, values_of(*row), cell(row->default_value),
        of_broker ? to_string(row->update) : std::string_view("at any time"), row->documentation);
  }
}

void add_accepted(std::string& page, std::string_view title, const PropertyTable& table) {
  std::string names;
  for (const auto* row : table.rows())
    if (!row->is_acted_on()) names += fmt::format("{}`{}`", names.empty() ? "" : ", ", row->name);
  page += fmt::format("\n**{}**: {}.\n", title, names);
}

}  // namespace

std::string config_reference() {
  std::string page(kIntroduction);
  add_differences(page);
  add_section(page, "Brokers", broker_table());
  add_section(page, "Topics", topic_table());
  page += "\n## Accepted without effect\n";
  add_accepted(page, "Brokers", broker_table());
  add_accepted(page, "Topics", topic_table());
  add_accepted(page, "Groups", group_table());
  add_accepted(page, "Client metrics", client_metrics_table());
  return page;
}

}  // namespace barnabas
